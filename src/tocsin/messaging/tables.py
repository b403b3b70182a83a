"""The tables of the room.

A conversation is one sequence of facts: texts, recalls, people joining and leaving, new names and owners. Everything
takes the next ``seq`` under the lock of the conversation's row, so the sequence has no holes and one order for all.
No foreign keys point at ``conversation``: its row is locked whenever something is written for it, and the check would
be made anew for every message.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Text, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from tocsin.kernel.tables import Base


class Conversation(Base):
    """A conversation. ``realm_id`` is its home: the platform's for two people, else the organisation.

    ``version`` counts changes of membership; ``members`` is how many are active, ``admins`` how many of them are;
    ``pair_low`` and ``pair_high`` are the two people of a direct one; ``open`` is false when nobody may write any more.
    ``posting``, ``mentioning``, ``inviting`` and ``pinning`` say who may: all, or owner and admins; ``forwarding`` and
    ``exporting`` who takes out what is said: nobody too. ``approval``: who comes is let in; ``listed``: colleagues find it. ``announcement_seq`` is the fact that stands above the chat.
    ``ends_at``: it is dissolved then, unless somebody speaks. ``fell_at``: it fell to its owner when another left. ``client_id`` is
    what the client of ``made_by`` called a group, so that asking twice makes one.
    """

    __tablename__ = "conversation"
    __table_args__ = (
        CheckConstraint("kind IN ('direct', 'group', 'department')", name="kind"),
        CheckConstraint("(kind = 'direct') = (pair_low IS NOT NULL AND pair_high IS NOT NULL)", name="pair"),
        CheckConstraint("pair_low < pair_high", name="pair_order"),
        CheckConstraint("(kind = 'department') = (department_id IS NOT NULL)", name="department"),
        Index("uq_conversation_pair", "pair_low", "pair_high", unique=True, postgresql_where=text("kind = 'direct'")),
        *(CheckConstraint(f"{name} IN ('all', 'admins')", name=name) for name in ("posting", "mentioning", "inviting", "pinning")),
        *(CheckConstraint(f"{name} IN ('all', 'admins', 'nobody')", name=name) for name in ("forwarding", "exporting")),
        Index("ix_conversation_pair_high", "pair_high", postgresql_where=text("kind = 'direct'")),
        Index("ix_conversation_realm_id", "realm_id", postgresql_where=text("kind <> 'direct'")),
        Index("ix_conversation_ends_at", "ends_at", postgresql_where=text("ends_at IS NOT NULL")),
        Index(
            "uq_conversation_department", "realm_id", "department_id",
            unique=True, postgresql_where=text("kind = 'department'"),
        ),
        Index(
            "uq_conversation_client", "made_by", "client_id",
            unique=True, postgresql_where=text("client_id IS NOT NULL"),
        ),
        {"info": {"shape": "shared"}},
    )  # fmt: skip
    id: Mapped[UUID] = mapped_column(primary_key=True)
    realm_id: Mapped[UUID]
    kind: Mapped[str]
    name_sealed: Mapped[bytes | None]
    owner_id: Mapped[UUID | None]
    department_id: Mapped[UUID | None]
    pair_low: Mapped[UUID | None]
    pair_high: Mapped[UUID | None]
    data_key_id: Mapped[UUID]
    last_seq: Mapped[int] = mapped_column(server_default="0")
    last_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(server_default="0")
    members: Mapped[int] = mapped_column(server_default="0")
    open: Mapped[bool] = mapped_column(server_default=text("true"))
    created_at: Mapped[datetime]
    made_by: Mapped[UUID | None]
    client_id: Mapped[UUID | None]
    posting: Mapped[str] = mapped_column(server_default="all")
    mentioning: Mapped[str] = mapped_column(server_default="all")
    inviting: Mapped[str] = mapped_column(server_default="all")
    pinning: Mapped[str] = mapped_column(server_default="admins")
    approval: Mapped[bool] = mapped_column(server_default=text("false"))
    listed: Mapped[bool] = mapped_column(server_default=text("false"))
    forwarding: Mapped[str] = mapped_column(server_default="all")
    exporting: Mapped[str] = mapped_column(server_default="all")
    admins: Mapped[int] = mapped_column(server_default="0")
    announcement_seq: Mapped[int | None]
    ends_at: Mapped[datetime | None]
    fell_at: Mapped[datetime | None]


class ConversationMember(Base):
    """One stay of a person in a conversation; who left and came back has two.

    It holds for the membership versions ``since_version <= v < until_version``, and shows the facts
    ``since_seq < seq <= until_seq``. ``read_seq`` is how far the person has confirmed; it only grows. ``muted`` is
    one's own wish not to be rung; ``silenced_until`` is until when one may not speak.
    """

    __tablename__ = "conversation_member"
    __table_args__ = (
        Index(
            "uq_conversation_member_active", "conversation_id", "person_id",
            unique=True, postgresql_where=text("until_version IS NULL"),
        ),
        Index("ix_conversation_member_person_id", "person_id", postgresql_where=text("until_version IS NULL")),
        {"info": {"shape": "shared"}},
    )  # fmt: skip
    conversation_id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    since_version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    until_version: Mapped[int | None]
    realm_id: Mapped[UUID]
    since_seq: Mapped[int]
    until_seq: Mapped[int | None]
    read_seq: Mapped[int]
    at: Mapped[datetime]
    pinned_at: Mapped[datetime | None]
    muted: Mapped[bool] = mapped_column(server_default=text("false"))
    admin: Mapped[bool] = mapped_column(server_default=text("false"))
    silenced_until: Mapped[datetime | None]


class Message(Base):
    """One fact of a conversation.

    ``version`` is the membership a text was delivered to and ``audience`` how many that were besides the sender.
    ``body_sealed`` is a text, or the name of a renaming; ``content_sealed`` is what a text carries (a sticker, a poll,
    other messages), of the kind ``carries``. A recall empties both. ``mentions`` are people; the nil UUID means all.
    ``detail`` holds what facts other than texts say (ids and counts), and of a text the tallies of reactions and
    votes. ``thread_seq`` is the first message of the thread a reply belongs to. An ``edit`` and a ``card`` have the
    message they change as ``reply_to``, and show it as it is now. Without a sender a fact was made by the
    organisation's own changes, or says nothing of who made it (a vote in an anonymous poll).
    """

    __tablename__ = "message"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('text', 'recall', 'edit', 'reaction', 'vote', 'card', 'created', 'joined', 'left', 'removed',"
            " 'renamed', 'owner', 'slipped', 'admin', 'settings', 'silenced', 'announced', 'withdrawn', 'merged',"
            " 'warned', 'dissolved', 'exported')",
            name="kind",
        ),
        Index(
            "uq_message_client", "sender_id", "client_id", "conversation_id",
            unique=True, postgresql_where=text("client_id IS NOT NULL"),
        ),
        # Partial, so that it is never taken for the primary key's: see the migration of this table.
        Index("ix_message_sender_id", "sender_id", "conversation_id", "seq", postgresql_where=text("kind = 'text'")),
        Index("ix_message_mentions", "conversation_id", "seq", postgresql_where=text("mentions IS NOT NULL")),
        Index("ix_message_announced", "conversation_id", "seq", postgresql_where=text("kind = 'announced'")),
        Index(
            "ix_message_announced_by", "sender_id", "conversation_id", "seq",
            postgresql_where=text("kind = 'announced'"),
        ),
        Index(
            "ix_message_thread", "conversation_id", "thread_seq", "seq", postgresql_where=text("thread_seq IS NOT NULL")
        ),
        Index("ix_message_mentioned", "mentions", postgresql_using="gin", postgresql_where=text("mentions IS NOT NULL")),
        Index(
            "ix_message_mentioned_all", "conversation_id", "at", "seq",
            postgresql_where=text("mentions @> '{00000000-0000-0000-0000-000000000000}'::uuid[]"),
        ),
        {"info": {"shape": "shared"}},
    )  # fmt: skip
    conversation_id: Mapped[UUID] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    realm_id: Mapped[UUID]
    kind: Mapped[str]
    sender_id: Mapped[UUID | None]
    client_id: Mapped[UUID | None]
    at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    body_sealed: Mapped[bytes | None]
    version: Mapped[int]
    audience: Mapped[int]
    mentions: Mapped[list[UUID] | None] = mapped_column(ARRAY(Uuid))
    reply_to: Mapped[int | None]
    detail: Mapped[dict[str, Any] | None]
    recalled_at: Mapped[datetime | None]
    content_sealed: Mapped[bytes | None]
    carries: Mapped[str | None]
    edited_at: Mapped[datetime | None]
    thread_seq: Mapped[int | None]


class MessageRevision(Base):
    """A text as it was before an edit, and whom it mentioned; ``number`` counts from 1, ``at`` is when it came to be."""

    __tablename__ = "message_revision"
    __table_args__ = ({"info": {"shape": "shared"}},)
    conversation_id: Mapped[UUID] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    realm_id: Mapped[UUID]
    body_sealed: Mapped[bytes | None]
    at: Mapped[datetime]
    mentions: Mapped[list[UUID] | None] = mapped_column(ARRAY(Uuid))


class MessageReaction(Base):
    """One person's emoji on one message."""

    __tablename__ = "message_reaction"
    __table_args__ = (
        Index("ix_message_reaction_seq", "conversation_id", "seq", "emoji", "person_id"),
        {"info": {"shape": "shared"}},
    )
    conversation_id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    emoji: Mapped[str] = mapped_column(Text(collation="C"), primary_key=True)
    realm_id: Mapped[UUID]
    at: Mapped[datetime]


