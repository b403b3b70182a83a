"""Cards of links: what a page says of itself, fetched by the server, never more than the organisation allows (MSG-1)."""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlsplit

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
from tocsin.messaging.rules.links import CARDS_MOST, PAGE_LIMIT, host_of, links_of, read_page
from tocsin.settings import Settings

PAGE = """<!doctype html><html><head><title>页名</title><meta property="og:title" content="春季运动会安排">
<meta property="og:description" content="各班  请于周五前\n报名"><meta property="og:site_name" content="青禾教育"></head></html>"""
CARD = {"title": "春季运动会安排", "description": "各班 请于周五前 报名", "site": "青禾教育"}


def card(link: str) -> dict[str, str]:
    return {"url": link, **CARD, "host": urlsplit(link).netloc}


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
    assert (heard["target"], heard["cards"], heard.get("sender_id")) == (sent["seq"], [card(link)], None)
    assert await cards_of(talk, sent["seq"]) == [card(link)]
    assert len(site.asked) == 1
    later = await talk.seen_by(HE_CHUAN, after=sent["seq"])
    assert [(fact["kind"], fact["cards"]) for fact in later] == [("card", [card(link)])]


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


async def test_who_left_while_the_server_looks_gets_none(site: Site, talk: Talk) -> None:
    site.slow = 0.6
    sent = await talk.say(HE_CHUAN, site.page("/notice", PAGE))
    async with asyncio.timeout(60):
        while not site.asked:
            await asyncio.sleep(0.01)
    await (await talk.stage.as_(HE_CHUAN)).json("POST", f"{talk.path}/departure")
    last = (await talk.view(ZHOU_LAN))["last_seq"]
    await jobs_done(talk.stage.server.context)
    facts = {fact["seq"]: fact for fact in await talk.seen_by(ZHOU_LAN)}
    assert facts[sent["seq"]].get("cards", []) == []
    assert (await talk.view(ZHOU_LAN))["last_seq"] == last


async def test_what_is_edited_while_the_server_looks_has_the_card_of_what_it_says_now(site: Site, talk: Talk) -> None:
    site.slow = 0.6
    sent = await talk.say(ZHOU_LAN, site.page("/notice", PAGE))
    async with asyncio.timeout(60):
        while not site.asked:
            await asyncio.sleep(0.01)
    other = site.page("/other", "<title>另一页</title>")
    await edit(talk, sent["seq"], other)
    assert [one["url"] for one in await cards_of(talk, sent["seq"])] == [other]
    cards = [fact["cards"] for fact in await talk.seen_by(HE_CHUAN, after=1) if fact["kind"] == "card"]
    assert [one["url"] for one in cards[-1]] == [other]
    assert len(cards) == 1


async def test_a_card_shows_where_the_page_came_from_whatever_it_says(site: Site, talk: Talk) -> None:
    page = """<title>中国工商银行 www.icbc.com.cn</title><meta property=og:site_name content="icbc.com.cn">"""
    site.page("/fake", page)
    link = site.moved("/short", site.at("/fake", "127.1"))
    sent = await talk.say(ZHOU_LAN, link)
    (shown,) = await cards_of(talk, sent["seq"])
    assert (shown["url"], shown["host"], shown.get("site", "")) == (link, f"127.1:{site.port}", "")


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://example.org/a", "example.org"),
        ("https://xn--fsqu00a.xn--0zwm56d/", "例子.测试"),
        ("https://xn--80ak6aa92e.com/", "xn--80ak6aa92e.com"),
        ("https://xn--pple-43d.com/", "xn--pple-43d.com"),
        ("https://xn--google-yri.com/", "xn--google-yri.com"),
        ("https://xn--3e0b707e/", "한국"),
        ("https://xn--a/", "xn--a"),
        ("https://xn--" + "9" * 50 + ".org/", "xn--" + "9" * 50 + ".org"),
        ("http://93.184.216.34:8080/", "93.184.216.34:8080"),
        ("http://[2606:4700::1111]/", "[2606:4700::1111]"),
        ("https://a_b.example.org/", "a_b.example.org"),
    ],
)
def test_a_host_is_shown_so_that_it_looks_like_no_other(address: str, host: str) -> None:
    assert host_of(address) == host


