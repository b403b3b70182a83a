"""Archives from strangers: what is looked at is bounded before it is unpacked, and no path of theirs is ever used.

Nothing is extracted: entries are read into memory, one after the other, so a path that leads elsewhere, a link or a
device leads nowhere. A directory that lies about sizes gains nothing: an entry is read no further than it declared.
"""

import zipfile
from typing import Final

from tocsin.kernel.unpacking import DirectoryTooLarge, open_zip
from tocsin.messaging.imports.refusals import ImportFormat, ImportTooLarge
from tocsin.messaging.imports.rules.model import DIRECTORY_BYTES, ENTRIES, PART_BYTES, UNPACKED_BYTES

MAGIC: Final = b"PK\x03\x04"
_PLAIN: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class Archive:
    """A ZIP whose entries are read on request."""

    def __init__(self, data: bytes) -> None:
        """Raises :class:`ImportFormat`, :class:`ImportTooLarge`."""
        try:
            self._zip = open_zip(data, DIRECTORY_BYTES)
            entries = self._zip.infolist()
        except DirectoryTooLarge:
            raise ImportTooLarge(limit=ENTRIES) from None
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
            raise ImportFormat from None
        if len(entries) > ENTRIES:
            raise ImportTooLarge(limit=ENTRIES)
        self._left = UNPACKED_BYTES
        self._entries = {entry.filename: entry for entry in entries if not entry.is_dir()}

    @property
    def names(self) -> list[str]:
        """The names of its entries, as they stand there: to be compared, never to be used as paths."""
        return list(self._entries)

    def read(self, name: str, most: int = PART_BYTES) -> bytes:
        """Return an entry of at most so many bytes. Raises :class:`ImportTooLarge`; :class:`ImportFormat` for one that is damaged or locked."""
        entry = self._entries[name]
        if entry.file_size > min(most, self._left):
            raise ImportTooLarge(limit=f"{(most if entry.file_size > most else UNPACKED_BYTES) >> 20} MB")
        if entry.compress_type not in _PLAIN or entry.flag_bits & 1:
            raise ImportFormat
        try:
            with self._zip.open(entry) as part:
                content = part.read(entry.file_size + 1)
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError, RuntimeError):
            raise ImportFormat from None
        self._left -= len(content)
        return content
