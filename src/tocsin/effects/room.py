"""The manifest of the room."""

from tocsin.effects import tables
from tocsin.effects.actions.acts import record_acts
from tocsin.effects.actions.recording import erases, exports
from tocsin.effects.events import EVENTS
from tocsin.effects.jobs import JOBS, open_log
from tocsin.effects.queries.kept import KEPT
from tocsin.effects.routes import ROUTES
from tocsin.effects.witnesses import room as witnesses
from tocsin.kernel.manifest import Room

ROOM = Room(
    "effects",
    routes=(*ROUTES, *witnesses.ROUTES),
    powers=witnesses.POWERS,
    events=(*EVENTS, *witnesses.EVENTS),
    recorder=record_acts,
    lifespan=(open_log,),
    jobs=JOBS,
    exports=exports,
    erases=erases,
    kept=KEPT,
)

__all__ = ["ROOM", "tables"]
