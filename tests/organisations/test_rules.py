"""The pure decisions, against what they promise."""

import time
from collections.abc import Sequence
from random import Random
from typing import Any
from uuid import UUID

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tocsin.kernel.errors import Refusal, Words
from tocsin.kernel.ids import uuid7
from tocsin.kernel.powers import Power, decide
from tocsin.kernel.types import Grant, Membership
from tocsin.organisations.refusals import (
    DepartmentCircle,
    LastMainAdmin,
    OneAdminOnly,
    OwnRights,
    TooDeep,
    UnknownPower,
)
from tocsin.organisations.rules import (
    ORGANISATION,
    HiddenDepartment,
    Holding,
    check_appoint,
    check_give,
    check_leaves_admin,
    check_move,
    check_role_change,
    check_take,
    circles,
    closed_to,
    grantable,
    reach,
    totals,
)

WORDS = Words("", "", "")
MANAGE = Power("t.manage", WORDS, "t")
POWERS = [MANAGE, *(Power(f"t.{name}", WORDS, "t") for name in ("a", "b", "c"))]
# 0 ─┬─ 1 ─── 2
#    └─ 3        4
PARENT = {0: None, 1: 0, 2: 1, 3: 0, 4: None}
DEPARTMENTS = [UUID(int=one + 1) for one in PARENT]


def path(at: int) -> frozenset[UUID]:
    """The department and all above it."""
    above = PARENT[at]
    return frozenset({DEPARTMENTS[at]}) | (frozenset() if above is None else path(above))


def membership(
    at: int, grants: Sequence[Grant] = (), *, main_admin: bool = False, places: Sequence[int] = ()
) -> Membership:
    departments = frozenset(DEPARTMENTS[one] for one in places)
    return Membership(UUID(int=99), UUID(int=100 + at), departments, tuple(grants), main_admin)


powers = st.frozensets(st.sampled_from([power.name for power in POWERS]))
scopes = st.one_of(
    st.just(("organisation", None)),
    st.just(("self", None)),
    st.tuples(st.just("department"), st.sampled_from(range(5))),
)


@st.composite
def grants(draw: Any) -> Grant:
    scope, at = draw(scopes)
    return Grant(uuid7(), "role", draw(powers), scope, None if at is None else DEPARTMENTS[at])


@st.composite
def members(draw: Any, at: int) -> Membership:
    return membership(
        at,
        draw(st.lists(grants(), max_size=3)),
        main_admin=draw(st.booleans()) and draw(st.booleans()),
        places=draw(st.lists(st.sampled_from(range(5)), max_size=2, unique=True)),
    )


def can(one: Membership, over: dict[UUID, frozenset[UUID]]) -> set[tuple[str, object]]:
    """Everything somebody may do: in the organisation, in each department, over each member."""
    found: set[tuple[str, object]] = set()
    for power in POWERS:
        if decide(one, power, ancestry=ORGANISATION).allowed:
            found.add((power.name, "organisation"))
        for at, department in enumerate(DEPARTMENTS):
            if decide(one, power, ancestry=path(at)).allowed:
                found.add((power.name, department))
        for member, ancestry in over.items():
            if decide(one, power, ancestry=ancestry, member_id=member).allowed:
                found.add((power.name, member))
    return found


def ancestry(one: Membership) -> frozenset[UUID]:
    return frozenset().union(*(path(DEPARTMENTS.index(department)) for department in one.departments))


def holding(one: Membership, grant: Grant) -> Holding:
    at = frozenset() if grant.department_id is None else path(DEPARTMENTS.index(grant.department_id))
    return Holding(one.member_id, grant.scope, at, ancestry(one))


def with_grants(one: Membership, *more: Grant) -> Membership:
    return Membership(one.organisation_id, one.member_id, one.departments, (*one.grants, *more), one.main_admin)


def allowed(call: Any, *arguments: Any) -> bool:
    try:
        call(*arguments)
    except Refusal:
        return False
    return True


def named(names: frozenset[str]) -> list[Power]:
    return [power for power in POWERS if power.name in names]


@given(members(1), members(2), grants())
def test_nobody_grants_what_they_do_not_hold(giver: Membership, taker: Membership, grant: Grant) -> None:
    assume(allowed(check_give, giver, MANAGE, named(grant.powers), holding(taker, grant)))
    over = {one.member_id: ancestry(one) for one in (giver, taker)}
    gained = can(with_grants(taker, grant), over) - can(taker, over)
    assert gained <= can(giver, over)
    assert (MANAGE.name, "organisation") in can(giver, over) or grant.scope != "organisation"


@given(members(1), grants())
def test_nobody_gives_to_themselves(giver: Membership, grant: Grant) -> None:
    with pytest.raises(OwnRights):
        check_give(giver, MANAGE, named(grant.powers), holding(giver, grant))


@given(members(1), members(2), grants())
def test_nobody_takes_what_they_do_not_hold(taker: Membership, other: Membership, grant: Grant) -> None:
    assume(allowed(check_take, taker, MANAGE, named(grant.powers), holding(other, grant)))
    over = {one.member_id: ancestry(one) for one in (taker, other)}
    assert can(with_grants(other, grant), over) - can(other, over) <= can(taker, over)


