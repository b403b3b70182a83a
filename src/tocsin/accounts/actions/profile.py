"""Changing what a person shows of themselves, and how they like the product."""

from typing import Any, Literal

import asyncpg
import msgspec
from msgspec import UNSET, UnsetType
from sqlalchemy import Update, bindparam, update

from tocsin.accounts.actions.reclaiming import check_not_reclaimed
from tocsin.accounts.events import ProfileChanged
from tocsin.accounts.refusals import HandleTaken, LoginNameTaken
from tocsin.accounts.tables import Credential, Person, Profile
from tocsin.kernel import text
from tocsin.kernel.clock import now
from tocsin.kernel.db import Transaction
from tocsin.kernel.errors import Language, Refusal
from tocsin.kernel.types import Actor

INTRODUCTION_LIMIT = 500


class ProfileChange(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is to change; what is left out stays. ``null`` takes a handle, login name or preference away."""

    name: str | UnsetType = UNSET
    handle: str | UnsetType | None = UNSET
    introduction: str | UnsetType = UNSET
    login_name: str | UnsetType | None = UNSET
    language: Language | UnsetType | None = UNSET
    theme: Literal["light", "dark", "system"] | UnsetType | None = UNSET
    hide_connected: bool | UnsetType = UNSET


def _setting(table: Any, key: Any, *columns: str) -> dict[str, Update]:
    return {name: update(table).where(key == bindparam("person")).values({name: bindparam("new")}) for name in columns}


_PROFILE = {
    name: statement.values(changed_at=bindparam("now"))
    for name, statement in _setting(Profile, Profile.person_id, "name", "handle", "introduction").items()
}
_PREFERENCE = _setting(Person, Person.id, "language", "theme", "hide_connected")
_LOGIN_NAME = _setting(Credential, Credential.person_id, "login_name")["login_name"]
_TAKEN: dict[str, type[Refusal]] = {
    "uq_profile_handle": HandleTaken,
    "uq_credential_login_name": LoginNameTaken,
}


async def change_profile(tx: Transaction, actor: Actor, change: ProfileChange) -> None:
    """Change the actor's own profile. Raises ``HandleTaken``, ``LoginNameTaken``, ``NameReclaimed``, and what texts are refused for."""
    new = _checked({name: value for name, value in msgspec.structs.asdict(change).items() if value is not UNSET})
    for name, value in new.items():
        if name in ("handle", "login_name") and value is not None:
            await check_not_reclaimed(tx, value)
        try:
            await _write(tx, actor, name, value)
        except asyncpg.UniqueViolationError as error:
            raise _TAKEN[str(error.constraint_name)] from None
    if new:
        await tx.emit(ProfileChanged(subject_id=actor.person_id, fields=tuple(new)))


def _checked(new: dict[str, Any]) -> dict[str, Any]:
    """Return the new values in their stored form."""
    if "name" in new:
        new["name"] = text.check_no_office(text.check_person_name(new["name"]))
    if "introduction" in new:
        said = new["introduction"]
        new["introduction"] = text.clean_body(said, INTRODUCTION_LIMIT, field="introduction") if said.strip() else ""
    for field in ("handle", "login_name"):
        if new.get(field) is not None:
            new[field] = text.check_login_name(new[field], field=field)
    return new


async def _write(tx: Transaction, actor: Actor, name: str, value: Any) -> None:
    if name in _PROFILE:
        await tx.run(_PROFILE[name], person=actor.person_id, new=value, now=now())
    else:
        await tx.run(_LOGIN_NAME if name == "login_name" else _PREFERENCE[name], person=actor.person_id, new=value)
