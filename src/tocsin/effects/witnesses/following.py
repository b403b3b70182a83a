"""The witness itself: asks a server for the newest head of a log, judges it by the last it kept, keeps it, and signs it.

It trusts nothing that it is told: signatures, the succession of keys and the proof that the log continued are checked here.
"""

import ssl
import time
from base64 import b64encode
from pathlib import Path
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

import httpcore
import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tocsin import __version__
from tocsin.effects.rules.forks import (
    Against,
    Continuation,
    Shown,
    encode_fork,
    judge,
    judge_continuation,
    own_part,
    read_shown,
)
from tocsin.effects.rules.heads import Head, SignedKey, cosignature_line, cosignature_text
from tocsin.effects.rules.telling import on_one_line
from tocsin.effects.witnesses.state import Seen, State, write_whole
from tocsin.kernel.errors import Language, NotFound

T = TypeVar("T")
SECONDS: Final = 30.0
"""To connect, to write, and between two pieces of an answer."""
LARGEST: Final = 1 << 20
"""Bytes of an answer: more is no answer of a log."""


class Unanswered(Exception):
    """The server gave no answer that could be used; the words are for the operator."""


class Barred(Unanswered):
    """The server knows no such log, or no such token: the two look alike."""


class Contradicted(Exception):
    """The log contradicts itself: both heads are in the file ``kept``."""

    def __init__(self, against: Against, older: Seen, newer: Seen, kept: Path) -> None:
        super().__init__(against.value)
        self.against, self.older, self.newer, self.kept = against, older, newer, kept


class _Keys(msgspec.Struct, frozen=True):
    witness: str
    keys: list[SignedKey]


class _Continued(msgspec.Struct, frozen=True):
    root: str
    path: list[str]


class _Refused(msgspec.Struct, frozen=True):
    code: str = ""
    message: str = ""


class LogOf:
    """A log on a server, as a witness's token opens it."""

    def __init__(self, url: str, realm: str, token: str, language: Language = "en") -> None:
        """``url`` is the server's address, ``language`` the one it answers in. Raises :class:`Unanswered` where it is none."""
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.netloc:
            raise Unanswered(f"{url} is no address of a server")
        self._base = f"{url.rstrip('/')}/api/logs/{realm}"
        self._headers = {
            "Authorization": f"Bearer {token}",
            "Host": parts.netloc,
            "User-Agent": f"Tocsin/{__version__} (witness)",
            "Accept-Language": language,
        }
        self._pool = httpcore.ConnectionPool(ssl_context=ssl.create_default_context(), max_connections=2, retries=1)
        self.name = ""

    def close(self) -> None:
        """Give its connections back."""
        self._pool.close()

    def shown(self) -> Shown:
        """Return the newest head with the keys of the log."""
        note = self._ask("/checkpoint")
        named = _read(self._ask("/keys"), _Keys)
        self.name = named.witness
        try:
            return Shown(named.keys, own_part(note.decode()))
        except UnicodeDecodeError as error:
            raise Unanswered("the head is no text") from error

    def continuation(self, old: int, new: int) -> Continuation:
        """Return how the server proves that its log continued."""
        found = _read(self._ask(f"/consistency?old={old}&new={new}"), _Continued)
        return Continuation(found.root, found.path)

    def cosign(self, body: dict[str, Any]) -> None:
        """Hand a signature in."""
        self._ask("/cosignatures", body)

    def _ask(self, path: str, body: dict[str, Any] | None = None) -> bytes:
        content = None if body is None else msgspec.json.encode(body)
        headers = [*self._headers.items(), *([] if body is None else [("Content-Type", "application/json")])]
        try:
            with self._pool.stream(
                "GET" if body is None else "POST",
                self._base + path,
                headers=headers,
                content=content,
                extensions={"timeout": dict.fromkeys(("connect", "read", "write", "pool"), SECONDS)},
            ) as response:
                answer = b""
                for piece in response.iter_stream():
                    answer += piece
                    if len(answer) > LARGEST:
                        raise Unanswered(f"{path}: the answer has no end")
        except (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError, OSError) as error:
            raise Unanswered(f"{self._base}: {type(error).__name__} {error}".rstrip()) from error
        if not 200 <= response.status < 300:
            found = _refusal(answer)
            if found.code == NotFound.code:
                raise Barred(path)
            raise Unanswered(f"{path}: {response.status} {on_one_line(found.message)}".rstrip())
        return answer


