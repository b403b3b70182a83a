"""What is done with the logs themselves."""

from tocsin.kernel.events import Event


class LogKeyRotated(Event, frozen=True, kw_only=True):
    """The operator had a log's key followed by a new one: its ``number``, and the public ``key`` in base64."""

    kind = "effects.log_key_rotated"
    audited = True
    number: int
    key: str


EVENTS: tuple[type[Event], ...] = (LogKeyRotated,)
