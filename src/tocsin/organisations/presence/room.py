"""This part of the room's manifest."""

from tocsin.organisations.presence.actions import open_sight
from tocsin.organisations.presence.routes import ROUTES

LIFESPAN = (open_sight,)

__all__ = ["LIFESPAN", "ROUTES"]
