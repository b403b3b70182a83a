"""Being told: sounds, notifications, quiet, mentions; read here, gone there (MSG-5)."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable
from contextlib import AsyncExitStack
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from playwright.async_api import Page, Response, expect

from tests.browser.chat import Chat, sit
from tests.cast import HE_CHUAN, LIN_YUE, ZHOU_LAN, Player, Stage
from tests.messaging.talk import direct, group
from tests.support import browser
from tocsin.kernel.clock import now, travel

# What a browser shows and plays, put down in lists; `away` takes the page out of sight.
STAND_INS = """
window.away = false;
window.shown = [];
window.strokes = 0;
window.badge = null;
window.asked = 0;
Object.defineProperty(document, "visibilityState", { get: () => (window.away ? "hidden" : "visible") });
document.hasFocus = () => !window.away;
window.Notification = class {
  static permission = "PERMISSION";
  static async requestPermission() { window.asked += 1; return (this.permission = "granted"); }
  constructor(title, options) { Object.assign(this, { title, ...options, open: true }); window.shown.push(this); }
  close() { this.open = false; }
};
const gain = () => ({ setValueAtTime() {}, linearRampToValueAtTime() {}, exponentialRampToValueAtTime() {} });
window.AudioContext = class {
  state = "running"; currentTime = 0; destination = {};
  createGain() { return { gain: gain(), connect: (next) => next }; }
  createOscillator() { return { frequency: {}, connect: (next) => next, start() { window.strokes += 1; }, stop() {} }; }
  async resume() {}
};
Navigator.prototype.setAppBadge = async (count) => { window.badge = count; };
Navigator.prototype.clearAppBadge = async () => { window.badge = 0; };
"""
BELL = 6
"""Partials of one stroke of the bell."""
OPEN = "() => window.shown.filter((one) => one.open).map(({ title, body }) => [title, body])"
SETTINGS = "/api/me/notifications"
SHANGHAI = ZoneInfo("Asia/Shanghai")


async def ready(page: Page, path: str, *, permission: str = "granted") -> None:
    await page.add_init_script(STAND_INS.replace("PERMISSION", permission))
    await page.goto(path)
    await expect(page.get_by_role("link", name="消息")).to_be_visible()
    # A browser lets a page be heard once it was touched.
    await page.keyboard.press("Shift")


async def at(screens: Any, stage: Stage, who: Player, path: str = "/messages", **options: Any) -> Chat:
    """A person at a screen whose notifications and sounds are put down."""
    chat = await sit(screens, stage, who, "/health/live")
    await ready(chat.page, path, **options)
    return chat


async def until(page: Page, expression: str, expected: Any) -> None:
    """Wait until the page says so."""
    await browser.until(lambda: page.evaluate(expression), expected)


async def heard(page: Page, act: Awaitable[Any], *paths: str) -> None:
    """Do something and wait until the page has heard of it, and asked what is so now."""
    async with AsyncExitStack() as stack:
        answers = [
            await stack.enter_async_context(page.expect_response(lambda one, at=at: _asks(one, at))) for at in paths
        ]
        await act
    for answer in answers:
        await (await answer.value).finished()
    await page.evaluate("() => new Promise((done) => setTimeout(done))")


def _asks(answer: Response, path: str) -> bool:
    return answer.request.method == "GET" and urlsplit(answer.url).path == path


async def away(page: Page, is_away: bool = True) -> None:
    await page.evaluate(
        "(away) => { window.away = away; document.dispatchEvent(new Event('visibilitychange')); }", is_away
    )


async def test_shown_out_of_sight_not_when_muted_quiet_or_hidden(screens: Any, stage: Stage) -> None:
    talk = await group(stage, HE_CHUAN, ZHOU_LAN, LIN_YUE, name="备课组")
    other = await direct(stage, HE_CHUAN, ZHOU_LAN)
    await other.say(HE_CHUAN, "早")
    zhou = await at(screens, stage, ZHOU_LAN)
    me = str(stage.person(ZHOU_LAN))
    client = await stage.as_(ZHOU_LAN)
    await expect(zhou.row(talk)).to_be_visible()
    await talk.say(HE_CHUAN, "在眼前")
    await until(zhou.page, "() => window.strokes", BELL)
    assert await zhou.page.evaluate("() => window.shown.length") == 0, "in sight it only rings"
    await away(zhou.page)
    await talk.say(HE_CHUAN, "在别处")
    await until(zhou.page, OPEN, [["备课组", f"{HE_CHUAN.name}：在别处"]])
    await talk.say(HE_CHUAN, "第二句")
    await until(zhou.page, "() => window.shown.at(-1).body", f"{HE_CHUAN.name}：第二句")
    assert await zhou.page.evaluate("() => window.shown[0].tag === window.shown[1].tag")
    await client.json("PUT", f"{talk.path}/preferences", json={"pinned": False, "muted": True}, status=204)
    await expect(zhou.row(talk).get_by_label("免打扰")).to_be_visible()
    await talk.say(HE_CHUAN, "免打扰")
    await talk.say(HE_CHUAN, "叫你", mentions=[me])
    await until(zhou.page, "() => window.shown.at(-1).body", f"{HE_CHUAN.name}：叫你")
    assert await zhou.page.evaluate("() => window.shown.length") == 3
    await heard(zhou.page, client.json("PUT", SETTINGS, json={"content": False, "mentions_through": False}), SETTINGS)
    await talk.say(HE_CHUAN, "叫不到", mentions=[me])
    await other.say(HE_CHUAN, "机密")
    await until(zhou.page, "() => window.shown.at(-1).body", "你有一条新消息")
    assert await zhou.page.evaluate("() => window.shown.length") == 4
    assert "机密" not in str(await zhou.page.evaluate(OPEN))

    await client.json("PUT", SETTINGS, json={"quiet_until": (now() + timedelta(hours=1)).isoformat()})
    await expect(zhou.page.get_by_role("link", name="勿扰中")).to_be_visible()
    strokes = await zhou.page.evaluate("() => window.strokes")
    await other.say(HE_CHUAN, "安静")
    await expect(zhou.row(other)).to_contain_text("安静")
    await asyncio.sleep(1.2)
    assert await zhou.page.evaluate("() => [window.shown.length, window.strokes]") == [4, strokes]
    # So does the status one gave oneself.
    dnd = client.json("PUT", "/api/me/presence", json={"state": "dnd"})
    await heard(zhou.page, dnd, "/api/me", "/api/me/memberships")
    await client.json("PUT", SETTINGS, json={"content": False})
    await expect(zhou.page.get_by_role("link", name="勿扰中")).to_have_count(0)
    await other.say(HE_CHUAN, "还是安静")
    await expect(zhou.row(other)).to_contain_text("还是安静")
    await asyncio.sleep(1.2)
    assert await zhou.page.evaluate("() => window.shown.length") == 4
    # A click leads to the message.
    await away(zhou.page, False)
    await zhou.page.evaluate("() => window.shown.at(-1).onclick()")
    await expect(zhou.bubble("机密")).to_be_in_viewport()


async def test_a_reminder_rings_and_counts_until_it_is_confirmed(screens: Any, stage: Stage) -> None:
    talk = await group(stage, HE_CHUAN, ZHOU_LAN, name="备课组")
    he, client = await stage.as_(HE_CHUAN), await stage.as_(ZHOU_LAN)
    words = {"text": "周五停电", "confirm": True}
    seq = (await he.json("POST", f"{talk.path}/announcements", status=201, json=words))["seq"]
    await talk.read(ZHOU_LAN, seq)
    zhou = await at(screens, stage, ZHOU_LAN)
    await expect(zhou.row(talk)).to_contain_text("待确认")
    await until(zhou.page, "() => document.title", "铎")
    await away(zhou.page)
    path = f"{talk.path}/announcements/{seq}"
    await he.json("POST", f"{path}/reminders")
    await until(zhou.page, OPEN, [["备课组", "请确认公告：周五停电"]])
    await until(zhou.page, "() => [document.title, window.badge, window.strokes]", ["(1) 铎", 1, BELL])
    await expect(zhou.row(talk).get_by_label("有人提醒你确认")).to_be_visible()
    await away(zhou.page, False)
    with travel(timedelta(minutes=11)):
        await he.json("POST", f"{path}/reminders")
    await browser.toasted(zhou.page, "“备课组”提醒你确认公告：周五停电")
    await client.json("POST", f"{path}/confirmation", status=204)
    await until(zhou.page, OPEN, [])
    await until(zhou.page, "() => [document.title, window.badge]", ["铎", 0])


async def test_read_here_gone_there(screens: Any, stage: Stage) -> None:
    talk = await direct(stage, HE_CHUAN, ZHOU_LAN)
    await talk.say(HE_CHUAN, "早")
    await talk.read(ZHOU_LAN, 1)
    desk = await at(screens, stage, ZHOU_LAN)
    await expect(desk.row(talk)).to_be_visible()
    await away(desk.page)
    await talk.say(HE_CHUAN, "看一下")
    await until(desk.page, OPEN, [[HE_CHUAN.name, "看一下"]])
    await until(desk.page, "() => [document.title, window.badge]", ["(1) 铎", 1])
    phone = await sit(screens, stage, ZHOU_LAN, size={"width": 390, "height": 844})
    await phone.open(talk)
    await expect(phone.bubble("看一下")).to_be_visible()
    await phone.page.wait_for_function("() => document.title === '铎'")
    await until(
        desk.page, "() => [document.title, window.badge, window.shown.filter((one) => one.open).length]", ["铎", 0, 0]
    )
    # Taken back before it was seen, it does not go on standing there either.
    await phone.page.goto("/settings/profile")
    said = await talk.say(HE_CHUAN, "收回的")
    await until(desk.page, OPEN, [[HE_CHUAN.name, "收回的"]])
    await talk.recall(HE_CHUAN, said["seq"])
    await until(desk.page, OPEN, [])


async def test_of_two_tabs_one_rings_and_none_when_one_reads(screens: Any, stage: Stage) -> None:
    talk = await direct(stage, HE_CHUAN, ZHOU_LAN)
    await talk.say(HE_CHUAN, "早")
    one = await at(screens, stage, ZHOU_LAN)
    two = Chat(await one.page.context.new_page())
    await ready(two.page, "/directory")
    await expect(one.row(talk)).to_be_visible()
    both = (one.page, two.page)

    async def total() -> tuple[int, int]:
        counts = [await page.evaluate("() => [window.shown.length, window.strokes]") for page in both]
        return sum(shown for shown, _ in counts), sum(strokes for _, strokes in counts)

    for page in both:
        await expect(page).to_have_title(re.compile(r"^\(1\)"))
        await away(page)
    await talk.say(HE_CHUAN, "谁来响")
    await browser.until(total, (1, BELL))
    await asyncio.sleep(2.5)
    assert await total() == (1, BELL)
    # The tab before one's eyes rings, and nothing pops up.
    await away(two.page, False)
    await talk.say(HE_CHUAN, "在看别的")
    await browser.until(total, (1, 2 * BELL))
    await asyncio.sleep(1.5)
    assert await total() == (1, 2 * BELL)
    # The tab that shows the conversation keeps the other still.
    await away(two.page)
    await away(one.page, False)
    await one.open(talk)
    await talk.say(HE_CHUAN, "正看着")
    await expect(one.bubble("正看着")).to_be_visible()
    await asyncio.sleep(1.2)
    assert await total() == (1, 2 * BELL)


async def test_permission_is_asked_when_one_knows_what_for(screens: Any, stage: Stage) -> None:
    talk = await direct(stage, HE_CHUAN, ZHOU_LAN)
    await talk.say(HE_CHUAN, "早")
    zhou = await at(screens, stage, ZHOU_LAN, permission="default")
    await expect(zhou.row(talk)).to_be_visible()
    question = zhou.page.get_by_text("打开桌面通知")
    await expect(question).to_have_count(0)
    await away(zhou.page)
    await talk.say(HE_CHUAN, "错过了")
    await expect(question).to_be_visible()
    assert await zhou.page.evaluate("() => window.asked") == 0
    await zhou.page.get_by_role("button", name="打开", exact=True).click()
    await expect(question).to_have_count(0)
    assert await zhou.page.evaluate("() => window.asked") == 1


async def test_quiet_chosen_on_one_device_holds_on_the_other(screens: Any, stage: Stage) -> None:
    one = await at(screens, stage, ZHOU_LAN, "/settings/notifications")
    two = await at(screens, stage, ZHOU_LAN)
    await expect(two.page.get_by_role("link", name="勿扰中")).to_have_count(0)
    await one.page.get_by_role("button", name="1 小时").click()
    await expect(two.page.get_by_role("link", name="勿扰中")).to_be_visible()
    await one.page.get_by_role("button", name="恢复提醒").click()
    await expect(two.page.get_by_role("link", name="勿扰中")).to_have_count(0)

    await one.page.get_by_text("木梆").click()
    await until(one.page, "() => window.strokes > 0", True)
    await one.page.get_by_role("switch", name="按时段勿扰").click()
    await expect(one.page.get_by_text("中国标准时间 · Shanghai")).to_be_visible()
    await one.page.get_by_role("button", name="星期日").click()
    await one.page.get_by_label("开始时间").fill("21:30")
    await one.page.get_by_label("开始时间").press("Enter")
    client = await stage.as_(ZHOU_LAN)

    async def kept() -> tuple[Any, ...]:
        found = await client.json("GET", SETTINGS)
        quiet = found["quiet"]
        return found["sound"], quiet["on"], quiet["days"], quiet["start"], quiet["zone"]

    await browser.until(kept, ("wood", True, [1, 2, 3, 4, 5, 6], "21:30", "Asia/Shanghai"))


async def test_a_conversation_kept_still_on_one_device_is_still_on_the_other(screens: Any, stage: Stage) -> None:
    talk = await group(stage, HE_CHUAN, ZHOU_LAN, name="备课组")
    other = await direct(stage, HE_CHUAN, ZHOU_LAN)
    await other.say(HE_CHUAN, "早")
    await other.read(ZHOU_LAN, 1)
    await talk.read(ZHOU_LAN, 1)
    phone = await sit(screens, stage, ZHOU_LAN, size=browser.PHONE)
    desk = await at(screens, stage, ZHOU_LAN)
    await phone.open(talk)
    await phone.page.get_by_role("button", name="更多", exact=True).click()
    await phone.page.get_by_role("menuitem", name="消息免打扰").click()
    await expect(desk.row(talk).get_by_label("免打扰")).to_be_visible()
    await phone.page.goto("/settings/profile")
    await away(desk.page)
    await talk.say(HE_CHUAN, "不响")
    await expect(desk.row(talk)).to_contain_text("不响")
    await other.say(HE_CHUAN, "会响")
    await until(desk.page, OPEN, [[HE_CHUAN.name, "会响"]])
    # What is kept still is counted at its row, not on the badge.
    await expect(desk.row(talk)).to_contain_text("1 条未读")
    await until(desk.page, "() => [document.title, window.badge, window.strokes]", ["(1) 铎", 1, BELL])
    await phone.page.goto(f"/messages/{talk.id}")
    await phone.page.get_by_role("button", name="更多", exact=True).click()
    await phone.page.get_by_role("menuitem", name="取消免打扰").click()
    await expect(desk.row(talk).get_by_label("免打扰")).to_have_count(0)
    await phone.page.goto("/settings/profile")
    await talk.say(HE_CHUAN, "又响了")
    await until(desk.page, "() => window.shown.at(-1).body", f"{HE_CHUAN.name}：又响了")


async def test_hours_set_on_one_device_are_quiet_on_the_other(screens: Any, stage: Stage) -> None:
    talk = await direct(stage, HE_CHUAN, ZHOU_LAN)
    await talk.say(HE_CHUAN, "早")
    one = await at(screens, stage, ZHOU_LAN, "/settings/notifications")
    two = await at(screens, stage, ZHOU_LAN)
    await expect(two.row(talk)).to_be_visible()
    # Around now, whenever that is: from half a day before to a quarter of a day after.
    begin, end = now().astimezone(SHANGHAI) - timedelta(hours=12), now().astimezone(SHANGHAI) + timedelta(hours=6)
    hours = {"on": True, "days": [1, 2, 3, 4, 5, 6, 7], "zone": "Asia/Shanghai"}
    hours |= {"start": f"{begin:%H:%M}", "end": f"{end:%H:%M}"}
    await (await stage.as_(ZHOU_LAN)).json("PUT", SETTINGS, json={"quiet": hours})
    await expect(two.page.get_by_role("link", name="勿扰中")).to_be_visible()
    await away(two.page)
    await talk.say(HE_CHUAN, "夜里")
    await expect(two.row(talk)).to_contain_text("夜里")
    await until(two.page, "() => document.title", "(2) 铎")
    await asyncio.sleep(1.2)
    assert await two.page.evaluate("() => [window.shown.length, window.strokes]") == [0, 0]
    await one.page.get_by_role("switch", name="按时段勿扰").click()
    await expect(two.page.get_by_role("link", name="勿扰中")).to_have_count(0)
    await talk.say(HE_CHUAN, "早上")
    await until(two.page, OPEN, [[HE_CHUAN.name, "早上"]])


async def test_mentions_of_all_conversations_live_and_marked_until_read(screens: Any, stage: Stage) -> None:
    talk = await group(stage, HE_CHUAN, ZHOU_LAN, LIN_YUE, name="备课组")
    me = str(stage.person(ZHOU_LAN))
    for number in range(60):
        await talk.say(HE_CHUAN, f"闲话 {number}", mentions=[me] if number == 5 else [])
    zhou = await sit(screens, stage, ZHOU_LAN, "/messages?list=mentions")
    rows = zhou.page.locator("[data-mention]")
    await expect(rows).to_have_count(1)
    await expect(rows.first.get_by_label("未读")).to_be_visible()
    await talk.say(LIN_YUE, "所有人看这里", mentions=["all"])
    await expect(rows).to_have_count(2)
    await expect(rows.first).to_contain_text("所有人看这里")
    await expect(rows.first).to_contain_text("备课组")
    # Far above the end: one lands on the message itself.
    await rows.nth(1).click()
    await expect(zhou.bubble("闲话 5").first).to_be_in_viewport()
    await expect(rows.nth(1).get_by_label("未读")).to_have_count(0)
    await expect(rows.first.get_by_label("未读")).to_be_visible()
    # Read on another device, the mark goes; taken back, the row.
    await talk.read(ZHOU_LAN, 999)
    await expect(rows.first.get_by_label("未读")).to_have_count(0)
    said = await talk.say(HE_CHUAN, "说错了", mentions=[me])
    await expect(rows).to_have_count(3)
    await talk.recall(HE_CHUAN, said["seq"])
    await expect(rows).to_have_count(2)


async def test_the_worker_shows_it_and_takes_it_away(screens: Any, stage: Stage) -> None:
    talk = await direct(stage, HE_CHUAN, ZHOU_LAN)
    await talk.say(HE_CHUAN, "早")
    zhou = await sit(screens, stage, ZHOU_LAN, service_workers="allow", permissions=["notifications"])
    await expect(zhou.row(talk)).to_be_visible()
    await zhou.page.evaluate("async () => { await navigator.serviceWorker.ready; document.hasFocus = () => false; }")
    said = await talk.say(HE_CHUAN, "请看")
    standing = """async () => (await (await navigator.serviceWorker.ready).getNotifications())
        .map(({ title, body, data }) => [title, body, data.url])"""
    await until(zhou.page, standing, [[HE_CHUAN.name, "请看", f"/messages/{talk.id}?at={said['seq']}"]])
    await talk.read(ZHOU_LAN, said["seq"])
    await until(zhou.page, standing, [])
