"""Bringing a database to the schema of this version."""

import pytest

from tocsin.kernel import migrations


async def test_an_old_database_server_is_refused_before_anything_is_changed(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = await migrations.current(database_url)
    monkeypatch.setattr(migrations, "OLDEST", 990_000)
    with pytest.raises(migrations.TooOld) as refused:
        await migrations.migrate(database_url)
    assert refused.value.code == "kernel.database_too_old"
    assert await migrations.current(database_url) == at
