"""This part of the room's manifest."""

from tocsin.accounts.door import SignedIn
from tocsin.kernel.manifest import Within
from tocsin.organisations.sample.actions import forget_access
from tocsin.organisations.sample.events import EVENTS
from tocsin.organisations.sample.jobs import JOBS
from tocsin.organisations.sample.routes import ROUTES

WITHIN = (Within(SignedIn, forget_access),)

__all__ = ["EVENTS", "JOBS", "ROUTES", "WITHIN"]
