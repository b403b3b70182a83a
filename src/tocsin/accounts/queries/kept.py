"""What this room keeps about a person, in plain words."""

from tocsin.kernel.db import SIGNIN
from tocsin.kernel.errors import Words
from tocsin.kernel.kept import Kept

_ACCOUNT = Words(
    "直到账号注销并依你的请求删除",
    "直到帳號註銷並依你的要求刪除",
    "Until the account is closed and you ask for its removal",
)

KEPT = (
    Kept(
        "accounts.account",
        "platform",
        Words("账号与资料", "帳號與資料", "Account and profile"),
        Words(
            "手机号、姓名、登录名、账号名、简介、头像，以及语言、外观和通知偏好；密码只存无法还原的摘要。",
            "手機號碼、姓名、登入名稱、帳號名稱、簡介、頭像，以及語言、外觀和通知偏好；密碼只存無法還原的摘要。",
            "Phone, name, login name, handle, introduction and picture, and how you like language, looks and notifications."
            " Of the password only a digest that cannot be turned back.",
        ),
        _ACCOUNT,
        "SELECT created_at AS at FROM person WHERE id = $1",
        SIGNIN,
    ),
    Kept(
        "accounts.agreements",
        "platform",
        Words("同意过的协议", "同意過的協議", "What you agreed to"),
        Words(
            "哪一份协议或政策的哪一版，何时同意。",
            "哪一份協議或政策的哪一版，何時同意。",
            "Which version of which agreement or policy, and when.",
        ),
        Words("长期保存，作为同意的凭据", "長期保存，作為同意的憑據", "For good, as proof of the consent"),
        "SELECT at FROM agreement_acceptance WHERE person_id = $1",
        SIGNIN,
    ),
    Kept(
        "accounts.sessions",
        "platform",
        Words("登录记录", "登入紀錄", "Sign-ins"),
        Words(
            "在什么设备上、什么时候登录，和遮盖后的网络地址。",
            "在什麼裝置上、什麼時候登入，和遮蔽後的網路位址。",
            "On which device and when, with the network address masked.",
        ),
        Words("结束后 190 天", "結束後 190 天", "190 days after they end"),
        "SELECT created_at AS at FROM session WHERE person_id = $1",
        SIGNIN,
    ),
    Kept(
        "accounts.presence",
        "platform",
        Words("状态", "狀態", "Presence"),
        Words(
            "你现在设置的状态和说明。过去的状态不保存。",
            "你現在設定的狀態和說明。過去的狀態不保存。",
            "What you say of yourself just now, with its note. What you said before is not kept.",
        ),
        Words("直到你更改或到期", "直到你變更或到期", "Until you change it or it ends"),
        "SELECT set_at AS at FROM presence WHERE person_id = $1",
        SIGNIN,
    ),
)
