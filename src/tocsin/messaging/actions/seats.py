"""A group, locked, with how the people concerned stand in it: what every act on a group begins with."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from tocsin.kernel.context import Context
from tocsin.kernel.db import Transaction
from tocsin.kernel.errors import NotFound
from tocsin.kernel.types import Actor
from tocsin.messaging.actions.ledger import Ledger
from tocsin.messaging.actions.locking import lock_one
from tocsin.messaging.refusals import NotAGroup
from tocsin.messaging.rules.groups import Role, role_of
from tocsin.messaging.rules.standing import check_by_hand, check_open

_STAYS = (
    "SELECT person_id, admin, silenced_until FROM conversation_member WHERE conversation_id = $1"
    " AND person_id = ANY ($2::uuid[]) AND until_version IS NULL"
)
_MANAGERS = (
    "SELECT m.person_id FROM conversation_member m JOIN conversation c ON c.id = m.conversation_id"
    " WHERE m.conversation_id = $1 AND m.until_version IS NULL AND (m.admin OR m.person_id = c.owner_id)"
)


class Stay(msgspec.Struct, frozen=True):
    """How somebody stands in a group."""

    role: Role
    silenced_until: datetime | None


class Group(msgspec.Struct):
    """A locked group; ``actor`` is who acts as of now, ``stays`` those of the people asked about who are in it."""

    ledger: Ledger
    actor: Actor
    stays: dict[UUID, Stay]

    @property
    def role(self) -> Role:
        """The actor's role."""
        return self.stays[self.actor.person_id].role

    def role_of(self, person_id: UUID) -> Role:
        """Return somebody's role. Raises :class:`NotFound` for who is not in the group."""
        if person_id not in self.stays:
            raise NotFound
        return self.stays[person_id].role


async def lock_group(
    tx: Transaction,
    context: Context,
    actor: Actor,
    conversation_id: UUID,
    people: Sequence[UUID] = (),
    *,
    by_hand: bool = False,
    ended: bool = False,
) -> Group:
    """Lock a group the actor is in, as the worker the caller chose.

    ``by_hand``: not the group of a department, whose members are its own; ``ended``: one that has ended will do.
    Raises :class:`NotFound`, ``SignedOut``, ``NotAGroup``, ``FollowsDepartment``, ``Closed``.
    """
    ledger, actor = await lock_one(tx, context, actor, conversation_id)
    stays = await find_stays(tx, ledger, [actor.person_id, *people])
    if actor.person_id not in stays:
        raise NotFound
    if by_hand:
        check_by_hand(ledger.kind)
    elif ledger.kind == "direct":
        raise NotAGroup
    if not ended:
        check_open(ledger.open)
    return Group(ledger, actor, stays)


async def find_stays(tx: Transaction, ledger: Ledger, people: Sequence[UUID]) -> dict[UUID, Stay]:
    """Return how those of the people stand who are in a locked group."""
    return {
        row["person_id"]: Stay(role_of(ledger.owner_id, row["person_id"], row["admin"]), row["silenced_until"])
        for row in await tx.fetch(_STAYS, ledger.id, list(people))
    }


async def find_managers(tx: Transaction, conversation_id: UUID) -> list[UUID]:
    """Return the owner and the admins of a group, as the worker the caller chose."""
    return [row["person_id"] for row in await tx.fetch(_MANAGERS, conversation_id)]


def show_again(tx: Transaction, context: Context, conversation_id: UUID, people: Sequence[UUID]) -> None:
    """Send people the conversation anew after the commit: something of it that is theirs alone has changed."""
    shown = list(dict.fromkeys(people))
    if shown:
        tx.after_commit(lambda: context.hub.show(conversation_id, shown))
