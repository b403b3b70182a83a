"""files: uploads, their parts, and who holds them."""

import shapes
import sqlalchemy as sa
from alembic import op

revision = "0009b"
down_revision = "0009"

TIME = sa.DateTime(timezone=True)
FOLLOW = {"tocsin_follow": shapes.ALL}
OWN = "person_id = (SELECT tocsin_person())"
# A file of an organisation is its sender's as long as the sender is there.
OURS = (
    "(realm_id = '00000000-0000-0000-0000-000000000000'::uuid"
    " OR realm_id = ANY ((SELECT tocsin_organisations())::uuid[]))"
)
UNSENT = sa.text("used_at IS NULL")


def upgrade() -> None:
    files()
    parts()
    uses()


def files() -> None:
    op.create_table(
        "file",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("realm_id", sa.Uuid, nullable=False),
        sa.Column("client_id", sa.Uuid, nullable=False),
        sa.Column("data_key_id", sa.Uuid, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("part_size", sa.BigInteger, nullable=False),
        sa.Column("as_file", sa.Boolean, nullable=False),
        sa.Column("kind", sa.Text),
        sa.Column("card_sealed", sa.LargeBinary, nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("seen_at", TIME, nullable=False),
        sa.Column("completed_at", TIME),
        sa.Column("used_at", TIME),
        sa.PrimaryKeyConstraint("id", name="pk_file"),
        sa.UniqueConstraint("person_id", "client_id", name="uq_file_client_id"),
        sa.CheckConstraint("state IN ('open', 'closing', 'complete')", name="ck_file_state"),
        sa.CheckConstraint("size > 0 AND part_size > 0", name="ck_file_size"),
        sa.CheckConstraint(
            "(state = 'complete') = (completed_at IS NOT NULL AND kind IS NOT NULL)", name="ck_file_complete"
        ),
    )
    op.create_index("ix_file_unsent", "file", ["person_id"], postgresql_where=UNSENT)
    op.create_index("ix_file_seen_at", "file", ["seen_at"], postgresql_where=UNSENT)
    op.create_index("ix_file_realm_id", "file", ["realm_id", "person_id"])
    # What was sent is read by whoever the room that holds it lets through: as the following worker.
    shapes.person("file", workers=FOLLOW)
    op.execute(f"ALTER POLICY file_person ON file USING ({OWN} AND {OURS})")


def parts() -> None:
    op.create_table(
        "file_part",
        sa.Column("file_id", sa.Uuid, nullable=False),
        sa.Column("variant", sa.Text, nullable=False),
        sa.Column("number", sa.BigInteger, nullable=False),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("blob_name", sa.Text, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("file_id", "variant", "number", name="pk_file_part"),
        sa.ForeignKeyConstraint(["file_id"], ["file.id"], name="fk_file_part_file_id", ondelete="CASCADE"),
        sa.UniqueConstraint("blob_name", name="uq_file_part_blob_name"),
        sa.CheckConstraint("variant IN ('whole', 'display', 'thumb')", name="ck_file_part_variant"),
    )
    shapes.person("file_part", workers=FOLLOW)


def uses() -> None:
    op.create_table(
        "file_use",
        sa.Column("file_id", sa.Uuid, nullable=False),
        sa.Column("room", sa.Text, nullable=False),
        sa.Column("item", sa.Text, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("file_id", "room", "item", name="pk_file_use"),
        sa.ForeignKeyConstraint(["file_id"], ["file.id"], name="fk_file_use_file_id"),
    )
    op.create_index("ix_file_use_item", "file_use", ["room", "item"])
    # Which item holds which file is nobody's own: only what follows from acts writes it.
    shapes.platform("file_use", workers=FOLLOW)
