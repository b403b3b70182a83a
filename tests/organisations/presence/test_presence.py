"""How people are just now: said, read, told; by whom it may be seen, and when it ends."""

import asyncio
import time
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from tests.organisations.presence.stage import AWAY, HERE, Watcher, read, say
from tests.organisations.stage import Organisation, Stage
from tests.support.patience import PATIENCE
from tests.support.server import RunningServer
from tests.support.sockets import SocketRefusal
from tests.support.statements import sent
from tocsin.accounts import door as accounts
from tocsin.accounts.actions.privacy import erases, exports
from tocsin.accounts.presence.actions import PresenceIn, end_due, say_for
from tocsin.accounts.presence.routes import CHANGE_BURST
from tocsin.kernel import clock
from tocsin.kernel.db import FOLLOW, MEMBER, SIGNIN
from tocsin.kernel.ids import PLATFORM
from tocsin.kernel.socket import watching


async def test_said_is_read_by_oneself_and_by_colleagues(school: Organisation) -> None:
    admin, member = school.admin.client, (await school.member()).client
    until = (clock.now() + timedelta(hours=2)).isoformat()
    said = await say(admin, "meeting", note="  三楼会议室 ", until=until)
    assert {**said, "until": None} == {"state": "meeting", "note": "三楼会议室", "until": None, "source": "self"}
    assert (await admin.json("GET", "/api/me"))["presence"] == said == await admin.json("GET", "/api/me/presence")
    shown = await read(member, admin.person_id)
    assert shown == {
        admin.person_id: {"connected": False, "state": "meeting", "note": "三楼会议室", "until": said["until"]}
    }
    assert await say(admin, None) == {"state": None, "note": None, "until": None, "source": None}
    assert await read(member, admin.person_id) == {admin.person_id: AWAY}


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"state": "asleep"}, "invalid"),
        ({}, "invalid"),
        ({"state": None, "note": "还有话"}, "invalid"),
        ({"state": "leave", "until": "2020-01-01T00:00:00Z"}, "accounts.presence_end_wrong"),
        ({"state": "leave", "until": "2999-01-01T00:00:00Z"}, "accounts.presence_end_wrong"),
        ({"state": "leave", "until": "2999-01-01T00:00:00"}, "invalid"),
        ({"state": "leave", "note": "长" * 61}, "text.too_long"),
        ({"state": "leave", "note": "反\u202e向"}, "text.bad_character"),
        ({"state": "leave", "note": "两\n行"}, "text.bad_character"),
        ({"state": "leave", "source": "hr"}, "invalid"),
    ],
)
async def test_what_is_not_said_so(school: Organisation, body: dict[str, Any], code: str) -> None:
    await school.admin.client.refused("PUT", "/api/me/presence", code, status=422, json=body)
    assert (await school.admin.client.json("GET", "/api/me/presence"))["state"] is None


async def test_who_says_something_new_every_second_is_told_to_wait(school: Organisation) -> None:
    said = 0
    # A slow machine lets one say a little more: every two seconds there is another word.
    while (await school.admin.client.put("/api/me/presence", json={"state": "working"})).is_success:
        said += 1
        assert said < 200
    assert said >= CHANGE_BURST
    await school.admin.client.refused("PUT", "/api/me/presence", "too_many", json={"state": "dnd"})


