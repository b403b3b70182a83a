"""Nothing of the machine the work was done on: no registry's address, no path of a home, no key."""

from __future__ import annotations

import re

from tools.checks.tree import Tree

# Put together here so that this file does not hold what it looks for.
HOSTS = (
    "registry.",
    "npm" + "js.",
    "py" + "pi.",
    "python" + "hosted.",
    "debian" + ".org",
    "un" + "pkg.",
    "js" + "delivr.",
)
PATTERNS = (
    (re.compile(r"https?://[^\s\"'<>]*(" + "|".join(map(re.escape, HOSTS)) + ")"), "the address of a package registry"),
    (re.compile(r"(?<![\w.$}~-])/(work|root|home/\w+|Users/\w+|opt/pypi)/[\w.]"), "a path of one machine"),
    (re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----"), "a private key"),
)
BINARY = (".png", ".jpg", ".jpeg", ".webp", ".ico", ".woff2", ".xlsx", ".gz", ".zip", ".pdf")


def check(tree: Tree) -> list[str]:
    findings = []
    for file in tree.files:
        if file.name.endswith(BINARY):
            continue
        for number, line in enumerate((tree.root / file).read_text("utf-8", "replace").splitlines(), 1):
            findings += [f"{file}:{number}: {said}" for pattern, said in PATTERNS if pattern.search(line)]
    return findings
