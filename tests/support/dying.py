"""Processes that end between two statements."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from tocsin.kernel.db import Transaction, Worker


class Killed(BaseException):
    """The process ends here."""


@asynccontextmanager
async def killed_after(monkeypatch: pytest.MonkeyPatch, worker: Worker, statements: int) -> AsyncIterator[None]:
    """Let so many statements of a worker through, then end like a killed process: the unit rolls back."""
    fetch, left = Transaction.fetch, statements

    async def counted(self: Transaction, sql: str, *arguments: Any) -> Any:
        nonlocal left
        if self._role == worker:
            if left == 0:
                raise Killed
            left -= 1
        return await fetch(self, sql, *arguments)

    with monkeypatch.context() as patched:
        patched.setattr(Transaction, "fetch", counted)
        yield
