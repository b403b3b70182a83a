"""The tables of the room: the effects, and the log over them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Identity, Index, SmallInteger, text
from sqlalchemy.orm import Mapped, mapped_column

from tocsin.kernel.tables import Base


class EffectRow(Base):
    """One effect. Rows are added, never changed; erasing a person's data empties ``salt_sealed``, ``actor_id``, ``device``.

    ``salt_sealed`` holds the secret from which its salts follow, sealed with the realm's key: in clear beside ``digest``,
    the content's, it would let whoever holds a copy of the database try short texts until one fits, after the text itself
    is gone. Without an actor the organisation's own
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
        Index(
            "ix_effect_at",
            "at",
            postgresql_using="brin",
            postgresql_with={"pages_per_range": 16, "autosummarize": "on"},
        ),
        {"info": {"shape": "shared"}},
    )
    xid: Mapped[int] = mapped_column(server_default=text("tocsin_xid()"), primary_key=True)
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


class LogPosition(Base):
    """How far the sealer has come: one row. Every effect whose transaction is older than ``below`` has its leaf."""

    __tablename__ = "log_position"
    __table_args__ = (CheckConstraint("id = 1", name="single"), {"info": {"shape": "platform"}})
    id: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    below: Mapped[int]


class LogRow(Base):
    """The log of a realm: its size, and its ``edge``, the hashes of the perfect subtrees it consists of, from the left."""

    __tablename__ = "log"
    __table_args__ = ({"info": {"shape": "platform"}},)
    realm_id: Mapped[UUID] = mapped_column(primary_key=True)
    size: Mapped[int]
    edge: Mapped[bytes]


class LogTile(Base):
    """Up to 256 neighbouring nodes of a log's tree, of every eighth level: of the leaves, and of what tiles are under.

    ``effects`` holds, for leaves, the ids of the effects in the same order, eight bytes each; ``first_id`` and
    ``last_id`` are the least and the greatest of them, by which an effect's tile is found.
    """

    __tablename__ = "log_tile"
    __table_args__ = (
        CheckConstraint("length(hashes) BETWEEN 32 AND 8192 AND length(hashes) % 32 = 0", name="hashes"),
        CheckConstraint("(level = 0) = (length(effects) * 4 = length(hashes))", name="effects"),
        Index("ix_log_tile_last_id", "realm_id", "last_id", postgresql_where=text("level = 0")),
        {"info": {"shape": "platform"}},
    )
    realm_id: Mapped[UUID] = mapped_column(primary_key=True)
    level: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    hashes: Mapped[bytes]
    effects: Mapped[bytes]
    first_id: Mapped[int]
    last_id: Mapped[int]


class LogKey(Base):
    """A key that signs the heads of a realm's log; the private half is sealed with the realm's key.

    ``signature`` is that of the key before it and its own, 64 bytes each, over what makes this one its successor: one without
    begins a succession. With it the former key's private half goes.
    """

    __tablename__ = "log_key"
    __table_args__ = (
        CheckConstraint("number > 1 OR signature IS NULL", name="succession"),
        CheckConstraint("length(signature) = 128", name="signature"),
        {"info": {"shape": "platform"}},
    )
    realm_id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    public_key: Mapped[bytes]
    private_sealed: Mapped[bytes | None]
    made_at: Mapped[datetime]
    signature: Mapped[bytes | None]


class LogHead(Base):
    """A signed head of a realm's log. Rows are added, never changed; a day later one an hour stays."""

    __tablename__ = "log_head"
    __table_args__ = (
        ForeignKeyConstraint(["realm_id", "key_number"], ["log_key.realm_id", "log_key.number"]),
        {"info": {"shape": "platform"}},
    )
    realm_id: Mapped[UUID] = mapped_column(primary_key=True)
    size: Mapped[int] = mapped_column(primary_key=True)
    root: Mapped[bytes]
    at: Mapped[datetime]
    key_number: Mapped[int] = mapped_column(SmallInteger)
    signature: Mapped[bytes]


class WitnessRow(Base):
    """Who may follow a realm's log, with a token of which the hash is kept, and sign heads with a key of their own.

    ``seen_at`` and ``seen_size``: the newest head that was fetched with the token.
    """

    __tablename__ = "witness"
    __table_args__ = (
        CheckConstraint("length(public_key) = 32", name="key"),
        Index("uq_witness_token_digest", "token_digest", unique=True),
        Index("uq_witness_name", "realm_id", "name", unique=True, postgresql_where=text("ended_at IS NULL")),
        {"info": {"shape": "organisation"}},
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    realm_id: Mapped[UUID]
    name: Mapped[str]
    token_digest: Mapped[bytes]
    public_key: Mapped[bytes | None]
    made_at: Mapped[datetime]
    made_by: Mapped[UUID | None]
    ended_at: Mapped[datetime | None]
    seen_at: Mapped[datetime | None]
    seen_size: Mapped[int | None]


class LogCosignature(Base):
    """A witness's signature of a head, at ``at`` seconds since 1970; the head stays as long as it does."""

    __tablename__ = "log_cosignature"
    __table_args__ = (
        ForeignKeyConstraint(["realm_id", "size"], ["log_head.realm_id", "log_head.size"]),
        ForeignKeyConstraint(["witness_id"], ["witness.id"]),
        CheckConstraint("length(signature) = 64", name="signature"),
        {"info": {"shape": "platform"}},
    )
    realm_id: Mapped[UUID] = mapped_column(primary_key=True)
    size: Mapped[int] = mapped_column(primary_key=True)
    witness_id: Mapped[UUID] = mapped_column(primary_key=True)
    at: Mapped[int]
    signature: Mapped[bytes]
