"""messaging: where somebody is mentioned, over all their conversations, newest first."""

from alembic import op

revision = "0012b"
down_revision = "0012"

NIL = "'{00000000-0000-0000-0000-000000000000}'::uuid[]"
# By name a person is found through the elements; "all" is in too many messages for that, and is read a conversation at
# a time, from the newest.
INDEXES = (
    "CREATE INDEX ix_message_mentioned ON message USING gin (mentions) WHERE mentions IS NOT NULL",
    f"CREATE INDEX ix_message_mentioned_all ON message (conversation_id, at, seq) WHERE mentions @> {NIL}",
)
# Only positions, only of the person who asks, in conversations they are in now: it looks past the policies because an
# index over elements cannot be used behind them. What stands at a position is read by the caller, through the policies.
# ``named`` is found before it is joined: joined first, a planner that expects few conversations reads every mention of
# every one of them.
FUNCTION = f"""
CREATE FUNCTION tocsin_mentions(before_at timestamptz, before_conversation uuid, before_seq bigint, many bigint)
RETURNS TABLE (conversation_id uuid, seq bigint, at timestamptz, read_seq bigint)
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
WITH stay AS MATERIALIZED (
    SELECT m.conversation_id, m.since_seq, m.read_seq FROM conversation_member m
    WHERE m.person_id = (SELECT tocsin_person()) AND m.until_version IS NULL
          AND m.conversation_id = ANY ((SELECT tocsin_conversations())::uuid[])
), named AS MATERIALIZED (
    SELECT f.conversation_id, f.seq, f.at FROM message f
    WHERE f.mentions IS NOT NULL AND f.mentions @> ARRAY[(SELECT tocsin_person())]
          AND f.recalled_at IS NULL AND f.sender_id IS DISTINCT FROM (SELECT tocsin_person())
          AND (before_at IS NULL OR (f.at, f.conversation_id, f.seq) < (before_at, before_conversation, before_seq))
), found AS (
    SELECT f.conversation_id, f.seq, f.at, s.read_seq
    FROM named f JOIN stay s ON s.conversation_id = f.conversation_id AND f.seq > s.since_seq
    UNION
    SELECT s.conversation_id, a.seq, a.at, s.read_seq FROM stay s CROSS JOIN LATERAL (
        SELECT f.seq, f.at FROM message f
        WHERE f.conversation_id = s.conversation_id AND f.mentions @> {NIL} AND f.seq > s.since_seq
              AND f.recalled_at IS NULL AND f.sender_id IS DISTINCT FROM (SELECT tocsin_person())
              AND f.at <= coalesce(before_at, 'infinity')
              AND (before_at IS NULL OR (f.at, f.conversation_id, f.seq) < (before_at, before_conversation, before_seq))
        ORDER BY f.at DESC, f.seq DESC LIMIT many
    ) a
)
SELECT f.conversation_id, f.seq, f.at, f.read_seq FROM found f
ORDER BY f.at DESC, f.conversation_id DESC, f.seq DESC LIMIT many
$$
"""


def upgrade() -> None:
    for statement in (*INDEXES, FUNCTION):
        op.execute(statement)