class PollVote(Base):
    """What one person chose in a poll, as places of its options. ``anonymous``: shown to nobody else."""

    __tablename__ = "poll_vote"
    __table_args__ = (
        Index("ix_poll_vote_seq", "conversation_id", "seq", "person_id"),
        {"info": {"shape": "shared"}},
    )
    conversation_id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    realm_id: Mapped[UUID]
    options: Mapped[list[int]]
    anonymous: Mapped[bool]
    at: Mapped[datetime]


class Favourite(Base):
    """A message somebody keeps at hand. It is looked at where it stands, so it goes when the message goes."""

    __tablename__ = "favourite"
    __table_args__ = (
        Index("ix_favourite_at", "person_id", "at", "conversation_id", "seq"),
        {"info": {"shape": "person"}},
    )
    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    conversation_id: Mapped[UUID] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]


class DraftRow(Base):
    """What somebody has begun to write in a conversation, on all their devices; sealed like what is said there."""

    __tablename__ = "draft"
    __table_args__ = ({"info": {"shape": "person"}},)
    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    conversation_id: Mapped[UUID] = mapped_column(primary_key=True)
    body_sealed: Mapped[bytes]
    mentions_sealed: Mapped[bytes | None]
    reply_to: Mapped[int | None]
    at: Mapped[datetime]


