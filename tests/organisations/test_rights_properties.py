"""Rights through the API: whatever people try, nobody gains what nobody gave, and an admin is left (ORG-6)."""

from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.organisations.stage import Member, Organisation, Stage, full
from tocsin.kernel.db import SIGNIN
from tocsin.kernel.powers import decide
from tocsin.organisations.memberships import find_memberships_of
from tocsin.organisations.powers import POWERS

GIVEN = [power for power in POWERS if not power.everyone]
USED = ("role_manage", "member_invite", "audit_read")
EVERYWHERE = "organisation"
ROLES = (USED[:2], USED[1:], USED)


class Yard:
    """An organisation of five people, four departments and three roles, in which anything is tried."""

    def __init__(
        self, school: Organisation, people: list[Member], departments: list[tuple[str, list[str]]], roles: list[str]
    ):
        self.school = school
        self.people = people
        self.paths = {name: frozenset(map(UUID, path)) for name, path in departments}
        self.departments = [name for name, _ in departments]
        self.roles = roles
        for one in people:
            one.client.patient = True

    async def rights(self) -> dict[str, set[tuple[str, str]]]:
        """What everybody may do: power and place, by member."""
        async with self.school.stage.server.context.db.working(SIGNIN) as tx:
            found = await find_memberships_of(tx, UUID(self.school.id), [UUID(one.id) for one in self.people])
        rights: dict[str, set[tuple[str, str]]] = {one.id: set() for one in self.people}
        for member_id, membership in found.items():
            for power in GIVEN:
                if decide(membership, power, ancestry=frozenset()).allowed:
                    rights[str(member_id)].add((power.name, EVERYWHERE))
                for name, path in self.paths.items():
                    if decide(membership, power, ancestry=path).allowed:
                        rights[str(member_id)].add((power.name, name))
        return rights

    async def carried(self) -> set[tuple[str, str]]:
        """What every role carries, held or not."""
        async with self.school.stage.server.context.db.working(SIGNIN) as tx:
            rows = await tx.fetch(
                "SELECT role_id, power FROM role_power WHERE organisation_id = $1", UUID(self.school.id)
            )
        return {(str(row["role_id"]), row["power"]) for row in rows}

    async def begin(self) -> None:
        """Put everybody back to where each run starts: a main admin, three sub-admins, and one with nothing."""
        path, admin = self.school.path, self.people[0]
        for one in self.people:
            # Whoever handed over may have been suspended by the next main admin, and is none before that is taken back.
            await one.client.delete(f"{path}/members/{admin.id}/suspension")
            await one.client.post(f"{path}/main-admins", json={"member_id": admin.id, "handover": True})
        for one in self.people[1:]:
            await admin.client.delete(f"{path}/main-admins/{one.id}")
            await admin.client.delete(f"{path}/members/{one.id}/suspension")
        for role, powers in zip(self.roles, ROLES, strict=True):
            await admin.json("PATCH", f"/roles/{role}", json={"powers": [full(one) for one in powers]})
        for grant in await self._grants():
            await admin.json("DELETE", f"/grants/{grant}")
        for at, role, where in ((1, 0, None), (2, 2, self.departments[0]), (3, 1, self.departments[1])):
            await self.school.grant(self.people[at], self.roles[role], where)

    async def attempt(self, act: tuple[Any, ...]) -> int:
        """Let somebody try something; the status of the answer."""
        by, what, *rest = act
        client = self.people[by].client
        path = self.school.path
        match what:
            case "grant":
                to, role, where = rest
                body = {
                    "member_id": self.people[to].id,
                    "role_id": self.roles[role],
                    "scope": "organisation" if where is None else "department",
                    "department_id": None if where is None else self.departments[where],
                }
                return (await client.post(f"{path}/grants", json=body)).status_code
            case "revoke":
                (at,) = rest
                grants = await self._grants()
                return (await client.delete(f"{path}/grants/{grants[at % len(grants)]}")).status_code if grants else 404
            case "change_role":
                role, powers = rest
                body = {"powers": [full(one) for one in powers]}
                return (await client.patch(f"{path}/roles/{self.roles[role]}", json=body)).status_code
            case "appoint":
                to, handover = rest
                body = {"member_id": self.people[to].id, "handover": handover}
                return (await client.post(f"{path}/main-admins", json=body)).status_code
            case "remove_admin":
                (of,) = rest
                return (await client.delete(f"{path}/main-admins/{self.people[of].id}")).status_code
            case _:
                (of,) = rest
                if by == of:
                    return 409
                method = client.post if what == "suspend" else client.delete
                body = {"json": {}} if what == "suspend" else {}
                return (await method(f"{path}/members/{self.people[of].id}/suspension", **body)).status_code

    async def _grants(self) -> list[str]:
        async with self.school.stage.server.context.db.working(SIGNIN) as tx:
            rows = await tx.fetch(
                "SELECT id FROM role_grant WHERE organisation_id = $1 ORDER BY id", UUID(self.school.id)
            )
        return [str(row["id"]) for row in rows]


@pytest.fixture
async def yard(stage: Stage, school: Organisation) -> Yard:
    a = await school.department("甲")
    below = await school.department("乙", a)
    other = await school.department("丙")
    people = [school.admin, *[await school.member(a, other) for _ in range(4)]]
    roles = [await school.role(name, *powers) for name, powers in zip(("一", "二", "三"), ROLES, strict=True)]
    return Yard(school, people, [(a, [a]), (below, [a, below]), (other, [other])], roles)


who = st.integers(0, 4)
roles = st.integers(0, 2)
giving = st.tuples(who, st.just("grant"), who, roles, st.one_of(st.none(), st.integers(0, 2)))
changing = st.tuples(who, st.just("change_role"), roles, st.lists(st.sampled_from(USED), unique=True))
acts = st.one_of(
    giving,
    giving,
    giving,
    changing,
    changing,
    st.tuples(who, st.just("revoke"), st.integers(0, 9)),
    st.tuples(who, st.just("appoint"), who, st.booleans()),
    st.tuples(who, st.just("remove_admin"), who),
    st.tuples(who, st.just("suspend"), who),
    st.tuples(who, st.just("reinstate"), who),
)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(acts, min_size=8, max_size=20))
@example([(0, "appoint", 1, True), (1, "suspend", 0)])
@example([(0, "appoint", 1, False), (1, "remove_admin", 0), (1, "suspend", 0), (1, "appoint", 2, True)])
async def test_whatever_is_tried_nobody_gains_what_nobody_gave(yard: Yard, tried: list[tuple[Any, ...]]) -> None:
    await yard.begin()
    before, carried = await yard.rights(), await yard.carried()
    for act in tried:
        status = await yard.attempt(act)
        assert status in (200, 201, 204, 403, 404, 409, 422), act
        after = await yard.rights()
        actor = yard.people[act[0]].id
        put_in = {power for _, power in await yard.carried() - carried}
        assert all((power, EVERYWHERE) in before[actor] for power in put_in), ("put in what they did not hold", act)
        carried = await yard.carried()
        if status >= 400:
            assert after == before, act
        assert after[actor] <= before[actor], ("raised themselves", act)
        # What a suspended member gets back is what the member had: nobody gives it anew.
        if act[1] != "reinstate":
            for member in after:
                assert after[member] - before[member] <= before[actor], ("gave what they did not hold", act)
                assert member == actor or before[member] - after[member] <= before[actor], ("took too much", act)
        assert any((full("hidden_read"), EVERYWHERE) in one for one in after.values()), ("no main admin left", act)
        before = after
