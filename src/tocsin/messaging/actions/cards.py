"""The cards of links: the server looks behind them, so that no reader's address is told to whoever is linked to."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Final
from uuid import UUID

import msgspec

from tocsin.kernel.context import Context
from tocsin.kernel.db import FLUSH, Transaction
from tocsin.kernel.egress import Fetched, Unreachable
from tocsin.kernel.errors import TooMany
from tocsin.kernel.jobs import Job
from tocsin.messaging.actions.ledger import Draft, lock, moment
from tocsin.messaging.actions.linking import LOOK_UP, Spot
from tocsin.messaging.actions.telling import tell
from tocsin.messaging.queries.facts import content_place, open_body, open_carried
from tocsin.messaging.rules.content import Card, Carried, encode_carried
from tocsin.messaging.rules.links import PAGE_LIMIT, PAGE_TYPES, host_of, links_of, read_page

A_MINUTE: Final = 30
"""Links of one sender that are looked behind in a minute; those above get no card."""
SLOW, SLOW_A_MINUTE = 2.0, 5
"""Seconds after which a page is a slow one, and how many of those one sender may have waited for in a minute: few are looked
at at once, and others wait behind them.
"""
# Its own: what strangers wrote is read beside nothing that anybody waits for.
_threads = ThreadPoolExecutor(1, thread_name_prefix="pages")
_FOUND = (
    "SELECT f.sender_id, f.version, f.body_sealed, f.content_sealed, c.data_key_id,"
    " coalesce(r.link_cards, true) AS allowed"
    " FROM message f JOIN conversation c ON c.id = f.conversation_id"
    " LEFT JOIN messaging_rules r ON r.organisation_id = f.realm_id"
    " WHERE f.conversation_id = $1 AND f.seq = $2 AND f.kind = 'text' AND f.recalled_at IS NULL AND c.open"
    # Who has left says nothing more, and can no longer take back what would be shown.
    " AND EXISTS (SELECT FROM conversation_member m WHERE m.conversation_id = f.conversation_id"
    " AND m.person_id = f.sender_id AND m.until_version IS NULL)"
)
_KEEP = "UPDATE message SET content_sealed = $3 WHERE conversation_id = $1 AND seq = $2"


class _Message(msgspec.Struct, frozen=True):
    """A message as it stands, told to a membership of a ``version``; ``links`` are those it may have cards for."""

    sender_id: UUID | None
    version: int
    links: list[str]
    carried: Carried


async def _look_up(context: Context, spots: list[Spot]) -> None:
    """Give messages the cards of their links as they are now. Repeated, it finds nothing to change."""
    await asyncio.gather(*(_renew(context, *one) for one in spots))


async def _renew(context: Context, realm_id: UUID, conversation_id: UUID, seq: int) -> None:
    async with context.db.working(FLUSH, organisations=[realm_id]) as tx:
        before = await _read(tx, context, conversation_id, seq)
    if before is None:
        return
    known = {card.url: card for card in before.carried.cards}
    looked = await asyncio.gather(*(_look(context, before.sender_id, link, known) for link in before.links))
    cards = [card for card in looked if card is not None]
    if cards == before.carried.cards:
        return
    async with context.db.working(FLUSH, organisations=[realm_id]) as tx:
        ledger = (await lock(tx, [conversation_id])).get(conversation_id)
        now = await _read(tx, context, conversation_id, seq)
        # What was recalled or written anew meanwhile has its own turn, or none.
        if ledger is None or now != before:
            return
        carried = msgspec.structs.replace(now.carried, cards=cards)
        key = await context.keyring.data_key(tx, ledger.data_key_id)
        sealed = key.seal(encode_carried(carried), content_place(conversation_id, seq))
        await tx.fetch(_KEEP, conversation_id, seq, sealed)
        # It says nothing that a person did: no effect, and nobody's name.
        draft = Draft(ledger, "card", None, "", "", carried=carried, target=seq, target_version=now.version)
        await tell(tx, context, [draft], moment())


async def _read(tx: Transaction, context: Context, conversation_id: UUID, seq: int) -> _Message | None:
    rows = await tx.fetch(_FOUND, conversation_id, seq)
    if not rows:
        return None
    row = rows[0]
    key = (await context.keyring.data_keys(tx, [row["data_key_id"]])).get(row["data_key_id"])
    said = open_body(row["body_sealed"], conversation_id, seq, key) or ""
    carried = open_carried(row["content_sealed"], conversation_id, seq, key)
    return _Message(row["sender_id"], row["version"], links_of(said) if row["allowed"] else [], carried)


async def _look(context: Context, sender_id: UUID | None, link: str, known: dict[str, Card]) -> Card | None:
    """Return the card of a link, or nothing: a link without a card is still a link."""
    if link in known:
        return known[link]
    try:
        context.limiter.check(f"cards:{sender_id}", A_MINUTE / 60, A_MINUTE)
        page = await _fetch(context, sender_id, link)
    except (Unreachable, TooMany):
        return None
    loop = asyncio.get_running_loop()
    card = await loop.run_in_executor(_threads, read_page, link, page.body, page.charset)
    return card and msgspec.structs.replace(card, host=host_of(page.url))


async def _fetch(context: Context, sender_id: UUID | None, link: str) -> Fetched:
    loop, slow = asyncio.get_running_loop(), (f"cards_slow:{sender_id}", SLOW_A_MINUTE / 60, SLOW_A_MINUTE)
    context.limiter.check(*slow, take=False)
    began = loop.time()
    try:
        return await context.egress.fetch(link, types=PAGE_TYPES, limit=PAGE_LIMIT)
    finally:
        if loop.time() - began >= SLOW:
            with suppress(TooMany):
                context.limiter.check(*slow)


# Pages answer as slowly as they like: most of what jobs are for does not wait behind them.
JOBS = (Job(LOOK_UP, _look_up, takes=list[Spot], attempts=3, limit=2),)
