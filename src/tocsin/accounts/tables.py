"""The tables of this room. Their policies are in the migration."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Identity, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from tocsin.kernel.tables import Base


class Person(Base):
    """A person with an account. Erased people keep their row and id, nothing else."""

    __tablename__ = "person"
    __table_args__ = (
        UniqueConstraint("phone_blind", name="uq_person_phone_blind"),
        CheckConstraint("status IN ('active', 'suspended', 'frozen', 'cancelled')", name="status"),
        CheckConstraint("(phone_blind IS NULL) = (phone_sealed IS NULL)", name="phone"),
        {"info": {"shape": "person"}},
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    status: Mapped[str]
    phone_blind: Mapped[bytes | None]
    phone_sealed: Mapped[bytes | None]
    adult_declared_at: Mapped[datetime | None]
    language: Mapped[str | None]
    theme: Mapped[str | None]
    hide_connected: Mapped[bool] = mapped_column(server_default=text("false"))
    created_at: Mapped[datetime]


class Profile(Base):
    """How a person appears to everybody signed in."""

    __tablename__ = "profile"
    __table_args__ = (
        UniqueConstraint("handle", name="uq_profile_handle"),
        CheckConstraint("(avatar IS NULL) = (avatar_blob IS NULL)", name="avatar"),
        Index("uq_profile_avatar_blob", text("(avatar_blob ->> 'name')"), unique=True),
        {"info": {"shape": "platform"}},
    )
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    name: Mapped[str]
    handle: Mapped[str | None]
    introduction: Mapped[str] = mapped_column(server_default="")
    avatar: Mapped[str | None]
    """The address of the picture; it ends in the picture's own name, so it changes with the picture."""
    avatar_blob: Mapped[dict[str, Any] | None]
    changed_at: Mapped[datetime]


class Presence(Base):
    """How a person is just now, by their own word (``source`` is ``self``) or a room's; the row goes with its end."""

    __tablename__ = "presence"
    __table_args__ = (
        CheckConstraint("state IN ('working', 'meeting', 'leave', 'travel', 'dnd')", name="state"),
        Index("ix_presence_until", "until", postgresql_where=text("until IS NOT NULL")),
        {"info": {"shape": "person"}},
    )
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    source: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[str]
    note_sealed: Mapped[bytes | None]
    until: Mapped[datetime | None]
    set_at: Mapped[datetime]


class ReclaimedName(Base):
    """A handle or login name that was taken back from somebody; ``skeleton`` is what looks the same."""

    __tablename__ = "reclaimed_name"
    __table_args__ = (Index("ix_reclaimed_name_skeleton", "skeleton"), {"info": {"shape": "platform"}})
    name: Mapped[str] = mapped_column(primary_key=True)
    skeleton: Mapped[str]
    at: Mapped[datetime]


class Credential(Base):
    """What a person signs in with besides a code. Login names are stored folded."""

    __tablename__ = "credential"
    __table_args__ = (UniqueConstraint("login_name", name="uq_credential_login_name"), {"info": {"shape": "person"}})
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    login_name: Mapped[str | None]
    password_hash: Mapped[str | None]
    password_changed_at: Mapped[datetime | None]


class Agreement(Base):
    """One version of a document people accept; ``titles`` and ``texts`` are keyed by language."""

    __tablename__ = "agreement"
    __table_args__ = (
        CheckConstraint("kind IN ('agreement', 'policy')", name="kind"),
        {"info": {"shape": "platform"}},
    )
    document: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    titles: Mapped[dict[str, Any]]
    texts: Mapped[dict[str, Any]]
    in_force_from: Mapped[datetime]


class AgreementAcceptance(Base):
    """That a person accepted a version, when, and in which session."""

    __tablename__ = "agreement_acceptance"
    __table_args__ = ({"info": {"shape": "person"}},)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    document: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    session_id: Mapped[UUID | None]


