"""Cards of links: what a page says of itself, fetched by the server, never more than the organisation allows (MSG-1)."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from typing import Any

import msgspec
import pytest

from tests.cast import HE_CHUAN, XU_JINGYI, ZHOU_LAN, Stage
from tests.messaging.talk import Talk, group
from tests.support.costs import check_cost
from tests.support.queue import jobs_done
from tests.support.site import Site, open_site
from tests.support.still import stop_refilling
from tocsin.kernel import egress
from tocsin.messaging.actions import cards as looking
from tocsin.messaging.actions.linking import LOOK_UP
from tocsin.messaging.rules.links import CARDS_MOST, PAGE_LIMIT, links_of, read_page
from tocsin.settings import Settings

PAGE = """<!doctype html><html><head><title>页名</title><meta property="og:title" content="春季运动会安排">
<meta property="og:description" content="各班  请于周五前\n报名"><meta property="og:site_name" content="青禾教育"></head></html>"""
CARD = {"title": "春季运动会安排", "description": "各班 请于周五前 报名", "site": "青禾教育"}


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return msgspec.structs.replace(settings, egress=True, egress_networks="127.0.0.0/8")


@pytest.fixture
async def site(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Site]:
    """A site whose answers are waited for, also by a machine that stands still for some seconds."""
    for name in ("SECONDS", "_STEP"):
        monkeypatch.setattr(egress, name, 60.0)
    async with open_site() as one:
        yield one


@pytest.fixture
async def talk(stage: Stage) -> Talk:
    return await group(stage, ZHOU_LAN, HE_CHUAN, XU_JINGYI)


async def edit(talk: Talk, seq: int, text: str) -> None:
    """Write a message of Zhou Lan's anew."""
    await (await talk.stage.as_(ZHOU_LAN)).json("PATCH", f"{talk.path}/messages/{seq}", json={"text": text})


async def cards_of(talk: Talk, seq: int) -> list[Any]:
    await jobs_done(talk.stage.server.context)
    facts = {fact["seq"]: fact for fact in await talk.seen_by(HE_CHUAN)}
    return list(facts[seq].get("cards", []))


async def test_a_link_gets_a_card_that_everybody_hears_of(site: Site, talk: Talk) -> None:
    socket = await talk.stage.server.socket(await talk.stage.as_(HE_CHUAN))
    await socket.until("snapshot")
    link = site.page("/notice", PAGE)
    sent = await talk.say(ZHOU_LAN, f"请看{link}。")
    while (heard := await socket.until("message"))["kind"] != "card":
        assert heard["seq"] <= sent["seq"]
    assert (heard["target"], heard["cards"], heard.get("sender_id")) == (sent["seq"], [{"url": link, **CARD}], None)
    assert await cards_of(talk, sent["seq"]) == [{"url": link, **CARD}]
    assert len(site.asked) == 1
    later = await talk.seen_by(HE_CHUAN, after=sent["seq"])
    assert [(fact["kind"], fact["cards"]) for fact in later] == [("card", [{"url": link, **CARD}])]


async def test_a_card_is_nobodys_act(site: Site, talk: Talk) -> None:
    sent = await talk.say(ZHOU_LAN, site.page("/notice", PAGE))
    assert await cards_of(talk, sent["seq"])
    view = await talk.view(HE_CHUAN)
    assert view["unread"] == 1, "what the server found is nothing to read"
    async with talk.stage.server.context.db.working(looking.FLUSH, organisations=[talk.stage.school]) as tx:
        rows = await tx.fetch("SELECT kind, sender_id FROM message WHERE kind = 'card'")
    assert [tuple(row) for row in rows] == [("card", None)]


async def test_links_without_anything_to_show_stay_links(site: Site, talk: Talk) -> None:
    said = [
        site.page("/untitled", "<p>nothing"),
        site.at("/missing"),
        site.page("/picture", b"GIF89a", "image/gif"),
        "http://169.254.169.254/latest/meta-data/",
        f"`{site.page('/code', PAGE)}`",
        "ftp://example.org/file",
    ]
    sent = [(await talk.say(ZHOU_LAN, one))["seq"] for one in said]
    assert [await cards_of(talk, seq) for seq in sent] == [[]] * len(said)
    assert (await talk.view(HE_CHUAN))["last_seq"] == sent[-1], "no fact says that there is none"


