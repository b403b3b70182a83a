"""What the room refuses."""

from tocsin.kernel.errors import Refusal, Words


class NotSealedYet(Refusal):
    """The effect is not in the log yet: it will be within seconds."""

    code = "evidence.not_sealed_yet"
    status = 409
    words = Words(
        "刚发生的事项尚未写入证据日志，请几秒后再试。",
        "剛發生的事項尚未寫入證據日誌，請數秒後再試。",
        "What just happened is not in the log yet; try again in a few seconds.",
    )


class Forged(Refusal):
    """The base of what is wrong with a bundle."""

    status = 422


class NoBundle(Forged):
    """It is not a bundle of this format, or is cut off."""

    code = "evidence.no_bundle"
    words = Words("这不是完整的证据文件。", "這不是完整的證據檔案。", "This is not a whole evidence bundle.")


class WrongKey(Forged):
    """It is signed by another key than the one that was to sign it."""

    code = "evidence.wrong_key"
    words = Words(
        "签名密钥与您指定的不符。", "簽章金鑰與您指定的不符。", "It is signed by another key than the one you named."
    )


class WrongSignature(Forged):
    """The head was not signed by the key."""

    code = "evidence.wrong_signature"
    words = Words(
        "树头签名无效：内容被改动，或由他人签署。",
        "樹頭簽章無效：內容遭到更動，或由他人簽署。",
        "The signature of the tree head does not hold: it was changed, or signed by somebody else.",
    )


class WrongEntry(Forged):
    """An entry does not lead to the root of the head."""

    code = "evidence.wrong_entry"
    words = Words(
        "第 {number} 条记录不在已签名的日志中：内容、顺序或证明被改动。",
        "第 {number} 筆紀錄不在已簽章的日誌中：內容、順序或證明遭到更動。",
        "Entry {number} is not in the signed log: it, its place or its proof was changed.",
    )


class WrongContent(Forged):
    """A content is not the one that was committed to."""

    code = "evidence.wrong_content"
    words = Words(
        "第 {number} 条记录的内容与当时提交的不符。",
        "第 {number} 筆紀錄的內容與當時提交的不符。",
        "The content of entry {number} is not the one that was committed to.",
    )
