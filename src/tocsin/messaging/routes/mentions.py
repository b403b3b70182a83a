"""Where one was mentioned."""

from tocsin.kernel.context import Context
from tocsin.kernel.db import Transaction
from tocsin.kernel.http import route
from tocsin.kernel.powers import SIGNED_IN
from tocsin.kernel.types import Actor
from tocsin.messaging.queries.mentions import find_mentions
from tocsin.messaging.routes.conversations import TAGS, limited
from tocsin.messaging.rules.mentions import MentionPage


@route("GET", "/api/me/mentions", power=SIGNED_IN, tags=TAGS)
async def list_mentions(
    tx: Transaction, context: Context, actor: Actor, after: str | None = None, limit: int = 50
) -> MentionPage:
    """The messages that mention one, by name or as one of all, newest first."""
    return await find_mentions(tx, context.keyring, actor.person_id, after, limited(limit))


MENTION_ROUTES = (list_mentions,)
