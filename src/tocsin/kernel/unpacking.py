"""Files from strangers, opened within bounds that hold before anything is built of what they say.

The standard library builds an object for each entry of an archive's directory, and a whole row of separated text, before
it shows the first: of a hundred megabytes of commas or of empty entries, gigabytes.
"""

import csv
import io
import zipfile
from collections.abc import Iterator


class DirectoryTooLarge(Exception):
    """The directory of an archive is longer than its reader takes."""


class CellsTooMany(Exception):
    """There are more cells than the reader of separated text takes."""


class _Opened(io.BytesIO):
    """The bytes of an archive, of which no directory is read that is longer than ``most`` bytes, whatever names its size."""

    most: int | None = None

    def read(self, size: int | None = -1, /) -> bytes:
        if self.most is not None and size is not None and size > self.most:
            raise DirectoryTooLarge
        return super().read(size)


def open_zip(data: bytes, most: int) -> zipfile.ZipFile:
    """Open an archive whose directory has at most so many bytes, of which an entry takes 46 and its name.

    Raises :class:`DirectoryTooLarge`, ``BadZipFile``, ``ValueError``, ``NotImplementedError``, ``OSError``.
    """
    source = _Opened(data)
    source.most = most
    opened = zipfile.ZipFile(source)
    source.most = None
    return opened


class Lines:
    """The lines of a text for the CSV reader, which builds a whole row before it shows it: long ones end here."""

    def __init__(self, text: str, record: int) -> None:
        """``record``: characters of one row at most."""
        self._lines = io.StringIO(text, newline="")
        self._record = record
        self.since = 0
        """Characters read since the last row began; whoever takes the rows sets it back."""

    def __iter__(self) -> "Lines":
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self.since += len(line)
        if self.since > self._record:
            raise csv.Error
        return line


class Rows:
    """The rows of separated text, each at most ``record`` characters, all together at most ``cells`` cells."""

    def __init__(self, text: str, delimiter: str, *, record: int, cells: int) -> None:
        self._lines = Lines(text, record)
        self._reader = csv.reader(self._lines, delimiter=delimiter, strict=True)
        self._cells = cells

    @property
    def line(self) -> int:
        """How many lines have been read."""
        return self._reader.line_num

    def __iter__(self) -> Iterator[list[str]]:
        """Yield the rows. Raises ``csv.Error`` for one that is too long or wrongly quoted, :class:`CellsTooMany`."""
        left = self._cells
        for row in self._reader:
            self._lines.since = 0
            left -= len(row)
            if left < 0:
                raise CellsTooMany
            yield row
