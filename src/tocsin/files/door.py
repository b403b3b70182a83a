"""What other rooms may use of files: they let the actor through, and ask here.

A message holds its files like this, all in its own unit of work: ``attach`` (may the actor send these), seal the cards
into the message, ``use``; one passed on calls ``share`` (let the realm open them) and ``use``; a recall calls ``release``.
A download asks ``open_file`` within the unit of work that let the actor through, and ``respond`` with the handle after it.
"""

from tocsin.files.actions.bringing import Whole, bring
from tocsin.files.actions.completing import read
from tocsin.files.actions.holding import attach, open_file, release, share, use
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
    "NotReady",
    "TooManyOpen",
    "TooMuchOpen",
    "Usage",
    "Variant",
    "Whole",
    "attach",
    "bring",
    "clean_name",
    "drop",
    "open_file",
    "read",
    "release",
    "respond",
    "share",
    "use",
    "weigh",
]
