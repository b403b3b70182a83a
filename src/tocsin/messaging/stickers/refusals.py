"""What is refused about organisations' stickers, in words."""

from tocsin.kernel.errors import Refusal, Words


class TooManySets(Refusal):
    """The organisation has as many sets as it may; ``limit`` is how many."""

    code = "messaging.sticker_sets_full"
    status = 409
    words = Words(
        "最多可以有 {limit} 套贴纸。", "最多可以有 {limit} 套貼圖。", "There may be at most {limit} sets of stickers."
    )


class TooManyStickers(Refusal):
    """The set has as many stickers as it may; ``limit`` is how many."""

    code = "messaging.sticker_set_full"
    status = 409
    words = Words("一套贴纸最多 {limit} 个。", "一套貼圖最多 {limit} 個。", "A set holds at most {limit} stickers.")


class NoSuchSticker(Refusal):
    """A sticker to be sent is not there (any more), or not the sender's to send in this conversation."""

    code = "messaging.sticker_unknown"
    status = 422
    words = Words(
        "这个贴纸已被移除，或不能在本会话中使用。",
        "這個貼圖已被移除，或不能在本對話中使用。",
        "This sticker was removed, or cannot be sent in this conversation.",
    )
