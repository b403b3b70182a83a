"""Parts of one unit of work: each behind the walls of its actor, none of them committed before the whole."""

from datetime import UTC, datetime

import pytest

from tests.kernel.stage import Rang, actor
from tocsin.kernel import clock
from tocsin.kernel.db import FOLLOW, MEMBER, SAMPLE, Database
from tocsin.kernel.ids import PLATFORM
from tocsin.kernel.parts import Parts

STANDING = "SELECT current_setting('role') AS role, current_setting('tocsin.person') AS person"
EVENTS = "SELECT actor_id, at FROM event ORDER BY id"
THEN = datetime(2026, 1, 12, 9, tzinfo=UTC)


async def test_each_part_acts_as_its_actor_and_the_whole_as_before(db: Database) -> None:
    who, other = actor(), actor()
    async with db.working(SAMPLE) as whole:
        parts = Parts(whole)
        for one in (who, other):
            async with parts.acting(one) as tx:
                row = (await tx.fetch(STANDING))[0]
                assert (row["role"], row["person"]) == (MEMBER, str(one.person_id))
        async with parts.working(FOLLOW) as tx:
            assert (await tx.fetch(STANDING))[0]["role"] == FOLLOW
        assert (await whole.fetch(STANDING))[0]["role"] == SAMPLE


async def test_events_have_the_actor_and_the_time_of_their_part(db: Database) -> None:
    who, other = actor(), actor()
    async with db.working(SAMPLE) as whole:
        parts = Parts(whole)
        with clock.hold(THEN) as held:
            async with parts.acting(who) as tx:
                await tx.emit(Rang(realm_id=PLATFORM))
            held.moment = THEN.replace(hour=10)
            async with parts.acting(other) as tx:
                await tx.emit(Rang(realm_id=PLATFORM))
    assert clock.now() > THEN
    async with db.working(FOLLOW) as tx:
        rows = await tx.fetch(EVENTS)
    assert [(row["actor_id"], row["at"].hour) for row in rows] == [(who.person_id, 9), (other.person_id, 10)]


async def test_what_follows_a_commit_runs_at_the_end_of_the_part_and_one_that_fails_fails_the_whole(
    db: Database,
) -> None:
    told: list[str] = []
    with pytest.raises(ZeroDivisionError):
        async with db.working(SAMPLE) as whole:
            parts = Parts(whole)
            async with parts.acting(actor()) as tx:
                tx.after_commit(lambda: told.append("first"))
                await tx.emit(Rang(realm_id=PLATFORM))
                assert told == []
            assert told == ["first"]
            async with parts.acting(actor()) as tx:
                raise ZeroDivisionError
    async with db.working(FOLLOW) as tx:
        assert await tx.fetch(EVENTS) == []
