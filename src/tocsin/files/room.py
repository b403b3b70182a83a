"""The manifest of the room."""

from tocsin.files.actions.privacy import KEPT, erases, exports
from tocsin.files.jobs import JOBS
from tocsin.files.powers import POWERS
from tocsin.files.queries import find_kept
from tocsin.files.routes import ROUTES
from tocsin.kernel.manifest import Room

ROOM = Room(
    name="files", routes=ROUTES, powers=POWERS, jobs=JOBS, keeps=find_kept, exports=exports, erases=erases, kept=KEPT
)
