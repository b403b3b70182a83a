"""messaging: conversations, their members and facts."""

import shapes
from alembic import op

revision = "0006"
down_revision = "0005"

CONVERSATION = """
CREATE TABLE conversation (
    id uuid NOT NULL,
    realm_id uuid NOT NULL,
    kind text NOT NULL,
    name_sealed bytea,
    owner_id uuid,
    department_id uuid,
    pair_low uuid,
    pair_high uuid,
    data_key_id uuid NOT NULL,
    last_seq bigint DEFAULT 0 NOT NULL,
    last_at timestamptz NOT NULL,
    version bigint DEFAULT 0 NOT NULL,
    members bigint DEFAULT 0 NOT NULL,
    open boolean DEFAULT true NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT pk_conversation PRIMARY KEY (id),
    CONSTRAINT ck_conversation_kind CHECK (kind IN ('direct', 'group', 'department')),
    CONSTRAINT ck_conversation_pair CHECK ((kind = 'direct') = (pair_low IS NOT NULL AND pair_high IS NOT NULL)),
    CONSTRAINT ck_conversation_pair_order CHECK (pair_low < pair_high),
    CONSTRAINT ck_conversation_department CHECK ((kind = 'department') = (department_id IS NOT NULL))
) WITH (fillfactor = 50)
"""
MEMBER = """
CREATE TABLE conversation_member (
    conversation_id uuid NOT NULL,
    person_id uuid NOT NULL,
    since_version bigint NOT NULL,
    until_version bigint,
    realm_id uuid NOT NULL,
    since_seq bigint NOT NULL,
    until_seq bigint,
    read_seq bigint NOT NULL,
    at timestamptz NOT NULL,
    pinned_at timestamptz,
    muted boolean DEFAULT false NOT NULL,
    CONSTRAINT pk_conversation_member PRIMARY KEY (conversation_id, person_id, since_version)
) WITH (fillfactor = 70)
"""
MESSAGE = """
CREATE TABLE message (
    conversation_id uuid NOT NULL,
    seq bigint NOT NULL,
    realm_id uuid NOT NULL,
    kind text NOT NULL,
    sender_id uuid,
    client_id uuid,
    at timestamptz NOT NULL,
    sent_at timestamptz,
    body_sealed bytea,
    version bigint NOT NULL,
    audience bigint NOT NULL,
    mentions uuid[],
    reply_to bigint,
    detail jsonb,
    recalled_at timestamptz,
    CONSTRAINT pk_message PRIMARY KEY (conversation_id, seq),
    CONSTRAINT ck_message_kind
        CHECK (kind IN ('text', 'recall', 'created', 'joined', 'left', 'removed', 'renamed', 'owner'))
)
"""
RULES = """
CREATE TABLE messaging_rules (
    organisation_id uuid NOT NULL,
    recall_within bigint NOT NULL,
    CONSTRAINT pk_messaging_rules PRIMARY KEY (organisation_id),
    CONSTRAINT ck_messaging_rules_recall_within CHECK (recall_within BETWEEN 0 AND 604800)
)
"""
INDEXES = (
    "CREATE UNIQUE INDEX uq_conversation_pair ON conversation (pair_low, pair_high) WHERE kind = 'direct'",
    "CREATE INDEX ix_conversation_pair_high ON conversation (pair_high) WHERE kind = 'direct'",
    "CREATE UNIQUE INDEX uq_conversation_department ON conversation (realm_id, department_id) WHERE kind = 'department'",
    """
    CREATE UNIQUE INDEX uq_conversation_member_active ON conversation_member (conversation_id, person_id)
    WHERE until_version IS NULL
    """,
    "CREATE INDEX ix_conversation_member_person_id ON conversation_member (person_id) WHERE until_version IS NULL",
    # Partial, so that it is never taken for the primary key's: on a young table the two look equally cheap, and a plan
    # that reads a whole conversation for one position would be kept until somebody analyses.
    "CREATE UNIQUE INDEX uq_message_client ON message (conversation_id, sender_id, client_id) WHERE client_id IS NOT NULL",
    "CREATE INDEX ix_message_mentions ON message (conversation_id, seq) WHERE mentions IS NOT NULL",
)
# Members read; what they do is decided in the room and written by the send path's worker, in realms of theirs only.
# Reactions follow the organisation for everybody concerned; sockets read for whoever is connected.
ROOM = {
    "tocsin_follow": "SELECT, INSERT, UPDATE",
    "tocsin_realtime": "SELECT",
    "tocsin_sample": "SELECT, INSERT, UPDATE",
}
PLATFORM = "'00000000-0000-0000-0000-000000000000'::uuid"


def upgrade() -> None:
    for statement in (CONVERSATION, MEMBER, MESSAGE, RULES, *INDEXES):
        op.execute(statement)
    # The shared shape: conversations with an active membership row of the actor, in a realm where the actor is active
    # now. It looks past the policies of the very table it guards, and at nothing but the actor's own rows.
    op.execute(
        "CREATE FUNCTION tocsin_conversations() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER"
        " SET search_path = pg_catalog, public, pg_temp AS"
        " $$ SELECT coalesce(array_agg(conversation_id), '{}') FROM conversation_member"
        " WHERE person_id = (SELECT tocsin_person()) AND until_version IS NULL"
        f" AND (realm_id = {PLATFORM} OR realm_id = ANY ((SELECT tocsin_organisations())::uuid[])) $$"
    )
    shapes.shared("conversation", column="id", grants="SELECT", workers=ROOM)
    shapes.shared("conversation_member", grants="SELECT", workers=ROOM)
    shapes.shared("message", grants="SELECT", workers=ROOM)
    for table in ("conversation", "conversation_member", "message"):
        op.execute(f"GRANT SELECT, INSERT, UPDATE ON {table} TO tocsin_flush")
        op.execute(
            f"CREATE POLICY {table}_flush ON {table} TO tocsin_flush"
            f" USING (realm_id = {PLATFORM} OR realm_id = ANY ((SELECT tocsin_organisations())::uuid[]))"
        )
    shapes.organisation(
        "messaging_rules",
        grants="SELECT, INSERT, UPDATE",
        workers={"tocsin_flush": "SELECT", "tocsin_realtime": "SELECT"},
    )
    # What was delivered, read and handled in a conversation is seen by those who are in it.
    op.execute(
        "CREATE POLICY effect_shared ON effect FOR SELECT TO tocsin_member"
        " USING (item_id = ANY ((SELECT tocsin_conversations())::uuid[]))"
    )
