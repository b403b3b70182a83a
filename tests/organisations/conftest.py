"""What the tests of organisations start from."""

import pytest

from tests.conftest import AsPerson
from tests.organisations.stage import Organisation, Stage
from tests.support.server import RunningServer


@pytest.fixture
def stage(server: RunningServer, as_: AsPerson) -> Stage:
    """A server without any organisation."""
    return Stage(server, as_)


@pytest.fixture
async def school(stage: Stage) -> Organisation:
    """An organisation with its main admin, and nobody else."""
    return await stage.found()
