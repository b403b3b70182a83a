"""The school's own set of stickers: drawn, and made by whoever looks after them. No letters, so that no font is needed."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from io import BytesIO
from math import cos, pi, sin
from typing import Final
from uuid import UUID

from PIL import Image, ImageDraw

from tocsin.kernel.context import Context
from tocsin.kernel.types import Actor
from tocsin.messaging.rules.content import NewSticker
from tocsin.messaging.sample.actions.drawings import BRONZE, INK, PAPER, SAND, SEAL
from tocsin.messaging.sample.rules.week import Act
from tocsin.messaging.stickers.actions import StickerChange, add_sticker, change_sticker, make_set

SET: Final = "校园日常"
KEEPER: Final = "zhou_lan"
_SIDE: Final = 512
"""Pixels they are drawn at; kept at half of it, which smooths their edges."""
_WHITE: Final = "#fffdf7"
Pen = ImageDraw.ImageDraw


def made_at(acts: Iterable[Act]) -> datetime:
    """Return when the set of a week is made: a while before it is first used."""
    uses = (act.at for act in acts if act.verb == "sticker" and act.line and act.line.arguments[0] in DRAWN)
    return min(uses) - timedelta(minutes=40)


async def make_stickers(
    context: Context, actor: Actor, school: UUID, id_of: Callable[[str], UUID]
) -> dict[str, NewSticker]:
    """Make the set as an actor; return its stickers as they are sent, by the names the script has for them."""
    async with context.db.acting(actor) as tx:
        set_id = await make_set(tx, actor, school, id_of("stickers"), SET)
    made = {}
    for name, (label, words, _) in DRAWN.items():
        of = (school, set_id, id_of(f"sticker {name}"), label, picture(name))
        sticker_id = await add_sticker(context, actor, *of)
        async with context.db.acting(actor) as tx:
            await change_sticker(tx, actor, school, set_id, sticker_id, StickerChange(words=list(words)))
        made[name] = NewSticker(str(set_id), str(sticker_id))
    return made


def picture(name: str) -> bytes:
    """Return a sticker as a PNG: on a round of paper, so that it is seen by day and by night."""
    image = Image.new("RGBA", (_SIDE, _SIDE))
    pen = ImageDraw.Draw(image)
    pen.ellipse((6, 6, _SIDE - 6, _SIDE - 6), fill=PAPER, outline=SAND, width=8)
    DRAWN[name][2](pen)
    out = BytesIO()
    image.resize((_SIDE // 2, _SIDE // 2), Image.Resampling.LANCZOS).save(out, "PNG")
    return out.getvalue()


def _face(pen: Pen, x: int, y: int, colour: str = PAPER) -> None:
    for side in (-1, 1):
        pen.ellipse((x + side * 38 - 11, y - 11, x + side * 38 + 11, y + 11), fill=colour)
    pen.arc((x - 34, y - 12, x + 34, y + 42), 20, 160, fill=colour, width=10)


def _bell(pen: Pen) -> None:
    """The bell that calls to lessons, ringing."""
    for grow in (0, 34):
        pen.arc((76 - grow, 150 - grow, 256, 340 + grow), 140, 220, fill=SAND, width=14)
        pen.arc((256, 150 - grow, 436 + grow, 340 + grow), -40, 40, fill=SAND, width=14)
    pen.arc((226, 78, 286, 138), 180, 360, fill=BRONZE, width=16)
    pen.ellipse((222, 356, 290, 424), fill=SEAL)
    pen.pieslice((158, 108, 354, 400), 180, 360, fill=BRONZE)
    pen.rectangle((158, 252, 354, 340), fill=BRONZE)
    pen.polygon(((158, 318), (354, 318), (392, 382), (120, 382)), fill=BRONZE)
    _face(pen, 256, 256)


def _marked(pen: Pen) -> None:
    """A paper that has been marked."""
    pen.rounded_rectangle((150, 86, 362, 412), 20, fill=_WHITE, outline=INK, width=10)
    for row in range(4):
        pen.line((188, 146 + row * 48, 324 - 34 * (row % 2), 146 + row * 48), fill=SAND, width=14)
    pen.line(((200, 306), (250, 360), (392, 190)), fill=SEAL, width=30, joint="curve")
    for x, y in ((200, 306), (392, 190)):
        pen.ellipse((x - 15, y - 15, x + 15, y + 15), fill=SEAL)


def _medal(pen: Pen) -> None:
    """A medal with a star, for who has everything right."""
    pen.polygon(((172, 270), (256, 310), (222, 446), (186, 402), (126, 412)), fill=SEAL)
    pen.polygon(((340, 270), (256, 310), (290, 446), (326, 402), (386, 412)), fill=SEAL)
    pen.ellipse((136, 74, 376, 314), fill=BRONZE, outline=SAND, width=14)
    corners = [
        (256 + reach * sin(n * pi / 5), 194 - reach * cos(n * pi / 5))
        for n, reach in ((n, 92 if n % 2 == 0 else 42) for n in range(10))
    ]
    pen.polygon(corners, fill=PAPER)


def _sprout(pen: Pen) -> None:
    """A sprout in its pot: grow!"""
    pen.line(((256, 310), (252, 240), (260, 176)), fill=BRONZE, width=16, joint="curve")
    for side in (-1, 1):
        leaf = [(258 + side * 128 * n / 20, 190 - 96 * n / 20 - 44 * sin(pi * n / 20)) for n in range(21)]
        back = [(258 + side * 128 * n / 20, 190 - 96 * n / 20 + 44 * sin(pi * n / 20)) for n in range(20, -1, -1)]
        pen.polygon(leaf + back, fill=BRONZE)
        pen.line((258, 190, 258 + side * 96, 118), fill=SAND, width=6)
    pen.polygon(((154, 318), (358, 318), (328, 436), (184, 436)), fill=SEAL)
    pen.rounded_rectangle((140, 286, 372, 332), 14, fill=SEAL)
    _face(pen, 256, 362)


def _bowl(pen: Pen) -> None:
    """A bowl of noodles under its steam: to the canteen."""
    for n in range(3):
        x = 186 + n * 62
        pen.arc((x - 22, 84, x + 22, 128), 90, 270, fill=SAND, width=12)
        pen.arc((x - 22, 124, x + 22, 168), -90, 90, fill=SAND, width=12)
    for n in range(7):
        pen.arc((122 + n * 34, 196, 190 + n * 34, 276), 180, 360, fill="#e2bf6a", width=14)
    pen.line((300, 250, 424, 92), fill="#7a4a2a", width=14)
    pen.line((330, 252, 452, 122), fill="#7a4a2a", width=14)
    pen.chord((104, 88, 408, 420), 0, 180, fill=BRONZE)
    pen.rounded_rectangle((200, 408, 312, 438), 10, fill=BRONZE)
    _face(pen, 256, 320)


DRAWN: Final[dict[str, tuple[str, tuple[str, ...], Callable[[Pen], None]]]] = {
    "lesson": ("上课啦", ("铃声", "lesson"), _bell),
    "marked": ("批好了", ("作业", "卷子", "done"), _marked),
    "medal": ("满分", ("优秀", "well done"), _medal),
    "sprout": ("加油", ("成长", "go on"), _sprout),
    "canteen": ("去食堂", ("吃饭", "面条", "lunch"), _bowl),
}
"""By the script's names: what each says, what else it is found by, and how it is drawn."""
