"""A contact as it is typed in, and what it is found by (pure)."""

from typing import Final, Literal
from uuid import UUID

import msgspec

from tocsin.kernel import text
from tocsin.kernel.errors import Invalid

Visibility = Literal["all", "department", "keeper"]
"""Who sees a contact besides its keeper: every member, those of a department and below it, or nobody."""
LABELS: Final = 10
LABEL_LIMIT: Final = 20
COMPANY_LIMIT: Final = 100
POST_LIMIT: Final = 50
NOTE_LIMIT: Final = 1000
KEPT: Final = 5000
"""Contacts one member keeps."""


class ContactIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Somebody outside, as a request says it. ``phone`` may be an office's line."""

    name: str
    company: str | None = None
    post: str | None = None
    phone: str | None = None
    email: str | None = None
    note: str | None = None
    labels: list[str] = []
    visibility: Visibility = "keeper"
    department_id: UUID | None = None


def check_contact(said: ContactIn) -> ContactIn:
    """Return a contact in its stored form. Raises a :class:`tocsin.kernel.text.Unfit` that names the field."""
    if (said.visibility == "department") != (said.department_id is not None):
        raise Invalid(fields={"department_id": "needed for the visibility department, and only there"})
    given = list(dict.fromkeys(one for one in said.labels if one and not one.isspace()))
    if len(given) > 2 * LABELS:  # before each is cleaned; some become the same by it
        raise Invalid(fields={"labels": f"at most {LABELS}"})
    labels = list(dict.fromkeys(map(_label, given)))
    if len(labels) > LABELS:
        raise Invalid(fields={"labels": f"at most {LABELS}"})
    return msgspec.structs.replace(
        said,
        name=text.check_person_name(said.name),
        company=_title(said.company, COMPANY_LIMIT, "company"),
        post=_title(said.post, POST_LIMIT, "post"),
        phone=text.phone(said.phone, mobile=False) if said.phone and said.phone.strip() else None,
        email=text.email(said.email) if said.email and said.email.strip() else None,
        note=text.clean_body(said.note, NOTE_LIMIT, field="note") if said.note and said.note.strip() else None,
        labels=labels,
    )


def _title(value: str | None, limit: int, field: str) -> str | None:
    return text.check_title(value, limit=limit, field=field) if value and value.strip() else None


def _label(value: str) -> str:
    return text.check_title(value, limit=LABEL_LIMIT, field="labels")


def terms_of(contact: ContactIn) -> set[str]:
    """Return what a contact is found by: name and company (pinyin, initials), post, labels, number and its last four."""
    terms = text.index_terms(contact.name)
    if contact.company:
        terms |= text.index_terms(contact.company)
    if contact.post:
        terms |= text.post_terms(contact.post)
    for label in contact.labels:
        terms |= text.post_terms(label)
    if contact.phone:
        terms |= text.phone_terms(contact.phone)
    return terms


def reachable(phone: str | None) -> bool:
    """Whether a number is one that an account may stand behind: a mobile."""
    if phone is None:
        return False
    try:
        text.phone(phone)
    except text.BadPhone:
        return False
    return True
