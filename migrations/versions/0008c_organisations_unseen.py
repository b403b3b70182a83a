"""organisations: who was told of an invitation is no longer written down; notes sealed; who looks up what to join."""

from alembic import op

revision = "0008c"
down_revision = "0008b"

ROLE = "tocsin_join"
# No more of each table than what the requests show or compare.
READ = {
    "organisation": "id, name, kind, founder_id, created_at",
    "department": "organisation_id, id, name",
    "member": "organisation_id, id, status, name, post, invitation_blind, created_at",
    "member_department": "organisation_id, member_id, department_id, post, position",
    "invitation": "organisation_id, member_id, invited_by, basis, basis_note, basis_note_sealed, attested_at",
    "join_link": "organisation_id, id, code_hash, department_id, approval, uses, uses_limit, expires_at, revoked_at",
    "application": "organisation_id, id, person_id, department_id, name, state, created_at, decided_at, decision_note_sealed",
    "person": "id, phone_blind",
}


def upgrade() -> None:
    # Which of the invited have an account was in the audit list, for anybody who enters a number to read.
    op.execute(
        "UPDATE event SET body = body - 'people' WHERE kind = 'organisations.members_invited' AND body ? 'people'"
    )
    # What was written in clear stays readable where it is: no key is at hand here to seal it with.
    for table in ("invitation", "roster_import"):
        op.execute(f"ALTER TABLE {table} ADD COLUMN basis_note_sealed bytea")
    for table, columns in READ.items():
        op.execute(f"GRANT SELECT ({columns}) ON {table} TO {ROLE}")
        op.execute(f"CREATE POLICY {table}_join ON {table} FOR SELECT TO {ROLE} USING (true)")
    op.execute("REVOKE SELECT ON join_link FROM tocsin_follow")
    op.execute("DROP POLICY join_link_follow ON join_link")
    # An import that is stopped shows what is left of it, whoever may have read it before.
    op.execute("GRANT INSERT ON roster_import_row TO tocsin_follow")
