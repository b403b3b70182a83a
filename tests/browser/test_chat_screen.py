"""The screen itself: keyboard, phone, languages, light and dark, and a stream that does not jump."""

from __future__ import annotations

import asyncio
import re
from typing import Any

import pytest
from playwright.async_api import Page, Route, expect

from tests.browser.chat import sit
from tests.cast import HE_CHUAN, XU_JINGYI, ZHOU_LAN, Stage
from tests.messaging.talk import direct, group
from tests.support.browser import PHONE, until


async def test_the_keyboard_goes_everywhere(screens: Any, stage: Stage) -> None:
    one = await direct(stage, ZHOU_LAN, HE_CHUAN)
    other = await direct(stage, ZHOU_LAN, XU_JINGYI)
    await one.say(HE_CHUAN, "先说的")
    await other.say(XU_JINGYI, "后说的")
    zhou = await sit(screens, stage, ZHOU_LAN, f"/messages/{other.id}")
    await expect(zhou.field).to_be_focused()
    await zhou.page.keyboard.press("Escape")
    await expect(zhou.row(other)).to_be_focused()
    await zhou.page.keyboard.press("ArrowDown")
    await expect(zhou.row(one)).to_be_focused()
    await zhou.page.keyboard.press("Enter")
    await expect(zhou.bubble("先说的")).to_be_visible()

    await zhou.page.keyboard.press("Control+k")
    palette = zhou.page.get_by_role("combobox")
    await expect(palette).to_be_focused()
    await palette.fill("静怡")
    await expect(zhou.page.get_by_role("option", name="许静怡").first).to_be_visible()
    await palette.press("Enter")
    await expect(zhou.bubble("后说的")).to_be_visible()
    await expect(zhou.field).to_be_focused()

    # Upwards from the empty field: to the last message, and to what one may do with it.
    await zhou.page.keyboard.press("ArrowUp")
    await expect(zhou.bubble("后说的")).to_be_focused()
    await zhou.page.keyboard.press("Enter")
    await expect(zhou.page.get_by_role("menuitemcheckbox").first).to_be_focused()
    await zhou.page.keyboard.press("ArrowDown")
    await expect(zhou.page.get_by_role("menuitem", name="回复")).to_be_focused()
    await zhou.page.keyboard.press("Enter")
    await expect(zhou.page.get_by_text("回复 许静怡")).to_be_visible()
    await zhou.page.keyboard.press("Escape")
    await expect(zhou.page.get_by_text("回复 许静怡")).to_have_count(0)

    # Esc closes one layer at a time: the pane first, the conversation stays.
    await zhou.say("好")
    await zhou.effect("好").click()
    await expect(zhou.details).to_be_visible()
    await zhou.page.keyboard.press("Escape")
    await expect(zhou.details).to_have_count(0)
    await expect(zhou.field).to_be_visible()


async def swipe(page: Page, start: tuple[int, int], end: tuple[int, int]) -> None:
    await page.evaluate(
        """([from, to]) => {
          const target = document.elementFromPoint(...from);
          const touch = ([clientX, clientY]) => new Touch({ identifier: 1, target, clientX, clientY });
          const fire = (type, touches, changedTouches) =>
            target.dispatchEvent(new TouchEvent(type, { bubbles: true, cancelable: true, touches, changedTouches }));
          fire("touchstart", [touch(from)], [touch(from)]);
          fire("touchmove", [touch(to)], [touch(to)]);
          fire("touchend", [], [touch(to)]);
        }""",
        [start, end],
    )


async def test_a_phone_shows_one_pane_and_goes_back(screens: Any, stage: Stage) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN, XU_JINGYI)
    await talk.say(ZHOU_LAN, "https://example.cn/" + "很长的地址" * 40)
    zhou = await sit(screens, stage, ZHOU_LAN, size=PHONE, has_touch=True, is_mobile=True)
    page = zhou.page
    await expect(page.get_by_role("navigation")).to_be_visible()
    await zhou.row(talk).tap()
    await expect(zhou.field).to_be_visible()
    await expect(page.get_by_role("navigation")).to_have_count(0)
    await until(lambda: page.evaluate("document.documentElement.scrollWidth"), PHONE["width"])

    # Enter starts a line here; the button sends.
    await zhou.field.fill("第一行")
    await zhou.field.press("Enter")
    await zhou.field.press_sequentially("第二行")
    await page.get_by_role("button", name="发送").tap()
    await expect(zhou.bubble("第二行")).to_be_visible()

    await zhou.effect("第二行").tap()
    await expect(page.get_by_role("heading", name="效力")).to_be_visible()
    await expect(zhou.field).to_have_count(0)
    await swipe(page, (40, 400), (220, 410))
    await expect(zhou.field).to_be_visible()
    # A scroll is no swipe.
    await swipe(page, (40, 200), (60, 500))
    await expect(zhou.field).to_be_visible()
    await page.get_by_role("button", name="返回").tap()
    await expect(zhou.row(talk)).to_be_visible()

    await until(lambda: page.evaluate(LOW), [])


# What one may press that is too low for a finger.
LOW = """() => [...document.querySelectorAll("nav a, button, [data-conversation]")]
  .filter((one) => one.checkVisibility() && one.getBoundingClientRect().height > 0)
  .filter((one) => one.getBoundingClientRect().height < 36).map((one) => one.outerHTML.slice(0, 200))"""


