"""Nothing stands about that nobody uses: top-level names and methods of the product, and words of the screens."""

from __future__ import annotations

import ast
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from tools.checks.tree import Function, Tree
from tools.checks.words import PLURAL, flat

# What frameworks find by their own means.
FOUND = re.compile(r"^(__\w+__|upgrade|main)$")
LITERAL = re.compile(r"[\"'`]([\w.:-]+)[\"'`]")
TEMPLATE = re.compile(r"`((?:[\w-]+[.:])*[\w-]*)\$\{")


def check(tree: Tree) -> list[str]:
    return names(tree) + words(tree)


def names(tree: Tree) -> list[str]:
    """Names that only tests use stand in pyproject.toml, ``[tool.tocsin.unused]``, with the reason."""
    allowed: dict[str, str] = tree.project.get("unused", {})
    findings = [f"pyproject.toml:1: the name {name} gives no reason" for name, why in allowed.items() if not why]
    files = tree.under("src/tocsin")
    used: Counter[str] = Counter(dict.fromkeys(allowed, 1))
    for file in (*files, *tree.under("tools", "bench", "migrations")):
        used.update(_used(tree.parsed(file)))
    for file in files:
        for node in tree.parsed(file).body:
            for name, line in _defines(node):
                if used[name] == 0 and not FOUND.match(name):
                    findings.append(f"{file}:{line}: nobody uses {name}")
    return findings


def _defines(node: ast.stmt) -> Iterator[tuple[str, int]]:
    """Each name a statement defines, with its line."""
    if isinstance(node, Function):
        if not node.decorator_list:
            yield node.name, node.lineno
    elif isinstance(node, ast.ClassDef):
        bases = {ast.unparse(base) for base in node.bases}
        # Tables are found through the schema, refusals by their code where they are raised from a base.
        if "Base" not in bases:
            yield node.name, node.lineno
        # What a base knows by name it may call by itself.
        if bases <= {"msgspec.Struct"}:
            yield from ((part.name, part.lineno) for part in node.body if isinstance(part, Function))
    else:
        target: ast.expr | None = node.target if isinstance(node, ast.AnnAssign) else None
        if isinstance(node, ast.Assign) and len(node.targets) == 1:
            target = node.targets[0]
        if isinstance(target, ast.Name):
            yield target.id, node.lineno


def _used(module: ast.Module) -> list[str]:
    """Every mention of a name that is no definition of it, re-exports left out."""
    found = []
    for node in ast.walk(module):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            found.append(node.id)
        elif isinstance(node, ast.Attribute):
            found.append(node.attr)
        elif isinstance(node, ast.alias) and node.asname:
            found.append(node.name)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.isidentifier():
            # A forward reference. Names in ``__all__`` are no use of them.
            found.append(node.value)
    for node in module.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            exported = [part.value for part in ast.walk(node) if isinstance(part, ast.Constant)]
            for name in exported:
                found.remove(str(name))
    return found


def words(tree: Tree) -> list[str]:
    sources = tree.under("web/src", suffix=(".ts", ".tsx"))
    literals: set[str] = set()
    prefixes: set[str] = set()
    for file in sources:
        text = tree.text(file)
        literals |= {match.split(":")[-1] for match in LITERAL.findall(text)}
        prefixes |= {match.split(":")[-1] for match in TEMPLATE.findall(text)}
    prefixes.discard("")
    findings = []
    for file in tree.under("web/src", suffix=".json"):
        if file.parent.name == "locales" and file.stem == "en":
            findings += _unsaid(file, tree.text(file), literals, tuple(prefixes))
    return findings


def _unsaid(file: Path, text: str, literals: set[str], prefixes: tuple[str, ...]) -> list[str]:
    keys = sorted({PLURAL.sub("", key) for key in flat(json.loads(text))})
    return [
        f"{file}:1: nobody says {key}"
        for key in keys
        if key not in literals and not (prefixes and key.startswith(prefixes))
    ]
