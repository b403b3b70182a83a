"""The guides call a thing what the screen calls it."""

from __future__ import annotations

import json

from tests.support.trees import MakeTree
from tools.checks import guide


def test_a_word_that_no_screen_says_is_found(tree: MakeTree) -> None:
    chinese = {"group": {"leave": "退出群聊", "make": "建群（{{count}} 人）", "devices": "登录设备"}}
    english = {"group": {"leave": "Leave group", "make": "Create group ({{count}})", "devices": "Devices"}}
    page = (
        "*Create group* (建群), **leave group.** (退出群聊), *Settings → Devices* (设置 → 登录设备), *Read* (查看), *meant* (平台, and so on)\n"
        "**Leave** (退出群聊)\n"
        "*Hand over* (转让)\n"
    )
    files = {
        "web/src/rooms/groups/locales/zh-CN.json": json.dumps(chinese, ensure_ascii=False),
        "web/src/rooms/groups/locales/en.json": json.dumps(english),
        "src/tocsin/groups/powers.py": 'READ = _power("read", "查看", "檢視", "Read")\n',
        "docs/guide/groups.md": page,
    }
    assert guide.check(tree(files)) == [
        "docs/guide/groups.md:2: Leave: the screen says leave group",
        "docs/guide/groups.md:3: no screen says 转让",
    ]
