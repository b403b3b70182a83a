"""Files of the week, byte by byte: documents, a voice, a film. Nobody's work is copied, nothing is fetched (pure).

They are small and the same each time, and made as their formats say, so that what opens such files opens these.
"""

import io
import math
import struct
import zipfile
from collections.abc import Iterable, Sequence
from random import Random
from typing import Final

_RATE: Final = 16_000
_DATE: Final = (2026, 1, 12, 9, 0, 0)
BARS: Final = 48
"""Heights of a waveform."""
A4: Final = (595, 842)


def pdf(pages: Sequence[Sequence[str]]) -> bytes:
    """Return a document of pages; a line that begins with ``# `` is a heading, ``-`` draws a rule. Latin letters only."""
    count = len(pages)
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(count))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {count} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for n, lines in enumerate(pages):
        drawn = _page(lines)
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {A4[0]} {A4[1]}]"
            f" /Resources << /Font << /F1 3 0 R >> >> /Contents {5 + 2 * n} 0 R >>"
        )
        objects.append(f"<< /Length {len(drawn.encode('cp1252'))} >>\nstream\n{drawn}\nendstream")
    out, places = "%PDF-1.4\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(out.encode("cp1252")))
        out += f"{number} 0 obj\n{one}\nendobj\n"
    start = len(out.encode("cp1252"))
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n"
    out += "".join(f"{place:010d} 00000 n \n" for place in places)
    out += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n"
    return out.encode("cp1252")


def _page(lines: Sequence[str]) -> str:
    y, drawn = A4[1] - 72, []
    for line in lines:
        if line == "-":
            drawn.append(f"0.18 0.44 0.38 RG 1 w 60 {y} m {A4[0] - 60} {y} l S")
            y -= 22
            continue
        size = 20 if line.startswith("# ") else 11
        said = line.removeprefix("# ").replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
        drawn.append(f"BT /F1 {size} Tf 60 {y} Td ({said}) Tj ET")
        y -= size + 9
    return "\n".join(drawn)


def voice(name: str, seconds: int) -> tuple[bytes, list[int]]:
    """Return somebody humming in syllables, as WAV, and the heights of its waveform."""
    random = Random(f"voice {name}")  # noqa: S311  an invention, not a secret
    syllables = [(random.uniform(0.09, 0.24), random.uniform(0.35, 1.0), random.uniform(150, 230)) for _ in range(999)]
    samples: list[int] = []
    phase = 0.0
    for length, loud, pitch in syllables:
        if len(samples) >= seconds * _RATE:
            break
        size = int(length * _RATE)
        for n in range(size):
            phase += 2 * math.pi * pitch / _RATE
            swell = math.sin(math.pi * n / size) ** 0.7
            tone = math.sin(phase) + 0.5 * math.sin(2 * phase) + 0.3 * math.sin(5 * phase)
            samples.append(int(7_500 * loud * swell * tone))
        samples += [0] * int(random.choice((0.02, 0.04, 0.05, 0.3)) * _RATE)
    samples = samples[: seconds * _RATE]
    data = struct.pack(f"<{len(samples)}h", *samples)
    head = struct.pack("<4sI4s4sIHHIIHH4sI", b"RIFF", 36 + len(data), b"WAVE", b"fmt ", 16, 1, 1, _RATE, 2 * _RATE, 2, 16,
                       b"data", len(data))  # fmt: skip
    step = len(samples) // BARS
    loudest = max(map(abs, samples)) or 1
    heights = [max(map(abs, samples[n * step : (n + 1) * step])) * 100 // loudest for n in range(BARS)]
    return head + data, heights


def film(frames: Iterable[bytes], width: int, height: int, each_ms: int) -> bytes:
    """Return a WebM of frames, each a whole VP8 picture as lossy WebP holds one; sides in pixels."""
    blocks = [_picture(frame) for frame in frames]
    info = _box(0x1549A966, _number(0x2AD7B1, 1_000_000), _float(0x4489, float(each_ms * len(blocks))),
                _text(0x4D80, "tocsin"), _text(0x5741, "tocsin"))  # fmt: skip
    video = _box(0xE0, _number(0xB0, width), _number(0xBA, height))
    track = _box(0xAE, _number(0xD7, 1), _number(0x73C5, 1), _number(0x83, 1), _text(0x86, "V_VP8"), video)
    clusters = [
        _box(0x1F43B675, _number(0xE7, n * each_ms), _element(0xA3, b"\x81\x00\x00\x80" + block))
        for n, block in enumerate(blocks)
    ]
    head = _box(0x1A45DFA3, _number(0x4286, 1), _number(0x42F7, 1), _number(0x42F2, 4), _number(0x42F3, 8),
                _text(0x4282, "webm"), _number(0x4287, 2), _number(0x4285, 2))  # fmt: skip
    return head + _box(0x18538067, info, _box(0x1654AE6B, track), *clusters)


def _picture(webp: bytes) -> bytes:
    """Return the VP8 frame in a lossy WebP. Raises ``ValueError`` where there is none."""
    at = 12
    while at + 8 <= len(webp):
        name, size = webp[at : at + 4], int.from_bytes(webp[at + 4 : at + 8], "little")
        if name == b"VP8 ":
            return webp[at + 8 : at + 8 + size]
        at += 8 + size + size % 2
    raise ValueError("no VP8 frame")


def _element(name: int, data: bytes) -> bytes:
    """Return an element of EBML; its size always takes eight bytes."""
    return name.to_bytes((name.bit_length() + 7) // 8, "big") + (len(data) | 1 << 56).to_bytes(8, "big") + data


def _box(name: int, *inside: bytes) -> bytes:
    return _element(name, b"".join(inside))


def _number(name: int, value: int) -> bytes:
    return _element(name, value.to_bytes(max(1, (value.bit_length() + 7) // 8), "big"))


def _float(name: int, value: float) -> bytes:
    return _element(name, struct.pack(">d", value))


def _text(name: int, value: str) -> bytes:
    return _element(name, value.encode())


def archive(files: Iterable[tuple[str, bytes]]) -> bytes:
    """Return a ZIP of files, all of one date."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in files:
            made.writestr(zipfile.ZipInfo(name, _DATE), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


_NS: Final = "http://schemas.openxmlformats.org"
_TYPES: Final = (
    f'<?xml version="1.0" encoding="UTF-8"?><Types xmlns="{_NS}/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument'
    '.wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONS: Final = (
    f'<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="{_NS}/package/2006/relationships">'
    f'<Relationship Id="r1" Type="{_NS}/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>'
    "</Relationships>"
)


def letter(paragraphs: Iterable[str]) -> bytes:
    """Return a document of a word processor (DOCX) with plain paragraphs, in any script."""
    body = "".join(f"<w:p><w:r><w:t>{one}</w:t></w:r></w:p>" for one in paragraphs)
    document = (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<w:document xmlns:w="{_NS}/wordprocessingml/2006/main"><w:body>{body}</w:body></w:document>'
    )
    return archive(
        (
            ("[Content_Types].xml", _TYPES.encode()),
            ("_rels/.rels", _RELATIONS.encode()),
            ("word/document.xml", document.encode()),
        )
    )
