"""Why a roster, or one row of it, is refused."""

from typing import Any, Final

import msgspec

from tocsin.kernel.errors import Conflict, Forbidden, Refusal, TooLarge, Words
from tocsin.organisations.refusals import TooManyDepartments


class RosterTooLarge(TooLarge):
    """The upload is larger than a roster may be; ``limit`` is in megabytes."""

    code = "organisations.roster_too_large"
    words = Words(
        "花名册文件最大 {limit} MB，请拆分后分次导入。",
        "花名冊檔案最大 {limit} MB，請拆分後分次匯入。",
        "A roster file may have at most {limit} MB. Split it and import the parts.",
    )


class RosterFormat(Refusal):
    """The bytes are neither an XLSX workbook nor text."""

    code = "organisations.roster_format"
    status = 422
    words = Words(
        "无法识别这个文件。请使用 .xlsx 或 .csv，未加密、未损坏。",
        "無法識別這個檔案。請使用 .xlsx 或 .csv，未加密、未損壞。",
        "This file cannot be read. Use .xlsx or .csv, not encrypted and not damaged.",
    )


class RosterUnpacksTooLarge(Refusal):
    """A workbook that unpacks to more than it may, or spans more cells; ``limit`` says of what."""

    code = "organisations.roster_unpacks_too_large"
    status = 422
    words = Words(
        "工作簿解压后过大或表格范围过大（上限 {limit}），已拒绝读取。",
        "活頁簿解壓縮後過大或表格範圍過大（上限 {limit}），已拒絕讀取。",
        "The workbook unpacks to too much, or its sheet spans too many cells (limit: {limit}).",
    )


class RosterEncoding(Refusal):
    """Text that is neither UTF-8 nor GB18030; ``line`` is the first broken one."""

    code = "organisations.roster_encoding"
    status = 422
    words = Words(
        "第 {line} 行的文字编码已损坏（应为 UTF-8 或 GB18030），请重新另存后再导入。",
        "第 {line} 行的文字編碼已損壞（應為 UTF-8 或 GB18030），請重新另存後再匯入。",
        "Line {line} has broken characters (neither UTF-8 nor GB18030). Save the file again and import that.",
    )


class RosterQuoting(Refusal):
    """Text whose quotation marks do not close, or whose field has no end; ``line`` is where reading stopped."""

    code = "organisations.roster_quoting"
    status = 422
    words = Words(
        "第 {line} 行附近的引号没有配对或单元格过长，无法分列。",
        "第 {line} 行附近的引號沒有配對或儲存格過長，無法分欄。",
        "Near line {line} a quotation mark is not closed, or a cell is too long.",
    )


class RosterEmpty(Refusal):
    """There is no row below the headings, or nothing at all."""

    code = "organisations.roster_empty"
    status = 422
    words = Words("文件里没有人员。", "檔案裡沒有人員。", "There is nobody in this file.")


class RosterColumnMissing(Refusal):
    """No row has the headings needed; ``columns`` lists the fields not found, ``headings`` what was."""

    code = "organisations.roster_column_missing"
    status = 422
    words = Words(
        "找不到必需的列：{columns}。请在表头写明“姓名”和“手机号”。",
        "找不到必需的欄：{columns}。請在表頭寫明「姓名」和「手機號」。",
        "A required column is missing: {columns}. Head the columns with “name” and “mobile”.",
    )


class RosterTooManyRows(Refusal):
    """More rows than one import may have."""

    code = "organisations.roster_too_many_rows"
    status = 422
    words = Words(
        "一次最多导入 {limit} 行，请拆分后分次导入。",
        "一次最多匯入 {limit} 列，請拆分後分次匯入。",
        "At most {limit} rows can be imported at once. Split the file.",
    )


class RosterTooManyPlaces(Refusal):
    """The people of a file have more places in departments together than one import may have."""

    code = "organisations.roster_too_many_places"
    status = 422
    words = Words(
        "文件中的部门归属合计超过 {limit} 处，请拆分后分次导入。",
        "檔案中的部門歸屬合計超過 {limit} 處，請拆分後分次匯入。",
        "The people of this file have more than {limit} places in departments together. Split it and import the parts.",
    )


