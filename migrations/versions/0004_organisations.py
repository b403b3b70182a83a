"""organisations: organisations, departments, members, ways to join, roles."""

import shapes
from alembic import op

revision = "0004"
down_revision = "0003"

TABLES = (
    """
    CREATE TABLE organisation (
        id uuid NOT NULL,
        name text NOT NULL,
        kind text NOT NULL,
        settings jsonb DEFAULT '{}'::jsonb NOT NULL,
        founder_id uuid,
        created_at timestamptz NOT NULL,
        CONSTRAINT pk_organisation PRIMARY KEY (id),
        CONSTRAINT ck_organisation_kind
            CHECK (kind IN ('company', 'government', 'other', 'partnership', 'sole_trader', 'foundation', 'social_association', 'social_service'))
    )
    """,
    """
    CREATE TABLE department (
        organisation_id uuid NOT NULL,
        id uuid NOT NULL,
        parent_id uuid,
        name text NOT NULL,
        name_key text NOT NULL,
        position bigint DEFAULT 0 NOT NULL,
        path uuid[] NOT NULL,
        hidden boolean DEFAULT false NOT NULL,
        created_at timestamptz NOT NULL,
        CONSTRAINT pk_department PRIMARY KEY (organisation_id, id),
        CONSTRAINT fk_department_parent FOREIGN KEY (organisation_id, parent_id)
            REFERENCES department (organisation_id, id),
        CONSTRAINT ck_department_depth CHECK (cardinality(path) BETWEEN 1 AND 10),
        CONSTRAINT ck_department_path CHECK (path[cardinality(path)] = id),
        CONSTRAINT fk_department_organisation_id FOREIGN KEY (organisation_id) REFERENCES organisation (id)
    )
    """,
    """
    CREATE TABLE member (
        organisation_id uuid NOT NULL,
        id uuid NOT NULL,
        person_id uuid,
        name text NOT NULL,
        sort_key text COLLATE "C" NOT NULL,
        status text NOT NULL,
        post text,
        work_no text,
        phone_sealed bytea,
        phone_blind bytea,
        invitation_blind bytea,
        email_sealed bytea,
        manager_id uuid,
        main_admin boolean DEFAULT false NOT NULL,
        terms bigint[] DEFAULT '{}'::bigint[] NOT NULL,
        created_at timestamptz NOT NULL,
        joined_at timestamptz,
        left_at timestamptz,
        CONSTRAINT pk_member PRIMARY KEY (organisation_id, id),
        CONSTRAINT fk_member_manager FOREIGN KEY (organisation_id, manager_id)
            REFERENCES member (organisation_id, id),
        CONSTRAINT ck_member_status CHECK (status IN ('invited', 'active', 'suspended', 'left')),
        CONSTRAINT ck_member_manager CHECK (manager_id <> id),
        CONSTRAINT ck_member_person CHECK (status NOT IN ('active', 'suspended') OR person_id IS NOT NULL),
        CONSTRAINT ck_member_main_admin CHECK (NOT main_admin OR status = 'active'),
        CONSTRAINT fk_member_organisation_id FOREIGN KEY (organisation_id) REFERENCES organisation (id),
        CONSTRAINT uq_member_status UNIQUE (organisation_id, id, status)
    )
    """,
    """
    CREATE TABLE member_department (
        organisation_id uuid NOT NULL,
        member_id uuid NOT NULL,
        department_id uuid NOT NULL,
        status text NOT NULL,
        post text,
        head boolean DEFAULT false NOT NULL,
        position bigint DEFAULT 0 NOT NULL,
        CONSTRAINT pk_member_department PRIMARY KEY (organisation_id, member_id, department_id),
        CONSTRAINT fk_member_department_member FOREIGN KEY (organisation_id, member_id, status)
            REFERENCES member (organisation_id, id, status) ON UPDATE CASCADE ON DELETE CASCADE,
        CONSTRAINT fk_member_department_department FOREIGN KEY (organisation_id, department_id)
            REFERENCES department (organisation_id, id)
    )
    """,
    """
    CREATE TABLE member_term (
        organisation_id uuid NOT NULL,
        term bigint NOT NULL,
        member_id uuid NOT NULL,
        CONSTRAINT pk_member_term PRIMARY KEY (organisation_id, term, member_id)
    )
    """,
    """
    CREATE TABLE invitation (
        organisation_id uuid NOT NULL,
        member_id uuid NOT NULL,
        invited_by uuid,
        basis text NOT NULL,
        basis_note text,
        attested_at timestamptz NOT NULL,
        answer text,
        answered_at timestamptz,
        consent_at timestamptz,
        CONSTRAINT pk_invitation PRIMARY KEY (organisation_id, member_id),
        CONSTRAINT fk_invitation_member FOREIGN KEY (organisation_id, member_id)
            REFERENCES member (organisation_id, id) ON DELETE CASCADE,
        CONSTRAINT ck_invitation_basis CHECK (basis IN ('contract', 'legal_duty', 'consent', 'hr_policy', 'other', 'own_application')),
        CONSTRAINT ck_invitation_answer CHECK (answer IN ('accepted', 'refused', 'withdrawn'))
    )
    """,
    """
    CREATE TABLE departure (
        organisation_id uuid NOT NULL,
        member_id uuid NOT NULL,
        at timestamptz NOT NULL,
        reason text NOT NULL,
        note_sealed bytea,
        by_person_id uuid,
        handover_member_id uuid,
        CONSTRAINT pk_departure PRIMARY KEY (organisation_id, member_id),
        CONSTRAINT fk_departure_member FOREIGN KEY (organisation_id, member_id)
            REFERENCES member (organisation_id, id) ON DELETE CASCADE,
        CONSTRAINT ck_departure_reason
            CHECK (reason IN ('contract_ended', 'retired', 'early_retirement', 'moved', 'other', 'own_wish', 'invitation_refused', 'invitation_withdrawn'))
    )
    """,
    """
    CREATE TABLE join_link (
        organisation_id uuid NOT NULL,
        id uuid NOT NULL,
        code_hash bytea NOT NULL,
        department_id uuid,
        approval boolean NOT NULL,
        uses bigint DEFAULT 0 NOT NULL,
        uses_limit bigint,
        created_by uuid NOT NULL,
        created_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        revoked_at timestamptz,
        CONSTRAINT pk_join_link PRIMARY KEY (organisation_id, id),
        CONSTRAINT fk_join_link_department FOREIGN KEY (organisation_id, department_id)
            REFERENCES department (organisation_id, id),
        CONSTRAINT fk_join_link_organisation_id FOREIGN KEY (organisation_id) REFERENCES organisation (id)
    )
    """,
    """
    CREATE TABLE application (
        organisation_id uuid NOT NULL,
        id uuid NOT NULL,
        link_id uuid NOT NULL,
        person_id uuid NOT NULL,
        department_id uuid,
        name text NOT NULL,
        phone_sealed bytea,
        note_sealed bytea,
        state text NOT NULL,
        created_at timestamptz NOT NULL,
        decided_by uuid,
        decided_at timestamptz,
        decision_note_sealed bytea,
        member_id uuid,
        CONSTRAINT pk_application PRIMARY KEY (organisation_id, id),
        CONSTRAINT fk_application_link FOREIGN KEY (organisation_id, link_id)
            REFERENCES join_link (organisation_id, id),
        CONSTRAINT fk_application_department FOREIGN KEY (organisation_id, department_id)
            REFERENCES department (organisation_id, id),
        CONSTRAINT ck_application_state CHECK (state IN ('pending', 'accepted', 'refused', 'withdrawn')),
        CONSTRAINT fk_application_organisation_id FOREIGN KEY (organisation_id) REFERENCES organisation (id)
    )
    """,
    """
    CREATE TABLE role (
        organisation_id uuid NOT NULL,
        id uuid NOT NULL,
        name text NOT NULL,
        name_key text NOT NULL,
        created_at timestamptz NOT NULL,
        CONSTRAINT pk_role PRIMARY KEY (organisation_id, id),
        CONSTRAINT fk_role_organisation_id FOREIGN KEY (organisation_id) REFERENCES organisation (id)
    )
    """,
    """
    CREATE TABLE role_power (
        organisation_id uuid NOT NULL,
        role_id uuid NOT NULL,
        power text NOT NULL,
        CONSTRAINT pk_role_power PRIMARY KEY (organisation_id, role_id, power),
        CONSTRAINT fk_role_power_role FOREIGN KEY (organisation_id, role_id)
            REFERENCES role (organisation_id, id) ON DELETE CASCADE
    )
    """,
    """
    CREATE TABLE role_grant (
        organisation_id uuid NOT NULL,
        id uuid NOT NULL,
        member_id uuid NOT NULL,
        role_id uuid NOT NULL,
        scope text NOT NULL,
        department_id uuid,
        granted_by uuid NOT NULL,
        granted_at timestamptz NOT NULL,
        CONSTRAINT pk_role_grant PRIMARY KEY (organisation_id, id),
        CONSTRAINT fk_role_grant_member FOREIGN KEY (organisation_id, member_id)
            REFERENCES member (organisation_id, id),
        CONSTRAINT fk_role_grant_role FOREIGN KEY (organisation_id, role_id)
            REFERENCES role (organisation_id, id),
        CONSTRAINT fk_role_grant_department FOREIGN KEY (organisation_id, department_id)
            REFERENCES department (organisation_id, id),
        CONSTRAINT ck_role_grant_scope CHECK (scope IN ('organisation', 'department', 'self')),
        CONSTRAINT ck_role_grant_department CHECK ((scope = 'department') = (department_id IS NOT NULL))
    )
    """,
)