@given(members(1), st.lists(st.tuples(members(2), scopes), max_size=3), powers, powers)
def test_a_role_gives_and_takes_no_more_than_its_editor_holds(
    editor: Membership,
    holders: list[tuple[Membership, tuple[Any, int | None]]],
    before: frozenset[str],
    after: frozenset[str],
) -> None:
    held = []
    for at, (one, (scope, department)) in enumerate(holders):
        # the editor may hold the role too
        member = editor if at == 2 else Membership(one.organisation_id, UUID(int=200 + at), one.departments, one.grants)
        held.append((member, scope, None if department is None else DEPARTMENTS[department]))
    holdings = [holding(one, Grant(UUID(int=1), "r", before, scope, where)) for one, scope, where in held]
    added, removed = named(after - before), named(before - after)
    assume(allowed(check_role_change, editor, MANAGE, added, removed, holdings))
    over = {one.member_id: ancestry(one) for one, _, _ in held} | {editor.member_id: ancestry(editor)}
    reached = can(editor, over)
    for one, scope, where in held:
        was = can(with_grants(one, Grant(UUID(int=1), "r", before, scope, where)), over)
        will = can(with_grants(one, Grant(UUID(int=1), "r", after, scope, where)), over)
        assert was ^ will <= reached
        if one is editor and not editor.main_admin:
            assert not added


@given(st.dictionaries(st.integers(0, 8), st.one_of(st.none(), st.integers(0, 8))))
def test_circles_are_those_who_manage_themselves(managers: dict[int, int | None]) -> None:
    ids = {at: UUID(int=at + 1) for at in range(9)}
    found = circles({ids[one]: None if by is None else ids[by] for one, by in managers.items()})

    def above(one: int) -> set[int]:
        walked: set[int] = set()
        by = managers.get(one)
        while by is not None and by not in walked:
            walked.add(by)
            by = managers.get(by)
        return walked

    assert found == {ids[one] for one in managers if one in above(one)}


def test_looking_for_circles_takes_time_in_proportion_to_the_people() -> None:
    """Each batch of an import looks at everybody, on the event loop: with the square it would stand for seconds."""
    random = Random(7)
    managers = {UUID(int=one): UUID(int=random.randrange(one)) if one else None for one in range(40_000)}
    taken = []
    for _ in range(3):
        began = time.thread_time()
        assert circles(managers) == set()
        taken.append(time.thread_time() - began)
    # A machine that stands still may count as work, but not three times.
    assert min(taken) < 1


def test_places_in_the_tree() -> None:
    a, b, c = DEPARTMENTS[:3]
    check_move([a, b], [c], 9)
    with pytest.raises(TooDeep):
        check_move([a, b], [c], 10)
    for to in ([a, b], [a, b, c]):
        with pytest.raises(DepartmentCircle):
            check_move([a, b], to, 1)


def test_main_admins() -> None:
    a, b = DEPARTMENTS[:2]
    check_leaves_admin([a, b], a)
    check_leaves_admin([a], b)
    with pytest.raises(LastMainAdmin):
        check_leaves_admin([], a)
    with pytest.raises(LastMainAdmin):
        check_leaves_admin([a], a)
    check_appoint("company", [a], None)
    check_appoint("foundation", [a], a)
    with pytest.raises(OneAdminOnly):
        check_appoint("social_association", [a], b)


def test_what_no_role_carries() -> None:
    everyone = Power("t.everyone", WORDS, "t", everyone=True)
    catalogue = {power.name: power for power in (*POWERS, everyone)}
    assert grantable(catalogue, ["t.a", "t.a", "t.b"]) == named(frozenset({"t.a", "t.b"}))
    for name in ("t.everyone", "t.unknown"):
        with pytest.raises(UnknownPower):
            grantable(catalogue, [name])


@given(members(1), st.sampled_from(range(5)), st.booleans())
def test_a_hidden_department_is_open_to_those_inside_and_those_who_may(one: Membership, at: int, inside: bool) -> None:
    hidden = HiddenDepartment(DEPARTMENTS[at], tuple(path(at)), inside)
    shut = closed_to(one, POWERS[1], [hidden]) == [DEPARTMENTS[at]]
    assert shut == (not inside and not decide(one, POWERS[1], ancestry=path(at)).allowed)


@given(members(1))
def test_reach_is_where_the_power_is_held(one: Membership) -> None:
    roots = reach(one, POWERS[1])
    for at, _ in enumerate(DEPARTMENTS):
        reached = roots is None or bool(path(at) & set(roots))
        assert reached == decide(one, POWERS[1], ancestry=path(at)).allowed


@given(st.lists(st.lists(st.sampled_from(range(5)), min_size=1, max_size=4, unique=True), max_size=12), st.booleans())
def test_totals_count_everybody_once(people: list[list[int]], open_: bool) -> None:
    seen = range(5) if open_ else (0, 1, 3)
    paths = {DEPARTMENTS[at]: list(path(at)) for at in seen}
    direct = {DEPARTMENTS[at]: sum(at in places for places in people) for at in range(5)}
    several = [[DEPARTMENTS[at] for at in places] for places in people if len(places) > 1]
    assert totals(paths, direct, several) == {
        DEPARTMENTS[top]: sum(any(at in seen and DEPARTMENTS[top] in path(at) for at in places) for places in people)
        for top in seen
    }
