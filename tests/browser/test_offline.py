"""Without a line: what the device keeps is shown, what is written leaves later, and nothing stays behind (ALL-2)."""

from __future__ import annotations

import asyncio
import re
import shutil
from pathlib import Path
from typing import Any

import msgspec
import pytest
from playwright.async_api import Page, Route, expect

from tests.browser.chat import Chat, sit
from tests.cast import HE_CHUAN, ZHOU_LAN, Stage
from tests.conftest import contract
from tests.messaging.talk import Talk, direct, group
from tests.support.browser import toasted, until
from tests.support.server import running
from tocsin.app import create_app
from tocsin.settings import Settings

DIST = Path(__file__).resolve().parents[2] / "web" / "dist"

KEPT = """async () => {
  const found = await indexedDB.databases();
  if (!found.some(({ name }) => name === "tocsin")) return [];
  const database = await new Promise((resolve, reject) => {
    const asked = indexedDB.open("tocsin");
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
  if (!database.objectStoreNames.contains("records")) { database.close(); return []; }
  const names = await new Promise((resolve) => {
    const asked = database.transaction("records").objectStore("records").getAllKeys();
    asked.onsuccess = () => resolve(asked.result);
  });
  database.close();
  return names;
}"""
SHELL = """async () => {
  const registration = await navigator.serviceWorker.ready;
  return registration.active !== null;
}"""
READABLE = """async (words) => {
  const database = await new Promise((resolve) => {
    const asked = indexedDB.open("tocsin");
    asked.onsuccess = () => resolve(asked.result);
  });
  const values = await new Promise((resolve) => {
    const asked = database.transaction("records").objectStore("records").getAll();
    asked.onsuccess = () => resolve(asked.result);
  });
  database.close();
  const text = values.map(({ data }) => new TextDecoder().decode(data)).join(" ");
  return words.filter((word) => text.includes(word));
}"""
TOLERATED = ["ERR_INTERNET_DISCONNECTED", "WebSocket", "ERR_NETWORK_CHANGED"]


async def kept(page: Page, *names: str) -> None:
    """Wait until the device keeps records of these names."""

    async def missing() -> set[str]:
        return set(names) - set(await page.evaluate(KEPT))

    await until(missing, set())


async def nothing_stays(page: Page) -> None:
    """Wait until no database is left: they are emptied at once, and gone when the browser comes to it."""
    await until(lambda: page.evaluate("async () => (await indexedDB.databases()).map(({ name }) => name)"), [])


async def settle(page: Page, *talks: Talk) -> None:
    """The shell is installed, the list and these conversations are kept."""
    await page.evaluate(SHELL)
    await kept(page, "me", "people", *(f"c/{one.id}" for one in talks), *(f"h/{one.id}" for one in talks))


async def test_a_reload_without_a_line_shows_every_conversation(screens: Any, stage: Stage) -> None:
    screens.tolerate += TOLERATED
    opened = await group(stage, ZHOU_LAN, HE_CHUAN, name="备课组")
    never = await direct(stage, ZHOU_LAN, HE_CHUAN)
    await opened.say(HE_CHUAN, "群里说的")
    for number in range(260):
        await never.say(HE_CHUAN, f"单聊第 {number} 条")
    zhou = await sit(screens, stage, ZHOU_LAN, f"/messages/{opened.id}", service_workers="allow")
    await expect(zhou.bubble("群里说的")).to_be_visible()
    await settle(zhou.page, opened, never)
    await kept(zhou.page, f"r/{never.id}/000000000000", f"r/{never.id}/000000000005")
    assert await zhou.page.evaluate(READABLE, ["群里说的", "单聊第", "备课组", ZHOU_LAN.name, "138"]) == []

    await zhou.page.context.set_offline(True)
    await zhou.page.reload()
    await expect(zhou.bubble("群里说的")).to_be_visible()
    await expect(zhou.page.get_by_text("连不上服务器")).to_be_visible()
    # One that was never opened on this device, from its first fact to its last.
    await zhou.open(never)
    await expect(zhou.bubble("单聊第 0 条")).to_be_visible()
    await zhou.page.get_by_role("button", name="99+ 条新消息").click()
    await expect(zhou.bubble("单聊第 259 条")).to_be_visible()
    # Where nothing is kept it is said, and the way back is open.
    await zhou.page.get_by_role("link", name="通讯录").click()
    await expect(zhou.page.get_by_text("这一页要等网络恢复")).to_be_visible()
    await expect(zhou.page.get_by_text("连不上服务器").first).to_be_visible()

    await zhou.page.context.set_offline(False)
    await expect(zhou.page.get_by_text("连不上服务器")).to_have_count(0)

    # What was read without a line is confirmed now.
    async def unread() -> Any:
        return (await never.view(ZHOU_LAN))["unread"]

    await until(unread, 0)
    await never.say(HE_CHUAN, "回来了")
    await zhou.page.get_by_role("link", name="消息").first.click()
    await zhou.open(never)
    await expect(zhou.bubble("回来了")).to_be_visible()
    # With a line one begins where the server says, not where the device had been.
    await never.say(HE_CHUAN, "又一句")
    await zhou.page.goto(f"/messages/{never.id}")
    await expect(zhou.bubble("又一句")).to_be_visible()


