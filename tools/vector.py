"""What a vector is: see :mod:`tools.vectors`."""

from __future__ import annotations

from typing import Any, NamedTuple

import msgspec

from tocsin.effects.refusals import Forged


class Vector(NamedTuple):
    """A file, the first refusal it meets (none: it holds), and the keys, the log's and a witness's, that are insisted on."""

    raw: bytes
    refusal: type[Forged] | None = None
    key: str | None = None
    witness: str | None = None


def enc(value: Any) -> bytes:
    """Anything as JSON."""
    return msgspec.json.encode(value)
