"""The one function that decides, against its definition (properties)."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.kernel.stage import actor
from tocsin.kernel.errors import Forbidden, NotFound, Refusal, Words
from tocsin.kernel.powers import PUBLIC, SIGNED_IN, Power, authorise, decide
from tocsin.kernel.types import Grant, Membership
from tocsin.organisations.roster.rules import cells
from tocsin.organisations.roster.rules.rights import Importer
from tocsin.organisations.rules import Spot, check_placing

POWER = Power("room.act", Words("做", "做", "act"), "room")
DEPARTMENTS = [UUID(int=number) for number in range(1, 6)]
MEMBERS = [UUID(int=number) for number in range(11, 14)]
ORGANISATION = UUID(int=99)

grants = st.builds(
    Grant,
    role_id=st.just(UUID(int=50)),
    role=st.just("role"),
    powers=st.sampled_from([frozenset({"room.act"}), frozenset({"room.other"}), frozenset()]),
    scope=st.sampled_from(["organisation", "department", "self"]),
    department_id=st.sampled_from(DEPARTMENTS),
)
memberships = st.builds(
    Membership,
    organisation_id=st.just(ORGANISATION),
    member_id=st.sampled_from(MEMBERS),
    departments=st.frozensets(st.sampled_from(DEPARTMENTS)),
    grants=st.lists(grants, max_size=4).map(tuple),
    main_admin=st.booleans(),
)
ancestries = st.frozensets(st.sampled_from(DEPARTMENTS))


@given(memberships, ancestries, st.sampled_from(MEMBERS))
def test_a_power_is_held_exactly_where_a_grant_reaches(
    membership: Membership, ancestry: frozenset[UUID], member_id: UUID
) -> None:
    naming = [grant for grant in membership.grants if "room.act" in grant.powers]
    reached = [
        grant
        for grant in naming
        if grant.scope == "organisation"
        or (grant.scope == "department" and grant.department_id in ancestry)
        or (grant.scope == "self" and member_id == membership.member_id)
    ]
    decision = decide(membership, POWER, ancestry=ancestry, member_id=member_id)
    assert decision.allowed == bool(reached or membership.main_admin)
    assert len(decision.because) == len(reached) + membership.main_admin


@given(memberships, ancestries)
def test_a_wider_target_is_never_easier_than_the_list_it_stands_in(
    membership: Membership, ancestry: frozenset[UUID]
) -> None:
    if decide(membership, POWER, ancestry=ancestry).allowed:
        assert decide(membership, POWER).allowed


@given(memberships, ancestries)
def test_the_organisation_as_a_whole_is_reached_by_its_own_scope_alone(
    membership: Membership, ancestry: frozenset[UUID]
) -> None:
    whole = decide(membership, POWER, ancestry=frozenset())
    assert all(reason.scope == "organisation" for reason in whole.because)


@given(memberships)
def test_enforcing_and_explaining_are_one(membership: Membership) -> None:
    who = actor(membership)
    if decide(membership, POWER).allowed:
        authorise(who, POWER, ORGANISATION)
        assert decide(membership, POWER).because
    else:
        with pytest.raises(Forbidden):
            authorise(who, POWER, ORGANISATION)


def test_outside_the_organisation_it_does_not_exist() -> None:
    with pytest.raises(NotFound):
        authorise(actor(), POWER, ORGANISATION)
    with pytest.raises(NotFound):
        authorise(actor(), POWER)
    assert authorise(actor(), PUBLIC) is authorise(actor(), SIGNED_IN) is None


# -- where people stand, and who leads: the gate of cards, invitations and files

MANAGE, INVITE, LEADS = (f"organisations.{one}" for one in ("member_manage", "member_invite", "department_manage"))
CONTACT = "organisations.contact_read"
PATHS = {one: frozenset(DEPARTMENTS[: at + 1]) for at, one in enumerate(DEPARTMENTS[:3])} | {
    one: frozenset({one}) for one in DEPARTMENTS[3:]
}
placings = st.dictionaries(
    st.sampled_from(DEPARTMENTS),
    st.tuples(st.sampled_from([None, "post"]), st.booleans()),
    max_size=3,
).map(lambda found: {one: Spot(PATHS[one], post, head) for one, (post, head) in found.items()})
movers = st.builds(
    Membership,
    organisation_id=st.just(ORGANISATION),
    member_id=st.sampled_from(MEMBERS),
    departments=st.just(frozenset[UUID]()),
    grants=st.lists(
        st.builds(
            Grant,
            role_id=st.just(UUID(int=50)),
            role=st.just("role"),
            powers=st.frozensets(st.sampled_from([MANAGE, INVITE, LEADS, CONTACT])),
            scope=st.sampled_from(["organisation", "department", "self"]),
            department_id=st.sampled_from(DEPARTMENTS),
        ),
        max_size=3,
    ).map(tuple),
)


def held(mover: Membership, spots: dict[UUID, Spot]) -> set[str]:
    """What a mover holds over somebody who stands there."""
    ancestry = frozenset[UUID]().union(*(spot.path for spot in spots.values()))
    return {
        name
        for name in (MANAGE, INVITE, LEADS, CONTACT)
        if decide(mover, Power(name, POWER.words, "organisations"), ancestry=ancestry).allowed
    }


@given(movers, st.one_of(st.none(), st.sampled_from(MEMBERS)), placings, placings, st.sampled_from(DEPARTMENTS))
def test_whoever_places_somebody_gains_nothing_and_leads_nothing_without_the_power(
    mover: Membership, member_id: UUID | None, before: dict[UUID, Spot], after: dict[UUID, Spot], closed: UUID
) -> None:
    if member_id is None:
        before = {}
    try:
        check_placing(mover, member_id, before, after, [closed])
    except (Refusal, NotFound):
        return
    touched = {one for one in {*before, *after} if before.get(one) != after.get(one)}
    if member_id is not None:
        assert held(mover, after) <= held(mover, before), "gained by moving"
        assert not touched or member_id != mover.member_id, "placed themselves"
    for one in touched:
        assert closed not in PATHS[one], "placed where they may not look"
        ask = Power(INVITE if member_id is None else MANAGE, POWER.words, "organisations")
        assert decide(mover, ask, ancestry=PATHS[one]).allowed
        heads = [one in spots and spots[one].head for spots in (before, after)]
        if heads[0] != heads[1]:
            assert decide(mover, Power(LEADS, POWER.words, "organisations"), ancestry=PATHS[one]).allowed


@given(movers, placings, placings)
def test_a_file_does_nothing_that_one_card_could_not(
    mover: Membership, before: dict[UUID, Spot], after: dict[UUID, Spot]
) -> None:
    rows = [{(str(one),): spot for one, spot in spots.items()} for spots in (before, after)]
    for member_id in (None, *MEMBERS):
        was = ({}, {}) if member_id is None else (rows[0], before)
        try:
            Importer(mover).check(member_id, was[0], rows[1], [], ())
        except cells.Wrong:
            continue
        check_placing(mover, member_id, was[1], after, [])
        if member_id is not None:
            ancestry = frozenset[UUID]().union(*(spot.path for spot in before.values()))
            manage = Power(MANAGE, POWER.words, "organisations")
            assert decide(mover, manage, ancestry=ancestry, member_id=member_id).allowed
