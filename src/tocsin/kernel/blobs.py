"""Blobs: sealed files in an object store, written and read as streams.

A blob is ``format (1 byte) ‖ generation of the key (2) ‖ salt (16)`` and then pieces of 1 MiB, each AES-256-GCM under a
key derived for this blob alone. The nonce numbers the piece and says whether it is the last; the associated data bind it
to the blob's name and realm. So pieces that are changed, cut off, put in another order or into another blob do not open.

Names are random and ours; no path ever comes from a person. A blob is written before the unit of work that refers to it
(no network call happens inside one): when that unit fails, the blob is left to be swept.
"""

import hashlib
import hmac
import os
import secrets
from collections.abc import AsyncIterable, AsyncIterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import msgspec
from anyio import to_thread
from cryptography.exceptions import InvalidTag
from obstore.exceptions import BaseError
from obstore.store import LocalStore, ObjectStore, from_url

from tocsin.kernel.errors import NotFound, TooLarge, Unavailable
from tocsin.kernel.seal import Broken, DataKey, Realm, place

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    from tocsin.settings import Settings

PIECE = 1024 * 1024
_TAG = 16
_SEALED = PIECE + _TAG
_FORMAT = 1
_SALT = 16
_HEADER = 3 + _SALT
_BATCH = 500


class BlobRef(msgspec.Struct, frozen=True):
    """What a row keeps of a blob; may stand in a jsonb column.

    ``size`` is in bytes of the clear file. ``digest`` is its hash keyed by the realm: equal files of a realm meet,
    and nobody can tell whether another realm has a file they hold.
    """

    realm_id: UUID
    data_key_id: UUID
    name: str
    size: int
    digest: str


class BlobColumns(msgspec.Struct, frozen=True, kw_only=True):
    """The columns by which a row names the blob it may have, under a key of its realm."""

    realm_id: UUID
    data_key_id: UUID | None
    blob_name: str | None
    blob_size: int | None
    blob_digest: str | None

    @property
    def blob(self) -> BlobRef | None:
        """The blob, once there is one and as long as it is kept."""
        if self.blob_name is None or self.data_key_id is None:
            return None
        return BlobRef(self.realm_id, self.data_key_id, self.blob_name, self.blob_size or 0, self.blob_digest or "")


