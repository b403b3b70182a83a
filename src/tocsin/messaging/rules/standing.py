"""What a member of a conversation may do."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from tocsin.kernel.text import is_emoji
from tocsin.messaging.refusals import (
    AlreadyRecalled,
    Closed,
    EditTooLate,
    FollowsDepartment,
    GroupFull,
    HandOverFirst,
    NotAGroup,
    NotAnEmoji,
    NotYourMessage,
    RecallTooLate,
    TooManyEdits,
    TooManyReactions,
)
from tocsin.messaging.rules.content import Tally

GROUP_LIMIT: Final = 10_000
"""People in a group."""
ADD_LIMIT: Final = 1_000
"""People added at once."""
NAME_LIMIT: Final = 60
"""Characters of a group's name."""
EDITS_MOST: Final = 50
"""Times a message may be edited."""
REACTIONS_MOST: Final = 20
"""Kinds of emoji on one message."""


def check_recall(
    sender_id: UUID | None, me: UUID, at: datetime, recalled: bool, within: int, now: datetime, *, over: bool = False
) -> None:
    """Refuse to recall another's message, one recalled before, or one older than ``within`` seconds.

    ``over``: as owner or admin of the group over its sender, at any time.
    """
    if sender_id != me and not over:
        raise NotYourMessage
    if recalled:
        raise AlreadyRecalled
    if not over and now - at > timedelta(seconds=within):
        raise RecallTooLate(minutes=max(1, within // 60))


def check_edit(sender_id: UUID | None, me: UUID, at: datetime, within: int, now: datetime, number: int) -> None:
    """Refuse to edit another's message, one older than ``within`` seconds, or one edited too often already."""
    if sender_id != me:
        raise NotYourMessage
    if now - at > timedelta(seconds=within):
        raise EditTooLate(minutes=max(1, within // 60))
    if number > EDITS_MOST:
        raise TooManyEdits(limit=EDITS_MOST)


def check_emoji(emoji: str) -> str:
    """Return an emoji as it is stored. Raises ``NotAnEmoji``."""
    if not is_emoji(emoji):
        raise NotAnEmoji
    return emoji


def check_reactions(tally: Tally) -> None:
    """Refuse more kinds of emoji on a message than it can show."""
    if len(tally.reactions) > REACTIONS_MOST:
        raise TooManyReactions(limit=REACTIONS_MOST)


def check_by_hand(kind: str) -> None:
    """Refuse to change by hand what is no group, or follows a department."""
    if kind == "direct":
        raise NotAGroup
    if kind == "department":
        raise FollowsDepartment


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
