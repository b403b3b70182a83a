"""Acts of admins as effects: every audited event, in the unit of work that writes it."""

from collections.abc import Sequence

from tocsin.effects.actions.recording import record
from tocsin.effects.rules.acts import act_of, content_of
from tocsin.effects.rules.entries import Effect, Entry
from tocsin.kernel.db import Transaction
from tocsin.kernel.events import Act
from tocsin.kernel.seal import Keyring


async def record_acts(tx: Transaction, keyring: Keyring, acts: Sequence[Act]) -> None:
    """Record acts in the logs of their realms, in one statement."""
    await record(tx, keyring, [_entry(act) for act in acts])


def _entry(act: Act) -> Entry:
    event = act.event
    return Entry(
        realm_id=event.realm_id,
        effect=Effect.HANDLED,
        act=act_of(event.kind),
        item_kind="act",
        item_id=event.realm_id,
        from_seq=act.id,
        to_seq=act.id,
        actor_id=act.actor_id,
        at=act.at,
        device=act.device,
        content=content_of(event.kind, event.subject_id, event.why, event.changes, act.body),
    )
