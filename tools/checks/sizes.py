"""A file has at most 400 lines, a function 50. (Biome holds the same for TypeScript.)

An exception stands in pyproject.toml, ``[tool.tocsin.ceilings]``, as ``"path"`` or ``"path::function"`` with its reason.
"""

from __future__ import annotations

from tools.checks.tree import Tree, functions

FILE_LINES = 400
FUNCTION_LINES = 50
FOLDERS = ("src", "tests", "tools", "bench", "migrations")


def check(tree: Tree) -> list[str]:
    allowed: dict[str, str] = tree.project.get("ceilings", {})
    used: set[str] = set()
    findings = [f"pyproject.toml:1: the ceiling of {name} gives no reason" for name, why in allowed.items() if not why]

    def found(name: str, line: int, said: str) -> None:
        if name in allowed:
            used.add(name)
        else:
            findings.append(f"{name.split('::')[0]}:{line}: {said}")

    for file in tree.under(*FOLDERS):
        lines = tree.text(file).count("\n")
        if lines > FILE_LINES:
            found(str(file), 1, f"{lines} lines, at most {FILE_LINES}")
        for name, node in functions(tree.parsed(file)):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > FUNCTION_LINES:
                found(f"{file}::{name}", node.lineno, f"{name} has {length} lines, at most {FUNCTION_LINES}")
    findings += [f"pyproject.toml:1: the ceiling of {name} is kept, remove it" for name in set(allowed) - used]
    return findings
