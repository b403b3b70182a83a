"""What the tests of the ground floor share: an actor of nowhere, and one event."""

from collections.abc import Iterable
from datetime import timedelta
from typing import ClassVar
from uuid import UUID

from tocsin.kernel.clock import now
from tocsin.kernel.events import Event, Touch
from tocsin.kernel.ids import uuid7
from tocsin.kernel.types import Actor, Membership


class Rang(Event, frozen=True, kw_only=True):
    """A bell was rung."""

    kind: ClassVar[str] = "kernel.rang"
    times: int = 1
    heard_by: list[UUID] = []

    def touches(self) -> Iterable[Touch]:
        return [Touch("organisation", self.realm_id, ("bell",))]

    def actors(self) -> Iterable[UUID]:
        return self.heard_by


def actor(*memberships: Membership) -> Actor:
    """Somebody with a session of an hour."""
    return Actor(
        person_id=uuid7(),
        session_id=uuid7(),
        device="test",
        expires_at=now() + timedelta(hours=1),
        memberships={membership.organisation_id: membership for membership in memberships},
    )
