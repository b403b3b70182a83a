"""``make screenshots``: the pictures of README and docs, taken from the sample organisation.

A server of its own on a fresh folder, filled by ``tocsin demo``; nothing of the machine's own data is shown. ``python -m tools.screenshots chat-phone`` takes the named ones only.
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
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, Page, async_playwright, expect

from tools.exhibits import send_all

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "docs" / "pictures"
DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}
SETTLE_MS = 500
"""Time for the last paint once everything has come."""
WAITING = "#root:empty, [class*=skeleton i], [class*=splash i], [aria-busy=true]"
TALK = "教务处"
"""The conversation of the pictures, and the words of the message whose effects are shown."""
FOLLOWED = "期末监考安排"
HEAD = "何川"
"""Whose powers are explained."""


@dataclass(frozen=True)
class Shot:
    """One picture: who looks at what, on which screen. ``press`` is pressed, then ``type`` typed, before it is taken."""

    name: str
    path: str
    person: str | None = "zhou.lan"
    size: dict[str, int] = field(default_factory=lambda: DESKTOP)
    dark: bool = False
    language: str = "zh-CN"
    press: str = ""
    type: str = ""
    upload: str = ""
    """A roster as CSV, given to the page's file field."""
    files: bool = False
    """A colleague has sent files before it is taken."""


