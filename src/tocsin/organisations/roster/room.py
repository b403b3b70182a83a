"""This part of the room's manifest."""

from tocsin.organisations.roster.events import EVENTS
from tocsin.organisations.roster.jobs import JOBS
from tocsin.organisations.roster.powers import POWERS
from tocsin.organisations.roster.routes import ROUTES

__all__ = ["EVENTS", "JOBS", "POWERS", "ROUTES"]
