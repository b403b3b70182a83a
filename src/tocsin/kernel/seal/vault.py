"""What is kept outside the database and its backups: the key-encrypting key, and one share of it for every realm.

The key that wraps a realm's keys is derived from both. The shares exist because a wrapped key stays in old backups of
the database for as long as they are kept: forgetting a realm's share is what makes those copies unreadable too.
"""

import base64
import binascii
import hashlib
import hmac
import logging
import os
from pathlib import Path
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from tocsin.kernel.seal.refusals import KekUnreadable, RealmDestroyed, ShareMissing

log = logging.getLogger(__name__)


def derive(key: bytes, salt: bytes, info: bytes) -> bytes:
    """Derive a 32-byte key for one use (HKDF-SHA-256)."""
    return HKDF(SHA256(), 32, salt, info).derive(key)


class Vault:
    """The key files of one deployment. Several servers of a deployment share them.

    The key file may stand where nothing can be written (a mounted secret); the folder of shares is written to.
    """

    def __init__(self, path: Path, shares: Path, kek: bytes) -> None:
        self.path = path
        self.shares = shares
        self._kek = kek
        self.id = hmac.new(kek, b"tocsin/kek", hashlib.sha256).hexdigest()[:16]

    @classmethod
    def open(cls, path: Path, shares: Path) -> "Vault":
        """Read the key file; raise ``FileNotFoundError`` or :class:`KekUnreadable`."""
        raw = path.read_bytes()
        if path.stat().st_mode & 0o077:
            log.warning("the key file %s can be read by others than its owner", path)
        return cls(path, shares, _decode(path, raw))

    @classmethod
    def create(cls, path: Path, shares: Path) -> "Vault":
        """Make a key file, unless another server starting at the same time was quicker."""
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _write_once(path, base64.b64encode(os.urandom(32)) + b"\n")
        return cls.open(path, shares)

    def share(self, realm_id: UUID) -> None:
        """Make a realm's share, durable before anything is wrapped with it. Raise when the realm was destroyed."""
        if self._note(realm_id).exists():
            raise RealmDestroyed(realm=str(realm_id))
        self.shares.mkdir(parents=True, exist_ok=True, mode=0o700)
        _write_once(self._share(realm_id), base64.b64encode(os.urandom(32)) + b"\n")

    def wrapping(self, realm_id: UUID) -> AESGCM:
        """Return what wraps a realm's keys. Raises :class:`RealmDestroyed`, :class:`ShareMissing`."""
        path = self._share(realm_id)
        try:
            share = _decode(path, path.read_bytes())
        except FileNotFoundError:
            if self._note(realm_id).exists():
                raise RealmDestroyed(realm=str(realm_id)) from None
            raise ShareMissing(path=str(self.shares), realm=str(realm_id), count=1) from None
        return AESGCM(derive(self._kek, share, b"tocsin/realm/" + realm_id.bytes))

    def knows(self, realm_id: UUID) -> bool:
        """Whether the realm's share, or the note of its destruction, is there."""
        return self._share(realm_id).exists() or self._note(realm_id).exists()

    def destroy(self, realm_id: UUID) -> None:
        """Forget a realm's share for good: a note first, so that a crash between the two is finished at the next start.

        The blocks are overwritten before the file goes; a copying file system or a flash disk may still keep the old
        ones, which is why the folder belongs on an encrypted disk.
        """
        self.shares.mkdir(parents=True, exist_ok=True, mode=0o700)
        _write_once(self._note(realm_id), b"destroyed\n")
        share = self._share(realm_id)
        if share.exists():
            with share.open("r+b") as file:
                file.write(os.urandom(share.stat().st_size))
                file.flush()
                os.fsync(file.fileno())
            share.unlink(missing_ok=True)
            _sync(self.shares)

    def _share(self, realm_id: UUID) -> Path:
        return self.shares / str(realm_id)

    def _note(self, realm_id: UUID) -> Path:
        return self.shares / f"{realm_id}.destroyed"


def _decode(path: Path, raw: bytes) -> bytes:
    try:
        key = base64.b64decode(raw.strip(), validate=True)
    except binascii.Error:
        key = b""
    if len(key) != 32:
        raise KekUnreadable(path=str(path))
    return key


def _write_once(path: Path, content: bytes) -> None:
    """Write a file whole and durable, or leave the one that is there."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)
    except FileExistsError:
        return
    finally:
        draft.unlink()
    _sync(path.parent)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
