"""The cast on stage: a small organisation with everybody a test needs, loaded in one go.

Who they are stands in :mod:`tocsin.organisations.sample.rules.cast`, since the sample organisation has them too:

* ``ZHOU_LAN`` and ``SHEN_SHUHANG`` are main admins of the school; the others of it are members without powers;
* ``YE_ZHIQIU`` is invited and has no account, ``ZHENG_YU`` has left, ``LUO_MIN``'s account is suspended;
* ``CHENG_YUAN`` (main admin) and ``BAI_LU`` belong to another organisation, ``HAN_DONG`` to none.
"""

from typing import cast
from uuid import UUID

from tests.support.client import Client
from tests.support.server import RunningServer
from tocsin.kernel.types import Actor
from tocsin.organisations.sample import actions
from tocsin.organisations.sample.rules.cast import (
    BAI_LU,
    CAST,
    CHENG_YUAN,
    COMPANY,
    EMMA_CLARKE,
    HAN_DONG,
    HE_CHUAN,
    LIN_YUE,
    LU_MING,
    LUO_MIN,
    SCHOOL,
    SHEN_SHUHANG,
    SU_RUI,
    TANG_JIASHU,
    WU_XIAOWEN,
    XU_JINGYI,
    YE_ZHIQIU,
    ZHAO_QIMING,
    ZHENG_YU,
    ZHOU_LAN,
    Player,
)

__all__ = [
    "BAI_LU",
    "CAST",
    "CHENG_YUAN",
    "COMPANY",
    "EMMA_CLARKE",
    "HAN_DONG",
    "HE_CHUAN",
    "LIN_YUE",
    "LUO_MIN",
    "LU_MING",
    "SCHOOL",
    "SHEN_SHUHANG",
    "SU_RUI",
    "TANG_JIASHU",
    "WU_XIAOWEN",
    "XU_JINGYI",
    "YE_ZHIQIU",
    "ZHAO_QIMING",
    "ZHENG_YU",
    "ZHOU_LAN",
    "Player",
    "Stage",
    "set_stage",
]


class Stage:
    """The school and the company, and how to act as somebody.

    ``school`` and ``company`` are ids of organisations; ``person`` and ``member`` give ids of the cast.
    """

    def __init__(self, server: RunningServer, loaded: actions.Loaded) -> None:
        self.server = server
        self.password = loaded.accounts[0].password
        self.school = loaded.organisations[SCHOOL]
        self.company = loaded.organisations[COMPANY]
        self._people = loaded.people
        self._members = loaded.members
        self._clients: dict[str, Client] = {}

    def person(self, player: Player) -> UUID:
        """Return the id of a player's person."""
        return self._people[player.key]

    def member(self, player: Player) -> UUID:
        """Return the id of a player's record in their organisation."""
        return self._members[player.key]

    async def as_(self, player: Player) -> Client:
        """Return a client signed in as a player; the same one each time."""
        if player.key not in self._clients:
            self._clients[player.key] = await self.server.sign_in(player.phone, player.name)
        return self._clients[player.key]

    def forget(self, player: Player) -> None:
        """Sign a player in anew the next time: the session of before has ended."""
        self._clients.pop(player.key, None)

    async def actor(self, player: Player) -> Actor:
        """Return the actor of a player's session, for units of work that a test holds open."""
        actor = await self.server.context.actors.find((await self.as_(player)).token)
        assert actor is not None
        return cast(Actor, actor)


async def set_stage(server: RunningServer) -> Stage:
    """Load the cast, without the crowd, into the empty deployment of a test."""
    return Stage(server, await actions.load(server.context, crowd=False))