class AnnouncementConfirmation(Base):
    """Somebody confirmed an announcement that asked for it."""

    __tablename__ = "announcement_confirmation"
    __table_args__ = (
        Index("ix_announcement_confirmation_person_id", "person_id"),
        {"info": {"shape": "shared"}},
    )
    conversation_id: Mapped[UUID] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    person_id: Mapped[UUID] = mapped_column(primary_key=True)
    realm_id: Mapped[UUID]
    at: Mapped[datetime]


class GroupRequest(Base):
    """Somebody asks to join a group, or a member without the right to let people in asks for them (``invited_by``)."""

    __tablename__ = "group_request"
    __table_args__ = (
        CheckConstraint("state IN ('pending', 'accepted', 'refused', 'withdrawn')", name="state"),
        Index(
            "uq_group_request_pending", "conversation_id", "person_id",
            unique=True, postgresql_where=text("state = 'pending'"),
        ),
        Index("ix_group_request_person_id", "person_id", "at"),
        {"info": {"shape": "shared"}},
    )  # fmt: skip
    id: Mapped[UUID] = mapped_column(primary_key=True)
    conversation_id: Mapped[UUID]
    realm_id: Mapped[UUID]
    person_id: Mapped[UUID]
    invited_by: Mapped[UUID | None]
    note_sealed: Mapped[bytes | None]
    at: Mapped[datetime]
    state: Mapped[str]
    decided_by: Mapped[UUID | None]
    decided_at: Mapped[datetime | None]


class GroupLink(Base):
    """A link, or QR code, that leads to a group; of its code only a hash is kept."""

    __tablename__ = "group_link"
    __table_args__ = (
        Index("uq_group_link_code_hash", "code_hash", unique=True),
        Index("ix_group_link_conversation_id", "conversation_id", postgresql_where=text("revoked_at IS NULL")),
        {"info": {"shape": "shared"}},
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    conversation_id: Mapped[UUID]
    realm_id: Mapped[UUID]
    code_hash: Mapped[bytes]
    made_by: Mapped[UUID]
    at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class MessagingRules(Base):
    """What an organisation sets for its conversations.

    Seconds within which a message may be recalled and edited; whether positions may be sent; whether the server looks
    at links to show what is behind them; members up to whose number all of a group may mention everybody, above it owner
    and admins alone; whether what is said may be forwarded to people outside.
    """

    __tablename__ = "messaging_rules"
    __table_args__ = (
        CheckConstraint("recall_within BETWEEN 0 AND 604800", name="recall_within"),
        CheckConstraint("edit_within BETWEEN 0 AND 31622400", name="edit_within"),
        CheckConstraint("mention_all_up_to BETWEEN 0 AND 100000", name="mention_all_up_to"),
        {"info": {"shape": "organisation"}},
    )
    organisation_id: Mapped[UUID] = mapped_column(primary_key=True)
    recall_within: Mapped[int] = mapped_column(server_default="600")
    edit_within: Mapped[int] = mapped_column(server_default="86400")
    locations: Mapped[bool] = mapped_column(server_default=text("false"))
    link_cards: Mapped[bool] = mapped_column(server_default=text("true"))
    mention_all_up_to: Mapped[int] = mapped_column(server_default="100")
    forwarding_out: Mapped[bool] = mapped_column(server_default=text("true"))
