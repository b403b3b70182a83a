"""The table of exports. A row lives for days, and its archive with it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from tocsin.kernel.tables import Base


class ConversationExport(Base):
    """A conversation somebody takes out, from the asking to the end of its term.

    ``way``: as somebody who is in the conversation, or by the power over the organisation's. It covers the facts
    ``first_seq < seq <= last_seq`` (and of those what its asker may see when it is written), ``files`` tells whether
    with them. ``done`` of ``total`` counts facts; ``blob_*`` name the archive once there is one.
    """

    __tablename__ = "conversation_export"
    __table_args__ = (
        CheckConstraint("way IN ('member', 'power')", name="way"),
        CheckConstraint("state IN ('waiting', 'writing', 'done', 'failed', 'cancelled')", name="state"),
        CheckConstraint("(state = 'done') = (blob_name IS NOT NULL)", name="blob"),
        Index("ix_conversation_export_person_id", "person_id", "id"),
        Index("ix_conversation_export_expires_at", "expires_at"),
        Index("ix_conversation_export_blob_name", "blob_name"),
        {"info": {"shape": "person"}},
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID]
    realm_id: Mapped[UUID]
    conversation_id: Mapped[UUID]
    way: Mapped[str]
    state: Mapped[str]
    language: Mapped[str]
    zone: Mapped[str]
    since: Mapped[datetime | None]
    until: Mapped[datetime | None]
    files: Mapped[bool]
    name_sealed: Mapped[bytes]
    first_seq: Mapped[int]
    last_seq: Mapped[int]
    total: Mapped[int]
    done: Mapped[int]
    created_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    expires_at: Mapped[datetime]
    error: Mapped[str | None]
    data_key_id: Mapped[UUID | None]
    blob_name: Mapped[str | None]
    blob_size: Mapped[int | None]
    blob_digest: Mapped[str | None]
