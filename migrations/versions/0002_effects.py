"""effects: the evidence log every room writes to."""

from alembic import op

revision = "0002"
down_revision = "0001c"

WRITERS = ("tocsin_flush", "tocsin_follow", "tocsin_sample")


def upgrade() -> None:
    op.execute(
        """
        CREATE TABLE effect (
            id bigint GENERATED ALWAYS AS IDENTITY,
            xid bigint DEFAULT (pg_current_xact_id()::text::bigint) NOT NULL,
            realm_id uuid NOT NULL,
            effect smallint NOT NULL,
            act text NOT NULL,
            item_kind text NOT NULL,
            item_id uuid NOT NULL,
            from_seq bigint,
            to_seq bigint,
            audience_version bigint,
            actor_id uuid,
            device text,
            at timestamptz NOT NULL,
            digest bytea,
            salt_sealed bytea,
            commitment bytea NOT NULL,
            CONSTRAINT pk_effect PRIMARY KEY (xid, id),
            CONSTRAINT ck_effect_effect CHECK (effect BETWEEN 1 AND 3),
            CONSTRAINT ck_effect_range CHECK ((from_seq IS NULL) = (to_seq IS NULL) AND from_seq <= to_seq)
        )
        """
    )
    # Delivery rows are found through the item itself; only what people did is looked up by item and person.
    op.execute("CREATE INDEX ix_effect_item_id ON effect (item_id, actor_id, to_seq) WHERE effect > 1")
    op.execute("CREATE INDEX ix_effect_handled ON effect (item_id, from_seq, actor_id) WHERE effect = 3")
    # A person's own record: what they did, in order, to hand out and to erase.
    op.execute("CREATE INDEX ix_effect_actor_id ON effect (actor_id, realm_id, xid, id)")
    op.execute("ALTER TABLE effect ENABLE ROW LEVEL SECURITY")
    # Rows are added by everybody who acts, in their own name, and changed by nobody. Which rows a person reads is the
    # business of the room the item belongs to: its migration adds the policy.
    op.execute("GRANT SELECT, INSERT ON effect TO tocsin_member")
    op.execute(
        "CREATE POLICY effect_write ON effect FOR INSERT TO tocsin_member WITH CHECK (actor_id = (SELECT tocsin_person()))"
    )
    for role in WRITERS:
        op.execute(f"GRANT INSERT ON effect TO {role}")
        op.execute(
            f"CREATE POLICY effect_{role.removeprefix('tocsin_')} ON effect FOR INSERT TO {role} WITH CHECK (true)"
        )
    # Erasing a person takes the salt, the name and the device out of a row; what it committed to stays, and says nothing.
    op.execute("GRANT SELECT, UPDATE (salt_sealed, actor_id, device) ON effect TO tocsin_follow")
    op.execute("CREATE POLICY effect_erase ON effect FOR UPDATE TO tocsin_follow USING (true)")
    op.execute("GRANT SELECT ON effect TO tocsin_realtime")
    op.execute("CREATE POLICY effect_realtime ON effect FOR SELECT TO tocsin_realtime USING (true)")
    op.execute("CREATE POLICY effect_follow_read ON effect FOR SELECT TO tocsin_follow USING (true)")
