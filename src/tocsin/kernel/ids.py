"""Identifiers."""

import os
import time
from typing import Final
from uuid import UUID

PLATFORM: Final = UUID(int=0)
"""The platform's own realm: registration, sign-in, person to person."""


def uuid7() -> UUID:
    """Return a time-ordered identifier (RFC 9562, version 7): 48 bits of milliseconds, 74 random bits.

    Time order keeps inserts at the right edge of their index.
    """
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds << 80) | int.from_bytes(os.urandom(10), "big")
    value = (value & ~(0xF << 76)) | (0x7 << 76)
    value = (value & ~(0x3 << 62)) | (0x2 << 62)
    return UUID(int=value)
