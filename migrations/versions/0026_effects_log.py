"""effects: the log of every realm, its tiles, keys and signed heads, and its worker."""

import shapes
from alembic import op

revision = "0026"
down_revision = "0025"

WORKER = "tocsin_seal"
TABLES = {
    "log_position": """
CREATE TABLE log_position (
    id smallint NOT NULL,
    below bigint NOT NULL,
    CONSTRAINT pk_log_position PRIMARY KEY (id),
    CONSTRAINT ck_log_position_single CHECK (id = 1)
)
""",
    "log": """
CREATE TABLE log (
    realm_id uuid NOT NULL,
    size bigint NOT NULL,
    edge bytea NOT NULL,
    CONSTRAINT pk_log PRIMARY KEY (realm_id)
)
""",
    "log_tile": """
CREATE TABLE log_tile (
    realm_id uuid NOT NULL,
    level smallint NOT NULL,
    number bigint NOT NULL,
    hashes bytea NOT NULL,
    effects bytea NOT NULL,
    first_id bigint NOT NULL,
    last_id bigint NOT NULL,
    CONSTRAINT pk_log_tile PRIMARY KEY (realm_id, level, number),
    CONSTRAINT ck_log_tile_hashes CHECK (length(hashes) BETWEEN 32 AND 8192 AND length(hashes) % 32 = 0),
    CONSTRAINT ck_log_tile_effects CHECK ((level = 0) = (length(effects) * 4 = length(hashes)))
)
""",
    "log_key": """
CREATE TABLE log_key (
    realm_id uuid NOT NULL,
    number smallint NOT NULL,
    public_key bytea NOT NULL,
    private_sealed bytea NOT NULL,
    made_at timestamptz NOT NULL,
    CONSTRAINT pk_log_key PRIMARY KEY (realm_id, number)
)
""",
    "log_head": """
CREATE TABLE log_head (
    realm_id uuid NOT NULL,
    size bigint NOT NULL,
    root bytea NOT NULL,
    at timestamptz NOT NULL,
    key_number smallint NOT NULL,
    signature bytea NOT NULL,
    CONSTRAINT pk_log_head PRIMARY KEY (realm_id, size),
    CONSTRAINT fk_log_head_realm_id_log_key FOREIGN KEY (realm_id, key_number) REFERENCES log_key (realm_id, number)
)
""",
}
# Heads and keys are added; nobody has the right to change or remove one.
RIGHTS = {
    "log_position": "SELECT, UPDATE",
    "log": "SELECT, INSERT, UPDATE",
    "log_tile": "SELECT, INSERT, UPDATE",
    "log_key": "SELECT, INSERT",
    "log_head": "SELECT, INSERT",
}
KEYS = {"realm_key": "SELECT", "data_key": "SELECT, INSERT", "data_key_wrap": "SELECT, INSERT"}


def upgrade() -> None:
    # Roles belong to the cluster: another database of it, or a second server starting, may have made this one.
    op.execute(
        f"DO $$ BEGIN CREATE ROLE {WORKER} NOLOGIN;"
        " EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
    )
    op.execute(
        f"DO $$ BEGIN IF NOT pg_has_role(session_user, '{WORKER}', 'USAGE')"
        f" THEN GRANT {WORKER} TO session_user; END IF; END $$"
    )
    op.execute(f"GRANT USAGE ON SCHEMA public TO {WORKER}")
    for table, sql in TABLES.items():
        op.execute(sql)
        shapes.platform(table, workers={WORKER: RIGHTS[table]})
    op.execute("INSERT INTO log_position (id, below) VALUES (1, 0)")
    op.execute("CREATE INDEX ix_log_tile_last_id ON log_tile (realm_id, last_id) WHERE level = 0")
    # Rows lie in the order of their times: a summary of every few pages finds them by it at next to no cost.
    op.execute("CREATE INDEX ix_effect_at ON effect USING brin (at) WITH (pages_per_range = 16, autosummarize = on)")
    # Hashes do not get smaller by compression.
    op.execute("ALTER TABLE log_tile ALTER COLUMN hashes SET STORAGE EXTERNAL")
    op.execute(f"GRANT SELECT (xid, id, realm_id, commitment) ON effect TO {WORKER}")
    op.execute(f"CREATE POLICY effect_seal ON effect FOR SELECT TO {WORKER} USING (true)")
    for table, rights in KEYS.items():
        op.execute(f"GRANT {rights} ON {table} TO {WORKER}")
        op.execute(f"CREATE POLICY {table}_seal ON {table} TO {WORKER} USING (true)")
