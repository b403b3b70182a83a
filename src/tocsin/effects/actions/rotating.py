"""A log's key followed by a new one: the operator's act, when a key may be known to others or has served long enough.

What it promises: from its commit on no server signs a head with the former key, whoever knew that one follows to the new
one by its signature, and the former key's private half is gone from the database. What it does not: a copy that somebody
made of it before signs as it did. Heads it signs then are told by witnesses, who have seen its successor.
"""

from base64 import b64encode
from uuid import UUID

from tocsin.effects.actions.signing import HOLD, Signer, make_signer, newest_rows, open_signer
from tocsin.effects.events import LogKeyRotated
from tocsin.effects.queries.log import KeyRow
from tocsin.effects.rules.heads import sign_succession
from tocsin.effects.witnesses.refusals import LogUnknown
from tocsin.kernel import text
from tocsin.kernel.context import Context
from tocsin.kernel.db import FOLLOW, SEAL, Transaction

GROUND_LIMIT = 500
_FORGET = "UPDATE log_key SET private_sealed = NULL WHERE realm_id = $1 AND number = $2"


async def rotate(context: Context, realm_id: UUID, why: str) -> KeyRow:
    """Make a new key of a realm's log, which both sign to be the former's successor; the former signs nothing more. Return it.

    In one unit of work, under the lock that heads are signed under: no head by the former key comes after it. Raises
    :class:`LogUnknown` where there is no log, ``KeyProblem`` where the former key cannot be opened.
    """
    ground = text.clean_line(why, GROUND_LIMIT, field="why")
    async with context.db.working(FOLLOW) as tx:
        async with tx.as_worker(SEAL):
            former, made = await _follow(tx, context, realm_id)
        public = made.public_key
        key = b64encode(public).decode()
        await tx.emit(LogKeyRotated(realm_id=realm_id, number=made.number, key=key, why=ground))
    return KeyRow(made.number, public, sign_succession(realm_id, former.key, made.key))


async def _follow(tx: Transaction, context: Context, realm_id: UUID) -> tuple[Signer, Signer]:
    await tx.fetch(HOLD)
    row = (await newest_rows(tx, [realm_id])).get(realm_id)
    if row is None:
        raise LogUnknown
    former = await open_signer(tx, context.keyring, row)
    made = await make_signer(tx, context.keyring, realm_id, former)
    await tx.fetch(_FORGET, realm_id, former.number)
    return former, made
