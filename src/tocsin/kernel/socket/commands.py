"""Commands: what a client may ask over its socket. Each names the power it needs, as a route does."""

from collections.abc import Awaitable, Callable, Iterable
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import msgspec

from tocsin.kernel.errors import Refusal
from tocsin.kernel.powers import Power, authorise
from tocsin.kernel.socket.frames import ok, refused
from tocsin.kernel.types import Actor

if TYPE_CHECKING:
    from tocsin.kernel.context import Context
    from tocsin.kernel.socket.device import Device

P = TypeVar("P")


class Call(Generic[P]):
    """One command under way: who asks, with what, and the way to answer."""

    __slots__ = ("actor", "context", "device", "id", "params")

    def __init__(self, context: "Context", device: "Device", actor: Actor, number: int, params: P) -> None:
        self.context = context
        self.device = device
        self.actor = actor
        self.id = number
        self.params = params

    def answer(self, result: Any = None) -> None:
        """Answer with the fields of a struct."""
        self.device.push(ok(self.id, result))

    def refuse(self, refusal: Refusal) -> None:
        """Answer with a refusal."""
        self.device.push(refused(self.id, refusal, self.device.language))


Run = Callable[["Call[Any]"], Awaitable[Any] | None]


class Command(msgspec.Struct, frozen=True):
    """A socket command.

    ``params`` is a struct of its fields. ``run`` either returns an awaitable, whose result is the answer, or nothing,
    and then answers through the call by itself: the hot path makes no task. ``power`` is asked for in the
    organisation the parameters name (``organisation_id``), like that of a route.
    """

    name: str
    power: Power
    params: type[msgspec.Struct]
    run: Run
    refuses: tuple[type[Refusal], ...] = ()


class Head(msgspec.Struct):
    """What every command carries."""

    c: str
    id: int


class Catalogue:
    """The commands of a server, and the one decoder for all of them."""

    def __init__(self, commands: Iterable[Command]) -> None:
        self._by_type: dict[type, Command] = {}
        names: set[str] = set()
        for command in commands:
            if not isinstance(command.power, Power):
                raise TypeError(f"the command {command.name} names no power")
            if command.name in names:
                raise ValueError(f"two commands are called {command.name}")
            names.add(command.name)
            self._by_type[_with_head(command)] = command
        self.names = frozenset(names)
        self._decoder = msgspec.json.Decoder(_union(self._by_type))
        self._head = msgspec.json.Decoder(Head)

    def decode(self, message: bytes) -> tuple[Command, Any]:
        """Return the command and its parameters; raises msgspec's ``DecodeError`` and ``ValidationError``."""
        params = self._decoder.decode(message)
        return self._by_type[type(params)], params

    def head(self, message: bytes) -> Head:
        """Return the name and number of a message whose fields do not fit; raises ``DecodeError``."""
        return self._head.decode(message)


def check(command: Command, actor: Actor, params: Any) -> None:
    """Refuse a command its caller holds no power for."""
    authorise(actor, command.power, getattr(params, "organisation_id", None))


def _with_head(command: Command) -> type:
    return msgspec.defstruct(
        command.params.__name__,
        [("id", int)],
        bases=(command.params,),
        tag_field="c",
        tag=command.name,
        kw_only=True,
        forbid_unknown_fields=True,
        module=command.params.__module__,
    )


def _union(types: Iterable[type]) -> Any:
    union: Any = None
    for one in types:
        union = one if union is None else union | one
    return union
