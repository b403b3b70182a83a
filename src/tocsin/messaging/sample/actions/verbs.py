"""What is done in a conversation besides saying words, by the names the script has for it."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Final
from uuid import UUID

from tocsin.kernel.context import Context
from tocsin.kernel.db import Transaction
from tocsin.kernel.types import Actor
from tocsin.messaging.actions import announcements, groups, polls, running
from tocsin.messaging.actions.drafts import set_draft
from tocsin.messaging.actions.edit import edit
from tocsin.messaging.actions.favourites import set_favourite
from tocsin.messaging.actions.forwarding import Passing, forward
from tocsin.messaging.actions.ledger import moment
from tocsin.messaging.actions.reactions import set_reaction
from tocsin.messaging.actions.recall import recall
from tocsin.messaging.actions.requests import join_listed
from tocsin.messaging.rules.content import OWN_SET, Carried, Poll, Sticker, check_content
from tocsin.messaging.rules.files import NewVoice
from tocsin.messaging.sample.actions.exhibits import voice
from tocsin.messaging.sample.rules.script import Line

if TYPE_CHECKING:
    from tocsin.messaging.sample.actions.playing import Stage

Where = tuple[UUID, int]
Verb = Callable[["Stage", Actor, UUID, str, Line, Sequence[UUID]], Awaitable[int | None]]
Beside = Callable[[Transaction, Context, Actor, Where, str], Awaitable[object]]


# -- what stands in the conversation by itself


async def _sticker(stage: "Stage", actor: Actor, talk: UUID, target: str, line: Line, _: Sequence[UUID]) -> int:
    name = line.arguments[0]
    drawn = stage.stickers.get(name)
    return await stage.send(actor, talk, target, line, drawn or Carried(content=Sticker(OWN_SET, name)))


async def _poll(stage: "Stage", actor: Actor, talk: UUID, target: str, line: Line, _: Sequence[UUID]) -> int:
    question, *options = (part.strip() for part in line.text.split(" / "))
    closes = next((moment() + timedelta(days=int(one[4:])) for one in line.arguments if one.startswith("days")), None)
    poll = Poll(question, options, "multiple" in line.arguments, "anonymous" in line.arguments, closes)
    line = Line(line.when, line.who, line.verb, (), "")
    return await stage.send(actor, talk, target, line, Carried(content=check_content(poll, moment())))


async def _voice(stage: "Stage", actor: Actor, talk: UUID, target: str, line: Line, _: Sequence[UUID]) -> int:
    file_id = await stage.bring(actor, talk, f"{target} voice", voice(target, int(line.arguments[0])))
    return await stage.send(actor, talk, target, line, NewVoice(file_id))


async def _forward(stage: "Stage", actor: Actor, talk: UUID, target: str, line: Line, _: Sequence[UUID]) -> int:
    places = [stage.said[one] for one in line.arguments if one in stage.said]
    together = "together" in line.arguments
    source, seqs = places[0][0], [seq for _, seq in places]
    passing = Passing(stage.id_of(target), source, seqs, together)
    async with stage.context.db.acting(actor) as tx:
        facts = await forward(tx, stage.context, actor, talk, passing)
    return facts[-1].seq


async def _announce(stage: "Stage", actor: Actor, talk: UUID, _: str, line: Line, __: Sequence[UUID]) -> int:
    async with stage.context.db.acting(actor) as tx:
        confirm = "confirm" in line.arguments
        event = await announcements.announce(tx, stage.context, actor, talk, line.text, confirm=confirm)
    return event.seq


# -- what is done with a group


async def _leave(stage: "Stage", actor: Actor, talk: UUID, _: str, __: Line, ___: Sequence[UUID]) -> None:
    async with stage.context.db.acting(actor) as tx:
        await groups.leave(tx, stage.context, actor, talk)


async def _rename(stage: "Stage", actor: Actor, talk: UUID, _: str, line: Line, __: Sequence[UUID]) -> None:
    async with stage.context.db.acting(actor) as tx:
        await groups.rename(tx, stage.context, actor, talk, line.text)


async def _admin(stage: "Stage", actor: Actor, talk: UUID, _: str, __: Line, people: Sequence[UUID]) -> None:
    async with stage.context.db.acting(actor) as tx:
        await running.set_admin(tx, stage.context, actor, talk, people[0], on=True)


async def _silence(stage: "Stage", actor: Actor, talk: UUID, _: str, line: Line, people: Sequence[UUID]) -> None:
    until = moment() + timedelta(minutes=int(line.arguments[-1]))
    async with stage.context.db.acting(actor) as tx:
        await running.silence(tx, stage.context, actor, talk, people[0], until)


async def _dissolve(stage: "Stage", actor: Actor, talk: UUID, _: str, line: Line, __: Sequence[UUID]) -> None:
    async with stage.context.db.acting(actor) as tx:
        await running.dissolve(tx, stage.context, actor, talk, line.text)


async def _set(stage: "Stage", actor: Actor, talk: UUID, _: str, line: Line, __: Sequence[UUID]) -> None:
    changed: dict[str, object] = {}
    for one in line.arguments:
        name, _, value = one.partition("=")
        changed[name] = value or True
    async with stage.context.db.acting(actor) as tx:
        await running.change_settings(tx, stage.context, actor, talk, changed)


async def _ask(stage: "Stage", actor: Actor, talk: UUID, _: str, line: Line, __: Sequence[UUID]) -> None:
    """Somebody who is not in the group asks to be let in."""
    async with stage.context.db.acting(actor) as tx:
        await join_listed(tx, stage.context, actor, stage.troupe.school, talk, line.text or None)


async def _draft(stage: "Stage", actor: Actor, talk: UUID, _: str, line: Line, __: Sequence[UUID]) -> None:
    async with stage.context.db.acting(actor) as tx:
        await set_draft(tx, stage.context, actor, talk, line.text, [], None, None)


VERBS: Final[dict[str, Verb]] = {
    "sticker": _sticker,
    "poll": _poll,
    "voice": _voice,
    "forward": _forward,
    "announce": _announce,
    "leave": _leave,
    "rename": _rename,
    "admin": _admin,
    "set": _set,
    "silence": _silence,
    "dissolve": _dissolve,
    "ask": _ask,
    "draft": _draft,
}


# -- what is done about a message, or with a conversation for oneself


async def _react(tx: Transaction, context: Context, actor: Actor, where: Where, said: str) -> None:
    await set_reaction(tx, context, actor, *where, said, on=True)


async def _edit(tx: Transaction, context: Context, actor: Actor, where: Where, said: str) -> None:
    await edit(tx, context, actor, *where, said)


async def _recall(tx: Transaction, context: Context, actor: Actor, where: Where, _: str) -> None:
    await recall(tx, context, actor, *where)


async def _keep(tx: Transaction, context: Context, actor: Actor, where: Where, _: str) -> None:
    await set_favourite(tx, context, actor, *where, on=True)


async def _vote(tx: Transaction, context: Context, actor: Actor, where: Where, said: str) -> None:
    await polls.vote(tx, context, actor, *where, [int(one) for one in said.split(",")])


async def _confirm(tx: Transaction, context: Context, actor: Actor, where: Where, _: str) -> None:
    await announcements.confirm(tx, context, actor, *where)


async def _pin(tx: Transaction, context: Context, actor: Actor, where: Where, _: str) -> None:
    await groups.prefer(tx, context, actor, where[0], pinned=True, muted=False)


async def _mute(tx: Transaction, context: Context, actor: Actor, where: Where, _: str) -> None:
    await groups.prefer(tx, context, actor, where[0], pinned=False, muted=True)


BESIDE: Final[dict[str, Beside]] = {
    "react": _react,
    "edit": _edit,
    "recall": _recall,
    "keep": _keep,
    "vote": _vote,
    "confirm": _confirm,
    "pin": _pin,
    "mute": _mute,
}
