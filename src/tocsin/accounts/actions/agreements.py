"""Accepting documents: a row for each person, document and version, never changed."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from tocsin.accounts.events import AgreementAccepted
from tocsin.accounts.queries.agreements import find_in_force
from tocsin.accounts.refusals import AgreementsNeeded
from tocsin.kernel.clock import now
from tocsin.kernel.db import Transaction
from tocsin.kernel.types import Actor


class Accepted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A document and the version of it that was read."""

    document: str
    version: str


_ACCEPT = """
INSERT INTO agreement_acceptance (person_id, document, version, at, session_id)
SELECT $1, document, version, $4, $5 FROM unnest($2::text[], $3::text[]) d (document, version)
ON CONFLICT DO NOTHING RETURNING document, version
"""


async def check_all_accepted(tx: Transaction, accepted: Sequence[Accepted]) -> list[Accepted]:
    """Return the documents in force, when each was accepted in its present version; else raise ``AgreementsNeeded``."""
    needed = [Accepted(one.document, one.version) for one in await find_in_force(tx)]
    missing = [one for one in needed if one not in accepted]
    if missing:
        raise AgreementsNeeded(documents=[one.document for one in missing])
    return needed


async def record_acceptance(
    tx: Transaction, person_id: UUID, accepted: Sequence[Accepted], at: datetime, session_id: UUID | None
) -> None:
    """Write what a person accepted; what was accepted before stays as it was."""
    documents, versions = [one.document for one in accepted], [one.version for one in accepted]
    for row in await tx.fetch(_ACCEPT, person_id, documents, versions, at, session_id):
        await tx.emit(AgreementAccepted(subject_id=person_id, document=row["document"], version=row["version"]))


async def accept(tx: Transaction, actor: Actor, accepted: Accepted) -> None:
    """Accept a version in force. Raises ``AgreementsNeeded`` when it is not (any more)."""
    in_force = [Accepted(one.document, one.version) for one in await find_in_force(tx)]
    if accepted not in in_force:
        raise AgreementsNeeded(documents=[accepted.document])
    await record_acceptance(tx, actor.person_id, [accepted], now(), actor.session_id)
