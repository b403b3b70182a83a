"""One command each: what can be started has a target of the Makefile, or is started by something that has."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from tools.checks.tree import Tree

MAKEFILE = Path("Makefile")
GUARD = re.compile(r"^if __name__ == ", re.MULTILINE)


def check(tree: Tree) -> list[str]:
    programs = [file for file in tree.under("tools", "bench") if GUARD.search(tree.text(file))]
    scripts = tree.under("tools", suffix=".sh")
    starting = {file: tree.text(file) for file in (MAKEFILE, *scripts) if file in tree.files}
    starting |= {file: _code(tree, file) for file in programs}
    return [
        f"{file}:1: no target of the Makefile starts it"
        for file in programs
        if not any(_module(file) in text for other, text in starting.items() if other != file)
    ] + [
        f"{script}:1: no target of the Makefile starts it"
        for script in scripts
        if not any(script.as_posix() in text for other, text in starting.items() if other != script)
    ]


def _module(file: Path) -> str:
    return ".".join(file.with_suffix("").parts)


def _code(tree: Tree, file: Path) -> str:
    """The texts in a module, its docstrings left out: what it may start."""
    module = tree.parsed(file)
    said = {id(node.value) for node in ast.walk(module) if isinstance(node, ast.Expr)}
    return "\n".join(
        node.value
        for node in ast.walk(module)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said
    )
