"""Names within an archive: unique whatever a system makes of large and small letters, and safe on all of them."""

from datetime import datetime
from urllib.parse import quote
from uuid import UUID

from tocsin.files.door import FileCard, clean_name


class Places:
    """Where the files of an archive lie: each once, however many messages hold it."""

    def __init__(self) -> None:
        self.of: dict[UUID, str] = {}

    def place(self, seq: int, card: FileCard) -> tuple[str, bool]:
        """Return a file's path, and whether it is new. Its number makes it unique, and no device of any system."""
        found = self.of.get(card.id)
        if found is not None:
            return found, False
        path = f"files/{seq}-{len(self.of) + 1}-{clean_name(card.name)}"
        self.of[card.id] = path
        return path, True


def address(path: str) -> str:
    """Return a path as a link within the archive names it."""
    return quote(path)


def sheet_name(number: int) -> str:
    """Return the name of a sheet, counted from 1."""
    return "index.html" if number == 1 else f"index-{number}.html"


def archive_name(conversation: str, at: datetime) -> str:
    """Return what the archive is called when it is saved."""
    stem = clean_name(conversation or "tocsin").rstrip(".")[:80]
    return f"{stem} {at:%Y-%m-%d}.zip"