NUISANCES = {
    "long": "长" * 100_000, "one word": "w" * 100_000, "reordered": "abc\u202e\u2066\u2069\u200f\u061cdef", "controls": "a\x00\x01\x07\x1b[31m\x7f\x9b b",
    "surrogates": "&#xD800;&#xDFFF;&#55296;a", "noncharacters": "\uffff\ufdd0\U0010ffff\ue000a", "marks": "a" + "\u0301" * 5_000 + "b",
    "fillers": "a\u3164\u115f\uffa0\u2800b", "joiners": "a" + "\u200d\ufe0f\u200c" * 1_000 + "b", "tags": "a" + "\U000e0041" * 500,
    "entities": "&#0;&#x0;&#1;a&#xfffe;&#x110000;&#99999999999999;", "lines": "a\n\r\u2028\u2029\x85b", "markup": "<b onclick=x>&lt;script&gt;a",
    "emoji": "👨‍👩‍👧‍👦" * 100 + "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "quotes": "\"'}]\\u0000\\ud800a",
}  # fmt: skip
UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\u200b\u200e\u200f\u3164\ufdd0\uffff]|[\u0301]{9}"
)


@pytest.mark.parametrize("name", NUISANCES)
async def test_no_page_breaks_the_reading_of_a_conversation(site: Site, talk: Talk, name: str) -> None:
    he = await talk.stage.as_(HE_CHUAN)
    socket = await talk.stage.server.socket(he)
    await socket.until("snapshot")
    said = NUISANCES[name]
    wrapped = said.replace("<", "&lt;")
    page = f"<head><meta property=og:title content=\"{said.replace(chr(34), '')}\"><meta name=description content='{said.replace(chr(39), '')}'>"
    page += f"<meta property=og:site_name content='{said.replace(chr(39), '')}'><title>{wrapped}</title>"
    sent = await talk.say(ZHOU_LAN, site.page("/nuisance", page.encode("utf-8", "surrogatepass")))
    after = await talk.say(ZHOU_LAN, "后面的一句")
    cards = await cards_of(talk, sent["seq"])
    for shown in cards:
        assert 0 < len(shown["title"]) <= 200
        assert len(shown.get("description", "")) <= 300
        assert len(shown.get("site", "")) <= 80
        assert UNSEEN.search("".join(shown.values())) is None
    texts = [fact["seq"] for fact in await talk.seen_by(HE_CHUAN) if fact["kind"] == "text"]
    assert texts == [sent["seq"], after["seq"]]
    if cards:
        while (heard := await socket.until("message"))["kind"] != "card":
            assert heard["seq"] <= after["seq"]
        assert heard["cards"] == cards
    again = await talk.stage.server.socket(he)
    assert await again.until("snapshot")


def test_a_card_of_what_nobody_sees_is_none() -> None:
    for blank in ("\u200d", "\u3164\u3164", "\u2800", "\u0301", "&#8203;", "\U000e0041"):
        assert read_page("https://a.example", f"<title>{blank}</title>".encode(), "utf-8") is None, ascii(blank)
    for charset in ("utf-16", "utf-8", "gb18030", "shift_jis"):
        read_page("https://a.example", b"\xd8\x00\xdc\xff" * 1_000 + b"<title>\xed\xa0\x80a</title>", charset)


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


async def test_one_whose_links_are_slow_does_not_make_others_wait_without_end(
    site: Site, talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking, "SLOW_A_MINUTE", 2)
    monkeypatch.setattr(looking, "SLOW", 0.0)
    stop_refilling(talk.stage.server.context)
    found = []
    for n in range(4):
        sent = await talk.say(ZHOU_LAN, site.page(f"/{n}", PAGE))
        found.append(bool(await cards_of(talk, sent["seq"])))
    assert found == [True, True, False, False]
    sent = await talk.say(HE_CHUAN, site.page("/other", PAGE))
    assert await cards_of(talk, sent["seq"]), "each for themselves"
    monkeypatch.setattr(looking, "SLOW", 600.0)
    for n in range(4):
        sent = await talk.say(XU_JINGYI, site.page(f"/quick/{n}", PAGE))
        assert await cards_of(talk, sent["seq"])


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
