"""Chromium, driven by Playwright, for tests with one person or several at the screen."""

from __future__ import annotations

import asyncio
import os
import shutil
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, BrowserContext, Locator, Page, async_playwright, expect

from tests.support.client import Client
from tests.support.cookies import COOKIE
from tests.support.server import RunningServer

ROOT = Path(__file__).resolve().parents[2]
DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}
# Nothing but this machine, and none of the browser's own errands.
ARGUMENTS = (
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    # A microphone that hums, given without asking.
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)

PATIENCE = 30.0
"""Seconds to wait for what comes sooner or later: longer than a machine stands still that others use too."""
expect.set_options(timeout=PATIENCE * 1000)
APART = 0.02

# What is said for a few seconds may come and go between two looks: it is put down as it stands on the screen.
SAID = """
window.said = [];
new MutationObserver((records) => {
  for (const one of records.flatMap(({ addedNodes }) => [...addedNodes])) {
    if (!(one instanceof Element) || !one.matches("[aria-live=polite] > :is([role=status], [role=alert])")) continue;
    if (one.checkVisibility()) window.said.push(one.textContent);
  }
}).observe(document, { childList: true, subtree: true });
"""


async def until(look: Callable[[], Awaitable[Any]], expected: Any = True) -> None:
    """Look until it is as expected: what ``expect`` does, for what it has no words for."""
    deadline = time.monotonic() + PATIENCE
    while (found := await look()) != expected:
        assert time.monotonic() < deadline, f"{found!r}, not {expected!r}"
        await asyncio.sleep(APART)


async def within(seconds: float, look: Callable[[], Awaitable[bool]]) -> None:
    """Look until it is so, for so many seconds of a machine that has the time.

    They are counted in looks: one that stands still takes one look for it, one that is busy takes longer for each.
    """
    for _ in range(round(seconds / APART)):
        if await look():
            return
        await asyncio.sleep(APART)
    raise AssertionError(f"not within {seconds} seconds")


async def toasted(page: Page, words: str) -> None:
    """Wait until a short word of the product has said this, be it gone by now."""
    await page.wait_for_function("(words) => window.said.some((one) => one.includes(words))", arg=words)


async def drawn(picture: Locator, width: int | None = None) -> None:
    """Wait until a picture is there, so many pixels wide, or however wide it is."""
    wide = expect(picture)
    await (
        wide.not_to_have_js_property("naturalWidth", 0)
        if width is None
        else wide.to_have_js_property("naturalWidth", width)
    )


def program() -> str:
    """The Chromium to use: ``CHROMIUM=``, what ``make browser`` found, or the machine's own."""
    noted = ROOT / "var" / "chromium"
    found = os.environ.get("CHROMIUM") or (noted.read_text().strip() if noted.exists() else shutil.which("chromium"))
    assert found, "no Chromium: run `make browser`, or set CHROMIUM="
    return found


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program(), args=[*ARGUMENTS, *sandbox])
        try:
            yield browser
        finally:
            await browser.close()


class Screens:
    """The screens of one test. Any error in a page fails the test when it ends.

    ``errors`` may be cleared, or ``tolerate`` given words of console errors that a test provokes.
    """

    def __init__(self, browser: Browser, server: RunningServer) -> None:
        self.browser = browser
        self.server = server
        self.errors: list[str] = []
        self.tolerate: list[str] = ["Failed to load resource"]
        self._contexts: list[BrowserContext] = []

    async def visit(
        self,
        person: Client | None = None,
        path: str = "/",
        *,
        size: dict[str, int] | None = None,
        language: str = "zh-CN",
        dark: bool = False,
        script: str = "",
        **options: Any,
    ) -> Page:
        """A page of its own browser profile, signed in as ``person`` (None: a visitor), opened at ``path``.

        ``script`` runs in the page before its own. Without a service worker, unless ``service_workers="allow"``: most tests look at what the server serves now.
        """
        options.setdefault("service_workers", "block")
        context = await self.browser.new_context(
            base_url=self.server.url,
            viewport=size or DESKTOP,  # type: ignore[arg-type]
            locale=language,
            timezone_id="Asia/Shanghai",
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            **options,
        )
        context.set_default_timeout(PATIENCE * 1000)
        self._contexts.append(context)
        await context.add_init_script(SAID)
        if script:
            await context.add_init_script(script)
        if person is not None and person.token is not None:
            await context.add_cookies(
                [
                    {
                        "name": COOKIE,
                        "value": person.token,
                        "url": self.server.url,
                        "httpOnly": True,
                        "sameSite": "Lax",
                    }
                ]
            )
        page = await context.new_page()
        page.on("pageerror", lambda error: self.errors.append(f"{page.url}: {error}"))
        page.on(
            "console", lambda said: self.errors.append(f"{page.url}: {said.text}") if said.type == "error" else None
        )
        await page.goto(path)
        return page

    async def close(self) -> None:
        for context in self._contexts:
            await context.close()
        left = [error for error in self.errors if not any(word in error for word in self.tolerate)]
        assert not left, "errors in the browser:\n" + "\n".join(left)
