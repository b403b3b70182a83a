"""When everything of the week happens, drawn from a seed (pure).

The week ends at the moment of loading, or where that is at night, in the evening before. Four working days lie in the
six days before that one, whatever day it is; on them people talk at the hours the script says, by the clock of the zone
of that moment. What is written for the present lies in the last hours.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, time, timedelta
from random import Random
from typing import Final

import msgspec

from tocsin.messaging.sample.rules.script import Aside, Line, Scene, read
from tocsin.organisations.door import present, working_days

SEED: Final = 20261126
WEEK: Final = timedelta(days=7)
_GAPS: Final = (9, 14, 21, 28, 37, 45, 58, 73, 96, 140, 210)
"""Seconds between a line and the next, where the script names none."""
_PAUSE: Final = timedelta(hours=1)
"""After so long a silence those who read do so anew."""
_ROUNDS: Final = ((25, 0.3), (180, 0.55), (1_100, 0.75), (5_400, 0.92), (13_000, 1.0))
"""Seconds after the last line until a part of those who keep up has read it."""
_AFTERWARDS: Final = 0.94
"""The part of the members who have read, in the end, what is not the last of it."""


class Act(msgspec.Struct, frozen=True):
    """Something that happens. ``target`` is the message it is about, or for a reading the last one seen.

    ``people`` are those who do it, keys of the cast or signs of the script; ``line`` is there for what is said.
    """

    at: datetime
    scene: str
    verb: str
    people: tuple[str, ...]
    target: str = ""
    said: str = ""
    line: Line | None = None


def compose(scenes: Sequence[Scene], end: datetime, seed: int = SEED) -> list[Act]:
    """Return everything that happens in the scenes, in order; the same for the same seed and end."""
    end = present(end)
    acts: list[Act] = []
    for scene in scenes:
        random = Random(f"{seed} {scene.key}")  # noqa: S311  an invention, not a secret
        acts += _Composer(scene, end, random).acts()
    return sorted((act for act in acts if act.at < end), key=lambda act: act.at)


class _Composer:
    def __init__(self, scene: Scene, end: datetime, random: Random) -> None:
        self.scene = scene
        self.end = end
        self.random = random
        self.days = working_days(end)

    def acts(self) -> Iterator[Act]:
        """Yield what happens in the scene, in no order."""
        lines = read(self.scene)
        times = list(self._times(lines))
        said: list[tuple[datetime, str]] = []
        key = self.scene.key
        yield Act(times[0] - timedelta(seconds=50), key, "open", (lines[0].who,))
        for number, (line, at) in enumerate(zip(lines, times, strict=True)):
            name = line.label or f"{key}/{number}"
            if said and line.verb != "ask" and not line.who.startswith("?"):
                # Whoever speaks has seen what was said.
                yield Act(at - timedelta(seconds=2), key, "read", (line.who,), said[-1][1])
            yield Act(at, key, line.verb, (line.who,), name, line=line)
            if line.verb not in ("draft", "pin", "mute"):
                said.append((at, name))
            yield from self._asides(line, name, at)
        yield from self._readings(said)
        moment = self.end - timedelta(seconds=5)
        for verb, people in (("pin", self.scene.pinned), ("mute", self.scene.muted)):
            if people:
                yield Act(moment, key, verb, people)

    def _times(self, lines: Iterable[Line]) -> Iterator[datetime]:
        at = self.end
        for line in lines:
            if line.when.startswith("W"):
                clock = time.fromisoformat(line.when[3:])
                day = self.days[int(line.when[1]) - 1]
                at = datetime.combine(day.date(), clock, self.days[0].tzinfo) + timedelta(
                    seconds=self.random.randrange(50)
                )
            elif line.when:
                at = self.end - timedelta(minutes=int(line.when[1:]), seconds=self.random.randrange(20))
            else:
                at += timedelta(seconds=self.random.choice(_GAPS) + len(line.text) // 4)
            yield at

    def _asides(self, line: Line, name: str, at: datetime) -> Iterator[Act]:
        for aside in line.asides:
            if aside.side in ("edit", "recall"):
                later = at + timedelta(seconds=self.random.randrange(35, 110))
                yield Act(later, self.scene.key, aside.side, (line.who,), name, aside.said)
                continue
            for person in aside.people:
                yield Act(self._soon(aside, at), self.scene.key, aside.side, (person,), name, aside.said)

    def _soon(self, aside: Aside, at: datetime) -> datetime:
        """Return when somebody does something about a message: some minutes later, and in time."""
        slow = 40 if aside.side == "react" else 90
        left = (self.end - at).total_seconds() - 15
        return at + timedelta(seconds=min(max(1, left), 130 + self.random.expovariate(1 / slow) * 6))

    def _readings(self, said: list[tuple[datetime, str]]) -> Iterator[Act]:
        """Yield who reads how far, when talk has come to rest: some at once, some after hours, some not at all."""
        for number, (at, name) in enumerate(said):
            rests = number + 1 == len(said) or said[number + 1][0] - at > _PAUSE
            if not rests:
                continue
            share = 0.0
            reach = self.scene.read if number + 1 == len(said) else max(self.scene.read, _AFTERWARDS)
            for seconds, part in _ROUNDS:
                moment = at + timedelta(seconds=seconds + self.random.randrange(20))
                people = f"*{share * reach:.3f}-{part * reach:.3f}"
                yield Act(moment, self.scene.key, "read", (people,), name)
                share = part
        yield from self._catching_up(said)

    def _catching_up(self, said: list[tuple[datetime, str]]) -> Iterator[Act]:
        """Yield how far those of the cast have come in the end of whom the scene says it."""
        for person, behind in self.scene.behind.items():
            if behind < len(said):
                at, name = said[len(said) - 1 - behind]
                moment = min(at + timedelta(seconds=self.random.randrange(40, 400)), self.end - timedelta(seconds=8))
                yield Act(moment, self.scene.key, "read", (person,), name)
