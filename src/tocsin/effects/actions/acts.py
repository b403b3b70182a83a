"""Acts of admins as effects: every audited event, in the unit of work that writes it."""

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

from tocsin.effects.actions.bundling import Wanted, make_bundle
from tocsin.effects.actions.recording import record
from tocsin.effects.queries.records import find_acts
from tocsin.effects.rules.acts import act_of, content_of
from tocsin.effects.rules.bundle import Bundle
from tocsin.effects.rules.entries import Effect, Entry
from tocsin.kernel.db import Transaction
from tocsin.kernel.errors import NotFound
from tocsin.kernel.events import Act
from tocsin.kernel.seal import Keyring

_FORGET: Final = (
    "UPDATE effect SET salt_sealed = NULL, actor_id = NULL, device = NULL"
    " WHERE item_id = $1 AND item_kind = 'act' AND effect = 3 AND from_seq = ANY ($2::bigint[])"
)


async def record_acts(tx: Transaction, keyring: Keyring, acts: Sequence[Act]) -> None:
    """Record acts in the logs of their realms, in one statement."""
    await record(tx, keyring, [_entry(act) for act in acts])


async def forget_acts(tx: Transaction, realm_id: UUID, ids: Sequence[int]) -> None:
    """Make the effects of acts anonymous whose rows are deleted: their leaves stay, and nothing can be held against them."""
    await tx.fetch(_FORGET, realm_id, list(ids))


async def prove_acts(
    tx: Transaction, keyring: Keyring, realm_id: UUID, acts: Mapping[int, bytes | None], names: Mapping[UUID, str]
) -> Bundle:
    """Return what proves acts of a realm. By number, ``acts`` have what they say (:func:`content_of`), or none where the
    reader may not see all of it: then that it was done is proved, by whom and when.

    One alone is proved or refused; of several those are left out of which :func:`make_bundle` would not prove one.
    """
    rows = await find_acts(tx, realm_id, list(acts))
    wanted = []
    for row in rows:
        content = acts[row["from_seq"]]
        contents = () if content is None else (content,)
        wanted.append(Wanted(row, contents, device=content is not None, asked=len(acts) == 1))
    if not wanted:
        raise NotFound
    return await make_bundle(tx, keyring, realm_id, wanted, names)


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
