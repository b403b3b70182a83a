"""What a flush of the send path asks the database about its senders."""

from tocsin.messaging.actions.ledger import COLUMNS as LEDGER

# Locks the conversations, in the order of their ids, and looks at every sender's standing: one way to the database
# instead of two. The looking sees the database as it was before the locks were waited for; ``seen`` is the position then,
# and where it is not the one that was locked, somebody has just written, and the looking is done again. Of a table that
# was empty when the statement was planned the planner believes that all ways cost the same, and keeps the one it chose
# however the table grows. ``OFFSET 0`` leaves it nothing but to look by key, and no condition here serves an index
# beside the one that is meant: ``IS NOT DISTINCT FROM`` serves none.
LOOK = f"""
WITH w AS MATERIALIZED (
    SELECT * FROM unnest($1::int[], $2::uuid[], $3::uuid[], $4::uuid[], $5::bigint[], $6::uuid[])
    AS w(n, conversation_id, sender_id, client_id, reply_to, first)
), locked AS MATERIALIZED (
    SELECT {LEDGER} FROM conversation WHERE id = ANY ($6::uuid[]) ORDER BY id FOR NO KEY UPDATE
)
SELECT {", ".join(f"c.{name}" for name in LEDGER.split(", "))}, s.last_seq AS seen,
       m.person_id IS NOT NULL AS present, m.admin, m.silenced_until, m.since_seq, d.seq AS stored, d.kind AS stored_kind,
       w.reply_to, r.sender_id AS quoted_sender, r.body_sealed AS quoted_sealed, r.carries AS quoted_carries,
       coalesce(r.thread_seq, r.seq) AS thread
FROM w
LEFT JOIN locked c ON c.id = w.first
LEFT JOIN conversation s ON s.id = w.first
LEFT JOIN LATERAL (
    SELECT person_id, admin, silenced_until, since_seq FROM conversation_member
    WHERE conversation_id = w.conversation_id AND person_id = w.sender_id AND until_version IS NULL OFFSET 0
) m ON true
LEFT JOIN LATERAL (
    SELECT seq, kind FROM message
    WHERE sender_id = w.sender_id AND client_id = w.client_id
    AND conversation_id IS NOT DISTINCT FROM w.conversation_id OFFSET 0
) d ON true
LEFT JOIN LATERAL (
    SELECT seq, sender_id, body_sealed, carries, thread_seq FROM message
    WHERE conversation_id = w.conversation_id AND seq = w.reply_to AND seq > m.since_seq
    AND kind IS NOT DISTINCT FROM 'text' AND recalled_at IS NULL OFFSET 0
) r ON true
ORDER BY w.n
"""  # noqa: S608
WIDTH = len(LEDGER.split(", "))
STRANGERS = """
SELECT DISTINCT w.n FROM unnest($1::int[], $2::uuid[], $3::uuid[]) AS w(n, conversation_id, person_id)
WHERE NOT EXISTS (SELECT 1 FROM conversation_member m WHERE m.conversation_id = w.conversation_id
                  AND m.person_id = w.person_id AND m.until_version IS NULL)
"""
