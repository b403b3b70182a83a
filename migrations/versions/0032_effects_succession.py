"""effects: a key of a log follows another by the signatures of both; one that was named by the former alone begins anew."""

from alembic import op

revision = "0032"
down_revision = "0031b"


def upgrade() -> None:
    op.execute("ALTER TABLE log_key DROP CONSTRAINT ck_log_key_succession")
    # The former's private half is gone, and what it signed alone a stranger could have signed too.
    op.execute("UPDATE log_key SET signature = NULL WHERE signature IS NOT NULL")
    op.execute(
        "ALTER TABLE log_key ADD CONSTRAINT ck_log_key_succession CHECK (number > 1 OR signature IS NULL),"
        " ADD CONSTRAINT ck_log_key_signature CHECK (length(signature) = 128)"
    )
