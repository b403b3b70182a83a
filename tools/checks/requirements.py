"""What the product imports is asked for by name in requirements.in, not found there by luck of somebody else's needs."""

from __future__ import annotations

import re
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

from tools.checks.rooms import imports
from tools.checks.tree import Tree

FILE = Path("requirements.in")
NAME = re.compile(r"^([A-Za-z0-9][\w.-]*)", re.MULTILINE)
OWN = {"tocsin"}


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def check(tree: Tree) -> list[str]:
    asked = {normal(name) for name in NAME.findall(tree.text(FILE))}
    known = packages_distributions()
    findings = []
    for file in tree.under("src/tocsin"):
        for name, line in imports(tree.parsed(file)):
            top = name.split(".")[0]
            if top in sys.stdlib_module_names or top in OWN:
                continue
            if not asked & {normal(each) for each in known.get(top, [top])}:
                findings.append(f"{file}:{line}: imports {top}, which {FILE} does not name")
    return findings
