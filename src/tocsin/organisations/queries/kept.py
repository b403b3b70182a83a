"""What an organisation keeps about a person, in plain words, and how it shows that somebody looked at them."""

from tocsin.kernel.errors import Words
from tocsin.kernel.kept import Kept, Look
from tocsin.organisations.contacts.events import ExternalViewed
from tocsin.organisations.events import ContactViewed, NumberConfirmed
from tocsin.organisations.roster.events import RosterExported

_DECIDES = Words("由组织决定", "由組織決定", "As the organisation decides")
_MINE = "SELECT id, NULL::timestamptz AS since, NULL::timestamptz AS until FROM member WHERE person_id = $1"
_STAYS = "SELECT organisation_id AS id, coalesce(joined_at, created_at) AS since, left_at AS until FROM member WHERE person_id = $1"
_CARDS = "SELECT id, NULL::timestamptz AS since, NULL::timestamptz AS until FROM external_contact WHERE person_id = $1"

KEPT = (
    Kept(
        "organisations.membership",
        "organisation",
        Words("通讯录资料", "通訊錄資料", "Your entry in the directory"),
        Words(
            "姓名、手机号、邮箱、部门、职务、工号、上级、角色，以及谁凭什么依据录入、你何时同意。",
            "姓名、手機號碼、電子郵件、部門、職務、工號、主管、角色，以及誰憑什麼依據登錄、你何時同意。",
            "Name, phone, e-mail, departments, post, work number, manager and roles; who entered them on what ground, and when"
            " you agreed.",
        ),
        Words(
            "在职期间；离职后由组织决定",
            "在職期間；離職後由組織決定",
            "While you belong to it; after that as the organisation decides",
        ),
        "SELECT created_at AS at FROM member WHERE person_id = $1 AND organisation_id = r.id",
    ),
    Kept(
        "organisations.applications",
        "organisation",
        Words("加入申请", "加入申請", "Requests to join"),
        Words(
            "你申请加入时写的姓名、手机号和说明，以及结果。",
            "你申請加入時填寫的姓名、手機號碼和說明，以及結果。",
            "The name, phone and note you gave when you asked to join, and what was decided.",
        ),
        _DECIDES,
        "SELECT created_at AS at FROM application WHERE person_id = $1 AND organisation_id = r.id",
    ),
    Kept(
        "organisations.transfers",
        "organisation",
        Words("调动", "調動", "Transfers"),
        Words(
            "从哪个部门到哪个部门、何时、结果和附言。",
            "從哪個部門到哪個部門、何時、結果和附言。",
            "From which department to which, when, with what outcome and what was said.",
        ),
        _DECIDES,
        "SELECT t.opened_at AS at FROM member m JOIN transfer t ON t.organisation_id = m.organisation_id"
        " AND t.member_id = m.id WHERE m.person_id = $1 AND m.organisation_id = r.id",
    ),
    Kept(
        "organisations.contacts",
        "organisation",
        Words("作为外部联系人", "作為外部聯絡人", "As an outside contact"),
        Words(
            "与你账号关联的名片：姓名、单位、职务、手机号、邮箱、标签和备注。",
            "與你帳號關聯的名片：姓名、單位、職務、手機號碼、電子郵件、標籤和備註。",
            "Cards joined to your account: name, company, post, phone, e-mail, labels and note.",
        ),
        _DECIDES,
        "SELECT created_at AS at FROM external_contact WHERE person_id = $1 AND organisation_id = r.id",
    ),
    Kept(
        "organisations.acts",
        "organisation",
        Words("管理日志", "管理日誌", "The audit log"),
        Words(
            "管理者对你的资料做了什么，以及你行使权限时做了什么。",
            "管理者對你的資料做了什麼，以及你行使權限時做了什麼。",
            "What admins did with your entry, and what you did by powers of your own.",
        ),
        Words("不少于六个月", "不少於六個月", "Six months at least"),
    ),
)
LOOKS = (
    Look(
        ContactViewed,
        Words(
            "查看了你的完整手机号和邮箱", "檢視了你的完整手機號碼和電子郵件", "saw your whole phone number and address"
        ),
        _MINE,
    ),
    Look(
        NumberConfirmed,
        Words(
            "用完整号码搜索，找到了你",
            "用完整號碼搜尋，找到了你",
            "looked for a whole number and found that it is yours",
        ),
        _MINE,
    ),
    Look(
        ExternalViewed,
        Words(
            "查看了你名片上的完整号码和邮箱",
            "檢視了你名片上的完整號碼和電子郵件",
            "saw the whole number and address on your card",
        ),
        _CARDS,
    ),
    Look(
        RosterExported,
        Words(
            "导出了花名册，其中可能有你", "匯出了名冊，其中可能有你", "took the roster out, which may have you in it"
        ),
        _STAYS,
        by="realm_id",
    ),
)
