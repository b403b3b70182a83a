"""organisations: a question put to whoever has a number is remembered by the number, not by the card."""

import shapes
from alembic import op

revision = "0013d"
down_revision = "0012d"

STATEMENTS = (
    "ALTER TABLE external_contact ADD COLUMN link_put_at timestamptz",
    """
    CREATE TABLE contact_question (
        organisation_id uuid NOT NULL,
        phone_blind bytea NOT NULL,
        keeper_id uuid NOT NULL,
        asked_at timestamptz NOT NULL,
        put_at timestamptz NOT NULL,
        CONSTRAINT pk_contact_question PRIMARY KEY (organisation_id, phone_blind, keeper_id)
    )
    """,
    """
    INSERT INTO contact_question (organisation_id, phone_blind, keeper_id, asked_at, put_at)
    SELECT organisation_id, phone_blind, keeper_id, max(link_asked_at), max(link_asked_at) FROM external_contact
    WHERE link_asked_at IS NOT NULL AND phone_blind IS NOT NULL GROUP BY 1, 2, 3
    """,
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
    shapes.organisation("contact_question")
    op.execute("GRANT SELECT (link_put_at) ON external_contact TO tocsin_join")
