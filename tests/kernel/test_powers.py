"""The one function that decides, against its definition (properties)."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.kernel.stage import actor
from tocsin.kernel.errors import Forbidden, NotFound, Words
from tocsin.kernel.powers import PUBLIC, SIGNED_IN, Power, authorise, decide
from tocsin.kernel.types import Grant, Membership

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
