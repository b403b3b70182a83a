"""The manifest of the room."""

from collections.abc import Sequence

from tocsin.kernel.db import Transaction
from tocsin.kernel.manifest import Committed, Room, Within
from tocsin.kernel.search import Source
from tocsin.messaging import tables
from tocsin.messaging.actions import following
from tocsin.messaging.actions.cards import JOBS as CARDS
from tocsin.messaging.actions.ledger import ITEM
from tocsin.messaging.actions.office import open_office
from tocsin.messaging.actions.privacy import erases, exports
from tocsin.messaging.archive import room as archive
from tocsin.messaging.events import EVENTS
from tocsin.messaging.imports import room as imports
from tocsin.messaging.jobs import JOBS
from tocsin.messaging.powers import POWERS
from tocsin.messaging.queries.finding import SEARCHABLE
from tocsin.messaging.queries.indexing import read_facts, walk_facts
from tocsin.messaging.queries.kept import KEPT, LOOKS
from tocsin.messaging.queries.people import meets
from tocsin.messaging.queries.said import find_committed
from tocsin.messaging.routes import COMMANDS, ROUTES
from tocsin.messaging.rules.files import FILES_MOST
from tocsin.messaging.rules.groups import ADMIN_FROM
from tocsin.messaging.rules.sending import TEXT_LIMIT
from tocsin.messaging.sample.actions.playing import play
from tocsin.messaging.stickers import room as stickers
from tocsin.organisations import door as organisations


async def _keeps(tx: Transaction, names: Sequence[str]) -> set[str]:
    """Which of these blobs are archives of conversations, or files to be imported."""
    return await archive.find_kept(tx, names) | await imports.find_kept(tx, list(names))


ROOM = Room(
    "messaging",
    routes=(*ROUTES, *archive.ROUTES, *imports.ROUTES, *stickers.ROUTES),
    commands=COMMANDS,
    limits={"text": TEXT_LIMIT, "files": FILES_MOST, "group_admin_from": ADMIN_FROM},
    powers=(*POWERS, *archive.POWERS, *imports.POWERS, *stickers.POWERS),
    events=(*EVENTS, *archive.EVENTS, *imports.EVENTS, *stickers.EVENTS),
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
    jobs=(*CARDS, *JOBS, *archive.JOBS, *imports.JOBS),
    lifespan=(open_office,),
    keeps=_keeps,
    meets=meets,
    exports=exports,
    erases=erases,
    kept=KEPT,
    looks=LOOKS,
    committed=(Committed(ITEM, ("recall",), find_committed),),
    searchable=SEARCHABLE,
    sources=(Source(ITEM, read_facts, walk_facts),),
)

__all__ = ["ROOM", "tables"]
