"""messaging: exports of conversations, and the fact that tells a group of one."""

import shapes
from alembic import op

revision = "0015"
down_revision = "0014"

KINDS = (
    "'text', 'recall', 'edit', 'reaction', 'vote', 'card', 'created', 'joined', 'left', 'removed', 'renamed', 'owner',"
    " 'slipped', 'admin', 'settings', 'silenced', 'announced', 'withdrawn', 'merged', 'warned', 'dissolved', 'exported'"
)
EXPORT = """
CREATE TABLE conversation_export (
    id uuid NOT NULL,
    person_id uuid NOT NULL,
    realm_id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    way text NOT NULL,
    state text NOT NULL,
    language text NOT NULL,
    zone text NOT NULL,
    since timestamptz,
    until timestamptz,
    files boolean NOT NULL,
    name_sealed bytea NOT NULL,
    first_seq bigint NOT NULL,
    last_seq bigint NOT NULL,
    total bigint NOT NULL,
    done bigint NOT NULL,
    created_at timestamptz NOT NULL,
    started_at timestamptz,
    finished_at timestamptz,
    expires_at timestamptz NOT NULL,
    error text,
    data_key_id uuid,
    blob_name text,
    blob_size bigint,
    blob_digest text,
    CONSTRAINT pk_conversation_export PRIMARY KEY (id),
    CONSTRAINT ck_conversation_export_way CHECK (way IN ('member', 'power')),
    CONSTRAINT ck_conversation_export_state CHECK (state IN ('waiting', 'writing', 'done', 'failed', 'cancelled')),
    CONSTRAINT ck_conversation_export_blob CHECK ((state = 'done') = (blob_name IS NOT NULL))
)
"""
INDEXES = (
    "CREATE INDEX ix_conversation_export_person_id ON conversation_export (person_id, id)",
    "CREATE INDEX ix_conversation_export_expires_at ON conversation_export (expires_at)",
    "CREATE INDEX ix_conversation_export_blob_name ON conversation_export (blob_name)",
)
PLATFORM = "'00000000-0000-0000-0000-000000000000'::uuid"
OWN = "person_id = (SELECT tocsin_person())"
# An archive of an organisation is its asker's as long as the asker is there.
OURS = f"(realm_id = {PLATFORM} OR realm_id = ANY ((SELECT tocsin_organisations())::uuid[]))"


def upgrade() -> None:
    for statement in (EXPORT, *INDEXES):
        op.execute(statement)
    shapes.person("conversation_export", workers={"tocsin_follow": "SELECT, UPDATE, DELETE"})
    op.execute(f"ALTER POLICY conversation_export_person ON conversation_export USING ({OWN} AND {OURS})")
    op.execute("ALTER TABLE message DROP CONSTRAINT ck_message_kind")
    op.execute(f"ALTER TABLE message ADD CONSTRAINT ck_message_kind CHECK (kind IN ({KINDS}))")
