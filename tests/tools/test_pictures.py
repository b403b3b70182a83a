"""Pictures are shown, there, described and small; and every screen of the client has one."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from tests.browser.conftest import ROOT
from tests.browser.tour import routes
from tests.support.trees import MakeTree
from tools.album import SHOTS
from tools.checks import pictures


def test_a_picture_that_nobody_shows_or_describes_or_has_is_found(tree: MakeTree) -> None:
    files = {
        "README.md": "# A\n![Talk](docs/pictures/a.png) ![ ](docs/pictures/b.png)\n![Far](https://example.org/x.png)\n",
        "docs/guide/members.md": "![Talk](../pictures/c.png)\n![Gone](../pictures/gone.png)\n",
        "docs/pictures/left.png": "x",
        **{f"docs/pictures/{name}.png": "x" for name in "abc"},
    }
    assert pictures.check(tree(files)) == [
        "README.md:2: no words for who cannot see docs/pictures/b.png",
        "docs/guide/members.md:2: there is no picture docs/pictures/gone.png",
        "docs/pictures/left.png:1: no page shows it",
    ]


def test_pictures_that_are_a_burden_are_found(tree: MakeTree, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "MOST", 2)
    made = tree({"README.md": "![A](docs/pictures/a.png)\n", "docs/pictures/a.png": "xxx"})
    assert pictures.check(made) == ["docs/pictures:1: 3 bytes of pictures, at most 2"]


def pattern(route: str) -> re.Pattern[str]:
    """What addresses of a route look like, before their names are filled in."""
    optional = re.sub(r"/\{-\$\w+\}", "(/[^/?]+)?", route)
    return re.compile(re.sub(r"\$\w+", "[^/?]+", optional) + r"(\?.*)?")


def test_every_screen_has_a_picture() -> None:
    paths = {shot.path for shot in SHOTS}
    assert {route for route in routes() if not any(pattern(route).fullmatch(path) for path in paths)} == set()


def test_the_pictures_are_those_of_the_album() -> None:
    names = [shot.name for shot in SHOTS]
    assert len(names) == len(set(names))
    kept = {file.stem for file in (ROOT / pictures.FOLDER).glob("*.png")}
    assert kept == set(names)


def test_a_phone_is_known_by_the_name_of_its_picture() -> None:
    shot = replace(SHOTS[0], size=None, name="chat-phone-dark")
    assert shot.screen["width"] == 390
    assert replace(shot, name="phone-numbers").screen["width"] == 1280
