"""Asking for the cards of links, with the unit of work that writes the message."""

from collections.abc import Iterable
from typing import Final, TypeAlias
from uuid import UUID

from tocsin.kernel.context import Context
from tocsin.kernel.db import Transaction
from tocsin.messaging.actions.ledger import Draft, Ledger
from tocsin.messaging.rules.links import links_of

LOOK_UP: Final = "messaging.look_up_links"
Spot: TypeAlias = tuple[UUID, UUID, int]
"""A message: its realm, its conversation, its position."""


async def want_cards(tx: Transaction, context: Context, drafts: Iterable[Draft]) -> None:
    """Put the messages among these that have links into the queue, together; without links nothing is sent."""
    spots = [_spot(draft.ledger, draft.seq) for draft in drafts if "://" in (draft.text or "") and _links(draft)]
    if spots and context.egress.enabled:
        await context.jobs.enqueue(tx, LOOK_UP, spots)


async def renew_cards(tx: Transaction, context: Context, ledger: Ledger, seq: int) -> None:
    """Put a message whose links have changed into the queue."""
    await context.jobs.enqueue(tx, LOOK_UP, [_spot(ledger, seq)])


def _spot(ledger: Ledger, seq: int) -> Spot:
    return ledger.realm_id, ledger.id, seq


def _links(draft: Draft) -> list[str]:
    return links_of(draft.text or "")
