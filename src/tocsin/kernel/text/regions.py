"""Words that are others elsewhere: 软件 is 軟體 in Taiwan, 网络 網路. Characters are folded; words have to be said again."""

from functools import cache, lru_cache

import opencc

from tocsin.kernel.text.folding import bare

# Said in both places, of different things: who asks for archives does not want every document.
_NOT_THE_SAME = frozenset({"文件", "档案", "文档", "视频", "程序", "使用者", "用户"})


@cache
def _converters() -> tuple[opencc.OpenCC, opencc.OpenCC, opencc.OpenCC]:
    return opencc.OpenCC("s2twp"), opencc.OpenCC("s2t"), opencc.OpenCC("tw2sp")


@lru_cache(maxsize=4096)
def other_words(word: str) -> tuple[str, ...]:
    """Return what is said for a folded word on the other side of the strait, folded too; nothing for most words."""
    if word in _NOT_THE_SAME:
        return ()
    there, traditional, here = _converters()
    said = (bare(there.convert(word)), bare(here.convert(traditional.convert(word))))
    return tuple(one for one in dict.fromkeys(said) if one != word and one not in _NOT_THE_SAME)
