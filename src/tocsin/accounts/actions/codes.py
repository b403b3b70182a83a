"""Codes: asked for, sent after commit, tried a few times, used once.

Nothing here asks whether the phone has an account, so nothing can tell it.
"""

import hmac
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
from sqlalchemy import bindparam, delete, insert, or_, select, update

from tocsin.accounts import rules
from tocsin.accounts.provider import Message, code_text, provider_of
from tocsin.accounts.queries.people import RECORDS, phone_blind
from tocsin.accounts.refusals import CodesTooOften, CodeVoid, CodeWrong
from tocsin.accounts.rules import Purpose
from tocsin.accounts.tables import Outgoing, SignInCode
from tocsin.kernel.callers import network_of
from tocsin.kernel.clock import now
from tocsin.kernel.context import Context
from tocsin.kernel.db import SIGNIN, Transaction
from tocsin.kernel.errors import Refusal
from tocsin.kernel.http import Visitor
from tocsin.kernel.ids import PLATFORM, uuid7
from tocsin.kernel.seal import Keyring, place

DELIVER = "accounts.deliver"
"""The job that hands a message to the provider."""
_LOCK = "SELECT pg_advisory_xact_lock(key) FROM unnest($1::bigint[]) key"
_ASKED = """
WITH known AS (
    SELECT DISTINCT address_blind FROM sign_in_code WHERE phone_blind = $1 AND used_at IS NOT NULL AND made_at > $7
)
SELECT ARRAY(SELECT made_at FROM sign_in_code WHERE phone_blind = $1 AND address_blind = $2 AND made_at > $3
             ORDER BY made_at DESC LIMIT $4),
       ARRAY(SELECT made_at FROM sign_in_code WHERE phone_blind = $1 AND made_at > $3 ORDER BY made_at DESC LIMIT $5),
       ARRAY(SELECT made_at FROM sign_in_code WHERE address_blind = $2 AND made_at > $3 ORDER BY made_at DESC LIMIT $6),
       ARRAY(SELECT made_at FROM sign_in_code WHERE phone_blind = $1 AND made_at > $3
             AND address_blind IN (SELECT address_blind FROM known) ORDER BY made_at DESC LIMIT $5),
       $2 IN (SELECT address_blind FROM known)
"""
_DAY = timedelta(days=1)
_INSERT_CODE = insert(SignInCode).values(
    id=bindparam("id"),
    phone_blind=bindparam("phone"),
    address_blind=bindparam("address"),
    purpose=bindparam("purpose"),
    digest=bindparam("digest"),
    made_at=bindparam("now"),
    expires_at=bindparam("until"),
)
_INSERT_OUTGOING = insert(Outgoing).values(
    id=bindparam("id"), content_sealed=bindparam("content"), made_at=bindparam("now"), expires_at=bindparam("until")
)


class CodeSent(msgspec.Struct):
    """What is told of a code: how long it lasts and how soon another may be asked for, in seconds.

    ``challenge`` is to come with the code: only who asked for it can try it. ``sent``: the server sends it to the phone,
    rather than leaving it to whoever runs the server; the same for every phone. ``code`` itself only on a server
    started for development.
    """

    challenge: UUID
    expires_in: int
    retry_after: int
    sent: bool
    code: str | None = None


async def lock(tx: Transaction, *blinds: bytes) -> None:
    """Let nobody else count or write for these phones, accounts or addresses until the unit of work ends."""
    keys = {int.from_bytes(blind[:8], "big", signed=True) for blind in blinds}
    await tx.fetch(_LOCK, sorted(keys))


def address_blind(keyring: Keyring, visitor: Visitor) -> bytes:
    """Return what limits by address are counted under; addresses themselves are not kept."""
    return keyring.blind("accounts.address", network_of(visitor.address))


async def send_code(context: Context, visitor: Visitor, phone: str, purpose: Purpose) -> CodeSent:
    """Make a code for a phone (E.164) and have it sent once that is committed. Raises ``CodesTooOften``."""
    blind, address = phone_blind(context.keyring, phone), address_blind(context.keyring, visitor)
    code, code_id, moment = rules.new_code(), uuid7(), now()
    until = moment + rules.CODE_LIFE
    async with context.db.working(SIGNIN) as tx:
        # Whoever asks a development server is shown the code: limits would protect nobody there.
        again = timedelta() if context.settings.dev else await _take_turn(tx, blind, address, moment)
        await tx.run(
            _INSERT_CODE,
            id=code_id,
            phone=blind,
            address=address,
            purpose=purpose,
            digest=_digest(context.keyring, code_id, code),
            now=moment,
            until=until,
        )
        message = Message(str(code_id), phone, code_text(purpose, code, visitor.language), purpose, code)
        key = await context.keyring.record_key(tx, PLATFORM, RECORDS)
        content = key.seal(msgspec.json.encode(message), _place(code_id))
        await tx.run(_INSERT_OUTGOING, id=code_id, content=content, now=moment, until=until)
        await context.jobs.enqueue(tx, DELIVER, {"id": str(code_id)})
    shown = code if context.settings.dev else None
    return CodeSent(
        challenge=code_id,
        expires_in=int(rules.CODE_LIFE.total_seconds()),
        retry_after=round(again.total_seconds()),
        sent=provider_of(context.settings).sends,
        code=shown,
    )


