"""What the guides call a word of the screen, in English with the Chinese behind it, is what stands there."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from tools.checks.tree import Tree

CALLED = re.compile(r"\*{1,2}([^*\n]+?)\*{1,2}\s*\(((?![^)]*[a-z]{2})[^()\n]*[\u4e00-\u9fff][^()\n]*)\)")
"""``*Settings → Devices* (登录设备)``; what goes on in English is no name."""
POWER = re.compile(r'"([^"\n]*[\u4e00-\u9fff][^"\n]*)",\s*"[^"\n]*",\s*"([^"\n]*)"')
COUNT = re.compile(r"\s*[(（]?{{\w+}}[^)）]*[)）]?$")


def check(tree: Tree) -> list[str]:
    words = _words(tree)
    findings = []
    for page in tree.under("docs/guide", suffix=".md"):
        for number, line in enumerate(tree.text(page).splitlines(), 1):
            for english, chinese in CALLED.findall(line):
                said, shown = _last(english), words.get(_last(chinese))
                if shown is None:
                    findings.append(f"{page}:{number}: no screen says {chinese}")
                elif said not in shown:
                    findings.append(f"{page}:{number}: {english}: the screen says {' or '.join(sorted(shown))}")
    return findings


def _last(way: str) -> str:
    """Return where a way ends: a word, without the end of its sentence and however it begins one."""
    return way.rpartition("→")[2].strip(" .").casefold()


def _words(tree: Tree) -> dict[str, set[str]]:
    """Return what the English screen says for each word of the Chinese one; the server names the powers."""
    words: dict[str, set[str]] = defaultdict(set)
    for file in tree.under("src/tocsin", suffix="powers.py"):
        for chinese, english_too in POWER.findall(tree.text(file)):
            words[_last(chinese)].add(_last(english_too))
    for file in tree.under("web/src", suffix="zh-CN.json"):
        english = dict(_texts(json.loads(tree.text(file.with_name("en.json")))))
        for key, text in _texts(json.loads(tree.text(file))):
            words[_last(text)].add(_last(english.get(key, "")))
    return words


def _texts(of: dict[str, Any], under: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    for key, value in of.items():
        if isinstance(value, dict):
            yield from _texts(value, (*under, key))
        else:
            yield (*under, key), COUNT.sub("", value)
