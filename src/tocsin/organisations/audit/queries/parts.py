"""Whom an act names, and what of it somebody hears who looks after a part of the organisation."""

from collections.abc import Collection, Iterable, Iterator
from typing import Any
from uuid import UUID

import msgspec

from tocsin.kernel.acts import Recorded
from tocsin.kernel.events import Change


def ids_in(value: Any) -> Iterator[UUID]:
    """Yield every id in what an act says."""
    if isinstance(value, str) and len(value) == 36:
        try:
            yield UUID(value)
        except ValueError:
            # As long as an id, and none: a name.
            return
    elif isinstance(value, dict):
        yield from _each(value.values())
    elif isinstance(value, list | tuple):
        yield from _each(value)
    elif isinstance(value, Change):
        yield from _each((value.before, value.after))


def _each(values: Iterable[Any]) -> Iterator[UUID]:
    for one in values:
        yield from ids_in(one)


def told_in_part(act: Recorded, foreign: Collection[UUID]) -> Recorded | None:
    """Return an act without what it says of ``foreign`` people and departments; none where it says nothing of them.

    What was before and after is then left out whole, and the ground where it was done to one of them.
    """
    named = {act.subject_id, *ids_in(act.body), *_each(act.changes)}
    if named.isdisjoint(foreign):
        return None
    about_them = act.subject_id in foreign
    return msgspec.structs.replace(
        act,
        subject_id=None if about_them else act.subject_id,
        why=None if about_them else act.why,
        changes=[],
        body={name: _without(value, foreign) for name, value in act.body.items() if _is_told(value, foreign)},
    )


def _without(value: Any, foreign: Collection[UUID]) -> Any:
    return [one for one in value if _names_none(one, foreign)] if isinstance(value, list) else value


def _is_told(value: Any, foreign: Collection[UUID]) -> bool:
    return isinstance(value, list) or _names_none(value, foreign)


def _names_none(value: Any, foreign: Collection[UUID]) -> bool:
    return all(one not in foreign for one in ids_in(value))
