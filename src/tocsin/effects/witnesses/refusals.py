"""What is refused about witnesses."""

from tocsin.kernel.errors import Refusal, Words


class LogUnknown(Refusal):
    """Nothing was sealed for this realm yet."""

    code = "evidence.log_unknown"
    status = 404
    words = Words("证据日志中尚无记录。", "證據日誌中尚無紀錄。", "There is nothing in this log yet.")


class WitnessNameTaken(Refusal):
    """Another witness of the realm goes by this name."""

    code = "evidence.witness_name_taken"
    status = 409
    words = Words("已有同名的见证方。", "已有同名的見證方。", "There is a witness of this name already.")


class TooManyWitnesses(Refusal):
    """A realm has at most ``limit``."""

    code = "evidence.too_many_witnesses"
    status = 422
    words = Words("最多设 {limit} 个见证方。", "最多設 {limit} 個見證方。", "There are at most {limit} witnesses.")


class BadWitnessName(Refusal):
    """It stands in signed notes, which know neither spaces nor plus signs."""

    code = "evidence.bad_witness_name"
    status = 422
    words = Words(
        "名称须为 1 至 {limit} 个英文字母、数字或符号，不含空格和加号，如 witness.example.com。",
        "名稱須為 1 至 {limit} 個英文字母、數字或符號，不含空格和加號，如 witness.example.com。",
        "A name is 1 to {limit} letters, digits or signs of ASCII without spaces and plus, as in witness.example.com.",
    )


class OtherWitnessKey(Refusal):
    """The witness signs with another key than the one it came with; a new key wants a new witness."""

    code = "evidence.other_witness_key"
    status = 409
    words = Words(
        "该见证方的公钥已登记且不能更换，请另设见证方。",
        "該見證方的公鑰已登記且不能更換，請另設見證方。",
        "This witness has a public key already, and keeps it. Make another witness.",
    )


class BadWitnessKey(Refusal):
    """Not 32 bytes in base64."""

    code = "evidence.bad_witness_key"
    status = 422
    words = Words("公钥应为 32 字节的 base64。", "公鑰應為 32 位元組的 base64。", "A public key is 32 bytes in base64.")


class WrongTime(Refusal):
    """A cosignature says another time than that of now."""

    code = "evidence.wrong_time"
    status = 422
    words = Words(
        "签名时间与服务器时间相差过大。",
        "簽章時間與伺服器時間相差過大。",
        "The time of the signature is too far from the server's.",
    )
