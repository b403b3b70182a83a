"""organisations: what a link shows to who has it, where somebody was a member until lately, what an act changed."""

from alembic import op

revision = "0013c"
down_revision = "0013b"

READ = {"join_link": "created_by", "member": "person_id, left_at"}


def upgrade() -> None:
    for table, columns in READ.items():
        op.execute(f"GRANT SELECT ({columns}) ON {table} TO tocsin_join")
    op.execute("ALTER TABLE event ADD COLUMN changes_sealed bytea")
