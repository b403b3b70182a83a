"""The database's own log: errors people cause stand in it without what they sent."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.accounts.conftest import Door, new_phone


@pytest.mark.embedded
async def test_a_taken_login_name_is_not_written_down(here: Door) -> None:
    (folder,) = parse_qs(urlsplit(here.server.settings.database_url).query)["host"]
    log = Path(folder).parent / "server.log"
    await here.register(new_phone(), login_name="zhonghe.lan")
    other = await here.register(new_phone())
    await other.refused("PATCH", "/api/me", "accounts.login_name_taken", json={"login_name": "zhonghe.lan"})
    said = log.read_text()
    assert "uq_credential_login_name" in said, "the error itself is told to the operator"
    assert "zhonghe" not in said
    assert "UPDATE credential" not in said
