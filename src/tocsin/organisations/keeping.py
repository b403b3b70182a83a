"""The keyring of the server a unit of work belongs to: reads that other rooms call with the unit alone reach it here."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from weakref import WeakKeyDictionary

from tocsin.kernel.context import Context
from tocsin.kernel.db import Database, Transaction
from tocsin.kernel.seal import Keyring

_keyrings: "WeakKeyDictionary[Database, Keyring]" = WeakKeyDictionary()


def keyring_of(tx: Transaction) -> Keyring:
    """Return the keyring beside the database of a unit of work."""
    return _keyrings[tx.database]


@asynccontextmanager
async def keeping_keyring(context: Context) -> AsyncIterator[None]:
    """Know the keyring while the server runs."""
    _keyrings[context.db] = context.keyring
    yield
