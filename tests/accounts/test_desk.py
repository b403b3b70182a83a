"""The operator's desk: acts of the platform's realm, and nothing of what organisations do (SEC-2)."""

import json
from datetime import date, timedelta
from uuid import uuid4

import pytest

from tests.accounts.conftest import Door, new_phone
from tests.support.horizon import below_the_horizon
from tests.support.product import tocsin
from tocsin.accounts import door, rules
from tocsin.accounts.actions import searches
from tocsin.accounts.door import Asked
from tocsin.accounts.refusals import AccountUnknown
from tocsin.effects.actions.sealing import Sealer
from tocsin.effects.rules.bundle import verify
from tocsin.kernel.acts import powers_of
from tocsin.kernel.clock import now
from tocsin.kernel.db import FOLLOW
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


async def test_acts_are_found_by_power_and_by_what_they_name(here: Door) -> None:
    phone = new_phone()
    person = await here.register(phone)
    await door.move(here.context, phone, "suspend", "complaint 2026-9")
    for about in (person.person_id, phone):
        # Each of these searches names the person too.
        assert "accounts.suspended" in [act["kind"] for act in await _acts(here, about=about)]
    assert await _acts(here, about=str(uuid4())) == []
    powers = {power for power in powers_of(here.context.rooms).values() if power}
    found = {power: await _acts(here, power=power) for power in powers}
    kinds = powers_of(here.context.rooms)
    assert all(kinds[str(act["kind"])] == power for power, acts in found.items() for act in acts)
    newest = (await _acts(here, days=1))[0]
    assert newest["details"]["needs"] in powers  # type: ignore[index]
    with pytest.raises(Invalid):
        await _acts(here, power="accounts.everything")


async def test_over_time_and_by_kind_they_are_a_chart(here: Door) -> None:
    phone = new_phone()
    await here.register(phone)
    await door.move(here.context, phone, "suspend", "complaint 2026-6")
    await door.move(here.context, phone, "reinstate", "settled")
    drawn = (await door.take_acts(here.context, Asked(about=phone), "chart", "Asia/Shanghai")).decode()
    times, kinds = drawn.split("\n\n")
    assert (times.count("█"), times.endswith(" 2")) == (40, True)
    assert kinds.splitlines() == [f"accounts.reinstated  {'█' * 40} 1", f"accounts.suspended   {'█' * 40} 1"]
    assert (await door.take_acts(here.context, Asked(kind="accounts.frozen"), "chart")).decode() == "-\n"
    (looked, *_) = await _acts(here, kind="accounts.acts_taken")
    assert looked["details"]["form"] == "chart"  # type: ignore[index]
    with pytest.raises(Invalid):
        await door.take_acts(here.context, Asked(), "chart", "Middle/Earth")


def test_a_chart_shows_days_without_acts_and_months_where_there_are_many() -> None:
    begin = date(2026, 1, 30)
    assert rules.chart([(begin, "a", 4), (begin + timedelta(days=2), "b", 1)]) == (
        f"2026-01-30  {'█' * 40} 4\n2026-01-31   0\n2026-02-01  {'█' * 10} 1\n\na  {'█' * 40} 4\nb  {'█' * 10} 1\n"
    )
    months = rules.chart([(begin, "a", 1), (begin + timedelta(days=100), "a", 2)]).split("\n\n")[0].splitlines()
    assert [line.split()[0] for line in months] == ["2026-01", "2026-02", "2026-03", "2026-04", "2026-05"]


async def test_searches_are_kept_sealed_under_names_and_forgotten(here: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    phone = new_phone()
    await here.register(phone)
    await door.move(here.context, phone, "suspend", "complaint 2026-7")
    asked = Asked(about=phone, kind="accounts.suspended", days=30)
    await door.keep_search(here.context, "投诉", Asked(days=1))
    await door.keep_search(here.context, "投诉", asked)
    assert [(one.name, one.asked) for one in await door.find_searches(here.context)] == [("投诉", asked)]
    acts = json.loads(await door.take_acts(here.context, await door.get_search(here.context, "投诉"), "json"))
    assert [act["why"] for act in acts] == ["complaint 2026-7"]
    async with here.context.db.working(FOLLOW) as tx:
        (row,) = await tx.fetch("SELECT search_sealed FROM acts_search")
    assert phone.encode() not in row["search_sealed"]
    monkeypatch.setattr(searches, "SEARCHES", 1)
    with pytest.raises(Invalid):
        await door.keep_search(here.context, "又一个", asked)
    await door.drop_search(here.context, "投诉")
    for gone in (door.get_search, door.drop_search):
        with pytest.raises(NotFound):
            await gone(here.context, "投诉")


async def test_the_command_keeps_runs_and_forgets_searches(here: Door) -> None:
    phone = new_phone()
    await here.register(phone)
    await door.move(here.context, phone, "freeze", "complaint 2026-8")
    settings = here.server.settings
    environment = {"DATABASE_URL": settings.database_url, "TOCSIN_DATA_DIR": str(settings.data_dir)}
    kept = tocsin("acts", "--about", phone, "--days", "7", "--form", "chart", "--save", "frozen", **environment)
    assert (kept.returncode, "accounts.frozen  █" in kept.stdout) == (0, True), kept.stderr
    again = tocsin("acts", "--saved", "frozen", **environment)
    # That it was looked for names the account too.
    assert [one["kind"] for one in json.loads(again.stdout)] == ["accounts.acts_taken", "accounts.frozen"]
    listed = tocsin("acts", "--searches", **environment)
    assert json.loads(listed.stdout) == [{"name": "frozen", "asked": {"about": phone, "days": 7}}]
    assert tocsin("acts", "--saved", "frozen", "--kind", "accounts.frozen", **environment).returncode == 2
    assert tocsin("acts", "--forget", "frozen", **environment).stdout == "forgotten: frozen\n"
    assert tocsin("acts", "--saved", "frozen", **environment).returncode == 1


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
