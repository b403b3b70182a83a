"""Mentioning everybody in a group: who may, and how often."""

from typing import Final
from uuid import UUID

from tocsin.kernel.context import Context
from tocsin.kernel.db import Transaction
from tocsin.kernel.errors import TooMany
from tocsin.messaging.actions.ledger import Ledger
from tocsin.messaging.refusals.groups import MentionAllTooOften
from tocsin.messaging.rules.groups import MENTION_ALL_UP_TO, Role, check_mentioning_all

_UP_TO: Final = "SELECT mention_all_up_to FROM messaging_rules WHERE organisation_id = $1"
EVERY, BURST = 60.0, 5
"""Seconds after which one person may ring a group again, and how often at once before that."""
GROUP_EVERY, GROUP_BURST = 20.0, 20
"""The same for all of its members together: each of a hundred has a part in a storm."""


async def check_calling_all(tx: Transaction, context: Context, ledger: Ledger, person_id: UUID, role: Role) -> None:
    """Refuse to mention everybody in a group to whom may not, or did so too often, as the worker the caller chose.

    Whoever is let through takes their turn by :func:`call_all`, when nothing else stands against the message. Raises
    ``MentionAllClosed``, :class:`MentionAllTooOften`.
    """
    up_to = MENTION_ALL_UP_TO
    if role == "member":
        rows = await tx.fetch(_UP_TO, ledger.realm_id)
        up_to = rows[0]["mention_all_up_to"] if rows else up_to
    check_mentioning_all(ledger.mentioning, role, ledger.members, up_to)
    _count(context, ledger, person_id, role, take=False)


def call_all(context: Context, ledger: Ledger, person_id: UUID, role: Role) -> None:
    """Count that somebody mentions everybody in a group. Raises :class:`MentionAllTooOften`, and counts nothing."""
    _count(context, ledger, person_id, role, take=False)
    _count(context, ledger, person_id, role, take=True)


def _count(context: Context, ledger: Ledger, person_id: UUID, role: Role, *, take: bool) -> None:
    buckets = [(f"call:{ledger.id}:{person_id}", 1 / EVERY, BURST)]
    if role == "member":
        # Who runs a group is not kept from it by a storm of the others.
        buckets.append((f"call:{ledger.id}", 1 / GROUP_EVERY, GROUP_BURST))
    try:
        for key, rate, burst in buckets:
            context.limiter.check(key, rate, burst, take=take)
    except TooMany as limit:
        raise MentionAllTooOften(retry_after=limit.retry_after) from None
