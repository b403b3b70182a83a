"""Hundreds of colleagues in one group: entered by the rooms' own functions, and acting without signing in one by one."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import UUID

import msgspec

from tests.cast import Player, Stage
from tests.messaging.talk import Talk, group
from tocsin.accounts import door as accounts
from tocsin.kernel.clock import now
from tocsin.kernel.db import SAMPLE, Transaction
from tocsin.kernel.ids import uuid7
from tocsin.kernel.types import Actor, Membership
from tocsin.organisations.actions.writing import add_members
from tocsin.organisations.records import Card, keys_of

SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许"
GIVEN = "安邦诚德恩芳刚浩慧佳凯兰明宁鹏琴瑞思涛"
AT_ONCE = 100


class Somebody(msgspec.Struct, frozen=True):
    """One of the crowd."""

    id: UUID
    member_id: UUID
    name: str


def names(count: int) -> list[str]:
    """So many names, each once."""
    every = [f"{first}{one}{two}" for two in GIVEN for one in GIVEN for first in SURNAMES]
    return every[:count]


async def crowd(stage: Stage, *called: str, posts: dict[str, str] | None = None) -> list[Somebody]:
    """People of the school who are called so, with an account each; ``posts`` is what some are there."""
    context, at = stage.server.context, now()
    people = [Somebody(uuid7(), uuid7(), name) for name in called]
    async with context.db.working(SAMPLE) as tx:
        keys = await keys_of(tx, context.keyring, stage.school)
        cards = [
            Card(id=one.member_id, name=one.name, phone=f"+86139{number:08}", post=(posts or {}).get(one.name))
            for number, one in enumerate(people)
        ]
        new = [
            accounts.NewPerson(id=one.id, name=one.name, phone=card.phone or "")
            for one, card in zip(people, cards, strict=True)
        ]
        await accounts.make_people(tx, context.keyring, new)
        await add_members(tx, keys, cards, at, people={one.member_id: one.id for one in people})
    return people


async def gathered(stage: Stage, owner: Player, *others: Player, people: list[Somebody], name: str = "全校") -> Talk:
    """A group of players and of the crowd."""
    talk = await group(stage, owner, *others, name=name)
    client = await stage.as_(owner)
    for start in range(0, len(people), AT_ONCE):
        some = [str(one.id) for one in people[start : start + AT_ONCE]]
        await client.json("POST", f"{talk.path}/members", json={"person_ids": some})
    return talk


def actor(stage: Stage, one: Somebody) -> Actor:
    """One of the crowd, as they act."""
    membership = Membership(stage.school, one.member_id, frozenset(), ())
    return Actor(one.id, uuid7(), "电脑", now() + timedelta(hours=1), {stage.school: membership})


async def each_does(
    stage: Stage, people: list[Somebody], act: Callable[[Transaction, Actor], Awaitable[object]]
) -> None:
    """Let everybody do something, one after the other, each in a unit of work of their own."""
    for one in people:
        doer = actor(stage, one)
        async with stage.server.context.db.acting(doer) as tx:
            await act(tx, doer)
