"""Migrations are one chain; the room is in the file name; they import nothing of the application; locks time out."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from tools.checks.rooms import imports
from tools.checks.tree import Tree

# A folder inside a room that has tables of its own may name its migration by itself.
WITHIN = ("roster",)


def _constants(module: ast.Module) -> dict[str, object]:
    found: dict[str, object] = {}
    for node in module.body:
        targets = (
            node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        )
        value = getattr(node, "value", None)
        for target in targets:
            if isinstance(target, ast.Name) and isinstance(value, ast.Constant):
                found[target.id] = value.value
    return found


def check(tree: Tree) -> list[str]:
    findings = []
    form = re.compile(r"^(\d{4}[a-z]?)_(" + "|".join((*tree.floors, *WITHIN)) + r")(_[a-z0-9_]+)?\.py$")
    chain: dict[object, Path] = {}
    for file in tree.under("migrations"):
        module = tree.parsed(file)
        findings += [
            f"{file}:{line}: a migration must not change with the application: {name}"
            for name, line in imports(module)
            if name.split(".")[0] == "tocsin"
        ]
        if file.parent.name != "versions" or file.name == "__init__.py":
            continue
        named = form.match(file.name)
        values = _constants(module)
        if named is None:
            findings.append(f"{file}:1: the name is <number>_<room>_<what>.py")
        elif values.get("revision") != named[1]:
            findings.append(f"{file}:1: its revision is {values.get('revision')!r}, not {named[1]!r}")
        before = values.get("down_revision")
        if before in chain:
            findings.append(f"{file}:1: {chain[before]} follows {before!r} already: one chain")
        chain[before] = file
    if chain and None not in chain:
        findings.append("migrations:1: no first migration")
    environment = Path("migrations/env.py")
    if environment in tree.files and "lock_timeout" not in tree.text(environment):
        findings.append(f"{environment}:1: sets no lock_timeout")
    return findings
