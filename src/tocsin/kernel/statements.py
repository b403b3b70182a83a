"""SQLAlchemy's Core as asyncpg takes it."""

from collections.abc import Sequence
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy.dialects.postgresql.asyncpg import dialect
from sqlalchemy.sql import Executable

_DIALECT = dialect()  # type: ignore[no-untyped-call]


class Compiled:
    """A Core statement: SQL with ``$1`` and the order of its parameters."""

    __slots__ = ("defaults", "order", "sql")

    def __init__(self, statement: Executable) -> None:
        compiled = statement.compile(dialect=_DIALECT)  # type: ignore[attr-defined]
        self.sql: str = str(compiled)
        self.order: Sequence[str] = compiled.positiontup or ()
        self.defaults: dict[str, Any] = dict(compiled.params)

    def arguments(self, params: dict[str, Any]) -> list[Any]:
        """Return what the statement takes, in its order; what is not given is as the statement has it."""
        values = {**self.defaults, **params}
        return [values[name] for name in self.order]


_compiled: "WeakKeyDictionary[Executable, Compiled]" = WeakKeyDictionary()


def compile_once(statement: Executable) -> Compiled:
    """Compile a statement once; those declared at module level live, and stay compiled, as long as the process."""
    found = _compiled.get(statement)
    if found is None:
        found = _compiled[statement] = Compiled(statement)
    return found
