"""Files for the pictures of README and docs: drawn here, sent as people send them."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from uuid import uuid4

from PIL import Image, ImageDraw

PAPER, INK, BRONZE, SEAL = "#f7f6f1", "#2c3634", "#2e7163", "#b0452f"


def seats(rooms: int = 4) -> bytes:
    """A plan of seats in examination rooms, as somebody photographs it from a board."""
    picture = Image.new("RGB", (1200, 900), PAPER)
    draw = ImageDraw.Draw(picture)
    for room in range(rooms):
        left, top = 60 + (room % 2) * 560, 60 + (room // 2) * 410
        draw.rounded_rectangle((left, top, left + 520, top + 370), 18, outline=INK, width=5)
        draw.rectangle((left + 190, top + 24, left + 330, top + 52), fill=SEAL)
        for seat in range(20):
            x, y = left + 40 + (seat % 5) * 92, top + 84 + (seat // 5) * 70
            draw.rounded_rectangle((x, y, x + 68, y + 44), 8, fill=BRONZE if (seat + room) % 3 else "#c9d9d4")
    return _jpeg(picture)


def corridor(hue: int) -> bytes:
    """A corridor that runs to a door, in one light or another."""
    light = Image.new("HSV", (1, 1), (hue, 60, 235)).convert("RGB").getpixel((0, 0))
    picture = Image.new("RGB", (900, 900), light)
    draw = ImageDraw.Draw(picture)
    for step in range(9):
        inset = 40 + step * 42
        draw.rectangle((inset, inset, 900 - inset, 900 - inset), outline=INK, width=4)
    draw.rectangle((400, 400, 500, 520), fill=BRONZE)
    draw.polygon([(0, 900), (900, 900), (520, 520), (380, 520)], fill="#8f7a5a")
    return _jpeg(picture)


def _jpeg(picture: Image.Image) -> bytes:
    out = BytesIO()
    picture.save(out, "JPEG", quality=88)
    return out.getvalue()


SENT = (
    ("考场座位安排贴好了，大家核对一下", (("座位图.jpg", "image/jpeg", seats()),)),
    (
        "走廊也布置完了",
        tuple((f"走廊{number}.jpg", "image/jpeg", corridor(hue)) for number, hue in enumerate((28, 110, 150), 1)),
    ),
    ("", (("期末监考安排.txt", "text/plain", "第一场 8:30\n第二场 10:30\n".encode() * 40),)),
)


async def send_all(request: Any, origin: str, organisation: str, talk: str) -> None:
    """Send everything into a conversation; ``request`` speaks as somebody in it."""

    async def call(method: str, path: str, **body: Any) -> Any:
        answer = await request.fetch(path, method=method, headers={"Origin": origin}, **body)
        if not answer.ok:
            raise SystemExit(f"{path}: {await answer.text()}")
        return await answer.json() if answer.status != 204 else None

    for text, files in SENT:
        ids = []
        for name, mime, data in files:
            new = {"client_id": str(uuid4()), "name": name, "size": len(data), "mime": mime, "realm": organisation}
            made = await call("POST", "/api/uploads", data=new)
            await call("PUT", f"/api/uploads/{made['id']}/parts/0", data=data)
            await call("POST", f"/api/uploads/{made['id']}/completion", data={})
            ids.append(made["id"])
        message = {"client_id": str(uuid4()), "text": text, "content": {"kind": "files", "files": ids}}
        await call("POST", f"/api/conversations/{talk}/messages", data=message)
