"""A member's record: what is typed in, and what is stored of it.

Pure apart from :func:`keys_of`, so that ten thousand records of an import are made in one go: sealed contact data,
blind indexes, sort key and search terms.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from uuid import UUID

import msgspec

from tocsin.accounts.door import phone_blind
from tocsin.kernel import text
from tocsin.kernel.db import Transaction
from tocsin.kernel.seal import DataKey, Keyring, Realm, place
from tocsin.organisations.refusals import AttestationNeeded, BasisNoteNeeded
from tocsin.organisations.rules import Basis, MemberKind

RECORDS = "organisations.member"
POST_LIMIT = 50
WORK_NO_LIMIT = 32
NOTE_LIMIT = 500


class Place(msgspec.Struct, frozen=True):
    """A member's place in a department."""

    department_id: UUID
    post: str | None = None
    head: bool = False


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """What an organisation writes down of a member; ``phone`` is E.164. ``post`` counts for a member in no department."""

    id: UUID
    name: str
    phone: str | None = None
    email: str | None = None
    work_no: str | None = None
    post: str | None = None
    manager_id: UUID | None = None
    kind: MemberKind = "employee"
    places: tuple[Place, ...] = ()


class Record(msgspec.Struct, frozen=True):
    """The columns of a member's row that follow from the card."""

    id: UUID
    name: str
    sort_key: str
    post: str | None
    work_no: str | None
    phone_sealed: bytes | None
    phone_blind: bytes | None
    email_sealed: bytes | None
    manager_id: UUID | None
    kind: MemberKind
    terms: list[int]


class Keys:
    """The keys of one organisation's directory."""

    def __init__(self, organisation_id: UUID, keyring: Keyring, realm: Realm, key: DataKey) -> None:
        self.organisation_id = organisation_id
        self._keyring = keyring
        self._realm = realm
        self._key = key

    def phone_blind(self, phone: str) -> bytes:
        """Return the index by which a phone is found within the organisation."""
        return self._realm.blind("organisations.member.phone", phone)

    def invitation_blind(self, phone: str) -> bytes:
        """Return the index by which the account of an invited phone is found across the deployment."""
        return phone_blind(self._keyring, phone)

    def seal(self, column: str, row: UUID, plain: str | None) -> bytes | None:
        """Seal a value for its column (``"member.phone"``) and row; nothing stays nothing."""
        return None if plain is None else self._key.seal_text(plain, place(column, self.organisation_id, row))

    def open(self, column: str, row: UUID, sealed: bytes | None) -> str | None:
        """Open what was sealed for the same column and row."""
        return None if sealed is None else self._key.open_text(sealed, place(column, self.organisation_id, row))

    def open_note(self, member_id: UUID, row: Mapping[str, Any]) -> str | None:
        """Return the note to the basis of an invitation; the oldest rows have it in clear."""
        sealed = row["basis_note_sealed"]
        found: str | None = (
            row["basis_note"] if sealed is None else self.open("invitation.basis_note", member_id, sealed)
        )
        return found

    def tokens(self, terms: set[str]) -> list[int]:
        """Return the keyed search terms."""
        return self._realm.tokens(RECORDS, terms)


async def keys_of(tx: Transaction, keyring: Keyring, organisation_id: UUID) -> Keys:
    """Return the keys of an organisation's directory; they are kept by the keyring, so this seldom asks the database."""
    realm = await keyring.realm(tx, organisation_id)
    return Keys(organisation_id, keyring, realm, await keyring.record_key(tx, organisation_id, RECORDS))


def check_card(card: Card) -> Card:
    """Return a card in its stored form; raise a :class:`tocsin.kernel.text.Unfit` that names the field."""
    return msgspec.structs.replace(
        card,
        name=text.check_person_name(card.name),
        phone=None if card.phone is None else text.phone(card.phone),
        email=None if not card.email else text.email(card.email),
        work_no=check_work_no(card.work_no),
        post=check_post(card.post),
        places=tuple(msgspec.structs.replace(one, post=check_post(one.post)) for one in card.places),
    )


def check_post(post: str | None) -> str | None:
    """Return a post in its stored form; blank is none."""
    return text.check_title(post, limit=POST_LIMIT, field="post") if post and post.strip() else None


def check_work_no(work_no: str | None) -> str | None:
    """Return a work number in its stored form; blank is none."""
    return text.check_title(work_no, limit=WORK_NO_LIMIT, field="work_no") if work_no and work_no.strip() else None


def check_note(note: str | None, *, field: str = "note", limit: int = NOTE_LIMIT) -> str | None:
    """Return a note in its stored form; blank is none."""
    return text.clean_body(note, limit, field=field) if note and note.strip() else None


def check_basis(basis: Basis, note: str | None, *, attested: bool) -> str | None:
    """Refuse data of others without the word of whoever enters it, and a law without its name; return the note."""
    if not attested:
        raise AttestationNeeded
    cleaned = check_note(note, field="basis_note")
    if basis in ("legal_duty", "other") and cleaned is None:
        raise BasisNoteNeeded
    return cleaned


@lru_cache(maxsize=4096)
def _post_terms(post: str) -> frozenset[str]:
    return frozenset(text.post_terms(post))


def terms_of(card: Card) -> set[str]:
    """Return everything a member is found by: name, posts, work number, whole phone and its last four digits."""
    terms = text.index_terms(card.name)
    for post in {card.post, *(one.post for one in card.places)}:
        if post:
            terms |= _post_terms(post)
    if card.work_no:
        terms |= text.code_terms(card.work_no)
    if card.phone:
        terms |= text.phone_terms(card.phone)
    return terms


def member_record(keys: Keys, card: Card) -> Record:
    """Return the columns of a member's row for a card in its stored form."""
    return Record(
        id=card.id,
        name=card.name,
        sort_key=text.sort_key(card.name),
        post=card.post,
        work_no=card.work_no,
        phone_sealed=keys.seal("member.phone", card.id, card.phone),
        phone_blind=None if card.phone is None else keys.phone_blind(card.phone),
        email_sealed=keys.seal("member.email", card.id, card.email),
        manager_id=card.manager_id,
        kind=card.kind,
        terms=keys.tokens(terms_of(card)),
    )
