"""effects: keys of a log that follow each other, witnesses and their cosignatures, and heads that may go."""

import shapes
from alembic import op

revision = "0029b"
down_revision = "0029"

SEAL, FOLLOW = "tocsin_seal", "tocsin_follow"


def upgrade() -> None:
    op.execute("ALTER TABLE log_key ADD COLUMN signature bytea")
    # The former key signs the next one, and its private half goes with that.
    op.execute("ALTER TABLE log_key ALTER COLUMN private_sealed DROP NOT NULL")
    op.execute("ALTER TABLE log_key ADD CONSTRAINT ck_log_key_succession CHECK ((number = 1) = (signature IS NULL))")
    op.execute(f"GRANT UPDATE (private_sealed) ON log_key TO {SEAL}")
    op.execute(
        """
        CREATE TABLE witness (
            id uuid NOT NULL,
            realm_id uuid NOT NULL,
            name text NOT NULL,
            token_digest bytea NOT NULL,
            public_key bytea,
            made_at timestamptz NOT NULL,
            made_by uuid,
            ended_at timestamptz,
            seen_at timestamptz,
            seen_size bigint,
            CONSTRAINT pk_witness PRIMARY KEY (id),
            CONSTRAINT ck_witness_key CHECK (length(public_key) = 32)
        )
        """
    )
    op.execute("CREATE UNIQUE INDEX uq_witness_token_digest ON witness (token_digest)")
    op.execute("CREATE UNIQUE INDEX uq_witness_name ON witness (realm_id, name) WHERE ended_at IS NULL")
    # What was given away or seen is not taken back, and nobody becomes a witness again.
    shapes.organisation(
        "witness",
        column="realm_id",
        grants="SELECT, INSERT, UPDATE (ended_at)",
        workers={FOLLOW: "SELECT, INSERT, UPDATE (ended_at)", SEAL: "SELECT, UPDATE (public_key, seen_at, seen_size)"},
    )
    _cosignatures()
    # Heads may go once they are a day old; one that a witness signed is held by its cosignature.
    op.execute(f"GRANT DELETE ON log_head TO {SEAL}")
    op.execute(
        f"CREATE POLICY log_head_young ON log_head AS RESTRICTIVE FOR DELETE TO {SEAL}"
        " USING (at < now() - interval '1 day')"
    )


def _cosignatures() -> None:
    op.execute(
        """
        CREATE TABLE log_cosignature (
            realm_id uuid NOT NULL,
            size bigint NOT NULL,
            witness_id uuid NOT NULL,
            at bigint NOT NULL,
            signature bytea NOT NULL,
            CONSTRAINT pk_log_cosignature PRIMARY KEY (realm_id, size, witness_id),
            CONSTRAINT fk_log_cosignature_realm_id_log_head
                FOREIGN KEY (realm_id, size) REFERENCES log_head (realm_id, size),
            CONSTRAINT fk_log_cosignature_witness_id_witness FOREIGN KEY (witness_id) REFERENCES witness (id),
            CONSTRAINT ck_log_cosignature_signature CHECK (length(signature) = 64)
        )
        """
    )
    shapes.platform("log_cosignature", workers={SEAL: "SELECT, INSERT"})
