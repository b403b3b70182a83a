"""What a witness keeps: every head it saw, in a file that only grows.

The first line names the log, each further one is a head with the keys it came with. A line is written at once and is on the
disk before anything is said or signed of it. One that was cut off by a crash was never relied upon: it goes at the next start.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

import msgspec

from tocsin.effects.refusals import Forged
from tocsin.effects.rules.forks import Held, Shown, read_shown

FORMAT: Final = "tocsin-witness/1"


class StateProblem(Exception):
    """The file cannot be gone on with; the words are for the operator."""


class _Log(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    format: str
    realm: str


class Seen(msgspec.Struct, frozen=True):
    """A head as it was shown, and as it was read."""

    shown: Shown
    held: Held


class State:
    """The heads of one log, the oldest first; more are added with :meth:`keep`."""

    def __init__(self, realm: str, seen: list[Seen], file: BinaryIO | None = None) -> None:
        self.realm = realm
        self.seen = seen
        self._file = file

    @property
    def last(self) -> Seen | None:
        """The newest head; none before the first."""
        return self.seen[-1] if self.seen else None

    def keep(self, one: Seen) -> None:
        """Add a head; it is on the disk when this returns."""
        assert self._file is not None
        _append(self._file, one.shown)
        self.seen.append(one)


def read_state(path: Path) -> State:
    """Return what another witness keeps, for comparing. Raises :class:`StateProblem`."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise StateProblem(f"{path}: {error.strerror}") from error
    return _read(path, raw[: raw.rfind(b"\n") + 1], None)


@contextmanager
def open_state(path: Path, realm: str) -> Iterator[State]:
    """Open a witness's file for as long as the block runs, for this process alone; make it where there is none.

    Raises :class:`StateProblem` where another process has it, it is another log's, or a line of it is damaged.
    """
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    except OSError as error:
        raise StateProblem(f"{path}: {error.strerror}") from error
    with os.fdopen(descriptor, "r+b", buffering=0) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise StateProblem(f"{path}: another process uses it") from error
        raw = file.read()
        whole = raw[: raw.rfind(b"\n") + 1]
        if len(whole) < len(raw):
            file.truncate(len(whole))
        if not whole:
            _append(file, _Log(FORMAT, realm))
            _sync_folder(path)
            yield State(realm, [], file)
            return
        state = _read(path, whole, file)
        if state.realm != realm:
            raise StateProblem(f"{path}: it is of the log {state.realm}")
        yield state


def _append(file: BinaryIO, line: msgspec.Struct) -> None:
    file.write(msgspec.json.encode(line) + b"\n")
    os.fsync(file.fileno())


def _sync_folder(path: Path) -> None:
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _read(path: Path, raw: bytes, file: BinaryIO | None) -> State:
    lines, seen = raw.splitlines(), []
    try:
        log = msgspec.json.decode(lines[0] if lines else b"", type=_Log)
        if log.format != FORMAT:
            raise StateProblem(f"{path}: another format: {log.format}")
        for line in lines[1:]:
            shown = msgspec.json.decode(line, type=Shown)
            seen.append(Seen(shown, read_shown(log.realm, shown)))
    except (ValueError, msgspec.DecodeError, RecursionError, Forged) as error:
        raise StateProblem(f"{path}: damaged behind {len(seen)} heads") from error
    return State(log.realm, seen, file)


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that there is all of it or nothing."""
    beside = path.with_name(f"{path.name}.{os.getpid()}.new")
    with beside.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    _sync_folder(path)
