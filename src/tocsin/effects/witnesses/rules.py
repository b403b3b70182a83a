"""What a witness's name, key and cosignature must be: decided without a database."""

import re
from base64 import b64decode, b64encode
from datetime import datetime, timedelta
from typing import Final

from tocsin.effects.refusals import NoBundle
from tocsin.effects.rules.entries import microseconds
from tocsin.effects.rules.heads import SKEW, Head, Witness, check_head
from tocsin.effects.witnesses.refusals import BadWitnessKey, BadWitnessName, WrongTime

LIMIT: Final = 20
"""Witnesses of a realm at once."""
NAME_LIMIT: Final = 64
SIGNATURE_BYTES: Final = 64
KEY_BYTES: Final = 32
_NAME: Final = re.compile(rf"[!-*,-~]{{1,{NAME_LIMIT}}}")


def check_name(name: str) -> None:
    """Raises :class:`BadWitnessName` for what could not stand in a signed note."""
    if not _NAME.fullmatch(name):
        raise BadWitnessName(limit=NAME_LIMIT)


def read_key(text: str) -> bytes:
    """Return a public key from base64. Raises :class:`BadWitnessKey`."""
    try:
        key = b64decode(text, validate=True)
    except ValueError:
        raise BadWitnessKey from None
    if len(key) != KEY_BYTES or b64encode(key).decode() != text:
        raise BadWitnessKey
    return key


def check_cosignature(
    note: str, log_key: bytes, head: Head, witness: Witness, line: str, now: datetime
) -> tuple[int, bytes]:
    """Return the time, in seconds, and the signature of a witness's line under a head of ours.

    Raises :class:`NoBundle` for what is no line, :class:`WrongWitness` where it does not hold, :class:`WrongTime`.
    """
    if not line.endswith("\n") or line.count("\n") != 1:
        raise NoBundle
    _, (witnessed,) = check_head(str(head.realm_id), note + line, log_key, [witness])
    moment = witnessed.time * 1_000_000
    if not head.time - SKEW * 1_000_000 <= moment <= microseconds(now + timedelta(seconds=SKEW)):
        raise WrongTime
    return witnessed.time, b64decode(line.rsplit(" ", 1)[1])[-SIGNATURE_BYTES:]
