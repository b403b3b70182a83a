"""roster: imports and their rows; how to sign in to the sample organisation."""

import shapes
from alembic import op

revision = "0005"
down_revision = "0004"

TABLES = (
    """
    CREATE TABLE roster_import (
        organisation_id uuid NOT NULL,
        id uuid NOT NULL,
        state text NOT NULL,
        created_by uuid NOT NULL,
        session_id uuid NOT NULL,
        created_at timestamptz NOT NULL,
        finished_at timestamptz,
        file_name_sealed bytea NOT NULL,
        file_sealed bytea,
        preview_sealed bytea,
        separator text,
        total bigint DEFAULT 0 NOT NULL,
        done bigint DEFAULT 0 NOT NULL,
        counts jsonb DEFAULT '{}'::jsonb NOT NULL,
        plan_blind bytea,
        error_code text,
        error_sealed bytea,
        basis text,
        basis_note text,
        attested_by uuid,
        attested_at timestamptz,
        attestation text,
        started_at timestamptz,
        CONSTRAINT pk_roster_import PRIMARY KEY (organisation_id, id),
        CONSTRAINT fk_roster_import_organisation_id FOREIGN KEY (organisation_id) REFERENCES organisation (id),
        CONSTRAINT ck_roster_import_state
            CHECK (state IN ('reading', 'ready', 'applying', 'done', 'failed', 'discarded')),
        CONSTRAINT ck_roster_import_attested CHECK (state NOT IN ('applying', 'done') OR attested_by IS NOT NULL),
        CONSTRAINT ck_roster_import_basis CHECK (basis IN ('contract', 'hr_policy', 'consent', 'legal_duty', 'other'))
    )
    """,
    """
    CREATE TABLE roster_import_row (
        organisation_id uuid NOT NULL,
        import_id uuid NOT NULL,
        row bigint NOT NULL,
        outcome text NOT NULL,
        body_sealed bytea NOT NULL,
        CONSTRAINT pk_roster_import_row PRIMARY KEY (organisation_id, import_id, row),
        CONSTRAINT fk_roster_import_row_import FOREIGN KEY (organisation_id, import_id)
            REFERENCES roster_import (organisation_id, id) ON DELETE CASCADE,
        CONSTRAINT ck_roster_import_row_outcome CHECK (outcome IN ('make', 'change', 'same', 'refuse'))
    )
    """,
    """
    CREATE TABLE sample_access (
        id bigint NOT NULL,
        accounts_sealed bytea NOT NULL,
        CONSTRAINT pk_sample_access PRIMARY KEY (id),
        CONSTRAINT ck_sample_access_one CHECK (id = 1)
    )
    """,
    "CREATE UNIQUE INDEX uq_roster_import_applying ON roster_import (organisation_id) WHERE state = 'applying'",
    "CREATE INDEX ix_roster_import_created_at ON roster_import (created_at)",
    "CREATE INDEX ix_roster_import_row_outcome ON roster_import_row (organisation_id, import_id, outcome, row)",
)

# A worker clears what is past its term and takes up what a stopped server left; it writes no content.
SWEEP = {"tocsin_follow": "SELECT, UPDATE, DELETE"}


def upgrade() -> None:
    for statement in TABLES:
        op.execute(statement)
    for table in ("roster_import", "roster_import_row"):
        shapes.organisation(table, workers=SWEEP)
    shapes.platform("sample_access", workers={"tocsin_sample": "SELECT, INSERT, UPDATE, DELETE"})
