"""The week, act by act, at its times: each by the room's own action, in a part of the loader's unit of work."""

import asyncio
from typing import Final
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from tocsin.files import door as files
from tocsin.kernel import clock
from tocsin.kernel.context import Context
from tocsin.kernel.db import SAMPLE, Transaction
from tocsin.kernel.parts import within
from tocsin.kernel.types import Actor
from tocsin.messaging.actions.ledger import moment
from tocsin.messaging.actions.making import make_group, open_direct
from tocsin.messaging.actions.office import office, office_of, open_office
from tocsin.messaging.rules.content import Card, Carried, Carrying, NewSticker
from tocsin.messaging.rules.files import NewFiles
from tocsin.messaging.sample.actions.exhibits import exhibit
from tocsin.messaging.sample.actions.stickers import KEEPER, made_at, make_stickers
from tocsin.messaging.sample.actions.troupe import Troupe
from tocsin.messaging.sample.actions.verbs import BESIDE, VERBS
from tocsin.messaging.sample.rules.scenes import SCENES
from tocsin.messaging.sample.rules.script import Line, Scene, mentioned
from tocsin.messaging.sample.rules.week import Act, compose
from tocsin.organisations import door as organisations

_OF_DEPARTMENT: Final = (
    "SELECT c.id FROM conversation c JOIN department d ON d.id = c.department_id AND d.organisation_id = c.realm_id"
    " WHERE c.realm_id = $1 AND d.name = $2 AND d.parent_id IS NULL"
)
_STEPS: Final = 25
"""Acts between two tellings of how far the week has come."""
_IDS: Final = UUID("5a3f7c52-6d0e-5b1c-9a55-1d2a6f0c8e21")
"""What the ids that clients would give are made from, so that they are the same each time."""


async def play(tx: Transaction, event: organisations.SampleLoaded) -> None:
    """Let the cast live its week, where there is a crowd to listen: tests have conversations of their own."""
    if not event.crowd:
        return
    end = organisations.present(moment().astimezone(ZoneInfo(event.zone)))
    acts = compose(SCENES, end)
    context = within(office_of(tx).context, tx)
    with clock.hold(end) as held:
        async with open_office(context):
            stage = Stage(context, Troupe(context, event.realm_id, event.cast, end))
            drawn = made_at(acts)
            for number, act in enumerate(acts, 1):
                if act.at >= drawn and not stage.stickers:
                    held.moment = drawn
                    await stage.furnish()
                held.moment = act.at
                await stage.play(act)
                if number % _STEPS == 0 or number == len(acts):
                    await organisations.count_sample(number / len(acts))


class Stage:
    """What stands of the week so far: conversations by their scenes, messages by their labels."""

    def __init__(self, context: Context, troupe: Troupe) -> None:
        self.context = context
        self.troupe = troupe
        self.scenes = {scene.key: scene for scene in SCENES}
        self.talks: dict[str, UUID] = {}
        self.said: dict[str, tuple[UUID, int]] = {}
        self.stickers: dict[str, NewSticker] = {}

    async def furnish(self) -> None:
        """Have the school's stickers made."""
        keeper = await self.troupe.acting(self.troupe.cast[KEEPER])
        self.stickers = await make_stickers(self.context, keeper, self.troupe.school, self.id_of)

    async def play(self, act: Act) -> None:
        """Do what an act says."""
        scene = self.scenes[act.scene]
        if act.verb == "open":
            await self._open(scene, await self.troupe.actor(act.people[0], scene))
        elif act.verb == "read":
            await self._read(scene, act)
        elif act.verb in BESIDE:
            where = self.said[act.target] if act.target else (self.talks[scene.key], 0)
            for actor in await self.troupe.all_of(scene, act.people, act.target):
                async with self.context.db.acting(actor) as tx:
                    await BESIDE[act.verb](tx, self.context, actor, where, act.said)
        elif act.line is not None:
            await self._perform(scene, act, act.line)

    async def _perform(self, scene: Scene, act: Act, line: Line) -> None:
        """Say a line, or do with the conversation what it says."""
        actor = await self.troupe.actor(line.who, scene)
        talk = self.talks[scene.key]
        if line.verb == "say":
            self.said[act.target] = (talk, await self._say(scene, actor, act, line))
            return
        people = [
            person
            for one in line.arguments
            if one in self.troupe.cast or one.startswith("?")
            for person in self.troupe.some(scene, one, act.target)
        ]
        seq = await VERBS[line.verb](self, actor, talk, act.target, line, people)
        if line.verb == "leave":
            self.troupe.let_go(scene, actor)
        if seq is not None:
            self.said[act.target] = (talk, seq)

    async def _open(self, scene: Scene, actor: Actor) -> None:
        """Find the department's group, or make the conversation."""
        db, school = self.context.db, self.troupe.school
        others = await self.troupe.gather(scene)
        if scene.department is None:
            async with db.acting(actor) as tx:
                if scene.group is None:
                    other = next(one for one in others if one != actor.person_id)
                    self.talks[scene.key], _ = await open_direct(tx, self.context, actor, other)
                else:
                    made = (scene.group, others, self.id_of(scene.key))
                    self.talks[scene.key] = await make_group(tx, self.context, actor, school, *made)
        async with db.working(SAMPLE, organisations=[school]) as tx:
            if scene.department is not None:
                self.talks[scene.key] = (await tx.fetch(_OF_DEPARTMENT, school, scene.department))[0]["id"]
            await self.troupe.seat(tx, scene, self.talks[scene.key])

    def id_of(self, name: str) -> UUID:
        """Return the id a client would have given something."""
        return uuid5(_IDS, f"{self.troupe.school} {name}")

    async def bring(self, actor: Actor, talk: UUID, name: str, file: files.Whole) -> UUID:
        """Upload a file for a conversation; return its id. ``name`` tells it from the other files of the week."""
        scene = next(self.scenes[key] for key, one in self.talks.items() if one == talk)
        direct = scene.group is None and scene.department is None
        return await files.bring(self.context, actor, self.id_of(name), None if direct else self.troupe.school, file)

    async def _say(self, scene: Scene, actor: Actor, act: Act, line: Line) -> int:
        carried: Carrying | None = None
        talk = self.talks[scene.key]
        if line.files:
            named = [(f"{act.target} {name}", exhibit(name)) for name in line.files]
            carried = NewFiles([await self.bring(actor, talk, name, file) for name, file in named])
        elif line.card:
            carried = Carried(cards=[Card(*line.card)])
        return await self.send(actor, talk, act.target, line, carried)

    async def send(self, actor: Actor, talk: UUID, target: str, line: Line, carried: Carrying | None = None) -> int:
        """Send a message into a conversation; return its position."""
        quoted = self.said[line.quoting][1] if line.quoting else None
        names = [one if one == "all" else str(self.troupe.cast[one]) for one in mentioned(line.text)]
        stored = await office(self.context).send(
            actor, talk, self.id_of(target), line.text, mentions=names, reply_to=quoted, carried=carried
        )
        return stored.fact.seq

    async def _read(self, scene: Scene, act: Act) -> None:
        """Let people read up to a message, those who come together in one flush."""
        talk, seq = self.said.get(act.target, (self.talks[scene.key], 0))
        readers = await self.troupe.all_of(scene, act.people, act.target)
        await asyncio.gather(*(office(self.context).read(reader, talk, seq) for reader in readers))
