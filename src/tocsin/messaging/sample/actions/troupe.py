"""Who plays the week: actors of the cast and of the crowd, and where they sit."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Final
from uuid import UUID

from tocsin.kernel.context import Context
from tocsin.kernel.db import FOLLOW, SAMPLE, Transaction
from tocsin.kernel.ids import PLATFORM
from tocsin.kernel.types import Actor
from tocsin.messaging.sample.rules.script import Scene
from tocsin.messaging.sample.rules.week import SEED
from tocsin.organisations import door as organisations

DEVICES: Final = ("Chrome · Windows", "iPhone", "Android", "Edge · Windows", "Safari · macOS")
_OF_DEPARTMENTS: Final = (
    "SELECT m.person_id FROM conversation_member m JOIN conversation c ON c.id = m.conversation_id"
    " JOIN department d ON d.id = c.department_id AND d.organisation_id = c.realm_id"
    " WHERE c.realm_id = $1 AND (d.name = ANY ($2::text[]) OR cardinality($2::text[]) = 0) AND m.until_version IS NULL"
    " AND m.person_id <> ALL ($3::uuid[]) GROUP BY 1 ORDER BY min(d.name), 1 LIMIT $4"
)
_SEATED: Final = "SELECT person_id FROM conversation_member WHERE conversation_id = $1 AND until_version IS NULL ORDER BY at, person_id"


class Troupe:
    """The people of the week. ``cast`` maps keys to people."""

    def __init__(self, context: Context, school: UUID, cast: dict[str, UUID], end: datetime) -> None:
        self.context = context
        self.school = school
        self.cast = cast
        self._until = end + timedelta(days=1)
        self._actors: dict[UUID, Actor] = {}
        self._crowds: dict[str, list[UUID]] = {}
        self._luck: dict[str, dict[UUID, float]] = {}

    async def actor(self, who: str, scene: Scene) -> Actor:
        """Return who acts, by the key of the cast or the number in the scene's crowd."""
        person_id = self._crowds[scene.key][int(who[1:]) - 1] if who[0] == "?" else self.cast[who]
        return await self.acting(person_id)

    async def acting(self, person_id: UUID) -> Actor:
        """Return somebody as an actor with the memberships of now, at a device of their own."""
        if person_id not in self._actors:
            async with self.context.db.working(FOLLOW) as tx:
                memberships = await organisations.find_memberships(tx, person_id)
            device = DEVICES[person_id.int % len(DEVICES)]
            self._actors[person_id] = Actor(person_id, PLATFORM, device, self._until, memberships)
        return self._actors[person_id]

    async def gather(self, scene: Scene) -> list[UUID]:
        """Return whom a group begins with, its maker left out: people of the cast, and the crowd."""
        people = [self.cast[key] for key in scene.people]
        if scene.crowd:
            async with self.context.db.working(SAMPLE, organisations=[self.school]) as tx:
                rows = await tx.fetch(
                    _OF_DEPARTMENTS, self.school, list(scene.crowd_of), list(self.cast.values()), scene.crowd
                )
            people += [row["person_id"] for row in rows]
        return people

    async def seat(self, tx: Transaction, scene: Scene, conversation_id: UUID) -> None:
        """Take note of who is in a conversation: who of the crowd may speak there, and how soon each one reads."""
        rows = await tx.fetch(_SEATED, conversation_id)
        known = set(self.cast.values())
        self._crowds[scene.key] = [row["person_id"] for row in rows if row["person_id"] not in known]
        random = Random(f"{SEED} luck {scene.key}")  # noqa: S311  an invention, not a secret
        late = {self.cast[key] for key in scene.behind}
        self._luck[scene.key] = {row["person_id"]: random.random() for row in rows if row["person_id"] not in late}

    def let_go(self, scene: Scene, actor: Actor) -> None:
        """Let somebody who has left a conversation read there no more."""
        self._luck[scene.key].pop(actor.person_id, None)

    def some(self, scene: Scene, sign: str, target: str) -> list[UUID]:
        """Return the people a sign stands for: ``*12`` are twelve of the crowd, others for another target."""
        if sign[0] != "*":
            return [self._crowds[scene.key][int(sign[1:]) - 1] if sign[0] == "?" else self.cast[sign]]
        first, dash, last = sign[1:].partition("-")
        if dash:
            return [one for one, luck in self._luck[scene.key].items() if float(first) <= luck < float(last)]
        crowd = self._crowds[scene.key]
        random = Random(f"{SEED} some {target}")  # noqa: S311  an invention, not a secret
        return random.sample(crowd, min(int(first), len(crowd)))

    async def all_of(self, scene: Scene, signs: Iterable[str], target: str) -> Sequence[Actor]:
        """Return the actors that signs stand for."""
        return [await self.acting(one) for sign in signs for one in self.some(scene, sign, target)]