async def _take_turn(tx: Transaction, phone: bytes, address: bytes, moment: datetime) -> timedelta:
    """Refuse when too many were asked for; else return how long until another may be."""
    await lock(tx, phone, address)
    limits = (rules.CODES_A_PHONE_FROM_HERE, rules.CODES_A_PHONE, rules.CODES_AN_ADDRESS)
    most = [max(rate.count for rate in rates) for rates in limits]
    (row,) = await tx.fetch(_ASKED, phone, address, moment - _DAY, *most, moment - rules.USED_REMEMBERED)
    from_here, to_phone, of_address, of_known, known_here = row.values()
    asked = (from_here, of_known if known_here else to_phone, of_address)
    wait = max(rules.wait_for(rates, times, moment) for rates, times in zip(limits, asked, strict=True))
    if wait > timedelta():
        raise CodesTooOften(retry_after=wait.total_seconds())
    return max(rules.wait_for(rates, [moment, *times], moment) for rates, times in zip(limits, asked, strict=True))


def _digest(keyring: Keyring, code_id: UUID, code: str) -> bytes:
    # Six digits have no secret of their own: without the deployment's key a stolen table would give them away.
    return keyring.blind("accounts.code", f"{code_id} {code}")


def _place(message_id: UUID) -> bytes:
    return place("outgoing.content", message_id)


# --- trying ----------------------------------------------------------------------------------------------------------

# One statement counts the try and reads the code: of a thousand guesses at once, the row lets five through.
_TRY = (
    update(SignInCode)
    .where(
        SignInCode.id == bindparam("challenge"),
        SignInCode.phone_blind == bindparam("phone"),
        SignInCode.purpose == bindparam("purpose"),
        SignInCode.used_at.is_(None),
        SignInCode.expires_at > bindparam("now"),
        SignInCode.tries < rules.CODE_TRIES,
    )
    .values(tries=SignInCode.tries + 1)
    .returning(SignInCode.digest, SignInCode.tries)
)
_USE = (
    update(SignInCode)
    .where(SignInCode.id == bindparam("challenge"), SignInCode.used_at.is_(None))
    .values(used_at=bindparam("now"))
)


class Tried(msgspec.Struct, frozen=True):
    """A code as somebody gives it back: ``challenge`` is what asking for it was answered with."""

    challenge: UUID
    code: str


class _Found(msgspec.Struct, frozen=True):
    digest: bytes
    tries: int


async def try_code(tx: Transaction, keyring: Keyring, phone: bytes, purpose: Purpose, tried: Tried) -> Refusal | None:
    """Count a try of a phone's code for a purpose, and return why it is not right, if it is not.

    The refusal is returned, not raised: the try it counts must be committed.
    """
    found = await tx.first(_TRY, _Found, challenge=tried.challenge, phone=phone, purpose=purpose, now=now())
    if found is None:
        return CodeVoid()
    digits = tried.code.strip()[: 2 * rules.CODE_DIGITS]
    if not hmac.compare_digest(found.digest, _digest(keyring, tried.challenge, digits)):
        left = rules.CODE_TRIES - found.tries
        return CodeWrong(left=left) if left else CodeVoid()
    return None


async def use_code(tx: Transaction, tried: Tried) -> Refusal | None:
    """Use up a code that was right, or return that somebody else did."""
    return None if await tx.run(_USE, challenge=tried.challenge, now=now()) else CodeVoid()


# --- delivering ------------------------------------------------------------------------------------------------------

_UNSENT = select(Outgoing.content_sealed).where(
    Outgoing.id == bindparam("id"), Outgoing.sent_at.is_(None), Outgoing.expires_at > bindparam("now")
)
_SENT = (
    update(Outgoing).where(Outgoing.id == bindparam("message_id")).values(sent_at=bindparam("now"), content_sealed=None)
)


async def deliver(context: Context, message_id: UUID) -> None:
    """Hand a message to the provider, at least once; one that is late or sent is left alone."""
    async with context.db.working(SIGNIN) as tx:
        content = await tx.value(_UNSENT, id=message_id, now=now())
        if content is None:
            return
        key = await context.keyring.record_key(tx, PLATFORM, RECORDS)
    message = msgspec.json.decode(key.open(content, _place(message_id)), type=Message)
    await provider_of(context.settings).send(message)
    async with context.db.working(SIGNIN) as tx:
        await tx.run(_SENT, message_id=message_id, now=now())


# --- tidying ---------------------------------------------------------------------------------------------------------

_OLD_CODES = delete(SignInCode).where(
    SignInCode.made_at < bindparam("before"),
    or_(SignInCode.used_at.is_(None), SignInCode.made_at < bindparam("long_before")),
)
_OLD_MESSAGES = delete(Outgoing).where(Outgoing.expires_at < bindparam("before"))


async def tidy_codes(tx: Transaction) -> None:
    """Remove codes that no limit counts any more, and messages that are over.

    Those that were used stay longer: they tell from where the owner of a phone signs in.
    """
    await tx.run(_OLD_CODES, before=now() - timedelta(hours=36), long_before=now() - rules.USED_REMEMBERED)
    await tx.run(_OLD_MESSAGES, before=now() - timedelta(hours=1))
