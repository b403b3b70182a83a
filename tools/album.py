"""What the pictures of README and docs show: who looks at what, on which screen.

Those that leave something behind (a draft, an archive, an import, who registered) come last.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from playwright.async_api import Page, expect

from tools.steps import Open, button, clicked, dialog, menu, opened, pressed, then, typed

DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}


NEWCOMER = "newcomer"
"""Who was invited, has just registered, and belongs to nothing yet."""


async def nothing(page: Page) -> None:
    """Leave the screen as it is."""


@dataclass(frozen=True)
class Shot:
    """One picture. ``talk`` names a conversation and ``about`` words of a message there: ``{talk}`` and ``{seq}``."""

    name: str
    path: str
    act: Open = nothing
    talk: str = "教务处"
    about: str = ""
    person: str | None = "zhou.lan"
    """By login name; None is a guest."""
    size: dict[str, int] | None = None
    dark: bool = False
    language: str = "zh-CN"
    empty: bool = False
    """Of a server on which nothing is founded."""

    @property
    def phone(self) -> bool:
        return self.name.removesuffix("-dark").endswith("-phone")

    @property
    def screen(self) -> dict[str, int]:
        return self.size or (PHONE if self.phone else DESKTOP)


def dark(shot: Shot) -> Shot:
    """The same in the dark."""
    return replace(shot, name=f"{shot.name}-dark", dark=True)


def phone(shot: Shot) -> Shot:
    """The same on a phone."""
    return replace(shot, name=f"{shot.name}-phone")


def file(name: str, mime: str, text: str) -> Open:
    """Give the page's field a file."""

    async def act(page: Page) -> None:
        given = {"name": name, "mimeType": mime, "buffer": text.encode()}
        await page.locator("input[type=file]").first.set_input_files(given)  # type: ignore[arg-type]

    return act


async def proof(page: Page) -> None:
    """Give the page the evidence of the message that its address names."""
    take = """() => {
        const asked = new URLSearchParams(location.search);
        return fetch(`/api/conversations/${asked.get("talk")}/messages/${asked.get("seq")}/evidence`).then((one) => one.text());
    }"""
    await file("证据.json", "application/json", await page.evaluate(take))(page)
    await expect(page.get_by_role("heading", name="证据有效")).to_be_visible()


def shown(text: str) -> Open:
    """Wait for what comes by itself."""

    async def act(page: Page) -> None:
        await expect(page.get_by_text(text).first).to_be_visible()

    return act


def filled(label: str, text: str) -> Open:
    """Fill a field."""

    async def act(page: Page) -> None:
        field = page.get_by_role("textbox", name=label).or_(page.get_by_placeholder(label))
        await field.last.fill(text)

    return act


async def cut_off(page: Page) -> None:
    """Take the network away, and write all the same."""
    await page.context.set_offline(True)
    await expect(page.get_by_text("连不上服务器").first).to_be_visible()
    await page.locator("[data-composer]").fill("下午三点前我把表改好")
    await button("发送")(page)


def registering(number: str) -> Open:
    """Come in with a new number, as far as the form."""

    async def act(page: Page) -> None:
        await page.get_by_label("手机号").fill(number)
        await button("获取验证码")(page)
        code = await page.evaluate("number => window.codeSent(number)", number)
        await page.get_by_label("验证码", exact=True).fill(code)
        await page.get_by_label("真实姓名").fill("顾明远")

    return act


async def on_paper(page: Page) -> None:
    """What the printer is given."""
    await page.emulate_media(media="print")
    await page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    await page.locator("[data-sheets]").evaluate("sheets => { sheets.style.margin = '10mm' }")


async def looked_around(page: Page) -> None:
    """Let the device keep what it sees, and come back to what it says of it."""
    here = page.url
    await page.goto("/messages")
    await expect(page.locator("[data-conversation]").first).to_be_visible()
    await page.wait_for_timeout(4_000)
    await page.goto(here)


def chosen(*names: str) -> Open:
    """Choose these in a dialog."""

    async def act(page: Page) -> None:
        for name in names:
            await page.get_by_role("dialog").get_by_text(name, exact=True).first.click()

    return act


def scrolled(text: str) -> Open:
    """Bring what says this to the head of the page."""

    async def act(page: Page) -> None:
        await page.get_by_text(text, exact=True).first.evaluate("one => one.scrollIntoView({ block: 'start' })")

    return act


async def recording(page: Page) -> None:
    """Speak for three seconds."""
    await button("语音消息")(page)
    await expect(page.get_by_text("0:03")).to_be_visible()


