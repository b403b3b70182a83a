"""No test without an assertion, no skip without a reason, no swallowed error, nothing left to do."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from pathlib import Path

from tools.checks.tree import Function, Tree, called, functions

# Calls that fail a test by themselves, besides ``assert``.
ASSERTING = {"raises", "warns", "refused", "json", "until", "expect", "closed", "fail"}
ASSERTING_PREFIXES = ("assert_", "check_", "expect_", "wait_for")
LEFT = re.compile(r"\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK")) + r")\b")
SILENT_CATCH = re.compile(
    r"catch\s*(\(\s*\w+\s*\))?\s*\{\s*\}|\.catch\(\s*\(\s*\w*\s*\)\s*=>\s*(\{\s*\}|undefined|null)\s*\)"
)
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
                near = text.splitlines()[max(0, number - 2) : number + 1]
                if pattern is LEFT or not any("//" in line for line in near):
                    findings.append(f"{file}:{number + 1}: {said}")
    return findings


def _tests(file: Path, module: ast.Module) -> list[str]:
    findings = []
    for name, test in functions(module):
        if name.split(".")[-1].startswith("test_") and not _asserts(test):
            findings.append(f"{file}:{test.lineno}: {name} asserts nothing")
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            skips = node.func.attr in ("skip", "skipif", "xfail", "importorskip")
            if skips and not any(word.arg == "reason" for word in node.keywords) and not _says(node):
                findings.append(f"{file}:{node.lineno}: {node.func.attr} without a reason")
        elif isinstance(node, ast.Attribute) and node.attr in ("skip", "xfail") and _bare_mark(module, node):
            findings.append(f"{file}:{node.lineno}: {node.attr} without a reason")
    return findings


def _asserts(node: Function) -> bool:
    if any(isinstance(inner, ast.Assert) for inner in ast.walk(node)):
        return True
    names = [call for call, _ in called(node)]
    return any(name in ASSERTING or name.startswith(ASSERTING_PREFIXES) or name.startswith("to_") for name in names)


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