async def test_words_changed_or_taken_back_change_the_cards(site: Site, talk: Talk) -> None:
    one, other = site.page("/one", PAGE), site.page("/other", "<title>另一页</title>")
    sent = await talk.say(ZHOU_LAN, one)
    assert [card["url"] for card in await cards_of(talk, sent["seq"])] == [one]
    await edit(talk, sent["seq"], f"{one} {other}")
    assert [card["url"] for card in await cards_of(talk, sent["seq"])] == [one, other]
    assert len(site.asked) == 2, "what is known is not fetched again"
    await edit(talk, sent["seq"], "没有链接了")
    assert await cards_of(talk, sent["seq"]) == []
    await edit(talk, sent["seq"], other)
    assert await cards_of(talk, sent["seq"])
    await talk.recall(ZHOU_LAN, sent["seq"])
    assert await cards_of(talk, sent["seq"]) == []


async def test_a_card_does_not_stand_for_words(site: Site, talk: Talk) -> None:
    sent = await talk.say(ZHOU_LAN, site.page("/notice", PAGE))
    assert await cards_of(talk, sent["seq"])
    client = await talk.stage.as_(ZHOU_LAN)
    await client.refused("PATCH", f"{talk.path}/messages/{sent['seq']}", "text.empty", json={"text": ""})
    assert await cards_of(talk, sent["seq"])


async def test_what_is_recalled_while_the_server_looks_gets_none(site: Site, talk: Talk) -> None:
    site.slow = 0.6
    sent = await talk.say(ZHOU_LAN, site.page("/notice", PAGE))
    async with asyncio.timeout(60):
        while not site.asked:
            await asyncio.sleep(0.01)
    await talk.recall(ZHOU_LAN, sent["seq"])
    last = (await talk.view(HE_CHUAN))["last_seq"]
    assert await cards_of(talk, sent["seq"]) == []
    assert (await talk.view(HE_CHUAN))["last_seq"] == last


async def test_an_organisation_that_forbids_it_fetches_nothing(site: Site, talk: Talk) -> None:
    path = f"/api/organisations/{talk.stage.school}/messaging"
    await (await talk.stage.as_(ZHOU_LAN)).json("PATCH", path, json={"link_cards": False})
    sent = await talk.say(ZHOU_LAN, site.page("/notice", PAGE))
    assert await cards_of(talk, sent["seq"]) == []
    assert site.asked == []


async def test_the_same_look_twice_changes_nothing(site: Site, talk: Talk) -> None:
    sent = await talk.say(ZHOU_LAN, site.page("/notice", PAGE))
    assert await cards_of(talk, sent["seq"])
    last = (await talk.view(HE_CHUAN))["last_seq"]
    context = talk.stage.server.context
    async with context.db.working(looking.FLUSH) as tx:
        await context.jobs.enqueue(tx, LOOK_UP, [(talk.stage.school, talk.id, sent["seq"])])
    assert len(await cards_of(talk, sent["seq"])) == 1
    assert (await talk.view(HE_CHUAN))["last_seq"] == last


async def test_one_who_sends_links_without_end_gets_cards_for_some(
    site: Site, talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking, "A_MINUTE", 2)
    stop_refilling(talk.stage.server.context)
    sent = [(await talk.say(ZHOU_LAN, site.page(f"/{n}", PAGE)))["seq"] for n in range(5)]
    found = [bool(await cards_of(talk, seq)) for seq in sent]
    assert sum(found) == 2
    assert len(site.asked) == 2


@pytest.mark.parametrize(
    ("said", "links"),
    [
        ("看https://a.example/x，好", ["https://a.example/x"]),
        ("(https://a.example/x_(y))", ["https://a.example/x_(y)"]),
        ("https://a.example/x. HTTPS://B.example/?q=1!", ["https://a.example/x", "HTTPS://B.example/?q=1"]),
        ("`https://a.example` ```\nhttps://b.example\n```", []),
        ("https://a.example https://a.example", ["https://a.example"]),
        (" ".join(f"https://a.example/{n}" for n in range(9)), [f"https://a.example/{n}" for n in range(CARDS_MOST)]),
    ],
)
def test_links_are_found_as_people_write_them(said: str, links: list[str]) -> None:
    assert links_of(said) == links


