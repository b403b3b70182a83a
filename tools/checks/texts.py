"""Texts from outside are normalised at one place, which bounds what that costs: kernel/text/normal.py."""

from __future__ import annotations

import ast
from pathlib import Path

from tools.checks.tree import Tree

PLACE = Path("src/tocsin/kernel/text/normal.py")
COSTS = {"normalize", "is_normalized"}


def check(tree: Tree) -> list[str]:
    return [
        f"{file}:{node.lineno}: a run of marks takes the square of its length: normal() of {PLACE.name} bounds it"
        for file in tree.under("src/tocsin")
        if file != PLACE
        for node in ast.walk(tree.parsed(file))
        if isinstance(node, ast.Attribute | ast.alias)
        and (node.attr if isinstance(node, ast.Attribute) else node.name) in COSTS
    ]
