"""What other rooms may use."""

from tocsin.effects.actions import Recording, SaltKeys, open_salt, record, salt_keys
from tocsin.effects.queries import STREAM, Mark, find_all_handled, find_handled, find_marks
from tocsin.effects.rules import Effect, Entry, canonical, commitment, digest_of

__all__ = [
    "STREAM",
    "Effect",
    "Entry",
    "Mark",
    "Recording",
    "SaltKeys",
    "canonical",
    "commitment",
    "digest_of",
    "find_all_handled",
    "find_handled",
    "find_marks",
    "open_salt",
    "record",
    "salt_keys",
]
