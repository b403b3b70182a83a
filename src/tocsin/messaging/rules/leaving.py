"""What may leave a conversation, and as what: by the rules of the group, of the organisation, and of where it goes."""

from typing import Final

from tocsin.messaging.refusals.leaving import (
    ExportingClosed,
    ForwardingClosed,
    ForwardTooLarge,
    MergedTooLarge,
    NotYourWords,
    TooDeep,
)
from tocsin.messaging.rules.content import (
    MERGED_BYTES,
    MERGED_DEPTH,
    Carried,
    Merged,
    depth_of,
    encode_carried,
)
from tocsin.messaging.rules.groups import Role, Taker

FORWARD_BYTES: Final = 1_000_000
"""All that messages forwarded at once say and carry, as it is sealed."""


def may_take(who: Taker, role: Role) -> bool:
    """Return whether a role in a group may take out what is said there. Nobody is nobody, its owner too."""
    return who == "all" or (who == "admins" and role != "member")


def check_forwarding(who: Taker, role: Role) -> None:
    """Refuse to forward out of a group that does not let this role."""
    if not may_take(who, role):
        raise ForwardingClosed


def check_exporting(who: Taker, role: Role) -> None:
    """Refuse to export a group that does not let this role."""
    if not may_take(who, role):
        raise ExportingClosed


def check_weight(size: int) -> None:
    """Refuse to forward more bytes at once than are opened for it."""
    if size > FORWARD_BYTES:
        raise ForwardTooLarge(kilobytes=FORWARD_BYTES // 1000)


def check_merged(merged: Merged) -> Merged:
    """Return messages forwarded together, unless they nest too deep, or hold more than one message should."""
    if depth_of(merged) > MERGED_DEPTH:
        raise TooDeep(limit=MERGED_DEPTH)
    if len(encode_carried(Carried(content=merged))) > MERGED_BYTES:
        raise MergedTooLarge(kilobytes=MERGED_BYTES // 1000)
    return merged


def check_own_words(carried: Carried) -> None:
    """Refuse to edit what repeats somebody's words: they would stand there as theirs."""
    if carried.origin is not None or isinstance(carried.content, Merged):
        raise NotYourWords
