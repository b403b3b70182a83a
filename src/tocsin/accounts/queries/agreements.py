"""The documents one agrees to, and what the deployment says of itself."""

from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import and_, bindparam, exists, func, select
from sqlalchemy.dialects.postgresql import distinct_on

from tocsin.accounts.tables import (
    Agreement,
    AgreementAcceptance,
    Deployment,
)
from tocsin.kernel import clock
from tocsin.kernel.db import Transaction
from tocsin.kernel.errors import Language


class Due(msgspec.Struct, frozen=True):
    """A version in force that the person has not accepted."""

    document: str
    version: str
    kind: str


class AgreementText(msgspec.Struct, frozen=True):
    """A document in force, in the reader's language. ``policy`` waits for each person's word, ``agreement`` does not.

    ``text`` is plain, its paragraphs divided by empty lines.
    """

    document: str
    version: str
    kind: str
    title: str
    text: str
    in_force_from: datetime


_in_force = (
    select(Agreement.document, Agreement.version, Agreement.kind)
    .where(Agreement.in_force_from <= bindparam("now"))
    .ext(distinct_on(Agreement.document))
    .order_by(Agreement.document, Agreement.in_force_from.desc(), Agreement.version.desc())
    .subquery("in_force")
)
_IN_FORCE = select(_in_force.c.document, _in_force.c.version, _in_force.c.kind)
_DUE = _IN_FORCE.where(
    ~exists().where(
        AgreementAcceptance.person_id == bindparam("person_id"),
        AgreementAcceptance.document == _in_force.c.document,
        AgreementAcceptance.version == _in_force.c.version,
    )
)
_TEXTS = (
    select(
        Agreement.document,
        Agreement.version,
        Agreement.kind,
        func.jsonb_extract_path_text(Agreement.titles, bindparam("language")).label("title"),
        func.jsonb_extract_path_text(Agreement.texts, bindparam("language")).label("text"),
        Agreement.in_force_from,
    )
    .join(
        _in_force,
        and_(_in_force.c.document == Agreement.document, _in_force.c.version == Agreement.version),
    )
    .order_by(Agreement.document.desc())
)


async def get_agreements(tx: Transaction, language: Language) -> list[AgreementText]:
    """Return the documents in force, in a language."""
    return await tx.all(_TEXTS, AgreementText, language=language, now=clock.now())


async def find_due(tx: Transaction, person_id: UUID) -> list[Due]:
    """Return the versions in force that a person has not accepted yet."""
    return await tx.all(_DUE, Due, person_id=person_id, now=clock.now())


async def find_in_force(tx: Transaction) -> list[Due]:
    """Return the versions in force, without their texts."""
    return await tx.all(_IN_FORCE, Due, now=clock.now())


class DeploymentRow(msgspec.Struct, frozen=True):
    """Whether an organisation was founded here, and how far the sample organisation is loaded."""

    founded: bool
    sample_state: str
    sample_done: int
    sample_total: int


_DEPLOYMENT = select(
    Deployment.founded_at.is_not(None).label("founded"),
    Deployment.sample_state,
    Deployment.sample_done,
    Deployment.sample_total,
)


async def read_deployment(tx: Transaction) -> DeploymentRow:
    """Return the state of the deployment."""
    return await tx.one(_DEPLOYMENT, DeploymentRow)
