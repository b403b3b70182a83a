"""Unwrapped keys kept in the process: few, recent, and only those that are committed."""

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Generic, TypeVar
from uuid import UUID

from tocsin.kernel.seal.keys import DataKey, Realm

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Recent(Generic[K, V]):
    """A map that keeps the ``size`` entries used last."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._entries: OrderedDict[K, V] = OrderedDict()

    def __len__(self) -> int:
        return len(self._entries)

    def get(self, key: K) -> V | None:
        """Return an entry and count it as used."""
        value = self._entries.get(key)
        if value is not None:
            self._entries.move_to_end(key)
        return value

    def put(self, key: K, value: V) -> None:
        """Keep an entry; the one used longest ago makes room."""
        self._entries[key] = value
        self._entries.move_to_end(key)
        if len(self._entries) > self._size:
            self._entries.popitem(last=False)

    def drop(self, key: K) -> None:
        """Forget an entry."""
        self._entries.pop(key, None)

    def clear(self) -> None:
        """Forget all."""
        self._entries.clear()


@dataclass
class Pending:
    """Keys made in a unit of work that is not committed yet: its own, and nobody else's, until it is.

    A key kept after a rollback would seal data that nobody could ever open.
    """

    realms: dict[UUID, Realm] = field(default_factory=dict)
    data: dict[UUID, DataKey] = field(default_factory=dict)
    records: dict[tuple[UUID, str], UUID] = field(default_factory=dict)
