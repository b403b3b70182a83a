"""Setting the rules of an organisation's conversations."""

from uuid import UUID

import msgspec

from tocsin.kernel.db import Transaction
from tocsin.kernel.powers import authorise
from tocsin.kernel.types import Actor
from tocsin.messaging.events import RulesChanged
from tocsin.messaging.powers import RULES_SET
from tocsin.messaging.queries.rules import Rules

_TYPES = {
    "recall_within": "bigint",
    "edit_within": "bigint",
    "locations": "bool",
    "link_cards": "bool",
    "mention_all_up_to": "bigint",
    "forwarding_out": "bool",
}
_NUMBERED = [(name, kind, number) for number, (name, kind) in enumerate(_TYPES.items(), start=2)]
# Each column by itself: two admins who set different rules at once both have set theirs.
_SET = (
    f"INSERT INTO messaging_rules AS r (organisation_id, {', '.join(_TYPES)}) VALUES ($1, "  # noqa: S608
    + ", ".join(f"coalesce(${number}::{kind}, ${number + len(_TYPES)})" for _, kind, number in _NUMBERED)
    + ") ON CONFLICT (organisation_id) DO UPDATE SET "
    + ", ".join(f"{name} = coalesce(${number}::{kind}, r.{name})" for name, kind, number in _NUMBERED)
    + f" RETURNING {', '.join(_TYPES)}"
)


class RulesChange(msgspec.Struct, frozen=True):
    """What to set of the rules; none stays as it is."""

    recall_within: int | None = None
    edit_within: int | None = None
    locations: bool | None = None
    link_cards: bool | None = None
    mention_all_up_to: int | None = None
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
