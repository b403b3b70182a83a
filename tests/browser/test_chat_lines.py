"""Bad lines, refusals and ended sessions: nothing written is lost, nothing is said twice (MSG-2, ACC-7)."""

from __future__ import annotations

import asyncio
import re
from datetime import UTC, datetime, timedelta
from typing import Any

from playwright.async_api import Route, WebSocketRoute, expect

from tests.browser.axe import violations
from tests.browser.chat import TOUCH, sit
from tests.cast import HE_CHUAN, ZHOU_LAN, Stage
from tests.messaging.talk import direct, group
from tests.support.browser import until, within

# Rows stand where one looks, down to the edge: those of the place before are taken away a moment later.
DRAWN = """async (stream) => {
  const covered = () => {
    const { top, bottom } = stream.getBoundingClientRect();
    const rows = [...stream.querySelectorAll("[data-index]")].map((one) => one.getBoundingClientRect());
    const last = stream.scrollHeight - stream.clientHeight - stream.scrollTop < 20;
    return rows.some((one) => one.top <= top + 20 && one.bottom > top) &&
      (last || rows.some((one) => one.bottom >= bottom - 20 && one.top < bottom));
  };
  const frame = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  do await frame(); while (!covered());
}"""


async def test_offline_and_back_nothing_missing_nothing_twice(screens: Any, stage: Stage) -> None:
    screens.tolerate += ["ERR_INTERNET_DISCONNECTED", "WebSocket"]
    talk = await direct(stage, ZHOU_LAN, HE_CHUAN)
    zhou = await sit(screens, stage, ZHOU_LAN, f"/messages/{talk.id}")
    await zhou.say("出发前")

    await zhou.page.context.set_offline(True)
    await expect(zhou.page.get_by_text("连不上服务器")).to_be_visible()
    await zhou.field.fill("路上写的")
    await zhou.field.press("Enter")
    await expect(zhou.bubble("路上写的")).to_contain_text("等待网络")
    for number in range(3):
        await talk.say(HE_CHUAN, f"你不在时 {number}")

    # What is on its way outlives the page, where the page can be had.
    await zhou.page.context.set_offline(False)
    await expect(zhou.effect("路上写的")).to_be_visible()
    await expect(zhou.page.get_by_text("连不上服务器")).to_have_count(0)
    await expect(zhou.bubble("你不在时 2")).to_be_visible()
    stored = [fact["text"] for fact in await talk.seen_by(ZHOU_LAN) if fact["kind"] == "text"]
    assert sorted(stored) == sorted(["出发前", "你不在时 0", "你不在时 1", "你不在时 2", "路上写的"])
    await zhou.says(*stored)


async def test_a_refused_message_says_why_and_keeps_its_text(screens: Any, stage: Stage) -> None:
    talk = await direct(stage, ZHOU_LAN, HE_CHUAN)
    zhou = await sit(screens, stage, ZHOU_LAN, f"/messages/{talk.id}")
    await zhou.field.fill("从右到左\u202e的字")
    await zhou.field.press("Enter")
    refused = zhou.bubble("从右到左")
    await expect(refused.get_by_role("alert")).to_contain_text("未发出")
    # It stays through a reload, and comes back into the field to be mended.
    await zhou.page.reload()
    await expect(refused.get_by_role("alert")).to_contain_text("未发出")
    await refused.get_by_role("button", name="改一改").click()
    await expect(zhou.field).to_have_value("从右到左\u202e的字")
    await zhou.say("从左到右的字")
    await expect(zhou.effect("从左到右")).to_be_visible()


WIDE = (
    "|日期|上午|下午|晚上|负责人|电话|备注|地点|\n|---|:--|:-:|---|---|---:|---|---|\n"
    "|周一|语文|数学|自习|何川|134 0000 0000|需要提前半小时到场布置座位|教学楼三层会议室|\n|周二|英语|物理|自习|林悦|134 0000 0001|无|体育馆|"
)
LINES = "cell => { const of = document.createRange(); of.selectNodeContents(cell); return new Set([...of.getClientRects()].map(one => Math.round(one.top))).size }"


async def test_a_wide_table_keeps_its_words_and_scrolls_by_itself(screens: Any, stage: Stage) -> None:
    talk = await direct(stage, ZHOU_LAN, HE_CHUAN)
    await talk.say(HE_CHUAN, WIDE)
    phone = await sit(screens, stage, ZHOU_LAN, f"/messages/{talk.id}", **TOUCH)
    desk = await sit(screens, stage, ZHOU_LAN, f"/messages/{talk.id}?details=files")
    for chat in (phone, desk):
        table = chat.stream.get_by_role("region", name="表格")
        await expect(table.locator("xpath=..")).to_have_attribute("data-after", "true")
        for words in ("日期", "周一", "负责人", "何川", "134 0000 0000"):
            assert await table.get_by_text(words, exact=True).evaluate(LINES) == 1, words
        assert await table.get_by_text("需要提前").evaluate(LINES) <= 3
        await expect(table.get_by_text("数学")).to_have_css("text-align", "center")
        await expect(table.get_by_text("134 0000 0000")).to_have_css("text-align", "right")
        bubble = await table.evaluate("one => one.closest('article').getBoundingClientRect().right")
        assert bubble <= (await chat.stream.evaluate("one => one.getBoundingClientRect().right"))
        assert await violations(chat.page, "scrollable-region-focusable", "aria-allowed-attr", "region") == []
    table = desk.stream.get_by_role("region", name="表格")
    await table.focus()
    await desk.page.keyboard.press("ArrowRight")
    await expect(table.locator("xpath=..")).to_have_attribute("data-before", "true")


