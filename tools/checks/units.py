"""A unit of work is committed at its edge; inside one nothing goes over a network, nor waits in a queue that strangers fill.

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
# What a provider, a gateway, a mailer is called, and what one does with it: the classes of the rooms that reach outside.
OUTWARD = re.compile(r"(?:provider|gateway|mailer)s?(?:_of)?\b", re.IGNORECASE)
HANDS = {"send", "post", "push", "deliver", "fetch", "call", "request"}
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
            findings += _outside(file, module)
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


def _outside(file: Path, module: ast.Module) -> list[str]:
    """Calls that leave the machine while a unit of work is open, by way of functions of the same module too."""
    inside: list[ast.AST] = [node for node in ast.walk(module) if isinstance(node, ast.AsyncWith) and _opens(node)]
    inside += [function for _, function in functions(module) if _takes_a_unit(function)]
    known = _sending(module)
    lines = {
        call.lineno: said
        for block in inside
        for call in ast.walk(block)
        if isinstance(call, ast.Call) and (said := _leaves(call, _aliases(block)) or known.get(_called(call), ""))
    }
    return [f"{file}:{line}: {said} inside a unit of work" for line, said in sorted(lines.items())]


def _opens(node: ast.AsyncWith) -> bool:
    return any(
        isinstance(item.context_expr, ast.Call)
        and isinstance(item.context_expr.func, ast.Attribute)
        and item.context_expr.func.attr in OPENS
        for item in node.items
    )


def _called(call: ast.Call) -> str:
    """The name of a function of the module that is called; methods only of ``self``."""
    if isinstance(call.func, ast.Name):
        return call.func.id
    own = isinstance(call.func, ast.Attribute) and ast.unparse(call.func.value) == "self"
    return call.func.attr if own and isinstance(call.func, ast.Attribute) else ""


def _sending(module: ast.Module) -> dict[str, str]:
    """The functions of a module that leave the machine, with what they do, at once or through one another."""
    all_of = {name.split(".")[-1]: function for name, function in functions(module)}
    found: dict[str, str] = {}
    grown = True
    while grown:
        grown = False
        for name, function in all_of.items():
            if name in found:
                continue
            aliases = _aliases(function)
            calls = [node for node in ast.walk(function) if isinstance(node, ast.Call)]
            said = next(
                (each for call in calls if (each := _leaves(call, aliases) or found.get(_called(call), ""))), ""
            )
            if said:
                found[name], grown = said, True
    return found


def _aliases(block: ast.AST) -> set[str]:
    """Names given to something that speaks to the outside, or declared to be that."""
    names = {
        target.id
        for node in ast.walk(block)
        if isinstance(node, ast.Assign) and OUTWARD.search(ast.unparse(node.value))
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    arguments = [node for node in ast.walk(block) if isinstance(node, ast.arg) and node.annotation is not None]
    return names | {each.arg for each in arguments if each.annotation and OUTWARD.search(ast.unparse(each.annotation))}


def _leaves(call: ast.Call, aliases: set[str]) -> str:
    if not isinstance(call.func, ast.Attribute):
        return ""
    receiver = ast.unparse(call.func.value)
    if call.func.attr == "to_thread" and receiver == "asyncio":
        return "threads that strangers' files may fill are waited for (kernel/beside.py has some)"
    if call.func.attr in STORE and receiver.endswith("blobs"):
        return "the object store is asked"
    if call.func.attr in HANDS and (OUTWARD.search(receiver) or receiver in aliases):
        return "a gateway is spoken to"
    return ""


def _takes_a_unit(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return any(
        argument.annotation is not None and ast.unparse(argument.annotation).strip("\"'") == "Transaction"
        for argument in (*function.args.args, *function.args.kwonlyargs)
    )
