"""What a browser loads until the chat is on the screen: within the budget, and what `tools/checks/web.py` counts."""

from __future__ import annotations

import asyncio
import re
from typing import Any

import pytest
from playwright.async_api import Route, expect

from tests.browser.chat import Chat
from tests.browser.conftest import ROOT
from tests.cast import HE_CHUAN, ZHOU_LAN, Stage
from tests.messaging.talk import direct
from tools.checks.web import BUDGET, first_load

# Notes the moment at which a message stands on the screen. What is fetched ahead begins a while after the shell stands,
# which on a busy machine is before there is anything to see: here it waits.
WATCH = """
const later = window.setTimeout;
window.setTimeout = (act, after, ...rest) => later(act, after >= 1000 ? 1e8 : after, ...rest);
performance.setResourceTimingBufferSize(1000);
new MutationObserver(() => {
    if (!window.shownAt && document.querySelector("[role=log] article")) window.shownAt = performance.now();
}).observe(document, { childList: true, subtree: true });
"""
LOADED = """
performance.getEntriesByType("resource").filter((one) => new URL(one.name).pathname.endsWith(".js"))
    .map((one) => [new URL(one.name).pathname, one.startTime <= window.shownAt, one.encodedBodySize])
"""

WORDS = re.compile(r"/assets/zh_CN-[^/]*\.js$")
# Once this part is here, and the page has drawn what came of it.
DRAWN_WITH = """
(part) => import(part).then(() => new Promise((done) => requestIdleCallback(() => requestIdleCallback(done))))
"""


@pytest.mark.parametrize("language", ["zh-CN", "zh-TW", "en"])
async def test_the_chat_is_shown_within_the_budget(screens: Any, stage: Stage, language: str) -> None:
    talk = await direct(stage, ZHOU_LAN, HE_CHUAN)
    await talk.say(ZHOU_LAN, "名单在三楼")
    he = await stage.as_(HE_CHUAN)
    page = await screens.visit(he, f"/messages/{talk.id}", language=language, script=WATCH)
    await expect(Chat(page).bubble("名单在三楼")).to_be_visible()

    loaded = {path.lstrip("/"): size for path, before, size in await page.evaluate(LOADED) if before}
    assert any("/Shell-" in path for path in loaded)
    assert sum(loaded.values()) <= BUDGET, loaded
    # The check counts one language, whose words need not be these.
    counted = {path for path in first_load(ROOT) if "/zh-" not in path and "/zh_" not in path}
    own = {path for path in loaded if "/zh-" not in path and "/zh_" not in path and "/en-" not in path}
    assert own == counted


@pytest.mark.parametrize("path", ["/sign-in", "/verify", "/messages"])
async def test_what_one_begins_before_the_last_words_are_here_stays(screens: Any, stage: Stage, path: str) -> None:
    """Ant Design's own words come when they come: the page stands before, is used, and is not made anew by them."""
    come = asyncio.Event()

    async def late(route: Route) -> None:
        await come.wait()
        await route.continue_()

    talk = await direct(stage, ZHOU_LAN, HE_CHUAN)
    inside = path == "/messages"
    page = await screens.visit(await stage.as_(HE_CHUAN) if inside else None, "/health/live")
    await page.route(WORDS, late)
    await page.goto(f"{path}/{talk.id}" if inside else path)
    field = Chat(page).field if inside else page.get_by_role("textbox").first
    await field.fill("13800")
    typed_into = await field.element_handle()
    async with page.expect_request_finished(lambda asked: bool(WORDS.search(asked.url))) as coming:
        come.set()
    await page.evaluate(DRAWN_WITH, (await coming.value).url)
    assert await typed_into.evaluate("one => one.isConnected")
    await expect(field).to_have_value("13800")
