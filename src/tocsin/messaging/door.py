"""What other rooms may use."""

from tocsin.messaging.events import TextsErased
from tocsin.messaging.queries.conversations import find_names
from tocsin.messaging.queries.people import find_peers

__all__ = ["TextsErased", "find_names", "find_peers"]
