"""The index of keyed terms, and how far it has been made anew."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from tocsin.kernel.tables import Base


class SearchEntry(Base):
    """The terms of one text, keyed by its place (see ``index.py``): without the realm's key they are noise.

    ``version`` is that of the terms. Nobody but the index's worker reads it: a reader's right is decided by the room.
    """

    __tablename__ = "search_entry"
    __table_args__ = (
        # Without a list of pending entries: each of a question's many probes would read the whole of it.
        Index("ix_search_entry_terms", "terms", postgresql_using="gin", postgresql_with={"fastupdate": "off"}),
        {"info": {"shape": "platform"}},
    )
    place_id: Mapped[UUID] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    realm_id: Mapped[UUID]
    author_id: Mapped[UUID | None]
    at: Mapped[datetime]
    version: Mapped[int]
    terms: Mapped[list[int]]


class SearchProgress(Base):
    """How far the index of a source has been made anew under a version of the terms; ``place_id``, ``seq``: up to here."""

    __tablename__ = "search_progress"
    __table_args__ = ({"info": {"shape": "platform"}},)
    source: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int]
    place_id: Mapped[UUID | None]
    seq: Mapped[int | None]
    done: Mapped[bool]
