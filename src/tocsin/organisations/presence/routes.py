"""The presence of colleagues over HTTP."""

from uuid import UUID

from tocsin.kernel.context import Context
from tocsin.kernel.db import Transaction
from tocsin.kernel.errors import Invalid
from tocsin.kernel.http import route
from tocsin.kernel.powers import SIGNED_IN
from tocsin.kernel.types import Actor
from tocsin.organisations.presence.queries import Presence, get_presence

MOST = 100


@route("GET", "/api/presence", power=SIGNED_IN, name="organisations.presence")
async def read_presences(tx: Transaction, context: Context, actor: Actor, ids: str = "") -> dict[str, Presence]:
    """How colleagues are just now, by person; ``ids`` are at most 100, divided by commas.

    Whom one may not see, or does not share an organisation with, is missing. To be told of changes, open the socket and
    `watch` them.
    """
    parts = [part for part in ids.split(",") if part]
    if len(parts) > MOST:
        raise Invalid(fields={"ids": f"at most {MOST}"})
    try:
        people = [UUID(part) for part in parts]
    except ValueError:
        raise Invalid(fields={"ids": "not ids"}) from None
    return {str(one): shown for one, shown in (await get_presence(tx, context, actor, people)).items()}


ROUTES = (read_presences,)
