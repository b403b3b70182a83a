"""Importing a roster from the command line: the same preview, attestation and job as over HTTP."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Final, get_args

from tocsin.accounts import door as accounts
from tocsin.kernel import text
from tocsin.kernel.clock import now
from tocsin.kernel.context import Context
from tocsin.kernel.db import FOLLOW
from tocsin.kernel.errors import Invalid, NotFound
from tocsin.kernel.ids import PLATFORM
from tocsin.kernel.powers import authorise
from tocsin.kernel.types import Actor
from tocsin.organisations.actions.operating import find_house
from tocsin.organisations.memberships import find_memberships
from tocsin.organisations.roster import queries
from tocsin.organisations.roster.actions.applying import attest
from tocsin.organisations.roster.actions.uploading import Work, upload
from tocsin.organisations.roster.powers import ROSTER_IMPORT
from tocsin.organisations.roster.rules.plan import OUTCOMES
from tocsin.organisations.rules import Basis

Say = Callable[[str], object]
_LANGUAGE: Final = "en"
_BEAT: Final = 0.2
_SHOWN: Final = 50


async def import_roster(
    context: Context,
    organisation: str,
    file: Path,
    *,
    as_: str,
    basis: str = "contract",
    basis_note: str | None = None,
    apply: bool = False,
    say: Say = print,
) -> bool:
    """Preview a roster and, with ``apply``, have it applied; return whether nothing was refused.

    ``organisation`` is a name or an id, ``as_`` the phone number of an admin who may import: what is entered is
    entered, and attested to, in that person's name. Raises ``Invalid``, ``OrganisationUnknown``, ``NotFound``, ``Forbidden`` and what a roster
    is refused for. The jobs of ``context`` must be running.
    """
    if basis not in get_args(Basis):
        raise Invalid(fields={"basis": f"one of {', '.join(get_args(Basis))}"})
    organisation_id = (await find_house(context, organisation)).id
    actor = await _find_admin(context, as_)
    authorise(actor, ROSTER_IMPORT, organisation_id)
    data = await asyncio.to_thread(file.read_bytes)
    async with context.db.acting(actor) as tx:
        work = Work(organisation_id, await upload(tx, context, actor, organisation_id, file.name, data))
    found = await _settled(context, actor, work, "reading", say)
    await _show(context, actor, work, found, say)
    if found.state != "ready":
        return False
    if apply and found.total:
        async with context.db.acting(actor) as tx:
            await attest(tx, context, actor, work, basis=basis, basis_note=basis_note, attested=True)  # type: ignore[arg-type]
        found = await _settled(context, actor, work, "applying", say)
        say(f"{found.state}: {found.done} of {found.total}")
        if found.state != "done":
            return False
    return not found.counts.get("refuse")


async def _find_admin(context: Context, phone: str) -> Actor:
    blind = accounts.phone_blind(context.keyring, text.phone(phone))
    async with context.db.working(FOLLOW) as tx:
        person_id = (await accounts.find_by_phone_blinds(tx, [blind])).get(blind)
        if person_id is None:
            raise NotFound
        memberships = await find_memberships(tx, person_id)
    return Actor(person_id, PLATFORM, "tocsin import-roster", now() + timedelta(hours=1), memberships)


async def _settled(context: Context, actor: Actor, work: Work, state: str, say: Say) -> queries.Import:
    """Wait until a job has done its part, telling how far it is."""
    told = 0
    while True:
        async with context.db.acting(actor) as tx:
            found = await queries.get_import(tx, context.keyring, work.organisation_id, work.import_id, _LANGUAGE)
        if found.state != state:
            return found
        if found.done != told:
            told = found.done
            say(f"{found.done} of {found.total}")
        await asyncio.sleep(_BEAT)


async def _show(context: Context, actor: Actor, work: Work, found: queries.Import, say: Say) -> None:
    if found.error:
        say(found.error.message)
    if found.state != "ready":
        return
    ignored = [column.heading for column in found.columns if column.field is None and column.heading]
    if ignored:
        say(f"ignored columns: {', '.join(ignored)}")
    for department in found.departments:
        say(f"make department: {department}")
    async with context.db.acting(actor) as tx:
        page = await queries.find_rows(
            tx, context.keyring, work.organisation_id, work.import_id,
            outcome="refuse", after=0, limit=_SHOWN, language=_LANGUAGE,
        )  # fmt: skip
    for row in page.items:
        say(f"row {row.row} refused: {' '.join(reason.message for reason in row.reasons)}")
    say(", ".join(f"{outcome} {found.counts.get(outcome, 0)}" for outcome in OUTCOMES))


__all__ = ["import_roster"]
