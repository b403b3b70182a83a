"""An effect to record."""

from datetime import UTC, datetime
from uuid import UUID

from tocsin.effects.door import Effect, Entry

AT = datetime(2026, 11, 22, 8, 30, 0, 123000, tzinfo=UTC)
REALM, ITEM, ACTOR = (UUID(int=n) for n in (1, 2, 3))


def entry(**more: object) -> Entry:
    fields: dict[str, object] = {
        "realm_id": REALM, "effect": Effect.DELIVERED, "act": "send", "item_kind": "conversation", "item_id": ITEM,
        "actor_id": ACTOR, "at": AT, "device": "电脑", "from_seq": 7, "to_seq": 7, "audience_version": 2,
        "content": "你好".encode(),
    }  # fmt: skip
    return Entry(**{**fields, **more})  # type: ignore[arg-type]
