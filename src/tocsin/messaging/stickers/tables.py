"""The tables of organisations' stickers. Their pictures are files, held by the sticker as messages hold theirs."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY, TEXT
from sqlalchemy.orm import Mapped, mapped_column

from tocsin.kernel.tables import Base


class StickerSet(Base):
    """A set of an organisation; shown in the order of ``place``, then as they were made."""

    __tablename__ = "sticker_set"
    __table_args__ = (
        UniqueConstraint("organisation_id", "client_id", name="uq_sticker_set_client_id"),
        {"info": {"shape": "organisation"}},
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    organisation_id: Mapped[UUID]
    client_id: Mapped[UUID]
    name: Mapped[str]
    place: Mapped[int]
    created_at: Mapped[datetime]


class Sticker(Base):
    """A sticker of a set: ``label`` is what it says, to the eye and to a screen reader; ``words`` find it too."""

    __tablename__ = "sticker"
    __table_args__ = (
        UniqueConstraint("organisation_id", "client_id", name="uq_sticker_client_id"),
        Index("ix_sticker_set_id", "set_id"),
        {"info": {"shape": "organisation"}},
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    organisation_id: Mapped[UUID]
    set_id: Mapped[UUID] = mapped_column(ForeignKey("sticker_set.id", ondelete="CASCADE"))
    client_id: Mapped[UUID]
    file_id: Mapped[UUID]
    label: Mapped[str]
    words: Mapped[list[str]] = mapped_column(ARRAY(TEXT), server_default=text("'{}'::text[]"))
    place: Mapped[int]
    created_at: Mapped[datetime]
