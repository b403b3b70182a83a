"""Asking every room: an overview of all kinds, or a page of one."""

from collections.abc import Iterable

import msgspec

from tocsin.kernel.context import Context
from tocsin.kernel.db import Transaction
from tocsin.kernel.errors import Invalid
from tocsin.kernel.search import Asked, Searchable, Section


def kinds(context: Context) -> dict[str, Searchable]:
    """Return what can be searched, in the order of the rooms."""
    return {one.kind: one for room in context.rooms for one in room.searchable}


async def find_overview(context: Context, tx: Transaction, asked: Asked) -> list[Section]:
    """Return the first few of each kind; conditions that only texts meet leave the other kinds out."""
    sections = []
    for one in _shown(kinds(context).values(), asked):
        found = await one.find(context, tx, msgspec.structs.replace(asked, limit=one.read, after=None))
        more = found.next is not None or len(found.items) > one.first
        sections.append(msgspec.structs.replace(found, items=found.items[: one.first], next=None, more=more))
    return sections


def _shown(every: Iterable[Searchable], asked: Asked) -> Iterable[Searchable]:
    return (one for one in every if one.first > 0 and (one.narrow or not asked.narrowed))


async def find_kind(context: Context, tx: Transaction, kind: str, asked: Asked) -> Section:
    """Return a page of one kind. Raises :class:`Invalid` for a kind there is not."""
    one = kinds(context).get(kind)
    if one is None:
        raise Invalid(fields={"kind": f"one of {', '.join(kinds(context))}"})
    return await one.find(context, tx, asked)
