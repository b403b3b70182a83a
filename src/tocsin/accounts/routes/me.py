"""Routes about oneself: the account, its password, its sessions."""

from uuid import UUID

import msgspec
from litestar import Response
from litestar.datastructures import Cookie

from tocsin.accounts import refusals
from tocsin.accounts.actions.agreements import Accepted, accept
from tocsin.accounts.actions.notifications import change_notifications
from tocsin.accounts.actions.password import PasswordChange, change_password
from tocsin.accounts.actions.profile import ProfileChange, change_profile
from tocsin.accounts.actions.sessions import end_other_sessions, end_session
from tocsin.accounts.queries.people import Me, get_me, get_notifications
from tocsin.accounts.queries.sessions import SessionRow, get_sessions
from tocsin.accounts.rules import Notifications
from tocsin.kernel import text
from tocsin.kernel.callers import cookie_name
from tocsin.kernel.context import Context
from tocsin.kernel.db import Transaction
from tocsin.kernel.errors import Unavailable
from tocsin.kernel.http import Visitor, route
from tocsin.kernel.powers import SIGNED_IN
from tocsin.kernel.types import Actor


def _farewell(context: Context) -> Response[None]:
    """Answer with nothing, and take away the cookie and what the browser kept of pictures and files.

    Not what scripts keep: the shell that opens without a line, and the language of the sign-in page. What is the person's
    of it the client wipes itself (ADR 15).
    """
    secure = context.settings.secure
    gone = Cookie(
        key=cookie_name(secure=secure), value="", path="/", httponly=True, samesite="lax", secure=secure, max_age=0
    )
    return Response(None, status_code=204, cookies=[gone], headers={"Clear-Site-Data": '"cache"'})


@route("GET", "/api/me", power=SIGNED_IN, name="accounts.me")
async def read_me(tx: Transaction, context: Context, actor: Actor) -> Me:
    """One's own account."""
    return await get_me(tx, context.keyring, actor)


@route(
    "PATCH",
    "/api/me",
    power=SIGNED_IN,
    refuses=(text.Unfit, refusals.HandleTaken, refusals.LoginNameTaken, refusals.NameReclaimed),
    name="accounts.change_me",
)
async def change_me(tx: Transaction, context: Context, actor: Actor, data: ProfileChange) -> Me:
    """Change name, handle, introduction, login name, language, theme or `hide_connected`; what is left out stays.

    With `hide_connected` nobody is told whether one is connected.
    """
    await change_profile(tx, actor, data)
    return await get_me(tx, context.keyring, actor)


@route(
    "POST",
    "/api/me/agreements",
    power=SIGNED_IN,
    status=204,
    refuses=(refusals.AgreementsNeeded,),
    name="accounts.accept",
)
async def accept_agreement(tx: Transaction, actor: Actor, data: Accepted) -> None:
    """Accept a version of a document that came into force."""
    await accept(tx, actor, data)


@route(
    "PUT",
    "/api/me/password",
    power=SIGNED_IN,
    status=204,
    refuses=(
        refusals.PasswordProofNeeded,
        refusals.PasswordWrong,
        refusals.CodeWrong,
        refusals.CodeVoid,
        refusals.SignInTooOften,
        refusals.PasswordShort,
        refusals.PasswordLong,
        refusals.PasswordBadCharacter,
        refusals.PasswordWeak,
        Unavailable,
    ),
    name="accounts.change_password",
)
async def put_password(context: Context, visitor: Visitor, actor: Actor, data: PasswordChange) -> None:
    """Set a password, by the present one or by a code; every other session ends."""
    await change_password(context, visitor, actor, data)


@route("GET", "/api/me/notifications", power=SIGNED_IN, name="accounts.notifications")
async def read_notifications(tx: Transaction, actor: Actor) -> Notifications:
    """How one is told of what is new: sound, notifications, quiet hours; the same on every device."""
    return await get_notifications(tx, actor)


@route(
    "PUT",
    "/api/me/notifications",
    power=SIGNED_IN,
    refuses=(refusals.UnknownTimeZone, refusals.NoQuietHours, refusals.QuietTooLong),
    name="accounts.change_notifications",
)
async def put_notifications(tx: Transaction, actor: Actor, data: Notifications) -> Notifications:
    """Choose how one is told; what is left out is as it was in the beginning. A ``quiet_until`` that has passed is none."""
    await change_notifications(tx, actor, data)
    return await get_notifications(tx, actor)


class Ended(msgspec.Struct):
    """How many sessions were ended."""

    ended: int


@route("GET", "/api/me/sessions", power=SIGNED_IN, name="accounts.sessions")
async def list_sessions(tx: Transaction, actor: Actor) -> list[SessionRow]:
    """The devices signed in, this one first. At most 50: the one used longest ago makes room."""
    return await get_sessions(tx, actor)


@route("DELETE", "/api/me/sessions/{session_id:uuid}", power=SIGNED_IN, status=204, name="accounts.end_session")
async def remove_session(tx: Transaction, context: Context, actor: Actor, session_id: UUID) -> Response[None]:
    """Sign one device out, at once."""
    await end_session(tx, actor, session_id)
    return _farewell(context) if session_id == actor.session_id else Response(None, status_code=204)


@route("DELETE", "/api/me/sessions", power=SIGNED_IN, status=200, name="accounts.end_other_sessions")
async def remove_other_sessions(tx: Transaction, actor: Actor) -> Ended:
    """Sign every other device out, at once."""
    return Ended(await end_other_sessions(tx, actor))


@route("DELETE", "/api/sessions/current", power=SIGNED_IN, status=204, name="accounts.sign_out")
async def sign_out(tx: Transaction, context: Context, actor: Actor) -> Response[None]:
    """Sign this device out."""
    await end_session(tx, actor, actor.session_id)
    return _farewell(context)


ME = (
    read_me,
    change_me,
    accept_agreement,
    put_password,
    read_notifications,
    put_notifications,
    list_sessions,
    remove_session,
    remove_other_sessions,
    sign_out,
)
