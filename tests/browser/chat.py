"""The chat screen as tests handle it: what a person sees and does, by the words that stand there."""

from __future__ import annotations

from typing import Any

from playwright.async_api import Locator, Page, expect

from tests.cast import Player, Stage
from tests.messaging.talk import Talk
from tests.support.browser import PHONE, until

TOUCH: dict[str, Any] = {"size": PHONE, "has_touch": True, "is_mobile": True}


async def hold(page: Page, what: Locator) -> None:
    """A long press: the finger rests until the menu is there, and lifts."""
    # Where it is once nothing moves it.
    await what.click(trial=True)
    box = await what.bounding_box()
    assert box is not None
    hand = await page.context.new_cdp_session(page)
    point = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
    await hand.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [point]})
    await expect(page.get_by_role("menu")).to_be_visible()
    await page.wait_for_timeout(300)
    await hand.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    # What browsers make of a finger that lifts is let pass: longer than the page does, by the clock of the page.
    await page.evaluate("() => new Promise((done) => setTimeout(done, 500))")


class Chat:
    """One person at one screen."""

    def __init__(self, page: Page) -> None:
        self.page = page

    @property
    def field(self) -> Locator:
        return self.page.locator("textarea[data-composer]")

    @property
    def stream(self) -> Locator:
        return self.page.get_by_role("log")

    @property
    def details(self) -> Locator:
        return self.page.get_by_role("complementary")

    def row(self, talk: Talk) -> Locator:
        """The conversation's row in the list."""
        return self.page.locator(f"[data-conversation='{talk.id}']")

    def bubble(self, text: str) -> Locator:
        """The message that says ``text``."""
        return self.stream.locator("article", has_text=text)

    def effect(self, text: str) -> Locator:
        """The effect line of one's own message."""
        return self.bubble(text).locator("button[aria-expanded]:not([aria-haspopup])")

    async def say(self, text: str) -> None:
        await self.field.fill(text)
        await self.field.press("Enter")
        await expect(self.bubble(text)).to_be_visible()

    async def act(self, text: str, what: str) -> None:
        """Do something with the message that says ``text``: by its own button, or by the menu behind the dots."""
        message = self.bubble(text).last
        tools = message.locator("[role=toolbar]")
        # One's own has them once the server has it.
        await expect(tools.get_by_label("更多")).to_be_attached()
        await message.hover()
        button = tools.get_by_label(what, exact=True)
        if await button.count():
            await button.click()
        else:
            await tools.get_by_label("更多").click()
            await self.page.get_by_role("menuitem", name=what, exact=True).click()

    async def open(self, talk: Talk) -> None:
        await self.row(talk).click()
        await expect(self.field).to_be_visible()

    async def said(self) -> list[str]:
        """The texts on the screen, from top to bottom."""
        texts: list[str] = await self.stream.evaluate(
            """stream => [...stream.querySelectorAll("[data-seq]")]
                 .sort((a, b) => a.dataset.seq - b.dataset.seq).map(one => one.querySelector("p[class*=text]").innerText)"""
        )
        return texts

    async def says(self, *texts: str) -> None:
        """Wait until these texts, and no others, are on the screen, from top to bottom."""
        await until(self.said, list(texts))


async def sit(screens: Any, stage: Stage, who: Player, path: str = "/messages", **options: Any) -> Chat:
    """A person of the cast at a screen of their own, with a session of their own: another device each time."""
    client = await stage.server.sign_in(who.phone, who.name)
    return Chat(await screens.visit(client, path, **options))
