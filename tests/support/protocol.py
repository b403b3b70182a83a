"""What the server can say over a socket, as its code declares it."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

import tocsin.app  # noqa: F401 - with it every room is loaded, and what each declares


def _structs(above: type[msgspec.Struct] = msgspec.Struct) -> Iterator[type[msgspec.Struct]]:
    for struct in above.__subclasses__():
        yield struct
        yield from _structs(struct)


EVENTS: frozenset[str] = frozenset(
    str(struct.__struct_config__.tag)
    for struct in _structs()
    if struct.__module__.startswith("tocsin.") and struct.__struct_config__.tag_field == "t"
) | {"ok"}
"""The names of all events; the answer ``ok`` takes the fields of any struct and has none of its own."""
