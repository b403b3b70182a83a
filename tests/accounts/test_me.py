"""One's own account: reading and changing it, and its password."""

from typing import Any

import pytest

from tests.accounts.conftest import PASSWORD, Door, Work, new_phone, wrong
from tocsin.accounts import passwords
from tocsin.kernel.clock import travel

pytestmark = pytest.mark.anyio
NEW = "shan-gao-yue-xiao-77"


async def test_reading_it_takes_two_statements(here: Door, work: Work) -> None:
    person = await here.register()
    await person.json("GET", "/api/me")
    work.clear()
    me = await person.json("GET", "/api/me", status=200)
    assert len(work.statements) == 2
    assert me["id"] == person.person_id
    work.clear()
    await person.json("GET", "/api/me/sessions")
    assert len(work.statements) == 1


async def test_changing_it(here: Door) -> None:
    person = await here.register(name="王小明")
    changes: list[tuple[dict[str, Any], dict[str, Any]]] = [
        ({"name": "王晓明"}, {"name": "王晓明"}),
        ({"introduction": " 质检部\n老王 "}, {"introduction": "质检部\n老王"}),
        ({"introduction": ""}, {"introduction": ""}),
        ({"handle": "Lao.Wang"}, {"handle": "lao.wang"}),
        ({"login_name": "wang.xm"}, {"login_name": "wang.xm"}),
        ({"language": "zh-TW", "theme": "dark"}, {"language": "zh-TW", "theme": "dark"}),
        ({"handle": None, "login_name": None, "theme": None}, {"handle": None, "login_name": None, "theme": None}),
        ({}, {"name": "王晓明", "language": "zh-TW"}),
    ]
    for change, shown in changes:
        me = await person.json("PATCH", "/api/me", json=change, status=200)
        assert {key: me[key] for key in shown} == shown
        assert me == await person.json("GET", "/api/me")
    assert (await here.events(person)).count("profile_changed") == len(changes) - 1


async def test_what_is_not_taken(here: Door) -> None:
    person, other = await here.register(), await here.register()
    await other.json("PATCH", "/api/me", json={"handle": "lao.wang", "login_name": "wang.xm"})
    before = await person.json("GET", "/api/me")
    for change, code in (
        ({"name": "王小明★"}, "text.bad_symbol"),
        ({"name": "Wаng"}, "text.look_alike"),  # a Cyrillic а
        ({"name": None}, "invalid"),
        ({"introduction": "x" * 501}, "text.too_long"),
        ({"introduction": "a\u202eb"}, "text.bad_character"),
        ({"handle": "official"}, "text.reserved_name"),
        ({"handle": "support1"}, "text.reserved_name"),
        ({"name": "管理员"}, "text.reserved_name"),
        ({"name": "鐸系統"}, "text.reserved_name"),
        ({"name": "null"}, "text.reserved_name"),
        ({"handle": "老王"}, "text.bad_login_name"),
        ({"handle": "LAO.WANG"}, "accounts.handle_taken"),
        ({"login_name": "wang.xm"}, "accounts.login_name_taken"),
        ({"login_name": ""}, "text.bad_login_name"),
        ({"language": "fr"}, "invalid"),
        ({"theme": "pink"}, "invalid"),
        ({"status": "active"}, "invalid"),
        ({"phone": "13800000001"}, "invalid"),
        # all or nothing
        ({"name": "李小红", "handle": "lao.wang"}, "accounts.handle_taken"),
    ):
        await person.refused("PATCH", "/api/me", code, json=change)
    assert await person.json("GET", "/api/me") == before


async def test_a_password_by_the_present_one_ends_other_sessions(cheap: None, here: Door) -> None:
    phone = new_phone()
    person = await here.register(phone, password=PASSWORD)
    other = await here.browser(phone)
    change = {"current": PASSWORD, "new": NEW}
    await person.json("PUT", "/api/me/password", json=change, status=204)
    await person.json("GET", "/api/me")
    await other.refused("GET", "/api/me", "signed_out", status=401)
    await person.refused("PUT", "/api/me/password", "accounts.password_wrong", json=change, status=403)
    for password, status in ((PASSWORD, 403), (NEW, 201)):
        body = {"identifier": phone, "password": password, "bearer": True}
        assert (await here.visitor().post("/api/sessions/password", json=body)).status_code == status
    kinds = await here.events(person)
    assert kinds[kinds.index("password_changed") + 1] == "session_ended"
    (row,) = await here.rows("SELECT reason FROM session WHERE ended_at IS NOT NULL")
    assert row["reason"] == "password_changed"


