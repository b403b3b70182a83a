"""messaging: what messages carry, and what is done with them: edits, reactions, threads, polls, favourites, drafts."""

import shapes
from alembic import op

revision = "0008"
down_revision = "0007"

KINDS = (
    "'text', 'recall', 'edit', 'reaction', 'vote', 'card', 'created', 'joined', 'left', 'removed', 'renamed', 'owner'"
)
MESSAGE = (
    (
        "ALTER TABLE message ADD COLUMN content_sealed bytea, ADD COLUMN carries text, ADD COLUMN edited_at timestamptz,"
        " ADD COLUMN thread_seq bigint"
    ),
    "ALTER TABLE message DROP CONSTRAINT ck_message_kind",
    f"ALTER TABLE message ADD CONSTRAINT ck_message_kind CHECK (kind IN ({KINDS}))",
    "CREATE INDEX ix_message_thread ON message (conversation_id, thread_seq, seq) WHERE thread_seq IS NOT NULL",
)
REVISION = """
CREATE TABLE message_revision (
    conversation_id uuid NOT NULL,
    seq bigint NOT NULL,
    number bigint NOT NULL,
    realm_id uuid NOT NULL,
    body_sealed bytea,
    at timestamptz NOT NULL,
    CONSTRAINT pk_message_revision PRIMARY KEY (conversation_id, seq, number)
)
"""
REACTION = """
CREATE TABLE message_reaction (
    conversation_id uuid NOT NULL,
    person_id uuid NOT NULL,
    seq bigint NOT NULL,
    emoji text COLLATE "C" NOT NULL,
    realm_id uuid NOT NULL,
    at timestamptz NOT NULL,
    CONSTRAINT pk_message_reaction PRIMARY KEY (conversation_id, person_id, seq, emoji)
)
"""
VOTE = """
CREATE TABLE poll_vote (
    conversation_id uuid NOT NULL,
    person_id uuid NOT NULL,
    seq bigint NOT NULL,
    realm_id uuid NOT NULL,
    options bigint[] NOT NULL,
    anonymous boolean NOT NULL,
    at timestamptz NOT NULL,
    CONSTRAINT pk_poll_vote PRIMARY KEY (conversation_id, person_id, seq)
)
"""
FAVOURITE = """
CREATE TABLE favourite (
    person_id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    seq bigint NOT NULL,
    at timestamptz NOT NULL,
    CONSTRAINT pk_favourite PRIMARY KEY (person_id, conversation_id, seq)
)
"""
DRAFT = """
CREATE TABLE draft (
    person_id uuid NOT NULL,
    conversation_id uuid NOT NULL,
    body_sealed bytea NOT NULL,
    reply_to bigint,
    at timestamptz NOT NULL,
    CONSTRAINT pk_draft PRIMARY KEY (person_id, conversation_id)
)
"""
RULES = (
    (
        "ALTER TABLE messaging_rules ALTER COLUMN recall_within SET DEFAULT 600,"
        " ADD COLUMN edit_within bigint NOT NULL DEFAULT 86400, ADD COLUMN locations boolean NOT NULL DEFAULT false,"
        " ADD COLUMN link_cards boolean NOT NULL DEFAULT true"
    ),
    (
        "ALTER TABLE messaging_rules ADD CONSTRAINT ck_messaging_rules_edit_within"
        " CHECK (edit_within BETWEEN 0 AND 31622400)"
    ),
)
INDEXES = (
    "CREATE INDEX ix_message_reaction_seq ON message_reaction (conversation_id, seq, emoji, person_id)",
    "CREATE INDEX ix_poll_vote_seq ON poll_vote (conversation_id, seq, person_id)",
    "CREATE INDEX ix_favourite_at ON favourite (person_id, at, conversation_id, seq)",
)
PLATFORM = "'00000000-0000-0000-0000-000000000000'::uuid"
OURS = f"(realm_id = {PLATFORM} OR realm_id = ANY ((SELECT tocsin_organisations())::uuid[]))"


def upgrade() -> None:
    for statement in (*MESSAGE, REVISION, REACTION, VOTE, FAVOURITE, DRAFT, *RULES, *INDEXES):
        op.execute(statement)
    for table in ("message_revision", "message_reaction", "poll_vote"):
        shapes.shared(table, grants="SELECT", workers={"tocsin_follow": "SELECT, UPDATE, DELETE"})
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO tocsin_flush")
        op.execute(f"CREATE POLICY {table}_flush ON {table} TO tocsin_flush USING ({OURS})")
    # Who chose what in an anonymous poll is nobody's to see, by whatever way a member reaches the table.
    op.execute(
        "CREATE POLICY poll_vote_anonymous ON poll_vote AS RESTRICTIVE FOR SELECT TO tocsin_member"
        " USING (NOT anonymous OR person_id = (SELECT tocsin_person()))"
    )
    for table in ("favourite", "draft"):
        shapes.person(table, workers={"tocsin_follow": "SELECT, DELETE"})
    # Sockets are told of a conversation as each person sees it, draft included.
    op.execute("GRANT SELECT ON draft TO tocsin_realtime")
    op.execute("CREATE POLICY draft_realtime ON draft TO tocsin_realtime USING (true)")
