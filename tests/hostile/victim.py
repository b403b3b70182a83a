"""The school as a victim: one of everything, what of it must never be told, and whether it was touched."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import asyncpg

from tests.cast import HAN_DONG, HE_CHUAN, LIN_YUE, LU_MING, SCHOOL, TANG_JIASHU, YE_ZHIQIU, ZHOU_LAN, Player, Stage
from tests.files.uploads import upload
from tests.messaging.archive.taking import ask, settled
from tests.messaging.files import send_photo
from tests.messaging.imports.bringing import brought, sheet
from tests.messaging.stickers.making import added, made
from tests.messaging.talk import Talk, group
from tests.organisations.roster import books
from tests.privacy.taking import record
from tests.support import pictures
from tests.support.client import Client
from tocsin.accounts import door as accounts
from tocsin.kernel.clock import now
from tocsin.kernel.db import FOLLOW
from tocsin.kernel.tables import load_every_table
from tocsin.settings import Settings

POLL = {"kind": "poll", "question": "谁知道？", "options": ["甲", "乙"]}
ROSTER = books.text(books.HEADINGS, books.person(7)).encode()
# Written by the clock or by whoever looks: no sign of having been touched.
RESTLESS = {"session": {"seen_at"}}


class Victim:
    """The ids of one of everything in the school, by the names that routes give them."""

    def __init__(self, stage: Stage, ids: dict[str, str]) -> None:
        self.stage = stage
        self.ids = ids
        self.path = f"/api/organisations/{stage.school}"

    @property
    def secrets(self) -> set[str]:
        """What no answer to a stranger may hold: every id, and names that nobody else has."""
        return {value for name, value in self.ids.items() if name not in ("seq", "file_seq", "announced")} | {
            SCHOOL,
            ZHOU_LAN.name,
            HE_CHUAN.name,
        }


async def set_victim(stage: Stage) -> Victim:
    """Give the school a role, a grant, a link, an application, an import and a group with a message."""
    zhou = await stage.as_(ZHOU_LAN)
    school = f"/api/organisations/{stage.school}"
    member, admin = str(stage.member(HE_CHUAN)), str(stage.member(ZHOU_LAN))
    departments = await zhou.json("GET", f"{school}/departments")
    role = await zhou.json("POST", f"{school}/roles", json={"name": "人事", "powers": ["organisations.member_invite"]})
    grant = {"member_id": member, "role_id": role["id"], "scope": "organisation"}
    link = await zhou.json("POST", f"{school}/join-links", json={})
    await (await stage.as_(HAN_DONG)).json("POST", f"/api/join/{link['code']}", json={"name": "韩冬"})
    applications = await zhou.json("GET", f"{school}/applications")
    talk = await group(stage, ZHOU_LAN, HE_CHUAN)
    sent, file_id = await send_photo(talk, ZHOU_LAN, str(stage.school))
    return Victim(
        stage,
        {
            "organisation_id": str(stage.school),
            "department_id": departments[0]["id"],
            "member_id": member,
            "admin_id": admin,
            "invited_id": str(stage.member(YE_ZHIQIU)),
            "person_id": str(stage.person(HE_CHUAN)),
            "role_id": role["id"],
            "grant_id": (await zhou.json("POST", f"{school}/grants", json=grant))["id"],
            "link_id": link["id"],
            "application_id": applications["items"][0]["id"],
            "import_id": await _import(zhou, school),
            "witness_id": (await zhou.json("POST", f"{school}/witnesses", json={"name": "w.example.com"}))["id"],
            **await _outside(zhou, school, member, departments),
            "search_id": (await zhou.json("POST", f"{school}/audit/searches", json={"name": "机密", "wanted": {}}))[
                "id"
            ],
            "conversation_id": talk.id,
            **await _govern(stage, talk),
            "seq": str((await talk.say(ZHOU_LAN, "机密", content=POLL))["seq"]),
            "file_seq": str(sent["seq"]),
            "file_id": file_id,
            "export_id": await _export(stage, talk),
            "record_id": (await record(stage, ZHOU_LAN))["id"],
            "talk_import_id": await brought(stage, ZHOU_LAN, sheet(("2024-05-01 09:00:00", "何川", "旧话", "小组"))),
            "avatar": await _avatar(await stage.as_(HE_CHUAN)),
            **await _stickers(stage),
            "upload_id": (await upload(zhou, b"secret", realm=str(stage.school)))["id"],
            "session_id": (await zhou.json("GET", "/api/me/sessions"))[0]["id"],
        },
    )


async def _govern(stage: Stage, talk: Talk) -> dict[str, str]:
    """Give the group an announcement, a link, somebody who waits to be let in, and another beside it."""
    zhou = await stage.as_(ZHOU_LAN)
    await zhou.json("PATCH", f"{talk.path}/settings", json={"approval": True})
    made = await zhou.json("POST", f"{talk.path}/announcements", json={"text": "内部公告", "confirm": True})
    code = (await zhou.json("POST", f"{talk.path}/links"))["code"]
    await (await stage.as_(LIN_YUE)).json("POST", f"/api/group-links/{code}", json={"note": "请让我进来"})
    return {
        "announced": str(made["seq"]),
        "group_code": code,
        "request_id": (await zhou.json("GET", f"{talk.path}/requests"))["items"][0]["id"],
        "other_group_id": (await group(stage, ZHOU_LAN, HE_CHUAN, name="另一组")).id,
    }


async def _outside(admin: Client, school: str, member: str, departments: list[dict[str, Any]]) -> dict[str, str]:
    """A contact kept by the admin alone, whose person is asked for their word, and a transfer under way."""
    said = {"name": "贺客户", "company": "机密公司", "phone": "13877776666", "note": "机密"}
    contact = (await admin.json("POST", f"{school}/external-contacts", json=said))["id"]
    await admin.json("POST", f"{school}/external-contacts/{contact}/link", status=204)
    posts = (await admin.json("GET", f"{school}/members/{member}"))["posts"]
    here = [one["department_id"] for one in posts]
    to = next(one["id"] for one in departments if one["id"] not in here)
    body = {"member_id": member, "from_department_id": here[0], "to_department_id": to, "effective_at": _ahead()}
    transfer = (await admin.json("POST", f"{school}/transfers", json=body))["id"]
    return {"contact_id": contact, "transfer_id": transfer, "from_id": here[0]}


def _ahead() -> str:
    return (now() + timedelta(days=20)).isoformat()


async def _avatar(client: Client) -> str:
    me = await client.json("PUT", "/api/me/avatar", content=pictures.png())
    return str(me["avatar"]).rpartition("/")[2]


async def _stickers(stage: Stage) -> dict[str, str]:
    set_id = await made(stage, "内部贴纸")
    return {"set_id": set_id, "sticker_id": await added(stage, set_id, "机密贴纸")}


async def _import(admin: Client, school: str) -> str:
    uploaded = await admin.json("POST", f"{school}/roster-imports", files={"file": ("a.csv", ROSTER)})
    async with asyncio.timeout(60):
        while (await admin.json("GET", f"{school}/roster-imports/{uploaded['id']}"))["state"] == "reading":
            await asyncio.sleep(0.05)
    return str(uploaded["id"])


async def _export(stage: Stage, talk: Talk) -> str:
    export_id = await ask(stage, ZHOU_LAN, talk.path)
    await settled(stage, ZHOU_LAN, export_id)
    return export_id


async def suspended_account(stage: Stage, player: Player = LU_MING) -> Client:
    """Somebody signed in whose account was suspended since."""
    client = await stage.as_(player)
    async with stage.server.context.db.working(FOLLOW) as tx:
        await accounts.suspend(tx, stage.person(player), "test")
    return client


async def suspended_member(stage: Stage, player: Player = TANG_JIASHU) -> Client:
    """Somebody whose membership of the school was suspended."""
    client = await stage.as_(player)
    zhou = await stage.as_(ZHOU_LAN)
    path = f"/api/organisations/{stage.school}/members/{stage.member(player)}/suspension"
    await zhou.json("POST", path, json={})
    return client


@asynccontextmanager
async def as_owner(stage: Stage) -> AsyncIterator[asyncpg.Connection[asyncpg.Record]]:
    """The login that owns the tables: row-level security does not bind it."""
    async with as_owner_of(stage.server.settings) as connection:
        yield connection


@asynccontextmanager
async def as_owner_of(settings: Settings) -> AsyncIterator[asyncpg.Connection[asyncpg.Record]]:
    """The login that owns a server's tables."""
    connection = await asyncpg.connect(settings.database_url)
    try:
        yield connection
    finally:
        await connection.close()