def _refusal(answer: bytes) -> _Refused:
    try:
        return msgspec.json.decode(answer, type=_Refused)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return _Refused()


def _read(raw: bytes, into: type[T]) -> T:
    try:
        return msgspec.json.decode(raw, type=into)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise Unanswered(f"an answer that makes no sense: {error}") from error


def look(log: LogOf, state: State, folder: Path, *, key: str | None = None) -> Seen | None:
    """Ask for the newest head and keep it; none where it is the one kept last. ``key``: one that must be the log's (base64).

    Raises :class:`Unanswered`; :class:`Forged` for a head whose signature does not hold, which proves nothing against
    anybody; :class:`Contradicted` once both heads are kept.
    """
    shown = log.shown()
    held = read_shown(state.realm, shown)
    if key is not None and key not in held.keys:
        raise Unanswered("the key you named is none of this log's")
    seen, last = Seen(shown, held), state.last
    if last is not None:
        if shown == last.shown:
            return None
        check(log, state.realm, last, seen, folder)
    state.keep(seen)
    return seen


def check(log: LogOf | None, realm: str, old: Seen, new: Seen, folder: Path) -> None:
    """Raise :class:`Contradicted`, both heads kept, where two heads do; without ``log`` as far as the two alone say."""
    against, shown = judge(old.held, new.held), None
    if against is None and log is not None and old.held.head.size < new.held.head.size:
        against, shown = _judge_continuation(log, old.held.head, new.held.head)
    if against is not None:
        size, moment = new.held.head.size, new.held.head.time
        kept = folder / f"fork-{realm}-{old.held.head.size}-{size}-{moment}.json"
        write_whole(kept, encode_fork(realm, old.shown, new.shown, against, shown))
        raise Contradicted(against, old, new, kept)


def _judge_continuation(log: LogOf, old: Head, new: Head) -> tuple[Against | None, Continuation | None]:
    shown = log.continuation(old.size, new.size)
    try:
        against = judge_continuation(old, new, shown)
    except ValueError:
        against = Against.NOT_CONTINUED
    return against, None if against is Against.NOT_CONTINUED else shown


def cosign(log: LogOf, seen: Seen, key: Ed25519PrivateKey) -> None:
    """Sign a head that was checked and kept, and hand the signature in. Raises :class:`Unanswered`."""
    public, seconds = key.public_key().public_bytes_raw(), int(time.time())
    head = seen.held.head
    line = cosignature_line(log.name, public, seconds, key.sign(cosignature_text(head, seconds)))
    log.cosign({"size": head.size, "line": line, "key": b64encode(public).decode()})


def compare(log: LogOf | None, own: State, other: State, folder: Path) -> int:
    """Hold what two witnesses saw against each other; return how many sizes both saw.

    Offline, heads of the same size and the last of each; with a server it has to show that one continued the other. Raises
    :class:`Contradicted`.
    """
    by_size = {one.held.head.size: one for one in own.seen}
    common = [(by_size[one.held.head.size], one) for one in other.seen if one.held.head.size in by_size]
    for mine, theirs in common:
        _pair(None, own.realm, mine, theirs, folder)
    if own.last is not None and other.last is not None:
        _pair(log, own.realm, own.last, other.last, folder)
    return len(common)


def _pair(log: LogOf | None, realm: str, one: Seen, other: Seen, folder: Path) -> None:
    older, newer = sorted(
        (one, other), key=lambda seen: (seen.held.head.size, seen.held.head.time, len(seen.held.keys))
    )
    check(log, realm, older, newer, folder)
