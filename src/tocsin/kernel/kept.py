"""What a room says, in plain words, of what it keeps about people, and of what tells that somebody looked at them.

Both are declared in the manifest and told to the person: a new room joins "what is recorded about me" by declaring itself.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal
from uuid import UUID

from tocsin.kernel.db import FOLLOW, Worker
from tocsin.kernel.errors import Words
from tocsin.kernel.events import Event, Touch

Where = Literal["platform", "organisation", "anywhere"]
LOOKS: Final = ("looks",)
"""The key of who looked at whoever asks."""
COUNTED: Final = 1_000
"""Of more things than this the number is not told: nobody reads so far, and a count would."""


@dataclass(frozen=True)
class Kept:
    """A kind of thing a room keeps about a person: what it is, what it is for, and for how long.

    ``code`` begins with the room; ``where`` are the realms that may have any. ``rows`` is a SELECT of the moments, as
    ``at``, of those of the person ``$1`` in the realm ``r.id``, which ``worker`` may read by an index; without it they
    are not counted, and the kind is told of wherever it may be.
    """

    code: str
    where: Where
    title: Words
    text: Words
    term: Words
    rows: str | None = None
    worker: Worker = FOLLOW


@dataclass(frozen=True)
class Look:
    """An audited event that says that somebody looked at people, or took their data out; ``text`` says so in plain words.

    ``subjects`` is a SELECT of what stands for the person ``$1`` in the events' column ``by``: ``id``, and ``since`` and
    ``until`` of which moments it concerns them (null: of all). ``where`` narrows the events, which are called ``e``.
    """

    event: type[Event]
    text: Words
    subjects: str
    by: Literal["subject_id", "realm_id"] = "subject_id"
    where: str = "true"


def looked(audience: Literal["person", "organisation", "conversation"], ids: Iterable[UUID]) -> tuple[Touch, ...]:
    """Return what has those concerned fetch again who looked at them, while they have that open."""
    return tuple(Touch(audience, one, LOOKS) for one in ids)
