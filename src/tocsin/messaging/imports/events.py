"""What imports leave in the audit log, and whom they have fetch again."""

from collections.abc import Iterable
from typing import ClassVar
from uuid import UUID

from tocsin.kernel.events import Event, Touch
from tocsin.messaging.imports.powers import CONVERSATION_IMPORT
from tocsin.messaging.imports.rules.joining import Members


def touch(person_id: UUID) -> Touch:
    """What the importer's open clients fetch again while an import goes on."""
    return Touch("person", person_id, ("person", str(person_id), "imports"))


class _OfImport(Event, frozen=True, kw_only=True):
    """``realm_id`` is the organisation, ``subject_id`` the import."""

    audited = True
    power = CONVERSATION_IMPORT
    unstored: ClassVar[frozenset[str]] = frozenset({"person_id"})
    person_id: UUID

    def touches(self) -> Iterable[Touch]:
        """The importer's imports."""
        return (touch(self.person_id),)


class ConversationImportUploaded(_OfImport, frozen=True, kw_only=True):
    """A file with messages of another product came in."""

    kind = "messaging.import_uploaded"


class ConversationImportAttested(_OfImport, frozen=True, kw_only=True):
    """Somebody attested the legal basis and has messages of others entered; ``why`` is the note to the basis, ``joining`` the
    choice who joins the new groups.
    """

    kind = "messaging.import_attested"
    source: str
    basis: str
    channels: int
    messages: int
    joining: Members


class ConversationImportDone(_OfImport, frozen=True, kw_only=True):
    """The messages are entered, in these groups."""

    kind = "messaging.import_done"
    groups: tuple[UUID, ...]
    messages: int


class ConversationImportDropped(_OfImport, frozen=True, kw_only=True):
    """The importer stopped an import, or put it aside; what was entered stays."""

    kind = "messaging.import_dropped"


EVENTS: tuple[type[Event], ...] = (
    ConversationImportUploaded,
    ConversationImportAttested,
    ConversationImportDone,
    ConversationImportDropped,
)
