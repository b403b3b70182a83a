"""Every screen of the client, and what opens on it: places for tests that look at all of them.

The school has one of everything (``tests/hostile/victim.py``); what its screens need beside it is added here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from playwright.async_api import Page, expect

from tests.browser.conftest import ROOT
from tests.cast import HAN_DONG, HE_CHUAN, XU_JINGYI, ZHAO_QIMING, ZHOU_LAN, Stage
from tests.files.uploads import finish, send, start, upload
from tests.hostile.victim import set_victim
from tests.messaging import acts
from tests.messaging.files import MINUTES, PHOTO, given, send_files, sound, spoken
from tests.messaging.talk import Talk, direct, group
from tocsin.messaging.sample.rules.papers import pdf
from tools.steps import Open, button, clicked, dialog, menu, opened, pressed, then, typed

PATH = re.compile(r'path: "([^"]+)"')


def routes() -> set[str]:
    """The paths the client's router knows, as the rooms declare them."""
    return {
        path
        for file in (ROOT / "web" / "src" / "rooms").glob("*/routes.ts")
        for path in PATH.findall(file.read_text(encoding="utf-8"))
    }


@dataclass(frozen=True)
class Place:
    """A screen: its route, the address of it here, and what can be opened there, each from a fresh look at it."""

    route: str
    path: str
    opens: dict[str, Open] = field(default_factory=dict)
    desktop: dict[str, Open] = field(default_factory=dict)
    """What there is on a desktop alone."""

    def opened(self, phone: bool) -> dict[str, Open]:
        """What to open on it."""
        return self.opens if phone else self.opens | self.desktop


@dataclass
class Life:
    """The ids of what the addresses name."""

    stage: Stage
    ids: dict[str, str]

    def at(self, place: Place) -> str:
        """Where the place is."""
        return place.path.format(**self.ids)


async def live(stage: Stage) -> Life:
    """Give the school one of everything, and a conversation in which everything has been said."""
    victim = await set_victim(stage)
    talk = await group(stage, ZHOU_LAN, HE_CHUAN, XU_JINGYI, name="期末备课")
    talk.first = (await talk.say(ZHOU_LAN, "各位老师，监考表出来了，见 https://example.com/a 第三页"))["seq"]  # type: ignore[attr-defined]
    ids = victim.ids | {"org": str(stage.school), "talk": talk.id}
    ids |= await _talked(stage, talk)
    zhou = await stage.as_(ZHOU_LAN)
    two = await direct(stage, HE_CHUAN, ZHOU_LAN)
    await two.say(HE_CHUAN, "下午三点在二楼会议室")
    school = f"/api/organisations/{stage.school}"
    await zhou.json("PATCH", f"/api/conversations/{ids['conversation_id']}/settings", json={"listed": True})
    invited = {"name": "顾明远", "phone": "13490001235", "post": "校医", "basis": "contract", "attested": True}
    member = (await zhou.json("POST", f"{school}/members", json=invited))["id"]
    ids["invitation"] = str((await zhou.json("GET", f"{school}/members/{member}/invitation-link"))["code"])
    ids["join"] = str((await zhou.json("POST", f"{school}/join-links", json={}))["code"])
    await stage.server.sign_in(ZHOU_LAN.phone, device={"name": "办公室电脑"})
    await _leave_uploads(stage)
    asked = {"name": "韩冬", "phone": HAN_DONG.phone, "basis": "contract", "attested": True}
    await zhou.json("POST", f"{school}/members", json=asked)
    return Life(stage, ids | {"direct": two.id, "maths": str(stage.person(ZHAO_QIMING))})


