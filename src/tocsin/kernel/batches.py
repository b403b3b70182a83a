"""Rows as arrays: how set-based statements take many rows in one go.

``INSERT … SELECT … FROM unnest($1::uuid[], …)`` costs a fraction of as many single inserts, but every element of every
array is encoded one by one. A column that holds the same value in all rows, which most columns of a batch do, therefore
travels as an array of one.
"""

from collections.abc import Iterable, Sequence
from typing import Any


class Batch:
    """The columns of a batch, as name and PostgreSQL type, in the order of the rows' values.

    ``first`` is the number of the first parameter. The last column must differ from row to row in length only if all
    do: it is never shortened, and so tells how many rows there are.
    """

    def __init__(self, columns: Sequence[tuple[str, str]], *, first: int = 1) -> None:
        numbered = [(name, kind, first + place) for place, (name, kind) in enumerate(columns)]
        self.names = ", ".join(name for name, _ in columns)
        arrays = ", ".join(f"${number}::{kind}[]" for _, kind, number in numbered)
        values = ", ".join(_value(name, kind, number) for name, kind, number in numbered[:-1])
        self.rows = f"(SELECT {values}, {columns[-1][0]} FROM unnest({arrays}) AS u({self.names}))"  # noqa: S608
        """A sub-select of the rows, to be given a name."""

    def arguments(self, rows: Iterable[Sequence[Any]]) -> list[list[Any]]:
        """Return the arguments of a batch of at least one row."""
        *columns, last = (list(column) for column in zip(*rows, strict=True))
        return [*map(_shortened, columns), last]


def _value(name: str, kind: str, number: int) -> str:
    return f"CASE WHEN cardinality(${number}::{kind}[]) = 1 THEN (${number}::{kind}[])[1] ELSE u.{name} END AS {name}"


def _shortened(column: list[Any]) -> list[Any]:
    first = column[0]
    return [first] if all(value is first or value == first for value in column) else column
