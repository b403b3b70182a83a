"""What other rooms may use.

Effects are recorded by :func:`record`, in the unit of work that brings them about. There is one other entrance, for
messages alone: :class:`Recording` is the same statement without being sent, which the ledger of conversations makes part
of its own, because on the send path each way to the database costs as much as a dozen rows. It goes with
:func:`salt_keys`; that no other file uses the two, a check holds (``tools/checks/rooms.py``).
"""

from tocsin.effects.actions.acts import forget_acts, prove_acts
from tocsin.effects.actions.bundling import EFFECTS_AT_MOST, PROVING, Wanted, make_bundle
from tocsin.effects.actions.recording import Recording, record, salt_keys
from tocsin.effects.actions.taking import take_archive, take_file
from tocsin.effects.queries.marks import STREAM, find_all_handled, find_handled, find_handlings, find_marks, find_takers
from tocsin.effects.queries.own import OwnEffect, find_own
from tocsin.effects.queries.records import (
    Record,
    Stretch,
    find_delivered,
    find_delivered_in,
    find_done,
    find_done_by,
    find_done_in,
    find_taken,
)
from tocsin.effects.refusals import NotAsRecorded, NothingToProve, NotSealedYet, TooManyEffects
from tocsin.effects.rules.acts import act_of, content_of
from tocsin.effects.rules.bundle import Bundle
from tocsin.effects.rules.doing import words_of
from tocsin.effects.rules.entries import Effect, Entry

__all__ = [
    "EFFECTS_AT_MOST",
    "PROVING",
    "STREAM",
    "Bundle",
    "Effect",
    "Entry",
    "NotAsRecorded",
    "NotSealedYet",
    "NothingToProve",
    "OwnEffect",
    "Record",
    "Recording",
    "Stretch",
    "TooManyEffects",
    "Wanted",
    "act_of",
    "content_of",
    "find_all_handled",
    "find_delivered",
    "find_delivered_in",
    "find_done",
    "find_done_by",
    "find_done_in",
    "find_handled",
    "find_handlings",
    "find_marks",
    "find_own",
    "find_taken",
    "find_takers",
    "forget_acts",
    "make_bundle",
    "prove_acts",
    "record",
    "salt_keys",
    "take_archive",
    "take_file",
    "words_of",
]
