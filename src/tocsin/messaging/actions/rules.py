"""Setting the rules of an organisation's conversations."""

from uuid import UUID

from tocsin.kernel.db import Transaction
from tocsin.kernel.powers import authorise
from tocsin.kernel.types import Actor
from tocsin.messaging.events import RulesChanged
from tocsin.messaging.powers import RULES_SET
from tocsin.messaging.queries.rules import Rules

_SET = (
    "INSERT INTO messaging_rules (organisation_id, recall_within, edit_within, locations, link_cards)"
    " VALUES ($1, $2, $3, $4, $5) ON CONFLICT (organisation_id) DO UPDATE SET recall_within = excluded.recall_within,"
    " edit_within = excluded.edit_within, locations = excluded.locations, link_cards = excluded.link_cards"
)


async def set_rules(tx: Transaction, actor: Actor, organisation_id: UUID, rules: Rules) -> None:
    """Set the rules; terms count for messages already sent too.

    The rules are everybody's, so the power over a department alone does not do.
    """
    authorise(actor, RULES_SET, organisation_id, ancestry=frozenset())
    await tx.fetch(_SET, organisation_id, rules.recall_within, rules.edit_within, rules.locations, rules.link_cards)
    await tx.emit(
        RulesChanged(
            realm_id=organisation_id,
            subject_id=organisation_id,
            recall_within=rules.recall_within,
            edit_within=rules.edit_within,
            locations=rules.locations,
            link_cards=rules.link_cards,
        )
    )
