"""What the tests of the checks start from."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.support.trees import MakeTree
from tools.checks.tree import Tree

FLOORS = """
[[tool.importlinter.contracts]]
layers = ["tocsin.cli", "tocsin.app | tocsin.serving", "tocsin.messaging", "tocsin.organisations", "tocsin.accounts",
          "tocsin.effects", "tocsin.kernel"]
"""


@pytest.fixture
def tree(tmp_path: Path) -> MakeTree:
    """A small work tree with these files in it."""

    def make(files: dict[str, str]) -> Tree:
        subprocess.run(["git", "init", "-q", tmp_path], check=True)
        for name, text in files.items():
            file = tmp_path / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
        project = tmp_path / "pyproject.toml"
        project.write_text(FLOORS + files.get("pyproject.toml", "[tool.tocsin]\n"))
        return Tree(tmp_path)

    return make
