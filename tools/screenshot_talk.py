"""What the sample organisation talks about in the pictures: said over the API by the people of the cast."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx

CAST = (
    "zhou.lan",
    "shen.shuhang",
    "he.chuan",
    "xu.jingyi",
    "zhao.qiming",
    "wu.xiaowen",
    "tang.jiashu",
    "lu.ming",
    "su.rui",
    "lin.yue",
    "emma.clarke",
)
READERS = ("he.chuan", "xu.jingyi", "zhao.qiming", "wu.xiaowen", "lin.yue", "emma.clarke", "su.rui")
"""Those who have confirmed the message whose effects are shown."""


@dataclass
class Person:
    """One of the cast, signed in."""

    http: httpx.Client
    id: str
    name: str

    def call(self, method: str, path: str, **options: Any) -> Any:
        answer = self.http.request(method, path, **options)
        if not answer.is_success:
            raise SystemExit(f"{self.name}: {method} {path} -> {answer.status_code} {answer.text[:300]}")
        return answer.json() if answer.content else None


@dataclass
class Talk:
    """Ids that the addresses of the pictures name."""

    organisation: str = ""
    conversations: dict[str, str] = field(default_factory=dict)
    seq: int = 0
    """The message whose effects are shown."""


class Speakers:
    """The cast at their devices, speaking in turn."""

    def __init__(self, url: str, passwords: dict[str, str]) -> None:
        self.url = url
        # The whole cast of a sample has one password.
        self.password = next(iter(passwords.values()))
        self.people = {login: self._sign_in(login) for login in CAST}

    def _sign_in(self, login: str) -> Person:
        http = httpx.Client(base_url=self.url, trust_env=False, headers={"Accept-Language": "zh-CN"})
        proof = {"identifier": login, "password": self.password, "bearer": True, "device": {"name": "铎 · 手机"}}
        answer = http.post("/api/sessions/password", json=proof)
        if not answer.is_success:
            raise SystemExit(f"{login} cannot sign in: {answer.text}")
        signed = answer.json()
        http.headers["Authorization"] = f"Bearer {signed['token']}"
        return Person(http, signed["person"]["id"], signed["person"]["name"])

    def say(self, login: str, conversation: str, text: str, **more: Any) -> int:
        """Send; a mention is an ``@`` and the name of one of the cast."""
        mentions = [one.id for one in self.people.values() if f"@{one.name}" in text]
        body = {"client_id": str(uuid4()), "text": text, "mentions": mentions, **more}
        fact = self.people[login].call("POST", f"/api/conversations/{conversation}/messages", json=body)
        return int(fact["seq"])

    def read(self, login: str, conversation: str, seq: int) -> None:
        self.people[login].call("PUT", f"/api/conversations/{conversation}/read", json={"seq": seq})

    def group(self, owner: str, organisation: str, name: str, logins: tuple[str, ...]) -> str:
        ids = [self.people[one].id for one in logins if one != owner]
        body = {"kind": "group", "organisation_id": organisation, "name": name, "person_ids": ids}
        return str(self.people[owner].call("POST", "/api/conversations", json=body)["id"])

    def direct(self, one: str, other: str) -> str:
        body = {"kind": "direct", "person_id": self.people[other].id}
        return str(self.people[one].call("POST", "/api/conversations", json=body)["id"])


def fill(url: str, passwords: dict[str, str]) -> Talk:
    """Let the cast talk; returns where."""
    speakers = Speakers(url, passwords)
    me = speakers.people["zhou.lan"]
    organisation = me.call("GET", "/api/me/memberships")["memberships"][0]["organisation"]["id"]
    talk = Talk(organisation=str(organisation))
    small_talk(speakers, talk)
    exams(speakers, talk)
    listed = me.call("GET", "/api/conversations")["items"]
    talk.conversations["office"] = next(one["id"] for one in listed if one["name"] == "教务处")
    me.call(
        "PUT", f"/api/conversations/{talk.conversations['exams']}/preferences", json={"pinned": True, "muted": False}
    )
    return talk


def small_talk(speakers: Speakers, talk: Talk) -> None:
    """The other rows of the list: read, unread, muted, one that calls."""
    union = speakers.group("tang.jiashu", talk.organisation, "工会活动", CAST)
    speakers.say("tang.jiashu", union, "羽毛球赛抽签结果贴在体育馆门口了")
    network = speakers.group("lu.ming", talk.organisation, "信息中心通知", CAST)
    speakers.say("lu.ming", network, "今晚 23:00 例行备份，服务不停")
    for conversation in (union, network):
        speakers.read("zhou.lan", conversation, 2)
    library = speakers.direct("xu.jingyi", "zhou.lan")
    speakers.say("zhou.lan", library, "馆际互借的事请图书馆看一下")
    speakers.say("xu.jingyi", library, "好的，我转交给图书馆")
    speakers.read("zhou.lan", library, 2)
    finance = speakers.group("su.rui", talk.organisation, "财务处报销", ("zhou.lan", "su.rui", "he.chuan"))
    speakers.say("su.rui", finance, "差旅报销截止本周五 17:00")
    parents = speakers.group("lin.yue", talk.organisation, "高二 (3) 班 教师群", CAST)
    for number in range(31, 43):
        speakers.say("lin.yue", parents, f"春游告知书已回执 {number} 份")
    muted = {"pinned": False, "muted": True}
    speakers.people["zhou.lan"].call("PUT", f"/api/conversations/{parents}/preferences", json=muted)
    lists = speakers.direct("he.chuan", "zhou.lan")
    speakers.say("he.chuan", lists, "机房的门禁名单我改好了，你看下还缺谁")
    speakers.say("he.chuan", lists, "周五的会改到三点")
    papers = speakers.group("shen.shuhang", talk.organisation, "校长办公室 · 收文", ("zhou.lan", "he.chuan", "su.rui"))
    speakers.say("shen.shuhang", papers, "@周岚 市教育局〔2026〕118 号文请拟办")


def exams(speakers: Speakers, talk: Talk) -> None:
    """The conversation of the pictures: a question, an answer, a message whose effects are followed."""
    room = speakers.group("zhou.lan", talk.organisation, "期末考务组", CAST)
    talk.conversations["exams"] = room
    speakers.say("he.chuan", room, "监考系统里数学系还缺两位老师，@周岚 是从信息系借，还是让数学系自己补？")
    speakers.say("zhou.lan", room, "先问数学系。@赵启明 今天能定下来吗？")
    answer = speakers.say("zhao.qiming", room, "下午三点前给名单。")
    speakers.say("zhou.lan", room, "好，谢谢 👍", reply_to=answer)
    talk.seq = speakers.say(
        "zhou.lan",
        room,
        "期末监考安排请各系今日 17:00 前确认；缺人的系在表里标红，我来协调。\n安排表：https://exam.example.edu.cn/2026-winter",
    )
    for login in READERS:
        speakers.read(login, room, talk.seq)
    last = speakers.say("xu.jingyi", room, "外语系已确认，两位老师都有空。")
    speakers.read("zhou.lan", room, last)
