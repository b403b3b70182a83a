"""kernel: roles, the actor's settings, events."""

import shapes
import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0001"
down_revision = None

ROLES = (
    "tocsin_member",
    "tocsin_signin",
    "tocsin_flush",
    "tocsin_realtime",
    "tocsin_jobs",
    "tocsin_follow",
    "tocsin_sample",
)


def upgrade() -> None:
    _roles()
    _events()
    _events_shape()
    _cursors()


def _roles() -> None:
    for role in ROLES:
        # Roles belong to the cluster: another database of it, or a second server starting, may have made them.
        op.execute(
            f"DO $$ BEGIN CREATE ROLE {role} NOLOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
        )
        op.execute(
            f"DO $$ BEGIN IF NOT pg_has_role(session_user, '{role}', 'USAGE') THEN GRANT {role} TO session_user; END IF; END $$"
        )
        op.execute(f"GRANT USAGE ON SCHEMA public TO {role}")
    op.execute(
        "CREATE FUNCTION tocsin_person() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS"
        " $$ SELECT nullif(current_setting('tocsin.person', true), '')::uuid $$"
    )
    op.execute(
        "CREATE FUNCTION tocsin_organisations() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE AS"
        " $$ SELECT coalesce(nullif(current_setting('tocsin.organisations', true), ''), '{}')::uuid[] $$"
    )


def _events() -> None:
    op.create_table(
        "event",
        sa.Column("id", sa.BigInteger, sa.Identity(always=True), nullable=False),
        sa.Column("xid", sa.BigInteger, server_default=sa.text("pg_current_xact_id()::text::bigint"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("realm_id", sa.Uuid, nullable=False),
        sa.Column("actor_id", sa.Uuid),
        sa.Column("session_id", sa.Uuid),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("subject_id", sa.Uuid),
        sa.Column("audited", sa.Boolean, nullable=False),
        sa.Column("why", sa.Text),
        sa.Column("body", JSONB, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_event"),
    )
    op.create_index("ix_event_xid_id", "event", ["xid", "id"])
    op.create_index("ix_event_realm_id_id", "event", ["realm_id", "id"], postgresql_where=sa.text("audited"))


def _cursors() -> None:
    op.create_table(
        "event_cursor",
        sa.Column("consumer", sa.Text, nullable=False),
        sa.Column("xid", sa.BigInteger, nullable=False),
        sa.Column("id", sa.BigInteger, nullable=False),
        sa.Column("failures", sa.BigInteger, server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("consumer", name="pk_event_cursor"),
    )
    shapes.platform("event_cursor", workers={"tocsin_follow": "SELECT, INSERT, UPDATE"})
    op.create_table(
        "event_held",
        sa.Column("consumer", sa.Text, nullable=False),
        sa.Column("event_id", sa.BigInteger, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("error", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("consumer", "event_id", name="pk_event_held"),
    )
    shapes.platform("event_held", workers={"tocsin_follow": "SELECT, INSERT, UPDATE"})


def _events_shape() -> None:
    """Read within the actor's organisations; written by every role, and never changed by any of them."""
    op.execute("ALTER TABLE event ENABLE ROW LEVEL SECURITY")
    op.execute("GRANT SELECT, INSERT ON event TO tocsin_member")
    op.execute(
        "CREATE POLICY event_organisation ON event FOR SELECT TO tocsin_member"
        " USING (realm_id = ANY ((SELECT tocsin_organisations())::uuid[]))"
    )
    # The act was authorised before; what is written names its actor, so no member can write in another's name.
    op.execute(
        "CREATE POLICY event_write ON event FOR INSERT TO tocsin_member WITH CHECK (actor_id = (SELECT tocsin_person()))"
    )
    for role in ("tocsin_signin", "tocsin_flush", "tocsin_jobs", "tocsin_sample"):
        op.execute(f"GRANT INSERT ON event TO {role}")
        op.execute(
            f"CREATE POLICY event_{role.removeprefix('tocsin_')} ON event FOR INSERT TO {role} WITH CHECK (true)"
        )
    op.execute("GRANT SELECT, INSERT ON event TO tocsin_follow")
    op.execute("CREATE POLICY event_follow ON event TO tocsin_follow USING (true)")
