"""The scenes of the week: who says what, where (pure)."""

from typing import Final

from tocsin.messaging.sample.rules.scenes import abroad, directs, everyone, life, offices, teaching, work
from tocsin.messaging.sample.rules.script import Scene

SCENES: Final[tuple[Scene, ...]] = (
    *offices.SCENES,
    *teaching.SCENES,
    *everyone.SCENES,
    *work.SCENES,
    *abroad.SCENES,
    *life.SCENES,
    *directs.SCENES,
)
