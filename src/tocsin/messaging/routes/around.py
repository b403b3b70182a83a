"""What is done with messages, over HTTP: editing, reacting, voting, forwarding, keeping; threads and drafts."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from litestar.params import Parameter

from tocsin.kernel import text
from tocsin.kernel.context import Context
from tocsin.kernel.db import Transaction
from tocsin.kernel.http import route
from tocsin.kernel.powers import SIGNED_IN
from tocsin.kernel.types import Actor, Page
from tocsin.messaging.actions import polls
from tocsin.messaging.actions.drafts import set_draft
from tocsin.messaging.actions.edit import edit
from tocsin.messaging.actions.favourites import set_favourite
from tocsin.messaging.actions.forwarding import Passing, forward
from tocsin.messaging.actions.reactions import set_reaction
from tocsin.messaging.queries import revisions
from tocsin.messaging.queries.history import find_thread, get_fact
from tocsin.messaging.refusals import (
    AlreadyRecalled,
    Closed,
    EditTooLate,
    IdTaken,
    NoSuchMention,
    NotAnEmoji,
    NotAPoll,
    NotYourMessage,
    PollClosed,
    TooManyEdits,
    TooManyFavourites,
    TooManyReactions,
)
from tocsin.messaging.refusals.groups import SPEAKING, AdminsPostOnly, Silenced
from tocsin.messaging.refusals.leaving import LEAVING, NotYourWords
from tocsin.messaging.routes.conversations import ONE, TAGS, limited
from tocsin.messaging.routes.messages import MESSAGES, plain
from tocsin.messaging.rules.shapes import DraftKept, Fact, FactPage, FavouritePage, Reactor, Revision, Seq, Voter

MESSAGE = MESSAGES + "/{seq:int}"
STANDING = (AlreadyRecalled, Closed)


class NewText(msgspec.Struct, forbid_unknown_fields=True):
    """The text a message has from now on. ``client_id`` is the client's own, so that asking twice changes it once."""

    text: str
    mentions: list[str] = []
    client_id: UUID | None = None


class Choice(msgspec.Struct, forbid_unknown_fields=True):
    """The options chosen, as places from 0; none takes the vote back."""

    options: Annotated[list[int], msgspec.Meta(max_length=20)]


class Forward(msgspec.Struct, forbid_unknown_fields=True):
    """Messages to forward from another conversation, one by one or ``together``; ``client_id`` as in sending."""

    client_id: UUID
    source_id: UUID
    seqs: Annotated[list[Seq], msgspec.Meta(min_length=1, max_length=100)]
    together: bool = False


class Forwarded(msgspec.Struct):
    """What was sent."""

    items: list[Fact]


class NewDraft(msgspec.Struct, forbid_unknown_fields=True):
    """What somebody has begun to write; an empty text that answers nothing keeps nothing.

    ``base`` is the ``at`` of the draft that was changed here, null where there was none: what another device wrote since is
    then not overwritten. Left out, it is.
    """

    text: str
    mentions: list[str] = []
    reply_to: Seq | None = None
    base: Annotated[datetime, msgspec.Meta(tz=True)] | msgspec.UnsetType | None = msgspec.UNSET


@route("GET", MESSAGE, power=SIGNED_IN, tags=TAGS)
async def show_message(tx: Transaction, context: Context, actor: Actor, conversation_id: UUID, seq: int) -> Fact:
    """One fact of a conversation."""
    return await get_fact(tx, context.keyring, actor.person_id, conversation_id, seq)


@route(
    "PATCH",
    MESSAGE,
    power=SIGNED_IN,
    tags=TAGS,
    refuses=(
        text.Unfit,
        NotYourMessage,
        NotYourWords,
        EditTooLate,
        TooManyEdits,
        NoSuchMention,
        IdTaken,
        *STANDING,
        *SPEAKING,
    ),
)
async def edit_message(
    tx: Transaction, context: Context, actor: Actor, conversation_id: UUID, seq: int, data: NewText
) -> Fact:
    """Change the text of one's own message; what it was stays to be seen. Answers the fact of the change."""
    return plain(await edit(tx, context, actor, conversation_id, seq, data.text, data.mentions, data.client_id))


@route("GET", MESSAGE + "/revisions", power=SIGNED_IN, tags=TAGS)
async def list_revisions(
    tx: Transaction, context: Context, actor: Actor, conversation_id: UUID, seq: int
) -> list[Revision]:
    """The texts of a message: as it was sent first, as it is last."""
    return await revisions.find_revisions(tx, context.keyring, actor.person_id, conversation_id, seq)


@route("GET", MESSAGE + "/thread", power=SIGNED_IN, tags=TAGS)
async def show_thread(
    tx: Transaction, context: Context, actor: Actor, conversation_id: UUID, seq: int, after: int = 0, limit: int = 100
) -> FactPage:
    """A message and the replies in its thread, ascending, from after a position."""
    return await find_thread(tx, context.keyring, actor.person_id, conversation_id, seq, after, limited(limit))


@route("GET", MESSAGE + "/reactions", power=SIGNED_IN, tags=TAGS)
async def list_reactions(
    tx: Transaction, actor: Actor, conversation_id: UUID, seq: int, after: str | None = None, limit: int = 100
) -> Page[Reactor]:
    """Who put which emoji on a message."""
    return await revisions.find_reactors(tx, actor.person_id, conversation_id, seq, after, limited(limit))