ROSTER = """姓名,手机号,部门,职位,工号,直属主管
何川,13490000003,教务处/教务科;教务处,科长,DS00003,13490000001
钟念,13490009001,教务处/教务科,干事,DS09001,13490000003
孟归,13490009002,教务处/考务科,科员,DS09002,13490000003
孟归,13490009002,教务处,科员,DS09003,13490000003
Rose Hart,+8613490009004,外语系,外教,DS09004,Emma Clarke
柏言,1349000,外语系,教师,DS09005,Emma Clarke
"""
OLD_TALK = """发送时间,发送人,消息内容,群名称,手机号
2025-09-01 08:30:00,何川,新学期课表发群里了，请核对。,教研组长群,13490000003
2025-09-01 08:41:00,许静怡,外语系没有问题。,教研组长群,13490000004
2025-09-01 09:02:00,赵启明,数学系周三第四节要换。,教研组长群,
2025-09-02 10:15:00,何川,换好了。,教研组长群,13490000003
2025-09-03 16:20:00,唐嘉树,运动会的秩序册印好了。,运动会筹备,13490000007
2025-09-03 16:31:00,冯老师,裁判还缺两位。,运动会筹备,
,何川,没有时间的一行,教研组长群,13490000003
"""
SHEET = "text/csv"
TALK = "/messages/{talk}"
EFFECTS = TALK + "?details=effects&seq={seq}"
FOLLOWED = "期末监考安排"
HERE = TALK + "?at={seq}"
ADMIN = "/admin/{organisation}"
ARCHIVES = ADMIN + "/archive"
SCHOOL, DRILL, EXAMS, READING = "铎声中学全员群", "消防演练工作组", "期末监考协调", "读书会（周四晚）"
VISIT, PAY, ALONE = "Riverside exchange visit", "课时津贴答疑", "沈书航"


def comings() -> Iterable[Shot]:
    """Coming in: what guests see, and who was invited."""
    yield Shot("welcome", "/welcome", person=None, empty=True)
    yield Shot("sign-in", "/sign-in", person=None)
    yield Shot("sign-in-phone", "/sign-in", person=None)
    yield Shot("sign-in-password-phone", "/sign-in", clicked("text=密码登录"), person=None)
    yield Shot("join-phone", "/join/{join}", person=None)
    yield Shot("invitation-phone", "/invitation/{invitation}", person=None)


def talks() -> Iterable[Shot]:
    """Conversations."""
    yield Shot("chat-list-phone", "/messages")
    yield Shot("chat-list-traditional-phone", "/messages", language="zh-TW")
    yield Shot("mentions", TALK + "?list=mentions")
    yield Shot("chat-desktop", TALK)
    effects = Shot("effects", EFFECTS, about=FOLLOWED)
    yield replace(effects, name="chat-desktop-dark", dark=True)
    yield replace(effects, name="chat-traditional", language="zh-TW")
    yield replace(effects, name="chat-desktop-english", language="en", talk=VISIT, about="We have no dogs")
    yield effects
    yield phone(effects)
    checked = Shot("verify", "/verify?talk={talk}&seq={seq}", proof, about=FOLLOWED)
    yield from (checked, phone(checked))
    yield Shot("chat-phone", TALK)
    yield Shot("chat-phone-dark", TALK, dark=True)
    yield Shot("chat-english-phone", TALK, talk=VISIT, language="en")
    yield Shot("message-menu-phone", TALK, menu, talk=EXAMS)
    yield Shot("message-menu", TALK, menu, talk=EXAMS)
    yield Shot("thread", TALK + "?details=thread&seq={seq}", talk=EXAMS, about="物理系周四上午有竞赛")
    forward = Shot("forward", TALK, then(menu, dialog("转发", role="menuitem"), chosen("教务处", "林悦")), talk=EXAMS)
    yield from (forward, phone(forward))
    yield Shot("forwarded-phone", HERE, talk="校务会", about="这两条要不要写进简报")
    yield Shot("poll-phone", HERE, talk="高二任课教师", about="家长会想听什么")
    asked = (filled("问题", "周五几点开会？"), filled("选项 1", "上午十点"), filled("选项 2", "下午三点"))
    yield Shot("poll-new", TALK, then(dialog("发起投票"), *asked))
    yield Shot("emoji-phone", TALK, button("表情"), talk=EXAMS)
    yield Shot("stickers", TALK, then(button("贴纸"), button("校园日常", role="tab")))
    yield Shot("drafts", TALK, talk="赵启明")
    yield Shot("favourites", "/messages", then(button("收藏"), opened))
    yield Shot("link-card-phone", HERE, talk="机房与网络", about="文档也搬了新家")
    yield Shot("chat-offline-phone", TALK, cut_off)
    yield Shot("new-chat", "/messages", then(dialog("发起聊天"), filled("群名", "晚会彩排"), chosen("陈国", "何川")))


