"""Who may follow a log, with a token of it alone; what a witness signs is kept once it holds (EFF-4)."""

import asyncio
import json
from base64 import b64decode, b64encode
from hashlib import sha256
from subprocess import CompletedProcess
from typing import Any
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.cast import BAI_LU, CHENG_YUAN, HE_CHUAN, SU_RUI, ZHENG_YU, ZHOU_LAN, Stage, set_stage
from tests.effects.entries import entry
from tests.effects.following import Witnessing, talking, witness
from tests.hostile.victim import suspended_account
from tests.support.patience import PATIENCE
from tests.support.product import tocsin
from tests.support.server import RunningServer
from tocsin.effects.actions.rotating import rotate
from tocsin.effects.door import record
from tocsin.effects.rules.bundle import Verdict, verify
from tocsin.effects.rules.tree import is_continued
from tocsin.effects.witnesses import actions
from tocsin.effects.witnesses.actions import NewWitness, make_as_operator
from tocsin.effects.witnesses.rules import LIMIT
from tocsin.kernel.clock import now
from tocsin.kernel.db import FLUSH, FOLLOW, SEAL, SIGNIN
from tocsin.kernel.ids import PLATFORM

pytestmark = pytest.mark.anyio


@pytest.fixture
async def stage(server: RunningServer) -> Stage:
    return await set_stage(server)


def path_of(stage: Stage) -> str:
    return f"/api/organisations/{stage.school}/witnesses"


async def test_a_witness_follows_the_log_from_head_to_head(stage: Stage) -> None:
    talk = await talking(stage)
    one = await witness(stage)
    old = await one.until(3)
    await talk.say(ZHOU_LAN, "又一条")
    new = await one.until(old.size + 1)
    assert new.time > old.time
    answer = await one.client.json("GET", f"{one.path}/consistency", params={"old": old.size, "new": new.size})
    path = [b64decode(each) for each in answer["path"]]
    assert is_continued(old.size, old.root, new.size, new.root, path)
    assert (answer["old"], answer["new"]) == (old.size, new.size)
    (listed,) = await (await stage.as_(ZHOU_LAN)).json("GET", path_of(stage))
    assert (listed["id"], listed["name"], listed["key"]) == (one.id, one.name, None)
    assert listed["seen_size"] == new.size
    assert listed["seen_at"] is not None


async def test_who_may_make_see_and_end_witnesses(stage: Stage) -> None:
    zhou, path = await stage.as_(ZHOU_LAN), path_of(stage)
    one = await witness(stage)
    strangers = {
        "member": (await stage.as_(SU_RUI), "forbidden"),
        "another's admin": (await stage.as_(CHENG_YUAN), "not_found"),
        "another's member": (await stage.as_(BAI_LU), "not_found"),
        "former": (await stage.as_(ZHENG_YU), "not_found"),
        "suspended": (await suspended_account(stage), "signed_out"),
        "nobody": (stage.server.client(), "signed_out"),
        "the witness": (one.client, "signed_out"),
    }
    for client, code in strangers.values():
        await client.refused("GET", path, code)
        await client.refused("POST", path, code, json={"name": "mine"})
        await client.refused("DELETE", f"{path}/{one.id}", code)
    # Another organisation's admin does not reach it by their own path either.
    cheng = await stage.as_(CHENG_YUAN)
    own = f"/api/organisations/{stage.company}/witnesses"
    assert await cheng.json("GET", own) == []
    await cheng.refused("DELETE", f"{own}/{one.id}", "not_found", status=404)
    role = await zhou.json(
        "POST", f"/api/organisations/{stage.school}/roles", json={"name": "审计", "powers": ["effects.witness_manage"]}
    )
    grant = {"member_id": str(stage.member(SU_RUI)), "role_id": role["id"], "scope": "organisation"}
    await zhou.json("POST", f"/api/organisations/{stage.school}/grants", json=grant)
    assert [each["id"] for each in await (await stage.as_(SU_RUI)).json("GET", path)] == [one.id]
    await (await stage.as_(SU_RUI)).json("DELETE", f"{path}/{one.id}")
    await zhou.refused("DELETE", f"{path}/{one.id}", "not_found", status=404)
    await zhou.refused("DELETE", f"{path}/{uuid4()}", "not_found", status=404)