ROSTER = """姓名,手机号,部门,职位,工号,直属主管
何川,13490000003,教务处/教务科;教务处,科长,DS00003,13490000001
钟念,13490009001,教务处/教务科,干事,DS09001,13490000003
孟归,13490009002,教务处/考务科,科员,DS09002,13490000003
孟归,13490009002,教务处,科员,DS09003,13490000003
Rose Hart,+8613490009004,外语系,外教,DS09004,Emma Clarke
柏言,1349000,外语系,教师,DS09005,Emma Clarke
"""
EXAMS = "/messages/{talk}"
EFFECTS = "/messages/{talk}?details=effects&seq={seq}"
ADMIN = "/admin/{organisation}"
SHOTS = (
    Shot("sign-in", "/sign-in", person=None),
    Shot("sign-in-phone", "/sign-in", person=None, size=PHONE),
    Shot("chat-desktop", EXAMS),
    Shot("chat-desktop-dark", EFFECTS, dark=True),
    Shot("chat-traditional", EFFECTS, language="zh-TW"),
    Shot("chat-desktop-english", EFFECTS, language="en"),
    Shot("effects", EFFECTS),
    Shot("members-of-a-group", "/messages/{talk}?details=members"),
    Shot("palette", EXAMS, press="Control+k", type="静"),
    Shot("search", "/search?q=监考"),
    Shot("search-inside", EXAMS, press="Control+Shift+f", type="监考"),
    Shot("search-phone-dark", "/search?q=监考", size=PHONE, dark=True),
    Shot("chat-list-phone", "/messages", size=PHONE),
    Shot("chat-phone", EXAMS, size=PHONE),
    Shot("chat-phone-dark", EXAMS, size=PHONE, dark=True),
    Shot("effects-phone", EFFECTS, size=PHONE),
    Shot("directory", "/directory"),
    Shot("directory-dark", "/directory", dark=True),
    Shot("directory-english", "/directory", language="en"),
    Shot("business-card", "/directory?member={head}"),
    Shot("org-chart", "/directory-chart/{organisation}"),
    Shot("org-chart-phone", "/directory-chart/{organisation}", size=PHONE),
    Shot("status-phone", "/settings/presence", size=PHONE),
    Shot("directory-phone", "/directory", size=PHONE),
    Shot("members", ADMIN + "/members"),
    Shot("departments", ADMIN + "/departments"),
    Shot("roster", ADMIN + "/roster", upload=ROSTER),
    Shot("roles", ADMIN + "/roles"),
    Shot("powers", ADMIN + "/roles?tab=explain&member={head}"),
    Shot("audit", ADMIN + "/audit"),
    Shot("admin-phone", ADMIN, size=PHONE),
    Shot("devices", "/settings/devices"),
    Shot("notifications", "/settings/notifications"),
    Shot("notifications-phone-dark", "/settings/notifications", size=PHONE, dark=True),
    Shot("offline", "/settings/offline"),
    Shot("mentions", "/messages/{talk}?list=mentions"),
    Shot("appearance-dark", "/settings/appearance", dark=True),
    Shot("settings-phone", "/settings", size=PHONE),
    Shot("chat-files", EXAMS, files=True),
    Shot("chat-files-phone", EXAMS, size=PHONE, files=True),
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


class Camera:
    """Takes the shots, each in a browser profile of its own."""

    def __init__(self, browser: Browser, url: str, passwords: dict[str, str]) -> None:
        self.browser = browser
        self.url = url
        self.passwords = passwords
        self.names: dict[str, Any] = {}
        self.filed = False

    async def look_around(self) -> None:
        """Find the ids that the addresses of the pictures name."""
        context = await self.browser.new_context(base_url=self.url)
        await self._sign_in(context, "zhou.lan")
        memberships = await self._read(context, "/api/me/memberships")
        listed = (await self._read(context, "/api/conversations"))["items"]
        talk = next(one["id"] for one in listed if one["name"] == TALK)
        facts = (await self._read(context, f"/api/conversations/{talk}/messages"))["items"]
        followed = next(fact["seq"] for fact in facts if FOLLOWED in fact.get("text", ""))
        organisation = memberships["memberships"][0]["organisation"]["id"]
        found = await self._read(context, f"/api/organisations/{organisation}/members?q={HEAD}")
        head = found["items"][0]["id"]
        self.names = {"organisation": organisation, "talk": talk, "seq": followed, "head": head}
        await context.close()

    async def take(self, shot: Shot) -> None:
        context = await self.browser.new_context(
            base_url=self.url,
            viewport=shot.size,  # type: ignore[arg-type]
            device_scale_factor=2 if shot.size is PHONE else 1,
            has_touch=shot.size is PHONE,
            is_mobile=shot.size is PHONE,
            locale=shot.language,
            timezone_id="Asia/Shanghai",
            color_scheme="dark" if shot.dark else "light",
            reduced_motion="reduce",
        )
        context.set_default_timeout(60_000)
        try:
            if shot.person is not None:
                await self._sign_in(context, shot.person)
            page = await context.new_page()
            await page.goto(shot.path.format(**self.names))
            await self._settle(page)
            if shot.upload:
                file = {"name": "花名册.csv", "mimeType": "text/csv", "buffer": shot.upload.encode()}
                await page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
                await expect(page.get_by_text("柏言").first).to_be_visible(timeout=30_000)
                await self._settle(page)
            if shot.press:
                await page.keyboard.press(shot.press)
                await self._settle(page)
                await page.keyboard.type(shot.type)
                await self._settle(page)
            await page.screenshot(path=OUT / f"{shot.name}.png")
            print(f"docs/pictures/{shot.name}.png")
        finally:
            await context.close()

    async def file(self) -> None:
        """Let a colleague send files; once, and after the pictures that show none."""
        if self.filed:
            return
        self.filed = True
        context = await self.browser.new_context(base_url=self.url)
        await self._sign_in(context, "he.chuan")
        await send_all(context.request, self.url, self.names["organisation"], self.names["talk"])
        await context.close()

    async def _settle(self, page: Page) -> None:
        await page.wait_for_load_state("networkidle")
        await expect(page.locator(WAITING)).to_have_count(0, timeout=60_000)
        await page.wait_for_timeout(SETTLE_MS)

    async def _read(self, context: Any, path: str) -> Any:
        answer = await context.request.get(path)
        if not answer.ok:
            raise SystemExit(f"{path}: {await answer.text()}")
        return await answer.json()

    async def _sign_in(self, context: Any, login: str) -> None:
        answer = await context.request.post(
            "/api/sessions/password",
            data={"identifier": login, "password": self.passwords[login]},
            headers={"Origin": self.url},
        )
        if not answer.ok:
            raise SystemExit(f"{login} cannot sign in: {await answer.text()}")


async def shoot(url: str, passwords: dict[str, str], names: list[str]) -> None:
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=program(), args=["--disable-gpu", "--disable-background-networking", *sandbox]
        )
        camera = Camera(browser, url, passwords)
        await camera.look_around()
        for shot in SHOTS:
            if not names or shot.name in names:
                if shot.files:
                    await camera.file()
                await camera.take(shot)
        await browser.close()


def main(names: list[str]) -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="tocsin-pictures-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o711)
        environment = {**os.environ, "TOCSIN_DATA_DIR": str(Path(folder) / "var")}
        passwords = demo(environment)
        process, url = serve(environment, Path(folder) / "log")
        try:
            asyncio.run(shoot(url, passwords, names))
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(30)


if __name__ == "__main__":
    main(sys.argv[1:])
