"""This part of the room's manifest."""

from tocsin.messaging.imports.events import EVENTS
from tocsin.messaging.imports.jobs import JOBS
from tocsin.messaging.imports.powers import POWERS
from tocsin.messaging.imports.queries import find_kept
from tocsin.messaging.imports.routes import ROUTES

__all__ = ["EVENTS", "JOBS", "POWERS", "ROUTES", "find_kept"]
