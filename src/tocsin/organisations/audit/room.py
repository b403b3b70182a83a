"""This part of the room's manifest."""

from tocsin.kernel.manifest import Within
from tocsin.organisations.audit.actions.keeping import follow_departure
from tocsin.organisations.audit.events import EVENTS
from tocsin.organisations.audit.jobs import JOBS
from tocsin.organisations.audit.routes import ROUTES
from tocsin.organisations.events import MemberLeft

WITHIN = (Within(MemberLeft, follow_departure),)

__all__ = ["EVENTS", "JOBS", "ROUTES", "WITHIN"]
