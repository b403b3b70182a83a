"""What happens to transfers. Each side's own list and HR's are told to fetch again."""

from collections.abc import Iterable
from typing import ClassVar
from uuid import UUID

from tocsin.kernel.events import Event, Touch
from tocsin.organisations.powers import MEMBER_MANAGE


class _OfTransfer(Event, frozen=True, kw_only=True):
    """The subject is the transfer of ``member_id``; ``people`` are those to be told."""

    audited = True
    power = MEMBER_MANAGE
    unstored: ClassVar[frozenset[str]] = frozenset({"people"})
    member_id: UUID
    people: tuple[UUID, ...] = ()

    def touches(self) -> Iterable[Touch]:
        home = str(self.realm_id)
        yield Touch("organisation", self.realm_id, ("organisation", home, "transfers"))
        for person in self.people:
            yield Touch("person", person, ("person", str(person), "transfers"))


class TransferOpened(_OfTransfer, frozen=True, kw_only=True):
    """``opened_as``: HR's notice, the receiving head's invitation, or the member's application."""

    kind = "organisations.transfer_opened"
    opened_as: str
    from_department_id: UUID | None
    to_department_id: UUID


class TransferAgreed(_OfTransfer, frozen=True, kw_only=True):
    """``sides`` gave their word; with ``all`` nobody's is missing any more."""

    kind = "organisations.transfer_agreed"
    sides: tuple[str, ...]
    all: bool


class TransferReopened(_OfTransfer, frozen=True, kw_only=True):
    """Who had agreed for HR may no longer decide so: another's word is needed."""

    kind = "organisations.transfer_reopened"


class TransferDone(_OfTransfer, frozen=True, kw_only=True):
    """The member is in the new department; ``grants`` roles over the old one ended."""

    kind = "organisations.transfer_done"
    from_department_id: UUID | None
    to_department_id: UUID
    grants: int


class TransferEnded(_OfTransfer, frozen=True, kw_only=True):
    """It came to nothing: ``state`` is ``refused``, ``withdrawn``, ``expired`` or ``void``, the last with a ``reason``."""

    kind = "organisations.transfer_ended"
    state: str
    reason: str | None = None


EVENTS: tuple[type[Event], ...] = (TransferOpened, TransferAgreed, TransferReopened, TransferDone, TransferEnded)
