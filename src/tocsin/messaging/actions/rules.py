"""Setting the rules of an organisation's conversations."""

from uuid import UUID

import msgspec

from tocsin.kernel.db import Transaction
from tocsin.kernel.powers import authorise
from tocsin.kernel.types import Actor
from tocsin.messaging.events import RulesChanged
from tocsin.messaging.powers import RULES_SET
from tocsin.messaging.queries.rules import Rules

# Each column by itself: two admins who set different rules at once both have set theirs.
_SET = (
    "INSERT INTO messaging_rules AS r (organisation_id, recall_within, edit_within, locations, link_cards, forwarding_out)"
    " VALUES ($1, coalesce($2::int, $7), coalesce($3::int, $8), coalesce($4::bool, $9), coalesce($5::bool, $10),"
    " coalesce($6::bool, $11))"
    " ON CONFLICT (organisation_id) DO UPDATE SET recall_within = coalesce($2::int, r.recall_within),"
    " edit_within = coalesce($3::int, r.edit_within), locations = coalesce($4::bool, r.locations),"
    " link_cards = coalesce($5::bool, r.link_cards), forwarding_out = coalesce($6::bool, r.forwarding_out)"
    " RETURNING recall_within, edit_within, locations, link_cards, forwarding_out"
)


class RulesChange(msgspec.Struct, frozen=True):
    """What to set of the rules; none stays as it is."""

    recall_within: int | None = None
    edit_within: int | None = None
    locations: bool | None = None
    link_cards: bool | None = None
    forwarding_out: bool | None = None


async def set_rules(tx: Transaction, actor: Actor, organisation_id: UUID, change: RulesChange) -> Rules:
    """Set rules and return all that are in force; terms count for messages already sent too.

    The rules are everybody's, so the power over a department alone does not do.
    """
    authorise(actor, RULES_SET, organisation_id, ancestry=frozenset())
    rows = await tx.fetch(_SET, organisation_id, *msgspec.structs.astuple(change), *msgspec.structs.astuple(Rules()))
    rules = Rules(**rows[0])
    await tx.emit(RulesChanged(realm_id=organisation_id, subject_id=organisation_id, **msgspec.structs.asdict(rules)))
    return rules
