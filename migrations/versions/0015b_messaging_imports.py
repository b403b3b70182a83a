"""messaging: imports of conversations from other products, and of what each message was made."""

import shapes
from alembic import op

revision = "0015b"
down_revision = "0015"

IMPORT = """
CREATE TABLE conversation_import (
    id uuid NOT NULL,
    person_id uuid NOT NULL,
    realm_id uuid NOT NULL,
    state text NOT NULL,
    zone text NOT NULL,
    source text,
    name_sealed bytea NOT NULL,
    preview_sealed bytea,
    chosen jsonb DEFAULT '{}'::jsonb NOT NULL,
    total bigint DEFAULT 0 NOT NULL,
    done bigint DEFAULT 0 NOT NULL,
    created_at timestamptz NOT NULL,
    finished_at timestamptz,
    error text,
    basis text,
    basis_note_sealed bytea,
    attested_at timestamptz,
    data_key_id uuid,
    blob_name text,
    blob_size bigint,
    blob_digest text,
    CONSTRAINT pk_conversation_import PRIMARY KEY (id),
    CONSTRAINT ck_conversation_import_state CHECK (state IN ('reading', 'ready', 'applying', 'done', 'failed')),
    CONSTRAINT ck_conversation_import_attested CHECK (state NOT IN ('applying', 'done') OR attested_at IS NOT NULL),
    CONSTRAINT ck_conversation_import_basis
        CHECK (basis IN ('contract', 'hr_policy', 'consent', 'legal_duty', 'other'))
)
"""
MESSAGE = """
CREATE TABLE imported_message (
    conversation_id uuid NOT NULL,
    seq bigint NOT NULL,
    realm_id uuid NOT NULL,
    import_id uuid NOT NULL,
    key bytea NOT NULL,
    person_id uuid,
    CONSTRAINT pk_imported_message PRIMARY KEY (conversation_id, seq)
)
"""
INDEXES = (
    "CREATE INDEX ix_conversation_import_person_id ON conversation_import (person_id, id)",
    "CREATE INDEX ix_conversation_import_created_at ON conversation_import (created_at)",
    "CREATE INDEX ix_conversation_import_blob_name ON conversation_import (blob_name)",
    "CREATE UNIQUE INDEX uq_imported_message_key ON imported_message (realm_id, key)",
    "CREATE INDEX ix_imported_message_person_id ON imported_message (person_id) WHERE person_id IS NOT NULL",
)
OWN = "person_id = (SELECT tocsin_person())"
OURS = "realm_id = ANY ((SELECT tocsin_organisations())::uuid[])"


def upgrade() -> None:
    for statement in (IMPORT, MESSAGE, *INDEXES):
        op.execute(statement)
    shapes.person("conversation_import", workers={"tocsin_follow": "SELECT, UPDATE, DELETE"})
    op.execute(f"ALTER POLICY conversation_import_person ON conversation_import USING ({OWN} AND {OURS})")
    # Which message was made of what is asked and written where messages are entered, and followed when a person is
    # handed out or erased; members read what stands in the message itself.
    shapes.platform("imported_message", workers={"tocsin_follow": "SELECT, UPDATE"})
    op.execute("GRANT SELECT, INSERT ON imported_message TO tocsin_flush")
    op.execute(f"CREATE POLICY imported_message_flush ON imported_message TO tocsin_flush USING ({OURS})")
