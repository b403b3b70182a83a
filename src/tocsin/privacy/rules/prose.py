"""What a record says of itself, in plain words."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final, Protocol

from tocsin.kernel.errors import Language, Words

_TITLE: Final = Words("关于我的记录", "關於我的紀錄", "What is recorded about me")
_MADE: Final = Words("整理时间：{at}（UTC）", "整理時間：{at}（UTC）", "Put together at {at} (UTC)")
_INTRO: Final = Words(
    "每个文件夹是一处保存你信息的地方。JSON 文件可以用任何文本编辑器打开；files 文件夹里是你上传的文件。"
    "这里只有你自己的内容，不含别人写的话。",
    "每個資料夾是一處保存你資料的地方。JSON 檔案可以用任何文字編輯器開啟；files 資料夾裡是你上傳的檔案。"
    "這裡只有你自己的內容，不含別人寫的話。",
    "Each folder is a place where something about you is kept. JSON files open in any text editor; the folder files has what"
    " you uploaded. All of it is your own: what others wrote is not in here.",
)
_PLATFORM: Final = Words("平台", "平台", "The platform")
_LEFT: Final = Words("（已离开）", "（已離開）", " (left)")
_TERM: Final = Words("保存：{term}", "保存：{term}", "Kept: {term}")


class Kind(Protocol):
    """A kind of thing that is kept."""

    @property
    def title(self) -> str:
        """What it is called."""
        ...

    @property
    def text(self) -> str:
        """What it is."""
        ...

    @property
    def term(self) -> str:
        """How long it is kept."""
        ...


class Realm(Protocol):
    """A place where things are kept."""

    @property
    def name(self) -> str | None:
        """What it is called; the platform has no name."""
        ...

    @property
    def current(self) -> bool:
        """Whether the person belongs to it."""
        ...

    @property
    def kinds(self) -> Sequence[Kind]:
        """What is kept there."""
        ...


def readme(realms: Sequence[Realm], folders: Sequence[str], at: datetime, language: Language) -> str:
    """Return the text that lies in front; ``folders`` are those of the realms, in their order."""
    return "\n".join(_lines(realms, folders, at, language)) + "\n"


def _lines(realms: Sequence[Realm], folders: Sequence[str], at: datetime, language: Language) -> Iterator[str]:
    yield _TITLE.in_(language)
    yield _MADE.say(language, {"at": f"{at:%Y-%m-%d %H:%M}"})
    yield ""
    yield _INTRO.in_(language)
    for realm, folder in zip(realms, folders, strict=True):
        yield ""
        left = "" if realm.current else _LEFT.in_(language)
        yield f"{folder}/ — {realm.name or _PLATFORM.in_(language)}{left}"
        for kind in realm.kinds:
            yield f"  * {kind.title}: {kind.text}"
            yield f"    {_TERM.say(language, {'term': kind.term})}"
