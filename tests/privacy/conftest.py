"""What the tests of privacy start from: the cast of the school, signed in on demand."""

import pytest

from tests.cast import Stage, set_stage
from tests.support.server import RunningServer


@pytest.fixture
async def stage(server: RunningServer) -> Stage:
    """The school and the company with their people."""
    return await set_stage(server)
