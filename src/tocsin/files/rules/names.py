"""Names of files as people see and save them.

A name is cleaned and not refused: the sender cannot know what their camera or mail program wrote. Threats: a path
(``../../etc/passwd``), marks that turn the reading order round so that ``gpj.exe`` looks like ``exe.jpg``, names that
Windows takes for a device, and names too long to be saved.
"""

import re
import unicodedata
from typing import Final

from tocsin.kernel.text.normal import normal

LIMIT: Final = 180
"""Characters; of UTF-8 it may take ``BYTES``, which every file system in use can hold."""
BYTES: Final = 240
_FORBIDDEN: Final = re.compile(r'[<>:"|?*]')
_DEVICE: Final = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE)
_SPACES: Final = re.compile(r"\s+")
_KEPT: Final = 16
"""Characters of an extension that survive shortening."""
NAMELESS: Final = "file"


def clean_name(given: str) -> str:
    """Return a name without path, controls, invisible and reordering marks, short enough for any file system."""
    name = normal("NFC", given[-4096:]).replace("\\", "/").rpartition("/")[2]
    name = "".join(one for one in name if one.isspace() or unicodedata.category(one) not in _UNSEEN)
    name = _FORBIDDEN.sub("_", _SPACES.sub(" ", name)).strip(" .")
    if _DEVICE.fullmatch(name):
        name = f"_{name}"
    return _shortened(name) or NAMELESS


# Controls, formats (bidi, zero width, joiners), surrogates, private use, unassigned.
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


def _shortened(name: str) -> str:
    stem, dot, extension = name.rpartition(".")
    if not stem or len(extension) > _KEPT:
        stem, dot, extension = name, "", ""
    end = dot + extension
    stem = stem[: LIMIT - len(end)]
    while len((stem + end).encode()) > BYTES:
        stem = stem[:-1]
    return stem.rstrip(" .") + end if stem.rstrip(" .") else end.lstrip(".")


def extension_of(name: str) -> str:
    """Return what stands behind the last dot, in small letters."""
    return name.rpartition(".")[2].lower() if "." in name else ""


def with_extension(name: str, mime: str) -> str:
    """Return the name with the extension of a picture's type, where it has another one's."""
    wanted = _PICTURES.get(mime)
    if wanted is None or extension_of(name) in wanted:
        return name
    stem = name.rpartition(".")[0] if extension_of(name) in _ALL_PICTURES else name
    return f"{stem or name}.{wanted[0]}"


_PICTURES: Final = {
    "image/jpeg": ("jpg", "jpeg", "jpe", "jfif"),
    "image/png": ("png",),
    "image/webp": ("webp",),
}
_ALL_PICTURES: Final = {"gif", "apng", *(one for every in _PICTURES.values() for one in every)}