class RosterTooManyNumbers(Refusal):
    """Who may not read everybody's number asks by files for ``limit`` a day; whose a number is, a match tells."""

    code = "organisations.roster_too_many_numbers"
    status = 429
    words = Words(
        "你不能查看全部完整手机号，每天最多导入 {limit} 个尚不可见的号码。请减少行数，或由可查看完整手机号的人导入。",
        "你不能檢視全部完整手機號碼，每天最多匯入 {limit} 個尚不可見的號碼。請減少列數，或由可檢視完整手機號碼的人匯入。",
        "You may not see everybody's whole number, so your files may hold {limit} numbers a day that you cannot see. Import"
        " fewer rows, or have somebody import who sees whole numbers.",
    )


class RosterReading(Conflict):
    """Another file of the organisation, or of the same person, is still being read."""

    code = "organisations.roster_reading"
    words = Words(
        "另一份花名册正在读取，请等它完成。",
        "另一份花名冊正在讀取，請等它完成。",
        "Another roster is still being read. Wait until it is done.",
    )


class RosterTooManyWaiting(Conflict):
    """An organisation keeps ``limit`` imports with their rows; somebody puts one aside first."""

    code = "organisations.roster_too_many_waiting"
    words = Words(
        "已有 {limit} 次导入等待应用，请先应用或放弃其中一次。",
        "已有 {limit} 次匯入等待套用，請先套用或放棄其中一次。",
        "{limit} imports are waiting already. Apply one of them or put it aside first.",
    )


class RosterNotReady(Conflict):
    """The import is not in the state the request needs; ``state`` is the one it is in."""

    code = "organisations.roster_not_ready"
    words = Words(
        "这次导入目前不能应用（状态：{state}）。",
        "這次匯入目前不能套用（狀態：{state}）。",
        "This import cannot be applied now (state: {state}).",
    )


class RosterBusy(Conflict):
    """Another import of the organisation is being applied."""

    code = "organisations.roster_busy"
    words = Words(
        "另一次花名册导入正在应用，请等它完成。",
        "另一次花名冊匯入正在套用，請等它完成。",
        "Another roster import is being applied. Wait until it is done.",
    )


class RosterChangedMeanwhile(Conflict):
    """The organisation changed after the preview, so that applying would do something else than was shown."""

    code = "organisations.roster_changed_meanwhile"
    words = Words(
        "预览之后组织架构有变动，已重新比对，请再次确认后应用。",
        "預覽之後組織架構有變動，已重新比對，請再次確認後套用。",
        "The organisation changed after the preview. It was compared again: look once more, then apply.",
    )


class RosterStopped(Conflict):
    """Whoever attested the import may no longer import; what had been entered stays, the rest waits."""

    code = "organisations.roster_stopped"
    words = Words(
        "确认导入的人已不能再导入，导入已停止。已录入的人员保留（显示为“不变”），其余可由有权限的人再次确认后应用。",
        "確認匯入的人已不能再匯入，匯入已停止。已錄入的人員保留（顯示為「不變」），其餘可由有權限的人再次確認後套用。",
        "Whoever attested this import may no longer import, so it was stopped. People already entered stay and are shown"
        " as unchanged; somebody who may import can attest to the rest and apply it.",
    )


class RosterNothingToDo(Conflict):
    """No row would make or change anything."""

    code = "organisations.roster_nothing_to_do"
    words = Words("没有需要新增或变更的人员。", "沒有需要新增或變更的人員。", "Nobody is to be added or changed.")


class RosterFailed(Refusal):
    """A defect of ours stopped the import; nothing half-done is lost, applying goes on when it is tried again."""

    code = "organisations.roster_failed"
    status = 500
    words = Words(
        "处理这份花名册时系统出错，已记录。",
        "處理這份花名冊時系統出錯，已記錄。",
        "Something failed on our side while handling this roster. It was recorded.",
    )


