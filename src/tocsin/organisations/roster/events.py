"""What imports and exports leave in the audit log. The people concerned are told by the events of their records."""

from collections.abc import Iterable
from uuid import UUID

from tocsin.kernel.events import Event, Touch
from tocsin.kernel.kept import looked
from tocsin.organisations.roster.powers import ROSTER_EXPORT, ROSTER_IMPORT


def touch(organisation_id: UUID, import_id: UUID) -> Touch:
    """What open clients fetch again while an import goes on."""
    return Touch("organisation", organisation_id, ("organisation", str(organisation_id), "imports", str(import_id)))


class _OfImport(Event, frozen=True, kw_only=True):
    """``realm_id`` is the organisation, ``subject_id`` the import."""

    audited = True
    power = ROSTER_IMPORT

    def touches(self) -> Iterable[Touch]:
        """The import, to whoever looks at it."""
        return (touch(self.realm_id, self.subject_id),) if self.subject_id else ()


class RosterUploaded(_OfImport, frozen=True, kw_only=True):
    """A file came in."""

    kind = "organisations.roster_uploaded"


class RosterAttested(_OfImport, frozen=True, kw_only=True):
    """Somebody attested the legal basis and had the import applied."""

    kind = "organisations.roster_attested"
    basis: str
    attestation: str


class RosterApplied(_OfImport, frozen=True, kw_only=True):
    """The import is done; the numbers say what it did."""

    kind = "organisations.roster_applied"
    made: int
    changed: int
    departments: int


class RosterStopped(_OfImport, frozen=True, kw_only=True):
    """The importer lost the right to go on; ``left`` people were not entered or changed."""

    kind = "organisations.roster_stopped"
    left: int


class RosterDiscarded(_OfImport, frozen=True, kw_only=True):
    """The import was put aside without being applied."""

    kind = "organisations.roster_discarded"


class RosterExported(Event, frozen=True, kw_only=True):
    """The actor took the roster out; ``people`` counts whom it lists."""

    kind = "organisations.roster_exported"
    power = ROSTER_EXPORT
    audited = True
    form: str
    people: int
    whole_phones: bool

    def touches(self) -> Iterable[Touch]:
        """Whoever may be in it is told."""
        return looked("organisation", (self.realm_id,))


EVENTS: tuple[type[Event], ...] = (
    RosterUploaded,
    RosterAttested,
    RosterApplied,
    RosterStopped,
    RosterDiscarded,
    RosterExported,
)
