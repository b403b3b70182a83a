"""Steps at a screen, by the words that stand there: for the pictures and for tests that look at every screen."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from playwright.async_api import Page, expect

Open = Callable[[Page], Awaitable[Any]]
WAITING = "#root:empty, [class*=skeleton i], [class*=splash i], [aria-busy=true]"
"""What stands there until everything has come."""


def button(name: str, *, exact: bool = True, role: Any = "button") -> Open:
    """Press what is called so."""

    async def press(page: Page) -> None:
        await page.get_by_role(role, name=name, exact=exact).first.click()

    return press


def then(*steps: Open) -> Open:
    """One act after another."""

    async def act(page: Page) -> None:
        for step in steps:
            await step(page)

    return act


def typed(text: str) -> Open:
    """Type into whatever has the focus."""

    async def act(page: Page) -> None:
        await page.keyboard.type(text)

    return act


def pressed(keys: str) -> Open:
    """Press a key."""

    async def act(page: Page) -> None:
        await page.keyboard.press(keys)

    return act


def clicked(selector: str) -> Open:
    """Click the first of these."""

    async def act(page: Page) -> None:
        await page.locator(selector).first.click()

    return act


async def opened(page: Page) -> None:
    """Wait for a dialog."""
    await expect(page.get_by_role("dialog").first).to_be_visible()


def dialog(name: str, *, exact: bool = True, role: Any = "button") -> Open:
    """Press what opens a dialog."""
    return then(button(name, exact=exact, role=role), opened)


async def menu(page: Page) -> None:
    """The menu of the last message: behind its dots, or under a long press."""
    message = page.get_by_role("log").locator("article").last
    await message.focus()
    await message.press("Enter")
    await expect(page.get_by_role("menuitem", name="转发")).to_be_visible()