async def test_written_offline_closed_and_opened_again_sent_once(screens: Any, stage: Stage) -> None:
    screens.tolerate += TOLERATED
    talk = await direct(stage, ZHOU_LAN, HE_CHUAN)
    await talk.say(HE_CHUAN, "在吗")
    zhou = await sit(screens, stage, ZHOU_LAN, f"/messages/{talk.id}", service_workers="allow")
    await expect(zhou.bubble("在吗")).to_be_visible()
    # Before anything is said: a run that begins with what was just heard is kept at once, and what was before it later.
    await settle(zhou.page, talk)
    await zhou.say("来了")
    context = zhou.page.context
    await context.set_offline(True)
    await expect(zhou.page.get_by_text("连不上服务器")).to_be_visible()
    for text in ("路上写的一", "路上写的二"):
        await zhou.field.fill(text)
        await zhou.field.press("Enter")
        await expect(zhou.bubble(text)).to_contain_text("等待网络")
    await zhou.page.close()

    # Opened again without a line: they wait, in order. And once more, by two tabs at once, with a line.
    again = Chat(await context.new_page())
    await again.page.goto(f"/messages/{talk.id}")
    await expect(again.bubble("在吗")).to_be_visible()
    await expect(again.bubble("路上写的二")).to_contain_text("等待网络")
    other = Chat(await context.new_page())
    await other.page.goto(f"/messages/{talk.id}")
    await expect(other.bubble("路上写的一")).to_contain_text("等待网络")
    await context.set_offline(False)
    for chat in (again, other):
        await expect(chat.effect("路上写的一")).to_be_visible()
        await expect(chat.effect("路上写的二")).to_be_visible()
    said = [fact["text"] for fact in await talk.seen_by(HE_CHUAN) if fact["kind"] == "text"]
    assert said == ["在吗", "来了", "路上写的一", "路上写的二"]

    async def waiting() -> list[str]:
        return [name for name in await again.page.evaluate(KEPT) if name.startswith("o/")]

    await until(waiting, [])


async def test_what_is_refused_on_return_is_said_wherever_one_is(screens: Any, stage: Stage) -> None:
    screens.tolerate += TOLERATED
    talk = await group(stage, HE_CHUAN, ZHOU_LAN, name="临时群")
    zhou = await sit(screens, stage, ZHOU_LAN, f"/messages/{talk.id}", service_workers="allow")
    await expect(zhou.field).to_be_visible()
    await settle(zhou.page, talk)
    context = zhou.page.context
    await context.set_offline(True)
    await zhou.field.fill("还在群里吗")
    await zhou.field.press("Enter")
    await expect(zhou.bubble("还在群里吗")).to_contain_text("等待网络")
    await zhou.page.close()
    path = f"{talk.path}/members/{stage.person(ZHOU_LAN)}"
    await (await stage.as_(HE_CHUAN)).json("DELETE", path, status=204)
    await context.set_offline(False)
    again = await context.new_page()
    await again.goto("/messages")
    await toasted(again, "未发出")


