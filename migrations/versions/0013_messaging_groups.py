"""messaging: groups with admins, rules of their own, announcements, requests to join, links, and an end."""

import shapes
from alembic import op

revision = "0013"
down_revision = "0012c"

KINDS = (
    "'text', 'recall', 'edit', 'reaction', 'vote', 'card', 'created', 'joined', 'left', 'removed', 'renamed', 'owner',"
    " 'slipped', 'admin', 'settings', 'silenced', 'announced', 'withdrawn', 'merged', 'warned', 'dissolved'"
)
WHO = "('all', 'admins')"
CONVERSATION = (
    (
        "ALTER TABLE conversation"
        " ADD COLUMN posting text DEFAULT 'all' NOT NULL, ADD COLUMN mentioning text DEFAULT 'all' NOT NULL,"
        " ADD COLUMN inviting text DEFAULT 'all' NOT NULL, ADD COLUMN pinning text DEFAULT 'admins' NOT NULL,"
        " ADD COLUMN approval boolean DEFAULT false NOT NULL, ADD COLUMN listed boolean DEFAULT false NOT NULL,"
        " ADD COLUMN admins bigint DEFAULT 0 NOT NULL, ADD COLUMN announcement_seq bigint,"
        " ADD COLUMN ends_at timestamptz, ADD COLUMN fell_at timestamptz,"
        + ", ".join(
            f" ADD CONSTRAINT ck_conversation_{name} CHECK ({name} IN {WHO})"
            for name in ("posting", "mentioning", "inviting", "pinning")
        )
    ),
    # Nothing that a message moves stands in an index: each would then cost one more index entry.
    "CREATE INDEX ix_conversation_realm_id ON conversation (realm_id) WHERE kind <> 'direct'",
    "CREATE INDEX ix_conversation_ends_at ON conversation (ends_at) WHERE ends_at IS NOT NULL",
    "ALTER TABLE conversation_member ADD COLUMN admin boolean DEFAULT false NOT NULL, ADD COLUMN silenced_until timestamptz",
    "ALTER TABLE message DROP CONSTRAINT ck_message_kind",
    f"ALTER TABLE message ADD CONSTRAINT ck_message_kind CHECK (kind IN ({KINDS}))",
    "CREATE INDEX ix_message_announced ON message (conversation_id, seq) WHERE kind = 'announced'",
    "CREATE INDEX ix_message_announced_by ON message (sender_id, conversation_id, seq) WHERE kind = 'announced'",
)
CONFIRMATION = """
CREATE TABLE announcement_confirmation (
    conversation_id uuid NOT NULL,
    seq bigint NOT NULL,
    person_id uuid NOT NULL,
    realm_id uuid NOT NULL,
    at timestamptz NOT NULL,
    CONSTRAINT pk_announcement_confirmation PRIMARY KEY (conversation_id, seq, person_id)
)
"""
REQUEST = """
CREATE TABLE group_request (
    id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    realm_id uuid NOT NULL,
    person_id uuid NOT NULL,
    invited_by uuid,
    note_sealed bytea,
    at timestamptz NOT NULL,
    state text NOT NULL,
    decided_by uuid,
    decided_at timestamptz,
    CONSTRAINT pk_group_request PRIMARY KEY (id),
    CONSTRAINT ck_group_request_state CHECK (state IN ('pending', 'accepted', 'refused', 'withdrawn'))
)
"""
LINK = """
CREATE TABLE group_link (
    id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    realm_id uuid NOT NULL,
    code_hash bytea NOT NULL,
    made_by uuid NOT NULL,
    at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    revoked_at timestamptz,
    CONSTRAINT pk_group_link PRIMARY KEY (id)
)
"""
INDEXES = (
    "CREATE INDEX ix_announcement_confirmation_person_id ON announcement_confirmation (person_id)",
    """
    CREATE UNIQUE INDEX uq_group_request_pending ON group_request (conversation_id, person_id) WHERE state = 'pending'
    """,
    "CREATE INDEX ix_group_request_person_id ON group_request (person_id, at)",
    "CREATE UNIQUE INDEX uq_group_link_code_hash ON group_link (code_hash)",
    "CREATE INDEX ix_group_link_conversation_id ON group_link (conversation_id) WHERE revoked_at IS NULL",
)
PLATFORM = "'00000000-0000-0000-0000-000000000000'::uuid"
OURS = f"(realm_id = {PLATFORM} OR realm_id = ANY ((SELECT tocsin_organisations())::uuid[]))"


def upgrade() -> None:
    for statement in (*CONVERSATION, CONFIRMATION, REQUEST, LINK, *INDEXES):
        op.execute(statement)
    for table, follow, realtime in (
        ("announcement_confirmation", "SELECT, DELETE", "SELECT"),
        ("group_request", "SELECT, UPDATE, DELETE", "SELECT"),
        ("group_link", "SELECT, DELETE", ""),
    ):
        workers = {"tocsin_follow": follow} | ({"tocsin_realtime": realtime} if realtime else {})
        if table == "group_request":
            workers["tocsin_sample"] = "SELECT, UPDATE"
        shapes.shared(table, grants="SELECT", workers=workers)
        op.execute(f"GRANT SELECT, INSERT, UPDATE ON {table} TO tocsin_flush")
        op.execute(f"CREATE POLICY {table}_flush ON {table} TO tocsin_flush USING ({OURS})")
    # Who asks to join sees what became of it.
    op.execute(
        "CREATE POLICY group_request_person ON group_request FOR SELECT TO tocsin_member"
        " USING (person_id = (SELECT tocsin_person()))"
    )
