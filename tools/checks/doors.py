"""A door holds what others use: whatever a door gives, somebody outside of the room takes.

The rooms of the server (``door.py``) and of the web client (``door.ts``) alike. Names that are kept open for a room to
come stand in pyproject.toml, ``[tool.tocsin.doors]``, as ``"room.name"``, or
``"room"`` for all of them, with the reason.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

from tools.checks.tree import Tree

TAKEN = re.compile(
    r"""(?:import|export)\s*(?:type\s*)?\{([^}]*)\}\s*from\s*["'][^"']*\brooms/(\w+)/door["']|"""
    r"""\{([^}]*)\}\s*=\s*await\s+import\(["'][^"']*\brooms/(\w+)/door["']\)|"""
    r"""import\(["'][^"']*\brooms/(\w+)/door["']\)\s*\)?\s*\.then\(\s*\(\s*\{([^}]*)\}"""
)
GIVEN = re.compile(
    r"^export\s+(?:type\s+)?\{([^}]*)\}|"
    r"^export\s+(?:default\s+)?(?:async\s+)?(?:function|const|let|class|type|interface)\s+(\w+)",
    re.MULTILINE,
)


def check(tree: Tree) -> list[str]:
    allowed: dict[str, str] = tree.project.get("doors", {})
    findings = [f"pyproject.toml:1: the name {name} gives no reason" for name, why in allowed.items() if not why]
    given = {**_server(tree), **_client(tree)}
    taken = _taken_of_server(tree) | _taken_of_client(tree)
    used = set()
    for door, names in given.items():
        for name in names:
            if (door, name) in taken:
                continue
            excused = {door.parent.name, f"{door.parent.name}.{name}"} & set(allowed)
            used |= excused
            if not excused:
                findings.append(f"{door}:1: nobody outside takes {name}")
    return findings + [f"pyproject.toml:1: the exception {name} is of no use" for name in sorted(set(allowed) - used)]


def _server(tree: Tree) -> dict[Path, list[str]]:
    found = {}
    for file in tree.under("src/tocsin"):
        if file.name == "door.py":
            found[file] = _given(tree.parsed(file))
    return found


def _given(module: ast.Module) -> list[str]:
    """``__all__`` where there is one, else what is defined or brought in by the name of another."""
    for node in module.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            return [str(part.value) for part in ast.walk(node.value) if isinstance(part, ast.Constant)]
    return [
        node.name
        for node in module.body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and not node.name.startswith("_")
    ]


def _taken_of_server(tree: Tree) -> set[tuple[Path, str]]:
    """What is imported of a door, by name or as an attribute of the imported door."""
    taken: set[tuple[Path, str]] = set()
    for file in tree.under("src/tocsin", "tools", "bench"):
        module = tree.parsed(file)
        doors: dict[str, Path] = {}
        for node in ast.walk(module):
            if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("tocsin."):
                place = Path("src", *node.module.split("."))
                for name in node.names:
                    if place.name == "door":
                        taken.add((place.with_suffix(".py"), name.name))
                    elif name.name == "door":
                        doors[name.asname or name.name] = place / "door.py"
        for node in ast.walk(module):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in doors:
                taken.add((doors[node.value.id], node.attr))
    return taken


def _names(listed: str, *, first: bool) -> list[str]:
    """Of ``a as b`` the name at the door: what is taken is called ``a`` there, what is given is called ``b``."""
    found = []
    for part in listed.split(","):
        words = re.split(r"\s+as\s+|\s*:\s*", part.strip().removeprefix("type "))
        if words[0]:
            found.append(words[0] if first else words[-1])
    return found


def _client(tree: Tree) -> dict[Path, list[str]]:
    found = {}
    for file in tree.under("web/src/rooms", suffix="door.ts"):
        if file.name == "door.ts":
            found[file] = [
                name
                for listed, single in GIVEN.findall(tree.text(file))
                for name in ([single] if single else _names(listed, first=False))
            ]
    return found


def _taken_of_client(tree: Tree) -> set[tuple[Path, str]]:
    taken: set[tuple[Path, str]] = set()
    for file in tree.under("web/src", suffix=(".ts", ".tsx")):
        if ".test." in file.name:
            continue
        for a, room_a, b, room_b, room_c, c in TAKEN.findall(tree.text(file)):
            room = room_a or room_b or room_c
            if file.is_relative_to(f"web/src/rooms/{room}"):
                continue
            taken |= {(Path(f"web/src/rooms/{room}/door.ts"), name) for name in _names(a or b or c, first=True)}
    return taken
