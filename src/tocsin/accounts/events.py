"""What happens to accounts. Ids and codes only."""

from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from tocsin.accounts.rules import Ended
from tocsin.kernel.events import Event, Touch
from tocsin.kernel.ids import PLATFORM


class AccountEvent(Event, frozen=True, kw_only=True):
    """Base: ``subject_id`` is the person; the realm is the platform's."""

    subject_id: UUID
    realm_id: UUID = PLATFORM
    shows: ClassVar[str] = "sessions"

    def touches(self) -> Iterable[Touch]:
        """The person's own devices show it."""
        person = self.subject_id
        return (Touch("person", person, ("person", str(person), self.shows)),)


class Registered(AccountEvent, frozen=True, kw_only=True):
    """A person made an account for themselves."""

    kind: ClassVar[str] = "accounts.registered"
    shows: ClassVar[str] = "me"


class SignedIn(AccountEvent, frozen=True, kw_only=True):
    """A session began."""

    kind: ClassVar[str] = "accounts.signed_in"
    session: UUID
    by: str


class NewDevice(AccountEvent, frozen=True, kw_only=True):
    """A session began on a device, or from a network, that this person had not used before."""

    kind: ClassVar[str] = "accounts.new_device"
    session: UUID


class SessionsEnded(AccountEvent, frozen=True, kw_only=True):
    """Sessions of a person ended, for one reason."""

    kind: ClassVar[str] = "accounts.session_ended"
    sessions: tuple[UUID, ...]
    reason: Ended

    def actors(self) -> Iterable[UUID]:
        """Their sockets close, and what is remembered of them is dropped."""
        return (self.subject_id,)


class PasswordChanged(AccountEvent, frozen=True, kw_only=True):
    """A person set a new password."""

    kind: ClassVar[str] = "accounts.password_changed"
    by: str
    shows: ClassVar[str] = "me"


class ProfileChanged(AccountEvent, frozen=True, kw_only=True):
    """Name, handle, introduction, picture or preferences of a person changed; ``fields`` names them."""

    kind: ClassVar[str] = "accounts.profile_changed"
    fields: tuple[str, ...]
    shows: ClassVar[str] = "me"

    def appeared(self) -> Iterable[UUID]:
        """Others see whether somebody is connected, or no more."""
        return (self.subject_id,) if "hide_connected" in self.fields else ()


class PresenceChanged(AccountEvent, frozen=True, kw_only=True):
    """What is said of a person just now changed. Not what: how somebody was in the past is nobody's to look up."""

    kind: ClassVar[str] = "accounts.presence_changed"
    shows: ClassVar[str] = "me"

    def appeared(self) -> Iterable[UUID]:
        """The person appears differently."""
        return (self.subject_id,)


class NotificationsChanged(AccountEvent, frozen=True, kw_only=True):
    """A person chose how to be told of what is new."""

    kind: ClassVar[str] = "accounts.notifications_changed"
    shows: ClassVar[str] = "notifications"


class AgreementAccepted(AccountEvent, frozen=True, kw_only=True):
    """A person accepted a version of a document."""

    kind: ClassVar[str] = "accounts.agreement_accepted"
    document: str
    version: str
    shows: ClassVar[str] = "me"


class StandingEvent(AccountEvent, frozen=True, kw_only=True):
    """Base of changes in an account's standing; ``why`` is their ground."""

    audited: ClassVar[bool] = True
    shows: ClassVar[str] = "me"

    def actors(self) -> Iterable[UUID]:
        """The person may do nothing more, or everything again."""
        return (self.subject_id,)


class Suspended(StandingEvent, frozen=True, kw_only=True):
    """An account may not be used until it is reinstated."""

    kind: ClassVar[str] = "accounts.suspended"


class Frozen(StandingEvent, frozen=True, kw_only=True):
    """An account may never be used again."""

    kind: ClassVar[str] = "accounts.frozen"


class Reinstated(StandingEvent, frozen=True, kw_only=True):
    """A suspended account may be used again."""

    kind: ClassVar[str] = "accounts.reinstated"


class OfficeGiven(StandingEvent, frozen=True, kw_only=True):
    """The operator gave a person an office in an organisation; that one's own log tells of it too."""

    kind: ClassVar[str] = "accounts.office_given"
    organisation_id: UUID


class Reclaimed(AccountEvent, frozen=True, kw_only=True):
    """The operator took back what misled others: ``what`` of handle, login name, picture and introduction."""

    kind: ClassVar[str] = "accounts.reclaimed"
    audited: ClassVar[bool] = True
    what: tuple[str, ...]
    shows: ClassVar[str] = "me"


class NameFreed(Event, frozen=True, kw_only=True):
    """A name that was reclaimed may be chosen again. Which is in the ground: an event holds no names in clear."""

    kind: ClassVar[str] = "accounts.name_freed"
    audited: ClassVar[bool] = True
    realm_id: UUID = PLATFORM


class ActsTaken(Event, frozen=True, kw_only=True):
    """The operator looked through the acts of the platform's realm and took ``acts`` of them: what was looked for, of which
    kind (``act``) or by which power (``needs``), and in which ``form``."""

    kind: ClassVar[str] = "accounts.acts_taken"
    audited: ClassVar[bool] = True
    realm_id: UUID = PLATFORM
    act: str | None
    needs: str | None
    by: UUID | None
    about: UUID | None
    since: datetime | None
    until: datetime | None
    form: str
    acts: int


EVENTS = (
    Registered,
    SignedIn,
    NewDevice,
    SessionsEnded,
    PasswordChanged,
    ProfileChanged,
    PresenceChanged,
    NotificationsChanged,
    AgreementAccepted,
    Suspended,
    Frozen,
    Reinstated,
    OfficeGiven,
    Reclaimed,
    NameFreed,
    ActsTaken,
)
