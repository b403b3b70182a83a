"""Only what the searcher may see at the moment of searching; unknown and forbidden look alike."""

import base64
from typing import Any

import msgspec
import pytest

from tests.cast import BAI_LU, CHENG_YUAN, HE_CHUAN, LU_MING, XU_JINGYI, ZHENG_YU, ZHOU_LAN, Player, Stage
from tests.hostile.victim import suspended_account
from tests.messaging.talk import Talk, direct, group
from tests.search.asking import ask, caught_up, entries, found
from tests.support.still import stop_refilling
from tocsin.kernel.db import FOLLOW
from tocsin.kernel.ids import uuid7
from tocsin.messaging.actions.privacy import erases

WORD = "机密预算"


@pytest.fixture
async def talk(stage: Stage) -> Talk:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN, XU_JINGYI, name="机密小组")
    await talk.say(ZHOU_LAN, f"{WORD}在这里 https://example.org/secret")
    await caught_up(stage)
    return talk


async def nothing(stage: Stage, who: Player) -> bool:
    """Whether somebody finds nothing of the talk, in no kind."""
    sections = [await ask(stage, who, WORD), await ask(stage, who, "机密")]
    sections += [await ask(stage, who, WORD, kind=kind) for kind in ("messages", "links", "files", "groups")]
    sections.append(await ask(stage, who, "", kind="messages", sender_id=str(stage.person(ZHOU_LAN))))
    return all(section["items"] == [] and section.get("next") is None for one in sections for section in one.values())


async def test_who_is_not_in_it_finds_nothing(stage: Stage, talk: Talk) -> None:
    assert await found(stage, HE_CHUAN, WORD, talk) == [2]
    for who in (LU_MING, ZHENG_YU, BAI_LU, CHENG_YUAN):
        assert await nothing(stage, who), who.name


async def test_unknown_and_forbidden_conversations_look_alike(stage: Stage, talk: Talk) -> None:
    client = await stage.as_(LU_MING)
    answers = []
    for place in (talk.id, str(uuid7())):
        for kind in (None, "messages", "links", "files"):
            body = {"q": WORD, "kind": kind, "conversation_id": place}
            refusal = await client.refused("POST", "/api/search", "not_found", status=404, json=body)
            answers.append((refusal["message"], refusal["params"]))
    assert len(set(map(str, answers))) == 1


async def test_who_left_finds_nothing_any_more(stage: Stage, talk: Talk) -> None:
    assert await found(stage, XU_JINGYI, WORD, talk) == [2]
    await (await stage.as_(XU_JINGYI)).json("POST", f"{talk.path}/departure")
    assert await nothing(stage, XU_JINGYI)


async def test_who_came_later_finds_what_came_later(stage: Stage, talk: Talk) -> None:
    people = {"person_ids": [str(stage.person(LU_MING))]}
    await (await stage.as_(ZHOU_LAN)).json("POST", f"{talk.path}/members", json=people)
    later = await talk.say(ZHOU_LAN, f"{WORD}改了")
    await caught_up(stage)
    assert await found(stage, LU_MING, WORD, talk) == [later["seq"]]
    hit = (await ask(stage, LU_MING, WORD, kind="messages"))["messages"]["items"][0]
    assert (hit.get("count", 1), hit.get("more", False)) == (1, False), "not even counted"
    assert WORD not in str(hit.get("before"))


