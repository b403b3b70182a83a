"""The manifest of accounts."""

from tocsin.accounts.actions.avatar import find_kept
from tocsin.accounts.actions.privacy import erases, exports
from tocsin.accounts.events import EVENTS
from tocsin.accounts.jobs import JOBS, hearing_acts, noting_seen
from tocsin.accounts.presence.jobs import ending_presences
from tocsin.accounts.queries.kept import KEPT
from tocsin.accounts.routes import ROUTES
from tocsin.kernel.manifest import Room

ROOM = Room(
    name="accounts",
    routes=ROUTES,
    events=EVENTS,
    jobs=JOBS,
    lifespan=(noting_seen, hearing_acts, ending_presences),
    keeps=find_kept,
    exports=exports,
    erases=erases,
    kept=KEPT,
)
