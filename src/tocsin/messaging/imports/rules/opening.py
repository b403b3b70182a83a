"""Which format a file is of, and its reading. What it is, is decided by its content; its name says nothing."""

import codecs
import csv
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from tocsin.kernel.errors import Refusal
from tocsin.kernel.unpacking import CellsTooMany, Rows
from tocsin.messaging.imports.refusals import ImportColumns, ImportEmpty, ImportFormat, ImportTooLarge
from tocsin.messaging.imports.rules import archives, dingtalk, mattermost, model, slack
from tocsin.messaging.imports.rules.model import Reading
from tocsin.organisations.door import read_workbook

_ROWS: Final = 110_000


def read(data: bytes, zone: ZoneInfo, now: datetime) -> Reading:
    """Read a file of any of the formats.

    Raises :class:`ImportFormat`, :class:`ImportTooLarge`, :class:`ImportEmpty`, ``ImportColumns``.
    """
    reading = _read(data, zone, now)
    channels = reading.finish()
    if not channels:
        raise ImportEmpty
    reading.channels = {channel.key: channel for channel in channels}
    return reading


def _read(data: bytes, zone: ZoneInfo, now: datetime) -> Reading:
    if data.startswith(archives.MAGIC):
        archive = archives.Archive(data)
        if "[Content_Types].xml" in archive.names:
            return _workbook(data, zone, now)
        if slack.is_slack(archive):
            reading = Reading("slack", now)
            slack.read(archive, reading)
            return reading
        lines = mattermost.data_of(archive)
        if lines is None:
            raise ImportFormat
        return _lines(lines, now)
    if mattermost.is_mattermost(data):
        return _lines(data, now)
    reading = Reading("dingtalk", now)
    dingtalk.read(_separated(data), "", zone, reading)
    return reading


def _lines(data: bytes, now: datetime) -> Reading:
    reading = Reading("mattermost", now)
    mattermost.read(data, reading)
    return reading


def _workbook(data: bytes, zone: ZoneInfo, now: datetime) -> Reading:
    reading = Reading("dingtalk", now)
    problem: Refusal | None = None
    try:
        for name, rows in read_workbook(data):
            try:
                dingtalk.read(rows, name, zone, reading)
            except ImportColumns as refusal:
                # A cover sheet, perhaps.
                problem = problem or refusal
    except ImportTooLarge:
        raise
    except Refusal as refusal:
        if isinstance(refusal, ImportColumns):
            raise
        raise (
            ImportTooLarge(limit=refusal.params.get("limit", "")) if "limit" in refusal.params else ImportFormat()
        ) from None
    if not reading.count and problem is not None:
        raise problem
    return reading


def _separated(data: bytes) -> list[list[str]]:
    """Return the rows of separated text: UTF-8 with or without its mark, UTF-16 with it, else GB18030."""
    decoded = _decoded(data)
    if "\x00" in decoded:
        raise ImportFormat
    first = decoded[:4000]
    delimiter = max(("\t", ";", ","), key=first.count)
    rows = []
    try:
        for row in Rows(decoded, delimiter, record=model.RECORD, cells=model.CELLS):
            rows.append(row[:200])
            if len(rows) > _ROWS:
                raise ImportTooLarge(limit=_ROWS)
    except csv.Error:
        raise ImportFormat from None
    except CellsTooMany:
        raise ImportTooLarge(limit=model.CELLS) from None
    if all(len(row) < 2 for row in rows):
        # No table: whoever brings something else hears what is taken, not which columns are missing.
        raise ImportFormat
    return rows


def _decoded(data: bytes) -> str:
    marked = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for codec in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            return data.decode(codec)
        except UnicodeDecodeError:
            continue
    raise ImportFormat
