"""Every refusal is provoked somewhere in the tests: by its code in a text, or by its class.

Refusals that nobody hears stand in pyproject.toml, ``[tool.tocsin.unheard]``, by their code, with the reason.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

from tools.checks.tree import Tree

CODE = re.compile(r"[a-z0-9_]+(?:\.[a-z0-9_]+)?")


def check(tree: Tree) -> list[str]:
    allowed: dict[str, str] = tree.project.get("unheard", {})
    findings = [f"pyproject.toml:1: the refusal {code} gives no reason" for code, why in allowed.items() if not why]
    said, named = _in_tests(tree)
    defined: dict[str, tuple[Path, ast.ClassDef]] = {}
    used: set[str] = set()
    for file in tree.under("src/tocsin"):
        module = tree.parsed(file)
        used |= _raised(module)
        for node in ast.walk(module):
            if isinstance(node, ast.ClassDef) and (code := _code_of(node)):
                defined[code] = (file, node)
    for code, (file, node) in sorted(defined.items()):
        heard = code in said or node.name in named
        if heard and code in allowed:
            findings.append(f"pyproject.toml:1: the refusal {code} is heard, remove it")
        # A base that nobody raises by itself is no refusal.
        elif not heard and code not in allowed and node.name in used:
            findings.append(f"{file}:{node.lineno}: no test provokes {code}")
    findings += [f"pyproject.toml:1: there is no refusal {code}" for code in allowed if code not in defined]
    return findings


def _code_of(node: ast.ClassDef) -> str | None:
    for line in node.body:
        if isinstance(line, ast.Assign) and ast.unparse(line.targets[0]) == "code":
            return (
                line.value.value if isinstance(line.value, ast.Constant) and isinstance(line.value.value, str) else None
            )
    return None


def _raised(module: ast.Module) -> set[str]:
    """Names that stand where something is made of them; as a base, in an annotation or a list of refusals they do not."""
    found = set()
    for node in ast.walk(module):
        made = node.exc if isinstance(node, ast.Raise) else node.func if isinstance(node, ast.Call) else None
        if isinstance(made, ast.IfExp):
            found |= {part.id for part in ast.walk(made) if isinstance(part, ast.Name)}
        made = made.func if isinstance(made, ast.Call) else made
        if isinstance(made, ast.Name | ast.Attribute):
            found.add(made.id if isinstance(made, ast.Name) else made.attr)
    return found


def _in_tests(tree: Tree) -> tuple[set[str], set[str]]:
    said: set[str] = set()
    named: set[str] = set()
    for file in tree.under("tests"):
        for node in ast.walk(tree.parsed(file)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str | bytes):
                text = node.value.decode("utf-8", "replace") if isinstance(node.value, bytes) else node.value
                said |= set(CODE.findall(text))
            elif isinstance(node, ast.Name):
                named.add(node.id)
            elif isinstance(node, ast.Attribute):
                named.add(node.attr)
    return said, named
