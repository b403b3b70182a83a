"""The manifest of the room."""

from tocsin.effects import tables
from tocsin.effects.actions import erases, exports
from tocsin.kernel.manifest import Room

ROOM = Room("effects", exports=exports, erases=erases)

__all__ = ["ROOM", "tables"]
