"""accounts: people, credentials, agreements, codes, sessions."""

from datetime import UTC, datetime
from pathlib import Path

import shapes
import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0003"
down_revision = "0002"

SIGNIN = "SELECT, INSERT, UPDATE, DELETE"
TIME = sa.DateTime(timezone=True)
LANGUAGES = ("zh-CN", "zh-TW", "en")
DOCUMENTS = (("service", "agreement"), ("privacy", "policy"))


def upgrade() -> None:
    people()
    profiles()
    credentials()
    agreements()
    acceptances()
    codes()
    registrations()
    sessions()
    deployment()


def people() -> None:
    op.create_table(
        "person",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("phone_blind", sa.LargeBinary),
        sa.Column("phone_sealed", sa.LargeBinary),
        sa.Column("adult_declared_at", TIME),
        sa.Column("language", sa.Text),
        sa.Column("theme", sa.Text),
        sa.Column("created_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_person"),
        sa.UniqueConstraint("phone_blind", name="uq_person_phone_blind"),
        sa.CheckConstraint("status IN ('active', 'suspended', 'frozen', 'cancelled')", name="ck_person_status"),
        sa.CheckConstraint("(phone_blind IS NULL) = (phone_sealed IS NULL)", name="ck_person_phone"),
    )
    shapes.person(
        "person",
        "id",
        grants="SELECT, UPDATE (language, theme)",
        workers={
            "tocsin_signin": SIGNIN,
            "tocsin_realtime": "SELECT (id, status)",
            # Invitations wait for a phone: reactions compare blind indexes and hand the number on, sealed anew.
            "tocsin_follow": "SELECT (id, status, phone_blind, phone_sealed)",
            "tocsin_sample": "SELECT, INSERT",
        },
    )


def profiles() -> None:
    op.create_table(
        "profile",
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("handle", sa.Text),
        sa.Column("introduction", sa.Text, server_default="", nullable=False),
        sa.Column("avatar", sa.Text),
        sa.Column("changed_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("person_id", name="pk_profile"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_profile_person_id"),
        sa.UniqueConstraint("handle", name="uq_profile_handle"),
    )
    # Names are shown to everybody signed in who meets the person; queries narrow to those. No shape of its own fits:
    # everybody's rows are read, one's own is changed.
    shapes.platform(
        "profile",
        workers={
            "tocsin_signin": SIGNIN,
            "tocsin_realtime": "SELECT",
            "tocsin_flush": "SELECT",
            "tocsin_follow": "SELECT",
            "tocsin_sample": "SELECT, INSERT",
        },
    )
    op.execute("GRANT SELECT, UPDATE ON profile TO tocsin_member")
    op.execute("CREATE POLICY profile_platform ON profile FOR SELECT TO tocsin_member USING (true)")
    op.execute(
        "CREATE POLICY profile_person ON profile FOR UPDATE TO tocsin_member"
        " USING (person_id = (SELECT tocsin_person()))"
    )


