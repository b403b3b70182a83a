"""This part of the room's manifest."""

from tocsin.messaging.stickers.events import EVENTS
from tocsin.messaging.stickers.powers import POWERS
from tocsin.messaging.stickers.routes import ROUTES

__all__ = ["EVENTS", "POWERS", "ROUTES"]
