"""What records taken out leave in the log of the platform, and whom they have fetch again."""

from collections.abc import Iterable
from uuid import UUID

from tocsin.kernel.events import Event, Touch
from tocsin.kernel.ids import PLATFORM


def touch(person_id: UUID) -> Touch:
    """What the asker's open clients fetch again while a record is put together."""
    return Touch("person", person_id, ("person", str(person_id), "record"))


class _OfRecord(Event, frozen=True, kw_only=True):
    """``subject_id`` is the person."""

    subject_id: UUID
    realm_id: UUID = PLATFORM
    audited = True
    export_id: UUID

    def touches(self) -> Iterable[Touch]:
        """The person's own devices show it."""
        return (touch(self.subject_id),)


class RecordAsked(_OfRecord, frozen=True, kw_only=True):
    """Somebody has what is recorded about them put together."""

    kind = "privacy.record_asked"


class RecordTaken(_OfRecord, frozen=True, kw_only=True):
    """They download it; each time."""

    kind = "privacy.record_taken"


class RecordDeleted(_OfRecord, frozen=True, kw_only=True):
    """They stopped it, or deleted the archive."""

    kind = "privacy.record_deleted"


EVENTS: tuple[type[Event], ...] = (RecordAsked, RecordTaken, RecordDeleted)
