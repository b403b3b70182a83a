"""An import goes on to its end whatever stops the server on the way; what is past its term goes away."""

import time
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest

from tests.cast import ZHOU_LAN, Stage, set_stage
from tests.organisations.roster import books
from tests.organisations.roster.books import HEADINGS, person
from tests.organisations.roster.test_imports import GIVEN, applied, imports, rows, uploaded
from tests.organisations.roster.test_size import crowd
from tests.support.product import Product, register
from tests.support.server import RunningServer
from tocsin.kernel.clock import travel
from tocsin.kernel.errors import Forbidden, Invalid, NotFound, Unavailable
from tocsin.organisations.refusals import OrganisationUnknown
from tocsin.organisations.roster.actions import applying
from tocsin.organisations.roster.actions.uploading import Work, sweep
from tocsin.organisations.roster.door import import_roster
from tocsin.organisations.roster.rules import reading

PHONE = "+8613490000001"


@pytest.fixture
async def stage(server: RunningServer) -> Stage:
    return await set_stage(server)


class Caller:
    """A main admin over plain HTTP, to a server that comes and goes."""

    def __init__(self, product: Product) -> None:
        self.url = product.url
        register(product, PHONE, "周岚")
        sent = self.ask("POST", "/api/codes", json={"phone": PHONE, "purpose": "sign_in"})
        said = {"phone": PHONE, "challenge": sent["challenge"], "code": sent["code"], "bearer": True}
        self.token = self.ask("POST", "/api/sessions/code", json=said)["token"]

    def ask(self, method: str, path: str, **options: Any) -> Any:
        headers = {"Authorization": f"Bearer {self.token}"} if hasattr(self, "token") else {}
        answer = httpx.request(method, self.url + path, headers=headers, trust_env=False, timeout=30, **options)
        assert answer.is_success, answer.text
        return answer.json()

    def settled(self, path: str, state: str, *, enough: int = 1 << 30) -> Any:
        """The import once it has left a state, or has got so far within it."""
        deadline = time.monotonic() + 90
        while (found := self.ask("GET", path))["state"] == state and found["done"] < enough:
            assert time.monotonic() < deadline, found
            time.sleep(0.02)
        return found


@pytest.mark.slow
def test_killed_while_applying_it_is_complete_after_the_next_start(tmp_path: Path) -> None:
    size = 4_000
    file = {"file": ("a.xlsx", books.workbook(HEADINGS, *crowd(size)), "application/octet-stream")}
    product = Product(tmp_path)
    caller = Caller(product)
    organisation = caller.ask("POST", "/api/organisations", json={"name": "铎声中学", "kind": "other"})[
        "organisation_id"
    ]
    path = f"/api/organisations/{organisation}/roster-imports"
    one = f"{path}/{caller.ask('POST', path, files=file)['id']}"
    assert caller.settled(one, "reading")["counts"]["make"] == size
    caller.ask("POST", f"{one}/attestation", json={"basis": "contract", "attested": True})
    half = caller.settled(one, "applying", enough=1)
    product.kill()
    assert 0 < half["done"] < size
    with Product(tmp_path) as again:
        caller.url = again.url
        done = caller.settled(one, "applying")
        assert (done["state"], done["done"], done["total"]) == ("done", size, size)
        anew = f"{path}/{caller.ask('POST', path, files=file)['id']}"
        assert caller.settled(anew, "reading")["counts"] == {"make": 0, "change": 0, "same": size, "refuse": 0}


async def test_a_week_later_nothing_of_an_import_is_left_but_that_it_was(server: RunningServer, stage: Stage) -> None:
    zhou = await stage.as_(ZHOU_LAN)
    old = await uploaded(zhou, stage.school, books.workbook(HEADINGS, person(101), person(102, email="x")))
    await applied(zhou, stage.school, old["id"])
    waiting = await uploaded(zhou, stage.school, books.workbook(HEADINGS, person(103)))
    with travel(timedelta(days=6)):
        await sweep(server.context, None)
    assert len(await rows(zhou, stage.school, old["id"])) == 1
    with travel(timedelta(days=8)):
        await sweep(server.context, None)
    for one, state in ((old, "done"), (waiting, "discarded")):
        found = await zhou.json("GET", f"{imports(stage.school)}/{one['id']}")
        assert (found["state"], found["columns"]) == (state, [])
        assert await rows(zhou, stage.school, one["id"]) == []
    assert (await zhou.json("GET", f"{imports(stage.school)}/{old['id']}"))["basis"] == "contract"


