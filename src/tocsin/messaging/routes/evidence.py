"""What proves messages and what was done with them, to anybody and without this server (``tocsin verify``)."""

from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Request

from tocsin.effects.door import (
    PROVING,
    Bundle,
    NotAsRecorded,
    NothingToProve,
    NotSealedYet,
    TooManyEffects,
    make_bundle,
)
from tocsin.kernel.context import Context
from tocsin.kernel.db import Transaction
from tocsin.kernel.errors import Invalid, NotFound, Unavailable
from tocsin.kernel.http import find_actor_still, route
from tocsin.kernel.ids import PLATFORM
from tocsin.kernel.powers import SIGNED_IN, decide
from tocsin.kernel.types import Actor
from tocsin.messaging.queries.evidence import Provable, find_own, find_period, find_provable
from tocsin.messaging.refusals.leaving import ExportingClosed
from tocsin.messaging.routes.around import MESSAGE
from tocsin.messaging.routes.conversations import ONE, TAGS

AnyRequest = Request[Any, Any, Any]
PERIODS_PER_SECOND, PERIODS_BURST = 0.05, 10
"""Bundles of periods that one person asks for."""
SECONDS = 30
"""How long a statement may take: a period is looked for among everything that was recorded meanwhile."""
_PERIOD = (NothingToProve, NotSealedYet, NotAsRecorded, TooManyEffects, Unavailable)


@route("GET", MESSAGE + "/evidence", power=SIGNED_IN, tags=TAGS, refuses=(NotSealedYet, NotAsRecorded, Unavailable))
async def show_evidence(request: AnyRequest, context: Context, actor: Actor, conversation_id: UUID, seq: int) -> Bundle:
    """What proves a message one may read, and its effects, to anybody and without this server: `tocsin verify` checks it.

    Its sender has everybody's effects in it, others their own. Of a message that was recalled the words are not shown.
    """
    context.limiter.check(f"evidence:{actor.person_id}", 0.2, 10)
    async with PROVING.take(str(actor.person_id)):
        actor = await find_actor_still(request)
        async with context.db.acting(actor) as tx:
            found = await find_provable(tx, context.keyring, actor.person_id, conversation_id, seq)
            return await _bundle(tx, context, found)


@route("GET", ONE + "/evidence", power=SIGNED_IN, tags=TAGS, refuses=(*_PERIOD, ExportingClosed))
async def show_period(
    request: AnyRequest, context: Context, actor: Actor, conversation_id: UUID, since: datetime, until: datetime
) -> Bundle:
    """What proves what was said and done in a conversation in a period, and what was done with it since, as far as one sees it.

    `since` is included, `until` is not. At most five thousand effects: a longer period is refused, and any where the group
    does not let its members export.
    """
    _check_period(context, actor, since, until)
    async with PROVING.take(str(actor.person_id)):
        actor = await find_actor_still(request)
        async with context.db.acting(actor, seconds=SECONDS) as tx:
            found = await find_period(tx, context.keyring, actor.person_id, conversation_id, since, until)
            return await _bundle(tx, context, found)


@route("GET", "/api/me/evidence", power=SIGNED_IN, tags=TAGS, refuses=_PERIOD)
async def show_own(
    request: AnyRequest, context: Context, actor: Actor, realm: UUID, since: datetime, until: datetime
) -> Bundle:
    """What proves all that one did in an organisation one belongs to (or, with the nil UUID, outside of any) in a period."""
    _check_period(context, actor, since, until)
    async with PROVING.take(str(actor.person_id)):
        actor = await find_actor_still(request)
        if realm != PLATFORM and realm not in actor.memberships:
            raise NotFound
        async with context.db.acting(actor, seconds=SECONDS) as tx:
            still = _still(context, actor, realm)
            found = await find_own(tx, context.keyring, actor.person_id, realm, since, until, still=still)
            return await _bundle(tx, context, found)


def _still(context: Context, actor: Actor, realm: UUID) -> set[str]:
    """Return the kinds of acts that a person may do in a realm: those of a power they hold, and those that take none."""
    acts = [event for room in context.rooms for event in room.events if event.audited]
    membership = actor.memberships.get(realm)
    held = {one.power for one in acts if one.power and membership and decide(membership, one.power).allowed}
    return {one.kind for one in acts if one.power is None or one.power in held}


def _check_period(context: Context, actor: Actor, since: datetime, until: datetime) -> None:
    context.limiter.check(f"evidence-period:{actor.person_id}", PERIODS_PER_SECOND, PERIODS_BURST)
    for name, moment in (("since", since), ("until", until)):
        if moment.tzinfo is None:
            raise Invalid(fields={name: "a time with its zone"})
    if since >= until:
        raise Invalid(fields={"until": "a time after since"})


async def _bundle(tx: Transaction, context: Context, found: Provable) -> Bundle:
    return await make_bundle(tx, context.keyring, found.realm_id, found.wanted, found.names)


EVIDENCE_ROUTES = (show_evidence, show_period, show_own)
