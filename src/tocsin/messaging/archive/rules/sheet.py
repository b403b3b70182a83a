"""A conversation for people: sheets of HTML that open anywhere, without a server, a script or anything from elsewhere."""

from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

import msgspec

from tocsin.files.door import FileCard
from tocsin.messaging.archive.rules.look import POLICY, STYLE
from tocsin.messaging.archive.rules.markup import Markup, join, tag
from tocsin.messaging.archive.rules.naming import address, sheet_name
from tocsin.messaging.archive.rules.prose import prose
from tocsin.messaging.archive.rules.record import Entry, Head, erased
from tocsin.messaging.archive.rules.words import Speech
from tocsin.messaging.rules.content import Content, Location, Merged, Poll, Sticker
from tocsin.messaging.rules.files import Files, Voice
from tocsin.messaging.rules.shapes import Fact, People

_SHOWN_PICTURES = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif"})
_NUMBERS = ("B", "kB", "MB", "GB")


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """What one sheet shows: facts in their order, the people they speak of, and where their files lie."""

    head: Head
    number: int
    more: bool
    total: int
    entries: Sequence[Entry]
    people: People
    files: Mapping[UUID, str]


def render(sheet: Sheet, speech: Speech) -> str:
    """Return a sheet as a page."""
    writer = _Writer(sheet, speech)
    title = sheet.head.name or speech.say("records")
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=POLICY),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="referrer", content="no-referrer"),
        tag("title", title),
        tag("style", Markup(STYLE)),
    )
    body = tag(
        "body",
        writer.header(title),
        tag("main", writer.turns(), *writer.facts(), writer.turns()),
        tag("footer", speech.say("footer")),
    )
    return f"<!doctype html>\n{tag('html', head, body, lang=speech.language).html}\n"