def columns_of_owners() -> dict[str, str]:
    """The tables that belong to an organisation, and the column that says to which."""
    found = {}
    for name, table in load_every_table().tables.items():
        for column in ("organisation_id", "realm_id"):
            if column in table.c:
                found[name] = column
                break
    return found | {"organisation": "id"}


async def state_of(stage: Stage, people: Iterable[Player] = (ZHOU_LAN, HE_CHUAN)) -> dict[str, Any]:
    """How many rows of the school there are in each table, and a digest of what they say."""
    tables = load_every_table().tables
    wanted = [(name, column, [stage.school]) for name, column in columns_of_owners().items()]
    wanted += [
        (name, column, [stage.person(one) for one in people])
        for name, column in (
            ("person", "id"),
            ("profile", "person_id"),
            ("credential", "person_id"),
            ("session", "person_id"),
            ("presence", "person_id"),
        )
    ]
    state = {}
    async with as_owner(stage) as owner:
        for name, column, values in wanted:
            shown = ", ".join(f't."{one.name}"' for one in tables[name].c if one.name not in RESTLESS.get(name, ()))
            state[name] = tuple(
                await owner.fetchrow(
                    f"SELECT count(*), md5(string_agg(one, '' ORDER BY one)) FROM"
                    f' (SELECT ROW({shown})::text AS one FROM "{name}" t WHERE "{column}" = ANY ($1::uuid[])) rows',
                    values,
                )
            )
    return state
