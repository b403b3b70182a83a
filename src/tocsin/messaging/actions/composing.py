"""From what a client sends to what a message carries: checked before it joins the queue."""

from uuid import UUID

from tocsin.kernel.context import Context
from tocsin.kernel.types import Actor
from tocsin.messaging.actions.ledger import moment
from tocsin.messaging.queries.rules import allows_locations
from tocsin.messaging.refusals import LocationsOff
from tocsin.messaging.rules.content import (
    Carried,
    Carrying,
    Location,
    NewContent,
    NewSticker,
    Sticker,
    check_content,
    check_sticker,
)
from tocsin.messaging.rules.files import NewFiles, NewVoice, check_files


async def compose(context: Context, actor: Actor, conversation_id: UUID, content: NewContent | None) -> Carrying | None:
    """Return what a message carries. Raises what ``check_content`` and ``check_files`` raise, and ``LocationsOff``."""
    if content is None:
        return None
    if isinstance(content, NewFiles | NewVoice):
        return check_files(content)
    if isinstance(content, NewSticker):
        sticker = check_sticker(content)
        return Carried(content=sticker) if isinstance(sticker, Sticker) else sticker
    checked = check_content(content, moment())
    if isinstance(checked, Location):
        async with context.db.acting(actor) as tx:
            if not await allows_locations(tx, conversation_id):
                raise LocationsOff
    return Carried(content=checked)
