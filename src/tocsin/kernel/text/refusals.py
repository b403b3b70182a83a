"""What the text rules refuse, as typed errors.

Every refusal carries ``field``, the name of the thing that was refused as the caller calls it.
"""

from typing import Any

from tocsin.kernel.errors import Refusal, Words


class Unfit(Refusal):
    """Base of every refusal of a text; a route that takes texts may name it alone."""

    code = "text.unfit"
    status = 422
    words = Words("这段文字不能使用。", "這段文字不能使用。", "This text cannot be used.")

    def __init__(self, field: str, **params: Any) -> None:
        """``field`` tells the caller which of its texts was refused."""
        super().__init__(field=field, **params)


class Empty(Unfit):
    """Nothing visible is left: no characters, only white space, or only marks."""

    code = "text.empty"
    words = Words(
        "请填写内容，不能只有空白。", "請填寫內容，不能只有空白。", "Please enter something other than blanks."
    )


class TooShort(Unfit):
    """Fewer than ``least`` characters."""

    code = "text.too_short"
    words = Words("至少需要 {least} 个字。", "至少需要 {least} 個字。", "At least {least} characters are needed.")


class TooLong(Unfit):
    """More than ``limit`` characters, or the bytes of as many."""

    code = "text.too_long"
    words = Words("太长了，最多 {limit} 个字。", "太長了，最多 {limit} 個字。", "Too long: at most {limit} characters.")


class BadCharacter(Unfit):
    """A control, bidirectional or invisible character; ``character`` is its code point, ``U+202E``."""

    code = "text.bad_character"
    words = Words(
        "含有不允许的不可见或控制字符（{character}）。",
        "含有不允許的不可見或控制字元（{character}）。",
        "It contains an invisible or control character ({character}).",
    )


class BadSymbol(Unfit):
    """A symbol, digit, emoji or mark where a name has none."""

    code = "text.bad_symbol"
    words = Words(
        "不能含有“{character}”，请使用真实姓名或名称。",
        "不能含有「{character}」，請使用真實姓名或名稱。",
        "“{character}” cannot be part of it; please use the real name.",
    )


class LookAlike(Unfit):
    """Letters of several scripts, or of one script dressed as another."""

    code = "text.look_alike"
    words = Words(
        "含有容易混淆的字符“{character}”，请不要混用不同文字。",
        "含有容易混淆的字元「{character}」，請不要混用不同文字。",
        "“{character}” is easily taken for another letter; please do not mix scripts.",
    )


class BadLoginName(Unfit):
    """A login name out of form."""

    code = "text.bad_login_name"
    words = Words(
        "登录名须为 4–32 位小写字母、数字、“.”“_”“-”，以字母开头，以字母或数字结尾。",
        "登入名稱須為 4–32 位小寫字母、數字、「.」「_」「-」，以字母開頭，以字母或數字結尾。",
        "A login name has 4–32 lower-case letters, digits, “.”, “_” or “-”, starts with a letter, ends with a letter or digit.",
    )


class ReservedName(Unfit):
    """A name the deployment keeps for itself."""

    code = "text.reserved_name"
    words = Words(
        "这个名称已被系统保留，请换一个。",
        "這個名稱已由系統保留，請換一個。",
        "This name is reserved; please choose another.",
    )


class BadPhone(Unfit):
    """Not a phone number that takes calls and short messages; the words say how one looks."""

    code = "text.bad_phone"
    words = Words(
        "请填写能接听电话、接收短信的手机号：中国大陆为 1 开头的 11 位数字，其他地区以 + 和国家或地区代码开头。",
        "請填寫能接聽電話、接收簡訊的手機號碼：中國大陸為 1 開頭的 11 位數字，其他地區以 + 和國家或地區代碼開頭。",
        "Please enter a mobile number that takes calls and short messages: on the Chinese mainland 11 digits that begin"
        " with 1, elsewhere + and the country code first.",
    )


class BadEmail(Unfit):
    """Not an e-mail address."""

    code = "text.bad_email"
    words = Words("邮箱地址不正确。", "電子郵件地址不正確。", "This is not an e-mail address.")
