"""What a person brought about, in words, with what it was done to as far as they still see it."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

import msgspec

from tocsin.effects import door as effects
from tocsin.kernel.db import Transaction
from tocsin.kernel.errors import Language
from tocsin.kernel.manifest import Room
from tocsin.kernel.seal import Keyring
from tocsin.kernel.types import Actor, Page
from tocsin.messaging import door as messaging
from tocsin.privacy.queries.record import find_realms


class EffectView(msgspec.Struct, frozen=True):
    """One effect of one's own: ``effect`` is 1 delivered, 2 confirmed, 3 handled; ``words`` say the act.

    What one did as an admin has the kind ``act``: then ``act`` is the kind of event, as the audit desk has it. ``item_id`` is what it was done to: a conversation (with ``first`` to ``last`` of what was said there) or a file.
    ``name`` is what a conversation is called, as long as one is in it.
    """

    id: int
    effect: int
    act: str
    words: str
    item_kind: str
    item_id: UUID
    name: str | None
    first: int | None
    last: int | None
    device: str
    at: datetime
    organisation: str | None


async def find_effects(
    tx: Transaction,
    keyring: Keyring,
    rooms: Iterable[Room],
    actor: Actor,
    language: Language,
    *,
    page_after: str | None,
    limit: int,
) -> Page[EffectView]:
    """Return a page of what the actor brought about, the newest first."""
    kinds = {effects.act_of(event.kind): event.kind for room in rooms for event in room.events if event.audited}
    homes = {home.id: home.name for home in await find_realms(tx, actor.person_id)}
    page = await effects.find_own(tx, actor.person_id, list(homes), language, page_after, limit)
    talks = {one.item_id for one in page.items if one.item_kind == "conversation"}
    names = await messaging.find_names(tx, keyring, actor.person_id, talks) if talks else {}
    return Page([_view(one, names, homes, kinds) for one in page.items], page.next)


def _view(
    one: effects.OwnEffect, names: Mapping[UUID, str], homes: Mapping[UUID, str], kinds: Mapping[str, str]
) -> EffectView:
    fields = {name: getattr(one, name) for name in EffectView.__struct_fields__ if name not in ("name", "organisation")}
    if one.item_kind == "act":
        fields["act"] = kinds.get(one.act, one.act)
    return EffectView(name=names.get(one.item_id) or None, organisation=homes[one.realm_id] or None, **fields)
