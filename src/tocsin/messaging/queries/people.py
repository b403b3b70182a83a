"""How people are shown in conversations."""

from collections.abc import Iterable
from typing import Protocol
from uuid import UUID

from tocsin.accounts import door as accounts
from tocsin.kernel.db import Transaction
from tocsin.kernel.ids import PLATFORM
from tocsin.kernel.types import Actor
from tocsin.messaging.rules.shapes import Face, People
from tocsin.organisations import door as organisations

# By key in each of the actor's conversations: of a person's stays only those that last have an index.
_MET = (
    "SELECT FROM unnest(tocsin_conversations()) AS mine(id) JOIN conversation_member m"
    " ON m.conversation_id = mine.id AND m.person_id = $1 LIMIT 1"
)

_PEERS = """
SELECT CASE WHEN c.pair_low = $1 THEN c.pair_high ELSE c.pair_low END AS peer_id
FROM conversation_member m JOIN conversation c ON c.id = m.conversation_id
WHERE m.person_id = $1 AND m.until_version IS NULL AND c.kind = 'direct' AND c.last_seq > 0
ORDER BY c.last_at DESC, c.id LIMIT 200"""


class _Here(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def shown(self) -> str: ...
    @property
    def post(self) -> str | None: ...
    @property
    def department(self) -> str | None: ...


async def find_faces(tx: Transaction, people: Iterable[UUID], realm_id: UUID = PLATFORM) -> People:
    """Return people as an organisation shows them, those who left included; as the platform does where it does not.

    With the platform's realm, as any organisation shared with the actor shows them.
    """
    wanted = set(people)
    if not wanted:
        return {}
    accounts_of = await accounts.names(tx, wanted)
    here: dict[UUID, _Here] = {}
    if realm_id == PLATFORM:
        here.update(await organisations.names_among_us(tx, wanted))
    else:
        here.update(await organisations.names(tx, realm_id, wanted))
    faces = {}
    for person_id in wanted:
        account, seat = accounts_of.get(person_id), here.get(person_id)
        avatar = account.avatar if account else None
        if seat is not None:
            faces[person_id] = Face(
                seat.shown, avatar, seat.post or seat.department, seat.name if seat.name != seat.shown else None
            )
        elif account is not None:
            faces[person_id] = Face(account.name, avatar)
    return faces


async def find_peers(tx: Transaction, actor: Actor) -> tuple[UUID, ...]:
    """Return whom the actor talks with one to one, the 200 last at most."""
    return tuple(row["peer_id"] for row in await tx.fetch(_PEERS, actor.person_id))


async def meets(tx: Transaction, actor: Actor, person_id: UUID) -> bool:
    """Whether a person is, or was, in a conversation the actor is in."""
    return bool(await tx.fetch(_MET, person_id))
