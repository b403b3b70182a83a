"""Completing an upload: a few at once, twice, with a lost answer, by a server that died over it, and by one given up for dead."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from tests.cast import HE_CHUAN, ZHOU_LAN, set_stage
from tests.files.conftest import Kept, UntilKept
from tests.files.uploads import send, start, upload
from tests.support import pictures
from tests.support.client import Client
from tests.support.patience import PATIENCE
from tests.support.queue import jobs_done
from tests.support.server import RunningServer
from tocsin.files.actions import completing
from tocsin.files.actions.completing import Completion
from tocsin.files.refusals import NotThatFile
from tocsin.kernel import sweep
from tocsin.kernel.clock import travel
from tocsin.kernel.errors import NotFound
from tocsin.kernel.turns import Turns
from tocsin.kernel.types import Actor

pytestmark = pytest.mark.anyio
PHOTO = pictures.photo(1200, 900)


class Readers:
    """Who reads files at this moment. While ``gate`` is closed whoever begins stays."""

    def __init__(self) -> None:
        self.now: dict[UUID, int] = {}
        self.most = 0
        self.begun = 0
        self.gate = asyncio.Event()


@contextmanager
def watched(server: RunningServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Readers]:
    """Everything read from the store in the block: a file counts from its first byte until it was looked at."""
    readers, look = Readers(), completing._look

    async def looking(context: Any, actor: Actor, closing: Any, data: Completion) -> None:
        file_id = closing.row.id
        readers.begun += 1
        readers.now[file_id] = readers.now.get(file_id, 0) + 1
        readers.most = max(readers.most, sum(readers.now.values()))
        try:
            await readers.gate.wait()
            await look(context, actor, closing, data)
        finally:
            readers.now[file_id] -= 1

    get = server.context.blobs.get

    async def reading(*arguments: Any) -> AsyncIterator[bytes]:
        assert any(readers.now.values()), "read before its turn"
        async for piece in get(*arguments):
            yield piece

    with monkeypatch.context() as patch:
        patch.setattr(completing, "_look", looking)
        patch.setattr(server.context.blobs, "get", reading)
        yield readers


async def until(fact: Any) -> None:
    async with asyncio.timeout(PATIENCE):
        while not fact():
            await asyncio.sleep(0.01)


async def sent_whole(client: Client, data: bytes = PHOTO, **more: Any) -> dict[str, Any]:
    """An upload that only has to be completed."""
    made = await start(client, data, "a.jpg", "image/jpeg", **more)
    await send(client, made, data)
    return made


def complete(client: Client, made: dict[str, Any], **known: Any) -> asyncio.Task[Any]:
    return asyncio.create_task(client.post(f"/api/uploads/{made['id']}/completion", json=known))


async def actor_of(server: RunningServer, client: Client) -> Actor:
    actor: Actor = await server.context.actors.find(client.token)
    return actor


async def state_of(server: RunningServer, client: Client, made: dict[str, Any]) -> str:
    async with server.context.db.acting(await actor_of(server, client)) as tx:
        (row,) = await tx.fetch("SELECT state FROM file WHERE id = $1", UUID(made["id"]))
    return str(row["state"])


async def test_of_fifty_pictures_completed_at_one_moment_few_are_read_at_once(
    server: RunningServer, as_: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = [await as_(f"1380000000{number}") for number in range(5)]
    made = [(person, await sent_whole(person)) for person in people for _ in range(10)]
    with watched(server, monkeypatch) as readers:
        asked = [complete(person, one) for person, one in made]
        await until(lambda: readers.begun + completing._TURNS.waiting == 50)
        assert readers.begun == completing.AT_ONCE == 4
        readers.gate.set()
        answers = await asyncio.gather(*asked)
    assert [one.status_code for one in answers] == [200] * 50
    assert all(one.json()["file"]["width"] == 1200 for one in answers)
    assert (readers.begun, readers.most) == (50, 4)


async def test_one_person_with_many_leaves_turns_to_others(
    server: RunningServer, as_: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = await as_("13800000001"), await as_("13800000002")
    many = [await sent_whole(one) for _ in range(6)]
    single = await sent_whole(other)
    with watched(server, monkeypatch) as readers:
        asked = [complete(one, made) for made in many]
        await until(lambda: completing._TURNS.waiting == 5)
        last = complete(other, single)
        await until(lambda: readers.begun == 2)
        assert readers.now[UUID(single["id"])] == 1
        readers.gate.set()
        assert {answer.status_code for answer in await asyncio.gather(*asked, last)} == {200}


async def test_a_line_too_long_is_refused_with_when_to_ask_again(
    server: RunningServer, as_: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        completing, "_TURNS", turns := Turns(1, 1, waiting=2, waiting_each=1, patience=PATIENCE, retry_after=5)
    )
    people = [await as_(f"1380000000{number}") for number in range(4)]
    first, again, more = [await sent_whole(people[0]) for _ in range(3)]
    others = [await sent_whole(one) for one in people[1:]]
    with watched(server, monkeypatch) as readers:
        asked = [complete(people[0], first)]
        await until(lambda: readers.begun == 1)
        asked.append(complete(people[0], again))
        await until(lambda: turns.waiting == 1)
        answer = await complete(people[0], more)
        assert (answer.status_code, answer.json()["code"], answer.headers["retry-after"]) == (429, "too_many", "5")
        asked.append(complete(people[1], others[0]))
        await until(lambda: turns.waiting == 2)
        answer = await complete(people[2], others[1])
        assert (answer.status_code, answer.json()["code"], answer.headers["retry-after"]) == (503, "unavailable", "5")
        # Nobody's file takes nobody's place, and what is complete is only told.
        unknown = await people[3].post(f"/api/uploads/{first['id']}/completion", json={})
        assert unknown.status_code == 404
        readers.gate.set()
        assert {one.status_code for one in await asyncio.gather(*asked)} == {200}
    for person, made in ((people[0], more), (people[2], others[1]), (people[0], first)):
        assert (await complete(person, made)).status_code == 200


async def test_asked_twice_at_once_and_after_a_lost_answer_it_is_looked_at_once(
    server: RunningServer, as_: Any, monkeypatch: pytest.MonkeyPatch, until_kept: UntilKept
) -> None:
    person = await as_("13800000001")
    made = await sent_whole(person)
    with watched(server, monkeypatch) as readers:
        lost = asyncio.create_task(person.post(f"/api/uploads/{made['id']}/completion", json={}, timeout=0.001))
        await asyncio.gather(lost, return_exceptions=True)
        asked = [complete(person, made) for _ in range(3)]
        await until(lambda: readers.begun + completing._TURNS.waiting >= 3)
        readers.gate.set()
        answers = await asyncio.gather(*asked)
    assert readers.begun == 1
    assert [one.status_code for one in answers] == [200] * 3
    assert answers[0].json() == answers[1].json() == answers[2].json()
    await until_kept(2)


async def test_who_waited_and_has_left_meanwhile_completes_nothing(
    server: RunningServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        completing, "_TURNS", turns := Turns(1, 1, waiting=2, waiting_each=1, patience=PATIENCE, retry_after=5)
    )
    stage = await set_stage(server)
    he, zhou = await stage.as_(HE_CHUAN), await stage.as_(ZHOU_LAN)
    first, ours, own = [await sent_whole(one, realm=realm) for one, realm in (
        (zhou, None), (he, str(stage.school)), (await server.sign_in(HE_CHUAN.phone), None),
    )]  # fmt: skip
    leaving = await server.sign_in(HE_CHUAN.phone)
    with watched(server, monkeypatch) as readers:
        before = complete(zhou, first)
        await until(lambda: readers.begun == 1)
        waiting = complete(he, ours)
        await until(lambda: turns.waiting == 1)
        member = f"/api/organisations/{stage.school}/members/{stage.member(HE_CHUAN)}"
        await zhou.json("POST", f"{member}/departure", json={"reason": "other"})
        readers.gate.set()
        assert (await before).status_code == 200
        assert (await waiting).status_code == 404
        readers.gate.clear()
        before = complete(zhou, await sent_whole(zhou))
        await until(lambda: readers.begun == 2)
        waiting = complete(leaving, own)
        await until(lambda: turns.waiting == 1)
        await leaving.json("DELETE", "/api/sessions/current", status=204)
        readers.gate.set()
        assert (await before).status_code == 200
        assert (await waiting).status_code == 401
    assert readers.begun == 2


async def test_a_server_that_died_over_it_leaves_nothing_half_done(
    server: RunningServer, as_: Any, monkeypatch: pytest.MonkeyPatch, kept: Kept, until_kept: UntilKept
) -> None:
    person = await as_("13800000001")
    context, actor = server.context, await actor_of(server, person)
    made = await sent_whole(person)
    put, there = context.blobs.put, asyncio.Event()

    async def dying(*arguments: Any) -> Any:
        ref = await put(*arguments)
        if there.is_set():
            await asyncio.Event().wait()  # two of three pictures are in the store, and nobody has written it down
        there.set()
        return ref

    with monkeypatch.context() as patch:
        patch.setattr(context.blobs, "put", dying)
        patch.setattr(completing.pictures, "DISPLAY", 400)
        died = asyncio.create_task(completing.complete(context, actor, UUID(made["id"]), Completion()))
        await until(lambda: len(kept()) == 3)
        died.cancel()
        await asyncio.gather(died, return_exceptions=True)
    assert await state_of(server, person, made) == "closing"
    assert (await person.json("GET", f"/api/uploads/{made['id']}"))["file"] is None
    answer = await complete(person, made)
    assert (answer.status_code, answer.json()["file"]["width"]) == (200, 1200)
    await jobs_done(context)
    assert len(kept()) == 4
    with travel(timedelta(hours=25)):
        assert await sweep.sweep(context) == 2
    await until_kept(2)
    content = await person.get(f"/api/uploads/{made['id']}/content")
    assert content.content.startswith(b"\xff\xd8")


def another_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """From here on turns are those of another process over the same database and store."""
    monkeypatch.setattr(completing, "_TURNS", Turns(4, 1, waiting=9, waiting_each=9, patience=PATIENCE))


@contextmanager
def held_before_writing(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[asyncio.Event]]:
    """Each look stops where it has found what the file is, until its gate opens."""
    gates: list[asyncio.Event] = []
    finish, fetch_hash = completing._finish, completing._hash

    async def finishing(*arguments: Any) -> None:
        gates.append(gate := asyncio.Event())
        await gate.wait()
        await finish(*arguments)

    async def hashing(*arguments: Any) -> str:
        gates.append(gate := asyncio.Event())
        await gate.wait()
        return await fetch_hash(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(completing, "_finish", finishing)
        patch.setattr(completing, "_hash", hashing)
        yield gates


async def test_a_late_first_look_does_not_write_over_the_second(
    server: RunningServer, as_: Any, monkeypatch: pytest.MonkeyPatch, kept: Kept, until_kept: UntilKept
) -> None:
    person = await as_("13800000001")
    context, actor = server.context, await actor_of(server, person)
    made = await sent_whole(person)
    file_id = UUID(made["id"])
    with held_before_writing(monkeypatch) as gates:
        first = asyncio.create_task(completing.complete(context, actor, file_id, Completion()))
        await until(lambda: len(gates) == 1)
        another_server(monkeypatch)
        second = asyncio.create_task(completing.complete(context, actor, file_id, Completion()))
        await until(lambda: len(gates) == 2)
        gates[1].set()
        done = await second
        names = set(kept())
        gates[0].set()
        assert await first == done
    assert done.file is not None
    # what the first one made goes, and not what the second one did
    await until_kept(2)
    assert set(kept()) < names
    assert (await person.get(f"/api/uploads/{made['id']}/content")).status_code == 200


@pytest.mark.parametrize("order", ["first refused", "first done"])
async def test_a_look_that_another_took_over_neither_opens_nor_closes(
    server: RunningServer, as_: Any, monkeypatch: pytest.MonkeyPatch, until_kept: UntilKept, order: str
) -> None:
    """While the second still looks, the first ends: refused by its hash, or found right."""
    person = await as_("13800000001")
    context, actor = server.context, await actor_of(server, person)
    made = await sent_whole(person)
    file_id = UUID(made["id"])
    wrong = Completion(sha256="0" * 64) if order == "first refused" else Completion()
    with held_before_writing(monkeypatch) as gates:
        first = asyncio.create_task(completing.complete(context, actor, file_id, wrong))
        await until(lambda: len(gates) == 1)
        another_server(monkeypatch)
        second = asyncio.create_task(completing.complete(context, actor, file_id, Completion()))
        await until(lambda: len(gates) == 2)
        gates[0].set()
        (refused,) = await asyncio.gather(first, return_exceptions=True)
        assert isinstance(refused, NotThatFile if order == "first refused" else completing.Unavailable)
        assert await state_of(server, person, made) == "closing"
        path = f"/api/uploads/{made['id']}/parts/0"
        await person.refused("PUT", path, "files.upload_closed", content=PHOTO, status=409)
        gates[1].set()
        assert (await second).file is not None
    await until_kept(2)


async def test_given_up_while_it_is_looked_at_nothing_stays(
    server: RunningServer, as_: Any, monkeypatch: pytest.MonkeyPatch, until_kept: UntilKept
) -> None:
    person = await as_("13800000001")
    context, actor = server.context, await actor_of(server, person)
    made = await sent_whole(person)
    with held_before_writing(monkeypatch) as gates:
        looking = asyncio.create_task(completing.complete(context, actor, UUID(made["id"]), Completion()))
        await until(lambda: gates)
        await person.json("DELETE", f"/api/uploads/{made['id']}", status=204)
        gates[0].set()
        (refused,) = await asyncio.gather(looking, return_exceptions=True)
    assert isinstance(refused, NotFound)
    await until_kept(0)


async def test_a_store_that_fails_over_it_is_asked_again(
    server: RunningServer, as_: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = await as_("13800000001")
    made = await sent_whole(person)

    async def failing(*_: Any) -> Any:
        raise OSError

    with monkeypatch.context() as patch:
        patch.setattr(server.context.blobs, "put", failing)
        with pytest.raises(OSError):
            await completing.complete(server.context, await actor_of(server, person), UUID(made["id"]), Completion())
    assert (await complete(person, made)).status_code == 200
    assert (await upload(person, b"words", "a.txt"))["file"]["kind"] == "text"


def test_a_few_people_do_not_fill_the_queue() -> None:
    assert completing._TURNS._most_waiting >= 20 * completing._TURNS._most_waiting_each
