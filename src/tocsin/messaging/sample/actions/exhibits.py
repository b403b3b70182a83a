"""The files the week's people send, by name: made when they are asked for."""

from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from typing import Final

import xlsxwriter

from tocsin.files.door import Whole
from tocsin.messaging.sample.actions.drawings import PICTURES, drill, first_page, jpeg, picture
from tocsin.messaging.sample.rules import papers
from tocsin.messaging.sample.rules.documents import CHECKLIST, LEAFLETS, PLAN, SHEETS, TABLES, TEXTS

_OFFICE: Final = "application/vnd.openxmlformats-officedocument"
_FILM: Final = (320, 180)
_FRAME_MS: Final = 125
_MADE_AT: Final = datetime(2026, 1, 12, 9, tzinfo=UTC)


def exhibit(name: str) -> Whole:
    """Return a file by its name. Raises ``KeyError`` for one that nobody made."""
    if name in PICTURES:
        return Whole(name, "image/jpeg", picture(name))
    return _MADE[name](name)


def voice(name: str, seconds: int) -> Whole:
    """Return a recording that lasts some seconds."""
    data, heights = papers.voice(name, seconds)
    return Whole("voice.wav", "audio/wav", data, duration_ms=seconds * 1_000, waveform=heights)


def _document(name: str) -> Whole:
    pages = LEAFLETS[name]
    return Whole(name, "application/pdf", papers.pdf(pages), first_page(list(pages[0])), *papers.A4)


def _letter(name: str) -> Whole:
    return Whole(name, f"{_OFFICE}.wordprocessingml.document", papers.letter(PLAN))


def _sheet(name: str) -> Whole:
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        # Else the moment of making would stand in it.
        book.set_properties({"created": _MADE_AT})
        sheet, bold = book.add_worksheet(), book.add_format({"bold": True})
        sheet.set_column(0, 5, 16)
        for row, cells in enumerate(SHEETS[name]):
            sheet.write_row(row, 0, cells, bold if row == 0 else None)
    return Whole(name, f"{_OFFICE}.spreadsheetml.sheet", out.getvalue())


def _text(name: str) -> Whole:
    return Whole(name, "text/plain", TEXTS[name].encode())


def _table(name: str) -> Whole:
    return Whole(name, "text/csv", ("\ufeff" + "\n".join(",".join(row) for row in TABLES[name])).encode())


def _archive(name: str) -> Whole:
    inside = [(f"{room}.txt", f"{room}\n{CHECKLIST}".encode()) for room in ("A101", "A102", "B201", "机房2")]
    return Whole(name, "application/zip", papers.archive(inside))


def _film(name: str) -> Whole:
    frames = drill(40, *_FILM)
    stills = []
    for frame in frames:
        out = BytesIO()
        frame.save(out, "WEBP", quality=60, method=2)
        stills.append(out.getvalue())
    data = papers.film(stills, *_FILM, _FRAME_MS)
    return Whole(name, "video/webm", data, jpeg(frames[14]), *_FILM, duration_ms=_FRAME_MS * len(frames))


_MADE: Final[dict[str, Callable[[str], Whole]]] = {
    **dict.fromkeys(LEAFLETS, _document),
    **dict.fromkeys(SHEETS, _sheet),
    **dict.fromkeys(TEXTS, _text),
    **dict.fromkeys(TABLES, _table),
    "消防演练方案.docx": _letter,
    "考场门贴.zip": _archive,
    "疏散演练.webm": _film,
}