async def test_each_act_is_audited_and_the_token_is_kept_nowhere(stage: Stage) -> None:
    await talking(stage)
    one = await witness(stage)
    await one.cosign(await one.until(3))
    zhou = await stage.as_(ZHOU_LAN)
    await zhou.json("DELETE", f"{path_of(stage)}/{one.id}")
    acts = await zhou.pages(f"/api/organisations/{stage.school}/audit")
    mine = [act for act in acts if act["kind"].startswith("effects.")]
    assert [act["kind"] for act in mine] == ["effects.witness_ended", "effects.witness_keyed", "effects.witness_made"]
    assert [act["actor"] and act["actor"]["name"] for act in mine] == [ZHOU_LAN.name, None, ZHOU_LAN.name]
    assert all(act["subject"]["id"] == one.id and act["details"]["name"] == one.name for act in mine)
    async with stage.server.context.db.working(FOLLOW) as tx:
        rows = await tx.fetch("SELECT w::text AS said FROM witness w UNION ALL SELECT e::text FROM event e")
    token = str(one.client.token)
    assert rows
    assert all(token not in row["said"] and token.encode().hex() not in row["said"] for row in rows)


async def test_members_read_the_keys_of_their_log_and_nobody_else(stage: Stage) -> None:
    path = f"/api/organisations/{stage.school}/log-keys"
    await talking(stage)
    one = await witness(stage)
    await one.until(3)
    (key,) = await (await stage.as_(HE_CHUAN)).json("GET", path)
    raw = b64decode(key["key"])
    assert (key["number"], key["fingerprint"]) == (1, sha256(raw).hexdigest())
    assert [key["key"]] == [each["key"] for each in (await one.client.json("GET", f"{one.path}/keys"))["keys"]]
    await rotate(stage.server.context, stage.school, "served for a year")
    newest, former = await (await stage.as_(HE_CHUAN)).json("GET", path)
    assert (newest["number"], former["key"]) == (2, key["key"])
    await (await stage.as_(CHENG_YUAN)).refused("GET", path, "not_found")
    await one.client.refused("GET", path, "signed_out")


async def _knocks(one: Witnessing, realm: str) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        ("GET", f"/api/logs/{realm}/checkpoint", {}),
        ("GET", f"/api/logs/{realm}/keys", {}),
        ("GET", f"/api/logs/{realm}/consistency?old=1&new=2", {}),
        ("POST", f"/api/logs/{realm}/cosignatures", {"json": {"size": 1, "line": "x\n", "key": one.public}}),
    ]


async def test_only_a_living_token_of_this_realm_opens_its_log(stage: Stage) -> None:
    """Whatever else is shown looks the same: there is no such thing."""
    await talking(stage)
    one, ended = await witness(stage), await witness(stage, "gone")
    await one.until(3)
    await (await stage.as_(ZHOU_LAN)).json("DELETE", f"{path_of(stage)}/{ended.id}")
    token = str(one.client.token)
    strangers = [
        stage.server.client(),
        stage.server.client(token=token[:-1]),
        stage.server.client(token=token + "A"),
        stage.server.client(token="tocsin_witness_"),
        stage.server.client(token="tocsin_witness_" + "x" * 6_000),
        ended.client,
        await stage.as_(ZHOU_LAN),
        await stage.as_(HE_CHUAN),
        await stage.as_(CHENG_YUAN),
    ]
    for client in strangers:
        for method, path, more in await _knocks(one, str(stage.school)):
            await client.refused(method, path, "not_found", status=404, **more)
    for realm in (str(stage.company), str(PLATFORM), str(uuid4())):
        for method, path, more in await _knocks(one, realm):
            await one.client.refused(method, path, "not_found", status=404, **more)


async def test_the_token_of_a_witness_is_no_session(stage: Stage) -> None:
    one = await witness(stage)
    for path in ("/api/me", f"/api/organisations/{stage.school}/audit", "/api/conversations"):
        await one.client.refused("GET", path, "signed_out", status=401)


async def test_a_log_without_a_leaf_says_so(stage: Stage) -> None:
    context, realm_id = stage.server.context, uuid4()
    async with context.db.working(SIGNIN) as tx:
        await context.keyring.found_realm(tx, realm_id)
    async with context.db.working(FOLLOW) as late:
        # As long as this runs, nothing that is younger is sealed.
        await late.fetch("SELECT pg_current_xact_id()")
        made = await make_as_operator(context, realm_id, NewWitness("early"), "why")
        one = Witnessing(stage, {"id": str(made.id), "name": made.name, "token": made.token}, realm_id)
        for question in ("checkpoint", "keys", "consistency?old=1&new=1"):
            await one.client.refused("GET", f"{one.path}/{question}", "evidence.log_unknown", status=404)


