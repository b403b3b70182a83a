"""This part of the room's manifest."""

from tocsin.organisations.sample.events import EVENTS
from tocsin.organisations.sample.jobs import JOBS
from tocsin.organisations.sample.routes import ROUTES

__all__ = ["EVENTS", "JOBS", "ROUTES"]