def files() -> Iterable[Shot]:
    """Files, voices, and looking at them."""
    yield Shot("chat-files", HERE, talk=DRILL, about="无人机拍的")
    yield Shot("chat-files-phone", HERE, talk=DRILL, about="无人机拍的")
    yield Shot("files-of-a-chat", TALK + "?details=files", talk=DRILL)
    yield Shot("viewer-picture", HERE, then(button("疏散路线", exact=False), opened), talk=DRILL, about="演练周三")
    yield Shot(
        "viewer-picture-phone", HERE, then(button("疏散路线", exact=False), opened), talk=DRILL, about="演练周三"
    )
    yield Shot("viewer-video", HERE, then(button("疏散演练", exact=False), opened), talk=DRILL, about="无人机拍的")
    yield Shot(
        "viewer-pdf", HERE, then(button("Exchange-visit", exact=False), opened), talk=VISIT, about="Museum it is"
    )
    yield Shot("voice", TALK, recording, talk=ALONE)
    yield Shot("voice-phone", TALK, talk=ALONE)
    yield Shot("tray", TALK, then(file("监考签到表.csv", SHEET, ROSTER), shown("监考签到表.csv")), talk=EXAMS)
    yield Shot("uploads", "/settings/uploads")


def groups() -> Iterable[Shot]:
    """Groups, for members, owners and admins."""
    inside = TALK + "?details="
    words = filled("公告内容", "考场钥匙周四 7:30 起在教务处领取。")
    announcing = then(dialog("发布公告"), words, button("需要每个人确认", role="checkbox"))
    yield Shot("members-of-a-group", inside + "members", talk=EXAMS)
    yield Shot("members-of-a-group-phone", inside + "members", talk=EXAMS, person="he.chuan")
    yield Shot("group-seat", inside + "members", button("许静怡：更多操作"), talk=EXAMS, person="he.chuan")
    yield Shot("group-leave", inside + "members", dialog("退出群聊"), talk=EXAMS, person="he.chuan")
    yield Shot("group-dissolve", inside + "members", dialog("解散群聊"), talk=EXAMS, person="he.chuan")
    yield Shot("group-rules", inside + "settings", talk=READING, person="xu.jingyi")
    yield Shot("group-rules-phone", inside + "settings", talk=READING, person="xu.jingyi")
    yield Shot("group-link", inside + "settings", dialog("群链接与二维码"), talk=READING, person="xu.jingyi")
    yield Shot("group-requests", inside + "requests", talk=READING, person="xu.jingyi")
    yield Shot("group-muted-phone", TALK, talk=SCHOOL, person="xu.jingyi")
    yield Shot("announcement-phone", TALK, talk=EXAMS, person="zhao.qiming")
    yield Shot("announcements", inside + "announcements", talk=EXAMS, person="he.chuan")
    yield Shot("announce", inside + "announcements", announcing, talk=EXAMS, person="he.chuan")
    yield Shot("groups-phone", "/groups", person="he.chuan")
    yield Shot("group-join-phone", "/groups/join/{group}", person="he.chuan")


def finding() -> Iterable[Shot]:
    """Search, the directory, cards and the chart."""
    yield Shot("palette", TALK, then(pressed("Control+k"), typed("静")))
    yield Shot("search", "/search?q=监考")
    yield Shot("search-phone-dark", "/search?q=监考", dark=True)
    yield Shot("search-inside", TALK, then(pressed("Control+Shift+f"), filled("搜索本会话", "监考")))
    directory = Shot("directory", "/directory")
    yield from (directory, dark(directory), phone(directory))
    yield replace(directory, name="directory-english", language="en")
    yield Shot("business-card", "/directory?member={head}")
    yield Shot("business-card-phone", "/members/{head}")
    yield Shot("card-code-phone", "/directory?member={head}", button("二维码"))
    yield Shot("external", "/directory/{organisation}/external?contact={contact}")
    yield Shot("transfers", "/transfers/{organisation}")
    chart = "/directory-chart/{organisation}"
    yield Shot("org-chart", chart)
    yield Shot("org-chart-phone", chart)
    yield Shot("org-chart-print", chart, on_paper, size={"width": 1123, "height": 700})


