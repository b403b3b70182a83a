"""Words come in three languages, none of them empty, all with the same parameters."""

from __future__ import annotations

import ast
import json
import re
from itertools import groupby
from pathlib import Path
from typing import Any

from tools.checks.tree import Tree

LANGUAGES = ("zh-CN", "zh-TW", "en")
FIELDS = ("zh", "tw", "en")
PARAMETER = re.compile(r"\{\{?\s*(\w+)")
HAN = re.compile(r"[\u4e00-\u9fff]")
# i18next's plural endings: English has two forms where Chinese has one.
PLURAL = re.compile(r"_(zero|one|two|few|many|other)$")


def check(tree: Tree) -> list[str]:
    findings = []
    for file in tree.under("src/tocsin"):
        for node in ast.walk(tree.parsed(file)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Words":
                findings += [f"{file}:{node.lineno}: {said}" for said in _words(node)]
    locales = [file for file in tree.under("web/src", suffix=".json") if file.parent.name == "locales"]
    for folder, files in groupby(locales, key=lambda file: file.parent):
        findings += _locales(tree, folder, list(files))
    return findings


def _words(call: ast.Call) -> list[str]:
    given: dict[str, Any] = dict(zip(FIELDS, call.args, strict=False))
    given |= {word.arg: word.value for word in call.keywords if word.arg}
    texts = {name: str(node.value) for name, node in given.items() if isinstance(node, ast.Constant)}
    if len(given) < len(FIELDS):
        return ["Words in fewer than three languages"]
    if len(texts) < len(FIELDS):
        return []  # computed: the type checker and the tests hold it
    return _compare(texts, chinese=("zh", "tw"))


def _compare(texts: dict[str, str], chinese: tuple[str, ...]) -> list[str]:
    # Empty in every language is meant: a cell of an example, say.
    empty = [name for name, text in texts.items() if not text.strip()]
    findings = [f"{name} is empty" for name in empty] if len(empty) < len(texts) else []
    parameters = {name: sorted(set(PARAMETER.findall(text))) for name, text in texts.items()}
    if len({tuple(found) for found in parameters.values()}) > 1:
        findings.append(f"the languages have different parameters: {parameters}")
    findings += [f"{name} is Chinese" for name, text in texts.items() if name not in chinese and HAN.search(text)]
    return findings


def flat(value: Any, prefix: str = "") -> dict[str, str]:
    if isinstance(value, dict):
        return {key: text for name, inner in value.items() for key, text in flat(inner, f"{prefix}.{name}").items()}
    return {prefix.removeprefix("."): str(value)}


def _locales(tree: Tree, folder: Path, files: list[Path]) -> list[str]:
    texts = {file.stem: flat(json.loads(tree.text(file))) for file in files}
    missing = [language for language in LANGUAGES if language not in texts]
    if missing:
        return [f"{folder}:1: no words in {', '.join(missing)}"]
    keys = {language: {PLURAL.sub("", key) for key in texts[language]} for language in LANGUAGES}
    everything = set().union(*keys.values())
    findings = [
        f"{folder}/{language}.json:1: {key} is missing"
        for language in LANGUAGES
        for key in sorted(everything - keys[language])
    ]
    for key in sorted(set.intersection(*(set(texts[language]) for language in LANGUAGES))):
        said = _compare({language: texts[language][key] for language in LANGUAGES}, chinese=("zh-CN", "zh-TW"))
        # The languages' own names are written in themselves everywhere.
        findings += [f"{folder}:1: {key}: {line}" for line in said if "language" not in key.lower()]
    return findings
