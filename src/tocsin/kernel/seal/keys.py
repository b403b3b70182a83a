"""Keys in hand: sealing and opening records, blind indexes and search tokens.

A sealed value is ``format (1 byte) ‖ generation of the key (2) ‖ nonce (12) ‖ AES-256-GCM ciphertext and tag``, 31 bytes
longer than what it seals. Its associated data are the header, the key's id and the *place* it stands in, so that a value
moved to another row, column or key does not open.

Python cannot wipe memory: an unwrapped key stays in the process until it is forgotten and its memory reused.
"""

import hashlib
import hmac
import os
from collections.abc import Iterable, Mapping
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from tocsin.kernel.seal.refusals import Broken
from tocsin.kernel.seal.vault import derive

PLATFORM = UUID(int=0)
"""The realm of what belongs to no organisation: registration, sign-in, person to person."""

_FORMAT = 1
_HEADER = 3
_NONCE = 12
_TAG = 16
OVERHEAD = _HEADER + _NONCE + _TAG


def place(column: str, *row: UUID | int | str) -> bytes:
    """Name the place of a sealed value: ``place("message.body", conversation_id, seq)``. Distinct places never collide."""
    parts = [column.encode() + b"\0"]
    for part in row:
        if isinstance(part, UUID):
            parts.append(b"u" + part.bytes)
        elif isinstance(part, int):
            parts.append(b"i" + part.to_bytes(8, "big", signed=True))
        else:
            encoded = part.encode()
            parts.append(b"s" + len(encoded).to_bytes(4, "big") + encoded)
    return b"".join(parts)


class DataKey:
    """The key of one conversation, or of one kind of record in one realm; ``id`` is its row."""

    __slots__ = ("_ciphers", "_header", "_latest", "generations", "id")

    def __init__(self, data_key_id: UUID, generations: Mapping[int, bytes]) -> None:
        """``generations`` maps each generation to its 32 bytes; the latest seals, all open."""
        self.id = data_key_id
        self.generations = dict(generations)
        self._ciphers = {generation: AESGCM(key) for generation, key in generations.items()}
        latest = max(generations)
        self._latest = self._ciphers[latest]
        self._header = bytes([_FORMAT]) + latest.to_bytes(2, "big")

    def __repr__(self) -> str:
        """Show the id; never the key."""
        return f"DataKey({self.id})"

    def seal(self, plain: bytes, place: bytes) -> bytes:
        """Seal bytes for a place (see :func:`place`)."""
        nonce = os.urandom(_NONCE)
        header = self._header
        return header + nonce + self._latest.encrypt(nonce, plain, header + self.id.bytes + place)

    def open(self, sealed: bytes, place: bytes) -> bytes:
        """Open what was sealed for the same place. Raises :class:`Broken`."""
        cipher = self._ciphers.get(int.from_bytes(sealed[1:_HEADER], "big")) if len(sealed) >= OVERHEAD else None
        if cipher is None or sealed[0] != _FORMAT:
            raise Broken
        try:
            return cipher.decrypt(
                sealed[_HEADER : _HEADER + _NONCE],
                sealed[_HEADER + _NONCE :],
                sealed[:_HEADER] + self.id.bytes + place,
            )
        except InvalidTag:
            raise Broken from None

    def seal_text(self, plain: str, place: bytes) -> bytes:
        """Seal a text."""
        return self.seal(plain.encode(), place)

    def open_text(self, sealed: bytes, place: bytes) -> str:
        """Open a text. Raises :class:`Broken`."""
        return self.open(sealed, place).decode()

    def stream(self, salt: bytes, generation: int | None = None) -> tuple[int, AESGCM]:
        """Return a cipher of its own for one long value, told apart by its random ``salt``, and its generation.

        A cipher of its own leaves all of the nonce to number the pieces. Raises :class:`Broken`.
        """
        generation = max(self.generations) if generation is None else generation
        if generation not in self.generations:
            raise Broken
        return generation, AESGCM(derive(self.generations[generation], salt, b"tocsin/stream/" + self.id.bytes))


class Realm:
    """The unwrapped keys of one realm: what wraps its data keys, and what its indexes are keyed with.

    The index key outlives rotations of the sealing key, so that look-ups go on working; it ends with the realm.
    """

    __slots__ = ("_index", "_kinds", "_wraps", "id", "version")

    def __init__(self, realm_id: UUID, seals: Mapping[int, bytes], index: bytes) -> None:
        """``seals`` maps each version of the sealing key to its 32 bytes; the latest wraps, all unwrap."""
        self.id = realm_id
        self.version = max(seals)
        self._wraps = {version: AESGCM(key) for version, key in seals.items()}
        self._index = index
        self._kinds: dict[str, bytes] = {}

    def __repr__(self) -> str:
        """Show the id; never a key."""
        return f"Realm({self.id})"

    def subkey(self, use: str) -> bytes:
        """Return the realm's key for one use, such as ``"blob"`` or ``"blind/accounts.phone"``."""
        key = self._kinds.get(use)
        if key is None:
            key = self._kinds[use] = derive(self._index, self.id.bytes, b"tocsin/" + use.encode())
        return key

    def blind(self, kind: str, value: str) -> bytes:
        """Return the blind index of a value (HMAC-SHA-256, 32 bytes): equal values meet, nothing else can be told.

        ``kind`` names the column, ``"organisations.member.phone"``; the value must be in its one stored form.
        """
        return hmac.digest(self.subkey(f"blind/{kind}"), value.encode(), "sha256")

    def tokens(self, kind: str, terms: Iterable[str]) -> list[int]:
        """Return the search tokens of terms, sorted, each once: 8 bytes as a signed 64-bit number.

        Keyed BLAKE2b (RFC 7693): as good a pseudorandom function as HMAC, at a quarter of its time.
        """
        key = self.subkey(f"tokens/{kind}")
        return sorted(
            {
                int.from_bytes(hashlib.blake2b(term.encode(), digest_size=8, key=key).digest(), "big", signed=True)
                for term in terms
            }
        )

    def wrap(self, key: bytes, data_key_id: UUID, generation: int) -> bytes:
        """Wrap a data key with the latest version of the realm's key."""
        nonce = os.urandom(_NONCE)
        return nonce + self._wraps[self.version].encrypt(nonce, key, self._bound(data_key_id, generation, self.version))

    def unwrap(self, wrapped: bytes, data_key_id: UUID, generation: int, version: int) -> bytes:
        """Unwrap a data key. Raises :class:`Broken`."""
        cipher = self._wraps.get(version)
        if cipher is None:
            raise Broken
        try:
            return cipher.decrypt(wrapped[:_NONCE], wrapped[_NONCE:], self._bound(data_key_id, generation, version))
        except (InvalidTag, ValueError):
            raise Broken from None

    def _bound(self, data_key_id: UUID, generation: int, version: int) -> bytes:
        return place("data_key_wrap.wrapped", data_key_id, generation, self.id, version)
