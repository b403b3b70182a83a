"""This part of the room's manifest."""

from tocsin.messaging.archive.events import EVENTS
from tocsin.messaging.archive.jobs import JOBS
from tocsin.messaging.archive.powers import POWERS
from tocsin.messaging.archive.queries.exports import EXPORTS
from tocsin.messaging.archive.routes import ROUTES

find_kept = EXPORTS.find_kept

__all__ = ["EVENTS", "JOBS", "POWERS", "ROUTES", "find_kept"]
