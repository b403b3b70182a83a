"""People with many of everything, at the screen: hundreds of conversations, of members, of replies and of reactors."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

from playwright.async_api import Locator, Page, Route, expect

from tests.browser.chat import Chat, sit
from tests.cast import HE_CHUAN, XU_JINGYI, ZHOU_LAN, Stage
from tests.hostile.victim import as_owner
from tests.messaging.crowd import crowd, each_does, gathered, names
from tests.messaging.talk import Talk, group
from tests.support.browser import until
from tocsin.kernel.db import Transaction
from tocsin.kernel.types import Actor
from tocsin.messaging.actions.polls import vote
from tocsin.messaging.actions.reactions import set_reaction

MANY = 230
LIST = "**/api/conversations?after=*"


async def hundreds(stage: Stage) -> list[Talk]:
    """More groups than a page of the list holds, the oldest first; in two of the oldest something is unread."""
    (await stage.as_(ZHOU_LAN)).patient = True
    talks = [await group(stage, ZHOU_LAN, HE_CHUAN, name=f"第{number:03}组") for number in range(MANY)]
    for talk in (*talks[:2], *talks[5:]):
        fact = await talk.say(ZHOU_LAN, "记一下")
        if talk not in talks[:2]:
            await talk.read(HE_CHUAN, fact["seq"])
    return talks


async def refused(route: Route) -> None:
    await route.abort()


async def total(page: Page) -> str:
    return await page.title()


async def scroll_to_end(chat: Chat, last: Talk) -> None:
    rows = chat.page.get_by_role("list", name="会话").locator("..")

    async def down() -> bool:
        await rows.evaluate("one => one.scrollTo(0, one.scrollHeight)")
        return await chat.row(last).count() == 1

    await until(down)


async def comes_back(stage: Stage, he: Chat, talks: list[Talk]) -> None:
    """Away for a while: what is new, what changed and what is gone is so when the line is back, on every page."""
    await he.page.context.set_offline(True)
    await talks[12].say(ZHOU_LAN, "你不在时")
    owner = await stage.as_(ZHOU_LAN)
    await owner.json("DELETE", f"{talks[13].path}/members/{stage.person(HE_CHUAN)}")
    await (await stage.as_(HE_CHUAN)).json("PUT", f"{talks[14].path}/preferences", json={"pinned": True, "muted": True})
    await he.page.context.set_offline(False)
    await expect(he.page.locator("[data-row='0']")).to_contain_text("第014组")
    await expect(he.page.locator("[data-row='1']")).to_contain_text("你不在时")
    await until(lambda: total(he.page), "(4) 铎")
    await he.page.get_by_role("button", name="未读 3").click()
    await expect(he.row(talks[12])).to_be_visible()
    await expect(he.row(talks[1])).to_be_visible()


async def test_of_hundreds_of_conversations_none_is_missed(screens: Any, stage: Stage) -> None:
    talks = await hundreds(stage)
    client = await stage.server.sign_in(HE_CHUAN.phone, HE_CHUAN.name)
    he = Chat(await screens.visit(client, "/invitations"))
    zhou = await sit(screens, stage, ZHOU_LAN)
    # The rest of the list does not come: what is said in it brings it up all the same, once, with its count.
    await he.page.route(LIST, refused)
    await he.page.goto("/messages")
    await expect(he.row(talks[-1])).to_be_visible()
    await expect(he.row(talks[9])).to_have_count(0)
    await zhou.page.keyboard.press("Control+k")
    palette = zhou.page.get_by_role("combobox")
    await palette.fill("第009组")
    await expect(zhou.page.get_by_role("option", name="第009组").first).to_be_visible()
    await palette.press("Enter")
    await zhou.say("大家看一下")
    first = he.page.locator("[data-row='0']")
    await expect(first).to_contain_text("第009组")
    await expect(first).to_contain_text("大家看一下")
    await expect(first.locator("b")).to_contain_text("1")
    await until(lambda: total(he.page), "(1) 铎")
    await zhou.say("还有一句")
    await expect(first.locator("b")).to_contain_text("2")

    # Once it comes the badge counts everything, wherever it stands.
    await he.page.unroute(LIST)
    await until(lambda: total(he.page), "(4) 铎")
    await expect(he.page.get_by_role("button", name="未读 3")).to_be_visible()
    await scroll_to_end(he, talks[4])
    await he.open(talks[0])
    await until(lambda: total(he.page), "(3) 铎")
    await he.page.keyboard.press("Control+k")
    palette = he.page.get_by_role("combobox")
    await palette.fill("第003组")
    await expect(he.page.get_by_role("option", name="第003组").first).to_be_visible()
    await palette.press("Enter")
    await he.say("找到了")
    await expect(first).to_contain_text("找到了")

    screens.tolerate += ["ERR_INTERNET_DISCONNECTED", "WebSocket connection"]
    await comes_back(stage, he, talks)


async def test_who_is_in_a_large_group_already_is_not_offered_again(screens: Any, stage: Stage) -> None:
    away, *people = await crowd(stage, *names(507))
    talk = await gathered(stage, ZHOU_LAN, HE_CHUAN, people=people)
    # Members are listed by their ids; nobody reads as far as the last of them.
    last = max(people, key=lambda one: one.id)
    he = await sit(screens, stage, HE_CHUAN, f"/messages/{talk.id}?details=members")
    await he.details.get_by_role("button", name="添加成员").click()
    dialog = he.page.get_by_role("dialog", name="添加成员")
    offered = dialog.get_by_role("region", name="同事").get_by_role("button")
    await dialog.get_by_role("searchbox").fill(last.name)
    await expect(offered).to_have_count(1)
    await expect(offered).to_contain_text(last.name)
    await expect(offered).to_be_disabled()
    await expect(offered).to_have_attribute("aria-pressed", "true")
    await dialog.get_by_role("searchbox").fill(away.name)
    await expect(offered).to_have_count(1)
    await expect(offered).to_contain_text(away.name)
    await expect(offered).to_be_enabled()
    # Somebody else brings them meanwhile.
    added = {"person_ids": [str(away.id)]}
    await (await stage.as_(ZHOU_LAN)).json("POST", f"{talk.path}/members", json=added)
    await expect(offered).to_be_disabled()


async def test_a_large_group_is_handed_to_whoever_stands_last_in_it(screens: Any, stage: Stage) -> None:
    people = await crowd(stage, *names(507))
    talk = await gathered(stage, HE_CHUAN, people=people)
    last = max(people, key=lambda one: one.id)
    he = await sit(screens, stage, HE_CHUAN, f"/messages/{talk.id}?details=members")
    await he.details.get_by_role("button", name="退出群聊").click()
    dialog = he.page.get_by_role("dialog")
    await dialog.get_by_label("查找成员").fill(last.name)
    found = dialog.get_by_role("list", name="退出后由谁做群主").get_by_role("button")
    await expect(found).to_have_count(1)
    await expect(found).to_contain_text(last.name)
    await found.click()
    # Looked for again, whoever was chosen stays chosen.
    await dialog.get_by_label("查找成员").fill("")
    await expect(found.nth(1)).to_be_visible()
    await dialog.get_by_role("button", name="退出群聊").click()
    await expect(he.row(talk)).to_have_count(0)
    async with as_owner(stage) as rows:
        assert await rows.fetchval("SELECT owner_id FROM conversation WHERE id = $1::uuid", talk.id) == last.id


async def test_somebody_of_hundreds_is_found_and_mentioned(screens: Any, stage: Stage) -> None:
    people = await crowd(stage, *names(240), "欧阳克难")
    talk = await gathered(stage, ZHOU_LAN, HE_CHUAN, XU_JINGYI, people=people)
    zhou = await sit(screens, stage, ZHOU_LAN, f"/messages/{talk.id}?details=members")
    he = await sit(screens, stage, HE_CHUAN, f"/messages/{talk.id}")
    seats = zhou.details.get_by_role("list", name=re.compile("^成员")).get_by_role("listitem")
    await expect(seats.first).to_contain_text("周岚")
    await expect(seats.filter(has_text="欧阳克难")).to_have_count(0)
    field = zhou.details.get_by_label("查找成员")
    for q in ("oykn", "ouyang", "克难"):
        await field.fill(q)
        await expect(seats).to_have_count(1)
        await expect(seats).to_contain_text("欧阳克难")
    # Named an admin where they were found, they stand with those who run the group.
    await seats.get_by_label("欧阳克难：更多操作").click()
    await zhou.page.get_by_role("menuitem", name="设为管理员").click()
    await expect(seats).to_contain_text("管理员")
    await field.fill("没有这样的人")
    await expect(zhou.details.get_by_text("没有找到")).to_be_visible()
    await field.fill("")
    await expect(seats.nth(1)).to_contain_text("欧阳克难")

    # Whom one mentions is found by pinyin too, beyond those at hand.
    await zhou.field.press_sequentially("@oykn")
    await zhou.page.get_by_role("option", name="欧阳克难").click()
    await zhou.field.press_sequentially("请看")
    await zhou.field.press("Enter")
    await expect(he.bubble("请看")).to_contain_text("@欧阳克难")


async def answered(stage: Stage) -> tuple[Talk, int, int, str]:
    """A message with hundreds of replies and reactors, a poll with as many voters; the last of them."""
    people = await crowd(stage, *names(230))
    talk = await gathered(stage, ZHOU_LAN, HE_CHUAN, people=people)
    context = stage.server.context
    poll = {"kind": "poll", "question": "几点？", "options": ["三点", "四点"]}
    asked = (await talk.say(ZHOU_LAN, "", content=poll))["seq"]
    root = (await talk.say(ZHOU_LAN, "周五谁值班？"))["seq"]

    async def act(tx: Transaction, doer: Actor) -> None:
        await set_reaction(tx, context, doer, UUID(talk.id), root, "👍", on=True)
        await vote(tx, context, doer, UUID(talk.id), asked, [1])

    await each_does(stage, people, act)
    (await stage.as_(HE_CHUAN)).patient = True
    for number in range(130):
        await talk.say(HE_CHUAN, f"回 {number}", reply_to=root)
    return talk, root, asked, max(people, key=lambda one: str(one.id)).name


async def to_end(frame: Locator, text: str) -> None:
    """Scroll down until it says so."""

    async def down() -> bool:
        await frame.evaluate("one => one.scrollTo(0, one.scrollHeight)")
        return await frame.get_by_text(text, exact=True).count() > 0

    await until(down)


async def test_hundreds_of_replies_reactors_and_voters_come_as_one_scrolls(screens: Any, stage: Stage) -> None:
    talk, root, asked, last = await answered(stage)
    zhou = await sit(screens, stage, ZHOU_LAN, f"/messages/{talk.id}?details=thread&seq={root}")
    he = await sit(screens, stage, HE_CHUAN, f"/messages/{talk.id}")

    lines = zhou.details.get_by_role("list").locator("..")
    await expect(lines.get_by_text("周五谁值班？")).to_be_visible()
    await expect(lines.get_by_text("回 129", exact=True)).to_have_count(0)
    # The second page does not come: it says so, and comes when one tries again.
    await zhou.page.route("**/thread?after=*", lambda route: refused(route))
    await lines.evaluate("one => one.scrollTo(0, one.scrollHeight)")
    again = zhou.details.get_by_role("button", name="重试")
    await expect(again).to_be_attached()
    await zhou.page.unroute("**/thread?after=*")
    await to_end(lines, "回 129")
    # What is said in it while one looks is there.
    await he.act("回 129", "回复")
    await he.say("我来")
    await to_end(lines, "我来")
    await zhou.page.get_by_role("complementary").get_by_role("button", name="在话题中回复").click()
    await expect(zhou.page.get_by_text("回复 何川")).to_be_visible()

    for seq, words in ((root, "谁回应了"), (asked, "谁选了什么")):
        await zhou.page.goto(f"/messages/{talk.id}?at={seq}")
        await zhou.stream.locator(f"[data-seq='{seq}']").get_by_role("button", name=words).click()
        rows = zhou.page.get_by_role("dialog").get_by_role("list", name=words)
        await expect(rows.get_by_role("listitem").first).to_be_visible()
        await expect(rows.get_by_text(last)).to_have_count(0)
        await to_end(rows.locator(".."), last)