async def test_a_draft_waits_where_it_was_written(screens: Any, stage: Stage) -> None:
    one = await direct(stage, ZHOU_LAN, HE_CHUAN)
    await one.say(HE_CHUAN, "想好了吗")
    other = await group(stage, ZHOU_LAN, HE_CHUAN)
    zhou = await sit(screens, stage, ZHOU_LAN, f"/messages/{one.id}")
    await zhou.field.fill("还没想好")
    await zhou.open(other)
    await expect(zhou.field).to_have_value("")
    await expect(zhou.row(one)).to_contain_text("[草稿] 还没想好")
    await zhou.page.reload()
    await zhou.open(one)
    await expect(zhou.field).to_have_value("还没想好")


async def test_an_ended_session_leads_to_the_door_and_says_why(screens: Any, stage: Stage) -> None:
    talk = await direct(stage, ZHOU_LAN, HE_CHUAN)
    zhou = await sit(screens, stage, ZHOU_LAN, f"/messages/{talk.id}")
    await expect(zhou.field).to_be_visible()
    await (await stage.as_(ZHOU_LAN)).json("DELETE", "/api/me/sessions")
    await zhou.page.wait_for_url("**/sign-in?ended=revoked*")
    await expect(zhou.page.get_by_text("周岚")).to_have_count(0)


async def test_a_conversation_one_is_not_in_looks_like_none(screens: Any, stage: Stage) -> None:
    talk = await direct(stage, HE_CHUAN, ZHOU_LAN)
    await talk.say(HE_CHUAN, "在这里")
    other = await sit(screens, stage, ZHOU_LAN, "/messages/00000000-0000-7000-8000-000000000000")
    await expect(other.page.get_by_text("找不到这个会话")).to_be_visible()
    await other.open(talk)


async def test_a_message_an_hour_late_says_when_it_was_written(screens: Any, stage: Stage) -> None:
    talk = await direct(stage, ZHOU_LAN, HE_CHUAN)
    await talk.say(HE_CHUAN, "先到的")
    written = datetime.now(UTC) - timedelta(hours=1)
    await talk.say(HE_CHUAN, "迟到的", sent_at=written.isoformat())
    zhou = await sit(screens, stage, ZHOU_LAN, f"/messages/{talk.id}")
    await expect(zhou.bubble("迟到的")).to_contain_text("写于")
    await expect(zhou.bubble("先到的")).not_to_contain_text("写于")
    await zhou.says("先到的", "迟到的")


async def test_history_is_read_page_by_page_without_holes(screens: Any, stage: Stage) -> None:
    talk = await direct(stage, ZHOU_LAN, HE_CHUAN)
    for number in range(130):
        await talk.say(HE_CHUAN, f"第 {number} 条")
    zhou = await sit(screens, stage, ZHOU_LAN)
    await expect(zhou.row(talk)).to_contain_text("99+")
    await zhou.open(talk)
    # So many unread: one begins where one stopped.
    await expect(zhou.stream).to_contain_text("以下是新消息")
    await expect(zhou.bubble("第 0 条")).to_be_visible()

    seen: set[str] = set()

    async def read_on() -> bool:
        """What was scrolled to is drawn before one reads it, and read before one goes on."""
        await zhou.stream.evaluate(DRAWN)
        seen.update(await zhou.said())
        await zhou.stream.evaluate("stream => stream.scrollBy(0, stream.clientHeight * 0.8)")
        return "第 129 条" in seen

    await until(read_on)
    assert seen == {f"第 {number} 条" for number in range(130)}
    await zhou.stream.evaluate("stream => stream.scrollTo(0, stream.scrollHeight)")
    await expect(zhou.row(talk)).not_to_contain_text("未读")

    latest = zhou.page.get_by_role("button", name="回到最新")

    async def far_back() -> bool:
        """Upwards, also where the stream still looks for its end."""
        await zhou.stream.evaluate("stream => stream.scrollTo(0, 0)")
        return await latest.is_visible()

    await until(far_back)
    await latest.click()
    await expect(zhou.bubble("第 129 条")).to_be_in_viewport()

    # A quote leads to what it answers, however far back, also for a device that never loaded it.
    await talk.say(HE_CHUAN, "回头看", reply_to=(await talk.seen_by(HE_CHUAN, after=0, limit=10))[5]["seq"])
    lap = await sit(screens, stage, ZHOU_LAN, f"/messages/{talk.id}")
    quote = lap.bubble("回头看").get_by_title("跳到原消息")
    await expect(quote).to_contain_text(re.compile(r"第 \d+ 条"))
    words = str(await quote.inner_text()).split()[-2:]
    await quote.click()
    await expect(lap.bubble(" ".join(words)).first).to_be_in_viewport()
    await expect(lap.bubble("回头看")).to_have_count(0)
    await lap.page.get_by_role("button", name="回到最新").click()
    await expect(lap.bubble("回头看")).to_be_in_viewport()


