"""kernel: what members write is of their own organisations or of the platform: events, effects, keys."""

from alembic import op

revision = "0007"
down_revision = "0006"

MEMBER = "tocsin_member"
PLATFORM = "'00000000-0000-0000-0000-000000000000'::uuid"
OURS = f"(realm_id = {PLATFORM} OR realm_id = ANY ((SELECT tocsin_organisations())::uuid[]))"
IN_OWN_NAME = f"actor_id = (SELECT tocsin_person()) AND {OURS}"
# The key of a conversation has no realm of its own. Its wraps have, and are left open: who shares a conversation with
# another organisation wraps its key for that organisation too.
KEYS = {"realm_key": OURS, "data_key": f"(realm_id IS NULL OR {OURS})"}


def upgrade() -> None:
    # An act in one's own name could be written into the audit list of an organisation one has nothing to do with.
    for table in ("event", "effect"):
        op.execute(f"ALTER POLICY {table}_write ON {table} WITH CHECK ({IN_OWN_NAME})")
    # Keys are open to read, being wrapped; a realm that finds keys planted in it could not open what it sealed.
    for table, ours in KEYS.items():
        op.execute(f"DROP POLICY {table}_platform ON {table}")
        op.execute(f"CREATE POLICY {table}_platform ON {table} FOR SELECT TO {MEMBER} USING (true)")
        op.execute(f"CREATE POLICY {table}_write ON {table} FOR INSERT TO {MEMBER} WITH CHECK ({ours})")
