"""Whatever people and admins do at the same moment: seats, counts and openness agree with who belongs where."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cast import HE_CHUAN, LIN_YUE, XU_JINGYI, ZHOU_LAN, Player, Stage
from tests.messaging.talk import Office, Talk, group, message
from tests.support.client import Client
from tocsin.kernel.db import FOLLOW

PLAYERS = (HE_CHUAN, XU_JINGYI, LIN_YUE)
PLACES: tuple[tuple[str, ...], ...] = ((), ("外语系",), ("教务处", "外语系"))
WRONG = {
    "members are as many as seats": """
        SELECT c.id, c.kind, c.members, count(m.person_id) AS seats FROM conversation c
        LEFT JOIN conversation_member m ON m.conversation_id = c.id AND m.until_version IS NULL
        GROUP BY c.id HAVING c.members <> count(m.person_id)""",
    "facts have no holes": """
        SELECT c.id, c.last_seq FROM conversation c LEFT JOIN message m ON m.conversation_id = c.id
        GROUP BY c.id HAVING c.last_seq <> count(m.seq) OR c.last_seq <> coalesce(max(m.seq), 0)""",
    "who is no member sits nowhere": """
        SELECT s.conversation_id, s.person_id FROM conversation_member s JOIN organisation o ON o.id = s.realm_id
        WHERE s.until_version IS NULL AND NOT EXISTS (
            SELECT 1 FROM member m WHERE m.organisation_id = s.realm_id AND m.person_id = s.person_id
            AND m.status IN ('active', 'suspended'))""",
    "two people are reached while they share an organisation": """
        SELECT id, open FROM conversation WHERE kind = 'direct' AND open <> EXISTS (
            SELECT 1 FROM member m JOIN member o ON o.organisation_id = m.organisation_id
            WHERE m.person_id = pair_low AND o.person_id = pair_high AND m.status = 'active' AND o.status = 'active')""",
    "who is in a department is in its group": """
        SELECT c.id, p.person_id FROM conversation c JOIN member_department d ON d.department_id = c.department_id
        JOIN member p ON p.organisation_id = d.organisation_id AND p.id = d.member_id AND p.status = 'active'
        WHERE c.open AND NOT EXISTS (SELECT 1 FROM conversation_member s WHERE s.conversation_id = c.id
                                     AND s.person_id = p.person_id AND s.until_version IS NULL)""",
    # Whoever is suspended keeps a seat, which is looked at when they are active again.
    "who is in no department is not in its group": """
        SELECT s.conversation_id, s.person_id FROM conversation_member s
        JOIN conversation c ON c.id = s.conversation_id AND c.kind = 'department'
        JOIN member p ON p.organisation_id = c.realm_id AND p.person_id = s.person_id AND p.status = 'active'
        WHERE s.until_version IS NULL AND NOT EXISTS (
            SELECT 1 FROM member_department d WHERE d.organisation_id = p.organisation_id AND d.member_id = p.id
            AND d.department_id = c.department_id)""",
    "an owner is there": """
        SELECT id, owner_id FROM conversation c WHERE kind = 'group' AND open AND NOT EXISTS (
            SELECT 1 FROM conversation_member s WHERE s.conversation_id = c.id AND s.person_id = c.owner_id
            AND s.until_version IS NULL)""",
}


class Yard:
    """Three people, a group, two organisations that they come to and go from."""

    def __init__(self, stage: Stage, talk: Talk) -> None:
        self.stage = stage
        self.talk = talk
        self.offices = (Office(stage), Office(stage, company=True))

    async def request(self, who: Player, method: str, path: str, **body: Any) -> Any:
        """Ask as somebody; a refusal is as good as an answer, a failure is not."""
        client: Client = await self.stage.as_(who)
        response = await client.request(method, path, json=body)
        assert response.status_code < 500, (who.name, method, path, response.text)
        return response.json() if response.content else None

    async def admin(self, where: bool, method: str, path: str, **body: Any) -> Any:
        office = self.offices[where]
        return await self.request(office.admin, method, office.path + path, **body)

    async def record(self, where: bool, who: Player) -> str:
        """The record of somebody in an organisation; one that is not there, where they never were."""
        async with self.stage.server.context.db.working(FOLLOW) as tx:
            rows = await tx.fetch(
                "SELECT id FROM member WHERE organisation_id = $1 AND person_id = $2 ORDER BY status = 'left' LIMIT 1",
                self.offices[where].organisation,
                self.stage.person(who),
            )
        return str(rows[0]["id"]) if rows else self.talk.id

    async def add(self, who: Player, other: Player, where: bool) -> None:
        by = other if where else ZHOU_LAN
        await self.request(by, "POST", f"{self.talk.path}/members", person_ids=[str(self.stage.person(who))])

    async def remove(self, who: Player, other: Player, where: bool) -> None:
        by = other if where else ZHOU_LAN
        await self.request(by, "DELETE", f"{self.talk.path}/members/{self.stage.person(who)}")

    async def leave(self, who: Player, other: Player, where: bool) -> None:
        await self.request(who, "POST", f"{self.talk.path}/departure")

    async def own(self, who: Player, other: Player, where: bool) -> None:
        await self.request(ZHOU_LAN, "PUT", f"{self.talk.path}/owner", person_id=str(self.stage.person(who)))

    async def make(self, who: Player, other: Player, where: bool) -> None:
        organisation, person = str(self.offices[where].organisation), str(self.stage.person(other))
        body = {"kind": "group", "organisation_id": organisation, "name": "又一个", "person_ids": [person]}
        await self.request(who, "POST", "/api/conversations", **body)

    async def say(self, who: Player, other: Player, where: bool) -> None:
        path = self.talk.path
        if where:
            body = {"kind": "direct", "person_id": str(self.stage.person(other))}
            found = await self.request(who, "POST", "/api/conversations", **body)
            path = f"/api/conversations/{found.get('id', self.talk.id)}"
        await self.request(who, "POST", f"{path}/messages", **message("一句"))

    async def depart(self, who: Player, other: Player, where: bool) -> None:
        path = f"/members/{await self.record(where, who)}/departure"
        await self.admin(where, "POST", path, reason="retired")

    async def come(self, who: Player, other: Player, where: bool) -> None:
        body = {"name": who.name, "phone": who.phone, "basis": "contract", "attested": True}
        made = await self.admin(where, "POST", "/members", **body)
        if "id" in made:
            await self.request(who, "POST", f"/api/me/invitations/{made['id']}/acceptance", consent=True)

    async def suspend(self, who: Player, other: Player, where: bool) -> None:
        await self.admin(where, "POST", f"/members/{await self.record(where, who)}/suspension")

    async def reinstate(self, who: Player, other: Player, where: bool) -> None:
        await self.admin(where, "DELETE", f"/members/{await self.record(where, who)}/suspension")

    async def place(self, who: Player, other: Player, where: bool) -> None:
        ids = await self.offices[0].departments()
        departments = [{"id": ids[name]} for name in PLACES[PLAYERS.index(other)]]
        await self.admin(False, "PATCH", f"/members/{await self.record(False, who)}", departments=departments)

    async def broken(self) -> list[tuple[str, Any]]:
        """What must always be so and is not."""
        async with self.stage.server.context.db.working(FOLLOW) as tx:
            return [(law, dict(row)) for law, sql in WRONG.items() for row in await tx.fetch(sql)]

    async def begin(self) -> None:
        """Bring everybody back, as each run starts: the school's members, in the group."""
        for who in PLAYERS:
            await self.reinstate(who, who, False)
            await self.come(who, who, False)
            await self.add(who, who, False)


