"""A bundle printed by the server: for whoever has one and is signed in, in their language, never of what does not hold (EFF-4)."""

from __future__ import annotations

import asyncio
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.cast import CHENG_YUAN, HE_CHUAN, LIN_YUE, LU_MING, XU_JINGYI, ZHOU_LAN, Stage
from tests.effects.entries import entry
from tests.effects.forks import OTHER, TEN, fork, shown
from tests.effects.logs import Log
from tests.effects.test_certificate import text_of
from tests.effects.test_vectors import INDEX
from tests.effects.test_vectors import PLACE as VECTORS
from tests.hostile.victim import suspended_account
from tests.messaging.proof import asked, bundle
from tests.messaging.talk import group
from tocsin.effects import routes
from tocsin.effects.actions import printing
from tocsin.effects.rules.bundle import verify
from tocsin.kernel.errors import LANGUAGES, Language

PATH = "/api/evidence/certificate"
TITLES: dict[Language, tuple[str, str]] = {
    "zh-CN": ("证据核验书", "证明在于该文件本身"),
    "zh-TW": ("證據查驗書", "證明在於該檔案本身"),
    "en": ("Certificate of evidence", "the proof is the file itself"),
}


@pytest.fixture(autouse=True)
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask as often as one likes."""
    monkeypatch.setattr(routes, "PRINTS_BURST", 1_000)


async def test_what_one_was_given_is_printed_in_ones_language(stage: Stage) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN, XU_JINGYI)
    sent = await talk.say(ZHOU_LAN, "周五前交教案")
    await talk.read(HE_CHUAN, sent["seq"])
    raw = await bundle(talk, HE_CHUAN, sent["seq"])
    he = await stage.as_(HE_CHUAN)
    for language in LANGUAGES:
        answer = await he.post(PATH, content=raw, headers={"Accept-Language": language})
        assert answer.status_code == 200, answer.text
        assert answer.headers["Content-Type"] == "application/pdf"
        assert "attachment" in answer.headers["Content-Disposition"]
        text = text_of(answer.content)
        for said in (*TITLES[language], "周岚", "何川", "周五前交教案", sha256(raw).hexdigest(), "/verify"):
            assert said in text.replace("\n", ""), said
    assert len(verify(raw).effects) == 2


async def test_who_may_not_have_the_file_has_nothing_to_print_and_nobody_prints(stage: Stage) -> None:
    """The right is asked for where the file is given; what somebody has is theirs to print, as it is to check."""
    talk = await group(stage, ZHOU_LAN, HE_CHUAN, LIN_YUE)
    sent = await talk.say(ZHOU_LAN, "周五前交教案")
    raw = await bundle(talk, ZHOU_LAN, sent["seq"])
    path = f"{talk.path}/messages/{sent['seq']}/evidence"
    zhou = await stage.as_(ZHOU_LAN)
    await zhou.json("DELETE", f"{talk.path}/members/{stage.person(HE_CHUAN)}")
    for who in (LU_MING, CHENG_YUAN, HE_CHUAN):
        assert (await asked(stage, who, path)).status_code == 404
        assert (await (await stage.as_(who)).post(PATH, content=raw)).status_code == 200
    nobody = stage.server.client()
    await nobody.refused("POST", PATH, "signed_out", status=401, content=raw)
    gone = await suspended_account(stage, LIN_YUE)
    await gone.refused("POST", PATH, "signed_out", status=401, content=raw)


async def test_what_does_not_hold_is_refused_by_what_is_wrong_with_it(stage: Stage) -> None:
    zhou = await stage.as_(ZHOU_LAN)
    insisting = [one["file"] for one in INDEX if one["key"] or one["witness"]]
    bundles = [one for one in INDEX if one["file"] not in insisting and not one["file"].startswith("fork")]
    wrong = {one["refusal"]: one["file"] for one in bundles if not one["holds"]}
    assert len(wrong) >= 6
    for code, name in wrong.items():
        await zhou.refused("POST", PATH, code, status=422, content=(VECTORS / name).read_bytes())
    await zhou.refused("POST", PATH, "evidence.no_bundle", status=422, content=b"")
    await zhou.refused("POST", PATH, "evidence.no_certificate", status=422, content=fork(TEN, shown(OTHER, 10, 200)))


async def test_what_is_too_large_or_takes_too_long_is_refused(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    zhou = await stage.as_(ZHOU_LAN)
    raw = (VECTORS / "one.json").read_bytes()
    await zhou.refused("POST", PATH, "evidence.too_large_to_print", status=413, content=b" " * (printing.LARGEST + 1))
    monkeypatch.setattr(printing, "SECONDS", 0)
    await zhou.refused("POST", PATH, "evidence.not_printed", status=422, content=raw)
    assert printing.PRINTING.taken == 0


async def test_a_defect_of_ours_is_told_as_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = tmp_path / "python"
    program.write_text("#!/bin/sh\ncat > /dev/null\necho no font >&2\nexit 1\n")
    program.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(program))
    with pytest.raises(RuntimeError, match="printing ended with 1: no font"):
        await printing.print_bundle((VECTORS / "one.json").read_bytes(), "en", "somebody")
    assert printing.PRINTING.taken == 0


async def test_one_asks_for_a_few(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routes, "PRINTS_BURST", 1)
    monkeypatch.setattr(routes, "PRINTS_PER_SECOND", 1e-6)
    zhou = await stage.as_(ZHOU_LAN)
    raw = (VECTORS / "one.json").read_bytes()
    assert (await zhou.post(PATH, content=raw)).status_code == 200
    await zhou.refused("POST", PATH, "too_many", status=429, content=raw)


async def test_the_process_is_given_none_of_the_servers_surroundings(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TOCSIN_SECRET_OF_A_TEST", "hidden")
    seen: dict[str, Any] = {}
    begin = asyncio.create_subprocess_exec

    async def watched(*command: str, **options: Any) -> Any:
        seen.update(options)
        return await begin(*command, **options)

    monkeypatch.setattr(asyncio, "create_subprocess_exec", watched)
    log = Log([entry(content=f'#read("{tmp_path}/x") #sys.inputs'.encode())])
    paper = await printing.print_bundle(msgspec.json.encode(log.bundle(0)), "en", "somebody")
    assert set(seen["env"]) == {"PYTHONPATH", "PYTHONSAFEPATH"}
    assert "#read(" in text_of(paper)