async def test_nothing_personal_of_an_import_stands_in_clear(server: RunningServer, stage: Stage) -> None:
    zhou = await stage.as_(ZHOU_LAN)
    data = books.text(HEADINGS, person(101, name="柳依依"), person(102, email="liu@")).encode()
    await uploaded(zhou, stage.school, data, "柳依依的名单.csv")
    async with server.context.db.acting(await server.context.actors.find(zhou.token)) as tx:
        for table in ("roster_import", "roster_import_row", "event"):
            for row in await tx.fetch(f"SELECT to_jsonb(t)::text AS said FROM {table} t"):
                for word in ("柳依依", "liu@", "13490000101", "柳依依".encode().hex()):
                    assert word not in row["said"], table


async def test_from_the_command_line(server: RunningServer, stage: Stage, tmp_path: Path) -> None:
    file = tmp_path / "a.xlsx"
    file.write_bytes(
        books.workbook(
            (*HEADINGS, "备注"), (*person(101, departments="教务处/新科"), ""), (*person(102, email="x"), "")
        )
    )
    said: list[str] = []
    given: dict[str, Any] = {"as_": ZHOU_LAN.phone, "say": said.append}
    assert await import_roster(server.context, "铎声中学", file, **given) is False
    assert said[:2] == ["ignored columns: 备注", "make department: 教务处 / 新科"]
    assert said[2].startswith("row 3 refused: The e-mail address")
    assert said[3] == "make 1, change 0, same 0, refuse 1"
    assert await import_roster(server.context, str(stage.school), file, apply=True, **given) is False
    assert said[-1] == "done: 1 of 1"
    with pytest.raises(OrganisationUnknown):
        await import_roster(server.context, "没有的组织", file, **given)
    with pytest.raises(Forbidden):
        await import_roster(server.context, "铎声中学", file, as_="+8613490000003")
    with pytest.raises(NotFound):
        await import_roster(server.context, "铎声中学", file, as_="+8613490000016")
    with pytest.raises(Invalid):
        await import_roster(server.context, "铎声中学", file, basis="whim", **given)


async def test_a_database_that_is_away_is_no_reason_to_plan_anew(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    begin, away = applying._Run.begin, True

    async def out_of_reach(*given: Any) -> Any:
        if away:
            raise Unavailable(retry_after=1)
        return await begin(*given)

    zhou = await stage.as_(ZHOU_LAN)
    preview = await uploaded(zhou, stage.school, books.workbook(HEADINGS, person(101)))
    monkeypatch.setattr(applying._Run, "begin", out_of_reach)
    work = Work(stage.school, UUID(preview["id"]))
    await zhou.json("POST", f"{imports(stage.school)}/{preview['id']}/attestation", json=GIVEN, status=202)
    for _ in range(10):
        with pytest.raises(Unavailable):
            await applying.apply_import(stage.server.context, work)
    away = False
    await applying.apply_import(stage.server.context, work)
    assert (await zhou.json("GET", f"{imports(stage.school)}/{preview['id']}"))["state"] == "done"


async def test_a_file_that_breaks_the_reader_is_said_to_have_failed(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(_: bytes) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(reading, "read", breaks)
    zhou = await stage.as_(ZHOU_LAN)
    preview = await uploaded(zhou, stage.school, books.workbook(HEADINGS, person(101)))
    assert preview["state"] == "failed"
    assert preview["error"]["code"] == "organisations.roster_failed"
    path = f"{imports(stage.school)}/{preview['id']}/attestation"
    await zhou.refused("POST", path, "organisations.roster_not_ready", json=GIVEN)
