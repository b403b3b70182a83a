"""What a send may be refused with: one list, for the route and the socket's command alike."""

from tocsin.files.door import NotReady
from tocsin.kernel import text
from tocsin.messaging.refusals import (
    Busy,
    Closed,
    IdTaken,
    LocationsOff,
    NoSuchFile,
    NoSuchMention,
    NoSuchReply,
    PollEndPassed,
)
from tocsin.messaging.refusals.groups import SPEAKING
from tocsin.messaging.stickers.refusals import NoSuchSticker

SENDING = (
    text.Unfit,
    Closed,
    NoSuchMention,
    NoSuchReply,
    NoSuchFile,
    NoSuchSticker,
    NotReady,
    LocationsOff,
    PollEndPassed,
    Busy,
    IdTaken,
    *SPEAKING,
)
