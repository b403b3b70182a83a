"""What may differ between a log and the rows it is over, with words for people."""

from enum import Enum
from typing import Final
from uuid import UUID

import msgspec

from tocsin.kernel.errors import Language, Words


class Differs(Enum):
    """What is not as it was sealed."""

    KEYS = "keys"
    SIGNATURE = "signature"
    ORDER = "order"
    ROOT = "root"
    LEAVES_MISSING = "leaves_missing"
    LEAF = "leaf"
    TWICE = "twice"
    EFFECT_MISSING = "effect_missing"
    LEFT_OUT = "left_out"
    ENTRY = "entry"
    CONTENT = "content"
    CONTENT_GONE = "content_gone"
    SECRET = "secret"  # noqa: S105 - what differs, not one
    HALF_ERASED = "half_erased"
    TILE = "tile"
    EDGE = "edge"


_WORDS: Final = {
    Differs.KEYS: Words("密钥更替无效", "金鑰更替無效", "the keys do not follow each other"),
    Differs.SIGNATURE: Words(
        "{size} 条的树头签名无效", "{size} 筆的樹頭簽章無效", "the head of {size} entries is not signed by its key"
    ),
    Differs.ORDER: Words(
        "{size} 条的树头时间或密钥倒退",
        "{size} 筆的樹頭時間或金鑰倒退",
        "the head of {size} entries goes back in time, or to a former key",
    ),
    Differs.ROOT: Words(
        "{size} 条的树根与事项不符",
        "{size} 筆的樹根與事項不符",
        "the root of {size} entries does not follow from the effects",
    ),
    Differs.LEAVES_MISSING: Words(
        "已签署 {size} 条，叶却不足",
        "已簽署 {size} 筆，葉卻不足",
        "{size} entries were signed, and there are fewer leaves",
    ),
    Differs.LEAF: Words(
        "第 {index} 条的叶与事项 {effect} 的承诺不符",
        "第 {index} 筆的葉與事項 {effect} 的承諾不符",
        "leaf {index} is not what the effect {effect} commits to",
    ),
    Differs.TWICE: Words("事项 {effect} 有两个叶", "事項 {effect} 有兩個葉", "the effect {effect} has two leaves"),
    Differs.EFFECT_MISSING: Words(
        "第 {index} 条：事项 {effect} 已不存在",
        "第 {index} 筆：事項 {effect} 已不存在",
        "leaf {index}: the effect {effect} is gone",
    ),
    Differs.LEFT_OUT: Words("事项 {effect} 未入日志", "事項 {effect} 未入日誌", "the effect {effect} has no leaf"),
    Differs.ENTRY: Words(
        "第 {index} 条：事项 {effect} 已被改动",
        "第 {index} 筆：事項 {effect} 已遭更動",
        "leaf {index}: the effect {effect} was changed",
    ),
    Differs.CONTENT: Words(
        "第 {index} 条：事项 {effect} 所承诺的内容（{item} 第 {seq} 号）已被改动",
        "第 {index} 筆：事項 {effect} 所承諾的內容（{item} 第 {seq} 號）已遭更動",
        "leaf {index}: what the effect {effect} committed to was changed ({item}, position {seq})",
    ),
    Differs.CONTENT_GONE: Words(
        "第 {index} 条：事项 {effect} 所承诺的内容（{item} 第 {seq} 号）已不存在，却没有撤回的记录",
        "第 {index} 筆：事項 {effect} 所承諾的內容（{item} 第 {seq} 號）已不存在，卻沒有收回的紀錄",
        "leaf {index}: what the effect {effect} committed to is gone, and nobody recalled it ({item}, position {seq})",
    ),
    Differs.SECRET: Words(
        "第 {index} 条：事项 {effect} 的密值打不开",
        "第 {index} 筆：事項 {effect} 的密值無法開啟",
        "leaf {index}: the secret of the effect {effect} does not open",
    ),
    Differs.HALF_ERASED: Words(
        "第 {index} 条：事项 {effect} 只抹除了一半",
        "第 {index} 筆：事項 {effect} 只抹除了一半",
        "leaf {index}: the effect {effect} is erased by half",
    ),
    Differs.TILE: Words(
        "上层哈希块 {tile} 不符", "上層雜湊塊 {tile} 不符", "the tile {tile} does not follow from the leaves"
    ),
    Differs.EDGE: Words(
        "日志边缘（{size} 条）不符",
        "日誌邊緣（{size} 筆）不符",
        "the edge of the log, at {size} entries, does not follow from the leaves",
    ),
}


class Difference(msgspec.Struct, frozen=True):
    """One difference: in which log, what, and where."""

    realm: UUID
    differs: Differs
    size: int | None = None
    index: int | None = None
    effect: int | None = None
    tile: tuple[int, ...] | None = None
    item: UUID | None = None
    seq: int | None = None

    def say(self, language: Language) -> str:
        """Return it as a line."""
        said = _WORDS[self.differs].say(language, msgspec.structs.asdict(self))
        return f"{self.realm}: {said}"