INDEXES = (
    "CREATE INDEX ix_organisation_founder_id ON organisation (founder_id, created_at)",
    "CREATE INDEX ix_department_hidden ON department (organisation_id) WHERE hidden",
    "CREATE UNIQUE INDEX uq_department_sibling ON department (organisation_id, parent_id, name_key) NULLS NOT DISTINCT",
    "CREATE INDEX ix_member_invitation_blind ON member (invitation_blind) WHERE invitation_blind IS NOT NULL",
    "CREATE INDEX ix_member_main_admin ON member (organisation_id) WHERE main_admin",
    "CREATE INDEX ix_member_manager_id ON member (organisation_id, manager_id) WHERE manager_id IS NOT NULL",
    "CREATE INDEX ix_member_person_id ON member (person_id) WHERE person_id IS NOT NULL",
    "CREATE INDEX ix_member_sort_key ON member (organisation_id, sort_key)",
    "CREATE UNIQUE INDEX uq_member_person ON member (organisation_id, person_id) WHERE status <> 'left'",
    "CREATE UNIQUE INDEX uq_member_phone ON member (organisation_id, phone_blind) WHERE status <> 'left'",
    "CREATE UNIQUE INDEX uq_member_work_no ON member (organisation_id, work_no) WHERE status <> 'left'",
    "CREATE INDEX ix_member_department_department_id ON member_department (department_id, organisation_id, member_id)",
    "CREATE INDEX ix_member_department_head ON member_department (organisation_id) WHERE head",
    "CREATE UNIQUE INDEX uq_join_link_code ON join_link (code_hash)",
    "CREATE INDEX ix_application_person_id ON application (person_id)",
    "CREATE UNIQUE INDEX uq_application_pending ON application (organisation_id, person_id) WHERE state = 'pending'",
    "CREATE UNIQUE INDEX uq_role_name ON role (organisation_id, name_key)",
    "CREATE INDEX ix_role_grant_role_id ON role_grant (organisation_id, role_id)",
    "CREATE UNIQUE INDEX uq_role_grant ON role_grant (organisation_id, member_id, role_id, scope, department_id) NULLS NOT DISTINCT",
)

