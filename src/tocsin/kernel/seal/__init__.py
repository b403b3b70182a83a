"""Sealing: personal data and content are ciphertext in the database, under keys that follow the realm they belong to.

Key-encrypting key (file) → keys of a realm → data keys of conversations and kinds of records → values.
"""

from tocsin.kernel.seal.keyring import Keyring
from tocsin.kernel.seal.keys import OVERHEAD, PLATFORM, DataKey, Realm, place
from tocsin.kernel.seal.refusals import (
    Broken,
    KekMissing,
    KekUnreadable,
    KekWrong,
    KeyProblem,
    RealmDestroyed,
    RealmUnknown,
    ShareMissing,
)

__all__ = [
    "OVERHEAD",
    "PLATFORM",
    "Broken",
    "DataKey",
    "KekMissing",
    "KekUnreadable",
    "KekWrong",
    "KeyProblem",
    "Keyring",
    "Realm",
    "RealmDestroyed",
    "RealmUnknown",
    "ShareMissing",
    "place",
]
