"""The table of the room."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Identity, Index, SmallInteger, text
from sqlalchemy.orm import Mapped, mapped_column

from tocsin.kernel.tables import Base


class EffectRow(Base):
    """One effect. Rows are added, never changed; erasing a person's data empties ``salt_sealed``, ``actor_id``, ``device``.

    The salt is sealed with the realm's key: in clear beside the digest it would let whoever holds a copy of the
    database try short texts until one fits, after the text itself is gone. Without an actor the organisation's own
    changes brought the effect about.

    ``(xid, id)`` is the order in which a sealer reads them below the oldest running transaction. ``from_seq`` to
    ``to_seq`` is the range of a sequence the effect covers, where the item is a sequence (a conversation).
    ``audience_version`` names the membership to whom an item was delivered, so that one row serves all of them.
    A file (``item_kind``) has one row for each person, act and realm: it is fetched in many pieces, and taken once.
    """

    __tablename__ = "effect"
    __table_args__ = (
        CheckConstraint("effect BETWEEN 1 AND 3", name="effect"),
        CheckConstraint("(from_seq IS NULL) = (to_seq IS NULL) AND from_seq <= to_seq", name="range"),
        Index("ix_effect_item_id", "item_id", "actor_id", "to_seq", postgresql_where=text("effect > 1")),
        Index("ix_effect_handled", "item_id", "from_seq", "actor_id", postgresql_where=text("effect = 3")),
        Index("ix_effect_actor_id", "actor_id", "realm_id", "xid", "id"),
        Index(
            "uq_effect_file",
            *("item_id", "actor_id", "act", "realm_id"),
            unique=True,
            postgresql_where=text("item_kind = 'file'"),
        ),
        {"info": {"shape": "shared"}},
    )
    xid: Mapped[int] = mapped_column(server_default=text("pg_current_xact_id()::text::bigint"), primary_key=True)
    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    realm_id: Mapped[UUID]
    effect: Mapped[int] = mapped_column(SmallInteger)
    act: Mapped[str]
    item_kind: Mapped[str]
    item_id: Mapped[UUID]
    from_seq: Mapped[int | None]
    to_seq: Mapped[int | None]
    audience_version: Mapped[int | None]
    actor_id: Mapped[UUID | None]
    device: Mapped[str | None]
    at: Mapped[datetime]
    digest: Mapped[bytes | None]
    salt_sealed: Mapped[bytes | None]
    commitment: Mapped[bytes]
