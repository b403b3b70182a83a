"""kernel: the index of keyed terms, its worker, and what that worker reads."""

import shapes
from alembic import op

revision = "0011"
down_revision = "0010"

WORKER = "tocsin_search"
ENTRY = """
CREATE TABLE search_entry (
    place_id uuid NOT NULL,
    seq bigint NOT NULL,
    realm_id uuid NOT NULL,
    author_id uuid,
    at timestamptz NOT NULL,
    version bigint NOT NULL,
    terms bigint[] NOT NULL,
    CONSTRAINT pk_search_entry PRIMARY KEY (place_id, seq)
)
"""
PROGRESS = """
CREATE TABLE search_progress (
    source text NOT NULL,
    version bigint NOT NULL,
    place_id uuid,
    seq bigint,
    done boolean NOT NULL,
    CONSTRAINT pk_search_progress PRIMARY KEY (source)
)
"""
# What the index is made from, and the cursor that says how far.
READS = ("effect", "message", "conversation", "realm_key", "data_key", "data_key_wrap")
MOVES = ("event_cursor", "event_held")


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
    op.execute(ENTRY)
    op.execute(PROGRESS)
    op.execute("CREATE INDEX ix_search_entry_terms ON search_entry USING gin (terms) WITH (fastupdate = off)")
    for table in ("search_entry", "search_progress"):
        shapes.platform(table, workers={WORKER: shapes.ALL})
    for table in READS:
        op.execute(f"GRANT SELECT ON {table} TO {WORKER}")
        op.execute(f"CREATE POLICY {table}_search ON {table} FOR SELECT TO {WORKER} USING (true)")
    for table in MOVES:
        op.execute(f"GRANT SELECT, INSERT, UPDATE ON {table} TO {WORKER}")
        op.execute(f"CREATE POLICY {table}_search ON {table} TO {WORKER} USING (true)")
