"""Prefixes are contracts: ``check_`` may refuse and changes nothing, ``find_`` and ``get_`` only read."""

from __future__ import annotations

from tools.checks.tree import Tree, called, functions

READING = ("check_", "find_", "get_")
# Calls that write, announce or schedule, by the last part of their name.
WRITING = {"run", "emit", "enqueue", "insert", "update", "delete", "execute", "executemany", "publish", "after_commit"}


def check(tree: Tree) -> list[str]:
    findings = []
    for file in tree.under("src/tocsin"):
        for name, node in functions(tree.parsed(file)):
            if not name.split(".")[-1].lstrip("_").startswith(READING):
                continue
            for call, line in called(node):
                if call in WRITING or call.endswith("_later"):
                    findings.append(f"{file}:{line}: {name} promises to change nothing, and calls {call}()")
    return findings