async def test_signing_out_leaves_nothing(screens: Any, stage: Stage) -> None:
    talk = await direct(stage, ZHOU_LAN, HE_CHUAN)
    await talk.say(HE_CHUAN, "机密")
    zhou = await sit(screens, stage, ZHOU_LAN, f"/messages/{talk.id}", service_workers="allow")
    await settle(zhou.page, talk)
    await zhou.page.goto("/settings/profile")
    await zhou.page.get_by_role("button", name="退出登录").click()
    await zhou.page.wait_for_url("**/sign-in")
    await nothing_stays(zhou.page)
    assert await zhou.page.evaluate("() => sessionStorage.length") == 0


@pytest.mark.parametrize("lost", ["request", "answer"])
async def test_signing_out_without_a_line_leaves_nothing_either(screens: Any, stage: Stage, lost: str) -> None:
    screens.tolerate += TOLERATED
    talk = await direct(stage, ZHOU_LAN, HE_CHUAN)
    await talk.say(HE_CHUAN, "机密")
    client = await stage.server.sign_in(ZHOU_LAN.phone, ZHOU_LAN.name)
    zhou = Chat(await screens.visit(client, "/settings/profile", service_workers="allow"))
    await settle(zhou.page, talk)

    async def lose(route: Route) -> None:
        if lost == "answer":
            await route.fetch()
        await route.abort("internetdisconnected")

    # A line that breaks loses the question or the answer. Chromium made to be offline does either, too: under load a request
    # it calls failed has reached the server. So which of them is lost is decided here.
    await zhou.page.context.route("**/api/sessions/current", lose)
    await zhou.page.context.set_offline(True)
    await zhou.page.get_by_role("button", name="退出登录").click()
    await zhou.page.wait_for_url("**/sign-in")
    await nothing_stays(zhou.page)

    async def status() -> int:
        return (await client.get("/api/me")).status_code

    assert await status() == (200 if lost == "request" else 401)
    # Back on the line the session ends by itself, or is found to have ended, and that is all there was to do.
    await zhou.page.context.unroute("**/api/sessions/current")
    await zhou.page.context.set_offline(False)
    await until(lambda: zhou.page.evaluate("() => localStorage.getItem('tocsin.leaving')"), None)
    await client.refused("GET", "/api/me", "signed_out", status=401)


async def test_a_session_ended_elsewhere_leaves_nothing(screens: Any, stage: Stage) -> None:
    talk = await direct(stage, ZHOU_LAN, HE_CHUAN)
    await talk.say(HE_CHUAN, "机密")
    zhou = await sit(screens, stage, ZHOU_LAN, f"/messages/{talk.id}", service_workers="allow")
    await settle(zhou.page, talk)
    await (await stage.as_(ZHOU_LAN)).json("DELETE", "/api/me/sessions")
    await zhou.page.wait_for_url("**/sign-in?ended=revoked*")
    await nothing_stays(zhou.page)


async def test_ended_while_the_product_was_closed_it_is_wiped_before_anything_is_shown(
    screens: Any, stage: Stage
) -> None:
    talk = await direct(stage, ZHOU_LAN, HE_CHUAN)
    await talk.say(HE_CHUAN, "机密")
    zhou = await sit(screens, stage, ZHOU_LAN, f"/messages/{talk.id}", service_workers="allow")
    await settle(zhou.page, talk)
    context = zhou.page.context
    await zhou.page.close()
    await (await stage.as_(ZHOU_LAN)).json("DELETE", "/api/me/sessions")
    again = await context.new_page()
    await again.goto(f"/messages/{talk.id}")
    await again.wait_for_url("**/sign-in*")
    await nothing_stays(again)
    assert await again.get_by_text("机密").count() == 0


