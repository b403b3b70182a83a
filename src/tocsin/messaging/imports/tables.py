"""The tables of imports: a row of an import lives for days, what it says of a message as long as the message."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from tocsin.kernel.tables import Base


class ConversationImport(Base):
    """One file and what became of it; its importer's alone.

    ``preview_sealed`` is what was read of it, ``chosen`` which conversations of it are entered and where. The file lies
    among the blobs until the import has ended. ``error_params`` fills the words of ``error``: limits and headings of ours.
    """

    __tablename__ = "conversation_import"
    __table_args__ = (
        CheckConstraint("state IN ('reading', 'ready', 'applying', 'done', 'failed')", name="state"),
        CheckConstraint("state NOT IN ('applying', 'done') OR attested_at IS NOT NULL", name="attested"),
        CheckConstraint("basis IN ('contract', 'hr_policy', 'consent', 'legal_duty', 'other')", name="basis"),
        Index("ix_conversation_import_person_id", "person_id", "id"),
        Index("ix_conversation_import_created_at", "created_at"),
        Index("ix_conversation_import_blob_name", "blob_name"),
        {"info": {"shape": "person"}},
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[UUID]
    realm_id: Mapped[UUID]
    state: Mapped[str]
    zone: Mapped[str]
    source: Mapped[str | None]
    name_sealed: Mapped[bytes]
    preview_sealed: Mapped[bytes | None]
    chosen: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'::jsonb"))
    total: Mapped[int] = mapped_column(server_default="0")
    done: Mapped[int] = mapped_column(server_default="0")
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    error: Mapped[str | None]
    error_params: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'::jsonb"))
    basis: Mapped[str | None]
    basis_note_sealed: Mapped[bytes | None]
    attested_at: Mapped[datetime | None]
    data_key_id: Mapped[UUID | None]
    blob_name: Mapped[str | None]
    blob_size: Mapped[int | None]
    blob_digest: Mapped[str | None]


class ImportedMessage(Base):
    """Of which message of which product a message was made, so that it is made once; and the member its author was
    taken for, whose words they are when it comes to handing out and erasing.
    """

    __tablename__ = "imported_message"
    __table_args__ = (
        Index("uq_imported_message_key", "realm_id", "key", unique=True),
        Index("ix_imported_message_person_id", "person_id", postgresql_where=text("person_id IS NOT NULL")),
        {"info": {"shape": "platform"}},
    )
    conversation_id: Mapped[UUID] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    realm_id: Mapped[UUID]
    import_id: Mapped[UUID]
    key: Mapped[bytes]
    person_id: Mapped[UUID | None]
