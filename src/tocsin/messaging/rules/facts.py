"""From what is stored of a fact to what is shown of it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from tocsin.messaging.rules.content import Poll, Tally, tally_of
from tocsin.messaging.rules.groups import GroupSettings
from tocsin.messaging.rules.shapes import ALL, Fact, Reaction, Votes


def shown_mentions(mentions: Iterable[UUID] | None) -> list[str]:
    """Return mentions as clients have them."""
    return ["all" if one == ALL else str(one) for one in mentions or ()]


def shown_detail(detail: dict[str, Any] | None) -> dict[str, Any]:
    """Return the fields of a fact that is no text."""
    if not detail:
        return {}
    if "target" not in detail:
        return {
            "subjects": [UUID(one) for one in detail["subjects"]],
            "count": detail["count"],
            "members": detail["members"],
            **_of_group(detail),
        }
    fields: dict[str, Any] = {name: detail[name] for name in ("target", "emoji", "on") if name in detail}
    if "votes" in detail:
        fields["votes"] = Votes(detail["votes"], detail["voters"], detail["closed"])
    return fields


def _of_group(detail: dict[str, Any]) -> dict[str, Any]:
    """Return what a fact says of roles, settings, announcements and ends."""
    fields: dict[str, Any] = {
        name: detail[name] for name in ("admins", "on", "confirm", "granted", "changed") if name in detail
    }
    if "settings" in detail:
        fields["settings"] = msgspec.convert(detail["settings"], GroupSettings)
    if detail.get("until"):
        fields["until"] = datetime.fromisoformat(detail["until"])
    if "other" in detail:
        fields["other"] = UUID(detail["other"])
    return fields


def show_tally(fact: Fact, detail: dict[str, Any] | None) -> None:
    """Put the tally of a message into the fact of it."""
    tally: Tally = tally_of(detail)
    fact.reactions = [Reaction(emoji, count) for emoji, count in tally.reactions]
    if isinstance(fact.content, Poll):
        counts = tally.votes or [0] * len(fact.content.options)
        fact.votes = Votes(counts, tally.voters, tally.closed)
