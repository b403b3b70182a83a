"""The rules an organisation sets for its conversations."""

from typing import Annotated
from uuid import UUID

import msgspec

from tocsin.kernel.db import Transaction
from tocsin.kernel.http import route
from tocsin.kernel.types import Actor
from tocsin.messaging.actions.rules import RulesChange, set_rules
from tocsin.messaging.powers import RULES_SET
from tocsin.messaging.queries.rules import Rules, get_rules
from tocsin.organisations.door import DIRECTORY_READ

PATH = "/api/organisations/{organisation_id:uuid}/messaging"


class NewRules(msgspec.Struct, forbid_unknown_fields=True):
    """Seconds within which a message may be recalled (none to seven days) and edited (to a year); what is left out stays.

    In a group of at most `mention_all_up_to` members everybody may mention all of it, unless the group itself says
    otherwise; in a larger one its owner and admins.
    """

    recall_within: Annotated[int, msgspec.Meta(ge=0, le=604_800)] | msgspec.UnsetType = msgspec.UNSET
    edit_within: Annotated[int, msgspec.Meta(ge=0, le=31_622_400)] | msgspec.UnsetType = msgspec.UNSET
    locations: bool | msgspec.UnsetType = msgspec.UNSET
    link_cards: bool | msgspec.UnsetType = msgspec.UNSET
    mention_all_up_to: Annotated[int, msgspec.Meta(ge=0, le=100_000)] | msgspec.UnsetType = msgspec.UNSET
    forwarding_out: bool | msgspec.UnsetType = msgspec.UNSET


@route("GET", PATH, power=DIRECTORY_READ, tags=["messaging"])
async def show_rules(tx: Transaction, organisation_id: UUID) -> Rules:
    """The rules in force."""
    return await get_rules(tx, organisation_id)


@route("PATCH", PATH, power=RULES_SET, tags=["messaging"])
async def change_rules(tx: Transaction, actor: Actor, organisation_id: UUID, data: NewRules) -> Rules:
    """Set the rules."""
    changed = {name: value for name, value in msgspec.structs.asdict(data).items() if value is not msgspec.UNSET}
    return await set_rules(tx, actor, organisation_id, RulesChange(**changed))


RULES_ROUTES = (show_rules, change_rules)
