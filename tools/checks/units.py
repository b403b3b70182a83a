"""A unit of work is committed at its edge, and nothing goes over a network inside one.

Files that speak to a network stand in pyproject.toml, ``[tool.tocsin.network]``, with the reason.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

from tools.checks.rooms import imports
from tools.checks.tree import Tree, functions

NETWORK = {"aiohttp", "ftplib", "http", "httpx", "nats", "obstore", "requests", "smtplib", "socket", "urllib3"}
ENDS = re.compile(r"^\s*(COMMIT|ROLLBACK|BEGIN)\b", re.IGNORECASE)
OPENS = {"acting", "working"}
STORE = {"put", "get", "read", "delete", "delete_realm"}
DOOR = Path("src/tocsin/kernel/db.py")


def check(tree: Tree) -> list[str]:
    allowed: dict[str, str] = tree.project.get("network", {})
    findings = [f"pyproject.toml:1: the file {name} gives no reason" for name, why in allowed.items() if not why]
    for file in tree.under("src/tocsin"):
        module = tree.parsed(file)
        place = "/".join(file.parts[2:])
        if place not in allowed:
            findings += [
                f"{file}:{line}: {name}: a file that speaks to a network says why, in [tool.tocsin.network]"
                for name, line in imports(module)
                if name.split(".")[0] in NETWORK
            ]
        if file != DOOR:
            findings += _ends(file, module)
        if file.parts[2] != "kernel":
            findings += _stores(file, module)
    return findings


def _ends(file: Path, module: ast.Module) -> list[str]:
    return [
        f"{file}:{node.lineno}: a unit of work is begun and ended by whoever opened it, in kernel/db.py"
        for node in ast.walk(module)
        if isinstance(node, ast.Call)
        and node.args
        and isinstance(node.args[0], ast.Constant)
        and isinstance(node.args[0].value, str)
        and ENDS.match(node.args[0].value)
    ]


def _stores(file: Path, module: ast.Module) -> list[str]:
    inside: list[ast.AST] = [
        node
        for node in ast.walk(module)
        if isinstance(node, ast.AsyncWith)
        and any(
            isinstance(item.context_expr, ast.Call)
            and isinstance(item.context_expr.func, ast.Attribute)
            and item.context_expr.func.attr in OPENS
            for item in node.items
        )
    ]
    inside += [function for _, function in functions(module) if _takes_a_unit(function)]
    lines = {
        call.lineno
        for block in inside
        for call in ast.walk(block)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr in STORE
        and ast.unparse(call.func.value).endswith("blobs")
    }
    return [f"{file}:{line}: the object store is asked inside a unit of work" for line in sorted(lines)]


def _takes_a_unit(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return any(
        argument.annotation is not None and ast.unparse(argument.annotation).strip("\"'") == "Transaction"
        for argument in (*function.args.args, *function.args.kwonlyargs)
    )
