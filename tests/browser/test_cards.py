"""Cards of links as they are drawn: whatever a page says, the conversation stands, and the card says where it leads (MSG-1)."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from playwright.async_api import expect

from tests.browser.chat import sit
from tests.cast import HE_CHUAN, ZHOU_LAN, Stage
from tests.messaging.talk import group
from tests.support.browser import DESKTOP, PHONE, until
from tests.support.queue import jobs_done
from tocsin.messaging.actions import cards
from tocsin.messaging.rules.content import Card
from tocsin.settings import Settings

# Of before there was a host, and as a browser cannot read it; and one that pretends to be another.
UNREADABLE = "http://a^b.example.org/x"
FAKE = "https://short.example.org/1"
CARDS = {
    UNREADABLE: Card(UNREADABLE, "旧" * 200, "w" * 300),
    FAKE: Card(FAKE, "https://www.icbc.com.cn", "شركة abc " * 30, "中国工商银行", "xn--80ak6aa92e.example.com"),
}


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return msgspec.structs.replace(settings, egress=True)


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
async def test_a_card_that_means_harm_neither_breaks_nor_deceives(
    screens: Any, stage: Stage, monkeypatch: pytest.MonkeyPatch, size: dict[str, int]
) -> None:
    async def look(_context: Any, _sender: Any, link: str, _known: Any) -> Card | None:
        return CARDS.get(link)

    monkeypatch.setattr(cards, "_look", look)
    talk = await group(stage, ZHOU_LAN, HE_CHUAN)
    he = await sit(screens, stage, HE_CHUAN, f"/messages/{talk.id}", size=size)
    for link in CARDS:
        await talk.say(ZHOU_LAN, f"请看 {link}")
    await jobs_done(stage.server.context)
    await talk.say(ZHOU_LAN, "后面的一句")
    await expect(he.bubble("后面的一句")).to_be_visible()
    fake = he.stream.get_by_role("link", name="www.icbc.com.cn")
    await expect(fake.locator("small")).to_contain_text("xn--80ak6aa92e.example.com · 中国工商银行")
    await expect(he.stream.get_by_role("link", name="旧旧旧")).to_be_visible()
    # Read anew, as after a fortnight away.
    await he.page.reload()
    await expect(he.bubble("后面的一句")).to_be_visible()
    await until(lambda: he.page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
