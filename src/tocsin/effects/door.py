"""What other rooms may use."""

from tocsin.effects.actions import Recording, record
from tocsin.effects.queries import Mark, Summary, find_marks, summary
from tocsin.effects.rules import Effect, Entry, canonical, commitment, digest_of

__all__ = [
    "Effect",
    "Entry",
    "Mark",
    "Recording",
    "Summary",
    "canonical",
    "commitment",
    "digest_of",
    "find_marks",
    "record",
    "summary",
]
