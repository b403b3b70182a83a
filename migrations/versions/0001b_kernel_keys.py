"""kernel: keys of realms and records, wrapped."""

import shapes
import sqlalchemy as sa
from alembic import op

revision = "0001b"
down_revision = "0001"

# Everybody who seals or opens needs the wrapped keys, and they are worth nothing without the deployment's key, which
# never enters the database: so they are rows of the platform, open to read. Only a worker may replace or destroy them.
READ = "SELECT"
MAKE = "SELECT, INSERT"
KEEP = "SELECT, INSERT, UPDATE, DELETE"
WORKERS = {
    "tocsin_signin": MAKE,
    "tocsin_flush": MAKE,
    "tocsin_realtime": READ,
    "tocsin_follow": KEEP,
    "tocsin_sample": MAKE,
}


def upgrade() -> None:
    op.create_table(
        "realm_key",
        sa.Column("realm_id", sa.Uuid, nullable=False),
        sa.Column("purpose", sa.Text, nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("kek_id", sa.Text, nullable=False),
        sa.Column("wrapped", sa.LargeBinary, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("destroyed_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("realm_id", "purpose", "version", name="pk_realm_key"),
        sa.CheckConstraint("purpose IN ('seal', 'index')", name="ck_realm_key_purpose"),
        sa.CheckConstraint("destroyed_at IS NULL OR wrapped = ''", name="ck_realm_key_destroyed"),
    )
    shapes.platform("realm_key", grants=MAKE, workers={**WORKERS, "tocsin_flush": READ})
    op.create_table(
        "data_key",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("realm_id", sa.Uuid),
        sa.Column("kind", sa.Text),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_data_key"),
        # a key of records has a realm and a kind, a key of a conversation neither
        sa.UniqueConstraint("realm_id", "kind", name="uq_data_key_realm_id_kind"),
        sa.CheckConstraint("(realm_id IS NULL) = (kind IS NULL)", name="ck_data_key_record"),
    )
    shapes.platform("data_key", grants=MAKE, workers=WORKERS)
    op.create_table(
        "data_key_wrap",
        sa.Column("data_key_id", sa.Uuid, nullable=False),
        sa.Column("generation", sa.BigInteger, nullable=False),
        sa.Column("realm_id", sa.Uuid, nullable=False),
        sa.Column("realm_version", sa.BigInteger, nullable=False),
        sa.Column("wrapped", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("data_key_id", "generation", "realm_id", name="pk_data_key_wrap"),
        sa.ForeignKeyConstraint(
            ["data_key_id"], ["data_key.id"], name="fk_data_key_wrap_data_key_id", ondelete="CASCADE"
        ),
        sa.CheckConstraint("generation BETWEEN 1 AND 65535", name="ck_data_key_wrap_generation"),
    )
    op.create_index("ix_data_key_wrap_realm_id", "data_key_wrap", ["realm_id"])
    shapes.platform("data_key_wrap", grants=MAKE, workers=WORKERS)
