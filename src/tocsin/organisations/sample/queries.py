"""What the first page is told of the sample."""

import msgspec

from tocsin.kernel.db import Transaction
from tocsin.kernel.errors import NotFound
from tocsin.kernel.ids import PLATFORM
from tocsin.kernel.seal import Keyring, place
from tocsin.organisations.sample.rules.cast import Part

RECORDS = "organisations.sample"


class Account(msgspec.Struct, frozen=True):
    """An account of the cast that one may sign in with; ``part`` is what it may do."""

    name: str
    post: str
    part: Part
    login_name: str
    password: str


def access_place() -> bytes:
    """Return the place the accounts are sealed for."""
    return place("sample_access.accounts", 1)


async def get_accounts(tx: Transaction, keyring: Keyring) -> list[Account]:
    """Return the accounts of the cast until somebody signs in; then, and without a sample, :class:`NotFound`."""
    rows = await tx.fetch("SELECT accounts_sealed FROM sample_access WHERE id = 1")
    if not rows:
        raise NotFound
    key = await keyring.record_key(tx, PLATFORM, RECORDS)
    return msgspec.json.decode(key.open(rows[0]["accounts_sealed"], access_place()), type=list[Account])
