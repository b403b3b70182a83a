"""Small work trees, for the checks to be tried on."""

from __future__ import annotations

from collections.abc import Callable

from tools.checks.tree import Tree

MakeTree = Callable[[dict[str, str]], Tree]
"""Files by name to a tree with them in it."""
