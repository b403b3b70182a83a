"""The borders of the web client are held whatever form an import takes."""

from __future__ import annotations

import pytest

from tests.support.trees import MakeTree
from tools.checks import borders, doors

CLIENT = {
    "web/src/app/store.ts": "export const store = 1;\n",
    "web/src/app/fallbacks.tsx": 'import { states } from "@/kit/states";\n',
    "web/src/app/Shell.tsx": 'import { talk } from "@/rooms/talk/door";\nimport { store } from "./store";\n',
    "web/src/app/router.tsx": 'import { screens } from "@/rooms/talk/routes";\nconst Shell = () => import("./Shell");\n',
    "web/src/kit/states.tsx": 'import { store } from "@/app/store";\nimport css from "./states.module.css";\n',
    "web/src/main.tsx": 'import "./app/global.css";\nimport "./polyfill";\nimport { router } from "./app/router";\n',
    "web/src/polyfill.ts": "",
    "web/src/rooms/talk/door.ts": 'export { talk } from "./model/talk";\n',
    "web/src/rooms/talk/model/talk.ts": 'import { store } from "@/app/store";\nexport const talk = store;\n',
    "web/src/rooms/talk/routes.ts": "export const screens = [];\n",
    "web/src/rooms/file/door.ts": 'import { talk } from "@/rooms/talk/door";\n',
    "web/src/verify/check/verify.ts": 'import { tree } from "./tree";\nimport { sha256 } from "@noble/hashes/sha2.js";\n',
    "web/src/verify/check/tree.ts": "export const tree = 1;\n",
    "web/src/verify/page.tsx": 'import { states } from "@/kit/states";\nimport { tree } from "./check/tree";\n',
    "web/src/rooms/proof/routes.ts": 'const page = () => import("@/verify/page");\n',
}


def test_a_client_in_order_is_left_in_peace(tree: MakeTree) -> None:
    assert borders.check(tree(CLIENT)) == []


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("rooms/file/list.ts", 'import { talk } from "@/rooms/talk/model/talk";', "only its door.ts"),
        ("rooms/file/list.ts", 'export { talk } from "../talk/model/talk";', "only its door.ts"),
        ("rooms/file/list.ts", 'const talk = () => import("@/rooms/talk/model/talk");', "only its door.ts"),
        ("rooms/file/list.ts", "const talk = () => import('../talk/model/talk');", "only its door.ts"),
        ("rooms/file/list.ts", "import {\n  talk,\n} from '@/rooms/talk/model/talk';", "only its door.ts"),
        ("rooms/file/list.ts", 'import type { Talk } from "@/rooms/talk/model/talk";', "only its door.ts"),
        ("rooms/file/list.ts", 'import { screens } from "@/rooms/talk/routes";', "only its door.ts"),
        ("app/own.ts", 'import { talk } from "../rooms/talk/model/talk";', "only its door.ts"),
        ("rooms/file/list.ts", 'import { Shell } from "@/app/Shell";', "a room imports the top of app"),
        ("kit/Bar.tsx", 'import { talk } from "@/rooms/talk/door";', "kit imports a room"),
        ("kit/Bar.tsx", 'import { Splash } from "../app/fallbacks";', "kit imports app above kit"),
        ("kit/Bar.tsx", 'const Splash = () => import("@/app/fallbacks");', "kit imports app above kit"),
        ("kit/Bar.tsx", 'import { tree } from "@/verify/check/tree";', "kit imports a room"),
        ("verify/check/entry.ts", 'import { store } from "@/app/store";', "stands on nothing of the client"),
        ("verify/check/entry.ts", 'import type { Page } from "../page";', "stands on nothing of the client"),
        ("app/own.ts", 'import "./store";', "nothing happens when a module loads"),
        ("rooms/file/list.ts", 'const Talk = lazy(() => import("./other"));', "can be tried again"),
    ],
)
def test_what_crosses_a_border_is_found(tree: MakeTree, file: str, text: str, said: str) -> None:
    found = borders.check(tree({**CLIENT, f"web/src/{file}": f"// A comment.\n{text}\n"}))
    assert len(found) == 1
    assert found[0].startswith(f"web/src/{file}:{1 + len(text.splitlines())}: ")
    assert said in found[0]


def test_comments_types_and_packages_cross_nothing(tree: MakeTree) -> None:
    text = (
        '// import { talk } from "@/rooms/talk/model/talk";\n/* from "@/rooms/talk/model/talk" */\n'
        'import type { Talk } from "@/app/Shell";\nimport { x } from "lucide-react";\nconst at = "http://a/b";\n'
    )
    assert borders.check(tree({**CLIENT, "web/src/rooms/file/list.ts": text})) == []


def test_what_a_door_gives_and_nobody_takes_is_found(tree: MakeTree) -> None:
    allowed = '[tool.tocsin.doors]\n"accounts.kept" = "the room to come"\nold = "gone"\n'
    files = {
        "pyproject.toml": allowed,
        "src/tocsin/accounts/door.py": '__all__ = ["a", "b", "kept", "left"]\n',
        "src/tocsin/effects/door.py": "def c() -> None: ...\n\n\ndef _d() -> None: ...\n\n\nasync def also_left() -> None: ...\n",
        "src/tocsin/messaging/actions.py": "from tocsin.accounts.door import a\nfrom tocsin.accounts import door as x\n"
        "from tocsin.effects import door\ndoor.c()\nx.b()\n",
        "tests/test_a.py": "from tocsin.accounts.door import left\n",
        "web/src/rooms/talk/door.ts": 'export { type Talk, talk as speak, own } from "./talk";\n'
        "export const late = 1;\nexport async function lost() {}\n",
        "web/src/rooms/talk/talk.ts": 'import { own } from "./door";\n',
        "web/src/rooms/file/list.ts": 'import { speak as say, type Talk } from "@/rooms/talk/door";\n'
        'const { late } = await import("@/rooms/talk/door");\n',
    }
    assert doors.check(tree(files)) == [
        "src/tocsin/accounts/door.py:1: nobody outside takes left",
        "src/tocsin/effects/door.py:1: nobody outside takes also_left",
        "web/src/rooms/talk/door.ts:1: nobody outside takes own",
        "web/src/rooms/talk/door.ts:1: nobody outside takes lost",
        "pyproject.toml:1: the exception old is of no use",
    ]
