"""organisations: the audit desk: searches people keep, how long acts are kept, and who alone deletes them."""

import shapes
import sqlalchemy as sa
from alembic import op

revision = "0028c"
down_revision = "0028b"

WORKER = "tocsin_retain"
RIGHTS = {
    "event": "SELECT (id, realm_id, at, audited), DELETE",
    "effect": "SELECT (item_id, item_kind, effect, from_seq), UPDATE (salt_sealed, actor_id, device)",
    "organisation": "SELECT (id)",
}


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
    _tables()
    for table, rights in RIGHTS.items():
        op.execute(f"GRANT {rights} ON {table} TO {WORKER}")
    # Nobody else deletes an act, and this one deletes nothing younger than the law has it kept.
    op.execute(f"CREATE POLICY event_retain ON event FOR SELECT TO {WORKER} USING (audited)")
    op.execute(
        f"CREATE POLICY event_retain_delete ON event FOR DELETE TO {WORKER}"
        " USING (audited AND at < now() - interval '189 days')"
    )
    op.execute(f"CREATE POLICY effect_retain ON effect TO {WORKER} USING (item_kind = 'act')")
    op.execute(f"CREATE POLICY organisation_retain ON organisation FOR SELECT TO {WORKER} USING (true)")
    # A search between two moments, the counts by day, and what has had its time.
    op.create_index("ix_event_realm_id_at", "event", ["realm_id", "at"], postgresql_where=sa.text("audited"))


def _tables() -> None:
    op.create_table(
        "audit_search",
        sa.Column("organisation_id", sa.Uuid, nullable=False),
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("search_sealed", sa.LargeBinary, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "id", name="pk_audit_search"),
    )
    op.create_index("ix_audit_search_person_id", "audit_search", ["person_id", "organisation_id"])
    shapes.person("audit_search", grants="SELECT, INSERT, DELETE", workers={"tocsin_follow": "SELECT, DELETE"})
    op.create_table(
        "audit_keeping",
        sa.Column("organisation_id", sa.Uuid, nullable=False),
        sa.Column("days", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", name="pk_audit_keeping"),
        sa.CheckConstraint("days >= 190", name="ck_audit_keeping_days"),
    )
    shapes.organisation("audit_keeping", grants="SELECT, INSERT, UPDATE", workers={WORKER: "SELECT"})