async def test_a_password_by_a_code_to_ones_own_phone(cheap: None, here: Door) -> None:
    phone = new_phone()
    person = await here.register(phone)
    assert not (await person.json("GET", "/api/me"))["has_password"]
    sent = await person.json("POST", "/api/codes", json={"purpose": "password"}, status=202)
    proof = {"challenge": sent["challenge"], "code": sent["code"]}
    path = "/api/me/password"
    await person.refused("PUT", path, "accounts.code_wrong", json={**wrong(proof), "new": NEW}, status=422)
    # a code to sign in with, or one sent to another phone, is not one for this
    for other in (await here.code(phone, "sign_in"), await here.code(new_phone(), "password")):
        await person.refused("PUT", path, "accounts.code_void", json={**other, "new": NEW})
        if other["code"] != proof["code"]:
            mixed = {"challenge": proof["challenge"], "code": other["code"], "new": NEW}
            await person.refused("PUT", path, "accounts.code_wrong", json=mixed)
    # nor is the code without the challenge
    await person.refused("PUT", path, "accounts.password_proof_needed", json={"code": proof["code"], "new": NEW})
    await person.json("PUT", path, json={**proof, "new": NEW}, status=204)
    assert (await person.json("GET", "/api/me"))["has_password"]
    await person.refused("PUT", path, "accounts.code_void", json={**proof, "new": PASSWORD})
    body = {"identifier": phone, "password": NEW, "bearer": True}
    await here.visitor().json("POST", "/api/sessions/password", json=body, status=201)


async def test_a_password_without_proof_or_strength(cheap: None, here: Door) -> None:
    phone = new_phone()
    person = await here.register(phone, name="Li Xiaohong", login_name="lixiaohong", password=PASSWORD)
    for change, code in (
        ({"new": NEW}, "accounts.password_proof_needed"),
        ({"new": "password1", "current": PASSWORD}, "accounts.password_weak"),
        ({"new": "lixiaohong1", "current": PASSWORD}, "accounts.password_weak"),
        ({"new": phone, "current": PASSWORD}, "accounts.password_weak"),
        ({"new": "a" * 129, "current": PASSWORD}, "accounts.password_long"),
        ({"new": "kort", "current": PASSWORD}, "accounts.password_short"),
        ({"new": "", "current": PASSWORD}, "accounts.password_short"),
        ({"current": PASSWORD}, "invalid"),
        ({"new": NEW, "current": ""}, "accounts.password_wrong"),
    ):
        await person.refused("PUT", "/api/me/password", code, json=change)
    assert "password_changed" not in await here.events(person)


async def test_a_stolen_session_is_no_way_to_guess(cheap: None, still: None, here: Door) -> None:
    person = await here.register(password=PASSWORD)
    for number in range(5):
        body = {"current": f"guess {number}", "new": NEW}
        await person.refused("PUT", "/api/me/password", "accounts.password_wrong", json=body, status=403)
    body = {"current": PASSWORD, "new": NEW}
    await person.refused("PUT", "/api/me/password", "accounts.sign_in_too_often", json=body, status=429)


async def test_two_changes_at_once_are_one(cheap: None, here: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    person = await here.register(password=PASSWORD)
    verify = passwords.verify
    nested = False

    async def slow(password_hash: str | None, password: str, who: str) -> bool:
        nonlocal nested
        right = await verify(password_hash, password, who)
        if not nested:
            nested = True
            await person.json("PUT", "/api/me/password", json={"current": PASSWORD, "new": NEW}, status=204)
        return right

    monkeypatch.setattr(passwords, "verify", slow)
    body = {"current": PASSWORD, "new": "the later of the two 31"}
    await person.refused("PUT", "/api/me/password", "accounts.password_wrong", json=body, status=403)


async def test_requests_after_a_suspension_are_nobodys(here: Door) -> None:
    from datetime import timedelta

    person = await here.register()
    await person.json("GET", "/api/me")
    await here.suspend(person)
    for method, path, body in (
        ("GET", "/api/me", None),
        ("PATCH", "/api/me", {"introduction": "still here"}),
        ("PUT", "/api/me/password", {"current": "x", "new": NEW}),
        ("POST", "/api/me/agreements", {"document": "privacy", "version": "1.0"}),
        ("DELETE", "/api/me/sessions", None),
    ):
        await person.refused(method, path, "signed_out", json=body, status=401)
    with travel(timedelta(minutes=1)):
        await person.refused("GET", "/api/me/sessions", "signed_out", status=401)
