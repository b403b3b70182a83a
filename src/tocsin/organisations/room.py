"""The manifest of the room."""

from tocsin.kernel.manifest import Room
from tocsin.organisations import powers
from tocsin.organisations.actions.finding import SEARCHABLE
from tocsin.organisations.actions.privacy import erases, exports
from tocsin.organisations.audit import room as audit
from tocsin.organisations.contacts import room as contacts
from tocsin.organisations.events import EVENTS
from tocsin.organisations.keeping import keeping_keyring
from tocsin.organisations.presence import room as presence
from tocsin.organisations.queries.kept import KEPT, LOOKS
from tocsin.organisations.queries.people import meets
from tocsin.organisations.roster import room as roster
from tocsin.organisations.routes import departments, joining, members, organisations, roles
from tocsin.organisations.sample import room as sample
from tocsin.organisations.transfers import room as transfers

ROOM = Room(
    name="organisations",
    routes=(
        *organisations.ROUTES,
        *departments.ROUTES,
        *members.ROUTES,
        *joining.ROUTES,
        *roles.ROUTES,
        *audit.ROUTES,
        *presence.ROUTES,
        *contacts.ROUTES,
        *transfers.ROUTES,
        *roster.ROUTES,
        *sample.ROUTES,
    ),
    powers=(*powers.POWERS, *contacts.POWERS, *roster.POWERS),
    events=(*EVENTS, *audit.EVENTS, *contacts.EVENTS, *transfers.EVENTS, *roster.EVENTS, *sample.EVENTS),
    within=(*sample.WITHIN, *audit.WITHIN, *contacts.WITHIN, *transfers.WITHIN),
    lifespan=(keeping_keyring, *presence.LIFESPAN),
    jobs=(*audit.JOBS, *transfers.JOBS, *roster.JOBS, *sample.JOBS),
    meets=meets,
    exports=exports,
    erases=erases,
    kept=KEPT,
    looks=LOOKS,
    searchable=(*SEARCHABLE, *contacts.SEARCHABLE),
)
