"""Cursors of keyset-paged lists: opaque to callers, and of no use for anything but going on."""

import base64
import binascii
from typing import Any, TypeVar

import msgspec

from tocsin.kernel.errors import Invalid

T = TypeVar("T")
LARGEST = 200


def limit_of(limit: int) -> int:
    """Return how many rows a page has: 1 to 200."""
    return max(1, min(limit, LARGEST))


def cursor(*values: Any) -> str:
    """Return the cursor behind a row, from its sort keys."""
    return base64.urlsafe_b64encode(msgspec.json.encode(values)).rstrip(b"=").decode()


def after(text: str | None, form: type[T]) -> T | None:
    """Return the sort keys of a cursor, in their types; raise :class:`Invalid` for one that is none of ours."""
    if text is None:
        return None
    try:
        raw = base64.urlsafe_b64decode(text.encode() + b"=" * (-len(text) % 4))
        return msgspec.json.decode(raw, type=form)
    except (binascii.Error, ValueError, msgspec.DecodeError):
        raise Invalid(fields={"after": "unknown cursor"}) from None
