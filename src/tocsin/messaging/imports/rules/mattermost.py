"""Mattermost's bulk format: one JSON object a line (``version`` first), alone or as a ``.jsonl`` of a ZIP.

Attachments lie in the ZIP by paths of the exporter's; their names are kept, no path is followed.
"""

import posixpath
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any, Final

import msgspec

from tocsin.messaging.imports.refusals import ImportFormat, RowKind, RowLong, RowUnread
from tocsin.messaging.imports.rules.archives import Archive
from tocsin.messaging.imports.rules.model import LINE_BYTES, Author, Channel, Reading, clean_line

_KNOWN: Final = frozenset(
    {"version", "team", "channel", "user", "post", "direct_channel", "direct_post", "emoji", "bot", "scheme", "role"}
)
_NESTED_MOST: Final = 10_000


def data_of(archive: Archive) -> bytes | None:
    """Return the lines of an archive of this format; nothing when it has none."""
    for name in sorted(archive.names):
        if name.endswith(".jsonl"):
            return archive.read(name)
    return None


def is_mattermost(data: bytes) -> bool:
    """Whether a file begins like this format."""
    first = data.removeprefix(b"\xef\xbb\xbf").lstrip()[:200].replace(b" ", b"")
    return first.startswith(b"{") and b'"type":"version"' in first


def read(data: bytes, reading: Reading) -> None:
    """Read the lines. Raises :class:`ImportFormat`, ``ImportTooLarge``."""
    titles: dict[str, str] = {}
    version = False
    for number, line in _lines(data.removeprefix(b"\xef\xbb\xbf")):
        where = f"{number}"
        if len(line) > LINE_BYTES:
            reading.refuse(where, RowLong())
            continue
        try:
            row = msgspec.json.decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            reading.refuse(where, RowUnread())
            continue
        kind = row.get("type") if isinstance(row, dict) else None
        body = row.get(kind) if isinstance(row, dict) and isinstance(kind, str) else None
        if not version:
            if kind != "version" or row.get("version") != 1:
                raise ImportFormat
            version = True
        elif kind not in _KNOWN or not isinstance(body, dict):
            reading.refuse(where, RowKind())
        else:
            _take(where, kind, body, titles, reading)
    if not version:
        raise ImportFormat


def _lines(data: bytes) -> Iterator[tuple[int, bytes]]:
    begin, number = 0, 0
    while begin < len(data):
        end = data.find(b"\n", begin)
        end = len(data) if end < 0 else end
        number += 1
        line = data[begin:end].strip()
        if line:
            yield number, line
        begin = end + 1


def _take(where: str, kind: str, body: dict[str, Any], titles: dict[str, str], reading: Reading) -> None:
    match kind:
        case "user":
            name = f"{_of(body, 'last_name')}{_of(body, 'first_name')}" if _han(body) else _full(body)
            shown = clean_line(name) or clean_line(_of(body, "nickname")) or clean_line(_of(body, "username"))
            reading.author(Author(_of(body, "username"), shown, None, _of(body, "email")[:254] or None))
        case "channel":
            key = f"{_of(body, 'team')}/{_of(body, 'name')}"
            titles[key] = clean_line(_of(body, "display_name")) or _of(body, "name")
        case "post":
            key = f"{_of(body, 'team')}/{_of(body, 'channel')}"
            _post(where, body, reading.channel(key, titles.get(key, _of(body, "channel"))), reading)
        case "direct_post":
            members = body.get("channel_members")
            among = sorted(one for one in members if isinstance(one, str)) if isinstance(members, list) else []
            names = [reading.authors[one].name if one in reading.authors else one for one in among[:9]]
            _post(where, body, reading.channel("direct/" + ",".join(among)[:400], "、".join(names)), reading)


def _of(body: dict[str, Any], name: str) -> str:
    value = body.get(name)
    return value if isinstance(value, str) else ""


def _full(body: dict[str, Any]) -> str:
    return f"{_of(body, 'first_name')} {_of(body, 'last_name')}"


def _han(body: dict[str, Any]) -> bool:
    """Whether a name is written family name first, without a space."""
    return any("\u4e00" <= one <= "\u9fff" for one in _full(body))


def _post(where: str, body: dict[str, Any], channel: Channel, reading: Reading) -> None:
    key = _add(where, body, channel, None, reading)
    replies = body.get("replies")
    for number, reply in enumerate(replies[:_NESTED_MOST] if isinstance(replies, list) else [], 1):
        if isinstance(reply, dict):
            _add(f"{where}.{number}", reply, channel, key, reading)
        else:
            reading.refuse(f"{where}.{number}", RowUnread())


def _add(where: str, body: dict[str, Any], channel: Channel, reply_to: str | None, reading: Reading) -> str:
    kind = _of(body, "type")
    author, stamp = _of(body, "user"), body.get("create_at")
    # The format gives a post no id: who wrote when is one, and the first words tell apart what came in one moment.
    key = f"{author}/{stamp}/{_of(body, 'message')[:80]}"
    if kind.startswith("system_"):
        reading.refuse(where, RowKind())
        return key
    names = list(_attached(body.get("attachments")))
    said = "\n".join([_of(body, "message"), *(f"[{name}]" for name in names)])
    reading.add(where, channel, key, author or "?", _moment(stamp), said, reply_to)
    return key


def _attached(attachments: Any) -> Iterable[str]:
    for one in attachments[:50] if isinstance(attachments, list) else []:
        path = _of(one, "path") if isinstance(one, dict) else ""
        if name := clean_line(posixpath.basename(path.replace("\\", "/"))):
            yield name


def _moment(stamp: Any) -> datetime | None:
    if isinstance(stamp, bool) or not isinstance(stamp, int | float):
        return None
    try:
        return datetime.fromtimestamp(stamp / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        return None