@route(
    "PUT",
    MESSAGE + "/reactions/{emoji:str}",
    power=SIGNED_IN,
    tags=TAGS,
    refuses=(NotAnEmoji, TooManyReactions, *STANDING),
    status=204,
)
async def put_reaction(
    tx: Transaction, context: Context, actor: Actor, conversation_id: UUID, seq: int, emoji: str
) -> None:
    """Put an emoji on a message."""
    await set_reaction(tx, context, actor, conversation_id, seq, emoji, on=True)


@route(
    "DELETE",
    MESSAGE + "/reactions/{emoji:str}",
    power=SIGNED_IN,
    tags=TAGS,
    refuses=(NotAnEmoji, *STANDING),
    status=204,
)
async def take_reaction(
    tx: Transaction, context: Context, actor: Actor, conversation_id: UUID, seq: int, emoji: str
) -> None:
    """Take an emoji back."""
    await set_reaction(tx, context, actor, conversation_id, seq, emoji, on=False)


@route("PUT", MESSAGE + "/vote", power=SIGNED_IN, tags=TAGS, refuses=(NotAPoll, PollClosed, *STANDING), status=204)
async def vote(tx: Transaction, context: Context, actor: Actor, conversation_id: UUID, seq: int, data: Choice) -> None:
    """Vote in a poll, vote otherwise, or take the vote back."""
    await polls.vote(tx, context, actor, conversation_id, seq, data.options)


@route("GET", MESSAGE + "/votes", power=SIGNED_IN, tags=TAGS, refuses=(NotAPoll,))
async def list_votes(
    tx: Transaction,
    context: Context,
    actor: Actor,
    conversation_id: UUID,
    seq: int,
    after: str | None = None,
    limit: int = 100,
) -> Page[Voter]:
    """Who chose what; nobody is listed where a poll is anonymous."""
    return await revisions.find_voters(
        tx, context.keyring, actor.person_id, conversation_id, seq, after, limited(limit)
    )


@route(
    "POST",
    MESSAGE + "/closing",
    power=SIGNED_IN,
    tags=TAGS,
    refuses=(NotAPoll, PollClosed, NotYourMessage, *STANDING),
    status=204,
)
async def close_poll(tx: Transaction, context: Context, actor: Actor, conversation_id: UUID, seq: int) -> None:
    """End one's own poll."""
    await polls.close_poll(tx, context, actor, conversation_id, seq)


@route("PUT", MESSAGE + "/favourite", power=SIGNED_IN, tags=TAGS, refuses=(TooManyFavourites,), status=204)
async def put_favourite(tx: Transaction, context: Context, actor: Actor, conversation_id: UUID, seq: int) -> None:
    """Keep a message at hand."""
    await set_favourite(tx, context, actor, conversation_id, seq, on=True)


@route("DELETE", MESSAGE + "/favourite", power=SIGNED_IN, tags=TAGS, status=204)
async def take_favourite(tx: Transaction, context: Context, actor: Actor, conversation_id: UUID, seq: int) -> None:
    """Keep a message at hand no longer."""
    await set_favourite(tx, context, actor, conversation_id, seq, on=False)


@route("GET", "/api/me/favourites", power=SIGNED_IN, tags=TAGS)
async def list_favourites(
    tx: Transaction,
    context: Context,
    actor: Actor,
    after: str | None = None,
    limit: int = 50,
    q: Annotated[str, Parameter(max_length=200)] = "",
) -> FavouritePage:
    """The messages one keeps at hand, the last kept first; with ``q`` those that say it, in pages of any length."""
    return await revisions.find_favourites(tx, context.keyring, actor.person_id, after, limited(limit), q)


@route(
    "POST",
    ONE + "/forwards",
    power=SIGNED_IN,
    tags=TAGS,
    refuses=(Closed, IdTaken, Silenced, AdminsPostOnly, *LEAVING),
    status=201,
)
async def forward_messages(
    tx: Transaction, context: Context, actor: Actor, conversation_id: UUID, data: Forward
) -> Forwarded:
    """Forward messages of another conversation, or of this one, into this one: all of them, or none. The same
    `client_id` again answers what stands.
    """
    passing = Passing(data.client_id, data.source_id, data.seqs, data.together)
    facts = await forward(tx, context, actor, conversation_id, passing)
    return Forwarded([plain(fact) for fact in facts])


@route("PUT", ONE + "/draft", power=SIGNED_IN, tags=TAGS, refuses=(text.Unfit,))
async def keep_draft(
    tx: Transaction, context: Context, actor: Actor, conversation_id: UUID, data: NewDraft
) -> DraftKept:
    """Keep what one has begun to write, for all one's devices. Whom it cannot mention, and what is gone, it leaves out."""
    return await set_draft(tx, context, actor, conversation_id, data.text, data.mentions, data.reply_to, data.base)


AROUND_ROUTES = (
    show_message,
    edit_message,
    list_revisions,
    show_thread,
    list_reactions,
    put_reaction,
    take_reaction,
    vote,
    list_votes,
    close_poll,
    put_favourite,
    take_favourite,
    list_favourites,
    forward_messages,
    keep_draft,
)
