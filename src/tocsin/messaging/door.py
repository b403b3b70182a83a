"""What other rooms may use."""

from tocsin.messaging.events import TextsErased

__all__ = ["TextsErased"]