async def test_who_may_see_whom(school: Organisation, stage: Stage, server: RunningServer) -> None:
    """By the rule of the card: colleagues who are active, and not only in departments hidden from one."""
    closed = await school.department("纪检组")
    secret, colleague, insider = await school.member(closed), await school.member(), await school.member(closed)
    await school.admin.json("PATCH", f"/departments/{closed}", json={"hidden": True}, status=204)
    people = [one.client.person_id for one in (secret, colleague, school.admin)]
    assert set(await read(insider.client, *people)) == set(people)
    assert set(await read(school.admin.client, *people)) == set(people)
    assert set(await read(colleague.client, *people)) == set(people[1:])
    # Oneself, whatever one is in; and nobody else without an organisation in common.
    stranger = (await stage.found("远山公司")).admin.client
    assert set(await read(stranger, *people, stranger.person_id)) == {stranger.person_id}
    nobody = await stage.person()
    assert await read(nobody, *people) == {}
    await colleague.json("POST", f"/members/{colleague.id}/departure", json={"reason": "own_wish"})
    assert await read(colleague.client, *people) == {people[1]: AWAY}
    assert set(await read(school.admin.client, *people)) == {people[0], people[2]}
    await school.admin.json("POST", f"/members/{secret.id}/suspension", json={})
    assert await read(secret.client, people[2]) == {}
    assert set(await read(school.admin.client, *people)) == {people[2]}
    async with server.context.db.working(SIGNIN) as tx:
        await accounts.suspend(tx, UUID(insider.client.person_id), "test")
    for method, path in (("GET", "/api/presence"), ("GET", "/api/me/presence"), ("PUT", "/api/me/presence")):
        await insider.client.refused(method, path, "signed_out", json={"state": "dnd"})
        await server.client().refused(method, path, "signed_out", json={"state": "dnd"})


async def test_at_most_a_hundred_at_once(school: Organisation) -> None:
    people = ",".join(str(UUID(int=n)) for n in range(101))
    await school.admin.client.refused("GET", f"/api/presence?ids={people}", "invalid")
    assert await school.admin.client.json("GET", "/api/presence") == {}
    await school.admin.client.refused("GET", "/api/presence?ids=x", "invalid")


async def test_statements_do_not_grow_with_the_people_asked_for(school: Organisation, server: RunningServer) -> None:
    people = [school.admin.client.person_id]
    counts = []
    for _ in range(3):
        # The clock that ends what people said asks as another role, whenever something is said.
        before = sent(server.context.db, MEMBER)
        await read(school.admin.client, *people)
        counts.append(sent(server.context.db, MEMBER) - before)
        member = await school.member()
        await say(member.client, "travel", note="出差")
        people.append(member.client.person_id)
    assert counts[1:] == [5, 5]


async def test_a_room_speaks_beside_the_person_who_goes_before_it(school: Organisation, server: RunningServer) -> None:
    context, person = server.context, UUID(school.admin.client.person_id)

    async def calendar(state: accounts.State | None, **more: Any) -> None:
        async with context.db.working(FOLLOW) as tx:
            await say_for(tx, context.keyring, person, "calendar", PresenceIn(state, **more))

    await calendar("meeting", note="教研会", until=clock.now() + timedelta(hours=1))
    own = await school.admin.client.json("GET", "/api/me/presence")
    assert (own["state"], own["note"], own["source"]) == ("meeting", "教研会", "calendar")
    await say(school.admin.client, "dnd")
    assert (await read(school.admin.client, str(person)))[str(person)]["state"] == "dnd"
    await say(school.admin.client, None)
    assert (await read(school.admin.client, str(person)))[str(person)]["state"] == "meeting"
    await calendar(None)
    assert (await read(school.admin.client, str(person)))[str(person)] == AWAY
    with pytest.raises(ValueError, match="own name"):
        async with context.db.working(FOLLOW) as tx:
            await say_for(tx, context.keyring, person, "self", PresenceIn("dnd"))


async def test_it_ends_by_itself_and_is_forgotten(school: Organisation, server: RunningServer) -> None:
    member = (await school.member()).client
    admin = school.admin.client
    async with await Watcher.open(server, member, admin.person_id) as watcher:
        end = (clock.now() + timedelta(hours=1)).isoformat()
        await say(admin, "leave", note="体检", until=end)
        shown = {**AWAY, "state": "leave", "note": "体检", "until": _z(end)}
        await watcher.told(admin.person_id, shown)
        # Seconds before the end: what somebody says lets the clock that ends it look how late it is.
        with clock.travel(timedelta(minutes=59, seconds=57)):
            await say(member, None)
            await watcher.told(admin.person_id, AWAY)
            assert clock.now().isoformat() >= end
            await watcher.check()
    async with server.context.db.working(SIGNIN) as tx:
        assert await tx.fetch("SELECT 1 FROM presence") == []


