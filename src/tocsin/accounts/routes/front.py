"""Routes for visitors: what this deployment is, codes, signing in, registering."""

from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from litestar import Request, Response
from litestar.datastructures import Cookie

from tocsin import __version__
from tocsin.accounts import refusals, rules
from tocsin.accounts.actions.agreements import Accepted
from tocsin.accounts.actions.codes import CodeSent, Tried, address_blind, send_code
from tocsin.accounts.actions.registration import Registration, register
from tocsin.accounts.actions.sessions import Arrival
from tocsin.accounts.actions.sign_in import SignedInAs, Unregistered, sign_in_by_code, sign_in_by_password
from tocsin.accounts.queries.agreements import AgreementText, get_agreements, read_deployment
from tocsin.accounts.queries.people import Name, names, phone_of
from tocsin.accounts.rules import Purpose
from tocsin.kernel import text
from tocsin.kernel.callers import cookie_name, token_of
from tocsin.kernel.context import Context
from tocsin.kernel.db import SIGNIN
from tocsin.kernel.errors import LANGUAGES, Unavailable
from tocsin.kernel.http import Visitor, route
from tocsin.kernel.powers import PUBLIC
from tocsin.kernel.types import Actor

AnyRequest = Request[Any, Any, Any]
# Longer than anything stored: such texts are refused before they cost anything.
Said = Annotated[str, msgspec.Meta(max_length=1000)]


# --- the deployment --------------------------------------------------------------------------------------------------


class Sample(msgspec.Struct):
    """How far the sample organisation is loaded, in people."""

    state: Literal["none", "loading", "ready", "failed"]
    done: int
    total: int


class Deployment(msgspec.Struct):
    """What a first visitor needs to know. ``dev``: codes are shown instead of sent; ``signed_in``: whoever asks is.

    ``password_least``: characters a new password has at least.
    """

    founded: bool
    signed_in: bool
    dev: bool
    password_least: int
    version: str
    languages: list[str]
    sample: Sample


@route("GET", "/api/deployment", power=PUBLIC, name="accounts.deployment")
async def get_deployment(request: AnyRequest, context: Context) -> Deployment:
    """What this deployment is, whether anything was founded on it, and whether the caller is signed in."""
    async with context.db.working(SIGNIN) as tx:
        row = await read_deployment(tx)
    sample = Sample(row.sample_state, row.sample_done, row.sample_total)  # type: ignore[arg-type]
    signed_in = request.state.actor is not None
    return Deployment(
        founded=row.founded,
        signed_in=signed_in,
        dev=context.settings.dev,
        password_least=rules.PASSWORD_LEAST,
        version=__version__,
        languages=list(LANGUAGES),
        sample=sample,
    )


@route("GET", "/api/agreements", power=PUBLIC, name="accounts.agreements")
async def list_agreements(context: Context, visitor: Visitor) -> list[AgreementText]:
    """The documents in force, in the language of the request."""
    async with context.db.working(SIGNIN) as tx:
        return await get_agreements(tx, visitor.language)


# --- codes -----------------------------------------------------------------------------------------------------------


class CodeWanted(msgspec.Struct, forbid_unknown_fields=True):
    """A code for a phone; without one, for the phone of whoever is signed in."""

    purpose: Purpose
    phone: Said | None = None


@route(
    "POST",
    "/api/codes",
    power=PUBLIC,
    status=202,
    refuses=(text.BadPhone, refusals.CodesTooOften, refusals.PhoneNeeded),
    name="accounts.send_code",
)
async def ask_code(request: AnyRequest, context: Context, visitor: Visitor, data: CodeWanted) -> CodeSent:
    """Send a code to a phone. The answer is the same whether or not the phone has an account."""
    if data.phone is not None:
        phone: str | None = text.phone(data.phone)
    else:
        phone = await _own_phone(context, request.state.actor)
    if phone is None:
        raise refusals.PhoneNeeded
    return await send_code(context, visitor, phone, data.purpose)


async def _own_phone(context: Context, actor: Actor | None) -> str | None:
    if actor is None:
        return None
    async with context.db.acting(actor) as tx:
        return await phone_of(tx, context.keyring, actor.person_id)


# --- signing in ------------------------------------------------------------------------------------------------------


class DeviceName(msgspec.Struct, forbid_unknown_fields=True):
    """What the device calls itself, up to 60 characters; otherwise its user agent is read."""

    name: Said


class CodeProof(msgspec.Struct, forbid_unknown_fields=True):
    """A phone, the code sent to it, and the ``challenge`` that asking for it was answered with.

    ``bearer``: answer with a token instead of a cookie.
    """

    phone: Said
    challenge: UUID
    code: Said
    device: DeviceName | None = None
    bearer: bool = False


