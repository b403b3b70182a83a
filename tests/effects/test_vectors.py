"""The bundles that every verifier is tried with are told as they are meant, and are what is made of them today."""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from tocsin.effects.refusals import Forged
from tocsin.effects.rules.bundle import verify
from tocsin.effects.rules.forks import Found, is_fork, read_fork
from tocsin.kernel.errors import LANGUAGES
from tools.vectors import contradiction, files

PLACE = Path(__file__).parent.parent / "vectors" / "evidence"
INDEX: list[dict[str, Any]] = msgspec.json.decode((PLACE / "index.json").read_bytes())


@pytest.mark.parametrize("told", INDEX, ids=lambda told: told["file"])
def test_a_vector_is_what_the_index_says_of_it(told: dict[str, Any]) -> None:
    raw = (PLACE / told["file"]).read_bytes()
    read = read_fork if is_fork(raw) else verify
    if not told["holds"]:
        with pytest.raises(Forged) as refused:
            read(raw, key=told["key"], witness=told["witness"])
        assert refused.value.code == told["refusal"]
        assert all(refused.value.message(language) for language in LANGUAGES)
        return
    found = read(raw, key=told["key"], witness=told["witness"])
    if isinstance(found, Found):
        assert msgspec.to_builtins(contradiction(found)) == told["fork"]
        return
    proved = [
        {"index": one.index, "act": one.leaf.act, "effect": one.leaf.effect, "actor": one.leaf.actor, "at": one.leaf.at,
         "opened": one.opened}
        for one in found.effects
    ]  # fmt: skip
    assert msgspec.to_builtins(proved) == told["effects"]


def test_they_are_made_anew_byte_for_byte() -> None:
    """``python -m tools.vectors`` writes them: a form that changes changes them, and that is seen."""
    assert files() == {one.name: one.read_bytes() for one in PLACE.iterdir()}