async def test_where_sockets_do_not_get_through_one_reads_and_writes_all_the_same(screens: Any, stage: Stage) -> None:
    screens.tolerate += ["WebSocket"]
    talk = await direct(stage, ZHOU_LAN, HE_CHUAN)
    await talk.say(HE_CHUAN, "在不在")
    zhou = await sit(screens, stage, ZHOU_LAN, "/health/live")
    await zhou.page.route_web_socket("**/api/socket", lambda socket: socket.close())
    await zhou.page.goto("/messages")
    await zhou.open(talk)
    await zhou.say("我在")
    await expect(zhou.effect("我在")).to_be_visible()
    assert (await talk.view(ZHOU_LAN))["last"]["text"] == "我在"
    await talk.say(HE_CHUAN, "好")
    # Nobody tells this device of new messages; looking again does.
    await zhou.page.reload()
    await expect(zhou.bubble("好")).to_be_visible()

    async def unread() -> Any:
        return (await talk.view(ZHOU_LAN))["unread"]

    await until(unread, 0)


async def test_without_sockets_what_one_says_before_the_page_has_come_stays(screens: Any, stage: Stage) -> None:
    screens.tolerate += ["WebSocket"]
    talk = await direct(stage, ZHOU_LAN, HE_CHUAN)
    await talk.say(HE_CHUAN, "在不在")
    zhou = await sit(screens, stage, ZHOU_LAN, "/health/live")
    await zhou.page.route_web_socket("**/api/socket", lambda socket: socket.close())
    read, go = asyncio.Event(), asyncio.Event()

    async def late(route: Route) -> None:
        """As it was when it was asked for, and long on its way."""
        answer = await route.fetch() if route.request.method == "GET" else None
        if answer:
            read.set()
            await go.wait()
        await (route.fulfill(response=answer) if answer else route.continue_())

    page = re.compile(r"/messages\?limit=\d+$")
    await zhou.page.route(page, late)
    await zhou.page.goto("/messages")
    await zhou.open(talk)
    await read.wait()
    await zhou.field.fill("我在")
    async with zhou.page.expect_response(lambda one: one.request.method == "POST"):
        await zhou.field.press("Enter")
    go.set()
    await expect(zhou.effect("我在")).to_be_visible()
    await expect(zhou.row(talk)).not_to_contain_text("未读")
    await zhou.page.unroute(page)

    # Behind what nobody told this device of.
    await talk.say(HE_CHUAN, "好")
    await zhou.say("那就说定了")
    await zhou.says("在不在", "我在", "好", "那就说定了")


async def test_what_gets_through_first_brings_the_socket_back(screens: Any, stage: Stage) -> None:
    screens.tolerate += ["WebSocket", "ERR_"]
    away = True
    talk = await direct(stage, ZHOU_LAN, HE_CHUAN)
    await talk.say(HE_CHUAN, "听得到吗")
    zhou = await sit(screens, stage, ZHOU_LAN, "/health/live", service_workers="block")
    page = zhou.page

    async def call(route: Route) -> None:
        await (route.abort() if away else route.continue_())

    async def connect(socket: WebSocketRoute) -> None:
        await socket.close() if away else socket.connect_to_server()

    away = False
    await page.route_web_socket("**/api/socket", connect)
    await page.route(re.compile(r"/api/|/health/"), call)
    await page.goto(f"/messages/{talk.id}")
    await zhou.say("还没断")
    away = True
    await page.evaluate("window.dispatchEvent(new Event('offline'))")
    banner = page.get_by_role("status").filter(has_text="连不上服务器")
    await expect(banner).to_be_visible()
    # By now the next try by itself is far away.
    await page.wait_for_timeout(12_000)
    away = False
    await zhou.field.fill("又在了")
    await zhou.field.press("Enter")
    await expect(zhou.effect("又在了")).to_be_visible()

    async def gone() -> bool:
        return await banner.count() == 0

    await within(1.5, gone)
    await talk.say(HE_CHUAN, "听见了")
    await within(1.5, zhou.bubble("听见了").is_visible)
