"""One's own presence over HTTP."""

from tocsin.accounts.presence.actions import PresenceIn, say
from tocsin.accounts.presence.queries import OwnPresence, get_own
from tocsin.accounts.refusals import PresenceEndWrong
from tocsin.kernel import text
from tocsin.kernel.context import Context
from tocsin.kernel.db import Transaction
from tocsin.kernel.http import route
from tocsin.kernel.powers import SIGNED_IN
from tocsin.kernel.types import Actor

PATH = "/api/me/presence"
CHANGES_PER_SECOND, CHANGE_BURST = 0.5, 20


@route("GET", PATH, power=SIGNED_IN, name="accounts.presence")
async def read_presence(tx: Transaction, context: Context, actor: Actor) -> OwnPresence:
    """What is said of oneself now, by oneself or by a room."""
    return await get_own(tx, context.keyring, actor)


@route("PUT", PATH, power=SIGNED_IN, refuses=(text.Unfit, PresenceEndWrong), name="accounts.set_presence")
async def put_presence(tx: Transaction, context: Context, actor: Actor, data: PresenceIn) -> OwnPresence:
    """Say how one is, in place of what one said before; `state` null says nothing more.

    `until` ends it by itself, at most a year from now. Colleagues see state, note and end.
    """
    context.limiter.check(f"presence:{actor.person_id}", CHANGES_PER_SECOND, CHANGE_BURST)
    await say(tx, context.keyring, actor, data)
    return await get_own(tx, context.keyring, actor)


PRESENCE = (read_presence, put_presence)
