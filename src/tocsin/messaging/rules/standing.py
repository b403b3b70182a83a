"""What a member of a conversation may do."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from tocsin.messaging.refusals import (
    AlreadyRecalled,
    Closed,
    FollowsDepartment,
    GroupFull,
    HandOverFirst,
    NotAGroup,
    NotYourMessage,
    OwnerOnly,
    RecallTooLate,
)

GROUP_LIMIT: Final = 10_000
"""People in a group."""
ADD_LIMIT: Final = 1_000
"""People added at once."""
NAME_LIMIT: Final = 60
"""Characters of a group's name."""


def check_recall(sender_id: UUID | None, me: UUID, at: datetime, recalled: bool, within: int, now: datetime) -> None:
    """Refuse to recall another's message, one recalled before, or one older than ``within`` seconds."""
    if sender_id != me:
        raise NotYourMessage
    if recalled:
        raise AlreadyRecalled
    if now - at > timedelta(seconds=within):
        raise RecallTooLate(minutes=max(1, within // 60))


def check_by_hand(kind: str) -> None:
    """Refuse to change by hand what is no group, or follows a department."""
    if kind == "direct":
        raise NotAGroup
    if kind == "department":
        raise FollowsDepartment


def check_owner(owner_id: UUID | None, me: UUID) -> None:
    """Refuse what only the owner may do."""
    if owner_id != me:
        raise OwnerOnly


def check_open(is_open: bool) -> None:
    """Refuse to change what has ended."""
    if not is_open:
        raise Closed


def check_leaving(owner_id: UUID | None, me: UUID, members: int) -> None:
    """Refuse to let an owner go while others stay."""
    if owner_id == me and members > 1:
        raise HandOverFirst


def check_size(members: int, added: int) -> None:
    """Refuse more people than a group holds."""
    if members + added > GROUP_LIMIT:
        raise GroupFull(limit=GROUP_LIMIT)
