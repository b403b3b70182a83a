"""What a link shows before anybody signs in: which organisation it leads to, who sends it, as what one comes.

Whoever has a link may look: its code is what cannot be guessed.
"""

import base64
import binascii
import hmac
from uuid import UUID

import msgspec

from tocsin.kernel.db import JOIN, Transaction
from tocsin.kernel.errors import NotFound
from tocsin.kernel.seal import Keyring
from tocsin.kernel.types import Actor
from tocsin.organisations.powers import MEMBER_INVITE
from tocsin.organisations.queries.mine import InvitedTo, OrganisationName
from tocsin.organisations.queries.records import ancestry_of
from tocsin.organisations.refusals import InvitationVoid
from tocsin.organisations.rules import allow

_IDS = 32
"""Bytes of a code that name the organisation and the member; the rest proves that an admin was given it."""
_PROOF = 16
_INVITATION = """
SELECT m.id, m.invitation_blind, o.id AS organisation_id, o.name AS organisation, o.kind, m.post, b.name AS invited_by,
       coalesce((SELECT jsonb_agg(jsonb_build_object('department', d.name, 'post', p.post) ORDER BY p.position)
                 FROM member_department p JOIN department d ON d.organisation_id = p.organisation_id AND d.id = p.department_id
                 WHERE p.organisation_id = m.organisation_id AND p.member_id = m.id), '[]'::jsonb) AS posts
FROM member m
JOIN organisation o ON o.id = m.organisation_id
LEFT JOIN invitation i ON i.organisation_id = m.organisation_id AND i.member_id = m.id
LEFT JOIN member b ON b.organisation_id = m.organisation_id AND b.id = i.invited_by AND b.status = 'active'
WHERE m.organisation_id = $1 AND m.id = $2 AND m.status = 'invited'
"""


class InvitationLink(msgspec.Struct, frozen=True):
    """What an admin sends to somebody invited."""

    code: str


class InvitationTarget(msgspec.Struct, frozen=True):
    """An invitation as its link shows it. ``member_id`` is told to the one it is for, to be answered."""

    organisation: OrganisationName
    invited_by: str | None
    post: str | None
    posts: list[InvitedTo]
    member_id: UUID | None


async def get_invitation_link(
    tx: Transaction, keyring: Keyring, actor: Actor, organisation_id: UUID, member_id: UUID
) -> InvitationLink:
    """Return the link to an open invitation, for who may invite where the member is to be.

    It is the same each time and is good as long as the invitation is open. Raises ``NotFound`` without one.
    """
    ancestry = (await ancestry_of(tx, organisation_id, [member_id]))[member_id]
    allow(actor.member_of(organisation_id), MEMBER_INVITE, ancestry=ancestry, member_id=member_id)
    rows = await tx.fetch(
        "SELECT 1 FROM member WHERE organisation_id = $1 AND id = $2 AND status = 'invited'", organisation_id, member_id
    )
    if not rows:
        raise NotFound
    ids = organisation_id.bytes + member_id.bytes
    return InvitationLink(base64.urlsafe_b64encode(ids + _proof(keyring, ids)).decode())


async def get_invitation(tx: Transaction, keyring: Keyring, code: str, own_blind: bytes | None) -> InvitationTarget:
    """Return the open invitation behind a code; raise :class:`InvitationVoid` for every code without one.

    ``own_blind`` is the index of the reader's phone, absent for a visitor.
    """
    ids = _ids(keyring, code)
    async with tx.as_worker(JOIN):
        rows = await tx.fetch(_INVITATION, UUID(bytes=ids[:16]), UUID(bytes=ids[16:]))
    if not rows:
        raise InvitationVoid
    row = rows[0]
    return InvitationTarget(
        OrganisationName(row["organisation_id"], row["organisation"], row["kind"]),
        row["invited_by"],
        row["post"],
        msgspec.convert(row["posts"], list[InvitedTo]),
        row["id"] if own_blind is not None and own_blind == row["invitation_blind"] else None,
    )


def _proof(keyring: Keyring, ids: bytes) -> bytes:
    return keyring.blind("organisations.invitation_link", ids.hex())[:_PROOF]


def _ids(keyring: Keyring, code: str) -> bytes:
    try:
        raw = base64.b64decode(code[:128], altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise InvitationVoid from error
    ids, proof = raw[:_IDS], raw[_IDS:]
    if len(proof) != _PROOF or not hmac.compare_digest(proof, _proof(keyring, ids)):
        raise InvitationVoid
    return ids
