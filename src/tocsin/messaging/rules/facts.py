"""From what is stored of a fact to what is shown of it."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from tocsin.messaging.rules.shapes import ALL


def shown_mentions(mentions: Iterable[UUID] | None) -> list[str]:
    """Return mentions as clients have them."""
    return ["all" if one == ALL else str(one) for one in mentions or ()]


def shown_detail(detail: dict[str, Any] | None) -> dict[str, Any]:
    """Return the fields of a fact that is no text."""
    if not detail:
        return {}
    if "target" in detail:
        return {"target": detail["target"]}
    return {
        "subjects": [UUID(one) for one in detail["subjects"]],
        "count": detail["count"],
        "members": detail["members"],
    }