def test_pages_in_chinese_encodings_and_with_tricks_are_read() -> None:
    body = "<meta charset=gb2312><title>招生简章㐀</title>".encode("gb18030")
    card = read_page("https://a.example", body, "")
    assert card is not None
    assert card.title == "招生简章㐀"
    told = read_page("https://a.example", "<title>課程</title>".encode("big5"), "big5")
    assert told is not None
    assert told.title == "課程"
    nonsense = read_page("https://a.example", "<title>课</title>".encode(), "x-no-such")
    assert nonsense is not None
    assert nonsense.title == "课"
    tricky = read_page("https://a.example", "<title>a\u202eb\x00<script>x</script>\u200b</title>".encode(), "utf-8")
    assert tricky is not None
    assert "\u202e" not in tricky.title
    assert "\x00" not in tricky.title
    for codec in ("punycode", "idna", "undefined", "unicode_escape", "zip"):
        odd = read_page("https://a.example", "<title>课</title>".encode() + b"A" * 200_000, codec)
        assert odd is not None
        assert odd.title == "课", "no codec but those of pages"
    long = read_page("https://a.example", f"<title>{'长' * 5000}</title>".encode(), "utf-8")
    assert long is not None
    assert len(long.title) == 200
    assert read_page("https://a.example", b"\xff\xfe\x00", "utf-8") is None


def opened(inside: str) -> bytes:
    return f"<html><head>{inside}".encode()


@pytest.mark.parametrize(
    "page",
    [
        b"<div>" * 100_000, opened("<meta " + "".join(f"a{n} " for n in range(60_000)) + ">"), opened("<meta a='" * 50_000),
        opened("<meta a=1 " * 50_000), opened("<!--" * 100_000), opened("<title>" * 70_000), opened("<script>" * 60_000),
        opened("<meta " + "a" * 500_000), opened("<meta" + " " * 500_000), opened("<" * 500_000), opened("<b>" * 160_000),
        opened('<meta content="&' + "&amp" * 100_000), opened('<title>' + "&" * 500_000), opened("<svg/>" * 80_000),
        opened("".join(f"<meta name=n{n} content=c>" for n in range(20_000))),
    ],
)  # fmt: skip
def test_no_page_takes_long_to_read(page: bytes) -> None:
    # Milliseconds; nested ones took minutes.
    check_cost(lambda: read_page("https://a.example", page[:PAGE_LIMIT], "utf-8"), 1.5)


def test_the_head_of_a_page_is_read_as_browsers_read_it() -> None:
    head = """<HTML><!-- <title>no</title> --><SCRIPT>"<title>no</title>"</script><svg viewBox="0 0 1 1"><title>no</title></svg>
    <meta name="keywords" content="a > b"><META content='Tom &amp; &quot;Jerry&quot;' property = og:title >
    <meta property="og:title" content="second"><meta name=description content=short><title>not &lt;this</title>
    </head><body><meta property="og:site_name" content="of the body">"""
    card = read_page("https://a.example", head.encode(), "")
    assert card is not None
    assert (card.title, card.description, card.site) == ('Tom & "Jerry"', "short", "")
    titled = read_page("https://a.example", b"<title lang=en>\n a &lt; b \n</title><p>", "")
    assert titled is not None
    assert titled.title == "a < b"


@pytest.mark.parametrize("tail", [")", "))(", ".", "(" + ")" * 2, ").,"])
def test_the_tail_of_a_link_is_trimmed_in_one_pass(tail: str) -> None:
    said = "https://a" + tail * (19_900 // len(tail))
    (found,) = links_of(said)
    assert found.startswith("https://a")
    check_cost(lambda: links_of(said), 0.1)


async def test_pages_are_read_beside_nothing_that_anybody_waits_for(
    site: Site, talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    names: list[str] = []

    def reading(*told: Any) -> None:
        names.append(threading.current_thread().name)

    monkeypatch.setattr(looking, "read_page", reading)
    sent = await talk.say(ZHOU_LAN, site.page("/notice", PAGE))
    assert await cards_of(talk, sent["seq"]) == []
    assert [name.partition("_")[0] for name in names] == ["pages"]
