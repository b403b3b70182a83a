"""The manifest of the room."""

from tocsin.effects import tables
from tocsin.effects.actions.acts import record_acts
from tocsin.effects.actions.recording import erases, exports
from tocsin.effects.jobs import open_log
from tocsin.effects.queries.kept import KEPT
from tocsin.kernel.manifest import Room

ROOM = Room("effects", recorder=record_acts, lifespan=(open_log,), exports=exports, erases=erases, kept=KEPT)

__all__ = ["ROOM", "tables"]
