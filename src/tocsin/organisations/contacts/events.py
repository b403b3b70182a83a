"""What happens to external contacts. Ids and codes only; whom somebody was asked for is not written."""

from collections.abc import Iterable
from typing import ClassVar
from uuid import UUID

from tocsin.kernel.events import Event, Touch
from tocsin.organisations.contacts.powers import EXTERNAL_EXPORT, EXTERNAL_KEEP, EXTERNAL_MANAGE


class _OfContacts(Event, frozen=True, kw_only=True):
    audited = True
    power = EXTERNAL_KEEP

    def touches(self) -> Iterable[Touch]:
        """Whoever shows the list fetches it again, each their own part of it."""
        return (Touch("organisation", self.realm_id, ("organisation", str(self.realm_id), "external-contacts")),)


class ExternalAdded(_OfContacts, frozen=True, kw_only=True):
    """The subject is the contact."""

    kind = "organisations.external_added"
    visibility: str


class ExternalChanged(_OfContacts, frozen=True, kw_only=True):
    """``fields`` of the contact, the subject, changed."""

    kind = "organisations.external_changed"
    fields: tuple[str, ...]


class ExternalsHandedOver(_OfContacts, frozen=True, kw_only=True):
    """The subject, a member, keeps ``contacts`` from now on that ``from_member_id`` kept."""

    kind = "organisations.externals_handed_over"
    power = EXTERNAL_MANAGE
    from_member_id: UUID
    contacts: int


class ExternalDeleted(_OfContacts, frozen=True, kw_only=True):
    """The subject was the contact."""

    kind = "organisations.external_deleted"


class ExternalViewed(Event, frozen=True, kw_only=True):
    """Somebody other than the keeper looked at the whole number or address of the contact who is the subject.

    The person whose account the card is joined to finds it in what is recorded about them.
    """

    kind = "organisations.external_viewed"
    power = EXTERNAL_MANAGE
    audited = True


class ExternalsExported(Event, frozen=True, kw_only=True):
    """Somebody took ``contacts`` out as a file."""

    kind = "organisations.externals_exported"
    power = EXTERNAL_EXPORT
    audited = True
    contacts: int


class ExternalLinkAsked(_OfContacts, frozen=True, kw_only=True):
    """The person of the contact's number, if there is one, is asked whether the card may be joined to their account."""

    kind = "organisations.external_link_asked"
    # Whether anybody has the number is not to be read from the audit list.
    unstored: ClassVar[frozenset[str]] = frozenset({"people"})
    people: tuple[UUID, ...] = ()

    def touches(self) -> Iterable[Touch]:
        """The list, and what waits for the person."""
        return (*super().touches(), *_asked(self.people))


class ExternalLinkChanged(_OfContacts, frozen=True, kw_only=True):
    """The person joined the card to their account, or no longer; a refusal is told to nobody."""

    kind = "organisations.external_link_changed"
    unstored: ClassVar[frozenset[str]] = frozenset({"people"})
    linked: bool
    people: tuple[UUID, ...] = ()

    def touches(self) -> Iterable[Touch]:
        """The list, and the person's own."""
        return (*super().touches(), *_asked(self.people))


def _asked(people: Iterable[UUID]) -> list[Touch]:
    return [Touch("person", one, ("person", str(one), "contact-links")) for one in people]


EVENTS: tuple[type[Event], ...] = (
    ExternalAdded,
    ExternalChanged,
    ExternalsHandedOver,
    ExternalDeleted,
    ExternalViewed,
    ExternalsExported,
    ExternalLinkAsked,
    ExternalLinkChanged,
)
