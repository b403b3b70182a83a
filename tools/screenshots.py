"""``make screenshots``: the pictures of README and docs, taken from the sample organisation.

Servers of its own on fresh folders: one that is empty, one filled by ``tocsin demo``; nothing of the machine's own data
is shown. ``python -m tools.screenshots chat-phone`` takes the named ones only.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.async_api import Browser, Page, Route, async_playwright, expect

from tools.album import SHOTS, Shot
from tools.scenery import Scenery
from tools.steps import WAITING

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "docs" / "pictures"
SETTLE_MS = 500
"""Time for the last paint once everything has come."""
ARGUMENTS = (
    "--disable-gpu",
    "--disable-background-networking",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
)


def program() -> str:
    noted = ROOT / "var" / "chromium"
    found = os.environ.get("CHROMIUM") or (noted.read_text().strip() if noted.exists() else shutil.which("chromium"))
    if not found:
        raise SystemExit("no Chromium: run `make browser`, or set CHROMIUM=")
    return found


def demo(environment: dict[str, str]) -> dict[str, str]:
    """Load the sample; returns the passwords by login name."""
    done = subprocess.run(
        [sys.executable, "-m", "tocsin.cli", "demo"], env=environment, check=True, stdout=subprocess.PIPE, text=True
    )
    rows = [line.split("\t") for line in done.stdout.splitlines()]
    return {login: password for _name, _post, login, password in rows}


def serve(environment: dict[str, str], log: Path) -> tuple[subprocess.Popen[bytes], str]:
    """Start the server; returns it and its address."""
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "tocsin.cli", "serve", "--port", "0"], env=environment, stderr=out
        )
    while process.poll() is None:
        for line in log.read_text().splitlines():
            if line.startswith("{") and json.loads(line)["event"] == "ready":
                return process, json.loads(line)["address"]
        time.sleep(0.1)
    raise SystemExit("the server did not start:\n" + log.read_text())


@contextmanager
def board(*, sample: bool) -> Iterator[Scenery]:
    """A server, with or without the sample, for as long as the block lasts."""
    with tempfile.TemporaryDirectory(prefix="tocsin-pictures-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o711)
        data = Path(folder) / "var"
        environment = {**os.environ, "TOCSIN_DATA_DIR": str(data)}
        passwords = demo(environment) if sample else {}
        process, url = serve(environment, Path(folder) / "log")
        try:
            yield Scenery(url, passwords, data / "outbox.jsonl")
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(30)


async def settle(page: Page) -> None:
    await page.wait_for_load_state("networkidle")
    await expect(page.locator(WAITING)).to_have_count(0)
    await page.wait_for_timeout(SETTLE_MS)


async def built(route: Route) -> None:
    await route.fulfill(path=ROOT / "web" / "dist" / "assets" / route.request.url.rpartition("/")[2])


def squeezed(png: bytes) -> bytes:
    """The picture with a palette of its own: a third of the size."""
    out = BytesIO()
    whole = Image.open(BytesIO(png)).convert("RGB")
    small = whole.quantize(192, Image.Quantize.MEDIANCUT, kmeans=2, dither=Image.Dither.NONE)
    small.save(out, "PNG", optimize=True)
    return out.getvalue()


async def take(browser: Browser, scenery: Scenery, shot: Shot) -> None:
    """Take one picture, in a browser profile of its own."""
    context = await browser.new_context(
        base_url=scenery.url,
        storage_state=await scenery.state(shot.person),
        viewport=shot.screen,  # type: ignore[arg-type]
        device_scale_factor=2 if shot.phone else 1,
        has_touch=shot.phone,
        is_mobile=shot.phone,
        locale=shot.language,
        timezone_id="Asia/Shanghai",
        color_scheme="dark" if shot.dark else "light",
        reduced_motion="reduce",
        permissions=["microphone"],
        service_workers="block",
    )
    try:
        # From the disk: so many first visits in a row are more than a server answers one address.
        await context.route("**/assets/*", built)
        page = await context.new_page()
        await page.expose_function("codeSent", scenery.code)
        await page.goto(await scenery.address(shot))
        await settle(page)
        await shot.act(page)
        await settle(page)
        (OUT / f"{shot.name}.png").write_bytes(squeezed(await page.screenshot()))
        print(f"docs/pictures/{shot.name}.png", flush=True)
    finally:
        await context.close()


async def shoot(scenery: Scenery, shots: list[Shot]) -> None:
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    expect.set_options(timeout=60_000)
    async with async_playwright() as playwright:
        scenery.asking = playwright.request
        browser = await playwright.chromium.launch(executable_path=program(), args=[*ARGUMENTS, *sandbox])
        for shot in shots:
            await take(browser, scenery, shot)
        await browser.close()


def main(names: list[str]) -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    wanted = [shot for shot in SHOTS if not names or shot.name in names]
    for empty in (True, False):
        if shots := [shot for shot in wanted if shot.empty is empty]:
            with board(sample=not empty) as scenery:
                asyncio.run(shoot(scenery, shots))


if __name__ == "__main__":
    main(sys.argv[1:])
