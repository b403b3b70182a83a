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


class NotAsRecorded(Refusal):
    """What is stored is not what was committed to when it was recorded: it was changed since, or never recorded so."""

    code = "evidence.not_as_recorded"
    status = 409
    words = Words(
        "现存内容与当时记录的不符，无法出具证据。请联系管理员核查。",
        "現存內容與當時記錄的不符，無法出具證據。請聯絡管理員查核。",
        "What is stored does not match what was recorded then, so it cannot be proved. Ask an administrator to look into it.",
    )


class TooManyEffects(Refusal):
    """A period holds more than goes into one bundle."""

    code = "evidence.too_many"
    status = 422
    words = Words(
        "该时段的事项过多，一份证据文件最多容纳 {most} 条。请缩短时段。",
        "該時段的事項過多，一份證據檔案最多容納 {most} 筆。請縮短時段。",
        "There is too much in that period for one file, which holds {most} effects at most. Choose a shorter one.",
    )


class NothingToProve(Refusal):
    """Nothing happened in a period, or nothing that the asker may see."""

    code = "evidence.nothing"
    status = 404
    words = Words(
        "该时段内没有可出具证据的事项。",
        "該時段內沒有可出具證據的事項。",
        "There is nothing to prove in that period.",
    )


class NotPrinted(Refusal):
    """Setting a bundle on paper took more time or memory than it may."""

    code = "evidence.not_printed"
    status = 422
    words = Words(
        "内容过多，证书未能制成。证据文件不受影响；也可缩短时段后再试。",
        "內容過多，證書未能製成。證據檔案不受影響；也可縮短時段後再試。",
        "There is too much in it to print. The evidence file is as good as before; or choose a shorter period.",
    )


class NoCertificate(Refusal):
    """It is a file of two heads: what it says against a log is told, and no certificate is made of it."""

    code = "evidence.no_certificate"
    status = 422
    words = Words(
        "这是日志分叉的证明，不制证书：证书只列出已证明的事项。请保留并出示文件本身。",
        "這是日誌分叉的證明，不製證書：證書只列出已證明的事項。請保留並出示檔案本身。",
        "This file proves that a log contradicts itself. No certificate is made of it: that would list effects. Keep the file and show it.",
    )


class TooLargeToPrint(Refusal):
    """A bundle has more bytes than the server prints; ``limit`` is in MiB."""

    code = "evidence.too_large_to_print"
    status = 413
    words = Words(
        "证据文件太大，服务器最多制 {limit} MiB 的证书；可用 tocsin verify --certificate 制成。",
        "證據檔案太大，伺服器最多製 {limit} MiB 的證書；可用 tocsin verify --certificate 製成。",
        "The evidence file is too large: the server prints {limit} MiB at most. tocsin verify --certificate prints any.",
    )


class Forged(Refusal):
    """The base of what is wrong with a bundle."""

    status = 422


class NoBundle(Forged):
    """It is not a bundle of this format, or is cut off."""

    code = "evidence.no_bundle"
    words = Words("这不是完整的证据文件。", "這不是完整的證據檔案。", "This is not a whole evidence bundle.")


class WrongKey(Forged):
    """The key that was named is none of the realm's."""

    code = "evidence.wrong_key"
    words = Words(
        "你指定的密钥不在本文件的密钥之列。",
        "你指定的金鑰不在本檔案的金鑰之列。",
        "The key you named is none of those in this file.",
    )


class WrongSignature(Forged):
    """The head was not signed by the key."""

    code = "evidence.wrong_signature"
    words = Words(
        "树头签名无效：内容被改动，或由他人签署。",
        "樹頭簽章無效：內容遭到更動，或由他人簽署。",
        "The signature of the tree head does not hold: it was changed, or signed by somebody else.",
    )


class WrongSuccession(Forged):
    """A key does not follow the one before it."""

    code = "evidence.wrong_succession"
    words = Words(
        "密钥更替无效：前后两个密钥没有共同签署。",
        "金鑰更替無效：前後兩個金鑰沒有共同簽署。",
        "The succession of keys does not hold: a key and the one before it did not both sign it.",
    )


class WrongWitness(Forged):
    """A witness did not sign the head."""

    code = "evidence.wrong_witness"
    words = Words(
        "见证方 {name} 的签名无效。",
        "見證方 {name} 的簽章無效。",
        "The signature of the witness {name} does not hold.",
    )


class DoubtfulWitness(Forged):
    """A witness signed before there was the head, or one key signed under two names."""

    code = "evidence.doubtful_witness"
    words = Words(
        "见证方 {name} 的签名不可信：早于树头，或同一密钥签了不止一次。",
        "見證方 {name} 的簽章不可信：早於樹頭，或同一金鑰簽了不只一次。",
        "The line of the witness {name} is not to be relied upon: it is older than the head, or one key signed more than once.",
    )


class MissingWitness(Forged):
    """The witness that was named is none of those who signed."""

    code = "evidence.missing_witness"
    words = Words(
        "你指定的见证方没有为本文件签名。",
        "你指定的見證方沒有為本檔案簽章。",
        "The witness you named did not sign this file.",
    )


class WrongEntry(Forged):
    """An entry does not lead to the root of the head; ``number`` is its place in the log, from one."""

    code = "evidence.wrong_entry"
    words = Words(
        "日志第 {number} 条记录不在已签名的日志中：内容、顺序或证明被改动。",
        "日誌第 {number} 筆紀錄不在已簽章的日誌中：內容、順序或證明遭到更動。",
        "Entry {number} of the log does not follow from its signed head: it, its place or its proof was changed.",
    )


class WrongContent(Forged):
    """What is opened of an entry is not what was committed to."""

    code = "evidence.wrong_content"
    words = Words(
        "日志第 {number} 条记录所公开的内容或设备与当时提交的不符。",
        "日誌第 {number} 筆紀錄所公開的內容或裝置與當時提交的不符。",
        "What is shown of entry {number} of the log, its content or its device, is not what was committed to.",
    )


class NoContradiction(Forged):
    """Both heads hold, and may well be of one log."""

    code = "evidence.no_contradiction"
    words = Words(
        "两个树头互不矛盾：此文件什么也证明不了。",
        "兩個樹頭互不矛盾：此檔案什麼也證明不了。",
        "The two heads do not contradict each other: this file proves nothing.",
    )
