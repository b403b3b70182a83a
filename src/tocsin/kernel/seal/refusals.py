"""What the keys refuse. All but the last two stop the server from starting, with words for its operator."""

from tocsin.kernel.errors import Refusal, Words


class KeyProblem(Refusal):
    """Base of what is wrong with keys."""

    code = "seal.key_problem"
    status = 500
    words = Words("密钥有问题。", "金鑰有問題。", "There is a problem with the keys.")


class KekMissing(KeyProblem):
    """The database has sealed data and the key file is not there; a new one would open nothing."""

    code = "seal.kek_missing"
    words = Words(
        "数据库中已有加密数据，但找不到密钥文件 {path}（需要编号 {wanted}）。请从备份恢复，切勿新建。",
        "資料庫中已有加密資料，但找不到金鑰檔案 {path}（需要編號 {wanted}）。請從備份還原，切勿新建。",
        "The database holds sealed data and the key file {path} is missing (wanted: {wanted}). Restore it; do not make a new one.",
    )


class KekUnreadable(KeyProblem):
    """The key file is not 32 bytes in base64."""

    code = "seal.kek_unreadable"
    words = Words(
        "密钥文件 {path} 不是 32 字节的 base64。",
        "金鑰檔案 {path} 不是 32 位元組的 base64。",
        "The key file {path} does not hold 32 bytes in base64.",
    )


class KekWrong(KeyProblem):
    """The key file is another deployment's."""

    code = "seal.kek_wrong"
    words = Words(
        "密钥文件 {path}（编号 {found}）打不开数据库中的密钥（需要编号 {wanted}）。",
        "金鑰檔案 {path}（編號 {found}）無法開啟資料庫中的金鑰（需要編號 {wanted}）。",
        "The key file {path} ({found}) does not open the keys in the database (wanted: {wanted}).",
    )


class ShareMissing(KeyProblem):
    """A realm's share of the key is not there, and no note says that the realm was destroyed."""

    code = "seal.share_missing"
    words = Words(
        "找不到 {count} 个组织的密钥份额（目录 {path}，例如 {realm}）。请从密钥备份恢复。",
        "找不到 {count} 個組織的金鑰份額（目錄 {path}，例如 {realm}）。請從金鑰備份還原。",
        "{count} realm(s) have no share of the key in {path}, {realm} among them. Restore it from the backup of the keys.",
    )


class RealmDestroyed(KeyProblem):
    """The realm was dissolved: what was sealed for it cannot be read by anybody again."""

    code = "seal.realm_destroyed"
    status = 410
    words = Words(
        "该组织已解散，内容已不可读取。",
        "該組織已解散，內容已無法讀取。",
        "This organisation was dissolved; its content cannot be read any more.",
    )


class Broken(KeyProblem):
    """A sealed value was changed, cut, or moved to another place."""

    code = "seal.broken"
    words = Words(
        "加密内容已损坏或被移动，无法打开。",
        "加密內容已損壞或被移動，無法開啟。",
        "A sealed value is damaged or out of its place.",
    )


class RealmUnknown(KeyProblem):
    """A realm whose keys were never made: founding it was forgotten."""

    code = "seal.realm_unknown"
    words = Words("未找到 {realm} 的密钥。", "找不到 {realm} 的金鑰。", "There are no keys of {realm}.")