Act = Callable[[Yard, Player, Player, bool], Awaitable[None]]
ACTS: tuple[Act, ...] = (
    Yard.add, Yard.remove, Yard.leave, Yard.own, Yard.make, Yard.say, Yard.depart, Yard.depart, Yard.come, Yard.come,
    Yard.suspend, Yard.reinstate, Yard.place,
)  # fmt: skip
player = st.sampled_from(PLAYERS)
# Most acts of a round concern the same person, so that they meet.
act = st.tuples(st.sampled_from(ACTS), st.one_of(st.none(), st.none(), player), player, st.booleans())
rounds = st.lists(st.tuples(player, st.lists(act, min_size=3, max_size=6)), min_size=3, max_size=6)


@pytest.mark.timeout(600)
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rounds=rounds)
async def test_what_happens_at_once_leaves_things_as_they_must_be(
    stage: Stage, rounds: list[tuple[Player, list[tuple[Act, Player | None, Player, bool]]]]
) -> None:
    yard = Yard(stage, await group(stage, ZHOU_LAN))
    for who in (*PLAYERS, ZHOU_LAN, *(office.admin for office in yard.offices)):
        (await stage.as_(who)).patient = True
    await yard.begin()
    for most, acts in rounds:
        await asyncio.gather(*(do(yard, who or most, other, where) for do, who, other, where in acts))
        assert await yard.broken() == []
