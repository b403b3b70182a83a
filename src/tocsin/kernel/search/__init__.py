"""Search over sealed content: an index of keyed terms, and what a room declares to be found by it.

A room that has something to find names its kinds in its manifest (:class:`Searchable`); where the keyed index is to hold
its texts it also names where they come from (:class:`Source`). The ``search`` room asks and indexes them all.
"""

from tocsin.kernel.search.index import PER_PLACE, STRETCH, Scope, Terms, candidates, drop, keep, keyed, terms_of
from tocsin.kernel.search.names import name_parts
from tocsin.kernel.search.shapes import (
    Asked,
    Document,
    Hit,
    Part,
    Place,
    Searchable,
    Section,
    Source,
)
from tocsin.kernel.search.snippets import excerpt, plain

__all__ = [
    "PER_PLACE",
    "STRETCH",
    "Asked",
    "Document",
    "Hit",
    "Part",
    "Place",
    "Scope",
    "Searchable",
    "Section",
    "Source",
    "Terms",
    "candidates",
    "drop",
    "excerpt",
    "keep",
    "keyed",
    "name_parts",
    "plain",
    "terms_of",
]
