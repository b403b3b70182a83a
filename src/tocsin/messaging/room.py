"""The manifest of the room."""

from tocsin.kernel.manifest import Room, Within
from tocsin.kernel.search import Source
from tocsin.messaging import tables
from tocsin.messaging.actions import following
from tocsin.messaging.actions.cards import JOBS as CARDS
from tocsin.messaging.actions.ledger import ITEM
from tocsin.messaging.actions.office import open_office
from tocsin.messaging.actions.privacy import erases, exports
from tocsin.messaging.archive import room as archive
from tocsin.messaging.events import EVENTS
from tocsin.messaging.jobs import JOBS
from tocsin.messaging.powers import POWERS
from tocsin.messaging.queries.finding import SEARCHABLE
from tocsin.messaging.queries.indexing import read_facts, walk_facts
from tocsin.messaging.queries.people import meets
from tocsin.messaging.routes import COMMANDS, ROUTES
from tocsin.messaging.rules.files import FILES_MOST
from tocsin.messaging.rules.groups import ADMIN_FROM
from tocsin.messaging.rules.sending import TEXT_LIMIT
from tocsin.messaging.sample.actions.playing import play
from tocsin.organisations import door as organisations

ROOM = Room(
    "messaging",
    routes=(*ROUTES, *archive.ROUTES),
    commands=COMMANDS,
    limits={"text": TEXT_LIMIT, "files": FILES_MOST, "group_admin_from": ADMIN_FROM},
    powers=(*POWERS, *archive.POWERS),
    events=(*EVENTS, *archive.EVENTS),
    within=(
        Within(organisations.MemberJoined, following.joined),
        Within(organisations.MembersMoved, following.moved),
        Within(organisations.HeadsChanged, following.heads_changed),
        Within(organisations.MemberSuspended, following.suspended),
        Within(organisations.MemberReinstated, following.reinstated),
        Within(organisations.MemberLeft, following.left),
        Within(organisations.DepartmentChanged, following.department_changed),
        Within(organisations.DepartmentRemoved, following.department_removed),
        Within(organisations.SampleLoaded, play),
    ),
    jobs=(*CARDS, *JOBS, *archive.JOBS),
    lifespan=(open_office,),
    keeps=archive.find_kept,
    meets=meets,
    exports=exports,
    erases=erases,
    searchable=SEARCHABLE,
    sources=(Source(ITEM, read_facts, walk_facts),),
)

__all__ = ["ROOM", "tables"]
