"""Acts taken out as a file: a part at a time, and no further than the right of who takes them (SEC-2)."""

from __future__ import annotations

import csv
import json
from typing import Any
from uuid import UUID

import pytest

from tests.organisations.audit.test_desk import _pages
from tests.organisations.stage import Organisation
from tocsin.kernel.errors import Forbidden
from tocsin.organisations.audit.actions import exporting
from tocsin.organisations.audit.rules import Wanted


async def _suspended(school: Organisation, names: str) -> None:
    for name in names:
        one = await school.member(name=f"吴{name}")
        await school.admin.json("POST", f"/members/{one.id}/suspension", json={"reason": name})


async def test_a_file_is_read_and_sent_a_part_at_a_time(school: Organisation, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many acts there are, no more than a part of them is held, and what is done meanwhile is not in it."""
    auditor = await school.empowered("audit_read")
    await _suspended(school, "甲乙丙丁戊")
    held: list[int] = []
    find = exporting.find_sought

    async def counted(*args: Any, **options: Any) -> Any:
        rows = await find(*args, **options)
        held.append(len(rows))
        if len(held) == 1:
            await _suspended(school, "己")
        return rows

    monkeypatch.setattr(exporting, "find_sought", counted)
    monkeypatch.setattr(exporting, "PAGE", 2)
    asked = {"kind": "organisations.member_suspended"}
    answer = await auditor.client.get(f"{school.path}/audit/file", params={**asked, "form": "json"})
    assert [one["why"] for one in answer.json()] == list("戊丁丙乙甲")
    assert held == [2, 2, 1]
    answer = await auditor.client.get(f"{school.path}/audit/file", params={**asked, "form": "csv"})
    assert [row["Reason"] for row in csv.DictReader(answer.content.decode("utf-8-sig").splitlines())] == list(
        "己戊丁丙乙甲"
    )
    assert max(held) == 2
    nothing = {**asked, "until": "2020-01-01T00:00:00Z"}
    answer = await auditor.client.get(f"{school.path}/audit/file", params={**nothing, "form": "json"})
    assert answer.json() == []
    taken = await _pages(school.admin, kind="organisations.audit_exported")
    assert [one["details"]["acts"] for one in taken] == [0, 6, 5], "once each"


async def test_a_file_breaks_off_where_its_reader_leaves_or_loses_the_right(
    school: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is held for who has gone; and half a file is none: it has no end."""
    auditor = await school.empowered("audit_read")
    await _suspended(school, "甲乙丙")
    monkeypatch.setattr(exporting, "PAGE", 1)
    context = school.stage.server.context
    actor = await context.actors.find(auditor.client.token)
    assert actor is not None
    wanted = Wanted(kind="organisations.member_suspended")
    gone = False

    async def still() -> Any:
        if gone:
            raise Forbidden(power="organisations.audit_read")
        return actor

    async def begun() -> Any:
        return await exporting.export_acts(context, actor, UUID(school.id), wanted, "json", "zh-CN", still)

    file = await begun()
    assert "丙" in (await anext(file)).decode()
    idle = context.db.pool.get_idle_size()
    await file.aclose()
    assert context.db.pool.get_idle_size() == idle
    with pytest.raises(StopAsyncIteration):
        await anext(file)
    file = await begun()
    first = await anext(file)
    gone = True
    with pytest.raises(Forbidden):
        await anext(file)
    with pytest.raises(ValueError, match="Expecting"):
        json.loads(first)
    path = f"{school.path}/audit/file?form=csv"
    async with auditor.client.stream("GET", path) as answer:
        async for _ in answer.aiter_bytes():
            break
    assert (await auditor.client.get(path)).status_code == 200
