"""The one clock. Everything that asks for the time asks here, so that tests can move it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec

from tocsin.kernel.errors import Invalid

_offset = timedelta()


class Held(msgspec.Struct):
    """A clock that stands at a moment until it is set to another."""

    moment: datetime


_held: ContextVar[Held | None] = ContextVar("held", default=None)


def zone_of(name: str) -> ZoneInfo:
    """Return a time zone by its name, as a request gives it. Raises :class:`Invalid` at ``zone``."""
    try:
        zone = ZoneInfo(name)
        datetime.now(UTC).astimezone(zone)
    except (KeyError, ValueError, OSError):
        # What is no name of a zone may look like a path, or be the name of a folder.
        raise Invalid(fields={"zone": "the name of a time zone"}) from None
    return zone


def now() -> datetime:
    """Return the present moment, aware, in UTC."""
    held = _held.get()
    return datetime.now(UTC) + _offset if held is None else held.moment


@contextmanager
def hold(moment: datetime) -> Iterator[Held]:
    """Let the clock stand for the caller and the tasks it starts; everybody else's goes on.

    For the sample organisation, whose acts lie in the past: nobody who is signed in is ever served under it.
    """
    held = Held(moment)
    token = _held.set(held)
    try:
        yield held
    finally:
        _held.reset(token)


@contextmanager
def travel(by: timedelta) -> Iterator[None]:
    """Move the clock of this process by a span while the block runs (tests only)."""
    global _offset
    before = _offset
    _offset = before + by
    try:
        yield
    finally:
        _offset = before