FILE_REFUSALS: Final = {
    refusal.code: refusal
    for refusal in (
        RosterTooLarge,
        RosterFormat,
        RosterUnpacksTooLarge,
        RosterEncoding,
        RosterQuoting,
        RosterEmpty,
        RosterColumnMissing,
        RosterTooManyRows,
        RosterTooManyPlaces,
        RosterTooManyNumbers,
        RosterChangedMeanwhile,
        RosterStopped,
        RosterFailed,
        Forbidden,
        TooManyDepartments,
    )
}
"""Those that a job stores with an import, to be worded in the language of whoever reads it."""


class Reason(msgspec.Struct, frozen=True):
    """Why one row is refused: a code of :data:`REASONS` and what fills its sentence."""

    code: str
    params: dict[str, Any] = {}

    def words(self) -> Words:
        """Return the sentence in three languages, parameters open."""
        return REASONS[self.code]


REASONS: Final[dict[str, Words]] = {
    "name_missing": Words("缺少姓名。", "缺少姓名。", "The name is missing."),
    "name_invalid": Words(
        "姓名“{value}”含有不允许的字符或过长。",
        "姓名「{value}」含有不允許的字元或過長。",
        "The name “{value}” is too long or has characters that are not allowed.",
    ),
    "formula": Words(
        "“{value}”像公式（以 = + - @ 开头），名称不能这样开头。",
        "「{value}」像公式（以 = + - @ 開頭），名稱不能這樣開頭。",
        "“{value}” looks like a formula: a name cannot begin with = + - or @.",
    ),
    "phone_missing": Words("缺少手机号。", "缺少手機號。", "The mobile number is missing."),
    "phone_invalid": Words(
        "手机号“{value}”不正确：中国大陆为 1 开头的 11 位数字，其他地区以 + 和国家或地区代码开头。",
        "手機號「{value}」不正確：中國大陸為 1 開頭的 11 位數字，其他地區以 + 和國家或地區代碼開頭。",
        "The number “{value}” is not valid: on the Chinese mainland it has 11 digits and begins with 1, elsewhere it begins"
        " with + and the country code.",
    ),
    "number_imprecise": Words(
        "“{value}”是科学计数法，数字已丢失；请把该列设为文本后重新填写。",
        "「{value}」是科學記號，數字已遺失；請把該欄設為文字後重新填寫。",
        "“{value}” is in scientific notation and has lost digits. Format the column as text and enter it again.",
    ),
    "phone_twice": Words(
        "同一手机号出现在第 {rows} 行。", "同一手機號出現在第 {rows} 列。", "The same mobile number is in rows {rows}."
    ),
    "email_invalid": Words(
        "邮箱“{value}”不正确。", "信箱「{value}」不正確。", "The e-mail address “{value}” is not valid."
    ),
    "kind_unknown": Words(
        "人员类别“{value}”无法识别，请填：员工、子公司负责人、顾问、借调、其他。",
        "人員類別「{value}」無法識別，請填：員工、子公司負責人、顧問、借調、其他。",
        "The kind “{value}” is not known. Use employee, head of a subsidiary, consultant, seconded or other.",
    ),
    "kind_pupil": Words(
        "花名册登记的是组织的工作人员，“{value}”没有对应的类别，请从文件里去掉这一行。",
        "花名冊登記的是組織的工作人員，「{value}」沒有對應的類別，請從檔案裡去掉這一列。",
        "A roster holds those who work for the organisation; there is no kind for “{value}”. Leave this row out.",
    ),
    "work_no_invalid": Words(
        "工号“{value}”过长或含有不允许的字符。",
        "工號「{value}」過長或含有不允許的字元。",
        "The work number “{value}” is too long or has characters that are not allowed.",
    ),
    "work_no_twice": Words(
        "同一工号出现在第 {rows} 行。", "同一工號出現在第 {rows} 列。", "The same work number is in rows {rows}."
    ),
    "work_no_taken": Words(
        "工号“{value}”已属于{name}。",
        "工號「{value}」已屬於{name}。",
        "The work number “{value}” belongs to {name}.",
    ),
    "post_invalid": Words(
        "职位“{value}”过长或含有不允许的字符。",
        "職位「{value}」過長或含有不允許的字元。",
        "The post “{value}” is too long or has characters that are not allowed.",
    ),
    "department_invalid": Words(
        "部门“{value}”有空的一级、过长或含有不允许的字符。",
        "部門「{value}」有空的一級、過長或含有不允許的字元。",
        "The department “{value}” has an empty level, is too long or has characters that are not allowed.",
    ),
    "path_too_deep": Words(
        "部门“{value}”超过 {limit} 级。",
        "部門「{value}」超過 {limit} 級。",
        "The department “{value}” is more than {limit} levels deep.",
    ),
    "departments_too_many": Words(
        "一个人最多属于 {limit} 个部门。",
        "一個人最多屬於 {limit} 個部門。",
        "A person may be in at most {limit} departments.",
    ),
    "cell_too_long": Words(
        "“{field}”超过 {limit} 个字符。",
        "「{field}」超過 {limit} 個字元。",
        "“{field}” has more than {limit} characters.",
    ),
    "manager_unknown": Words(
        "找不到主管“{value}”：文件和组织里都没有。",
        "找不到主管「{value}」：檔案和組織裡都沒有。",
        "The manager “{value}” is neither in the file nor in the organisation.",
    ),
    "manager_ambiguous": Words(
        "主管“{value}”有 {count} 位同名，请改填手机号或工号。",
        "主管「{value}」有 {count} 位同名，請改填手機號或工號。",
        "There are {count} people called “{value}”. Give the manager's mobile or work number.",
    ),
    "manager_self": Words("主管不能是本人。", "主管不能是本人。", "Nobody can be their own manager."),
    "manager_refused": Words(
        "主管“{value}”所在的第 {row} 行被拒绝。",
        "主管「{value}」所在的第 {row} 列被拒絕。",
        "The manager “{value}” is in row {row}, which is refused.",
    ),
    "manager_circle": Words(
        "主管关系成环：{names}。", "主管關係成環：{names}。", "The managers form a circle: {names}."
    ),
    "main_admin": Words(
        "{name}是主管理员，其资料只能由主管理员更改。",
        "{name}是主要管理員，其資料只能由主要管理員更改。",
        "{name} is a main admin, whom only a main admin may change.",
    ),
    "person_elsewhere": Words(
        "这个手机号属于你管理范围外的成员。",
        "這個手機號碼屬於你管理範圍外的成員。",
        "This number is that of a member outside the departments you manage.",
    ),
    "outside_scope": Words(
        "“{value}”不在你管理的部门范围内。",
        "「{value}」不在你管理的部門範圍內。",
        "“{value}” is outside the departments you manage.",
    ),
    "invite_missing": Words(
        "你没有邀请成员加入这些部门的权限。",
        "你沒有邀請成員加入這些部門的權限。",
        "You may not invite people into these departments.",
    ),
    "manage_missing": Words(
        "你没有管理这位成员或相关部门成员的权限。",
        "你沒有管理這位成員或相關部門成員的權限。",
        "You may not manage this member, or the members of these departments.",
    ),
    "department_missing": Words(
        "需要管理部门的权限：新建部门，或改动部门负责人。",
        "需要管理部門的權限：新增部門，或變更部門主管。",
        "This makes a department or changes who leads one, which takes the power to manage departments.",
    ),
    "own_rights": Words(
        "不能更改自己的部门、职位或主管，也不能借调动增加自己的权限。",
        "不能變更自己的部門、職位或主管，也不能藉調動增加自己的權限。",
        "You cannot change your own departments, post or manager, nor add to your rights by placing others.",
    ),
}