class Blobs:
    """The door to the object store."""

    def __init__(self, store: ObjectStore, folder: Path | None = None) -> None:
        """``folder`` is where a local store keeps its files, to be made durable by us."""
        self._store = store
        self._folder = folder

    @classmethod
    def open(cls, settings: "Settings") -> "Blobs":
        """Open the store of the settings: a folder of our own, ``file://``, ``s3://``, ``gs://`` or ``az://``.

        Credentials of a cloud store come from its usual environment variables.
        """
        if settings.blobs_url and not settings.blobs_url.startswith("file://"):
            return cls(from_url(settings.blobs_url))
        folder = Path(settings.blobs_url.removeprefix("file://")) if settings.blobs_url else settings.data_dir / "blobs"
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return cls(LocalStore(folder.resolve()), folder.resolve())

    async def put(self, realm: Realm, key: DataKey, chunks: AsyncIterable[bytes], limit: int) -> BlobRef:
        """Seal and store a file as it comes, in chunks of any size; nothing is kept when it fails.

        Raises :class:`TooLarge` once more than ``limit`` bytes have come.
        """
        name, salt = secrets.token_hex(16), os.urandom(_SALT)
        generation, cipher = key.stream(salt)
        header = bytes([_FORMAT]) + generation.to_bytes(2, "big") + salt
        bound = _bound(header, realm.id, key.id, name)
        read = _Read(limit)

        async def sealed() -> AsyncIterator[bytes]:
            yield header
            number, held = 0, None
            async for piece in read.pieces(chunks):
                if held is not None:
                    yield cipher.encrypt(_nonce(number, last=False), held, bound)
                    number += 1
                held = piece
            yield cipher.encrypt(_nonce(number, last=True), held or b"", bound)

        path = _path(realm.id, name)
        await self._store.put_async(path, sealed(), use_multipart=True)
        if self._folder is not None:
            await to_thread.run_sync(_make_durable, self._folder / path)
        digest = hmac.digest(realm.subkey("blob"), read.hash.digest(), "sha256").hex()
        return BlobRef(realm.id, key.id, name, read.size, digest)

    async def get(self, ref: BlobRef, key: DataKey, start: int = 0, stop: int | None = None) -> AsyncIterator[bytes]:
        """Yield the bytes ``start`` (included) to ``stop`` (not included, the end when not told), piece by piece.

        Raises :class:`NotFound` when the blob is gone, :class:`Broken` when it is not what was stored; bytes of a piece
        are only given out once the whole piece has proved genuine.
        """
        stop = ref.size if stop is None else min(stop, ref.size)
        if start < 0 or start > ref.size or (start >= stop and ref.size > 0):
            return
        path = _path(ref.realm_id, ref.name)
        final = max(0, (ref.size - 1) // PIECE)
        first, last = start // PIECE, max(0, (stop - 1) // PIECE)
        whole = _HEADER + ref.size + (final + 1) * _TAG
        try:
            head = await self._store.get_async(path, options={"range": (0, _HEADER)})
            if head.meta["size"] != whole:
                raise Broken
            header = bytes(await head.bytes_async())
            end = min(_HEADER + (last + 1) * _SEALED, whole)
            result = await self._store.get_async(path, options={"range": (_HEADER + first * _SEALED, end)})
        except FileNotFoundError:
            raise NotFound from None
        cipher = _cipher(header, key)
        bound = _bound(header, ref.realm_id, key.id, ref.name)
        number = first
        async for piece in _regroup(result.stream(min_chunk_size=PIECE), _SEALED):
            try:
                clear = cipher.decrypt(_nonce(number, last=number == final), piece, bound)
            except InvalidTag:
                raise Broken from None
            offset = number * PIECE
            yield clear[max(0, start - offset) : stop - offset]
            number += 1
        if number != last + 1:
            raise Broken

    async def read(self, ref: BlobRef, key: DataKey, limit: int) -> bytes:
        """Return a whole file.

        Raises :class:`TooLarge` above ``limit`` bytes, :class:`Unavailable` where the store does not answer, and what
        :meth:`get` raises.
        """
        if ref.size > limit:
            raise TooLarge(limit=limit)
        try:
            return b"".join([piece async for piece in self.get(ref, key)])
        except BaseError as error:
            raise Unavailable(retry_after=5) from error

    async def delete(self, ref: BlobRef) -> None:
        """Remove a blob; one that is gone already stays gone. Call it after the commit that drops the last reference."""
        try:
            await self._store.delete_async(_path(ref.realm_id, ref.name))
        except FileNotFoundError:
            return

    async def delete_paths(self, paths: Sequence[str]) -> None:
        """Remove objects by the paths that :meth:`find_older` gave."""
        if paths:
            await self._store.delete_async(list(paths))

    async def find_older(self, moment: datetime) -> AsyncIterator[dict[str, str]]:
        """Yield the blobs stored before a moment, in batches: paths by their names."""
        async for batch in self._store.list(chunk_size=_BATCH):
            yield {meta["path"].rpartition("/")[2]: meta["path"] for meta in batch if meta["last_modified"] < moment}

    async def sweep_fragments(self, moment: datetime) -> None:
        """Remove what a local store left of blobs whose writing was cut short before a moment. Others do so themselves."""
        if self._folder is not None:
            await to_thread.run_sync(_remove_fragments, self._folder, moment.timestamp())

    async def delete_realm(self, realm_id: UUID) -> int:
        """Remove every blob of a dissolved realm; return how many. May be called again after an interruption."""
        count = 0
        async for batch in self._store.list(str(realm_id)):
            await self._store.delete_async([meta["path"] for meta in batch])
            count += len(batch)
        return count


class _Read:
    """What has been read of a file while it is stored: its size, held under the limit, and its hash."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.size = 0
        self.hash = hashlib.sha256()

    async def pieces(self, chunks: AsyncIterable[bytes]) -> AsyncIterator[bytes]:
        async for piece in _regroup(self._counted(chunks), PIECE):
            self.hash.update(piece)
            yield piece

    async def _counted(self, chunks: AsyncIterable[bytes]) -> AsyncIterator[bytes]:
        async for chunk in chunks:
            self.size += len(chunk)
            if self.size > self.limit:
                raise TooLarge(limit=self.limit)
            yield chunk


async def _regroup(chunks: AsyncIterable[bytes], size: int) -> AsyncIterator[bytes]:
    """Yield the same bytes in pieces of one size; the last may be shorter, none is empty."""
    held = bytearray()
    async for chunk in chunks:
        held += chunk
        while len(held) >= size:
            yield bytes(held[:size])
            del held[:size]
    if held:
        yield bytes(held)


def _path(realm_id: UUID, name: str) -> str:
    return f"{realm_id}/{name[:2]}/{name}"


def _bound(header: bytes, realm_id: UUID, data_key_id: UUID, name: str) -> bytes:
    return header + place("blob", realm_id, data_key_id, name)


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + (b"\1" if last else b"\0")


def _cipher(header: bytes, key: DataKey) -> "AESGCM":
    if len(header) != _HEADER or header[0] != _FORMAT:
        raise Broken
    return key.stream(header[3:], int.from_bytes(header[1:3], "big"))[1]


def _make_durable(path: Path) -> None:
    """Push a file and its folders to the disk: the store writes, and leaves the rest to the system."""
    for each in (path, path.parent, path.parent.parent):
        handle = os.open(each, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _remove_fragments(folder: Path, moment: float) -> None:
    # The store writes beside the final name, with a number behind ``#``, and renames.
    for path in folder.rglob("*#*"):
        if path.stat().st_mtime < moment:
            path.unlink(missing_ok=True)
