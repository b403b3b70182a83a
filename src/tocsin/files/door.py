"""What other rooms may use of files: they let the actor through, and ask here.

Messages hold their files like this, all in their own unit of work: ``locked``, within it ``attach`` (may the actor send
these) or, for those passed on, ``share`` (let the realm open them), seal the cards into the message, ``use``; a recall
calls ``release``.
A download asks ``open_file`` within the unit of work that let the actor through, and ``respond`` with the handle after it.
"""

from tocsin.files.actions.bringing import Whole, bring
from tocsin.files.actions.completing import read
from tocsin.files.actions.holding import Locked, locked, open_file, release, use
from tocsin.files.actions.uploading import drop
from tocsin.files.queries import Handle, Usage, Variant, weigh
from tocsin.files.refusals import NotReady, TooManyOpen, TooMuchOpen
from tocsin.files.routes.content import RANGES, respond
from tocsin.files.rules.cards import FileCard
from tocsin.files.rules.names import clean_name

__all__ = [
    "RANGES",
    "FileCard",
    "Handle",
    "Locked",
    "NotReady",
    "TooManyOpen",
    "TooMuchOpen",
    "Usage",
    "Variant",
    "Whole",
    "bring",
    "clean_name",
    "drop",
    "locked",
    "open_file",
    "read",
    "release",
    "respond",
    "use",
    "weigh",
]
