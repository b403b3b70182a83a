"""A room is built from the same few files, and each kind of file imports only what it may.

Further names stand in pyproject.toml, ``[tool.tocsin.rooms]``, as ``"room/name.py"`` with the reason; the files that may
record effects inside a statement of their own, in ``[tool.tocsin.recording]``.
"""

from __future__ import annotations

import ast
from pathlib import Path

from tools.checks.tree import Tree

KINDS = ("door", "room", "tables", "rules", "queries", "actions", "routes", "events", "jobs", "refusals", "powers")
VAGUE = {"utils", "util", "helpers", "helper", "common", "misc", "base", "service", "services"}
# What a file of one kind never imports from its own room.
UPWARDS = {
    "tables": {"rules", "queries", "actions", "routes", "jobs", "room", "door", "events"},
    "rules": {"tables", "queries", "actions", "routes", "jobs", "room", "door", "events"},
    "events": {"tables", "queries", "actions", "routes", "jobs", "room", "door"},
    "queries": {"actions", "routes", "jobs", "room"},
    "actions": {"routes", "room"},
    "jobs": {"routes", "room"},
    "routes": {"room"},
}
# The second entrance to effects, for whoever cannot afford the statement of the first.
RECORDING = {"tocsin.effects.door.Recording", "tocsin.effects.door.salt_keys"}
# rules.py decides without input or output: of the kernel it knows values and words only.
PURE_KERNEL = {"errors", "types", "text", "powers", "events", "spreadsheets", "unpacking"}


def imports(module: ast.Module) -> list[tuple[str, int]]:
    """Dotted names imported, ``from a import b`` as ``a.b``; what only types need is left out."""
    skipped = {
        inner
        for node in ast.walk(module)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)
        for inner in ast.walk(node)
    }
    found = []
    for node in ast.walk(module):
        if node in skipped:
            continue
        if isinstance(node, ast.Import):
            found += [(name.name, node.lineno) for name in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found += [(f"{node.module}.{name.name}", node.lineno) for name in node.names]
    return found


def kind_of(parts: tuple[str, ...]) -> str | None:
    """The kind of the file at these parts below its room: the first part that names one."""
    return next((part.removesuffix(".py") for part in parts if part.removesuffix(".py") in KINDS), None)


def check(tree: Tree) -> list[str]:
    allowed: dict[str, str] = tree.project.get("rooms", {})
    recording: dict[str, str] = tree.project.get("recording", {})
    reasons = {**allowed, **recording}
    findings = [f"pyproject.toml:1: the file {name} gives no reason" for name, why in reasons.items() if not why]
    for file in tree.under("src/tocsin"):
        parts = file.parts[2:]
        if any(part.removesuffix(".py") in VAGUE for part in parts):
            findings.append(f"{file}:1: the name says nothing: name the noun")
        if len(parts) < 2 or parts[0] == tree.floors[0]:
            continue
        room, *below = parts
        if room not in tree.floors:
            findings.append(f"{file}:1: {room} stands on no floor: add it to the layers in pyproject.toml")
            continue
        if kind_of(tuple(below)) is None and below[-1] != "__init__.py" and "/".join(parts) not in allowed:
            findings.append(f"{file}:1: not one of the files a room is built from ({', '.join(KINDS)})")
        findings += _imports(tree, file, room, kind_of(tuple(below)))
        if "/".join(parts) not in recording:
            findings += [
                f"{file}:{line}: effects are recorded by record(); inside another statement on the send path alone"
                for name, line in imports(tree.parsed(file))
                if name in RECORDING
            ]
    return findings


def _imports(tree: Tree, file: Path, room: str, kind: str | None) -> list[str]:
    findings = []
    for name, line in imports(tree.parsed(file)):
        parts = tuple(name.split("."))
        if parts[0] != "tocsin" or len(parts) < 2:
            continue
        where = f"{file}:{line}:"
        target = kind_of(parts[2:])
        if parts[1] in tree.floors[1:] and parts[1] != room:
            if tree.floors.index(parts[1]) > tree.floors.index(room):
                findings.append(f"{where} {room} reaches up to {parts[1]}: declare a reaction there")
            elif target != "door":
                findings.append(f"{where} {name}: only the door of another room may be used")
        elif parts[1] == room and kind is not None and target in UPWARDS.get(kind, set()) and target != kind:
            findings.append(f"{where} {kind} may not import {target}")
        elif kind == "rules" and parts[1] == "kernel" and len(parts) > 2 and parts[2] not in PURE_KERNEL:
            findings.append(f"{where} rules are pure: kernel.{parts[2]} is not for them")
    return findings
