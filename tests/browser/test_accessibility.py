"""Every screen, and what opens on it, against WCAG 2.2 AA: by axe, in light and dark, on a desktop and on a phone."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.browser import axe
from tests.browser.test_sign_in import NEWCOMER as NEWCOMER_PHONE
from tests.browser.test_sign_in import register, take_code
from tests.browser.tour import DOORS, NEWCOMER, PLACES, Life, Place, live, routes
from tests.cast import HAN_DONG, ZHOU_LAN, Stage
from tests.support.browser import DESKTOP, PHONE
from tocsin.accounts.door import mark_sample
from tocsin.kernel.db import SIGNIN
from tools.steps import WAITING


def test_no_screen_is_forgotten() -> None:
    assert {place.route for place in (*PLACES, *DOORS)} == routes()


SEEN = ("[role=log]", "nav")
"""What stays the same behind whatever opens."""


async def settle(page: Page, *, whole: bool = True) -> None:
    """Wait until the screen stands; what opens on one that stands needs no rest of the network."""
    await expect(page.locator(WAITING)).to_have_count(0)
    if whole:
        await page.wait_for_load_state("networkidle")
        await expect(page.locator(WAITING)).to_have_count(0)


async def paint(page: Page, scheme: Any) -> None:
    """Wish for light or dark, and wait until all of the page is painted so: half of it would be neither."""
    await page.emulate_media(color_scheme=scheme)
    await expect(page.locator("html")).to_have_attribute("data-mode", scheme)
    await page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


async def look(page: Page, name: str, *, phone: bool, seen: tuple[str, ...] = ()) -> list[str]:
    """What is wrong with what the page shows now, each finding with its place; ``seen`` was looked at before."""
    found = await axe.violations(page, exclude=seen) + await axe.keys_for_words(page) + await axe.bare_lists(page)
    if phone:
        found += [f"too small for a thumb: {one}" for one in await axe.small_targets(page, seen)]
    await paint(page, "dark")
    found += [f"dark: {one}" for one in await axe.violations(page, "color-contrast", exclude=seen)]
    await paint(page, "light")
    return [f"{name}: {one}" for one in found]


async def look_around(page: Page, life: Life, places: tuple[Place, ...], *, phone: bool) -> list[str]:
    """Visit the places one by one, and whatever opens there."""
    found: list[str] = []
    for place in places:
        path = life.at(place)
        await page.goto(path)
        await settle(page)
        found += await look(page, path, phone=phone)
        for number, (name, act) in enumerate(place.opened(phone).items()):
            if number > 0:
                await page.goto(path)
                await settle(page)
            await act(page)
            await settle(page, whole=False)
            found += await look(page, f"{path} [{name}]", phone=phone, seen=SEEN)
    return found


async def look_on(page: Page, life: Life, *, phone: bool) -> list[str]:
    """What is looked at on the way: one file of the viewer after the other, and what stands there without a line."""
    await page.goto("/settings/uploads")
    await page.get_by_role("button", name="疏散须知.pdf").first.click()
    await expect(page.get_by_role("img", name="第 1 页")).to_be_visible()
    found = await look(page, "viewer [pdf]", phone=phone, seen=("main",))
    await page.get_by_role("button", name="关闭", exact=True).click()
    await page.get_by_role("button", name="听力.wav").first.click()
    await expect(page.get_by_label("音频 听力.wav")).to_be_visible()
    found += await look(page, "viewer [voice]", phone=phone, seen=("main",))
    await page.goto("/messages")
    await settle(page)
    await page.context.set_offline(True)
    await expect(page.get_by_text("连不上服务器").first).to_be_visible()
    found += await look(page, "/messages [offline]", phone=phone)
    await page.get_by_role("link", name="通讯录").click()
    await expect(page.get_by_role("alert").first).to_be_visible()
    found += await look(page, "/directory [offline]", phone=phone, seen=("nav",))
    await page.context.set_offline(False)
    return found


def screen(phone: bool) -> dict[str, Any]:
    """A desktop's, or a phone's."""
    return {"size": PHONE, "has_touch": True, "is_mobile": True} if phone else {"size": DESKTOP}


def told(found: list[str]) -> str:
    """Each finding once, with the first place it was seen at."""
    once: dict[str, str] = {}
    for one in found:
        place, _, what = one.partition(": ")
        once.setdefault(what, place)
    return "\n".join(["", *(f"{place}: {what}" for what, place in once.items())])


@pytest.mark.timeout(600)
@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
async def test_every_screen_keeps_the_rules(screens: Any, stage: Stage, phone: bool) -> None:
    life = await live(stage)
    screens.tolerate += ["ERR_INTERNET_DISCONNECTED", "WebSocket", "ERR_NETWORK_CHANGED", "Problem", "连不上"]
    found = []
    for person, places in ((ZHOU_LAN, PLACES), (HAN_DONG, NEWCOMER), (None, DOORS)):
        page = await screens.visit(person and await stage.as_(person), "/sign-in", **screen(phone))
        found += await look_around(page, life, places, phone=phone)
        if person is ZHOU_LAN and phone:
            found += await look_on(page, life, phone=phone)
    assert not found, told(found)


@pytest.mark.timeout(600)
@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
async def test_the_first_visit_keeps_the_rules(screens: Any, phone: bool) -> None:
    page = await screens.visit(**screen(phone))
    found = await step(page, "welcome", phone)
    db = screens.server.context.db
    async with db.working(SIGNIN) as tx:
        await mark_sample(tx, "loading", 1_240, 4_013)
    await page.reload()
    await expect(page.get_by_role("progressbar")).to_be_visible()
    found += await look(page, "welcome, loading", phone=phone)
    async with db.working(SIGNIN) as tx:
        await mark_sample(tx, "none")
    await page.get_by_role("button", name="开始创办").click()
    found += await step(page, "phone", phone)
    await take_code(page, NEWCOMER_PHONE)
    await expect(page.get_by_label("真实姓名")).to_be_visible()
    await page.get_by_text("设置登录名和密码（可选）").click()
    await page.get_by_label("密码", exact=True).fill("1234567890")
    await page.get_by_role("button", name="注册并登录").click()
    found += await step(page, "registration, refused", phone)
    await page.get_by_label("密码", exact=True).fill("")
    await register(page, "顾明远")
    await page.get_by_label("组织名称").fill("青禾市第一中学")
    found += await step(page, "organisation", phone)
    await page.get_by_label("组织类型").click()
    await page.get_by_title("机关事业单位").click()
    await page.get_by_role("button", name="创办组织").click()
    await expect(page.get_by_role("heading", name="青禾市第一中学已创办")).to_be_visible()
    found += await step(page, "founded", phone)
    admin = re.sub(r".*founded=(.*)", r"/admin/\1", page.url)
    for empty in ("/roles", "/roles?tab=roles", "/join"):
        await page.goto(admin + empty)
        await settle(page)
        found += await axe.bare_lists(page)
    assert not found, told(found)


async def step(page: Page, name: str, phone: bool) -> list[str]:
    """Look at a step of founding."""
    await settle(page)
    return await look(page, name, phone=phone)