async def test_a_suspended_member_finds_nothing_of_the_organisation(stage: Stage, talk: Talk) -> None:
    own = await direct(stage, HE_CHUAN, XU_JINGYI)
    await own.say(HE_CHUAN, f"私下的{WORD}")
    await caught_up(stage)
    path = f"/api/organisations/{stage.school}/members/{stage.member(HE_CHUAN)}/suspension"
    await stage.as_(HE_CHUAN)
    await (await stage.as_(ZHOU_LAN)).json("POST", path, json={})
    sections = await ask(stage, HE_CHUAN, WORD)
    assert [hit["id"] for hit in sections["messages"]["items"]] == [own.id], "what is between two people stays theirs"
    assert (await ask(stage, HE_CHUAN, "周岚"))["people"]["items"] == []
    assert (await ask(stage, HE_CHUAN, "机密"))["groups"]["items"] == []
    client = await stage.as_(HE_CHUAN)
    body = {"q": WORD, "conversation_id": talk.id, "kind": "messages"}
    await client.refused("POST", "/api/search", "not_found", json=body)
    await (await stage.as_(ZHOU_LAN)).json("DELETE", path)
    assert await found(stage, HE_CHUAN, WORD, talk) == [2]


async def test_nobody_and_suspended_accounts_are_not_heard(stage: Stage, talk: Talk) -> None:
    assert talk.id
    await stage.server.client().refused("POST", "/api/search", "signed_out", status=401, json={"q": WORD})
    client = await suspended_account(stage)
    await client.refused("POST", "/api/search", "signed_out", status=401, json={"q": WORD})


async def test_what_was_recalled_is_not_found_even_before_the_index_knows(stage: Stage, talk: Talk) -> None:
    # A transaction that runs holds the index back; what is shown must not wait for it.
    async with stage.server.context.db.working(FOLLOW) as holding:
        await holding.fetch("SELECT pg_current_xact_id()")
        await talk.recall(ZHOU_LAN, 2)
        assert await nothing_of(stage, talk)
        assert len(await entries(stage)) == 1
    await caught_up(stage)
    assert await nothing_of(stage, talk)
    assert await entries(stage) == {}, "the terms are gone too"


async def nothing_of(stage: Stage, talk: Talk) -> bool:
    return await found(stage, HE_CHUAN, WORD, talk) == [] and await found(stage, ZHOU_LAN, WORD, talk) == []


async def test_what_was_erased_leaves_the_index_with_the_same_commit(stage: Stage, talk: Talk) -> None:
    kept = await talk.say(HE_CHUAN, f"我的{WORD}")
    await caught_up(stage)
    context = stage.server.context
    async with context.db.working(FOLLOW) as tx:
        await erases(context, tx, stage.school, stage.person(ZHOU_LAN))
    assert [place[1] for place in await entries(stage)] == [kept["seq"]]
    assert await found(stage, HE_CHUAN, WORD, talk) == [kept["seq"]]


async def test_a_destroyed_realm_is_found_no_more(stage: Stage, talk: Talk) -> None:
    context = stage.server.context
    room = next(room for room in context.rooms if room.name == "search")
    async with context.db.working(FOLLOW) as tx:
        await room.erases(context, tx, stage.school, stage.school)
        await context.keyring.destroy_realm(tx, stage.school)
    assert await entries(stage) == {}
    assert (await ask(stage, HE_CHUAN, WORD, kind="messages"))["messages"]["items"] == []
    assert talk.id


def _cursor(*values: Any) -> str:
    return base64.urlsafe_b64encode(msgspec.json.encode(values)).rstrip(b"=").decode()


@pytest.mark.parametrize(
    "after",
    ["x", "====", "é", _cursor(1), _cursor("2026-01-01", "x"), _cursor(None, None), _cursor([[]] * 40), _cursor(2**80)],
)
async def test_a_made_up_cursor_is_refused(stage: Stage, talk: Talk, after: str) -> None:
    client = await stage.as_(HE_CHUAN)
    for kind in ("messages", "groups", "people", "departments", "contacts", "files", "links"):
        body = {"q": "机密", "kind": kind, "after": after}
        answer = await client.post("/api/search", json=body)
        assert answer.status_code in (200, 422), (kind, answer.text)
        assert answer.status_code == 422 or not answer.json()["sections"][0]["items"]
    answer = await client.post(
        "/api/search", json={"q": "机密", "kind": "messages", "conversation_id": talk.id, "after": after}
    )
    assert answer.status_code in (200, 422), answer.text


