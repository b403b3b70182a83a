"""Making bundles: effects as they were recorded, what may be seen of them opened, each with the proof that it is in the log."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Final
from uuid import UUID

import msgspec

from tocsin.effects.actions.recording import open_secret, salt_keys
from tocsin.effects.queries.log import Paths, find_head, find_leaves, find_paths, find_vouched, find_witnessed
from tocsin.effects.queries.records import Record, entry_of
from tocsin.effects.refusals import NotAsRecorded, NotSealedYet
from tocsin.effects.rules.bundle import FORMAT, Bundle, Evidence, Opening, encode_path
from tocsin.effects.rules.entries import Opened, canonical, digest_of, salt_of
from tocsin.effects.rules.heads import Head
from tocsin.effects.rules.tree import hash_leaf, root_by_inclusion
from tocsin.kernel.beside import aside
from tocsin.kernel.db import Transaction
from tocsin.kernel.errors import NotFound
from tocsin.kernel.seal import Broken, DataKey, Keyring
from tocsin.kernel.turns import Turns

EFFECTS_AT_MOST: Final = 5_000
"""Effects in a bundle of a period."""
BATCH: Final = 250
"""Effects proved at once."""
_ID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
PROVING: Final = Turns(3, 1, waiting=300, waiting_each=10)
"""Whose bundle is being made: take a turn before the unit of work, so that who waits holds no connection."""


class Wanted(msgspec.Struct, frozen=True):
    """An effect to be proved, and what of it is shown.

    ``contents`` are what it may have said; none: it is not opened. Where it is none of them, it was altered, or, not being
    ``sure``, it stays closed. ``device``: which it was is shown. ``asked``: without
    this one there is no bundle.
    """

    row: Record
    contents: Sequence[bytes] = ()
    device: bool = False
    asked: bool = False
    sure: bool = True


async def make_bundle(
    tx: Transaction, keyring: Keyring, realm_id: UUID, wanted: Sequence[Wanted], names: Mapping[UUID, str]
) -> Bundle:
    """Return what proves these effects of one realm, which the caller may see.

    Left out are those that were erased, those of the last seconds, and those whose row, or content, is not what was
    committed to. Of what was ``asked`` none may be: raises :class:`NotFound` where it was erased or nothing is left,
    :class:`NotSealedYet` where it is too young, :class:`NotAsRecorded` where it was changed.
    """
    head = await find_head(tx, realm_id)
    size = 0 if head is None else head.head.size
    leaves = await find_leaves(tx, realm_id, [one.row["id"] for one in wanted])
    kept = [one for one in wanted if one.row["salt_sealed"] is not None]
    sealed = {leaves[one.row["id"]]: one for one in kept if leaves.get(one.row["id"], size) < size}
    if not kept or _asked(kept) < _asked(wanted):
        raise NotFound
    if head is None or not sealed or _asked(sealed.values()) < _asked(kept):
        raise NotSealedYet(retry_after=2)
    # A head that somebody else signed too says more, where it covers all of it.
    head = await find_witnessed(tx, realm_id, max(sealed)) or head
    vouched = await find_vouched(tx, realm_id, head)
    key = (await salt_keys(tx, keyring, [realm_id]))[realm_id]
    evidence: list[Evidence] = []
    indices = list(sealed)
    for begin in range(0, len(indices), BATCH):
        # The hashes of a proof lie in tiles of 8 kB: those of some effects at a time.
        some = {index: sealed[index] for index in indices[begin : begin + BATCH]}
        evidence += await _prove_some(tx, head.head, key, some)
    if not evidence:
        raise NotAsRecorded
    return Bundle(
        format=FORMAT,
        realm=str(realm_id),
        keys=vouched.keys,
        head=vouched.note,
        witnesses=vouched.witnesses,
        evidence=evidence,
        names=await aside(partial(_spoken_of, evidence, names)),
    )


def _spoken_of(evidence: Iterable[Evidence], names: Mapping[UUID, str]) -> dict[str, str]:
    """Return what those are called, by id, whom the evidence speaks of: whoever is only guessed at is named nowhere."""
    named = {str(person_id): name for person_id, name in names.items()}
    texts = (text for one in evidence for text in (one.entry, *(opening.value for opening in one.opened.values())))
    spoken = {found for text in texts for found in _ID.findall(text)}
    return {person_id: name for person_id, name in named.items() if person_id in spoken}


async def _prove_some(tx: Transaction, head: Head, key: DataKey, sealed: Mapping[int, Wanted]) -> list[Evidence]:
    paths = await find_paths(tx, head.realm_id, sealed, head.size)
    return await aside(lambda: list(_evidence(head, paths, key, sealed)))


def _asked(wanted: Iterable[Wanted]) -> int:
    return sum(one.asked for one in wanted)


def _evidence(head: Head, paths: Paths, key: DataKey, sealed: Mapping[int, Wanted]) -> Iterator[Evidence]:
    """Yield the effects with their proofs; what is not as it was recorded only where nobody asked for just this one."""
    for index, one in sealed.items():
        try:
            yield _prove(head, index, paths.to(index), key, one)
        except (NotAsRecorded, Broken):
            if one.asked:
                raise NotAsRecorded from None


def _prove(head: Head, index: int, path: Sequence[bytes], key: DataKey, wanted: Wanted) -> Evidence:
    row, entry = wanted.row, entry_of(wanted.row)
    secret = open_secret(row["salt_sealed"], row["commitment"], key)
    salt, text = salt_of(secret, "entry"), canonical(entry, secret, row["digest"])
    commitment = digest_of(salt, text)
    if commitment != row["commitment"] or root_by_inclusion(hash_leaf(commitment), index, head.size, path) != head.root:
        raise NotAsRecorded
    opened: dict[Opened, Opening] = {}
    if wanted.contents:
        of_content = salt_of(secret, "content")
        said = next((one for one in wanted.contents if digest_of(of_content, one) == row["digest"]), None)
        if said is not None:
            opened["content"] = Opening(of_content.hex(), said.decode())
        elif wanted.sure:
            raise NotAsRecorded
    if wanted.device and entry.device:
        opened["device"] = Opening(salt_of(secret, "device").hex(), entry.device)
    return Evidence(index, text.decode(), salt.hex(), opened, encode_path(path))
