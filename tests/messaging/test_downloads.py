"""Opening a file and saving it are effects: each once for a person and a file of a message, shown to who sent it (EFF-2)."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import UUID, uuid4, uuid5

import pytest

from tests.cast import BAI_LU, HE_CHUAN, LIN_YUE, TANG_JIASHU, XU_JINGYI, ZHOU_LAN, Player, Stage
from tests.files.conftest import Kept, kept
from tests.hostile.victim import as_owner
from tests.messaging.files import fetch, forward, path_of, send_photo
from tests.messaging.proof import EVER, proved
from tests.messaging.talk import Talk, direct, group
from tests.support.queue import jobs_done
from tocsin.kernel.ids import PLATFORM

__all__ = ["kept"]


@pytest.fixture
async def talk(stage: Stage) -> Talk:
    return await group(stage, ZHOU_LAN, HE_CHUAN, XU_JINGYI)


@pytest.fixture
def school(stage: Stage) -> str:
    return str(stage.school)


async def downloads(stage: Stage, act: str = "download") -> list[tuple[str, str, int]]:
    """Who saved, or opened, which file, as the log has it, and how strong an effect it is."""
    async with as_owner(stage) as owner:
        rows = await owner.fetch("SELECT actor_id, item_id, effect FROM effect WHERE act = $1", act)
    return sorted((str(row["actor_id"]), str(row["item_id"]), row["effect"]) for row in rows)


def item(talk: Talk, fact: dict[str, Any], file_id: str) -> str:
    """What the log calls a file of a message."""
    return str(uuid5(UUID(talk.id), f"{fact['seq']}/{file_id}"))


async def in_pieces(talk: Talk, who: Player, fact: dict[str, Any], file_id: str, **query: Any) -> None:
    """The whole of a file, as players and interrupted downloads ask for it."""
    client = await talk.stage.as_(who)
    path = path_of(talk, fact, file_id)
    parts = [client.get(path, params=query, headers={"Range": f"bytes={at}-"}) for at in range(6)]
    assert {one.status_code for one in await asyncio.gather(*parts)} == {206}


async def test_a_download_is_recorded_once_for_a_person_and_a_file(talk: Talk, stage: Stage, school: str) -> None:
    fact, file_id = await send_photo(talk, HE_CHUAN, school)
    await fetch(talk, HE_CHUAN, fact, file_id, save=True)
    assert await downloads(stage) == [], "one's own is no download"
    await in_pieces(talk, ZHOU_LAN, fact, file_id, save=True)
    await fetch(talk, ZHOU_LAN, fact, file_id, save=True)
    await fetch(talk, XU_JINGYI, fact, file_id, save=True)
    await (await stage.as_(ZHOU_LAN)).refused("GET", path_of(talk, fact, str(uuid4())), "not_found")
    took = [(str(stage.person(one)), item(talk, fact, file_id), 2) for one in (ZHOU_LAN, XU_JINGYI)]
    assert await downloads(stage) == sorted(took)
    assert await downloads(stage, "open") == []


async def test_who_looks_at_a_file_is_not_said_to_have_saved_it(talk: Talk, stage: Stage, school: str) -> None:
    fact, file_id = await send_photo(talk, HE_CHUAN, school)
    for variant in ("thumb", "display"):
        await fetch(talk, ZHOU_LAN, fact, file_id, variant=variant)
    await fetch(talk, HE_CHUAN, fact, file_id)
    assert await downloads(stage) == await downloads(stage, "open") == [], "where it stands, and one's own"
    await in_pieces(talk, ZHOU_LAN, fact, file_id)
    zhou = (str(stage.person(ZHOU_LAN)), item(talk, fact, file_id), 2)
    assert (await downloads(stage), await downloads(stage, "open")) == ([], [zhou])
    path = f"{talk.path}/messages/{fact['seq']}/files/{file_id}/downloads"
    sender = await stage.as_(HE_CHUAN)
    assert (await sender.json("GET", path))["total"] == 0
    opened = await sender.json("GET", path, params={"taken": "opened"})
    assert [row["name"] for row in opened["items"]] == [ZHOU_LAN.name]
    await fetch(talk, ZHOU_LAN, fact, file_id, variant="thumb", save=True)
    assert await downloads(stage) == [], "a smaller picture is not the file"
    await fetch(talk, ZHOU_LAN, fact, file_id, save=True)
    assert (await downloads(stage), await downloads(stage, "open")) == ([zhou], [zhou])
    assert [row["name"] for row in (await sender.json("GET", path))["items"]] == [ZHOU_LAN.name]
    await sender.refused("GET", path, "invalid", params={"taken": "seen"}, status=422)


async def test_what_was_not_given_was_not_taken(talk: Talk, stage: Stage, school: str, kept: Kept) -> None:
    fact, file_id = await send_photo(talk, HE_CHUAN, school)
    zhou, path = await stage.as_(ZHOU_LAN), path_of(talk, fact, file_id)
    beyond = await zhou.get(path, params={"save": True}, headers={"Range": "bytes=99999999-"})
    assert beyond.status_code == 416
    await jobs_done(stage.server.context)
    for one in kept():
        one.unlink()
    assert (await zhou.get(path, params={"save": True})).status_code == 404
    assert await downloads(stage) == []


async def test_what_the_browser_has_is_shown_only_as_long_as_it_may_be(talk: Talk, stage: Stage, school: str) -> None:
    """A picture it kept is asked for anew, and not given, once it was recalled, or nobody is signed in any more."""
    fact, file_id = await send_photo(talk, HE_CHUAN, school)
    zhou, path = await stage.server.sign_in(ZHOU_LAN.phone), path_of(talk, fact, file_id)
    tags = {}
    for variant in ("thumb", "display", "whole"):
        answer = await zhou.get(path, params={"variant": variant})
        assert answer.headers["cache-control"] == "private, no-cache"
        tags[variant] = {"If-None-Match": answer.headers["etag"]}
        again = await zhou.get(path, params={"variant": variant}, headers=tags[variant])
        assert (again.status_code, again.content) == (304, b"")
    gone = await zhou.delete("/api/sessions/current")
    assert gone.headers["clear-site-data"] == '"cache"'
    for variant, tag in tags.items():
        assert (await zhou.get(path, params={"variant": variant}, headers=tag)).status_code == 401
        outsider = await (await stage.as_(BAI_LU)).get(path, params={"variant": variant}, headers=tag)
        assert outsider.status_code == 404
    await talk.recall(HE_CHUAN, fact["seq"])
    for variant, tag in tags.items():
        again = await (await stage.as_(XU_JINGYI)).get(path, params={"variant": variant}, headers=tag)
        assert again.status_code == 404


async def test_who_downloaded_is_shown_to_the_sender(talk: Talk, stage: Stage, school: str) -> None:
    fact, file_id = await send_photo(talk, HE_CHUAN, school)
    path = f"{talk.path}/messages/{fact['seq']}/files/{file_id}/downloads"
    sender = await stage.as_(HE_CHUAN)
    assert await sender.json("GET", path) == {"total": 0, "items": [], "next": None}
    for one in (XU_JINGYI, ZHOU_LAN, XU_JINGYI):
        await fetch(talk, one, fact, file_id, save=True)
    # who takes it in another conversation, and was not reached by this message, is nobody's business here
    other = await group(stage, ZHOU_LAN, LIN_YUE)
    (passed,) = await forward(other, ZHOU_LAN, talk, fact["seq"])
    assert (await fetch(other, LIN_YUE, passed, passed["content"]["files"][0]["id"], save=True)).status_code == 200

    page = await sender.json("GET", path, params={"limit": 1})
    assert (page["total"], [row["name"] for row in page["items"]]) == (2, [XU_JINGYI.name])
    assert page["items"][0]["at"]
    assert page["items"][0]["device"]
    rest = await sender.json("GET", path, params={"after": page["next"]})
    assert ([row["name"] for row in rest["items"]], rest["next"]) == ([ZHOU_LAN.name], None)

    await (await stage.as_(ZHOU_LAN)).refused("GET", path, "messaging.not_your_message")
    for one in (LIN_YUE, TANG_JIASHU, BAI_LU):
        for taken in ("saved", "opened"):
            await (await stage.as_(one)).refused("GET", path, "not_found", params={"taken": taken})
    await stage.server.client().refused("GET", path, "signed_out")
    await sender.refused("GET", path.replace(file_id, str(uuid4())), "not_found")
    await talk.recall(HE_CHUAN, fact["seq"])
    await sender.refused("GET", path, "not_found")


async def test_a_file_that_is_passed_on_tells_nothing_of_where_it_was_before(
    talk: Talk, stage: Stage, school: str
) -> None:
    fact, file_id = await send_photo(talk, HE_CHUAN, school)
    await fetch(talk, ZHOU_LAN, fact, file_id, save=True)
    passer = await stage.as_(XU_JINGYI)
    for place in (await direct(stage, XU_JINGYI, ZHOU_LAN), await group(stage, XU_JINGYI, ZHOU_LAN, LIN_YUE)):
        (passed,) = await forward(place, XU_JINGYI, talk, fact["seq"])
        (card,) = passed["content"]["files"]
        path = f"{place.path}/messages/{passed['seq']}/files/{card['id']}/downloads"
        assert (await passer.json("GET", path))["total"] == 0, "taken elsewhere, before"
    await fetch(place, LIN_YUE, passed, card["id"], save=True)
    assert [row["name"] for row in (await passer.json("GET", path))["items"]] == [LIN_YUE.name]


async def told_of(place: Talk, who: Player, passed: dict[str, Any]) -> list[Any]:
    """What somebody who passed a file on is told, and given proof of, about it."""
    (card,) = passed["content"]["files"]
    told: list[Any] = []
    for taken in ("saved", "opened"):
        path = f"{path_of(place, passed, card['id'])}/downloads"
        told += (await (await place.stage.as_(who)).json("GET", path, params={"taken": taken}))["items"]
    for path, query in ((f"{place.path}/messages/{passed['seq']}/evidence", {}), (f"{place.path}/evidence", EVER)):
        verdict = await proved(place.stage, who, path, **query)
        told += [one.leaf for one in verdict.effects if one.leaf.kind == "file"]
    return told


async def test_what_is_done_with_a_file_in_another_conversation_of_the_realm_is_not_told_here(
    talk: Talk, stage: Stage, school: str
) -> None:
    fact, file_id = await send_photo(talk, HE_CHUAN, school)
    other = await group(stage, XU_JINGYI, ZHOU_LAN)
    (passed,) = await forward(other, XU_JINGYI, talk, fact["seq"])
    await fetch(talk, ZHOU_LAN, fact, file_id, save=True)
    await fetch(talk, ZHOU_LAN, fact, file_id)
    assert await told_of(other, XU_JINGYI, passed) == []
    await fetch(other, ZHOU_LAN, passed, file_id, save=True)
    assert len(await told_of(other, XU_JINGYI, passed)) == 3, "listed, proved by the message and by the period"


async def test_what_is_done_in_a_talk_of_two_is_not_told_in_another_one(stage: Stage) -> None:
    source = await direct(stage, HE_CHUAN, XU_JINGYI)
    fact, file_id = await send_photo(source, HE_CHUAN, str(PLATFORM))
    private = await direct(stage, HE_CHUAN, ZHOU_LAN)
    (shown,) = await forward(private, HE_CHUAN, source, fact["seq"])
    probing = await direct(stage, XU_JINGYI, ZHOU_LAN)
    (probe,) = await forward(probing, XU_JINGYI, source, fact["seq"])
    await fetch(private, ZHOU_LAN, shown, file_id, save=True)
    assert await told_of(probing, XU_JINGYI, probe) == []


async def test_who_passes_on_what_another_uploaded_takes_it_as_anybody_does(
    talk: Talk, stage: Stage, school: str
) -> None:
    fact, file_id = await send_photo(talk, HE_CHUAN, school)
    place = await group(stage, XU_JINGYI, HE_CHUAN)
    (passed,) = await forward(place, XU_JINGYI, talk, fact["seq"])
    await fetch(place, HE_CHUAN, passed, file_id, save=True)
    assert await downloads(stage) == [], "one's own, whoever brings it back"
    await fetch(place, XU_JINGYI, passed, file_id, save=True)
    assert await downloads(stage) == [(str(stage.person(XU_JINGYI)), item(place, passed, file_id), 2)]
    sender = await stage.as_(HE_CHUAN)
    rows = (await sender.json("GET", f"{path_of(talk, fact, file_id)}/downloads"))["items"]
    assert rows == [], "taken elsewhere"


async def test_a_file_taken_elsewhere_is_taken_here_too(talk: Talk, stage: Stage, school: str) -> None:
    fact, file_id = await send_photo(talk, HE_CHUAN, school)
    await fetch(talk, ZHOU_LAN, fact, file_id, save=True)
    alone = await direct(stage, XU_JINGYI, ZHOU_LAN)  # of another realm
    (passed,) = await forward(alone, XU_JINGYI, talk, fact["seq"])
    (card,) = passed["content"]["files"]
    for _ in range(2):
        await fetch(alone, ZHOU_LAN, passed, card["id"], save=True)
    path = f"{alone.path}/messages/{passed['seq']}/files/{card['id']}/downloads"
    passer = await stage.as_(XU_JINGYI)
    assert [row["name"] for row in (await passer.json("GET", path))["items"]] == [ZHOU_LAN.name]


async def test_the_sender_hears_at_once_that_a_file_was_taken(talk: Talk, stage: Stage, school: str) -> None:
    fact, file_id = await send_photo(talk, HE_CHUAN, school)
    he, xu = [await stage.server.socket(await stage.as_(one)) for one in (HE_CHUAN, XU_JINGYI)]
    for socket in (he, xu):
        await socket.until("snapshot")
    await fetch(talk, ZHOU_LAN, fact, file_id, save=True)
    await he.until("changed", key=["conversation", talk.id, "effects"])
    assert [one for one in xu.events if one.get("key") == ["conversation", talk.id, "effects"]] == []