class SignInCode(Base):
    """A code asked for, whoever has the phone; the rows of the last day are also the limit on asking."""

    __tablename__ = "sign_in_code"
    __table_args__ = (
        Index("ix_sign_in_code_phone_blind_made_at", "phone_blind", "made_at"),
        Index("ix_sign_in_code_address_blind_made_at", "address_blind", "made_at"),
        {"info": {"shape": "platform"}},
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    phone_blind: Mapped[bytes]
    address_blind: Mapped[bytes]
    purpose: Mapped[str]
    digest: Mapped[bytes]
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(server_default="0")
    used_at: Mapped[datetime | None]


class SignInFailure(Base):
    """A password that was tried and was not right; a right one removes those of its account and address."""

    __tablename__ = "sign_in_failure"
    __table_args__ = (
        Index("ix_sign_in_failure_account_blind_at", "account_blind", "at"),
        Index("ix_sign_in_failure_address_blind_at", "address_blind", "at"),
        {"info": {"shape": "platform"}},
    )
    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    account_blind: Mapped[bytes]
    address_blind: Mapped[bytes]
    known_here: Mapped[bool]
    at: Mapped[datetime]


class RegistrationTicket(Base):
    """That somebody proved to have a phone which has no account."""

    __tablename__ = "registration_ticket"
    __table_args__ = (
        UniqueConstraint("digest", name="uq_registration_ticket_digest"),
        {"info": {"shape": "platform"}},
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    digest: Mapped[bytes]
    phone_blind: Mapped[bytes]
    phone_sealed: Mapped[bytes]
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Session(Base):
    """A device signed in. The token is not here, only its digest; the address is masked."""

    __tablename__ = "session"
    __table_args__ = (
        UniqueConstraint("digest", name="uq_session_digest"),
        Index("ix_session_person_id_created_at", "person_id", "created_at"),
        Index("ix_session_ended_at", "ended_at", postgresql_where=text("ended_at IS NOT NULL")),
        CheckConstraint("(ended_at IS NULL) = (reason IS NULL)", name="ended"),
        {"info": {"shape": "person"}},
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"))
    digest: Mapped[bytes]
    device: Mapped[str]
    kind: Mapped[str]
    address: Mapped[str]
    address_blind: Mapped[bytes]
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    reason: Mapped[str | None]


class Outgoing(Base):
    """A message to a phone, written with what caused it and sent after; emptied once sent or late."""

    __tablename__ = "outgoing"
    __table_args__ = ({"info": {"shape": "platform"}},)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    content_sealed: Mapped[bytes | None]
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]


class NotificationSettings(Base):
    """How a person is told of what is new; without a row, as :class:`~tocsin.accounts.rules.Notifications` begins.

    ``quiet_start`` and ``quiet_end`` are minutes of the day in ``quiet_zone``; ``quiet_days`` are those (1 is Monday) on
    which quiet hours begin.
    """

    __tablename__ = "notification_settings"
    __table_args__ = (
        CheckConstraint("sound IN ('bell', 'chime', 'wood', 'none')", name="sound"),
        CheckConstraint(
            "quiet_start BETWEEN 0 AND 1439 AND quiet_end BETWEEN 0 AND 1439 AND quiet_start <> quiet_end"
            " AND quiet_days <@ '{1,2,3,4,5,6,7}'::bigint[]",
            name="quiet",
        ),
        {"info": {"shape": "person"}},
    )
    person_id: Mapped[UUID] = mapped_column(ForeignKey("person.id"), primary_key=True)
    sound: Mapped[str]
    banners: Mapped[bool]
    content: Mapped[bool]
    mentions_through: Mapped[bool]
    quiet_on: Mapped[bool]
    quiet_days: Mapped[list[int]]
    quiet_start: Mapped[int]
    quiet_end: Mapped[int]
    quiet_zone: Mapped[str]
    quiet_until: Mapped[datetime | None]
    changed_at: Mapped[datetime]


class Deployment(Base):
    """The one row about the deployment itself."""

    __tablename__ = "deployment"
    __table_args__ = (CheckConstraint('"only"', name="only"), {"info": {"shape": "platform"}})
    only: Mapped[bool] = mapped_column(primary_key=True, server_default=text("true"))
    founded_at: Mapped[datetime | None]
    sample_state: Mapped[str] = mapped_column(server_default="none")
    sample_done: Mapped[int] = mapped_column(server_default="0")
    sample_total: Mapped[int] = mapped_column(server_default="0")


class ActsSearch(Base):
    """A search of acts that the operator keeps. Its name and what it asks for are sealed: people are named in both."""

    __tablename__ = "acts_search"
    __table_args__ = ({"info": {"shape": "platform"}},)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    search_sealed: Mapped[bytes]
    created_at: Mapped[datetime]
