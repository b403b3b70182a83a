"""``make icons``: the icons of the installed client, drawn from ``web/icons/bell.svg``, as Chromium paints them.

Writes ``web/public/tocsin.svg`` and ``web/public/icons/*.png``. The results are committed: a build needs no browser.
"""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

from playwright.async_api import Browser, async_playwright

from tools.screenshots import program

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "web" / "icons" / "bell.svg"
PUBLIC = ROOT / "web" / "public"

BRONZE, DEEP, PAPER, SEAL = "#2F6F62", "#235549", "#FAFAF8", "#C8402F"
GROUND = (
    f'<defs><linearGradient id="g" x1="0" y1="0" x2="0.4" y2="1"><stop offset="0" stop-color="#3B8071"/>'
    f'<stop offset="1" stop-color="{DEEP}"/></linearGradient></defs>'
)
# What shortcuts lead to, drawn in lines on the same ground.
GLYPHS = {
    "messages": "M128 148h256a28 28 0 0 1 28 28v136a28 28 0 0 1-28 28H236l-76 64v-64h-32a28 28 0 0 1-28-28V176"
    "a28 28 0 0 1 28-28z",
    "mentions": "M318 256a62 62 0 1 0-124 0 62 62 0 0 0 124 0zm0-62v84a42 42 0 0 0 84 0v-22a146 146 0 1 0-58 117",
    "directory": "M150 116h196a28 28 0 0 1 28 28v224a28 28 0 0 1-28 28H150zM118 180h44M118 256h44M118 332h44"
    "M262 262a40 40 0 1 0 0-80 40 40 0 0 0 0 80zM200 338c8-34 32-48 62-48s54 14 62 48",
}


def _bell(*, relief: bool = True, colour: str = PAPER) -> str:
    """The bell itself; in one colour without relief."""
    inner = re.sub(r"<!--.*?-->|</?svg[^>]*>", "", SOURCE.read_text(), flags=re.DOTALL)
    inner = inner.replace('id="bell"', f'fill="{colour}"')
    if relief:
        inner = inner.replace('id="relief"', f'fill="{BRONZE}" stroke="none"').replace(
            'fill="none" stroke-width', f'fill="none" stroke="{BRONZE}" stroke-width'
        )
        inner = inner.replace('id="tongue"', f'fill="{SEAL}"')
    else:
        inner = re.sub(r'<g id="relief">.*?</g>\s*</g>', "", inner, flags=re.DOTALL)
        inner = inner.replace('id="tongue"', f'fill="{colour}"')
    return re.sub(r'\sid="[a-z]+"', "", inner)


def _svg(inner: str) -> str:
    body = re.sub(r">\s+<", "><", inner).strip()
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 512 512">{body}</svg>'


def _ground(radius: int) -> str:
    return f'{GROUND}<rect width="512" height="512" rx="{radius}" fill="url(#g)"/>'


def _glyph(path: str) -> str:
    line = f'<path d="{path}" fill="none" stroke="{PAPER}" stroke-width="30" stroke-linecap="round" stroke-linejoin="round"/>'
    return _svg(_ground(256) + f'<g transform="translate(64 64) scale(.75)">{line}</g>')


def drawings() -> dict[str, tuple[str, int]]:
    """Each picture's SVG and its width in pixels, by file name."""
    rounded, full = _svg(_ground(116) + _bell()), _svg(_ground(0) + _bell())
    badge = _svg(_bell(relief=False, colour="#FFFFFF"))
    pictures = {
        "any-192": (rounded, 192),
        "any-512": (rounded, 512),
        "maskable-192": (full, 192),
        "maskable-512": (full, 512),
        "touch-180": (full, 180),
        "badge-96": (badge, 96),
    }
    return pictures | {f"shortcut-{name}": (_glyph(path), 96) for name, path in GLYPHS.items()}


async def _paint(browser: Browser, svg: str, width: int, into: Path) -> None:
    page = await browser.new_page(viewport={"width": width, "height": width})
    await page.set_content(f"<style>*{{margin:0}}svg{{display:block;width:{width}px;height:{width}px}}</style>{svg}")
    await page.screenshot(path=into, omit_background=True)
    await page.close()


async def main() -> None:
    """Draw them all."""
    (PUBLIC / "icons").mkdir(parents=True, exist_ok=True)
    (PUBLIC / "tocsin.svg").write_text(_svg(_ground(116) + _bell()) + "\n")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=program(), args=["--disable-gpu", "--disable-background-networking", "--no-sandbox"]
        )
        for name, (svg, width) in drawings().items():
            await _paint(browser, svg, width, PUBLIC / "icons" / f"{name}.png")
        await browser.close()


if __name__ == "__main__":
    asyncio.run(main())
