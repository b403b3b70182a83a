"""accounts: the second version of what one agrees to says of age what one declares, and promises what the product does."""

from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0021"
down_revision = "0020"

LANGUAGES = ("zh-CN", "zh-TW", "en")
DOCUMENTS = (("service", "agreement"), ("privacy", "policy"))


def upgrade() -> None:
    agreement = sa.table(
        "agreement",
        sa.column("document", sa.Text),
        sa.column("version", sa.Text),
        sa.column("kind", sa.Text),
        sa.column("titles", JSONB),
        sa.column("texts", JSONB),
        sa.column("in_force_from", sa.DateTime(timezone=True)),
    )
    # In force at once: nothing in it takes anything from anybody.
    now = datetime.now(UTC)
    op.bulk_insert(
        agreement,
        [
            {
                "document": document,
                "version": "1.1",
                "kind": kind,
                "titles": {language: read(document, language)[0] for language in LANGUAGES},
                "texts": {language: read(document, language)[1] for language in LANGUAGES},
                "in_force_from": now,
            }
            for document, kind in DOCUMENTS
        ],
    )


def read(document: str, language: str) -> tuple[str, str]:
    """Return title and text: the file's first line and the rest."""
    path = Path(__file__).parents[1] / "texts" / f"{document}-1.1.{language}.txt"
    title, _, text = path.read_text("utf-8").partition("\n")
    return title.strip(), text.strip()
