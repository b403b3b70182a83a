"""What other rooms may use."""

from tocsin.messaging.events import TextsErased
from tocsin.messaging.queries.conversations import find_names

__all__ = ["TextsErased", "find_names"]
