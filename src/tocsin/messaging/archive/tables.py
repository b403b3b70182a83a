"""The table of exports. A row lives for days, and its archive with it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped

from tocsin.kernel.archives import ArchiveColumns, archive_table
from tocsin.kernel.tables import Base


class ConversationExport(ArchiveColumns, Base):
    """A conversation somebody takes out.

    ``way``: as somebody who is in the conversation, or by the power over the organisation's. It covers the facts
    ``first_seq < seq <= last_seq`` (and of those what its asker may see when it is written), ``files`` tells whether
    with them. ``done`` of ``total`` counts facts.
    """

    __tablename__ = "conversation_export"
    __table_args__ = (CheckConstraint("way IN ('member', 'power')", name="way"), *archive_table(__tablename__))
    conversation_id: Mapped[UUID]
    way: Mapped[str]
    zone: Mapped[str]
    since: Mapped[datetime | None]
    until: Mapped[datetime | None]
    files: Mapped[bool]
    name_sealed: Mapped[bytes]
    first_seq: Mapped[int]
    last_seq: Mapped[int]