READ = "SELECT"
WRITE = "SELECT, INSERT, UPDATE, DELETE"
# What is held of a person who has left is erased by a worker, for the person is no member any more.
ERASE = "SELECT, UPDATE"
SAMPLE = {"tocsin_sample": WRITE}
# Sign-in finds a person's memberships and powers before there is an actor; sockets find them again.
MEMBERSHIP = {"tocsin_signin": READ, "tocsin_realtime": READ, "tocsin_follow": READ, **SAMPLE}


def upgrade() -> None:
    for statement in (*TABLES, *INDEXES):
        op.execute(statement)
    shapes.organisation("organisation", column="id", grants="SELECT, INSERT, UPDATE", workers=MEMBERSHIP)
    for table in ("department", "member_department", "role", "role_power", "role_grant"):
        shapes.organisation(table, workers=MEMBERSHIP)
    shapes.organisation("member", workers={**MEMBERSHIP, "tocsin_follow": ERASE})
    # Invitations and join links are found by people who are not members yet.
    shapes.organisation("join_link", workers={"tocsin_follow": READ, **SAMPLE})
    for table in ("invitation", "application", "departure"):
        shapes.organisation(table, workers={"tocsin_follow": ERASE, **SAMPLE})
    shapes.organisation("member_term", workers=SAMPLE)
