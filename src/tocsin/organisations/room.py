"""The manifest of the room."""

from tocsin.kernel.manifest import Room
from tocsin.organisations import powers
from tocsin.organisations.actions.privacy import erases, exports
from tocsin.organisations.events import EVENTS
from tocsin.organisations.presence import room as presence
from tocsin.organisations.queries.finding import SEARCHABLE
from tocsin.organisations.queries.people import meets
from tocsin.organisations.roster import room as roster
from tocsin.organisations.routes import departments, joining, members, organisations, roles
from tocsin.organisations.sample import room as sample

ROOM = Room(
    name="organisations",
    routes=(
        *organisations.ROUTES,
        *departments.ROUTES,
        *members.ROUTES,
        *joining.ROUTES,
        *roles.ROUTES,
        *presence.ROUTES,
        *roster.ROUTES,
        *sample.ROUTES,
    ),
    powers=(*powers.POWERS, *roster.POWERS),
    events=(*EVENTS, *roster.EVENTS, *sample.EVENTS),
    within=sample.WITHIN,
    lifespan=presence.LIFESPAN,
    jobs=(*roster.JOBS, *sample.JOBS),
    meets=meets,
    exports=exports,
    erases=erases,
    searchable=SEARCHABLE,
)
