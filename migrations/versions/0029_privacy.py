"""privacy: what is recorded about a person, taken out; audited events by whom they are about."""

import shapes
from alembic import op

revision = "0029"
down_revision = "0028c"

RECORD = """
CREATE TABLE record_export (
    id uuid NOT NULL,
    person_id uuid NOT NULL,
    realm_id uuid NOT NULL,
    state text NOT NULL,
    language text NOT NULL,
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
    CONSTRAINT pk_record_export PRIMARY KEY (id),
    CONSTRAINT ck_record_export_state CHECK (state IN ('waiting', 'writing', 'done', 'failed')),
    CONSTRAINT ck_record_export_blob CHECK ((state = 'done') = (blob_name IS NOT NULL))
)
"""
INDEXES = (
    "CREATE INDEX ix_record_export_person_id ON record_export (person_id, id)",
    "CREATE INDEX ix_record_export_expires_at ON record_export (expires_at)",
    "CREATE INDEX ix_record_export_blob_name ON record_export (blob_name)",
    # Who looked at somebody is found by what stands for them, of one kind at a time.
    "CREATE INDEX ix_event_subject_id ON event (subject_id, kind, id) WHERE audited",
    "CREATE INDEX ix_event_kind ON event (realm_id, kind, id) WHERE audited",
)


def upgrade() -> None:
    for statement in (RECORD, *INDEXES):
        op.execute(statement)
    shapes.person("record_export", workers={"tocsin_follow": "SELECT, UPDATE, DELETE"})
