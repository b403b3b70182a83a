"""What the desk leaves in the log itself: who looked for what, what was taken out, and how long acts are kept."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from tocsin.kernel.events import Event, Touch
from tocsin.organisations.powers import AUDIT_READ


class _OfReading(Event, frozen=True, kw_only=True):
    """What was looked for: the act ``number``, acts of the kind ``act``, or taking the power ``needs``, ``by`` a person, ``about`` an id, between
    two moments. A part of a name that was looked for stands in ``changes``, sealed. ``search`` tells whether two are the same.
    """

    audited = True
    power = AUDIT_READ
    number: int | None
    act: str | None
    needs: str | None
    by: UUID | None
    about: UUID | None
    since: datetime | None
    until: datetime | None
    search: str


class AuditRead(_OfReading, frozen=True, kw_only=True):
    """Somebody looked for acts; the same search counts once an hour."""

    kind = "organisations.audit_read"


class AuditExported(_OfReading, frozen=True, kw_only=True):
    """Somebody took ``acts`` out, in a ``form``: ``csv``, ``json`` or ``bundle``."""

    kind = "organisations.audit_exported"
    form: str
    acts: int


class AuditKeepingSet(Event, frozen=True, kw_only=True):
    """A main admin set how many days acts are kept: ``changes`` tells."""

    kind = "organisations.audit_keeping_set"
    audited = True

    def touches(self) -> Iterable[Touch]:
        """Whoever shows the desk."""
        return (Touch("organisation", self.realm_id, ("organisation", str(self.realm_id), "audit")),)


EVENTS: tuple[type[Event], ...] = (AuditRead, AuditExported, AuditKeepingSet)
