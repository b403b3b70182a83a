"""Search over HTTP: a question in the body, so that what people look for stands in no log of addresses."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec

from tocsin.kernel import text
from tocsin.kernel.context import Context
from tocsin.kernel.db import Transaction
from tocsin.kernel.errors import Invalid
from tocsin.kernel.http import route
from tocsin.kernel.powers import SIGNED_IN
from tocsin.kernel.search import Asked, Section
from tocsin.kernel.types import Actor
from tocsin.search.queries import find_kind, find_overview

PER_SECOND, BURST = 5, 40
"""Questions of one person: one a keystroke, and not many more."""


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


@route("POST", "/api/search", power=SIGNED_IN, tags=["search"], status=200)
async def search(tx: Transaction, context: Context, actor: Actor, data: Question) -> Answer:
    """Find people, departments, external contacts, groups, messages, files and links: only what the asker may see at this moment."""
    context.limiter.check(f"search:{actor.person_id}", PER_SECOND, BURST)
    for name in ("since", "until"):
        moment = getattr(data, name)
        if moment is not None and moment.tzinfo is None:
            raise Invalid(fields={name: "a time with its zone"})
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
    if data.kind is None:
        return Answer(await find_overview(context, tx, asked))
    return Answer([await find_kind(context, tx, data.kind, asked)])


ROUTES = (search,)