async def _talked(stage: Stage, talk: Talk) -> dict[str, str]:
    """Say everything there is to say, once."""
    for said in (acts.a_reply, acts.a_mention, acts.reactions, acts.a_poll, acts.a_card, acts.what_is_ones_own):
        await said(talk)
    await acts.a_sticker_and_what_is_forwarded(talk)
    realm = str(stage.school)
    files = [await given(stage, HE_CHUAN, realm, PHOTO, name) for name in ("走廊一.jpg", "走廊二.jpg")]
    await send_files(talk, HE_CHUAN, *files, text="走廊布置好了")
    await send_files(talk, XU_JINGYI, await given(stage, XU_JINGYI, realm, MINUTES, "会议纪要.txt"))
    await talk.say(XU_JINGYI, "", content={"kind": "voice", "file": await spoken(stage, XU_JINGYI, realm)})
    await acts.an_edit(talk)
    await acts.announcements(talk)
    await acts.requests_to_join(talk)
    await talk.recall(HE_CHUAN, (await talk.say(HE_CHUAN, "发错群了"))["seq"])
    root = await talk.say(ZHOU_LAN, "周五谁值班？")
    await talk.say(HE_CHUAN, "我值上半天", reply_to=root["seq"])
    last = await talk.say(ZHOU_LAN, "请大家看完回一声", mentions=["all"])
    await talk.read(HE_CHUAN, last["seq"])
    said = reversed(await talk.seen_by(ZHOU_LAN, limit=100))
    first = {fact["content"]["kind"]: str(fact["seq"]) for fact in said if fact.get("content")}
    return {"root": str(root["seq"]), "last": str(last["seq"]), "poll": first["poll"], "merged": first["merged"]}


async def _leave_uploads(stage: Stage) -> None:
    """Files that were uploaded and not sent, and one that is on its way."""
    zhou = await stage.as_(ZHOU_LAN)
    await upload(zhou, PHOTO, "照片.jpg", "image/jpeg")
    await upload(zhou, pdf([["# Fire drill", "Leave by the east stairs."]]), "疏散须知.pdf", "application/pdf")
    said = await start(zhou, sound(), "听力.wav", "audio/wav")
    await send(zhou, said, sound())
    await finish(zhou, said, duration_ms=1000, waveform=[10, 60, 30])
    await upload(zhou, "第一场 8:30\n第二场 10:30\n".encode() * 30, "监考安排.txt", "text/plain")
    await start(zhou, bytes(3_000_000), "录像.mp4", "video/mp4")


async def _reactions(page: Page) -> None:
    await page.get_by_role("log").locator("article").last.hover()
    await page.get_by_role("button", name="回应表情").last.click()


def found(text: str) -> Open:
    """Wait for what was looked for."""

    async def act(page: Page) -> None:
        await expect(
            page.get_by_role("complementary").or_(page.get_by_role("region")).get_by_text(text).last
        ).to_be_visible()

    return act


def proof(name: str, said: str) -> Open:
    """Choose a bundle, and wait for what is said of it."""

    async def act(page: Page) -> None:
        await page.locator("input[type=file]").set_input_files(ROOT / "tests/vectors/evidence" / f"{name}.json")
        await expect(page.get_by_role("heading", name=said)).to_be_visible()

    return act


