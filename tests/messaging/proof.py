"""Bundles in tests: asked for through the public API once everything until now was sealed, and checked without it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import httpx

from tests.cast import Player, Stage
from tests.messaging.talk import Talk
from tests.support.horizon import below_the_horizon
from tocsin.effects.actions.sealing import Sealer
from tocsin.effects.rules.bundle import Proved, Verdict, verify
from tocsin.effects.rules.entries import Effect

EVER = {"since": "2020-01-01T00:00:00Z", "until": "2100-01-01T00:00:00Z"}


async def sealed(stage: Stage) -> None:
    """Seal everything that was recorded until now."""
    context = stage.server.context
    await below_the_horizon(context.db)
    sealer = Sealer(context.db, context.keyring)
    while await sealer.step():
        pass


async def asked(stage: Stage, who: Player, path: str, **query: Any) -> httpx.Response:
    """What somebody is answered who asks for a bundle."""
    await sealed(stage)
    return await (await stage.as_(who)).get(path, params=query)


async def proved(stage: Stage, who: Player, path: str, **query: Any) -> Verdict:
    """What the bundle proves that somebody is given."""
    answer = await asked(stage, who, path, **query)
    assert answer.status_code == 200, answer.text
    return verify(answer.content)


async def bundle(talk: Talk, who: Player, seq: int) -> bytes:
    """The bundle of a message."""
    answer = await asked(talk.stage, who, f"{talk.path}/messages/{seq}/evidence")
    assert answer.status_code == 200, answer.text
    return answer.content


def said(one: Proved) -> Any:
    """All that a message said, as it was committed to."""
    return json.loads(one.opened["content"])


def text_of(one: Proved) -> str:
    """The words of a message that were committed to."""
    return str(said(one)["text"])


def texts_of(verdict: Verdict) -> list[str]:
    """The words that are proved, in the order of their effects."""
    told = [one for one in sorted(verdict.effects, key=lambda one: one.index) if "content" in one.opened]
    return [text_of(one) for one in told if "text" in said(one)]


def acts(verdict: Verdict) -> list[tuple[Effect, str, Any]]:
    """What is proved, and by whom it was done."""
    return [(one.leaf.effect, one.leaf.act, one.leaf.actor) for one in verdict.effects]


def now() -> str:
    """The present, as a bound of a period."""
    return datetime.now(UTC).isoformat()
