"""The client's own files: a page asks for hundreds of them, and has spent nothing of what its person may ask (ACC-7)."""

from pathlib import Path

import msgspec
import pytest

from tests.support.client import Client
from tests.support.cookies import COOKIE
from tests.support.server import RunningServer
from tocsin.settings import Settings

pytestmark = pytest.mark.anyio
FILES = 40


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    """A client of a few files."""
    web = tmp_path / "web"
    (web / "assets").mkdir(parents=True)
    (web / "index.html").write_text("<!doctype html>")
    (web / "assets" / "part.js").write_text("export default 1;")
    return msgspec.structs.replace(settings, web_dir=web)


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """A dozen questions, and then for a long time no more."""
    monkeypatch.setattr("tocsin.kernel.http.REQUESTS_PER_SECOND", 1e-6)
    monkeypatch.setattr("tocsin.kernel.http.REQUEST_BURST", 12)


async def load(client: Client, *paths: str) -> set[int]:
    """A page, by a browser that has none of its files yet."""
    headers = {"Cookie": f"{COOKIE}={client.token}"} if client.token else {}
    return {(await client.get(path, headers=headers)).status_code for path in paths * FILES}


async def test_they_spend_nothing_of_a_session(server: RunningServer) -> None:
    person = await server.sign_in("13800000001")
    assert await load(person, "/assets/part.js", "/", "/messages") == {200}
    await person.json("GET", "/api/me")


async def test_they_spend_nothing_of_the_visitors_at_one_address(server: RunningServer) -> None:
    visitor = server.client()
    assert await load(visitor, "/assets/part.js", "/sign-in") == {200}
    await visitor.json("POST", "/api/codes", json={"phone": "13800000001", "purpose": "sign_in"})


async def test_what_is_no_file_is_not_there(server: RunningServer) -> None:
    assert await load(server.client(), "/assets/none.js", "/api/none") == {404}


async def test_they_are_limited_for_an_address_all_the_same(
    server: RunningServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tocsin.kernel.http.ADDRESS_PER_SECOND", 1e-6)
    monkeypatch.setattr("tocsin.kernel.http.ADDRESS_BURST", 3)
    assert await load(server.client(), "/assets/part.js") == {200, 429}
