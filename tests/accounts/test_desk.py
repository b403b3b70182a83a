"""The operator's desk: acts of the platform's realm, and nothing of what organisations do (SEC-2)."""

import json
from datetime import timedelta

import pytest

from tests.accounts.conftest import Door, new_phone
from tests.support.horizon import below_the_horizon
from tests.support.product import tocsin
from tocsin.accounts import door
from tocsin.accounts.door import Asked
from tocsin.accounts.refusals import AccountUnknown
from tocsin.effects.actions.sealing import Sealer
from tocsin.effects.rules.bundle import verify
from tocsin.kernel.clock import now
from tocsin.kernel.errors import Invalid, NotFound

pytestmark = pytest.mark.anyio


async def _acts(here: Door, **asked: object) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(await door.take_acts(here.context, Asked(**asked), "json"))  # type: ignore[arg-type]
    return found


async def test_the_operator_finds_acts_by_account_kind_and_time_and_that_is_an_act(here: Door) -> None:
    phone, other = new_phone(), new_phone()
    person = await here.register(phone)
    await here.register(other)
    await person.json("POST", "/api/organisations", json={"name": "北岸书店", "kind": "company"})
    began = now()
    await door.move(here.context, phone, "suspend", "complaint 2026-3")
    await door.move(here.context, other, "suspend", "complaint 2026-4")
    acts = await _acts(here, about=phone)
    assert [(act["kind"], act["why"], act["actor_id"]) for act in acts] == [
        ("accounts.suspended", "complaint 2026-3", None)
    ]
    assert acts[0]["name"] == person.person["name"]
    assert len(await _acts(here, kind="accounts.suspended", since=began)) == 2
    assert await _acts(here, kind="accounts.suspended", until=began) == []
    assert await _acts(here, kind="accounts.suspended", since=now() + timedelta(days=1)) == []
    everything = await _acts(here)
    # What was looked for, newest first; and not a word of the organisation.
    assert [act["kind"] for act in everything[:4]] == ["accounts.acts_taken"] * 4
    assert everything[3]["details"]["about"] == person.person_id  # type: ignore[index]
    assert "organisations." not in str(everything)
    table = (await door.take_acts(here.context, Asked(about=other), "csv")).decode("utf-8-sig")
    # The reason of a search names nobody else.
    assert "complaint 2026-4" in table
    assert "complaint 2026-3" not in table
    await below_the_horizon(here.context.db)
    while await Sealer(here.context.db, here.context.keyring).step():
        pass
    (proved,) = verify(
        await door.take_acts(here.context, Asked(kind="accounts.suspended", about=phone), "bundle")
    ).effects
    assert (proved.leaf.act, proved.leaf.actor) == ("accounts_suspended", None)
    assert json.loads(proved.opened["content"])["why"] == "complaint 2026-3"
    with pytest.raises(NotFound):
        await door.take_acts(here.context, Asked(kind="accounts.frozen"), "bundle")
    with pytest.raises(AccountUnknown):
        await _acts(here, by=new_phone())
    with pytest.raises(Invalid):
        await _acts(here, since=now().replace(tzinfo=None))


async def test_the_command_writes_them_out(here: Door) -> None:
    phone = new_phone()
    await here.register(phone)
    await door.move(here.context, phone, "freeze", "complaint 2026-5")
    settings = here.server.settings
    environment = {
        "DATABASE_URL": settings.database_url,
        "TOCSIN_DATA_DIR": str(settings.data_dir),
        "TOCSIN_KEK_FILE": str(settings.kek_file or settings.data_dir / "keys" / "kek"),
    }
    said = tocsin("acts", "--about", phone, "--since", "2026-01-01", **environment)
    assert said.returncode == 0, said.stderr
    assert [one["kind"] for one in json.loads(said.stdout)] == ["accounts.frozen"]
