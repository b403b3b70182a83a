"""kernel: the ground of an act is sealed; the role of requests that come before a membership."""

from alembic import op

revision = "0008b"
down_revision = "0008"

ROLE = "tocsin_join"


def upgrade() -> None:
    # What was written in clear stays readable where it is: no key is at hand here to seal it with.
    op.execute("ALTER TABLE event ADD COLUMN why_sealed bytea")
    # Roles belong to the cluster: another database of it, or a second server starting, may have made it.
    op.execute(
        f"DO $$ BEGIN CREATE ROLE {ROLE} NOLOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
    )
    op.execute(
        f"DO $$ BEGIN IF NOT pg_has_role(session_user, '{ROLE}', 'USAGE') THEN GRANT {ROLE} TO session_user; END IF; END $$"
    )
    op.execute(f"GRANT USAGE ON SCHEMA public TO {ROLE}")
