"""The checks of the web client find what they are for, and keep quiet about what is fine."""

from __future__ import annotations

import json
from typing import Any

from tests.support.trees import MakeTree
from tools.checks import web
from tools.checks.tree import Tree


def test_colours_belong_to_the_theme(tree: MakeTree) -> None:
    text = "const a = '#fff';\nconst b = 'rgba(0, 0, 0, .5)';\nconst c = 'var(--ink)';\nconst d = '#chat-1';\n"
    found = web.colours(tree({"web/src/kit/theme.ts": text, "web/src/kit/x.tsx": text, "web/src/x.test.ts": text}))
    assert [finding.split(":")[:2] for finding in found] == [["web/src/kit/x.tsx", "1"], ["web/src/kit/x.tsx", "2"]]


def built(tree: MakeTree, manifest: dict[str, dict[str, Any]], **chunks: str) -> Tree:
    """A work tree with a built client; a source in the manifest is ``<chunk>: source``."""
    files = {f"web/dist/assets/{name}.js": text for name, text in chunks.items()}
    return tree({"web/dist/.vite/manifest.json": json.dumps(manifest), **files})


def chunk(name: str, size: int = 1) -> str:
    return "".join(f"{name}{number:x};" for number in range(size))


def test_the_budget_counts_what_the_chat_screen_loads(tree: MakeTree) -> None:
    manifest: dict[str, dict[str, Any]] = {
        "index.html": {"file": "assets/main.js", "isEntry": True, "src": "index.html", "imports": ["_kit.js"]},
        "_kit.js": {"file": "assets/kit.js"},
        "_shared.js": {"file": "assets/shared.js"},
        "src/rooms/x/screens/Other.tsx": {"file": "assets/other.js", "src": "src/rooms/x/screens/Other.tsx"},
    }
    for number, source in enumerate(web.ON_THE_WAY):
        manifest[source] = {"file": f"assets/way{number}.js", "src": source, "imports": ["_shared.js"]}
    for number, folder in enumerate(web.WORDS):
        for language in ("short", "long"):
            source = f"{folder}{language}.js"
            manifest[source] = {"file": f"assets/{language}{number}.js", "src": source}
    chunks = {entry["file"][7:-3]: chunk("x") for entry in manifest.values()}
    chunks |= {name: chunk(name, 500) for name in chunks if name.startswith("long")}
    chunks |= {name: chunk(name, 300_000) for name in ("shared", "other")}
    one = built(tree, manifest, **chunks)
    ways = [f"assets/way{number}.js" for number in range(len(web.ON_THE_WAY))]
    words = [f"assets/long{number}.js" for number in range(len(web.WORDS))]
    assert sorted(web.first_load(one.root)) == sorted(
        ["assets/kit.js", "assets/main.js", "assets/shared.js", *ways, *words]
    )
    # What only the shell and the screen share is counted.
    (finding,) = web.budget(one)
    assert "at most 350" in finding
    (one.root / "web/dist/assets/shared.js").write_text("")
    assert web.budget(one) == []


def test_the_budget_says_what_it_does_not_find(tree: MakeTree) -> None:
    manifest = {"index.html": {"file": "assets/main.js", "isEntry": True, "src": "index.html"}}
    found = web.budget(built(tree, manifest, main=chunk("x")))
    assert len(found) == len(web.ON_THE_WAY) + len(web.WORDS)
    assert "src/app/Shell.tsx is not in the manifest" in found[0]
