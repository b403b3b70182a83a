"""What a person is writing: sealed on the device, the same on all of them, in one tab at a time (MSG-1, MSG-2, FIL-1)."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any

import pytest
from playwright.async_api import BrowserContext, Error, Page, Route, expect

from tests.browser.chat import Chat, sit
from tests.browser.test_offline import KEPT
from tests.cast import HE_CHUAN, XU_JINGYI, ZHOU_LAN, Stage
from tests.messaging.talk import Talk, group
from tests.support.browser import PHONE, toasted, until
from tests.support.cookies import COOKIE

TOLERATED = ["ERR_INTERNET_DISCONNECTED", "WebSocket", "ERR_NETWORK_CHANGED"]
# Everything that lies on the device, as whoever reads the browser's files would find it.
LYING = """async (words) => {
  const seen = [];
  const walk = async (value) => {
    if (value === null || value === undefined) return;
    if (value instanceof CryptoKey) return;
    if (value instanceof Blob) { seen.push(value.name ?? "", await value.text()); return; }
    if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) { seen.push(new TextDecoder().decode(value)); return; }
    if (typeof value === "object") {
      if ("name" in value) seen.push(String(value.name));
      for (const [key, one] of Object.entries(value)) { seen.push(key); await walk(one); }
      return;
    }
    seen.push(String(value));
  };
  const answer = (asked) => new Promise((resolve, reject) => {
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
  for (const { name } of await indexedDB.databases()) {
    seen.push(name);
    const database = await answer(indexedDB.open(name));
    for (const store of database.objectStoreNames) {
      const records = database.transaction(store).objectStore(store);
      const [keys, values] = await Promise.all([answer(records.getAllKeys()), answer(records.getAll())]);
      await walk(keys);
      await walk(values);
    }
    database.close();
  }
  for (const storage of [localStorage, sessionStorage]) await walk({ ...storage });
  for (const name of await caches.keys()) {
    for (const { url } of await (await caches.open(name)).keys()) seen.push(url);
  }
  return words.filter((word) => seen.some((one) => one.includes(word)));
}"""
BIG = 5_000_000
PIECES = 2
"""In which the vault keeps that many bytes."""


@pytest.fixture
async def talk(stage: Stage) -> Talk:
    return await group(stage, ZHOU_LAN, HE_CHUAN, XU_JINGYI, name="备课组")


async def records(page: Page) -> list[str]:
    """What the vault holds of one's writing: of unsent messages, drafts, files and their bytes, which there are."""
    return sorted({name[0] for name in await page.evaluate(KEPT) if name[:2] in ("o/", "w/", "u/", "b/")})


async def kept_whole(page: Page) -> None:
    """Wait until another tab could take the file over: all its bytes are kept."""

    async def pieces() -> int:
        return len([name for name in await page.evaluate(KEPT) if name.startswith("b/")])

    await until(pieces, PIECES)


async def gone(page: Page) -> None:
    await until(lambda: page.evaluate("async () => (await indexedDB.databases()).map(({ name }) => name)"), [])


class Line:
    """The line that carries parts of files: it stands still until it is let go on."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.waiting: list[Route] = []
        self.open = False

    async def over(self, context: BrowserContext, who: str = "") -> None:
        async def carry(route: Route) -> None:
            self.parts.append(who + route.request.url)
            if self.open:
                await route.continue_()
            else:
                self.waiting.append(route)

        await context.route("**/api/uploads/*/parts/*", carry)

    async def go(self) -> None:
        self.open = True
        # What was broken off, or belongs to a page that was closed, is never answered: nobody waits for it.
        still = [route for route in self.waiting if route.request.failure is None]
        self.waiting.clear()
        await asyncio.gather(*(self._go(route) for route in still))

    async def _go(self, route: Route) -> None:
        with suppress(Error, TimeoutError):
            await asyncio.wait_for(route.continue_(), 5)


async def attach(chat: Chat, name: str, size: int, words: str = "") -> None:
    chosen: Any = {"name": name, "mimeType": "application/octet-stream", "buffer": words.encode() + bytes(size)}
    await chat.page.locator("input[type=file]").first.set_input_files([chosen])


def tray(chat: Chat) -> Any:
    return chat.page.get_by_role("list", name="待发送的文件").get_by_role("listitem")


async def test_nothing_of_it_is_readable_on_the_device_and_all_of_it_comes_back(
    screens: Any, stage: Stage, talk: Talk
) -> None:
    screens.tolerate += TOLERATED
    he = await sit(screens, stage, HE_CHUAN, f"/messages/{talk.id}", service_workers="allow")
    context, line = he.page.context, Line()
    await expect(he.field).to_be_visible()
    await he.page.evaluate("async () => { await navigator.serviceWorker.ready; }")
    await line.over(context)
    await attach(he, "机密名册.bin", BIG, "机密内容")
    await expect(tray(he)).to_have_count(1)
    await he.page.get_by_role("button", name="暂停 机密名册.bin").click()
    await expect(tray(he)).to_have_attribute("data-stage", "paused")
    await context.set_offline(True)
    await expect(he.page.get_by_text("连不上服务器")).to_be_visible()
    await he.field.fill("机密草稿")
    await until(lambda: records(he.page), ["b", "u", "w"])
    assert await he.page.evaluate(LYING, ["机密", "名册", "草稿"]) == []

    await context.set_offline(False)
    he.page.on("dialog", lambda dialog: dialog.accept())
    await he.page.reload()
    await expect(he.field).to_have_value("机密草稿")
    await expect(tray(he)).to_have_attribute("data-stage", "paused")
    await line.go()
    await he.page.get_by_role("button", name="继续 机密名册.bin").click()
    await expect(tray(he)).to_have_attribute("data-stage", "done")
    await he.field.press("Enter")
    await expect(he.bubble("机密草稿")).to_contain_text("机密名册.bin")
    await until(lambda: records(he.page), [])


async def test_unsent_it_lies_sealed_and_signing_out_leaves_nothing_in_any_tab(
    screens: Any, stage: Stage, talk: Talk
) -> None:
    screens.tolerate += TOLERATED
    he = await sit(screens, stage, HE_CHUAN, f"/messages/{talk.id}", service_workers="allow")
    context = he.page.context
    await expect(he.field).to_be_visible()
    await he.page.evaluate("async () => { await navigator.serviceWorker.ready; }")
    await until(lambda: he.page.evaluate("async () => (await indexedDB.databases()).length > 0"))
    other = Chat(await context.new_page())
    await other.page.goto(f"/messages/{talk.id}")
    await expect(other.field).to_be_visible()
    await context.set_offline(True)
    await he.field.fill("机密消息")
    await he.field.press("Enter")
    await expect(he.bubble("机密消息")).to_contain_text("等待网络")
    await he.field.fill("机密草稿")
    await until(lambda: records(he.page), ["o", "w"])
    assert await he.page.evaluate(LYING, ["机密"]) == []
    await he.page.goto("/settings/profile")
    await he.page.get_by_role("button", name="退出登录").click()
    for chat in (he, other):
        await chat.page.wait_for_url("**/sign-in*")
    await gone(he.page)
    for chat in (he, other):
        assert await chat.page.evaluate("() => sessionStorage.length") == 0


async def test_shut_out_it_goes_and_expired_it_waits_for_its_person(screens: Any, stage: Stage, talk: Talk) -> None:
    he = await sit(screens, stage, HE_CHUAN, f"/messages/{talk.id}")
    await he.field.fill("还没写完")
    await until(lambda: records(he.page), ["w"])
    context = he.page.context
    await context.clear_cookies()
    await he.page.reload()
    await he.page.wait_for_url("**/sign-in*")
    assert [name for name in await he.page.evaluate(KEPT) if not name.startswith("w/")] == []
    assert await records(he.page) == ["w"]
    assert await he.page.evaluate(LYING, ["还没写完", XU_JINGYI.name]) == []
    client = await stage.server.sign_in(HE_CHUAN.phone, HE_CHUAN.name)
    await client.json("PUT", f"{talk.path}/draft", json={"text": ""})
    cookie: Any = {"name": COOKIE, "value": client.token, "url": stage.server.url, "httpOnly": True, "sameSite": "Lax"}
    await context.add_cookies([cookie])
    await he.page.goto(f"/messages/{talk.id}")
    await he.field.fill("还没写完，又写了")
    await until(lambda: records(he.page), ["w"])
    await (await stage.as_(HE_CHUAN)).json("DELETE", "/api/me/sessions")
    await he.page.wait_for_url("**/sign-in?ended=revoked*")
    await gone(he.page)


async def test_where_nothing_is_kept_nothing_lies(screens: Any, stage: Stage, talk: Talk) -> None:
    script = "localStorage.setItem('tocsin.keep', '0')"
    he = await sit(screens, stage, HE_CHUAN, f"/messages/{talk.id}", script=script)
    await he.field.fill("机密草稿")
    await attach(he, "机密.bin", 10)
    await expect(tray(he)).to_have_attribute("data-stage", "done")

    async def draft() -> Any:
        return ((await talk.view(HE_CHUAN))["draft"] or {}).get("text")

    await until(draft, "机密草稿")
    assert await he.page.evaluate(LYING, ["机密"]) == []
    assert await he.page.evaluate(KEPT) == []
    # The server has it.
    he.page.on("dialog", lambda dialog: dialog.accept())
    await he.page.reload()
    await expect(he.field).to_have_value("机密草稿")


async def test_a_draft_follows_with_whom_it_mentions_and_what_it_answers(
    screens: Any, stage: Stage, talk: Talk
) -> None:
    await talk.say(ZHOU_LAN, "谁去？")
    desk = await sit(screens, stage, HE_CHUAN, f"/messages/{talk.id}")
    phone = await sit(screens, stage, HE_CHUAN, f"/messages/{talk.id}", size=PHONE)
    # One has come to the field, and written nothing.
    await phone.field.focus()
    await desk.act("谁去？", "回复")
    await desk.field.press_sequentially("@许")
    await desk.page.get_by_role("option", name="许静怡").click()
    await desk.field.press_sequentially("去吗")
    await expect(phone.field).to_have_value("@许静怡 去吗")
    await expect(phone.page.get_by_text("谁去？")).to_have_count(2)
    await phone.page.get_by_role("button", name="发送").click()
    await expect(phone.bubble("去吗")).to_be_visible()
    await expect(desk.field).to_have_value("")
    sent = (await talk.seen_by(XU_JINGYI))[-1]
    assert sent["mentions"] == [str(stage.person(XU_JINGYI))]
    assert sent["reply_to"]["text"] == "谁去？"


async def test_written_on_two_devices_neither_is_lost(screens: Any, stage: Stage, talk: Talk) -> None:
    screens.tolerate += TOLERATED
    desk = await sit(screens, stage, HE_CHUAN, f"/messages/{talk.id}")
    phone = await sit(screens, stage, HE_CHUAN, f"/messages/{talk.id}", size=PHONE)
    await desk.field.fill("买菜")
    await expect(phone.field).to_have_value("买菜")
    await phone.page.context.set_offline(True)
    await phone.field.fill("先买菜")
    await desk.field.fill("买菜，做饭")

    async def draft() -> Any:
        return ((await talk.view(HE_CHUAN))["draft"] or {}).get("text")

    await until(draft, "买菜，做饭")
    await phone.page.context.set_offline(False)
    for chat in (desk, phone):
        await expect(chat.field).to_have_value("先买菜，做饭")
    await until(draft, "先买菜，做饭")


async def test_what_is_answered_and_recalled_meanwhile_is_left_out_and_said(
    screens: Any, stage: Stage, talk: Talk
) -> None:
    seq = (await talk.say(ZHOU_LAN, "写错了"))["seq"]
    he = await stage.as_(HE_CHUAN)
    await he.json("PUT", f"{talk.path}/draft", json={"text": "那好", "reply_to": seq})
    await (await stage.as_(ZHOU_LAN)).json("POST", f"{talk.path}/messages/{seq}/recall")
    desk = await sit(screens, stage, HE_CHUAN, f"/messages/{talk.id}")
    await toasted(desk.page, "你要回复的消息已撤回")
    await expect(desk.field).to_have_value("那好")

    async def answered() -> Any:
        return (await talk.view(HE_CHUAN))["draft"]["reply_to"]

    await until(answered, None)


async def test_an_edit_keeps_whom_it_mentions_and_is_refused_like_a_message(
    screens: Any, stage: Stage, talk: Talk
) -> None:
    xu = str(stage.person(XU_JINGYI))
    he = await sit(screens, stage, HE_CHUAN, f"/messages/{talk.id}")
    await he.field.press_sequentially("@许")
    await he.page.get_by_role("option", name="许静怡").click()
    await he.field.press_sequentially("三点来")
    await he.field.press("Enter")
    await expect(he.effect("三点来")).to_be_visible()
    await he.field.fill("还没写完")
    watching = await sit(screens, stage, ZHOU_LAN, f"/messages/{talk.id}")

    async def mentions() -> Any:
        return [fact.get("mentions", []) for fact in await talk.seen_by(ZHOU_LAN) if fact["kind"] == "text"][-1]

    await he.act("三点来", "编辑")
    await expect(he.field).to_have_value("@许静怡 三点来")
    await he.field.fill("@许静怡 四点来")
    await he.field.press("Enter")
    await expect(watching.bubble("四点来")).to_be_visible()
    assert await mentions() == [xu]
    await expect(he.field).to_have_value("还没写完")

    await (await stage.as_(ZHOU_LAN)).json("DELETE", f"{talk.path}/members/{xu}", status=204)
    await he.act("四点来", "编辑")
    await he.field.fill("@许静怡 五点来")
    await he.field.press("Enter")
    await toasted(he.page, "不在")
    await expect(he.field).to_have_value("@许静怡 五点来")
    await he.field.fill("五点来")
    await he.field.press("Enter")
    await expect(watching.bubble("五点来")).to_be_visible()
    assert await mentions() == []


async def test_one_tab_uploads_and_the_next_takes_over(screens: Any, stage: Stage, talk: Talk) -> None:
    first = await sit(screens, stage, HE_CHUAN, f"/messages/{talk.id}")
    context, line = first.page.context, Line()
    await line.over(context)
    second = Chat(await context.new_page())
    await second.page.goto(f"/messages/{talk.id}")
    for chat in (first, second):
        await expect(chat.field).to_be_visible()
    await attach(first, "录像.bin", BIG)
    for chat in (first, second):
        await expect(tray(chat)).to_have_attribute("data-stage", "sending")
    begun = len(line.parts)
    assert begun == len(set(line.parts))
    await kept_whole(first.page)
    # A person stops it in the tab that does not do it, and it stays so when the other goes.
    await second.page.get_by_role("button", name="暂停 录像.bin").click()
    for chat in (first, second):
        await expect(tray(chat)).to_have_attribute("data-stage", "paused")
    await first.page.close()
    await line.go()
    await expect(tray(second)).to_have_attribute("data-stage", "paused")
    # Be it before or after the turn of the second has come, by the lock of the tab that went.
    third = Chat(await context.new_page())
    await third.page.goto(f"/messages/{talk.id}")
    await expect(tray(third)).to_have_attribute("data-stage", "paused")
    await third.page.get_by_role("button", name="继续 录像.bin").click()
    for chat in (second, third):
        await expect(tray(chat)).to_have_attribute("data-stage", "done")
    await third.field.fill("给你们")
    await third.field.press("Enter")
    for chat in (second, third):
        await expect(chat.bubble("给你们")).to_contain_text("录像.bin")
        await expect(tray(chat)).to_have_count(0)
    said = [fact for fact in await talk.seen_by(ZHOU_LAN) if fact["kind"] == "text"]
    assert [fact["text"] for fact in said] == ["给你们"]


async def test_what_is_taken_out_in_one_tab_is_taken_out_in_all(screens: Any, stage: Stage, talk: Talk) -> None:
    first = await sit(screens, stage, HE_CHUAN, f"/messages/{talk.id}")
    context, line = first.page.context, Line()
    await line.over(context)
    second = Chat(await context.new_page())
    await second.page.goto(f"/messages/{talk.id}")
    await expect(second.field).to_be_visible()
    await attach(first, "录像.bin", BIG)
    await expect(tray(second)).to_have_attribute("data-stage", "sending")
    await second.page.get_by_role("button", name="移除 录像.bin").click()
    for chat in (first, second):
        await expect(tray(chat)).to_have_count(0)
    await until(lambda: records(first.page), [])

    async def there() -> Any:
        return await (await stage.as_(HE_CHUAN)).json("GET", "/api/uploads")

    await until(there, [])
    await second.page.reload()
    await expect(second.field).to_be_visible()
    await expect(tray(second)).to_have_count(0)
