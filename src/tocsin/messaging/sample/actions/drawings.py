"""Pictures of the week, drawn: what people photograph and sketch. No letters, so that no font is needed."""

from collections.abc import Callable
from io import BytesIO
from math import cos, pi, sin
from random import Random
from typing import Final

from PIL import Image, ImageDraw, ImageFont

PAPER, INK, BRONZE, SEAL, SAND = "#f7f6f1", "#2c3634", "#2e7163", "#b0452f", "#d9c7a3"
Draw = Callable[[ImageDraw.ImageDraw, Random, int, int], None]


def picture(name: str) -> bytes:
    """Return a drawing as a JPEG."""
    draw, width, height, ground = PICTURES[name]
    return jpeg(_drawn(name, draw, width, height, ground))


def _drawn(name: str, draw: Draw, width: int, height: int, ground: str) -> Image.Image:
    image = Image.new("RGB", (width, height), ground)
    draw(ImageDraw.Draw(image), Random(name), width, height)  # noqa: S311  an invention, not a secret
    return image


def jpeg(image: Image.Image) -> bytes:
    """Return a picture as a JPEG."""
    out = BytesIO()
    image.save(out, "JPEG", quality=86)
    return out.getvalue()


def _plan(pen: ImageDraw.ImageDraw, _: Random, width: int, height: int) -> None:
    """A floor with rooms on both sides of a corridor, and the way out."""
    middle, room = height // 2, (width - 160) // 6
    for side, top in ((0, 80), (1, middle + 70)):
        for n in range(6):
            left = 80 + n * room
            pen.rectangle((left, top, left + room, top + middle - 150), outline=INK, width=5)
            door = top + middle - 150 if side == 0 else top
            pen.line((left + room // 2 - 26, door, left + room // 2 + 26, door), fill=PAPER, width=9)
            pen.line((left + room // 2, door, left + room // 2, middle), fill=BRONZE, width=5)
    pen.line((110, middle, width - 90, middle), fill=BRONZE, width=9)
    for n in range(5):
        at = 190 + n * (width - 300) // 5
        pen.polygon(((at, middle - 24), (at + 42, middle), (at, middle + 24)), fill=BRONZE)
    pen.rectangle((width - 90, middle - 62, width - 50, middle + 62), fill=SEAL)


def _bowl(pen: ImageDraw.ImageDraw, random: Random, width: int, height: int) -> None:
    """A bowl of noodles with an egg, from above."""
    x, y = width // 2, height // 2
    for radius, colour in ((330, "#e9e4d8"), (290, "#f3efe4"), (250, "#c98b3f")):
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour)
    for _ in range(70):
        turn, reach = random.uniform(0, 2 * pi), random.uniform(20, 150)
        cx, cy, r = x + reach * cos(turn), y + reach * sin(turn), random.uniform(30, 90)
        start = random.randrange(360)
        pen.arc((cx - r, cy - r, cx + r, cy + r), start, start + 130, fill="#f4dfa6", width=7)
    pen.ellipse((x - 190, y - 70, x - 40, y + 60), fill="#fdfbf4")
    pen.ellipse((x - 150, y - 40, x - 80, y + 26), fill="#f0a52c")
    for _ in range(60):
        cx, cy = x + random.gauss(80, 60), y + random.gauss(60, 60)
        pen.ellipse((cx - 7, cy - 7, cx + 7, cy + 7), outline="#4f8a3a", width=4)
    pen.line((x + 120, y - 420, x + 360, y + 300), fill="#7a4a2a", width=18)
    pen.line((x + 170, y - 430, x + 400, y + 280), fill="#7a4a2a", width=18)


def _field(pen: ImageDraw.ImageDraw, random: Random, width: int, height: int) -> None:
    """A sports ground under some sky, with people in lines."""
    horizon = height * 2 // 5
    for row in range(horizon):
        warm = 190 + row * 50 // horizon
        pen.line((0, row, width, row), fill=(150 + row * 80 // horizon, warm, 235))
    pen.rectangle((0, horizon, width, height), fill="#7fa466")
    pen.ellipse((-150, horizon + 40, width + 150, height + 320), outline="#b9583f", width=70)
    for _ in range(7):
        x, tall = random.randrange(width), random.randrange(50, 130)
        pen.rectangle((x, horizon - tall, x + random.randrange(60, 150), horizon), fill="#a9b3b5")
    for line in range(6):
        for n in range(22):
            x, y = 130 + n * (width - 260) // 22 + line * 5, horizon + 130 + line * 62
            colour = random.choice((SEAL, BRONZE, "#3c5a80", "#e8e2d0"))
            pen.ellipse((x - 7, y - 36, x + 7, y - 22), fill="#e0b48c")
            pen.rounded_rectangle((x - 9, y - 22, x + 9, y + 10), 5, fill=colour)


def _chart(pen: ImageDraw.ImageDraw, random: Random, width: int, height: int) -> None:
    """Bars of seven days, and a line that was not to be crossed."""
    for n in range(5):
        y = height - 110 - n * (height - 220) // 4
        pen.line((90, y, width - 60, y), fill="#d5d8d3", width=2)
    for n in range(7):
        tall = random.randrange(200, height - 260) if n < 5 else random.randrange(70, 150)
        left = 130 + n * (width - 220) // 7
        colour = SEAL if tall > height - 420 else BRONZE
        pen.rounded_rectangle((left, height - 110 - tall, left + 74, height - 110), 8, fill=colour)
    pen.line((90, 250, width - 60, 250), fill=SEAL, width=4)


def _board(pen: ImageDraw.ImageDraw, random: Random, width: int, height: int) -> None:
    """A whiteboard after a meeting: boxes, arrows, and writing nobody can read."""
    pen.rectangle((24, 24, width - 24, height - 24), outline="#b8bcb8", width=16)
    boxes = [(120, 130), (520, 130), (920, 130), (320, 480), (760, 480)]
    for x, y in boxes:
        pen.rounded_rectangle((x, y, x + 270, y + 180), 16, outline=random.choice((INK, BRONZE, SEAL)), width=6)
        for row in range(3):
            points = [
                (x + 26 + n * 11, y + 46 + row * 44 + random.randrange(-9, 9)) for n in range(random.randrange(9, 20))
            ]
            pen.line(points, fill=INK, width=4)
    for (ax, ay), (bx, by) in ((boxes[0], boxes[1]), (boxes[1], boxes[2]), (boxes[0], boxes[3]), (boxes[2], boxes[4])):
        pen.line((ax + 270, ay + 90, bx, by + 90), fill=SEAL, width=5)


PICTURES: Final[dict[str, tuple[Draw, int, int, str]]] = {
    "疏散路线.jpg": (_plan, 1400, 900, PAPER),
    "牛肉面.jpg": (_bowl, 1000, 1000, "#8d6b4a"),
    "操场1.jpg": (_field, 1200, 900, PAPER),
    "操场2.jpg": (_field, 1200, 800, PAPER),
    "操场3.jpg": (_field, 900, 1200, PAPER),
    "操场4.jpg": (_field, 1200, 900, PAPER),
    "用电量.jpg": (_chart, 1200, 800, PAPER),
    "白板.jpg": (_board, 1320, 800, "#fbfbf8"),
}


def drill(frames: int, width: int, height: int) -> list[Image.Image]:
    """Return the pictures of a film: people who walk out of a building to their places, seen from above."""
    random = Random("drill")  # noqa: S311  an invention, not a secret
    people = [
        (random.uniform(0, 0.45), random.uniform(0.15, 0.85), random.choice((SEAL, BRONZE, "#3c5a80", "#77603f")))
        for _ in range(60)
    ]
    made = []
    for frame in range(frames):
        image = Image.new("RGB", (width, height), "#a8bf93")
        pen = ImageDraw.Draw(image)
        pen.rectangle((0, height // 8, width * 9 // 20, height * 7 // 8), fill="#cfcabd", outline=INK, width=3)
        pen.rectangle((width * 9 // 20 - 4, height * 2 // 5, width * 9 // 20 + 4, height * 3 // 5), fill=SEAL)
        gone = frame / (frames - 1)
        for n, (start, across, colour) in enumerate(people):
            goal = 0.58 + (n % 10) * 0.04
            part = min(1.0, max(0.0, gone * 1.6 - start))
            x = width * (start + (goal - start) * part)
            y = height * (across + ((0.2 + n // 10 * 0.12) - across) * part)
            pen.ellipse((x - 4, y - 4, x + 4, y + 4), fill=colour)
        made.append(image)
    return made


def first_page(lines: list[str]) -> bytes:
    """Return the first page of a document as its sender's program would draw it."""
    image = Image.new("RGB", (595, 842), "white")
    pen, y = ImageDraw.Draw(image), 60
    for line in lines:
        if line == "-":
            pen.line((60, y + 8, 535, y + 8), fill=BRONZE, width=2)
            y += 22
            continue
        size = 20 if line.startswith("# ") else 12
        pen.text((60, y), line.removeprefix("# "), fill=INK, font=ImageFont.load_default(size))
        y += size + 9
    return jpeg(image)
