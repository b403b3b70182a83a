"""Prefixes are contracts: ``check_`` may refuse and changes nothing, ``find_`` and ``get_`` only read."""

from __future__ import annotations

import ast

from tools.checks.tree import Tree, functions

READING = ("check_", "find_", "get_")
# Methods that write, announce or schedule, whatever they are called on, and SQLAlchemy's statements that change rows.
METHODS = {"run", "emit", "enqueue", "execute", "executemany", "publish", "after_commit"}
STATEMENTS = {"insert", "update", "delete"}


def check(tree: Tree) -> list[str]:
    findings = []
    for file in tree.under("src/tocsin"):
        for name, node in functions(tree.parsed(file)):
            if not name.split(".")[-1].lstrip("_").startswith(READING):
                continue
            findings += [
                f"{file}:{call.lineno}: {name} promises to change nothing, and calls {ast.unparse(call.func)}()"
                for call in ast.walk(node)
                if isinstance(call, ast.Call) and _writes(call.func)
            ]
    return findings


def _writes(function: ast.expr) -> bool:
    if isinstance(function, ast.Name):
        return function.id in STATEMENTS or function.id.endswith("_later")
    return isinstance(function, ast.Attribute) and (function.attr in METHODS or function.attr.endswith("_later"))
