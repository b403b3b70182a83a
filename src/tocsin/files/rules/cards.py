"""What is shown of a file without opening it."""

from typing import Annotated, Final
from uuid import UUID

import msgspec

from tocsin.files.rules.kinds import UNKNOWN, Kind

MAX_SIDE: Final = 20_000
MAX_DURATION: Final = 48 * 3600 * 1000
Waveform = Annotated[list[Annotated[int, msgspec.Meta(ge=0, le=100)]], msgspec.Meta(max_length=128)]
Side = Annotated[int, msgspec.Meta(ge=1, le=MAX_SIDE)]
Duration = Annotated[int, msgspec.Meta(ge=0, le=MAX_DURATION)]


class Shown(msgspec.Struct, frozen=True):
    """What is sealed beside a file: its name and the facts of its kind. ``mime`` is the declared one until complete."""

    name: str
    mime: str = UNKNOWN
    width: int | None = None
    height: int | None = None
    duration_ms: int | None = None
    waveform: list[int] | None = None


class FileCard(msgspec.Struct, frozen=True):
    """A file as it is shown: ``size`` in bytes, sides in pixels, ``waveform`` as heights of 0 to 100.

    ``preview`` tells that smaller pictures of it are there (``display`` and ``thumb``). With ``as_file`` a picture is
    shown as any other file.
    """

    id: UUID
    name: str
    kind: Kind
    mime: str
    size: int
    width: int | None = None
    height: int | None = None
    duration_ms: int | None = None
    waveform: list[int] | None = None
    preview: bool = False
    as_file: bool = False
