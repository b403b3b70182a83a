"""This part of the room's manifest."""

from tocsin.effects.witnesses.events import EVENTS
from tocsin.effects.witnesses.powers import POWERS
from tocsin.effects.witnesses.routes import ROUTES

__all__ = ["EVENTS", "POWERS", "ROUTES"]
