"""Prefixes are contracts: ``check_`` may refuse and changes nothing, ``find_`` and ``get_`` only read."""

from __future__ import annotations

import ast
import re

from tools.checks.tree import Tree, functions

READING = ("check_", "find_", "get_")
# Methods that write, announce or schedule, whatever they are called on, and SQLAlchemy's statements that change rows.
METHODS = {"run", "emit", "enqueue", "execute", "executemany", "publish", "after_commit"}
STATEMENTS = {"insert", "update", "delete"}
WRITING = re.compile(r"\b(INSERT\s+INTO|DELETE\s+FROM|UPDATE\s+\w+(\s+(AS\s+)?\w+)?\s+SET)\b")


def check(tree: Tree) -> list[str]:
    findings = []
    for file in tree.under("src/tocsin"):
        module = tree.parsed(file)
        texts = _texts(module)
        for name, node in functions(module):
            if not name.split(".")[-1].lstrip("_").startswith(READING):
                continue
            findings += [
                f"{file}:{call.lineno}: {name} promises to change nothing, and calls {ast.unparse(call.func)}()"
                for call in ast.walk(node)
                if isinstance(call, ast.Call) and (_writes(call.func) or _sends(call, texts))
            ]
    return findings


def _texts(module: ast.Module) -> dict[str, str]:
    """The constants of a module that are text, put together from what is written of them."""
    found = {}
    for node in module.body:
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        value = getattr(node, "value", None)
        for target in targets:
            if isinstance(target, ast.Name) and value is not None:
                found[target.id] = _text(value)
    return found


def _text(node: ast.AST) -> str:
    return "".join(
        part.value for part in ast.walk(node) if isinstance(part, ast.Constant) and isinstance(part.value, str)
    )


def _sends(call: ast.Call, texts: dict[str, str]) -> bool:
    """Whether a call of ``fetch`` is given SQL that changes rows, as text or by the name of a constant."""
    if not (isinstance(call.func, ast.Attribute) and call.func.attr == "fetch" and call.args):
        return False
    first = call.args[0]
    text = texts.get(first.id, "") if isinstance(first, ast.Name) else _text(first)
    return WRITING.search(text) is not None


def _writes(function: ast.expr) -> bool:
    if isinstance(function, ast.Name):
        return function.id in STATEMENTS or function.id.endswith("_later")
    return isinstance(function, ast.Attribute) and (function.attr in METHODS or function.attr.endswith("_later"))
