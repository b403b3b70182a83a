"""The manifest of the room."""

from tocsin.effects import tables
from tocsin.kernel.manifest import Room

ROOM = Room("effects")

__all__ = ["ROOM", "tables"]