async def test_a_cursor_of_another_leads_nowhere_else(stage: Stage, talk: Talk) -> None:
    """A cursor names a place in a list; what stands in the list is decided anew for whoever brings it."""
    for number in range(3):
        await (await group(stage, ZHOU_LAN, HE_CHUAN, name=f"组{number}")).say(ZHOU_LAN, WORD)
    await caught_up(stage)
    section = (await ask(stage, ZHOU_LAN, WORD, kind="messages", limit=1))["messages"]
    assert (await ask(stage, LU_MING, WORD, kind="messages", after=section["next"]))["messages"]["items"] == []
    assert len((await ask(stage, HE_CHUAN, WORD, kind="messages", after=section["next"]))["messages"]["items"]) == 3
    assert talk.id


@pytest.mark.parametrize(
    "q",
    [
        "\u0000",
        "' OR 1=1 --",
        "%_%",
        "(((((((((([[[[[[",
        "a" * 200,
        "的" * 200,
        "报 " * 100,
        "👍" * 100,
        "“" * 100 + "”" * 100,
        '"' * 199,
        "1" * 200,
        "1 " * 100,
        "a1" * 100,
        "a.b-" * 50,
        "\u202e机密\u200b",
        "e\u0301" * 100,
        "ก" * 100,
        "\n\t ",
    ],
)
async def test_hostile_questions_are_answered(stage: Stage, talk: Talk, q: str) -> None:
    client = await stage.as_(HE_CHUAN)
    for body in ({"q": q}, {"q": q, "kind": "files"}, {"q": q, "conversation_id": talk.id, "kind": "messages"}):
        seconds: list[float] = []
        # The best of some: a machine that stands still takes its seconds too.
        while not seconds or (min(seconds) >= 2 and len(seconds) < 5):
            answer = await client.post("/api/search", json=body)
            assert answer.status_code in (200, 422), answer.text
            seconds.append(answer.elapsed.total_seconds())
        assert min(seconds) < 2


async def test_questions_have_bounds(stage: Stage, talk: Talk) -> None:
    client = await stage.as_(HE_CHUAN)
    for body in (
        {"q": "机" * 201},
        {"q": "机密", "limit": 51},
        {"q": "机密", "kind": "secrets"},
        {"q": "机密", "since": "2026-01-01T00:00:00"},
        {"q": "机密", "after": "x" * 401},
        {"q": "机密", "everybody": True},
    ):
        await client.refused("POST", "/api/search", "invalid", status=422, json=body)
    assert talk.id


@pytest.mark.parametrize(
    "body",
    [
        rb'{"q":"\\ud800"}', rb'{"q":"a\\udc00b","kind":"files"}', b'{"q":"\xff"}', rb'{"q":"a","kind":"\\u0000"}',
        b'{"q":"a","limit":1e9}', b'{"q":"a","limit":-1}', b'{"q":"a","since":"9999999-01-01T00:00:00Z"}',
        b'{"q":"a","since":"0001-01-01T00:00:00+23:59"}', b'{"q":"a","until":"9999-12-31T23:59:59-23:59"}',
        b'{"q":["a"]}', b'{"q":"a","sender_id":"\\u0000"}', b"[" * 50_000,
    ],
)  # fmt: skip
async def test_questions_that_are_none_are_no_fault_of_ours(stage: Stage, body: bytes) -> None:
    client = await stage.as_(HE_CHUAN)
    for one in (body, body.replace(b'"q":"a"', b'"q":"a","kind":"messages"')):
        answer = await client.post("/api/search", content=one, headers={"Content-Type": "application/json"})
        assert answer.status_code in (200, 422), answer.text


async def test_too_many_questions_have_to_wait(stage: Stage) -> None:
    client = await stage.as_(HE_CHUAN)
    stop_refilling(stage.server.context)
    codes = [(await client.post("/api/search", json={"q": "", "kind": "groups"})).status_code for _ in range(60)]
    assert 429 in codes
    assert codes[:40] == [200] * 40
