"""Search over HTTP: a question in the body, so that what people look for stands in no log of addresses."""

import asyncio
from datetime import datetime
from typing import Annotated, Any, Final
from uuid import UUID

import msgspec
from litestar import Request

from tocsin.kernel import text
from tocsin.kernel.context import Context
from tocsin.kernel.errors import Invalid, Unavailable
from tocsin.kernel.http import find_actor_still, route
from tocsin.kernel.powers import SIGNED_IN
from tocsin.kernel.search import Asked, Section
from tocsin.kernel.turns import Turns
from tocsin.kernel.types import Actor
from tocsin.messaging.door import find_peers
from tocsin.search.queries import find_kind, find_overview

PER_SECOND, BURST = 5, 40
"""Questions of one person: one a keystroke, and not many more."""
TURNS_EACH, WAITING_EACH = 2, 10
"""Questions of one person that are looked up at once, and that wait for it."""
TURNS: Final = Turns(4, TURNS_EACH, waiting=200, waiting_each=WAITING_EACH)
"""A question may take seconds and a connection for as long: all of them together have a third of the connections."""
STATEMENT_SECONDS = 5
SECONDS: float = 15
"""How long a question may take altogether; whoever asked so much asks for less, or later."""
AnyRequest = Request[Any, Any, Any]


class Question(msgspec.Struct, forbid_unknown_fields=True):
    """What is looked for, and where.

    Without ``kind`` the first few of every kind. ``conversation_id``, ``sender_id``, ``since``, ``until`` (exclusive) and
    ``mentions_me`` narrow messages, files and links; with one of them ``q`` may be empty.
    """

    q: Annotated[str, msgspec.Meta(max_length=text.ASKED_LIMIT)] = ""
    kind: str | None = None
    conversation_id: UUID | None = None
    sender_id: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None
    mentions_me: bool = False
    after: Annotated[str, msgspec.Meta(max_length=400)] | None = None
    limit: Annotated[int, msgspec.Meta(ge=1, le=50)] = 20


class Answer(msgspec.Struct, frozen=True):
    """What was found, a section a kind."""

    sections: list[Section]


@route("POST", "/api/search", power=SIGNED_IN, refuses=(Unavailable,), tags=["search"], status=200)
async def search(request: AnyRequest, context: Context, actor: Actor, data: Question) -> Answer:
    """Find people, departments, external contacts, groups, messages, files and links: only what the asker may see at this moment."""
    person = str(actor.person_id)
    context.limiter.check(f"search:{person}", PER_SECOND, BURST)
    for name in ("since", "until"):
        moment = getattr(data, name)
        if moment is not None and moment.tzinfo is None:
            raise Invalid(fields={name: "a time with its zone"})
    async with TURNS.take(person):
        # A right may have gone while the turn was waited for.
        actor = await find_actor_still(request)
        try:
            async with asyncio.timeout(SECONDS):
                return await _answer(context, actor, data)
        except TimeoutError as error:
            raise Unavailable(retry_after=5) from error


async def _answer(context: Context, actor: Actor, data: Question) -> Answer:
    asked = Asked(
        actor=actor,
        q=data.q,
        place_id=data.conversation_id,
        who=data.sender_id,
        since=data.since,
        until=data.until,
        to_me=data.mentions_me,
        after=data.after,
        limit=data.limit,
    )
    async with context.db.acting(actor, seconds=STATEMENT_SECONDS) as tx:
        if data.kind in (None, "people"):
            asked = msgspec.structs.replace(asked, near=await find_peers(tx, actor))
        if data.kind is None:
            return Answer(await find_overview(context, tx, asked))
        return Answer([await find_kind(context, tx, data.kind, asked)])


ROUTES = (search,)
