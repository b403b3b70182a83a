"""What other rooms build on: memberships, names, places, batches, and what is told to them."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest

from tests.organisations.stage import Member, Organisation, Stage, new_phone
from tests.support.statements import sent
from tocsin.kernel.clock import now
from tocsin.kernel.db import FOLLOW, REALTIME, SIGNIN
from tocsin.kernel.events import Event, Journal
from tocsin.kernel.ids import uuid7
from tocsin.kernel.manifest import Within
from tocsin.kernel.types import Actor
from tocsin.organisations import door
from tocsin.organisations.actions.batches import NewDepartment, change_members, invite_members, make_departments
from tocsin.organisations.actions.privacy import erases, exports
from tocsin.organisations.queries.records import open_members
from tocsin.organisations.records import Card, Place, check_card, keys_of
from tocsin.organisations.refusals import PhoneIsTheirs, PhoneListed, TooDeep, UnknownDepartment, UnknownMember


async def acting(stage: Stage, member: Member) -> Actor:
    """The actor a request of this member would have."""
    async with stage.server.context.db.working(SIGNIN) as tx:
        memberships = await door.find_memberships(tx, UUID(member.client.person_id))
    return Actor(UUID(member.client.person_id), uuid7(), "test", now() + timedelta(hours=1), memberships)


def card(name: str, *places: UUID, **more: Any) -> Card:
    places_ = tuple(Place(one) for one in places)
    return check_card(Card(id=uuid7(), name=name, phone=new_phone(), places=places_, **more))


async def test_memberships_come_in_one_query_with_places_and_grants(stage: Stage, school: Organisation) -> None:
    maths = await school.department("数学组")
    member = await school.member(maths)
    await school.grant(member, await school.role("人事", "member_invite", "audit_read"), maths)
    company = await stage.found("远山公司", founder=member.client)
    for worker in (SIGNIN, REALTIME, FOLLOW):
        async with stage.server.context.db.working(worker) as tx:
            before = sent(stage.server.context.db, worker)
            found = await door.find_memberships(tx, UUID(member.client.person_id))
            assert sent(stage.server.context.db, worker) - before == 1
    assert set(found) == {UUID(school.id), UUID(company.id)}
    own = found[UUID(school.id)]
    assert own.departments == {UUID(maths)}
    (grant,) = own.grants
    assert (grant.role, grant.scope, grant.department_id) == ("人事", "department", UUID(maths))
    assert grant.powers == {"organisations.member_invite", "organisations.audit_read"}
    assert found[UUID(company.id)].main_admin


async def test_names_places_and_heads(stage: Stage, school: Organisation) -> None:
    teaching = await school.department("教学部")
    maths = await school.department("数学组", teaching)
    head, member = await school.member(maths, name="华罗庚"), await school.member(teaching, name="苏步青")
    suspended, gone = await school.member(maths), await school.member(maths, name="陈省身")
    await school.admin.json("PUT", f"/departments/{maths}/heads", json={"member_ids": [head.id]})
    await school.admin.json("POST", f"/members/{suspended.id}/suspension", json={})
    await gone.json("POST", f"/members/{gone.id}/departure", json={"reason": "own_wish"})
    people = [UUID(one.client.person_id) for one in (head, member, suspended, gone)]
    organisation, top, below = UUID(school.id), UUID(teaching), UUID(maths)
    async with stage.server.context.db.acting(await acting(stage, member)) as tx:
        shown = await door.names(tx, organisation, people)
        assert [shown[one].name for one in people[:2]] == ["华罗庚", "苏步青"]
        assert (shown[people[0]].department, shown[people[3]].status) == ("数学组", "left")
        assert set(await door.names_among_us(tx, [*people, uuid7()])) == set(people)
        assert await door.hold_active(tx, organisation, people) == set(people[:2])
        assert await door.find_colleagues(tx, people[1], people) == set(people[:2])
        assert await door.department_members(tx, organisation, [top, below]) == {top: [people[1]], below: [people[0]]}
        deep = await door.department_members(tx, organisation, [top], deep=True)
        assert set(deep[top]) == set(people[:2])
        assert await door.department_heads(tx, organisation, [top, below]) == {top: [], below: [people[0]]}
        assert (await door.department_names(tx, organisation, [below]))[below].path == (top, below)
        assert await door.hold_in_common(tx, people[1], people[0])
        assert not await door.hold_in_common(tx, people[1], people[3])
    other = await stage.found("远山公司")
    async with stage.server.context.db.acting(await acting(stage, other.admin)) as tx:
        assert await door.names(tx, organisation, people) == {}
        assert not await door.hold_in_common(tx, people[1], people[0]), "of others' organisations nothing is told"


async def test_a_batch_is_one_event_and_is_felt_within_the_transaction(stage: Stage, school: Organisation) -> None:
    context, organisation = stage.server.context, UUID(school.id)
    heard: list[Event] = []

    async def hear(_: Any, event: Event) -> None:
        heard.append(event)

    db = type(context.db)(context.db.pool, lambda: Journal(context.bus, [Within(Event, hear)], context.keyring))
    top, below, own = uuid7(), uuid7(), UUID(school.admin.id)
    async with db.acting(await acting(stage, school.admin)) as tx:
        made = [NewDepartment(below, top, "数学组"), NewDepartment(top, None, "教学部")]
        await make_departments(tx, organisation, made)
        boss = card("华罗庚", below)
        rest = [card("苏步青", top, manager_id=boss.id), card("陈省身", work_no="8")]
        await invite_members(tx, context.keyring, organisation, [*rest, boss], invited_by=own, basis="contract")
        keys = await keys_of(tx, context.keyring, organisation)
        kept = await open_members(tx, keys)
        assert kept[rest[0].id].card == rest[0]
        assert len(kept) == 4
        after = [
            msgspec.structs.replace(boss, name="华 罗庚".replace(" ", ""), places=(Place(below, "组长", True),)),
            msgspec.structs.replace(rest[1], places=(Place(top),)),
            rest[0],
        ]
        assert await change_members(tx, context.keyring, organisation, after) == 2
        assert await change_members(tx, context.keyring, organisation, after) == 0
        assert {one: kept.card for one, kept in (await open_members(tx, keys, [boss.id])).items()} == {
            boss.id: after[0]
        }
    kinds = [event.kind.removeprefix("organisations.") for event in heard]
    assert kinds == ["departments_made", "members_invited", "members_changed", "members_moved", "heads_changed"]
    moved = heard[3]
    assert isinstance(moved, door.MembersMoved)
    assert (moved.members, moved.departments, moved.people) == ((rest[1].id,), (top,), ())
    found = await school.admin.client.pages(f"{school.path}/members", status="invited", q="罗庚 组长")
    assert [one["name"] for one in found] == ["华罗庚"]


async def test_batches_are_whole_or_not_at_all(stage: Stage, school: Organisation) -> None:
    context, organisation = stage.server.context, UUID(school.id)
    actor = await acting(stage, school.admin)
    twice = card("华罗庚")
    chain = [uuid7() for _ in range(11)]
    deep = [NewDepartment(one, above, "层") for one, above in zip(chain, [None, *chain], strict=False)]
    basis: dict[str, Any] = {"invited_by": None, "basis": "consent"}
    joined = await school.member()
    async with context.db.acting(actor) as tx:
        kept = (await open_members(tx, await keys_of(tx, context.keyring, organisation)))[UUID(joined.id)].card
    for refusal, work in (
        (PhoneListed, lambda tx: invite_members(
            tx, context.keyring, organisation, [twice, msgspec.structs.replace(twice, id=uuid7())], **basis)),
        (UnknownDepartment, lambda tx: invite_members(
            tx, context.keyring, organisation, [card("华罗庚"), card("苏步青", uuid7())], **basis)),
        (UnknownMember, lambda tx: change_members(tx, context.keyring, organisation, [card("华罗庚")])),
        (PhoneIsTheirs, lambda tx: change_members(
            tx, context.keyring, organisation, [msgspec.structs.replace(kept, phone="+8613999999999")])),
        (TooDeep, lambda tx: make_departments(tx, organisation, deep)),
        (UnknownDepartment, lambda tx: make_departments(
            tx, organisation, [NewDepartment(uuid7(), uuid7(), "孤儿")])),
    ):  # fmt: skip
        with pytest.raises(refusal):
            async with context.db.acting(actor) as tx:
                await work(tx)
    assert len(await school.admin.client.pages(f"{school.path}/members", status="present")) == 2
    assert await school.admin.json("GET", "/departments") == []


async def test_what_is_held_of_a_person_is_handed_out_and_erased(stage: Stage, school: Organisation) -> None:
    context = stage.server.context
    maths = await school.department("数学组")
    member = await school.member(maths, name="陈省身", email="chern@example.cn")
    person, realm = UUID(member.client.person_id), UUID(school.id)

    async def handed_out() -> str:
        async with context.db.working(FOLLOW) as tx:
            return "".join([f"{name}{data.decode()}" async for name, data in exports(context, tx, realm, person)])

    before = await handed_out()
    for what in ("陈省身", "chern@example.cn", f"+86{member.phone}", "数学组", "contract"):
        assert what in before
    async with context.db.working(FOLLOW) as tx:
        await erases(context, tx, realm, person)
    assert await handed_out() == before
    await member.json("POST", f"/members/{member.id}/departure", json={"reason": "own_wish"})
    for _ in range(2):
        async with context.db.working(FOLLOW) as tx:
            await erases(context, tx, realm, person)
    after = await handed_out()
    for what in ("陈省身", "chern@example.cn", f"+86{member.phone}"):
        assert what not in after
    rows = await school.admin.client.pages(f"{school.path}/members", status="left")
    assert [row["name"] for row in rows] == [""]
