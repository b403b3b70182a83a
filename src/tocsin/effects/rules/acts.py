"""What the effect of an admin's act says, so that it can be computed again from the row of its event."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

import msgspec

_NO_LETTER: Final = re.compile(r"[^a-z_]")
_LONGEST: Final = 32
_encode = msgspec.json.Encoder(order="sorted").encode


def act_of(kind: str) -> str:
    """Return the kind of an event as the name of an act; the content has it whole."""
    return _NO_LETTER.sub("_", kind)[:_LONGEST]


def content_of(
    kind: str, subject_id: UUID | None, why: str | None, changes: Sequence[object], body: Mapping[str, Any]
) -> bytes:
    """Return the canonical JSON of an act: what was done to what, on what ground, and what was before and after."""
    return _encode({"body": body, "changes": changes, "kind": kind, "subject": subject_id, "why": why})