def credentials() -> None:
    op.create_table(
        "credential",
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("login_name", sa.Text),
        sa.Column("password_hash", sa.Text),
        sa.Column("password_changed_at", TIME),
        sa.PrimaryKeyConstraint("person_id", name="pk_credential"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_credential_person_id"),
        sa.UniqueConstraint("login_name", name="uq_credential_login_name"),
    )
    # Not even the person's own unit of work reads the hash: whoever verifies one is the sign-in worker.
    shapes.person(
        "credential",
        grants="SELECT (person_id, login_name, password_changed_at), UPDATE (login_name)",
        workers={"tocsin_signin": SIGNIN, "tocsin_sample": "SELECT, INSERT"},
    )


def agreements() -> None:
    agreement = op.create_table(
        "agreement",
        sa.Column("document", sa.Text, nullable=False),
        sa.Column("version", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("titles", JSONB, nullable=False),
        sa.Column("texts", JSONB, nullable=False),
        sa.Column("in_force_from", TIME, nullable=False),
        sa.PrimaryKeyConstraint("document", "version", name="pk_agreement"),
        sa.CheckConstraint("kind IN ('agreement', 'policy')", name="ck_agreement_kind"),
    )
    # The first versions are in force from the day the deployment exists.
    now = datetime.now(UTC)
    op.bulk_insert(
        agreement,
        [
            {
                "document": document,
                "version": "1.0",
                "kind": kind,
                "titles": {language: read(document, language)[0] for language in LANGUAGES},
                "texts": {language: read(document, language)[1] for language in LANGUAGES},
                "in_force_from": now,
            }
            for document, kind in DOCUMENTS
        ],
    )
    # Everybody reads what they are asked to accept, before they are known to anybody.
    shapes.platform("agreement", grants="SELECT", workers={"tocsin_signin": "SELECT", "tocsin_sample": "SELECT"})


def acceptances() -> None:
    op.create_table(
        "agreement_acceptance",
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("document", sa.Text, nullable=False),
        sa.Column("version", sa.Text, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("session_id", sa.Uuid),
        sa.PrimaryKeyConstraint("person_id", "document", "version", name="pk_agreement_acceptance"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_agreement_acceptance_person_id"),
    )
    # Nobody changes or removes what was accepted.
    shapes.person(
        "agreement_acceptance",
        grants="SELECT, INSERT",
        workers={"tocsin_signin": "SELECT, INSERT", "tocsin_sample": "INSERT"},
    )


def read(document: str, language: str) -> tuple[str, str]:
    """Return title and text of a document's first version: the file's first line and the rest."""
    path = Path(__file__).parents[1] / "texts" / f"{document}-1.0.{language}.txt"
    title, _, text = path.read_text("utf-8").partition("\n")
    return title.strip(), text.strip()


def codes() -> None:
    op.create_table(
        "sign_in_code",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("phone_blind", sa.LargeBinary, nullable=False),
        sa.Column("address_blind", sa.LargeBinary, nullable=False),
        sa.Column("purpose", sa.Text, nullable=False),
        sa.Column("digest", sa.LargeBinary, nullable=False),
        sa.Column("made_at", TIME, nullable=False),
        sa.Column("expires_at", TIME, nullable=False),
        sa.Column("tries", sa.BigInteger, server_default="0", nullable=False),
        sa.Column("used_at", TIME),
        sa.PrimaryKeyConstraint("id", name="pk_sign_in_code"),
    )
    op.create_index("ix_sign_in_code_phone_blind_made_at", "sign_in_code", ["phone_blind", "made_at"])
    op.create_index("ix_sign_in_code_address_blind_made_at", "sign_in_code", ["address_blind", "made_at"])
    op.create_table(
        "sign_in_failure",
        sa.Column("id", sa.BigInteger, sa.Identity(always=True), nullable=False),
        sa.Column("account_blind", sa.LargeBinary, nullable=False),
        sa.Column("address_blind", sa.LargeBinary, nullable=False),
        sa.Column("known_here", sa.Boolean, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sign_in_failure"),
    )
    op.create_index("ix_sign_in_failure_account_blind_at", "sign_in_failure", ["account_blind", "at"])
    op.create_index("ix_sign_in_failure_address_blind_at", "sign_in_failure", ["address_blind", "at"])
    belongs_to_nobody("sign_in_code", "sign_in_failure")


def registrations() -> None:
    op.create_table(
        "registration_ticket",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("digest", sa.LargeBinary, nullable=False),
        sa.Column("phone_blind", sa.LargeBinary, nullable=False),
        sa.Column("phone_sealed", sa.LargeBinary, nullable=False),
        sa.Column("made_at", TIME, nullable=False),
        sa.Column("expires_at", TIME, nullable=False),
        sa.Column("used_at", TIME),
        sa.PrimaryKeyConstraint("id", name="pk_registration_ticket"),
        sa.UniqueConstraint("digest", name="uq_registration_ticket_digest"),
    )
    op.create_table(
        "outgoing",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("content_sealed", sa.LargeBinary),
        sa.Column("made_at", TIME, nullable=False),
        sa.Column("expires_at", TIME, nullable=False),
        sa.Column("sent_at", TIME),
        sa.PrimaryKeyConstraint("id", name="pk_outgoing"),
    )
    belongs_to_nobody("registration_ticket", "outgoing")


def belongs_to_nobody(*tables: str) -> None:
    """Rows of people not known yet: only the sign-in worker touches them."""
    for table in tables:
        shapes.platform(table, workers={"tocsin_signin": SIGNIN})


def sessions() -> None:
    op.create_table(
        "session",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("digest", sa.LargeBinary, nullable=False),
        sa.Column("device", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("address_blind", sa.LargeBinary, nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("seen_at", TIME, nullable=False),
        sa.Column("expires_at", TIME, nullable=False),
        sa.Column("ended_at", TIME),
        sa.Column("reason", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_session"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_session_person_id"),
        sa.UniqueConstraint("digest", name="uq_session_digest"),
        sa.CheckConstraint("(ended_at IS NULL) = (reason IS NULL)", name="ck_session_ended"),
    )
    op.create_index("ix_session_person_id_created_at", "session", ["person_id", "created_at"])
    op.create_index("ix_session_ended_at", "session", ["ended_at"], postgresql_where=sa.text("ended_at IS NOT NULL"))
    shapes.person(
        "session",
        grants="SELECT, UPDATE (ended_at, reason)",
        workers={"tocsin_signin": SIGNIN, "tocsin_realtime": "SELECT"},
    )
    # What has ended stays ended, whatever a statement says: no role updates such a row.
    op.execute(
        "CREATE POLICY session_ended ON session AS RESTRICTIVE FOR UPDATE"
        " TO tocsin_member, tocsin_signin USING (ended_at IS NULL) WITH CHECK (true)"
    )


def deployment() -> None:
    op.create_table(
        "deployment",
        sa.Column("only", sa.Boolean, server_default=sa.text("true"), nullable=False),
        sa.Column("founded_at", TIME),
        sa.Column("sample_state", sa.Text, server_default="none", nullable=False),
        sa.Column("sample_done", sa.BigInteger, server_default="0", nullable=False),
        sa.Column("sample_total", sa.BigInteger, server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("only", name="pk_deployment"),
        sa.CheckConstraint('"only"', name="ck_deployment_only"),
    )
    op.execute("INSERT INTO deployment DEFAULT VALUES")
    # The first page asks whether anything is here yet, before anybody is known.
    shapes.platform("deployment", grants="SELECT", workers={"tocsin_signin": "SELECT, UPDATE"})
