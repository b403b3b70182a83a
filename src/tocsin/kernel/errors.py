"""Typed refusals: a stable code, a status, and words in three languages.

A refusal is an expected answer. It travels as an exception from the rule that decides it to the edge, which
turns it into JSON (:mod:`tocsin.kernel.http`) or into an error frame (:mod:`tocsin.kernel.socket`).
"""

from collections.abc import Mapping
from typing import Any, ClassVar, Literal

import msgspec

Language = Literal["zh-CN", "zh-TW", "en"]
LANGUAGES: tuple[Language, ...] = ("zh-CN", "zh-TW", "en")


class Words(msgspec.Struct, frozen=True):
    """One sentence in the three languages of the product; ``{name}`` stands for a parameter."""

    zh: str
    tw: str
    en: str

    def in_(self, language: Language) -> str:
        """Return the sentence in a language, parameters still open."""
        return {"zh-CN": self.zh, "zh-TW": self.tw, "en": self.en}[language]

    def say(self, language: Language, params: Mapping[str, Any]) -> str:
        """Return the sentence in a language with what fills it; what nobody kept is an ellipsis, never a placeholder."""
        return self.in_(language).format_map(_Gaps(params))


class Refusal(Exception):
    """Base of every expected refusal; a subclass names its ``code``, ``status`` and ``words``."""

    code: ClassVar[str]
    status: ClassVar[int]
    words: ClassVar[Words]

    def __init__(self, *, retry_after: float | None = None, **params: Any) -> None:
        """Keep the parameters of the sentence. ``retry_after`` is in seconds and becomes a header too."""
        super().__init__(self.code if hasattr(self, "code") else type(self).__name__)
        self.retry_after = retry_after
        self.params = params if retry_after is None else {**params, "retry_after": max(1, round(retry_after))}

    def message(self, language: Language) -> str:
        """Return the sentence a person reads."""
        return self.words.say(language, self.params)


class _Gaps(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "…"


class ErrorBody(msgspec.Struct):
    """The JSON of every refusal."""

    code: str
    message: str
    params: dict[str, Any]
    request_id: str


class SignedOut(Refusal):
    """Nobody is signed in, or the session has ended: ``reason`` tells its owner why."""

    code = "signed_out"
    status = 401
    words = Words("请先登录。", "請先登入。", "Please sign in first.")


class Forbidden(Refusal):
    """The actor may see the object, not do this."""

    code = "forbidden"
    status = 403
    words = Words(
        "你没有做这件事的权限，请联系管理员。",
        "你沒有做這件事的權限，請聯絡管理員。",
        "You may not do this. Ask your admin.",
    )


class CrossSite(Refusal):
    """An unsafe request came from another site's page."""

    code = "cross_site"
    status = 403
    words = Words(
        "请求来自其他网站，已拒绝。",
        "請求來自其他網站，已拒絕。",
        "The request came from another site and was refused.",
    )


class NotFound(Refusal):
    """Unknown, or not for this actor: the two look alike."""

    code = "not_found"
    status = 404
    words = Words("找不到，或你无权查看。", "找不到，或你無權檢視。", "Not found, or not yours to see.")


class Conflict(Refusal):
    """The object has changed since it was read."""

    code = "conflict"
    status = 409
    words = Words(
        "内容已被他人改动，请刷新后再试。",
        "內容已被他人變更，請重新整理後再試。",
        "It has changed meanwhile. Reload and try again.",
    )


class TooLarge(Refusal):
    """The request is larger than allowed; ``limit`` is in bytes unless the words of a subclass say otherwise."""

    code = "too_large"
    status = 413
    words = Words("内容太大，上限为 {limit}。", "內容太大，上限為 {limit}。", "Too large: the limit is {limit}.")


class Invalid(Refusal):
    """The request does not have the documented form; ``fields`` maps a field to what is wrong with it."""

    code = "invalid"
    status = 422
    words = Words("填写的内容有误，请检查。", "填寫的內容有誤，請檢查。", "Some of what was entered is not valid.")


class TooMany(Refusal):
    """A rate limit was reached."""

    code = "too_many"
    status = 429
    words = Words(
        "操作太频繁，请 {retry_after} 秒后再试。",
        "操作太頻繁，請 {retry_after} 秒後再試。",
        "Too many requests. Try again in {retry_after} s.",
    )


class Unavailable(Refusal):
    """The server cannot do this now."""

    code = "unavailable"
    status = 503
    words = Words(
        "服务暂时不可用，请稍后再试。", "服務暫時無法使用，請稍後再試。", "Temporarily unavailable. Try again shortly."
    )


class Internal(Refusal):
    """A defect of ours; what a person sees of it."""

    code = "internal"
    status = 500
    words = Words(
        "系统出错，已记录（{request_id}）。",
        "系統出錯，已記錄（{request_id}）。",
        "Something failed on our side and was recorded ({request_id}).",
    )
