"""The files under check: what git tracks, plus what it would."""

from __future__ import annotations

import ast
import subprocess
import tomllib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any


@dataclass
class Tree:
    """A work tree at ``root``. Findings are strings beginning with ``path:line:``."""

    root: Path

    @cached_property
    def files(self) -> list[Path]:
        """Tracked and not ignored files, relative to the root."""
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=self.root,
            check=True,
            capture_output=True,
        )
        names = sorted(set(listed.stdout.decode().split("\0")) - {""})
        return [Path(name) for name in names if (self.root / name).is_file()]

    def under(self, *folders: str, suffix: str | tuple[str, ...] = ".py") -> list[Path]:
        return [
            file
            for file in self.files
            if any(file.is_relative_to(folder) for folder in folders) and file.name.endswith(suffix)
        ]

    def text(self, file: Path) -> str:
        return (self.root / file).read_text(encoding="utf-8")

    def parsed(self, file: Path) -> ast.Module:
        return ast.parse(self.text(file), str(file))

    @cached_property
    def _tools(self) -> dict[str, Any]:
        tools: dict[str, Any] = tomllib.loads(self.text(Path("pyproject.toml")))["tool"]
        return tools

    @cached_property
    def project(self) -> dict[str, Any]:
        """The table ``[tool.tocsin]`` of pyproject.toml: exceptions, each with its reason."""
        table: dict[str, Any] = self._tools["tocsin"]
        return table

    @cached_property
    def floors(self) -> tuple[str, ...]:
        """The folders of ``src/tocsin``, from the ground up: the layers that import-linter holds."""
        layers: list[str] = self._tools["importlinter"]["contracts"][0]["layers"]
        names = [part.strip().removeprefix("tocsin.") for layer in reversed(layers) for part in layer.split("|")]
        return tuple(name for name in names if name not in ("cli", "app", "serving"))


Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(module: ast.AST, prefix: str = "") -> list[tuple[str, Function]]:
    """Every function with its dotted name, methods and nested ones included."""
    found: list[tuple[str, Function]] = []
    for node in ast.iter_child_nodes(module):
        if isinstance(node, Function):
            found.append((prefix + node.name, node))
            found += functions(node, f"{prefix}{node.name}.")
        elif isinstance(node, ast.ClassDef):
            found += functions(node, f"{prefix}{node.name}.")
        else:
            found += functions(node, prefix)
    return found


def called(node: ast.AST) -> list[tuple[str, int]]:
    """Names of what is called below ``node``: the last part of ``a.b.c()``, with the line."""
    names = []
    for inner in ast.walk(node):
        if isinstance(inner, ast.Call):
            if isinstance(inner.func, ast.Attribute):
                names.append((inner.func.attr, inner.lineno))
            elif isinstance(inner.func, ast.Name):
                names.append((inner.func.id, inner.lineno))
    return names
