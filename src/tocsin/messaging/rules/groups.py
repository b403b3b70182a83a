"""Who may do what in a group. Roles, what each may, and what the group's own settings say."""

from datetime import datetime, timedelta
from typing import Final, Literal
from uuid import UUID

import msgspec

from tocsin.kernel import text
from tocsin.kernel.errors import Invalid
from tocsin.messaging.refusals import OwnerOnly
from tocsin.messaging.refusals.groups import (
    AdminsOnly,
    AdminsPostOnly,
    InvitingClosed,
    MentionAllClosed,
    NameDiffers,
    NotOverThem,
    PinningClosed,
    Silenced,
)

Who = Literal["all", "admins"]
Taker = Literal["all", "admins", "nobody"]
"""Who may take out of a group what is said in it."""
Role = Literal["owner", "admin", "member"]
Granted = Literal["asked", "invited"]
"""How those who were let in had come to wait for it."""
RANK: Final[dict[Role, int]] = {"member": 0, "admin": 1, "owner": 2}
ADMIN_FROM: Final = 20
"""People from which on a group is asked to have an admin beside its owner."""
ADMINS_MOST: Final = 50
ANNOUNCEMENT_LIMIT: Final = 2_000
"""Characters of an announcement."""
NOTE_LIMIT: Final = 200
"""Characters of a word to those who let people in."""
SILENCE_LONGEST: Final = timedelta(days=366)
LINK_LIFE: Final = timedelta(days=7)
MENTION_ALL_UP_TO: Final = 100
"""Members of a group up to which everybody in it may mention all of it, where the organisation set nothing else."""
REMIND_EVERY: Final = timedelta(minutes=10)
WARNING_DAYS: Final = (7, 90)
"""Days between the warning and the end of an idle group: least and most."""


class GroupSettings(msgspec.Struct, frozen=True):
    """What a group set: who may post, mention all, invite and announce; whether people are let in, and find it; who may
    forward what is said out of it, and export it.
    """

    posting: Who = "all"
    mentioning: Who = "all"
    inviting: Who = "all"
    pinning: Who = "admins"
    approval: bool = False
    listed: bool = False
    forwarding: Taker = "all"
    exporting: Taker = "all"


class Announcement(msgspec.Struct, frozen=True):
    """What stands above the chat. ``confirm``: it asks to be confirmed; ``confirmed``: the reader has.

    ``reminded_at`` is when those were reminded who have not; told to them alone.
    """

    seq: int
    text: str
    sender_id: UUID | None
    at: datetime
    confirm: bool
    confirmed: bool = False
    reminded_at: datetime | None = None


def role_of(owner_id: UUID | None, person_id: UUID, admin: bool) -> Role:
    """Return the role of somebody who is in a group."""
    if owner_id == person_id:
        return "owner"
    return "admin" if admin else "member"


def check_manager(role: Role) -> None:
    """Refuse what only owner and admins may do."""
    if role == "member":
        raise AdminsOnly


def check_owner(role: Role) -> None:
    """Refuse what only the owner may do."""
    if role != "owner":
        raise OwnerOnly


def check_over(role: Role, other: Role) -> None:
    """Refuse to act on somebody, unless as owner or admin, and on a lower role than one's own."""
    check_manager(role)
    if RANK[other] >= RANK[role]:
        raise NotOverThem


def check_inviting(who: Who, role: Role) -> None:
    """Refuse to bring people in where only owner and admins may."""
    if who == "admins" and role == "member":
        raise InvitingClosed


def check_pinning(who: Who, role: Role) -> None:
    """Refuse to announce where only owner and admins may."""
    if who == "admins" and role == "member":
        raise PinningClosed


def check_speaking(who: Who, role: Role, silenced_until: datetime | None, now: datetime) -> None:
    """Refuse words of who is silenced, or where only owner and admins may post."""
    if role != "member":
        return
    if silenced_until is not None and silenced_until > now:
        raise Silenced(until=silenced_until.isoformat())
    if who == "admins":
        raise AdminsPostOnly


def check_mentioning_all(who: Who, role: Role, members: int, up_to: int) -> None:
    """Refuse to mention everybody where only owner and admins may: by the group's setting, or above the organisation's size."""
    if role == "member" and (who == "admins" or members > up_to):
        raise MentionAllClosed


def check_until(until: datetime | None, now: datetime) -> datetime | None:
    """Return until when somebody is silenced, to the millisecond; a moment that has passed lifts it."""
    if until is None:
        return None
    if until.tzinfo is None or until > now + SILENCE_LONGEST:
        raise Invalid(fields={"until": "a moment within a year from now"})
    return until.replace(microsecond=until.microsecond // 1000 * 1000) if until > now else None


def check_announcement(body: str) -> str:
    """Return the text of an announcement as it is stored."""
    return text.clean_body(body, ANNOUNCEMENT_LIMIT)


def check_note(note: str | None) -> str | None:
    """Return a word to those who let people in; blank is none."""
    return text.clean_line(note, NOTE_LIMIT, field="note") if note and note.strip() else None


def check_typed(name: str, typed: str) -> None:
    """Refuse to end a group whose name was not typed as it is."""
    if text.fold(typed.strip()) != text.fold(name.strip()):
        raise NameDiffers