class PasswordProof(msgspec.Struct, forbid_unknown_fields=True):
    """A phone or login name and a password. ``bearer``: answer with a token instead of a cookie."""

    identifier: Said
    password: Said
    device: DeviceName | None = None
    bearer: bool = False


class NewAccount(msgspec.Struct, forbid_unknown_fields=True):
    """Who registers: a ticket from a proved phone, the real name, and what is declared and accepted."""

    ticket: Said
    name: Said
    adult: bool
    agreements: list[Accepted]
    login_name: Said | None = None
    password: Said | None = None
    device: DeviceName | None = None
    bearer: bool = False


class SignedIn(msgspec.Struct):
    """Somebody is signed in. ``token`` only when a bearer was asked for; it is told once."""

    person: Name
    outcome: Literal["signed_in"] = "signed_in"
    token: str | None = None


class NotRegistered(msgspec.Struct):
    """The phone is proved and has no account: the ticket makes one, within ten minutes."""

    ticket: str
    outcome: Literal["unregistered"] = "unregistered"


_STANDING = (refusals.AccountSuspended, refusals.AccountFrozen)


def _arrival(request: AnyRequest, context: Context, visitor: Visitor, device: DeviceName | None) -> Arrival:
    """Describe from where somebody comes. The session this browser had before, if any, will be replaced."""
    _, by_cookie = token_of(request)
    previous: Actor | None = request.state.actor if by_cookie else None
    return Arrival(visitor, address_blind(context.keyring, visitor), device.name if device else None, previous)


async def _welcome(context: Context, signed_in: SignedInAs, *, bearer: bool) -> Response[SignedIn]:
    async with context.db.working(SIGNIN) as tx:
        person = (await names(tx, [signed_in.person_id]))[signed_in.person_id]
    token = signed_in.begun.token
    if bearer:
        return Response(SignedIn(person, token=token))
    cookie = Cookie(
        key=cookie_name(secure=context.settings.secure),
        value=token,
        path="/",
        httponly=True,
        samesite="lax",
        secure=context.settings.secure,
        max_age=int(rules.SESSION_LIFE.total_seconds()),
    )
    return Response(SignedIn(person), cookies=[cookie])


@route(
    "POST",
    "/api/sessions/code",
    power=PUBLIC,
    status=201,
    refuses=(text.BadPhone, text.Unfit, refusals.CodeWrong, refusals.CodeVoid, *_STANDING),
    name="accounts.sign_in_by_code",
)
async def by_code(
    request: AnyRequest, context: Context, visitor: Visitor, data: CodeProof
) -> Response[SignedIn | NotRegistered]:
    """Sign in with a phone and its code; a phone without an account gets a ticket to register with."""
    arrival = _arrival(request, context, visitor, data.device)
    tried = Tried(data.challenge, data.code)
    outcome = await sign_in_by_code(context, arrival, text.phone(data.phone), tried)
    if isinstance(outcome, Unregistered):
        return Response(NotRegistered(outcome.ticket))
    return await _welcome(context, outcome, bearer=data.bearer)  # type: ignore[return-value]


@route(
    "POST",
    "/api/sessions/password",
    power=PUBLIC,
    status=201,
    refuses=(text.Unfit, refusals.SignInWrong, refusals.SignInTooOften, *_STANDING, Unavailable),
    name="accounts.sign_in_by_password",
)
async def by_password(
    request: AnyRequest, context: Context, visitor: Visitor, data: PasswordProof
) -> Response[SignedIn]:
    """Sign in with a phone or login name and a password."""
    arrival = _arrival(request, context, visitor, data.device)
    signed_in = await sign_in_by_password(context, arrival, data.identifier, data.password)
    return await _welcome(context, signed_in, bearer=data.bearer)


@route(
    "POST",
    "/api/accounts",
    power=PUBLIC,
    status=201,
    refuses=(
        text.Unfit,
        refusals.TicketVoid,
        refusals.AdultNeeded,
        refusals.AgreementsNeeded,
        refusals.PhoneTaken,
        refusals.LoginNameTaken,
        refusals.NameReclaimed,
        refusals.PasswordShort,
        refusals.PasswordLong,
        refusals.PasswordBadCharacter,
        refusals.PasswordWeak,
        Unavailable,
    ),
    name="accounts.register",
)
async def make_account(request: AnyRequest, context: Context, visitor: Visitor, data: NewAccount) -> Response[SignedIn]:
    """Register the phone of a ticket, and sign in."""
    said = Registration(
        ticket=data.ticket,
        name=data.name,
        adult=data.adult,
        agreements=data.agreements,
        login_name=data.login_name,
        password=data.password,
    )
    signed_in = await register(context, _arrival(request, context, visitor, data.device), said)
    return await _welcome(context, signed_in, bearer=data.bearer)


FRONT = (get_deployment, list_agreements, ask_code, by_code, by_password, make_account)
