"""Names, pictures and introductions that mislead are taken back (ACC-1); a name that was is nobody's until it is freed.

Who may decide so is the operator: ``tocsin account`` calls these, with the ground.
"""

import re
from collections.abc import Collection
from typing import Any, Final, Literal
from uuid import UUID

import msgspec
from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.dialects.postgresql import insert

from tocsin.accounts.events import NameFreed, Reclaimed
from tocsin.accounts.refusals import NameReclaimed, NothingToReclaim
from tocsin.accounts.tables import Credential, Profile, ReclaimedName
from tocsin.kernel.blobs import BlobRef
from tocsin.kernel.clock import now
from tocsin.kernel.context import Context
from tocsin.kernel.db import SIGNIN, Transaction
from tocsin.kernel.sweep import delete_blobs_later

What = Literal["handle", "login_name", "avatar", "introduction"]
WHATS: Final[tuple[What, ...]] = ("handle", "login_name", "avatar", "introduction")
_LOOKS: Final = str.maketrans({"0": "o", "1": "l", "i": "l", "5": "s", "2": "z", "8": "b", "_": "", ".": "", "-": ""})
_PRESENT = """
SELECT p.handle, c.login_name, p.avatar_blob, p.introduction
FROM profile p JOIN credential c ON c.person_id = p.person_id WHERE p.person_id = $1 FOR UPDATE
"""
_TAKE = {
    "handle": update(Profile).where(Profile.person_id == bindparam("person")).values(handle=None),
    "login_name": update(Credential).where(Credential.person_id == bindparam("person")).values(login_name=None),
    "introduction": update(Profile).where(Profile.person_id == bindparam("person")).values(introduction=""),
    "avatar": update(Profile).where(Profile.person_id == bindparam("person")).values(avatar=None, avatar_blob=None),
}
_CHANGED = update(Profile).where(Profile.person_id == bindparam("person")).values(changed_at=bindparam("now"))
_LIKE = select(ReclaimedName.name).where(ReclaimedName.skeleton == bindparam("skeleton")).limit(1)
_FREE = delete(ReclaimedName).where(ReclaimedName.name == bindparam("name"))


def skeleton(name: str) -> str:
    """Return a handle or login name (ASCII) with the letters people mistake for each other made one."""
    return re.sub("rn", "m", name.replace("vv", "w").translate(_LOOKS))


async def check_not_reclaimed(tx: Transaction, name: str) -> None:
    """Refuse a handle or login name that was taken from somebody, and what looks like it. Raises ``NameReclaimed``."""
    if await tx.value(_LIKE, skeleton=skeleton(name)) is not None:
        raise NameReclaimed


async def reclaim(tx: Transaction, context: Context, person_id: UUID, what: Collection[What], why: str) -> list[What]:
    """Take from an account what of these it has; return that. Raises ``NothingToReclaim``."""
    async with tx.as_worker(SIGNIN):
        rows = await tx.fetch(_PRESENT, person_id)
        row: dict[str, Any] = dict(rows[0]) if rows else {}
        taken = [one for one in WHATS if one in what and row.get("avatar_blob" if one == "avatar" else one)]
        if not taken:
            raise NothingToReclaim
        for one in taken:
            await tx.run(_TAKE[one], person=person_id)
        await tx.run(_CHANGED, person=person_id, now=now())
        for name in {row[one] for one in taken if one in ("handle", "login_name")}:
            held = insert(ReclaimedName).values(name=name, skeleton=skeleton(name), at=now())
            await tx.run(held.on_conflict_do_nothing())
        await tx.emit(Reclaimed(subject_id=person_id, what=tuple(taken), why=why))
    if "avatar" in taken:
        await delete_blobs_later(context, tx, [msgspec.convert(row["avatar_blob"], BlobRef)])
    return taken


async def free_name(tx: Transaction, name: str, why: str) -> None:
    """Let a name that was reclaimed be chosen again, by whom it belongs to. Raises ``NothingToReclaim``."""
    async with tx.as_worker(SIGNIN):
        if not await tx.run(_FREE, name=name):
            raise NothingToReclaim
        await tx.emit(NameFreed(why=why))