WORDS = {
    "zh-CN": ("消息", "全部", "发给 何川", "你撤回了一条消息", "已送达"),
    "zh-TW": ("訊息", "全部", "傳給 何川", "你收回了一則訊息", "已送達"),
    "en": ("Messages", "All", "Message 何川", "You recalled a message", "Delivered"),
}


@pytest.mark.parametrize("language", WORDS)
async def test_three_languages(screens: Any, stage: Stage, language: str) -> None:
    rail, every, placeholder, recalled, delivered = WORDS[language]
    talk = await direct(stage, ZHOU_LAN, HE_CHUAN)
    fact = await talk.say(ZHOU_LAN, "稍后撤回")
    await talk.recall(ZHOU_LAN, fact["seq"])
    await talk.say(ZHOU_LAN, "留下的")
    zhou = await sit(screens, stage, ZHOU_LAN, f"/messages/{talk.id}", language=language)
    page = zhou.page
    await expect(page.locator("html")).to_have_attribute("lang", language)
    await expect(page.get_by_role("navigation").get_by_role("link", name=rail)).to_be_visible()
    await expect(page.get_by_role("button", name=every, exact=True)).to_be_visible()
    await expect(page.get_by_placeholder(placeholder)).to_be_visible()
    await expect(zhou.stream).to_contain_text(recalled)
    await expect(zhou.effect("留下的")).to_contain_text(delivered)
    # A word that is missing shows as its key.
    body = await page.locator("body").inner_text()
    assert not re.search(r"\b(?:list|stage|fact|kind|message|effect|nav|act)\.[a-zA-Z]+", body), body


@pytest.mark.parametrize("dark", [False, True])
async def test_text_stands_out_in_light_and_dark(screens: Any, stage: Stage, dark: bool) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN, XU_JINGYI)
    await talk.say(HE_CHUAN, "看得清")
    await talk.say(ZHOU_LAN, "看得清吗")
    zhou = await sit(screens, stage, ZHOU_LAN, f"/messages/{talk.id}", dark=dark)
    await expect(zhou.effect("看得清吗")).to_be_visible()
    await until(lambda: zhou.page.evaluate(CONTRAST), [])


# The contrast of every visible text with the ground it stands on; text below AA is told.
CONTRAST = """() => {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = colour => {
    canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
    .map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = element => {
    for (let one = element; one; one = one.parentElement) {
      const style = getComputedStyle(one);
      if (style.backgroundImage !== "none") return null;
      const colour = rgba(style.backgroundColor);
      if (colour[3] === 255) return colour;
    }
    return [255, 255, 255];
  };
  const weak = [];
  for (const element of document.querySelectorAll("body *")) {
    const own = [...element.childNodes].some(node => node.nodeType === 3 && node.textContent.trim());
    if (!own || !element.checkVisibility({ opacityProperty: true }) || element.closest("[disabled]")) continue;
    const back = ground(element);
    if (!back) continue;
    const [a, b] = [light(rgba(getComputedStyle(element).color)), light(back)];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) weak.push(`${element.className} "${element.textContent.trim().slice(0, 20)}" ${ratio.toFixed(2)}`);
  }
  return weak;
}"""


async def test_the_stream_does_not_jump_when_the_pane_opens_or_older_messages_come(screens: Any, stage: Stage) -> None:
    talk = await direct(stage, ZHOU_LAN, HE_CHUAN)
    for number in range(60):
        await talk.say(ZHOU_LAN, f"第 {number} 条")
    zhou = await sit(screens, stage, ZHOU_LAN, "/health/live")
    asked: list[str] = []
    held = asyncio.Event()

    async def later(route: Route) -> None:
        asked.append(route.request.url)
        await held.wait()
        await route.continue_()

    await zhou.page.route(re.compile(r"/messages\?(.*&)?before="), later)
    await zhou.page.goto(f"/messages/{talk.id}")
    await expect(zhou.bubble("第 59 条")).to_be_in_viewport()
    await zhou.effect("第 59 条").click()
    await expect(zhou.details).to_be_visible()
    await expect(zhou.bubble("第 59 条")).to_be_in_viewport()

    # A message under the eye keeps its place while older ones are put above it, which come when it has been looked at.
    await zhou.stream.evaluate("stream => stream.scrollTo(0, 400)")
    await expect(zhou.bubble("第 15 条")).to_be_visible()

    async def older() -> int:
        return len(asked)

    await until(older, 1)
    probe = """stream => {
      const top = stream.getBoundingClientRect().top;
      const first = [...stream.querySelectorAll("[data-seq]")].find(one => one.getBoundingClientRect().top > top + 40);
      return [first.dataset.seq, first.getBoundingClientRect().top];
    }"""

    async def still() -> bool:
        return await zhou.stream.evaluate(probe) == await zhou.stream.evaluate(probe)

    await zhou.page.wait_for_timeout(300)
    await until(still)
    seq, before = await zhou.stream.evaluate(probe)
    high = await zhou.stream.evaluate("stream => stream.scrollHeight")
    held.set()
    await zhou.page.wait_for_function(
        "high => document.querySelector('[role=log]').scrollHeight > high + 200", arg=high
    )
    await zhou.page.wait_for_timeout(700)
    after = await zhou.stream.evaluate(
        "(stream, seq) => stream.querySelector(`[data-seq='${seq}']`).getBoundingClientRect().top", seq
    )
    assert abs(after - before) <= 2
