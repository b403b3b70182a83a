"""What exports leave in the audit log, and whom they have fetch again."""

from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from tocsin.kernel.events import Event, Touch
from tocsin.kernel.kept import looked
from tocsin.messaging.archive.powers import CONVERSATION_EXPORT


def touch(person_id: UUID) -> Touch:
    """What the asker's open clients fetch again while an export goes on."""
    return Touch("person", person_id, ("person", str(person_id), "exports"))


class _OfExport(Event, frozen=True, kw_only=True):
    """``realm_id`` is the conversation's, ``subject_id`` the conversation; ``way`` is ``member`` or ``power``; see ``called``."""

    audited = True
    power = CONVERSATION_EXPORT
    unstored: ClassVar[frozenset[str]] = frozenset({"person_id"})
    export_id: UUID
    way: str
    person_id: UUID

    def touches(self) -> Iterable[Touch]:
        """The asker's exports."""
        return (touch(self.person_id),)


class ConversationExportAsked(_OfExport, frozen=True, kw_only=True):
    """Somebody has a conversation taken out, of a period, with or without its files; ``why`` stands beside it."""

    kind = "messaging.export_asked"
    since: datetime | None
    until: datetime | None
    files: bool
    messages: int

    def touches(self) -> Iterable[Touch]:
        """The asker's exports; by the power, everybody in the conversation is told who looks at it."""
        return (
            *super().touches(),
            *looked("conversation", (self.subject_id,) if self.subject_id and self.way == "power" else ()),
        )


class ConversationExportTaken(_OfExport, frozen=True, kw_only=True):
    """The asker downloads the archive; each time."""

    kind = "messaging.export_taken"


class ConversationExportDeleted(_OfExport, frozen=True, kw_only=True):
    """The asker stopped an export, or deleted its archive."""

    kind = "messaging.export_deleted"


EVENTS: tuple[type[Event], ...] = (ConversationExportAsked, ConversationExportTaken, ConversationExportDeleted)
