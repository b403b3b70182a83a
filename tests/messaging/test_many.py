"""Many of everything: members, replies, reactors, voters and readers come page by page and are found by name."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.cast import CHENG_YUAN, HE_CHUAN, LIN_YUE, LU_MING, XU_JINGYI, ZHOU_LAN, Stage
from tests.messaging.crowd import Somebody, actor, crowd, each_does, gathered, names
from tests.messaging.mirror import Mirror
from tests.messaging.talk import Talk, direct, group
from tests.support.statements import sent
from tests.support.still import stop_refilling
from tocsin.kernel import text
from tocsin.kernel.db import Transaction
from tocsin.kernel.types import Actor
from tocsin.messaging.actions import reactions
from tocsin.messaging.actions.office import office
from tocsin.messaging.actions.polls import vote
from tocsin.messaging.actions.reactions import set_reaction
from tocsin.messaging.queries import seats
from tocsin.messaging.queries.conversations import PAGE
from tocsin.messaging.routes import conversations

HUNDREDS, MORE = 520, 212


async def test_snapshot_and_events_are_a_fresh_read_of_more_than_a_page(stage: Stage) -> None:
    """What happens in conversations that the snapshot does not name is in the list once it was read on."""
    (await stage.as_(ZHOU_LAN)).patient = True
    before = len(await (await stage.as_(HE_CHUAN)).pages("/api/conversations"))
    talks = [await group(stage, ZHOU_LAN, HE_CHUAN, XU_JINGYI, name=f"群{number:03}") for number in range(MORE)]
    old = [await talk.say(ZHOU_LAN, "早先说的") for talk in talks[:8]]
    for talk in talks[8:]:
        await talk.say(ZHOU_LAN, "后来说的")
    he, zhou = await stage.as_(HE_CHUAN), await stage.as_(ZHOU_LAN)
    mirror, socket = Mirror(str(stage.person(HE_CHUAN))), await stage.server.socket(he)
    await socket.until("snapshot")
    mirror.follow(socket)
    assert (len(mirror.conversations), mirror.next is None) == (PAGE, False)
    assert not {talk.id for talk in talks[:8]} & mirror.conversations.keys()

    async def happens() -> None:
        await talks[0].say(ZHOU_LAN, "@何川 看一下", mentions=[str(stage.person(HE_CHUAN))])
        await talks[0].say(XU_JINGYI, "我也看")
        await talks[1].read(HE_CHUAN, old[1]["seq"])
        await he.json("PUT", f"{talks[2].path}/draft", json={"text": "还没写完"})
        await zhou.json("PATCH", talks[3].path, json={"name": "新名字"})
        await he.json("PUT", f"{talks[4].path}/preferences", json={"pinned": True, "muted": True})
        await talks[5].recall(ZHOU_LAN, old[5]["seq"])
        await zhou.json("DELETE", f"{talks[6].path}/members/{stage.person(HE_CHUAN)}")
        await zhou.json("PUT", f"{talks[7].path}/messages/{old[7]['seq']}/reactions/👍")

    await happens()
    await mirror.read_on(socket, he)
    await mirror.catch_up(socket, he)
    assert len(mirror.conversations) == before + MORE - 1
    # Another device, which was away while more of it happened, begins anew.
    await zhou.json("POST", f"{talks[6].path}/members", json={"person_ids": [str(stage.person(HE_CHUAN))]})
    await talks[2].say(ZHOU_LAN, "催一下")
    await mirror.catch_up(socket, he)
    mirror.lost = True
    await socket.command("snapshot")
    mirror.follow(socket)
    await talks[1].say(XU_JINGYI, "其间")
    await mirror.read_on(socket, he)
    await mirror.catch_up(socket, he)
    assert len(mirror.conversations) == before + MORE


async def test_members_of_a_large_group_are_found_by_name(stage: Stage) -> None:
    special = ["欧阳克难", "单小田", "Olga Petrova", "欧阳克难"]
    people = await crowd(stage, *names(HUNDREDS), *special, posts={"赵安安": "欧阳公寓管理员"})
    inside = [one for one in people if one is not people[-1]]
    talk = await gathered(stage, ZHOU_LAN, HE_CHUAN, people=inside)
    he = await stage.as_(HE_CHUAN)

    async def found(q: str, **more: Any) -> list[str]:
        return [seat["name"] for seat in await he.pages(f"{talk.path}/members", q=q, **more)]

    # Characters, pinyin, initials, another reading; somebody of the same name who is not in the group is left out.
    for q in ("欧阳", "克难", "ouyang", "oykn", "kenan", "欧阳 ke"):
        assert await found(q) == ["欧阳克难"], q
    assert await found("shanx") == await found("danx") == ["单小田"]
    assert await found("petr") == ["Olga Petrova"]
    assert await found("没有这个人") == await found("!!") == []
    # No post, no number: what a list of members does not show it does not tell.
    phone = 13_900_000_000
    assert await found(str(phone)) == await found("0007") == await found("管理员") == await found("公寓") == []
    # Those called alike come page by page, each once, in the order of names.
    zhao = await found("赵", limit=50)
    assert zhao == await found("赵", limit=7)
    assert sorted(zhao) == sorted(name for name in names(HUNDREDS) if name[0] == "赵")
    assert await found("zh", limit=200) != zhao
    # A blank question asks for everybody: whoever runs it comes first.
    everybody = [seat["name"] for seat in await he.pages(f"{talk.path}/members", q=" ", limit=100)]
    assert everybody[0] == ZHOU_LAN.name
    assert len(everybody) == len(set(everybody)) == HUNDREDS + 3 + 2
    for after in ("broken", "eyJ9"):
        await he.refused("GET", f"{talk.path}/members", "invalid", params={"q": "赵", "after": after})
        await he.refused("GET", f"{talk.path}/members", "invalid", params={"after": after})


async def test_of_those_whose_post_has_the_word_so_many_are_looked_at_at_once(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop_refilling(stage.server.context)
    monkeypatch.setattr(seats, "LOOKED_AT", 4)
    called = [*names(9), "管理"]
    people = await crowd(stage, *called, posts=dict.fromkeys(called, "管理员"))
    talk = await gathered(stage, ZHOU_LAN, HE_CHUAN, people=people)
    he, path = await stage.as_(HE_CHUAN), f"{talk.path}/members"
    looked, compare = [], text.index_terms
    monkeypatch.setattr(text, "index_terms", lambda name: (looked.append(name), compare(name))[1])
    first = await he.json("GET", path, params={"q": "管理", "limit": 2})
    assert len(looked) <= 4
    assert first["next"]
    assert [seat["name"] for seat in await he.pages(path, q="管理", limit=2)] == ["管理"]
    monkeypatch.setattr(conversations, "FINDS_BURST", 0)
    await he.refused("GET", f"{path}?q=he", "too_many", status=429)
    assert (await he.json("GET", path))["items"], "a list is no search"


async def test_members_are_found_by_those_who_are_in_the_group(stage: Stage) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN, XU_JINGYI)
    two = await direct(stage, HE_CHUAN, LU_MING)
    for player in (LIN_YUE, CHENG_YUAN):
        client = await stage.as_(player)
        await client.refused("GET", f"{talk.path}/members?q=he", "not_found", status=404)
    await stage.server.client().refused("GET", f"{talk.path}/members?q=he", "signed_out", status=401)
    he = await stage.as_(HE_CHUAN)
    assert [seat["name"] for seat in await he.pages(f"{talk.path}/members", q="xjy")] == [XU_JINGYI.name]
    assert [seat["name"] for seat in await he.pages(f"{two.path}/members", q="lum")] == [LU_MING.name]
    assert await he.pages(f"{two.path}/members", q="xjy") == []
    await (await stage.as_(XU_JINGYI)).json("POST", f"{talk.path}/departure")
    assert await he.pages(f"{talk.path}/members", q="xjy") == []
    await (await stage.as_(XU_JINGYI)).refused("GET", f"{talk.path}/members?q=he", "not_found", status=404)


async def test_of_people_one_asks_about_those_who_are_in_the_group(stage: Stage) -> None:
    people = await crowd(stage, *names(12))
    talk = await gathered(stage, ZHOU_LAN, HE_CHUAN, people=people[:10])
    he, path = await stage.as_(HE_CHUAN), f"{talk.path}/members"

    async def here(*ids: UUID, **more: Any) -> set[str]:
        return {seat["person_id"] for seat in await he.pages(path, ids=",".join(map(str, ids)), **more)}

    asked = [people[9].id, people[10].id, stage.person(ZHOU_LAN), stage.person(LIN_YUE)]
    assert await here(*asked) == await here(*asked, limit=1) == {str(people[9].id), str(stage.person(ZHOU_LAN))}
    assert await here(people[10].id) == set()
    # Nobody is asked about: nobody, and not everybody.
    assert await here() == set()
    await (await stage.as_(ZHOU_LAN)).json("DELETE", f"{path}/{people[9].id}")
    assert await here(*asked) == {str(stage.person(ZHOU_LAN))}
    many = ",".join(str(uuid4()) for _ in range(101))
    for wrong in ("他", many):
        await he.refused("GET", path, "invalid", params={"ids": wrong})
    for player in (LIN_YUE, CHENG_YUAN):
        await (await stage.as_(player)).refused("GET", path, "not_found", status=404, params={"ids": str(asked[0])})


async def answered_by_many(stage: Stage, people: list[Somebody]) -> Talk:
    """A message many react to and have read, and a poll many vote in."""
    talk = await gathered(stage, ZHOU_LAN, HE_CHUAN, people=people)
    context, seqs = stage.server.context, dict[str, int]()
    seqs["said"] = (await talk.say(ZHOU_LAN, "周五谁值班？"))["seq"]
    poll = {"kind": "poll", "question": "几点？", "options": ["三点", "四点"]}
    seqs["votes"] = (await talk.say(ZHOU_LAN, "", content=poll))["seq"]

    async def act(tx: Transaction, doer: Actor) -> None:
        await set_reaction(tx, context, doer, UUID(talk.id), seqs["said"], "👍", on=True)
        await vote(tx, context, doer, UUID(talk.id), seqs["votes"], [1])

    await each_does(stage, people, act)
    he = await stage.as_(HE_CHUAN)
    await he.json("PUT", f"{talk.path}/messages/{seqs['said']}/reactions/🎉")
    await he.json("PUT", f"{talk.path}/messages/{seqs['votes']}/vote", json={"options": [0]})
    for one in people[: len(people) // 2]:
        await office(context).read(actor(stage, one), UUID(talk.id), seqs["said"])
    talk.seqs = seqs  # type: ignore[attr-defined]
    return talk


async def test_who_reacted_voted_and_read_comes_page_by_page(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    # So many do not react within a moment.
    monkeypatch.setattr(reactions, "ALL_BURST", 10 * HUNDREDS)
    people = await crowd(stage, *names(HUNDREDS))
    talk = await answered_by_many(stage, people)
    zhou, seqs, ids = await stage.as_(ZHOU_LAN), talk.seqs, {str(one.id) for one in people}  # type: ignore[attr-defined]
    database, he = stage.server.context.db, str(stage.person(HE_CHUAN))

    async def walk(path: str, most: int, **query: Any) -> tuple[list[list[Any]], set[int]]:
        costs, pages, after = set[int](), list[list[Any]](), None
        while True:
            before = sent(database)
            params = {**query, "limit": most, **({"after": after} if after else {})}
            answer = await zhou.json("GET", path, params=params)
            costs.add(int(sent(database) - before))
            pages.append(answer["items"])
            if (after := answer["next"]) is None:
                return pages, costs

    # The number of statements is that of one page, whichever it is and however many there are.
    message = f"{talk.path}/messages/{seqs['said']}"
    pages, costs = await walk(f"{message}/reactions", 200)
    assert [len(page) for page in pages] == [200, 200, HUNDREDS + 1 - 400]
    rows = [(one["emoji"], one["person_id"]) for page in pages for one in page]
    assert len(set(rows)) == HUNDREDS + 1
    assert set(rows) == {("👍", one) for one in ids} | {("🎉", he)}
    assert costs == {4}, "the stay; the page; names twice"

    pages, costs = await walk(f"{talk.path}/messages/{seqs['votes']}/votes", 200)
    assert [len(page) for page in pages] == [200, 200, HUNDREDS + 1 - 400]
    assert {one["person_id"]: one["options"] for page in pages for one in page} == {one: [1] for one in ids} | {he: [0]}
    assert costs == {10}, "the message as one sees it; the stay; the page; names twice"

    read = {str(one.id) for one in people[: HUNDREDS // 2]}
    for state, expected in (("confirmed", read), ("waiting", (ids - read) | {he})):
        pages, costs = await walk(f"{message}/effects", 100, state=state)
        assert {one["person_id"] for page in pages for one in page} == expected
        assert max(len(page) for page in pages) == 100
        assert len(costs) == 1, "every page costs the same"

    for path in ("reactions", "effects"):
        await zhou.refused("GET", f"{message}/{path}", "invalid", params={"limit": 201})
        await zhou.refused("GET", f"{message}/{path}", "invalid", params={"after": "broken"})


async def test_a_thread_comes_page_by_page(stage: Stage) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN)
    he, zhou = await stage.as_(HE_CHUAN), await stage.as_(ZHOU_LAN)
    he.patient = True
    root = await talk.say(ZHOU_LAN, "周五谁值班？")
    for number in range(45):
        await talk.say(HE_CHUAN, f"回 {number}", reply_to=root["seq"])
        if number % 9 == 0:
            await talk.say(HE_CHUAN, "另一件事")
    path, database = f"{talk.path}/messages/{root['seq']}/thread", stage.server.context.db
    texts, costs, after, more = list[str](), list[int](), 0, True
    await zhou.json("GET", path, params={"limit": 20})
    while more:
        before = sent(database)
        page = await zhou.json("GET", path, params={"limit": 20, "after": after})
        costs.append(int(sent(database) - before))
        assert len(page["items"]) <= 20
        texts += [fact["text"] for fact in page["items"]]
        after, more = page["items"][-1]["seq"], page["more"]
    assert texts == ["周五谁值班？", *(f"回 {number}" for number in range(45))]
    # The stay; the facts; what the reader put on them; names twice; of the page with one's own message who confirmed it.
    assert costs == [8, 5, 5]
    for limit in (0, 201):
        await zhou.refused("GET", path, "invalid", params={"limit": limit})
