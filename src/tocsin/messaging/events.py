"""Typed events. What happens in a conversation is its facts; here is what is done about them from above."""

from collections.abc import Iterable

from tocsin.kernel.events import Event, Touch


class RulesChanged(Event, frozen=True, kw_only=True):
    """An organisation set the rules of its conversations; ``recall_within`` and ``edit_within`` are in seconds."""

    kind = "messaging.rules_changed"
    audited = True
    recall_within: int
    edit_within: int
    locations: bool
    link_cards: bool

    def touches(self) -> Iterable[Touch]:
        """Whoever shows conversations of the organisation asks for the time to recall again."""
        return (Touch("organisation", self.realm_id, ("organisation", str(self.realm_id), "messaging")),)


class TextsErased(Event, frozen=True, kw_only=True):
    """What a person (``subject_id``) wrote in a realm was erased.

    Clients are told by the facts that take it back, as of everything in a conversation.
    """

    kind = "messaging.texts_erased"


EVENTS: tuple[type[Event], ...] = (RulesChanged, TextsErased)
