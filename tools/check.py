"""``python -m tools.check [names…]``: the rules of the house that code can hold. Without names, all of them."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

from tools.checks.tree import Tree

CHECKS = (
    "sizes",
    "rooms",
    "prefixes",
    "units",
    "texts",
    "unused",
    "honesty",
    "migrations",
    "words",
    "private",
    "pictures",
    "guide",
    "commands",
    "requirements",
    "borders",
    "doors",
    "refusals",
    "web",
    "drift",
)


def main(names: list[str]) -> int:
    tree = Tree(Path(__file__).resolve().parents[1])
    bad = 0
    for name in names or CHECKS:
        if name not in CHECKS:
            print(f"no check {name}; there are {', '.join(CHECKS)}")
            return 2
        findings: list[str] = importlib.import_module(f"tools.checks.{name}").check(tree)
        for finding in findings:
            print(f"{finding} [{name}]")
        bad += len(findings)
    print(f"house rules: {bad} found" if bad else "house rules: kept")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
