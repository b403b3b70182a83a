"""Migrations are one chain; the room is in the file name; they import nothing of the application; locks time out;
what grows in a table that has rows grows in three steps: expand, backfill, enforce.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

from tools.checks.rooms import imports
from tools.checks.tree import Tree

# A folder inside a room that has tables of its own may name its migration by itself.
WITHIN = ("roster",)
ENVIRONMENT = Path("migrations/env.py")
TIMEOUT = re.compile(r"^\s*SET\s+lock_timeout\s*(?:=|TO)\s*'?(\d+)", re.IGNORECASE)
TABLE = r"(?:ONLY |IF (?:NOT )?EXISTS )*([\w{}.]+)"
CREATED = re.compile(rf"\bCREATE (?:UNLOGGED )?TABLE {TABLE}", re.IGNORECASE)
UPDATED = re.compile(rf"\bUPDATE (?!SET\b){TABLE}(?: (?:AS )?\w+)? SET\b", re.IGNORECASE)
ALTERED = re.compile(rf"\bALTER TABLE {TABLE} ([^;]*)", re.IGNORECASE)
CHANGE = re.compile(r", (?=(?:ADD|ALTER|DROP|VALIDATE)\b)", re.IGNORECASE)
ENFORCED = re.compile(r"\bSET NOT NULL\b|^VALIDATE CONSTRAINT\b", re.IGNORECASE)
DEMANDS = re.compile(r"\bNOT NULL\b|\bPRIMARY KEY\b", re.IGNORECASE)
GIVES = re.compile(r"\b(?:DEFAULT|GENERATED)\b", re.IGNORECASE)
DEMANDED = "demanded"


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
        findings += _steps(tree, file)
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
    return findings + _timeouts(tree)


def _timeouts(tree: Tree) -> list[str]:
    """The environment sets a time-out of locks by a statement that it runs, and no migration takes it back."""
    findings = []
    if ENVIRONMENT in tree.files:
        run = [
            text
            for node in ast.walk(tree.parsed(ENVIRONMENT))
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "execute"
            for text in texts(node)
        ]
        if not any((found := TIMEOUT.search(text)) and int(found[1]) > 0 for text in run):
            findings.append(f"{ENVIRONMENT}:1: runs no SET lock_timeout")
    return findings + [
        f"{file}:1: the lock_timeout is the environment's"
        for file in tree.under("migrations/versions")
        if any("lock_timeout" in text.lower() for text in texts(tree.parsed(file)))
    ]


def _steps(tree: Tree, file: Path) -> list[str]:
    """A column comes without asking anything of the rows that are there; filling it, then asking it, come after.

    Two of the three in one migration would hold the table's lock for as long as the filling takes.
    """
    module = tree.parsed(file)
    steps: dict[str, set[str]] = {}
    created: set[str] = set()
    findings = []
    for text in texts(module):
        sql = " ".join(text.split())
        created |= set(CREATED.findall(sql))
        for table in UPDATED.findall(sql):
            steps.setdefault(table, set()).add("backfill")
        for table, changes in ALTERED.findall(sql):
            for change in CHANGE.split(changes):
                if ENFORCED.search(change):
                    steps.setdefault(table, set()).add("enforce")
                if change.upper().startswith("ADD COLUMN"):
                    steps.setdefault(table, set()).add("expand")
                    if DEMANDS.search(change) and not GIVES.search(change):
                        steps[table].add(DEMANDED)
    for call in (node for node in ast.walk(module) if isinstance(node, ast.Call)):
        created |= _by_operation(call, steps)
    for table in sorted(set(steps) - created):
        done = steps[table]
        if DEMANDED in done:
            findings.append(f"{file}:1: {table} has rows: a new column is empty or has a default")
        if len(done - {DEMANDED}) > 1 and done & {"backfill", "enforce"}:
            findings.append(f"{file}:1: {table}: {' and '.join(sorted(done - {DEMANDED}))} are migrations of their own")
    return findings


def _by_operation(call: ast.Call, steps: dict[str, set[str]]) -> set[str]:
    """Note the step of an Alembic operation; returns the table it creates."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    table = call.args[0].value if call.args and isinstance(call.args[0], ast.Constant) else None
    if not isinstance(table, str) or name not in ("create_table", "add_column", "alter_column"):
        return set()
    if name == "create_table":
        return {table}
    column = call.args[1] if name == "add_column" and len(call.args) > 1 else call
    given = {word.arg: word.value for word in column.keywords} if isinstance(column, ast.Call) else {}
    demands = isinstance(nullable := given.get("nullable"), ast.Constant) and nullable.value is False
    if name == "add_column":
        steps.setdefault(table, set()).add("expand")
        if demands and "server_default" not in given:
            steps[table].add(DEMANDED)
    elif demands:
        steps.setdefault(table, set()).add("enforce")
    return set()


def texts(module: ast.AST) -> list[str]:
    """The texts below ``module``, docstrings left out; what is put into one stands there as ``{its name}``."""
    said = {id(node.value) for node in ast.walk(module) if isinstance(node, ast.Expr)}
    parts = {id(part) for node in ast.walk(module) if isinstance(node, ast.JoinedStr) for part in node.values}
    found = []
    for node in ast.walk(module):
        if isinstance(node, ast.JoinedStr):
            found.append(
                "".join(
                    str(part.value) if isinstance(part, ast.Constant) else f"{{{ast.unparse(part.value)}}}"
                    for part in node.values
                    if isinstance(part, ast.Constant | ast.FormattedValue)
                )
            )
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and not {id(node)} & (said | parts):
            found.append(node.value)
    return found