async def test_what_is_over_is_not_read_even_before_it_is_taken_away(
    school: Organisation, server: RunningServer
) -> None:
    admin = school.admin.client
    await say(admin, "leave", until=(clock.now() + timedelta(hours=8)).isoformat())
    with clock.travel(timedelta(hours=9)):
        assert (await read(admin, admin.person_id))[admin.person_id] == AWAY
        assert (await admin.json("GET", "/api/me"))["presence"]["state"] is None
        assert await end_due(server.context) is None


async def test_connected_unless_one_does_not_show_it(school: Organisation, server: RunningServer) -> None:
    member, admin = (await school.member()).client, school.admin.client
    async with await Watcher.open(server, member, admin.person_id) as watcher:
        first = await server.socket(admin)
        await watcher.told(admin.person_id, HERE)
        second = await server.socket(admin)
        await second.until("hello")
        await first.close()
        await watcher.check()
        assert watcher.known == {admin.person_id: HERE}
        await second.close()
        await watcher.told(admin.person_id, AWAY)
        await admin.json("PATCH", "/api/me", json={"hide_connected": True})
        await watcher.told(admin.person_id, {**AWAY, "connected": None})
        # Neither coming nor going makes a sound.
        seen = len(watcher.socket.events)
        third = await server.socket(admin)
        await third.until("hello")
        await third.close()
        await watcher.socket.quiet(1.2)
        assert [one for one in watcher.socket.events[seen:] if one["t"] == "presence"] == []
        await watcher.check()
        await admin.json("PATCH", "/api/me", json={"hide_connected": False})
        await watcher.told(admin.person_id, AWAY)