def own() -> Iterable[Shot]:
    """What belongs to oneself."""
    yield Shot("settings-phone", "/settings")
    yield Shot("profile", "/settings/profile")
    yield Shot("status", TALK, then(button("我: 周岚"), opened))
    yield Shot("status-phone", "/settings/presence")
    yield Shot("password", "/settings/password")
    yield Shot("devices", "/settings/devices")
    yield Shot("record-phone", "/settings/record")
    yield Shot("notifications", "/settings/notifications")
    yield Shot("notifications-phone-dark", "/settings/notifications", dark=True)
    yield Shot("offline", "/settings/offline", looked_around)
    yield Shot("appearance-dark", "/settings/appearance", dark=True)
    yield Shot("founding", "/organisations/new")


def running() -> Iterable[Shot]:
    """Running an organisation."""
    yield Shot("admin", "/admin")
    yield Shot("admin-phone", ADMIN)
    yield Shot("members", ADMIN + "/members?member={head}")
    yield Shot("invite", ADMIN + "/members?invite=true")
    yield Shot("departments", ADMIN + "/departments")
    yield Shot("join-links", ADMIN + "/join")
    yield Shot("groups-register", ADMIN + "/groups", person="lu.ming")
    yield Shot("groups-register-dark", ADMIN + "/groups", person="lu.ming", dark=True)
    group = then(filled("按群名搜索", READING), shown("16"), clicked("main [role=listitem] button"), shown("许静怡"))
    yield Shot("groups-register-one", ADMIN + "/groups", group, person="lu.ming")
    yield Shot("groups-register-merge", ADMIN + "/groups", then(group, dialog("合并到其他群")), person="lu.ming")
    marked = then(*[button(f"选择「{name}」", role="checkbox") for name in ("校务会", PAY)], dialog("列入清理"))
    yield Shot("groups-register-clean-up", ADMIN + "/groups", marked, person="lu.ming")
    yield Shot("roles", ADMIN + "/roles")
    yield Shot("powers", ADMIN + "/roles?tab=explain&member={head}")
    yield Shot("audit", ADMIN + "/audit", clicked("main [role=listitem] button[aria-expanded] >> nth=0"))
    named = then(dialog("新建见证方"), filled("名称", "witness.example.com"))
    yield Shot("witnesses-phone", ADMIN + "/witnesses", named)
    yield Shot("organisation", ADMIN + "/organisation")
    yield Shot("rules-of-messages", ADMIN + "/organisation", scrolled("对本组织的全部群聊有效，改动会记入审计记录。"))
    yield Shot("organisation-english", ADMIN + "/organisation", language="en")
    yield Shot("sticker-sets", ADMIN + "/stickers")


def leavings() -> Iterable[Shot]:
    """What leaves something behind."""
    yield Shot("mention", TALK, then(clicked("[data-composer]"), typed("@")), talk=EXAMS)
    yield Shot("roster", ADMIN + "/roster", then(file("花名册.csv", SHEET, ROSTER), shown("柏言")))
    bring = then(clicked("main .ant-segmented-item:nth-child(2)"), file("旧记录.csv", SHEET, OLD_TALK))
    yield Shot("register-phone", "/sign-in", registering("13490009998"), person=None)
    yield Shot(
        "agreement-phone", "/sign-in", then(registering("13490009999"), dialog("隐私", exact=False)), person=None
    )
    yield Shot("invitations-phone", "/invitations", person=NEWCOMER)
    yield Shot("import", ARCHIVES, then(bring, shown("运动会筹备")))
    out = dialog("导出聊天记录")
    inside = TALK + "?details=search"
    yield Shot("export", inside, then(out, shown("个文件")), talk=DRILL)
    yield Shot("export-done-phone", inside, then(out, button("开始导出"), shown("下载")), talk=DRILL)
    reason = then(button("导出「消防演练工作组」"), filled("导出原因", "演练总结需要存档"), shown("个文件"))
    yield Shot("export-by-power", ARCHIVES, reason, person="lu.ming")
    taken = then(reason, button("开始导出"), shown("下载"))
    yield Shot("archives", ARCHIVES, then(taken, pressed("Escape")), person="lu.ming")


SHOTS = tuple(shot for part in (comings, talks, files, groups, finding, own, running, leavings) for shot in part())
