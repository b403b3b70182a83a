"""Ten thousand files at one moment, by one person: bounded, each told why, nothing lost, others served (FIL)."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.cast import HE_CHUAN, XU_JINGYI, ZHOU_LAN, set_stage
from tests.files.uploads import announced, finish, send, upload
from tests.messaging.talk import group, message
from tests.support.lines import quick
from tests.support.server import RunningServer
from tocsin.kernel import http

MANY = 10_000
LINES = 100
"""As many at once as one program has lines open; each goes on as soon as it is answered."""


@pytest.mark.timeout(300)
async def test_ten_thousand_uploads_begun_at_one_moment(
    server: RunningServer, as_: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Both come from one address here, and the faster the machine the more of its allowance is spent.
    monkeypatch.setattr(http, "ADDRESS_BURST", 10 * MANY)
    one, other = await as_("13800000001"), await as_("13800000002")
    codes: Counter[str] = Counter()
    begun: dict[str, dict[str, Any]] = {}

    # Without holding every answer against the document: that would cost more than the server does.
    lines = httpx.AsyncClient(base_url=one.base_url, headers=one.headers, timeout=60, trust_env=False)

    async def line() -> None:
        for _ in range(MANY // LINES):
            answer = await lines.post("/api/uploads", json=announced(b"x"))
            if answer.status_code == 201:
                begun[answer.json()["id"]] = answer.json()
            else:
                assert answer.status_code == 429
                codes[answer.json()["code"]] += 1

    flood = asyncio.gather(*(line() for _ in range(LINES)))
    served = 0
    while not flood.done():
        await quick(upload(other, f"Nr. {served}".encode()))
        served += 1
    await flood
    await lines.aclose()
    # Whoever flooded has spent what one may ask at once, and is told how long to wait.
    one.patient = True
    assert served >= 3, "others go on"
    assert len(begun) + sum(codes.values()) == MANY
    assert set(codes) <= {"too_many", "files.too_many_open"}
    assert 0 < len(begun) <= server.settings.uploads_open
    assert {row["id"] for row in await one.json("GET", "/api/uploads")} == set(begun), "what was taken on is there"
    kept = next(iter(begun.values()))
    await send(one, kept, b"x")
    assert (await finish(one, kept))["file"]["size"] == 1
    assert len(await other.json("GET", "/api/uploads")) == served


async def test_a_message_naming_ten_thousand_files_is_refused_and_takes_none(server: RunningServer) -> None:
    stage = await set_stage(server)
    talk = await group(stage, ZHOU_LAN, HE_CHUAN)
    he = await stage.as_(HE_CHUAN)
    real = await upload(he, b"agenda", "a.txt", "text/plain", realm=str(stage.school))
    for count in (51, 1_000, MANY):
        names = [real["id"], *(str(uuid4()) for _ in range(count - 1))]
        body = message("", content={"kind": "files", "files": names})
        await he.refused("POST", f"{talk.path}/messages", "invalid", json=body)
    fact = await talk.say(HE_CHUAN, "", content={"kind": "files", "files": [real["id"]]})
    assert [one["id"] for one in fact["content"]["files"]] == [real["id"]]


async def test_one_file_in_many_messages_at_one_moment_goes_with_one_of_them(server: RunningServer) -> None:
    stage = await set_stage(server)
    talk = await group(stage, ZHOU_LAN, HE_CHUAN, XU_JINGYI)
    he = await stage.as_(HE_CHUAN)
    real = await upload(he, b"agenda", "a.txt", "text/plain", realm=str(stage.school))
    before = len(await talk.seen_by(ZHOU_LAN))
    sends = [
        he.post(f"{talk.path}/messages", json=message("", content={"kind": "files", "files": [real["id"]]}))
        for _ in range(LINES)
    ]
    answers = await asyncio.gather(*sends, talk.say(XU_JINGYI, "别人的话"))
    assert answers[-1]["text"] == "别人的话"
    codes = Counter(one.json().get("code", "sent") for one in answers[:-1])
    assert codes.pop("sent") == 1
    assert set(codes) <= {"messaging.file_unknown", "too_many", "messaging.busy"}
    assert len(await talk.seen_by(ZHOU_LAN)) == before + 2