async def test_it_can_be_installed(screens: Any, stage: Stage) -> None:
    zhou = await sit(screens, stage, ZHOU_LAN, service_workers="allow", language="en")
    await zhou.page.evaluate(SHELL)
    devtools = await zhou.page.context.new_cdp_session(zhou.page)
    manifest = await devtools.send("Page.getAppManifest")
    assert manifest["errors"] == []
    assert manifest["url"].endswith("/manifest.en.webmanifest")
    found = (await devtools.send("Page.getInstallabilityErrors"))["installabilityErrors"]
    # A private window, which these tests use, is never offered an installation; nothing else may stand in the way.
    assert [one["errorId"] for one in found if one["errorId"] != "in-incognito"] == []
    for language in ("zh-CN", "zh-TW", "en"):
        answer = await zhou.page.request.get(f"/manifest.{language}.webmanifest")
        one = await answer.json()
        assert answer.headers["content-type"].startswith("application/manifest+json")
        assert one["lang"] == language
        assert {icon["purpose"] for icon in one["icons"]} == {"any", "maskable", "monochrome"}
        for path in [icon["src"] for icon in one["icons"]] + [short["icons"][0]["src"] for short in one["shortcuts"]]:
            assert (await zhou.page.request.get(path)).headers["content-type"] == "image/png"
    for path in ("/sw.js", "/", "/messages"):
        assert (await zhou.page.request.get(path)).headers["cache-control"] == "no-cache"


async def test_a_request_that_is_lost_does_not_keep_the_shell_from_the_device(screens: Any) -> None:
    # A page without a worker, so that the line is as it should be before there is one.
    page = await screens.visit(None, "/health/live", service_workers="allow")
    lost: list[str] = []

    async def lose_once(route: Route) -> None:
        if route.request.service_worker is None or lost:
            await route.continue_()
        else:
            lost.append(route.request.url)
            await route.abort()

    await page.context.route("**/tocsin.svg", lose_once)
    await page.goto("/sign-in")
    assert await page.evaluate(SHELL)
    assert len(lost) == 1


async def test_no_answer_of_the_api_is_in_a_cache(screens: Any, stage: Stage) -> None:
    talk = await direct(stage, ZHOU_LAN, HE_CHUAN)
    await talk.say(HE_CHUAN, "机密")
    zhou = await sit(screens, stage, ZHOU_LAN, f"/messages/{talk.id}", service_workers="allow")
    await settle(zhou.page, talk)
    await zhou.page.reload()
    await expect(zhou.field).to_be_visible()
    urls = await zhou.page.evaluate(
        """async () => {
          const all = await Promise.all((await caches.keys()).map(async (name) => (await caches.open(name)).keys()));
          return all.flat().map(({ url }) => new URL(url).pathname);
        }"""
    )
    assert "/index.html" in urls
    assert [url for url in urls if url.startswith("/api")] == []


async def test_a_new_version_waits_for_consent(screens: Any, settings: Settings, tmp_path: Path) -> None:
    screens.tolerate += [*TOLERATED, "ERR_CONNECTION_REFUSED"]
    web = tmp_path / "dist"
    shutil.copytree(DIST, web)
    mine = msgspec.structs.replace(settings, web_dir=web)
    async with running(create_app(mine), mine, contract()) as before:
        client = await before.sign_in(ZHOU_LAN.phone, ZHOU_LAN.name)
        screens.server = before
        page = await screens.visit(client, service_workers="allow")
        await page.evaluate(SHELL)
        await page.reload()
        await expect(page.get_by_role("link", name="消息")).to_be_visible()
        address = before.url
    worker = web / "sw.js"
    worker.write_text(re.sub(r"version:(.)\w+", r"version:\1another", worker.read_text()))
    mine = msgspec.structs.replace(mine, port=int(address.rsplit(":", 1)[1]))
    async with running(create_app(mine), mine, contract()):
        await page.evaluate("async () => { await (await navigator.serviceWorker.ready).update(); }")
        await expect(page.get_by_text("新版本已就绪")).to_be_visible()
        await page.evaluate("() => { window.untouched = true; }")
        await asyncio.sleep(0.5)
        assert await page.evaluate("() => window.untouched") is True
        async with page.expect_event("load"):
            await page.get_by_role("button", name="重新加载").click()
        assert await page.evaluate("() => window.untouched") is None
        await expect(page.get_by_role("link", name="消息")).to_be_visible()
        assert "tocsin-shell-another" in await page.evaluate("() => caches.keys()")
