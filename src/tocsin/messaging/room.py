"""The manifest of the room."""

from tocsin.kernel.manifest import Room

ROOM = Room("messaging")