class _Writer:
    def __init__(self, sheet: Sheet, speech: Speech) -> None:
        self.sheet = sheet
        self.speech = speech
        self.here = {entry.fact.seq for entry in sheet.entries}

    def header(self, title: str) -> Markup:
        say, head = self.speech.say, self.sheet.head
        name = self.speech.person(self.sheet.people, head.exported_by)
        by = say("by" if head.way == "member" else "as_power", at=self.speech.moment(head.exported_at), name=name)
        rows = (
            ("period", self.period()),
            ("count", str(self.sheet.total)),
            ("exported", by),
            ("zone", head.zone),
        )
        listed = [one for word, value in rows for one in (tag("dt", say(word)), tag("dd", value))]
        return tag("header", tag("h1", title, dir="auto"), tag("dl", *listed))

    def period(self) -> str:
        head, moment = self.sheet.head, self.speech.moment
        since = moment(head.since) if head.since else ""
        until = moment(head.until) if head.until else ""
        word = "between" if since and until else "from" if since else "to" if until else "whole"
        return self.speech.say(word, since=since, until=until)

    def turns(self) -> Markup | None:
        number = self.sheet.number
        if number == 1 and not self.sheet.more:
            return None
        say = self.speech.say
        back = tag("a", say("earlier"), href=sheet_name(number - 1)) if number > 1 else tag("span")
        on = tag("a", say("later"), href=sheet_name(number + 1)) if self.sheet.more else tag("span")
        return tag("nav", back, on)

    def facts(self) -> Iterator[Markup]:
        day = ""
        for entry in self.sheet.entries:
            fact = entry.fact
            if (shown := self.speech.day(fact.at)) != day:
                day = shown
                yield tag("h2", day)
            if fact.kind == "text":
                yield self.message(entry)
            else:
                time = tag("time", f" {self.speech.clock(fact.at)}", datetime=fact.at.isoformat())
                yield tag("p", self.speech.sentence(fact, self.sheet.people), time, class_="fact", id=f"m{fact.seq}")

    def message(self, entry: Entry) -> Markup:
        fact, say = entry.fact, self.speech.say
        face = self.sheet.people.get(fact.sender_id) if fact.sender_id else None
        notes = [face.post] if face and face.post else []
        if fact.sent_at is not None:
            notes.append(say("written", at=self.speech.moment(fact.sent_at)))
        if fact.edited_at is not None:
            notes.append(say("edited", at=self.speech.moment(fact.edited_at)))
        head = tag(
            "header",
            tag("b", self.writer(fact), dir="auto"),
            tag("time", self.speech.clock(fact.at), datetime=fact.at.isoformat(), title=self.speech.moment(fact.at)),
            tag("small", " · ".join(notes)) if notes else None,
        )
        return tag("article", head, *self.parts(entry), id=f"m{fact.seq}")

    def writer(self, fact: Fact) -> str:
        """Who wrote a message; of one that was imported, whom the file names."""
        if fact.sender_id is None and fact.origin is not None:
            return fact.origin.name
        return self.speech.person(self.sheet.people, fact.sender_id)

    def parts(self, entry: Entry) -> Iterator[Markup]:
        fact, say = entry.fact, self.speech.say
        if fact.recalled or erased(fact):
            yield tag("p", tag("i", say("recalled" if fact.recalled else "erased"), class_="note"))
            return
        if fact.origin is not None:
            word = "imported" if fact.origin.source else "origin"
            source = self.speech.product(fact.origin.source)
            told = say(word, name=fact.origin.name, at=self.speech.moment(fact.origin.at), source=source)
            yield tag("p", told, class_="quiet")
        if fact.reply_to is not None:
            yield self.quotation(fact)
        yield from prose(fact.text or "")
        yield from self.content(fact.content, fact)
        if fact.mentions:
            names = say("comma").join(self.mentioned(one) for one in fact.mentions)
            yield tag("p", say("mentions", names=names), class_="quiet")
        yield from self.around(entry)

    def mentioned(self, one: str) -> str:
        return self.speech.say("all") if one == "all" else self.speech.person(self.sheet.people, UUID(one))

    def quotation(self, fact: Fact) -> Markup:
        quote = fact.reply_to
        if quote is None:
            return join()
        gist = quote.text if quote.text is not None else self.speech.say("gone")
        gist = gist or self.word_of(quote.carries)
        who = self.speech.person(self.sheet.people, quote.sender_id)
        said = f"{who}: {gist}"
        return tag("blockquote", tag("a", said, href=f"#m{quote.seq}") if quote.seq in self.here else said, dir="auto")

    def word_of(self, carries: str | None) -> str:
        word = carries if carries in ("sticker", "poll", "location") else "records"
        return f"[{self.speech.say(word)}]"

    def around(self, entry: Entry) -> Iterator[Markup]:
        fact = entry.fact
        if fact.reactions:
            marks = [tag("li", f"{one.emoji} {one.count}") for one in fact.reactions]
            yield tag("ul", *marks, class_="marks")
        if entry.revisions:
            texts = [tag("div", *prose(one.text), tag("time", self.speech.moment(one.at))) for one in entry.revisions]
            yield tag("details", tag("summary", self.speech.say("before")), *texts)
        if fact.delivered is not None:
            counts = {"delivered": fact.delivered, "confirmed": fact.confirmed or 0, "handled": fact.handled or 0}
            yield tag("div", self.speech.say("effect", **counts), class_="effect")

    def content(self, content: Content | None, fact: Fact | None = None) -> Iterator[Markup]:
        say = self.speech.say
        match content:
            case Sticker(file=FileCard() as card):
                yield self.file(card, f"[{say('sticker')}] {content.label}")
            case Sticker():
                yield tag("p", f"[{say('sticker')}] {self.speech.sticker(content.name)}")
            case Poll():
                yield self.poll(content, fact)
            case Location():
                place = f"{content.latitude}, {content.longitude}"
                yield tag("p", f"[{say('location')}] {content.label} ({place})".replace("  ", " "))
            case Merged():
                yield self.merged(content)
            case Files():
                for card in content.files:
                    yield self.file(card)
            case Voice():
                seconds = round((content.file.duration_ms or 0) / 1000)
                yield self.file(content.file, say("voice", seconds=seconds))

    def poll(self, poll: Poll, fact: Fact | None) -> Markup:
        votes = fact.votes if fact else None
        options = []
        for place, option in enumerate(poll.options):
            count = f" — {self.speech.say('votes', count=votes.counts[place])}" if votes else ""
            options.append(tag("li", option + count, dir="auto"))
        voters = tag("small", self.speech.say("voters", count=votes.voters), class_="quiet") if votes else None
        title = tag("b", f"[{self.speech.say('poll')}] {poll.question}", dir="auto")
        return tag("div", title, tag("ol", *options), voters, class_="box")

    def merged(self, merged: Merged) -> Markup:
        items = [
            tag(
                "section",
                tag("b", item.name, dir="auto"),
                tag("time", f" {self.speech.moment(item.at)}", datetime=item.at.isoformat()),
                *prose(item.text),
                *self.content(item.content),
            )
            for item in merged.items
        ]
        return tag("div", tag("b", self.speech.say("merged", title=merged.title), dir="auto"), *items, class_="box")

    def file(self, card: FileCard, called: str | None = None) -> Markup:
        path, shown = self.sheet.files.get(card.id), f"{called or card.name} ({size_of(card.size)})"
        if path is None:
            return tag("p", f"{shown} ", tag("i", self.speech.say("absent"), class_="note"), dir="auto")
        href = address(path)
        caption = tag("figcaption", tag("a", shown, href=href), dir="auto")
        if card.kind == "picture" and card.mime in _SHOWN_PICTURES and not card.as_file:
            sides = {"width": str(card.width), "height": str(card.height)} if card.width and card.height else {}
            picture = tag("img", src=href, alt=card.name, loading="lazy", **sides)
            return tag("figure", tag("a", picture, href=href), caption)
        if card.kind == "video" and card.mime.startswith("video/"):
            return tag("figure", tag("video", src=href, controls=True, preload="none"), caption)
        if card.kind == "audio" and card.mime.startswith("audio/"):
            return tag("figure", tag("audio", src=href, controls=True, preload="none"), caption)
        return tag("p", tag("a", shown, href=href), dir="auto")


def size_of(size: int) -> str:
    """Return a number of bytes as people read it."""
    value, unit = float(size), 0
    while value >= 1000 and unit < len(_NUMBERS) - 1:
        value, unit = value / 1000, unit + 1
    return f"{value:.0f} {_NUMBERS[unit]}" if unit == 0 or value >= 100 else f"{value:.1f} {_NUMBERS[unit]}"
