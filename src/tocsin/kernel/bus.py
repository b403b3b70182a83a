"""What leaves after commit, to whoever in the deployment listens.

:class:`LocalBus` serves one process. A broker for several has the same two methods, which is why a payload is bytes.
"""

from collections import defaultdict
from collections.abc import Callable
from typing import Protocol

import structlog

Handler = Callable[[bytes], None]
log = structlog.get_logger()


class Bus(Protocol):
    """Publish bytes on a topic; subscribers of the topic are called, each once a process."""

    def publish(self, topic: str, payload: bytes) -> None:
        """Hand a payload to every subscriber of the topic; never raises on their behalf."""

    def subscribe(self, topic: str, handler: Handler) -> Callable[[], None]:
        """Call the handler for every payload of the topic; the returned function ends that."""


class LocalBus:
    """The bus of a deployment of one process: handlers run at once, in the order they subscribed."""

    def __init__(self) -> None:
        self._handlers: dict[str, list[Handler]] = defaultdict(list)

    def publish(self, topic: str, payload: bytes) -> None:
        """See :class:`Bus`. A failing handler is logged: the change it hears of is already committed."""
        for handler in tuple(self._handlers[topic]):
            try:
                handler(payload)
            except Exception:
                log.exception("bus.handler_failed", topic=topic)

    def subscribe(self, topic: str, handler: Handler) -> Callable[[], None]:
        """See :class:`Bus`."""
        self._handlers[topic].append(handler)
        return lambda: self._handlers[topic].remove(handler)
