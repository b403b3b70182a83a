"""What is logged holds nothing that people sent."""

import asyncpg
import pytest
import structlog

from tocsin.kernel.db import FOLLOW, Database
from tocsin.kernel.logs import _last, _without_values

SECRET = "13800009999"
PROVOKED = (
    ("SELECT $1::uuid", SECRET),  # refused by the encoder
    ("SELECT ($1::text)::uuid", SECRET),  # refused by the server
    ("INSERT INTO deployment (sample_state) VALUES ($1)", SECRET),
)


@pytest.mark.parametrize("terminal", [True, False])
@pytest.mark.parametrize(("sql", "value"), PROVOKED)
async def test_errors_of_the_database_are_logged_without_values(
    db: Database, sql: str, value: str, terminal: bool
) -> None:
    said = ""
    try:
        async with db.working(FOLLOW) as tx:
            await tx.fetch(sql, value)
    except asyncpg.PostgresError as error:
        sqlstate = error.sqlstate
        try:
            raise RuntimeError("while doing something") from error
        except RuntimeError as outer:
            event: structlog.typing.EventDict = {"event": "http.failed", "level": "error", "exc_info": outer}
            event = _without_values(None, "error", event)
            for processor in _last(terminal):
                event = processor(None, "error", event)  # type: ignore[assignment]
            said = str(event)
    assert type(said) is str
    assert "RuntimeError" in said
    assert SECRET not in said
    assert (sqlstate in said) == sqlstate.startswith(("22", "23"))
