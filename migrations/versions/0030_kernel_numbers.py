"""kernel: the numbers of transactions as rows keep them, which go on where a dump is restored into another cluster."""

from alembic import op

revision = "0030"
down_revision = "0029c"


def upgrade() -> None:
    # Of one expression each, so that the planner puts them in place of the call. What is added stands in a function and not
    # in a table: a dump takes it along, and reading it costs nothing.
    op.execute(
        "CREATE FUNCTION tocsin_shift() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE AS $$ SELECT 0::bigint $$"
    )
    op.execute(
        "CREATE FUNCTION tocsin_xid() RETURNS bigint LANGUAGE sql STABLE AS"
        " $$ SELECT pg_current_xact_id()::text::bigint + public.tocsin_shift() $$"
    )
    op.execute(
        "CREATE FUNCTION tocsin_horizon() RETURNS bigint LANGUAGE sql STABLE PARALLEL SAFE AS"
        " $$ SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint + public.tocsin_shift() $$"
    )
    for table in ("event", "effect"):
        op.execute(f"ALTER TABLE {table} ALTER COLUMN xid SET DEFAULT tocsin_xid()")
    op.execute(
        "CREATE FUNCTION tocsin_reached() RETURNS bigint LANGUAGE sql STABLE AS $$ SELECT greatest("
        "(SELECT max(xid) + 1 FROM public.event), (SELECT max(xid) + 1 FROM public.effect),"
        " (SELECT max(xid) + 1 FROM public.event_cursor), (SELECT max(below) FROM public.log_position), 0) $$"
    )
