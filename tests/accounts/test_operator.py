"""What the operator does with accounts: frozen for good, names taken back (ACC-1)."""

import pytest

from tests.accounts.conftest import PASSWORD, Door, new_phone
from tests.support import pictures
from tests.support.product import tocsin
from tests.support.sockets import Socket
from tocsin.accounts import door
from tocsin.accounts.refusals import AccountUnknown, BadStanding, GroundNeeded, NothingToReclaim

pytestmark = pytest.mark.anyio


async def test_freezing_is_for_good_and_told_at_sign_in(here: Door) -> None:
    phone = new_phone()
    person = await here.register(phone, login_name="wang.xm", password=PASSWORD)
    socket: Socket = await here.server.socket(person)
    await socket.until("snapshot")
    with pytest.raises(GroundNeeded):
        await door.move(here.context, phone, "freeze", "  ")
    with pytest.raises(AccountUnknown):
        await door.move(here.context, new_phone(), "freeze", "nobody")
    frozen = await door.move(here.context, phone, "freeze", "complaint 2026-17")
    assert (frozen.status, frozen.phone_masked) == ("frozen", f"{phone[:3]}****{phone[-4:]}")
    assert [(one.kind, one.why) for one in frozen.past] == [("accounts.frozen", "complaint 2026-17")]
    assert (await socket.until("revoked"))["reason"] == "frozen"
    await person.refused("GET", "/api/me", "signed_out", status=401)
    body = {"identifier": "wang.xm", "password": PASSWORD, "bearer": True}
    await here.visitor().refused("POST", "/api/sessions/password", "accounts.frozen", json=body)
    await here.visitor().refused("POST", "/api/sessions/code", "accounts.frozen", json=await here.proof(phone))
    for how in ("freeze", "suspend", "reinstate"):
        with pytest.raises(BadStanding):
            await door.move(here.context, phone, how, "again")  # type: ignore[arg-type]


async def test_what_misleads_is_taken_back_and_stays_held(here: Door) -> None:
    person, other = await here.register(login_name="cust0mer.care"), await here.register()
    await person.json("PATCH", "/api/me", json={"handle": "state-bank", "introduction": "官方客服"})
    await person.json("PUT", "/api/me/avatar", content=pictures.png())
    taken = await door.take_back(
        here.context, "state-bank", ["handle", "login_name", "avatar", "introduction"], "passes for a bank"
    )
    assert set(taken) == {"handle", "login_name", "avatar", "introduction"}
    me = await person.json("GET", "/api/me")
    assert (me["handle"], me["login_name"], me["avatar"], me["introduction"]) == (None, None, None, "")
    # Nor by its next of kin, whoever asks, as a handle or as a login name.
    for who in (person, other):
        for name in ("state-bank", "statebank", "5tate.bank"):
            for field in ("handle", "login_name"):
                if name[0].isalpha():
                    await who.refused("PATCH", "/api/me", "accounts.name_reclaimed", json={field: name}, status=409)
    body = await here.registration(login_name="customer-care")
    await here.visitor().refused("POST", "/api/accounts", "accounts.name_reclaimed", json=body)
    with pytest.raises(NothingToReclaim):
        await door.take_back(here.context, str(person.person_id), ["handle"], "again")
    await door.give_free(here.context, "State-Bank", "the bank itself asks for it")
    await other.json("PATCH", "/api/me", json={"handle": "state-bank"})
    with pytest.raises(NothingToReclaim):
        await door.give_free(here.context, "state-bank", "twice")
    past = (await door.find_account(here.context, str(person.person_id))).past
    assert [(one.kind, one.why) for one in past] == [("accounts.reclaimed", "passes for a bank")]


@pytest.mark.timeout(600)
async def test_another_process_is_felt_by_the_server_beside(here: Door) -> None:
    phone = new_phone()
    person = await here.register(phone)
    socket: Socket = await here.server.socket(person)
    await socket.until("snapshot")
    settings = here.server.settings
    environment = {"TOCSIN_DATA_DIR": str(settings.data_dir), "DATABASE_URL": settings.database_url}
    nameless = tocsin("account", "freeze", phone, **environment)
    assert nameless.returncode == 2
    done = tocsin("account", "freeze", phone, "--why", "made for another", **environment)
    assert done.returncode == 0, done.stderr
    assert "frozen" in done.stdout
    assert (await socket.until("revoked"))["reason"] == "frozen"
    shown = tocsin("account", "show", phone, **environment)
    assert "made for another" in shown.stdout
    again = tocsin("account", "reinstate", phone, "--why", "no", **environment)
    assert again.returncode == 1
    assert "Traceback" not in again.stderr