async def test_a_page_loaded_anew_is_no_departure(
    school: Organisation, server: RunningServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    member, admin = (await school.member()).client, school.admin.client
    # Somebody who is slow to come back has left: here nobody is, however long the machine takes.
    monkeypatch.setattr(watching, "LINGER", 60)
    leaving = server.context.hub.watching._leaving
    socket = await server.socket(admin)
    await socket.until("snapshot")
    async with await Watcher.open(server, member, admin.person_id) as watcher:
        await socket.close()
        async with asyncio.timeout(PATIENCE):
            while not leaving:
                await asyncio.sleep(0.01)
        socket = await server.socket(admin)
        await socket.until("snapshot")
        assert not leaving
        assert [e for e in await watcher.socket.quiet(0.5) if e["t"] == "presence"] == [
            {"t": "presence", "people": {admin.person_id: HERE}}
        ]


async def test_many_changes_are_told_once(school: Organisation, server: RunningServer) -> None:
    watcher_of = (await school.member()).client
    others = [(await school.member()).client for _ in range(4)]
    async with await Watcher.open(server, watcher_of, *(one.person_id for one in others)) as watcher:
        await watcher.socket.quiet(0.2)
        seen, began = len(watcher.socket.events), time.monotonic()
        for _ in range(4):
            for one in others:
                await say(one, "working")
                await say(one, "dnd")
        await watcher.check()
        told = [one for one in watcher.socket.events[seen:] if one["t"] == "presence"]
        assert {one: how["state"] for one, how in watcher.known.items()} == {one.person_id: "dnd" for one in others}
        assert len(told) <= 1 + (time.monotonic() - began) / watching.GATHER


async def test_rights_lost_and_gained_while_watching(school: Organisation, server: RunningServer) -> None:
    department = await school.department("教务处")
    watcher_of, other = await school.member(), await school.member(department)
    person = other.client.person_id
    await say(other.client, "travel")
    shown = {**AWAY, "state": "travel"}
    async with await Watcher.open(server, watcher_of.client, person) as watcher:
        assert watcher.known == {person: shown}
        await school.admin.json("PATCH", f"/departments/{department}", json={"hidden": True}, status=204)
        await watcher.told(person, None)
        await say(other.client, "meeting", note="机密")
        await watcher.check()
        assert "机密" not in str(watcher.socket.events)
        # Whoever enters the department sees it, by their own rights; whoever leaves it no more.
        change = {"departments": [{"id": department}]}
        await school.admin.json("PATCH", f"/members/{watcher_of.id}", json=change)
        await watcher.told(person, {**AWAY, "state": "meeting", "note": "机密"})
        await school.admin.json("PATCH", f"/members/{watcher_of.id}", json={"departments": []})
        await watcher.told(person, None)
        await school.admin.json("PATCH", f"/departments/{department}", json={"hidden": False}, status=204)
        await watcher.told(person, {**AWAY, "state": "meeting", "note": "机密"})
        await school.admin.json("POST", f"/members/{other.id}/suspension", json={})
        await watcher.told(person, None)
        await school.admin.json("DELETE", f"/members/{other.id}/suspension")
        await watcher.told(person, {**AWAY, "state": "meeting", "note": "机密"})
        await school.admin.json("POST", f"/members/{watcher_of.id}/departure", json={"reason": "other"})
        await watcher.told(person, None)
        await watcher.check()


async def test_somebody_who_joins_is_seen_by_who_waited(
    school: Organisation, stage: Stage, server: RunningServer
) -> None:
    newcomer = await stage.person("13611112222", "陈寅恪")
    async with await Watcher.open(server, school.admin.client, newcomer.person_id) as watcher:
        assert watcher.known == {}
        member = await school.invite("陈寅恪", "13611112222")
        await newcomer.json("POST", f"/api/me/invitations/{member}/acceptance", json={"consent": True})
        await watcher.told(newcomer.person_id, AWAY)
        await watcher.check()


async def test_a_socket_watches_whom_it_named_last(school: Organisation, server: RunningServer) -> None:
    one, two = (await school.member()).client, (await school.member()).client
    async with await Watcher.open(server, school.admin.client, one.person_id) as watcher:
        await watcher.socket.command("watch", people=[two.person_id])
        await say(one, "leave")
        await say(two, "dnd")
        await watcher.told(two.person_id, {**AWAY, "state": "dnd"})
        assert "leave" not in str(watcher.socket.events)
        with pytest.raises(SocketRefusal, match="invalid"):
            await watcher.socket.command("watch", people=[str(UUID(int=n)) for n in range(watching.WATCH_LIMIT + 1)])
        # What was dropped is told anew with the snapshot that follows a resync.
        seen = len(watcher.socket.events)
        await watcher.socket.command("snapshot")
        assert {"t": "presence", "people": {two.person_id: {**AWAY, "state": "dnd"}}} in watcher.socket.events[seen:]
        # More often than a slow machine gains.
        with pytest.raises(SocketRefusal, match="too_many"):
            for _ in range(2_000):
                await watcher.socket.command("watch", people=[])
    assert server.context.hub.watching._watchers == {}
    assert server.context.hub.watching._told == {}


async def test_it_is_exported_and_erased(school: Organisation, server: RunningServer) -> None:
    context, person = server.context, UUID(school.admin.client.person_id)
    await say(school.admin.client, "leave", note="体检")
    async with context.db.working(SIGNIN) as tx:
        portions = {name: content async for name, content in exports(context, tx, PLATFORM, person)}
        assert "体检" in portions["accounts/presence.json"].decode()
        await erases(context, tx, PLATFORM, person)
        assert await tx.fetch("SELECT 1 FROM presence") == []


async def test_a_note_lies_sealed_and_no_history_is_kept(school: Organisation, server: RunningServer) -> None:
    await say(school.admin.client, "leave", note="体检")
    async with server.context.db.working(FOLLOW) as tx:
        rows = await tx.fetch("SELECT body::text FROM event WHERE kind = 'accounts.presence_changed'")
    assert len(rows) == 1
    assert "leave" not in rows[0]["body"]
    async with server.context.db.working(SIGNIN) as tx:
        sealed = (await tx.fetch("SELECT note_sealed FROM presence"))[0]["note_sealed"]
    assert "体检".encode() not in sealed


def _z(moment: str) -> str:
    return moment.replace("+00:00", "Z")
