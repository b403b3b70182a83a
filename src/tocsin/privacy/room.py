"""The manifest of the room."""

from tocsin.kernel.manifest import Room
from tocsin.privacy import tables
from tocsin.privacy.actions.keeping import KEPT, erases, exports
from tocsin.privacy.events import EVENTS
from tocsin.privacy.jobs import JOBS
from tocsin.privacy.queries.exports import ARCHIVES
from tocsin.privacy.routes import ROUTES

ROOM = Room(
    "privacy",
    routes=ROUTES,
    events=EVENTS,
    jobs=JOBS,
    keeps=ARCHIVES.find_kept,
    exports=exports,
    erases=erases,
    kept=KEPT,
)

__all__ = ["ROOM", "tables"]
