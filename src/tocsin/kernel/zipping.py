"""A ZIP written as a stream: each piece is given away as soon as it is made, nothing is held but the list of names."""

import zipfile
from datetime import datetime
from typing import IO, cast


class _Sink:
    """What the writer writes into: it cannot go back, so sizes stand behind each entry and in the list at the end."""

    def __init__(self) -> None:
        self.held = bytearray()

    def write(self, data: bytes) -> int:
        self.held += data
        return len(data)

    def flush(self) -> None:
        """Nothing is kept back."""


class ZipStream:
    """One archive: open an entry, write to it, close it, and take what has been made meanwhile."""

    def __init__(self, at: datetime) -> None:
        """``at`` is the moment entries bear, in UTC."""
        self._sink = _Sink()
        self._zip = zipfile.ZipFile(cast("IO[bytes]", self._sink), "w")
        self._at = (at.year, at.month, at.day, at.hour, at.minute, at.second)

    def open(self, name: str, *, size: int | None = None, packed: bool = True) -> IO[bytes]:
        """Begin an entry. ``size`` is how many bytes it will have, where that is known; ``packed``: compressed."""
        info = zipfile.ZipInfo(name, self._at)
        info.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
        info.external_attr = 0o644 << 16
        info.file_size = size or 0
        return self._zip.open(info, "w", force_zip64=size is None)

    def take(self) -> bytes:
        """Return what has been made since it was last asked for."""
        made = bytes(self._sink.held)
        self._sink.held.clear()
        return made

    def close(self) -> None:
        """Write the list of entries."""
        self._zip.close()
