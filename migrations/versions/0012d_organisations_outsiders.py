"""organisations: kinds of members, external contacts, transfers; accounts: names that were reclaimed."""

import shapes
from alembic import op

revision = "0012d"
down_revision = "0013"

KINDS = "'employee', 'subsidiary_head', 'consultant', 'seconded', 'other'"
STATEMENTS = (
    "ALTER TABLE member ADD COLUMN kind text NOT NULL DEFAULT 'employee'",
    f"ALTER TABLE member ADD CONSTRAINT ck_member_kind CHECK (kind IN ({KINDS}))",
    "CREATE INDEX ix_member_others ON member (organisation_id) WHERE kind <> 'employee'",
    """
    CREATE TABLE reclaimed_name (
        name text NOT NULL,
        skeleton text NOT NULL,
        at timestamptz NOT NULL,
        CONSTRAINT pk_reclaimed_name PRIMARY KEY (name)
    )
    """,
    "CREATE INDEX ix_reclaimed_name_skeleton ON reclaimed_name (skeleton)",
    """
    CREATE TABLE external_contact (
        organisation_id uuid NOT NULL,
        id uuid NOT NULL,
        name text NOT NULL,
        sort_key text COLLATE "C" NOT NULL,
        company text,
        post text,
        phone_sealed bytea,
        phone_blind bytea,
        email_sealed bytea,
        note_sealed bytea,
        labels text[] NOT NULL DEFAULT '{}'::text[],
        visibility text NOT NULL,
        department_id uuid,
        keeper_id uuid NOT NULL,
        terms bigint[] NOT NULL DEFAULT '{}'::bigint[],
        created_by uuid NOT NULL,
        created_at timestamptz NOT NULL,
        changed_at timestamptz NOT NULL,
        link_blind bytea,
        link_asked_at timestamptz,
        person_id uuid,
        CONSTRAINT pk_external_contact PRIMARY KEY (organisation_id, id),
        CONSTRAINT fk_external_contact_keeper FOREIGN KEY (organisation_id, keeper_id)
            REFERENCES member (organisation_id, id),
        CONSTRAINT ck_external_contact_visibility CHECK (visibility IN ('all', 'department', 'keeper')),
        CONSTRAINT ck_external_contact_department CHECK ((visibility = 'department') = (department_id IS NOT NULL))
    )
    """,
    "CREATE INDEX ix_external_contact_sort_key ON external_contact (organisation_id, sort_key)",
    "CREATE INDEX ix_external_contact_keeper_id ON external_contact (organisation_id, keeper_id, phone_blind)",
    "CREATE INDEX ix_external_contact_link_blind ON external_contact (link_blind) WHERE link_blind IS NOT NULL",
    "CREATE INDEX ix_external_contact_person_id ON external_contact (person_id) WHERE person_id IS NOT NULL",
    """
    CREATE TABLE external_contact_term (
        organisation_id uuid NOT NULL,
        term bigint NOT NULL,
        contact_id uuid NOT NULL,
        CONSTRAINT pk_external_contact_term PRIMARY KEY (organisation_id, term, contact_id)
    )
    """,
    """
    CREATE TABLE transfer (
        organisation_id uuid NOT NULL,
        id uuid NOT NULL,
        member_id uuid NOT NULL,
        opened_as text NOT NULL,
        opened_by uuid NOT NULL,
        opened_at timestamptz NOT NULL,
        from_department_id uuid,
        to_department_id uuid NOT NULL,
        post text,
        manager_id uuid,
        effective_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        note_sealed bytea,
        state text NOT NULL,
        member_at timestamptz,
        head_at timestamptz,
        head_by uuid,
        hr_at timestamptz,
        hr_by uuid,
        hr_session uuid,
        closed_at timestamptz,
        closed_by uuid,
        reason text,
        words_sealed bytea,
        CONSTRAINT pk_transfer PRIMARY KEY (organisation_id, id),
        CONSTRAINT fk_transfer_member FOREIGN KEY (organisation_id, member_id) REFERENCES member (organisation_id, id),
        CONSTRAINT ck_transfer_opened_as CHECK (opened_as IN ('notice', 'invitation', 'application')),
        CONSTRAINT ck_transfer_state
            CHECK (state IN ('open', 'agreed', 'done', 'refused', 'withdrawn', 'expired', 'void')),
        CONSTRAINT ck_transfer_closed CHECK ((state IN ('open', 'agreed')) = (closed_at IS NULL))
    )
    """,
    """
    CREATE UNIQUE INDEX uq_transfer_running ON transfer (organisation_id, member_id) WHERE state IN ('open', 'agreed')
    """,
    "CREATE INDEX ix_transfer_due ON transfer (effective_at) WHERE state = 'agreed'",
    "CREATE INDEX ix_transfer_expires_at ON transfer (expires_at) WHERE state = 'open'",
)
# What somebody is told of a card that is kept of them, before they say that it may be joined to their account.
ASKED = "organisation_id, id, name, company, post, keeper_id, link_blind, link_asked_at, person_id"


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
    # Whoever chooses a name is refused one that was taken from somebody.
    shapes.platform("reclaimed_name", grants="SELECT", workers={"tocsin_signin": shapes.ALL})
    # What is kept of somebody outside is erased by a worker, for they are no member.
    shapes.organisation("external_contact", workers={"tocsin_follow": "SELECT, UPDATE, DELETE"})
    shapes.organisation("external_contact_term", workers={"tocsin_follow": "SELECT, DELETE"})
    op.execute(f"GRANT SELECT ({ASKED}) ON external_contact TO tocsin_join")
    op.execute("CREATE POLICY external_contact_join ON external_contact FOR SELECT TO tocsin_join USING (true)")
    # On its day a transfer is looked for everywhere; it is then carried out by the one of HR who agreed to it.
    shapes.organisation("transfer", grants="SELECT, INSERT, UPDATE", workers={"tocsin_follow": "SELECT, UPDATE"})