@pytest.mark.parametrize(
    "query", ["", "?old=1", "?old=0&new=1", "?old=-1&new=2", "?old=3&new=2", f"?old=1&new={10**30}", "?old=x&new=y",
              f"?old={10**30}&new={10**30}", "?old=1&new=1000000"],
)  # fmt: skip
async def test_what_cannot_be_consistent_is_refused(stage: Stage, query: str) -> None:
    await talking(stage)
    one = await witness(stage)
    await one.until(3)
    await one.client.refused("GET", f"{one.path}/consistency{query}", "invalid", status=422)


async def test_a_cosignature_is_kept_once_and_shown_under_the_head(stage: Stage) -> None:
    await talking(stage)
    one, other = await witness(stage), await witness(stage, "b.example.com")
    head = await one.until(3)
    for each in (one, other, one):
        await each.cosign(head)
    async with stage.server.context.db.working(SEAL) as tx:
        rows = await tx.fetch("SELECT witness_id::text AS id, size FROM log_cosignature ORDER BY witness_id")
    assert [(row["id"], row["size"]) for row in rows] == [(one.id, head.size), (other.id, head.size)]
    listed = await (await stage.as_(ZHOU_LAN)).json("GET", path_of(stage))
    assert [each["key"] for each in listed] == [one.public, other.public]


async def test_bundles_carry_the_witnesses_of_a_head_that_covers_them(stage: Stage) -> None:
    talk = await talking(stage)
    one, zhou = await witness(stage), await stage.as_(ZHOU_LAN)
    zhou.patient = True

    async def verdict(seq: int) -> Verdict:
        async with asyncio.timeout(PATIENCE):
            while (answer := await zhou.get(f"{talk.path}/messages/{seq}/evidence")).status_code == 409:
                await asyncio.sleep(0.2)
        assert answer.status_code == 200, answer.text
        return verify(answer.content)

    first = (await talk.say(ZHOU_LAN, "先说的"))["seq"]
    assert (await verdict(first)).witnesses == []
    head = await one.head()
    await one.cosign(head)
    second = (await talk.say(ZHOU_LAN, "后说的"))["seq"]
    later = await verdict(second)
    assert (later.witnesses, later.head.size > head.size) == ([], True)
    found = await verdict(first)
    assert ([(each.name, each.key) for each in found.witnesses], found.head.size) == (
        [(one.name, one.public)],
        head.size,
    )
    await rotate(stage.server.context, stage.school, "a year has passed")
    third = (await talk.say(ZHOU_LAN, "换了密钥之后"))["seq"]
    assert [len((await verdict(seq)).keys) for seq in (first, third)] == [1, 2]
    # What a witness signed holds when it is none any more.
    await zhou.json("DELETE", f"{path_of(stage)}/{one.id}")
    assert len((await verdict(first)).witnesses) == 1


async def test_a_cosignature_that_does_not_hold_is_not_kept(stage: Stage) -> None:
    await talking(stage)
    one, other = await witness(stage), await witness(stage, "b.example.com")
    head = await one.until(3)
    stranger, line, seconds = Ed25519PrivateKey.generate(), one.line(head), int(now().timestamp())
    path = f"{one.path}/cosignatures"

    async def refused(code: str, **fields: Any) -> None:
        body = {"size": head.size, "line": line, "key": one.public, **fields}
        await one.client.refused("POST", path, code, json=body)

    await refused("evidence.wrong_witness", line=one.line(head, key=stranger))
    await refused(
        "evidence.wrong_witness", line=one.line(type(head)(head.realm_id, head.size, head.root, head.time + 1))
    )
    await refused("evidence.no_bundle", line=one.line(head, name="b.example.com"))
    await refused("evidence.no_bundle", line="")
    await refused("evidence.no_bundle", line=line.rstrip("\n"))
    await refused("evidence.no_bundle", line=line + line)
    await refused("evidence.no_bundle", line=line.replace(" ", "  ", 2))
    await refused("evidence.no_bundle", line="\n\n\n")
    await refused("evidence.wrong_time", line=one.line(head, seconds + 3_600))
    await refused("evidence.wrong_time", line=one.line(head, seconds - 3_600))
    await refused("evidence.wrong_time", line=one.line(head, 0))
    await refused("evidence.bad_witness_key", key=None)
    await refused("evidence.bad_witness_key", key="A" * 44)
    await refused("evidence.bad_witness_key", key="é")
    await refused("not_found", size=head.size + 1_000)
    for size in (10**30, -1, 0, "x", None, 1.5):
        await refused("invalid", size=size)
    await refused("invalid", more="x")
    await one.client.refused(
        "POST", path, "too_large", content=b"x" * 5_000, headers={"Content-Type": "application/json"}
    )
    async with stage.server.context.db.working(FOLLOW) as tx:
        assert [row["public_key"] for row in await tx.fetch("SELECT public_key FROM witness")] == [None, None]
    await one.cosign(head)
    await other.cosign(head)
    key = b64encode(stranger.public_key().public_bytes_raw()).decode()
    await refused("evidence.other_witness_key", line=one.line(head, key=stranger), key=key)
    await refused("evidence.wrong_witness", line=one.line(head, key=stranger), key=None)


