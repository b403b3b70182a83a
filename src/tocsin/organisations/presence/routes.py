"""The presence of colleagues over HTTP."""

from typing import Annotated
from uuid import UUID

from litestar.params import Parameter

from tocsin.kernel.context import Context
from tocsin.kernel.db import Transaction
from tocsin.kernel.http import route
from tocsin.kernel.powers import SIGNED_IN
from tocsin.kernel.types import Actor
from tocsin.organisations.presence.queries import Presence, get_presence

MOST = 100


@route("GET", "/api/presence", power=SIGNED_IN, name="organisations.presence")
async def read_presences(
    tx: Transaction,
    context: Context,
    actor: Actor,
    ids: Annotated[list[UUID] | None, Parameter(max_items=MOST, description="People, at most 100.")] = None,
) -> dict[str, Presence]:
    """How colleagues are just now, by person; whom one may not see, or does not share an organisation with, is missing.

    To be told of changes, open the socket and `watch` them.
    """
    return {str(one): shown for one, shown in (await get_presence(tx, context, actor, ids or ())).items()}


ROUTES = (read_presences,)
