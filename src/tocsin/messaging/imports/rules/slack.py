"""Slack's export: a ZIP with ``users.json``, ``channels.json`` and its like, and a folder of days for each channel.

Files of messages are links there; their names are kept, nothing is fetched.
"""

import html
import re
from datetime import UTC, datetime
from typing import Any, Final

import msgspec

from tocsin.messaging.imports.refusals import ImportFormat, ImportTooLarge, RowKind, RowLong, RowUnread
from tocsin.messaging.imports.rules.archives import Archive
from tocsin.messaging.imports.rules.model import (
    JSON_BYTES,
    JSON_SIGNS,
    LINE_BYTES,
    Author,
    Channel,
    Reading,
    clean_line,
)

_LISTS: Final = ("channels.json", "groups.json", "mpims.json", "dms.json")
_DAY: Final = re.compile(r"(?:.*/)?([^/]+)/(\d{4}-\d{2}-\d{2})\.json")
_BOLD: Final = re.compile(r"(?<![\w*])\*(?=[^\s*])([^*\n]{1,4000}?)(?<=\S)\*(?![\w*])")
"""Words between asterisks, as Slack takes them for bold: not where they touch a letter, as in 2*3*4."""
_LINK: Final = re.compile(r"<([^<>|]{1,4000})(?:\|([^<>]{0,1000}))?>")
_SAID: Final = frozenset(
    {"", "bot_message", "me_message", "thread_broadcast", "file_share", "file_comment", "reply_broadcast"}
)


def is_slack(archive: Archive) -> bool:
    """Whether an archive looks like Slack's."""
    names = {name.rpartition("/")[2] for name in archive.names}
    return "users.json" in names and bool(names & set(_LISTS))


def read(archive: Archive, reading: Reading) -> None:
    """Read an export. Raises :class:`ImportFormat`, ``ImportTooLarge``."""
    people = {name.rpartition("/")[2]: name for name in archive.names}
    for user in _rows(archive, people["users.json"]):
        _user(_read(user), reading)
    titles: dict[str, str] = {}
    for listed in _LISTS:
        if listed in people:
            for row in _rows(archive, people[listed]):
                _title(_read(row), titles, reading)
    days = sorted((found[1], found[2], name) for name in archive.names if (found := _DAY.fullmatch(name)))
    for folder, _, name in days:
        channel = reading.channel(folder, titles.get(folder, folder))
        try:
            rows = _rows(archive, name)
        except ImportFormat:
            reading.refuse(name, RowUnread())
            continue
        for number, row in enumerate(rows, 1):
            where = f"{name}:{number}"
            if memoryview(row).nbytes > LINE_BYTES:
                reading.refuse(where, RowLong())
            else:
                _message(where, _read(row), channel, reading)


def _rows(archive: Archive, name: str) -> list[msgspec.Raw]:
    """Return the rows of a list as they stand there: objects are made of one at a time, since `{}` takes 64 bytes."""
    data = archive.read(name, JSON_BYTES)
    if sum(map(data.count, (b"{", b"[", b","))) > JSON_SIGNS:
        raise ImportTooLarge(limit=f"{JSON_BYTES >> 20} MB")
    try:
        return msgspec.json.decode(data.removeprefix(b"\xef\xbb\xbf"), type=list[msgspec.Raw])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise ImportFormat from None


def _read(row: msgspec.Raw) -> Any:
    """Return what a row says; nothing when it is too long or damaged."""
    if memoryview(row).nbytes > LINE_BYTES:
        return None
    try:
        return msgspec.json.decode(row)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def _text(row: Any, *path: str) -> str:
    for name in path:
        row = row.get(name) if isinstance(row, dict) else None
    return row if isinstance(row, str) else ""


def _user(row: Any, reading: Reading) -> None:
    key = _text(row, "id")
    names = (_text(row, "profile", "real_name"), _text(row, "real_name"), _text(row, "profile", "display_name"))
    name = next((shown for one in (*names, _text(row, "name")) if (shown := clean_line(one))), key)
    if key:
        phone, email = _text(row, "profile", "phone"), _text(row, "profile", "email")
        reading.author(Author(key, clean_line(name), phone[:40] or None, email[:254] or None))


def _title(row: Any, titles: dict[str, str], reading: Reading) -> None:
    """A channel stands in a folder of its name; the talk of some people in one of its id, called by who they are."""
    name = _text(row, "name")
    members = row.get("members") if isinstance(row, dict) else None
    among = [
        reading.authors[one].name for one in (members or [])[:9] if isinstance(one, str) and one in reading.authors
    ]
    titles[name or _text(row, "id")] = name if name and not name.startswith("mpdm-") else "、".join(among) or name


def _message(where: str, row: Any, channel: Channel, reading: Reading) -> None:
    if not isinstance(row, dict) or row.get("type", "message") != "message":
        reading.refuse(where, RowUnread() if not isinstance(row, dict) else RowKind())
        return
    if (row.get("subtype") or "") not in _SAID:
        reading.refuse(where, RowKind())
        return
    stamp, thread = _text(row, "ts"), _text(row, "thread_ts")
    author = _text(row, "user") or _text(row, "bot_id") or _text(row, "username")
    if author and author not in reading.authors:
        name = _text(row, "user_profile", "real_name") or _text(row, "username") or author
        reading.author(Author(author, clean_line(name) or author))
    listed = row.get("files")
    files = listed if isinstance(listed, list) else []
    names = [name for one in files[:50] if (name := clean_line(_text(one, "name") or _text(one, "title")))]
    said = "\n".join([_plain(_text(row, "text"), reading), *(f"[{name}]" for name in names)])
    reply_to = thread if thread and thread != stamp else None
    reading.add(where, channel, stamp, author or "?", _moment(stamp), said, reply_to)


def _moment(stamp: str) -> datetime | None:
    try:
        return datetime.fromtimestamp(float(stamp), UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _plain(said: str, reading: Reading) -> str:
    """Return Slack's marked text as people read it: mentions by name, links by their address, bold plain."""

    def shown(found: re.Match[str]) -> str:
        target, label = found[1], found[2]
        if target.startswith("@"):
            person = reading.authors.get(target[1:])
            return f"@{person.name if person else label or target[1:]}"
        if target.startswith(("#", "!")):
            return f"{'#' if target[0] == '#' else '@'}{label or target[1:]}"
        return f"{label} {target}" if label and label not in target else target

    return html.unescape(_LINK.sub(shown, _BOLD.sub(r"\1", said))) if said else ""
