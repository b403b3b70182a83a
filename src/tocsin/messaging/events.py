"""Typed events. What happens in a conversation is its facts; here is what is done about them from above."""

from collections.abc import Iterable
from typing import ClassVar
from uuid import UUID

from tocsin.kernel.events import Change, Event, Touch
from tocsin.kernel.ids import PLATFORM
from tocsin.kernel.powers import Power
from tocsin.messaging.powers import GROUPS_MANAGE, RULES_SET


def called(realm_id: UUID, name: str) -> tuple[Change, ...]:
    """What the log says that a conversation or a file is called. A talk of two is called by a person: that is not written."""
    return (Change("name", name, name),) if name and realm_id != PLATFORM else ()


class RulesChanged(Event, frozen=True, kw_only=True):
    """An organisation set the rules of its conversations; ``recall_within`` and ``edit_within`` are in seconds."""

    kind = "messaging.rules_changed"
    power = RULES_SET
    audited = True
    recall_within: int
    edit_within: int
    locations: bool
    link_cards: bool
    mention_all_up_to: int = 100
    forwarding_out: bool = True

    def touches(self) -> Iterable[Touch]:
        """Whoever shows conversations of the organisation asks for the time to recall again."""
        return (Touch("organisation", self.realm_id, ("organisation", str(self.realm_id), "messaging")),)


class TextsErased(Event, frozen=True, kw_only=True):
    """What a person (``subject_id``) wrote in a realm was erased.

    Clients are told by the facts that take it back, as of everything in a conversation.
    """

    kind = "messaging.texts_erased"


class _OfGroups(Event, frozen=True, kw_only=True):
    """An admin's act on groups; the subject is the conversation. Whoever shows the register fetches it again."""

    audited = True
    power: ClassVar[Power | None] = GROUPS_MANAGE

    def touches(self) -> Iterable[Touch]:
        """The register."""
        return (Touch("organisation", self.realm_id, ("organisation", str(self.realm_id), "groups")),)


class GroupLeavingSet(_OfGroups, frozen=True, kw_only=True):
    """Owner or admin of a group set who may forward, or export, what is said in it: ``changes`` tells."""

    kind = "messaging.group_leaving_set"
    power = None

    def touches(self) -> Iterable[Touch]:
        """The register does not show it."""
        return ()


class GroupHandedOver(_OfGroups, frozen=True, kw_only=True):
    """An admin gave a group to another owner, ``person_id``."""

    kind = "messaging.group_handed_over"
    person_id: UUID


class GroupMemberRemoved(_OfGroups, frozen=True, kw_only=True):
    """An admin took ``person_id`` out of a group."""

    kind = "messaging.group_member_removed"
    person_id: UUID


class GroupsMerged(_OfGroups, frozen=True, kw_only=True):
    """The members of ``merged_id`` joined the group, ``came`` of them new there; the other has ended."""

    kind = "messaging.groups_merged"
    merged_id: UUID
    came: int


class GroupsWarned(_OfGroups, frozen=True, kw_only=True):
    """Idle ``groups`` end in ``days`` days, unless somebody speaks there."""

    kind = "messaging.groups_warned"
    groups: tuple[UUID, ...]
    days: int


class GroupKept(_OfGroups, frozen=True, kw_only=True):
    """A group that was to end does not."""

    kind = "messaging.group_kept"


class GroupDissolved(_OfGroups, frozen=True, kw_only=True):
    """An idle group has ended after its warning."""

    kind = "messaging.group_dissolved"


class GroupsExported(_OfGroups, frozen=True, kw_only=True):
    """The actor took the register out; ``groups`` counts what it lists."""

    kind = "messaging.groups_exported"
    groups: int

    def touches(self) -> Iterable[Touch]:
        """Nothing has changed."""
        return ()


EVENTS: tuple[type[Event], ...] = (
    RulesChanged,
    TextsErased,
    GroupLeavingSet,
    GroupHandedOver,
    GroupMemberRemoved,
    GroupsMerged,
    GroupsWarned,
    GroupKept,
    GroupDissolved,
    GroupsExported,
)
