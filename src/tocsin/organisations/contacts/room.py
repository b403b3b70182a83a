"""This part of the room's manifest."""

from tocsin.kernel.manifest import Within
from tocsin.organisations.contacts.actions.finding import SEARCHABLE
from tocsin.organisations.contacts.actions.keeping import follow_departure, follow_removal
from tocsin.organisations.contacts.events import EVENTS
from tocsin.organisations.contacts.powers import POWERS
from tocsin.organisations.contacts.routes import ROUTES
from tocsin.organisations.events import DepartmentRemoved, MemberLeft

WITHIN = (Within(MemberLeft, follow_departure), Within(DepartmentRemoved, follow_removal))

__all__ = ["EVENTS", "POWERS", "ROUTES", "SEARCHABLE", "WITHIN"]
