"""No test without an assertion, no skip without a reason, no swallowed error, nothing left to do."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from pathlib import Path

from tools.checks.tree import Function, Tree, called, functions

# Calls that fail a test by themselves, besides ``assert``.
ASSERTING = {"raises", "warns", "refused", "until", "expect", "closed", "fail"}
ASSERTING_PREFIXES = ("assert_", "check_", "expect_", "wait_for")
LEFT = re.compile(r"\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK")) + r")\b")
SILENT_CATCH = re.compile(
    r"catch\s*(\(\s*\w+\s*\))?\s*\{\s*\}|\.catch\(\s*\(\s*\w*\s*\)\s*=>\s*(\{\s*\}|undefined|null)\s*\)"
)
COMMENT = re.compile(r"[;,)}\s]\s*//\s|\*/")
SILENT = "an error is swallowed: say why in a comment on the line or just above"
BROAD = {"Exception", "BaseException"}


def check(tree: Tree) -> list[str]:
    findings = []
    for file in tree.under("tests"):
        findings += _tests(file, tree.parsed(file))
    for file in tree.under("src", "tests", "tools", "bench", "migrations"):
        findings += _swallowed(file, tree.parsed(file))
        findings += _left(file, tree.text(file))
    for file in tree.under("web/src", "web/tests", suffix=(".ts", ".tsx")):
        text = tree.text(file)
        for pattern, said in ((SILENT_CATCH, SILENT), (LEFT, "something is left to do")):
            for match in pattern.finditer(text):
                number = text[: match.start()].count("\n")
                if pattern is LEFT or not _explained(text.splitlines(), number):
                    findings.append(f"{file}:{number + 1}: {said}")
    return findings


def _explained(lines: list[str], number: int) -> bool:
    """A comment at the end of the line, or the line above is one."""
    above = lines[number - 1].strip() if number else ""
    return COMMENT.search(lines[number]) is not None or above.startswith("//") or above.endswith("*/")


def _tests(file: Path, module: ast.Module) -> list[str]:
    findings = []
    own = {name: function for name, function in functions(module) if not name.split(".")[-1].startswith("test_")}
    helpers = {name.split(".")[-1] for name, function in own.items() if _asserts(function, set())}
    for name, test in functions(module):
        if name.split(".")[-1].startswith("test_") and not _asserts(test, helpers):
            findings.append(f"{file}:{test.lineno}: {name} asserts nothing")
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            skips = node.func.attr in ("skip", "skipif", "xfail", "importorskip")
            if skips and not any(word.arg == "reason" for word in node.keywords) and not _says(node):
                findings.append(f"{file}:{node.lineno}: {node.func.attr} without a reason")
        elif isinstance(node, ast.Attribute) and node.attr in ("skip", "xfail") and _bare_mark(module, node):
            findings.append(f"{file}:{node.lineno}: {node.attr} without a reason")
    return findings


def _asserts(node: Function, helpers: set[str]) -> bool:
    """By itself, or through a function beside it that does."""
    if any(isinstance(inner, ast.Assert) for inner in ast.walk(node)):
        return True
    names = [call for call, _ in called(node)]
    known = ASSERTING | helpers
    asked = any(name in known or name.startswith(ASSERTING_PREFIXES) or name.startswith("to_") for name in names)
    return asked or any(_expects_success(inner) for inner in ast.walk(node))


def _expects_success(node: ast.AST) -> bool:
    """``await client.json("GET", path)`` of the tests' client fails unless the answer is a success.

    ``response.json()`` reads a body and expects nothing.
    """
    awaited = node.value if isinstance(node, ast.Await) else None
    return (
        isinstance(awaited, ast.Call)
        and isinstance(awaited.func, ast.Attribute)
        and awaited.func.attr == "json"
        and len(awaited.args) >= 2
    )


def _says(node: ast.Call) -> bool:
    first = node.args[0] if node.args else None
    return isinstance(first, ast.Constant) and isinstance(first.value, str) and len(first.value) > 3


def _bare_mark(module: ast.Module, mark: ast.Attribute) -> bool:
    """Whether ``pytest.mark.skip`` stands as a decorator that is not called."""
    return any(mark in node.decorator_list for _, node in functions(module))


def _swallowed(file: Path, module: ast.Module) -> list[str]:
    findings = []
    for node in ast.walk(module):
        if isinstance(node, ast.ExceptHandler):
            names = {name.id for name in ast.walk(node.type) if isinstance(name, ast.Name)} if node.type else BROAD
            silent = all(isinstance(line, ast.Pass | ast.Continue | ast.Break) for line in node.body)
            if names & BROAD and silent:
                findings.append(f"{file}:{node.lineno}: any error is swallowed")
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("suppress"):
            if {name.id for name in node.args if isinstance(name, ast.Name)} & BROAD:
                findings.append(f"{file}:{node.lineno}: any error is swallowed")
        elif isinstance(node, ast.Raise) and node.exc is not None and "NotImplementedError" in ast.unparse(node.exc):
            findings.append(f"{file}:{node.lineno}: something is left to do")
    return findings


def _left(file: Path, text: str) -> list[str]:
    comments = (part for part in tokenize.generate_tokens(io.StringIO(text).readline) if part.type == tokenize.COMMENT)
    return [f"{file}:{part.start[0]}: something is left to do" for part in comments if LEFT.search(part.string)]
