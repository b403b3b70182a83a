"""Whether an account may be used: suspended and reinstated, frozen for good.

Who may decide so is the business of the rooms above; they call these through the door, with their ground.
"""

from uuid import UUID

from sqlalchemy import bindparam, select, update

from tocsin.accounts.actions.sessions import end_all_sessions
from tocsin.accounts.events import Frozen, Reinstated, StandingEvent, Suspended
from tocsin.accounts.refusals import BadStanding
from tocsin.accounts.rules import Status
from tocsin.accounts.tables import Person
from tocsin.kernel.db import SIGNIN, Transaction
from tocsin.kernel.errors import NotFound

_STATUS = select(Person.status).where(Person.id == bindparam("person")).with_for_update()
_SET = update(Person).where(Person.id == bindparam("person")).values(status=bindparam("new"))


async def suspend(tx: Transaction, person_id: UUID, why: str) -> None:
    """Suspend an active account: every session ends, nobody signs in. Raises ``BadStanding``, ``NotFound``."""
    await _move(tx, person_id, ("active",), "suspended", Suspended(subject_id=person_id, why=why))


async def reinstate(tx: Transaction, person_id: UUID, why: str) -> None:
    """Let a suspended account be used again. Raises ``BadStanding`` for any other, a frozen one too."""
    await _move(tx, person_id, ("suspended",), "active", Reinstated(subject_id=person_id, why=why))


async def freeze(tx: Transaction, person_id: UUID, why: str) -> None:
    """Freeze an account for good. Raises ``BadStanding`` when it is frozen or cancelled already."""
    await _move(tx, person_id, ("active", "suspended"), "frozen", Frozen(subject_id=person_id, why=why))


async def _move(tx: Transaction, person_id: UUID, start: tuple[Status, ...], new: Status, event: StandingEvent) -> None:
    async with tx.as_worker(SIGNIN):
        status: Status | None = await tx.value(_STATUS, person=person_id)
        if status is None:
            raise NotFound
        if status not in start:
            raise BadStanding(status=status)
        await tx.run(_SET, person=person_id, new=new)
        await tx.emit(event)
        if new in ("suspended", "frozen"):
            await end_all_sessions(tx, person_id, new)