async def test_a_key_given_at_the_making_is_the_only_one(stage: Stage) -> None:
    await talking(stage)
    key = Ed25519PrivateKey.generate()
    one = await witness(stage, key=b64encode(key.public_key().public_bytes_raw()).decode())
    head = await one.until(3)
    body = {"size": head.size, "line": one.line(head), "key": one.public}
    await one.client.refused("POST", f"{one.path}/cosignatures", "evidence.other_witness_key", json=body)
    one.key = key
    await one.cosign(head, key=None)


@pytest.mark.parametrize("name", ["", "two words", "a+b", "见证", "x" * 65, "a\n", "a\x00", "é"])
async def test_a_name_is_fit_for_a_signed_note(stage: Stage, name: str) -> None:
    zhou = await stage.as_(ZHOU_LAN)
    await zhou.refused("POST", path_of(stage), "evidence.bad_witness_name", json={"name": name}, status=422)


async def test_names_are_free_again_and_there_are_not_too_many(stage: Stage) -> None:
    zhou, path = await stage.as_(ZHOU_LAN), path_of(stage)
    one = await witness(stage, "same")
    await zhou.refused("POST", path, "evidence.witness_name_taken", json={"name": "same"}, status=409)
    await zhou.refused("POST", path, "evidence.bad_witness_key", json={"name": "k", "key": "AA=="}, status=422)
    await zhou.json("DELETE", f"{path}/{one.id}")
    for number in range(LIMIT):
        await witness(stage, "same" if number == 0 else f"w{number}")
    await zhou.refused("POST", path, "evidence.too_many_witnesses", json={"name": "more"}, status=422)


async def test_a_witness_that_asks_too_often_waits(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "BURST", 2.0)
    monkeypatch.setattr(actions, "RATE", 0.0)
    await talking(stage)
    one, other = await witness(stage), await witness(stage, "other")
    codes = [(await one.client.get(f"{one.path}/keys")).status_code for _ in range(4)]
    assert codes[-1] == 429
    assert (await other.client.get(f"{other.path}/keys")).status_code != 429


async def test_the_operator_makes_lists_and_ends_witnesses_of_any_log(stage: Stage) -> None:
    settings = stage.server.settings
    environment = {"TOCSIN_DATA_DIR": str(settings.data_dir), "DATABASE_URL": settings.database_url}

    async def log(*arguments: str) -> CompletedProcess[str]:
        return await asyncio.to_thread(tocsin, "log", *arguments, **environment)

    async with stage.server.context.db.working(FLUSH) as tx:
        await record(tx, stage.server.context.keyring, [entry(realm_id=PLATFORM)])
    made = await log("add-witness", "platform", "w.example.com", "--why", "asked by the auditors")
    assert made.returncode == 0, made.stderr
    one = Witnessing(stage, json.loads(made.stdout), PLATFORM)
    assert await one.until(1)
    (listed,) = json.loads((await log("witnesses", "platform")).stdout)
    assert (listed["id"], listed["name"]) == (one.id, "w.example.com")
    assert json.loads((await log("witnesses", str(stage.school))).stdout) == []
    rotated = await log("rotate", "platform", "--why", "a year has passed")
    assert rotated.stdout.startswith("key 2: "), rotated.stderr
    assert (await one.client.json("GET", f"{one.path}/keys"))["keys"][1]["key"] == rotated.stdout.split()[-1]
    assert (await log("end-witness", "platform", one.id)).returncode == 2, "without a ground"
    assert (await log("end-witness", "platform", one.id, "--why", "done")).returncode == 0
    await one.client.refused("GET", f"{one.path}/keys", "not_found")
    for arguments in (
        ("end-witness", "platform", one.id, "--why", "again"),
        ("add-witness", str(uuid4()), "w", "--why", "nobody's"),
        ("add-witness", "platform", "two words", "--why", "x"),
        ("rotate", str(uuid4()), "--why", "nobody's"),
        ("rotate", "platform", "--why", " "),
    ):
        refused = await log(*arguments)
        assert (refused.returncode, "Traceback" in refused.stderr) == (1, False), refused.stderr
    assert (await log("rotate", "somewhere", "--why", "x")).returncode == 2
