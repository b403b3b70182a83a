"""What browser tests start from: the cast of the school, and screens to sit them at."""

from pathlib import Path

import pytest

from tests.cast import Stage, set_stage
from tests.support.server import RunningServer

ROOT = Path(__file__).resolve().parents[2]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here drives Chromium."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session", autouse=True)
def built_client() -> None:
    """These tests look at the web client as the server serves it."""
    assert (ROOT / "web" / "dist" / "index.html").exists(), "the web client is not built: run `make web`"


@pytest.fixture
async def stage(server: RunningServer) -> Stage:
    """The school and the company with their people."""
    return await set_stage(server)
