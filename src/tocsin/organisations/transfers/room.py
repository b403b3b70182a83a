"""This part of the room's manifest."""

from tocsin.kernel.manifest import Within
from tocsin.organisations.events import DepartmentRemoved, MemberLeft
from tocsin.organisations.transfers.actions.deciding import follow_departure, follow_removal
from tocsin.organisations.transfers.events import EVENTS
from tocsin.organisations.transfers.jobs import JOBS
from tocsin.organisations.transfers.routes import ROUTES

WITHIN = (Within(MemberLeft, follow_departure), Within(DepartmentRemoved, follow_removal))

__all__ = ["EVENTS", "JOBS", "ROUTES", "WITHIN"]
