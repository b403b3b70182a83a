"""messaging: organisations' sets of stickers."""

import shapes
from alembic import op

revision = "0016"
down_revision = "0015b"

SET = """
CREATE TABLE sticker_set (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    client_id uuid NOT NULL,
    name text NOT NULL,
    place bigint NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT pk_sticker_set PRIMARY KEY (id),
    CONSTRAINT uq_sticker_set_client_id UNIQUE (organisation_id, client_id)
)
"""
STICKER = """
CREATE TABLE sticker (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    set_id uuid NOT NULL,
    client_id uuid NOT NULL,
    file_id uuid NOT NULL,
    label text NOT NULL,
    words text[] DEFAULT '{}'::text[] NOT NULL,
    place bigint NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT pk_sticker PRIMARY KEY (id),
    CONSTRAINT uq_sticker_client_id UNIQUE (organisation_id, client_id),
    CONSTRAINT fk_sticker_set_id FOREIGN KEY (set_id) REFERENCES sticker_set (id) ON DELETE CASCADE
)
"""
INDEXES = ("CREATE INDEX ix_sticker_set_id ON sticker (set_id)",)
OURS = "organisation_id = ANY ((SELECT tocsin_organisations())::uuid[])"


def upgrade() -> None:
    for statement in (SET, STICKER, *INDEXES):
        op.execute(statement)
    shapes.organisation("sticker_set")
    shapes.organisation("sticker")
    # A message takes a sticker up where it is stored; which of the senders' organisations it is of is asked there.
    op.execute("GRANT SELECT ON sticker TO tocsin_flush")
    op.execute(f"CREATE POLICY sticker_flush ON sticker TO tocsin_flush USING ({OURS})")