TALK = "/messages/{talk}"
ADMIN = "/admin/{org}"
IMPORTS = "main .ant-segmented-item:nth-child(2)"
PLACES = (
    Place(
        "/messages",
        "/messages",
        {"new": dialog("发起聊天"), "favourites": dialog("收藏")},
        {"palette": then(pressed("Control+k"), typed("何"))},
    ),
    Place("/messages", "/messages?list=mentions"),
    Place(
        "/messages/$conversation",
        TALK,
        {
            "emoji": button("表情"),
            "menu": menu,
            "forward": then(menu, dialog("转发", role="menuitem")),
            "all reactions": then(menu, dialog("更多表情", role="menuitem")),
            "several": then(menu, button("多选", role="menuitem")),
            "revisions": dialog("已编辑", exact=False),
        },
        {
            "stickers": button("贴纸"),
            "organisations stickers": then(button("贴纸"), button("内部贴纸", role="tab")),
            "poll": dialog("发起投票"),
            "voice": button("语音消息"),
            "reaction": _reactions,
            "status": then(button("我: 周岚"), opened),
            "head": button("更多"),
            "mention": then(clicked("[data-composer]"), typed("@")),
        },
    ),
    Place(
        "/messages/$conversation", TALK + "?at={poll}", {"voters": dialog("谁选了什么"), "reactors": dialog("谁回应了")}
    ),
    Place("/messages/$conversation", TALK + "?at={merged}", {"merged": dialog("查看 1 条")}),
    Place("/messages/$conversation", TALK + "?details=effects&seq={last}"),
    Place("/messages/$conversation", TALK + "?details=thread&seq={root}"),
    Place(
        "/messages/$conversation",
        TALK + "?details=members",
        {
            "add": dialog("添加成员"),
            "seat": button("何川：更多操作"),
            "export": dialog("导出记录"),
            "rename": dialog("修改群名"),
            "silence": then(button("何川：更多操作"), button("禁言", exact=False, role="menuitem")),
            "give": then(button("何川：更多操作"), dialog("转让群主", role="menuitem")),
            "leave": dialog("退出群聊"),
            "end": dialog("解散群聊"),
        },
    ),
    Place("/messages/$conversation", TALK + "?details=announcements", {"new": dialog("发布公告")}),
    Place("/messages/$conversation", TALK + "?details=requests"),
    Place("/messages/$conversation", TALK + "?details=settings", {"link": dialog("群链接与二维码")}),
    Place("/messages/$conversation", TALK + "?details=person&person={person_id}"),
    Place(
        "/messages/$conversation",
        TALK + "?details=search",
        {
            "found": then(clicked("[data-asked]"), typed("监考"), found("监考表")),
            "export": dialog("导出聊天记录"),
        },
    ),
    Place("/messages/$conversation", TALK + "?details=files"),
    # Last: what is begun there stays begun.
    Place("/messages/$conversation", TALK + "?at={last}", {"edit": then(menu, button("编辑", role="menuitem"))}),
    Place("/messages/$conversation", "/messages/{direct}", {"reply": then(menu, button("回复", role="menuitem"))}),
    Place("/messages/$conversation", "/messages/01890000-0000-7000-8000-000000000000"),
    Place("/search", "/search"),
    Place("/search", "/search?q=监考", {"filters": button("发送人", exact=False, role="combobox")}),
    Place("/search", "/search?q=没有这样的话"),
    Place("/groups", "/groups"),
    Place("/groups/join/$code", "/groups/join/{group_code}"),
    Place("/directory/{-$org}/{-$department}", "/directory", desktop={"card": clicked("[data-member]")}),
    Place("/directory/{-$org}/{-$department}", "/directory/{org}?member={member_id}", {"qr": button("二维码")}),
    Place("/directory/{-$org}/{-$department}", "/directory/{org}?q=he"),
    Place("/directory/{-$org}/{-$department}", "/directory/{org}/external", {"new": dialog("新增")}),
    Place("/directory/{-$org}/{-$department}", "/directory/{org}/external?contact={contact_id}"),
    Place("/directory-chart/$org", "/directory-chart/{org}"),
    Place("/transfers/$org", "/transfers/{org}"),
    Place("/members/$member", "/members/{member_id}"),
    Place("/admin", "/admin"),
    Place("/admin/$org", ADMIN),
    Place("/admin/$org/members", ADMIN + "/members", {"export": dialog("导出花名册")}),
    Place("/admin/$org/members", ADMIN + "/members?member={member_id}", {"remove": dialog("移出组织")}),
    Place("/admin/$org/members", ADMIN + "/members?invite=true"),
    Place("/admin/$org/departments", ADMIN + "/departments", {"new": dialog("新建部门")}),
    Place("/admin/$org/departments", ADMIN + "/departments?department={department_id}"),
    Place("/admin/$org/roster", ADMIN + "/roster"),
    Place("/admin/$org/roster", ADMIN + "/roster?import={import_id}", {"apply": dialog("应用导入")}),
    Place("/admin/$org/witnesses", ADMIN + "/witnesses", {"new": dialog("新建见证方")}),
    Place("/admin/$org/join", ADMIN + "/join", {"link": dialog("新建链接"), "accept": dialog("通过")}),
    Place(
        "/admin/$org/groups",
        ADMIN + "/groups",
        {"clean-up": then(clicked("main [role=listitem] input:enabled"), dialog("列入清理"))},
    ),
    Place("/admin/$org/groups", ADMIN + "/groups?filter=idle&q=没有这样的群"),
    Place(
        "/admin/$org/groups",
        ADMIN + "/groups?group={talk}",
        {"merge": dialog("合并到其他群"), "give": dialog("转交群主"), "take out": dialog("移出")},
    ),
    Place("/admin/$org/groups", ADMIN + "/groups?group=01890000-0000-7000-8000-000000000000"),
    Place(
        "/admin/$org/archive",
        ADMIN + "/archive",
        {
            "export": then(clicked("main article button:not([aria-label^=删除])"), opened),
            "import": clicked(IMPORTS),
            "preview": then(clicked(IMPORTS), button("查看")),
        },
    ),
    Place(
        "/admin/$org/stickers",
        ADMIN + "/stickers",
        {
            "new": dialog("新建贴纸集"),
            "sticker": dialog("修改贴纸", exact=False),
            "remove": dialog("移除「", exact=False),
        },
    ),
    Place("/admin/$org/roles", ADMIN + "/roles", {"grant": dialog("授予角色")}),
    Place("/admin/$org/roles", ADMIN + "/roles?tab=roles", {"new": dialog("新建角色")}),
    Place("/admin/$org/roles", ADMIN + "/roles?tab=explain&member={member_id}"),
    Place(
        "/admin/$org/audit",
        ADMIN + "/audit?days=7",
        {
            "act": clicked("main [role=listitem] button[aria-expanded]"),
            "numbers": clicked("button[aria-label=以表格显示]"),
            "export": button("导出"),
            "keep": dialog("保存此搜索"),
            "keeping": dialog("修改"),
        },
    ),
    Place("/admin/$org/organisation", ADMIN + "/organisation"),
    Place("/invitations", "/invitations"),
    Place("/settings", "/settings"),
    Place("/settings/profile", "/settings/profile"),
    Place("/settings/presence", "/settings/presence"),
    Place("/settings/password", "/settings/password"),
    Place("/settings/devices", "/settings/devices", {"end": dialog("退出其他所有设备")}),
    Place("/settings/record", "/settings/record"),
    Place("/settings/notifications", "/settings/notifications"),
    Place("/settings/offline", "/settings/offline"),
    Place("/settings/appearance", "/settings/appearance"),
    Place("/settings/uploads", "/settings/uploads", {"viewer": then(button("照片.jpg", exact=False), opened)}),
    Place("/organisations/new", "/organisations/new"),
)
"""What somebody sees who is signed in, and an admin."""

NEWCOMER = (
    Place("/messages", "/messages"),
    Place("/directory/{-$org}/{-$department}", "/directory"),
    Place("/invitations", "/invitations", {"refuse": dialog("婉拒")}),
    Place("/join/$code", "/join/{join}"),
    Place("/invitation/$code", "/invitation/{invitation}"),
    Place("/groups", "/groups"),
)
"""What somebody sees who belongs to nothing yet: invited, and an applicant."""

DOORS = (
    Place("/sign-in", "/sign-in", {"password": clicked("text=密码登录")}),
    Place("/welcome", "/welcome"),
    Place("/invitation/$code", "/invitation/{invitation}"),
    Place("/join/$code", "/join/{join}"),
    Place(
        "/verify",
        "/verify",
        {"proved": proof("every_shape", "证据有效"), "refused": proof("content_changed", "证据无效")},
    ),
)
"""What guests see."""
