"""What other rooms may use.

Effects are recorded by :func:`record`, in the unit of work that brings them about. There is one other entrance, for
messages alone: :class:`Recording` is the same statement without being sent, which the ledger of conversations makes part
of its own, because on the send path each way to the database costs as much as a dozen rows. It goes with
:func:`salt_keys`; that no other file uses the two, a check holds (``tools/checks/rooms.py``).
"""

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
