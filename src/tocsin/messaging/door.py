"""What other rooms may use."""

from tocsin.messaging.actions.office import Office, office
from tocsin.messaging.events import TextsErased
from tocsin.messaging.queries.conversations import find_followed
from tocsin.messaging.rules.shapes import ALL, Fact

__all__ = ["ALL", "Fact", "Office", "TextsErased", "find_followed", "office"]
