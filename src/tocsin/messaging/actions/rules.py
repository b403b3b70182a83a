"""Setting the rules of an organisation's conversations."""

from uuid import UUID

from tocsin.kernel.db import Transaction
from tocsin.kernel.powers import authorise
from tocsin.kernel.types import Actor
from tocsin.messaging.events import RulesChanged
from tocsin.messaging.powers import RULES_SET


async def set_rules(tx: Transaction, actor: Actor, organisation_id: UUID, recall_within: int) -> None:
    """Set within how many seconds messages may be recalled; it counts for those already sent too.

    The rules are everybody's, so the power over a department alone does not do.
    """
    authorise(actor, RULES_SET, organisation_id, ancestry=frozenset())
    await tx.fetch(
        "INSERT INTO messaging_rules (organisation_id, recall_within) VALUES ($1, $2)"
        " ON CONFLICT (organisation_id) DO UPDATE SET recall_within = excluded.recall_within",
        organisation_id,
        recall_within,
    )
    await tx.emit(RulesChanged(realm_id=organisation_id, subject_id=organisation_id, recall_within=recall_within))
