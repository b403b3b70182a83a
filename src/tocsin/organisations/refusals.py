"""What this room refuses, in words."""

from tocsin.kernel.errors import Refusal, Words


class TooManyOrganisations(Refusal):
    """A person may found ``limit`` organisations a day."""

    code = "organisations.too_many_founded"
    status = 429
    words = Words(
        "每天最多创建 {limit} 个组织，请明天再试。",
        "每天最多建立 {limit} 個組織，請明天再試。",
        "You may found {limit} organisations a day. Try again tomorrow.",
    )


class NameTaken(Refusal):
    """A department beside it, or another role, already has this name."""

    code = "organisations.name_taken"
    status = 409
    words = Words("已有同名的“{name}”。", "已有同名的「{name}」。", "“{name}” exists already.")


class DepartmentCircle(Refusal):
    """A department cannot stand under itself."""

    code = "organisations.department_circle"
    status = 422
    words = Words(
        "不能把部门移到它自己或它的下级部门之下。",
        "不能把部門移到它自己或它的下級部門之下。",
        "A department cannot be moved under itself or one of its own.",
    )


class TooDeep(Refusal):
    """The tree has at most ``limit`` levels."""

    code = "organisations.too_deep"
    status = 422
    words = Words(
        "部门层级最多 {limit} 级。", "部門層級最多 {limit} 級。", "A department tree has at most {limit} levels."
    )


class TooManyDepartments(Refusal):
    """An organisation has at most ``limit`` departments."""

    code = "organisations.too_many_departments"
    status = 422
    words = Words(
        "一个组织最多 {limit} 个部门。",
        "一個組織最多 {limit} 個部門。",
        "An organisation has at most {limit} departments.",
    )


class DepartmentNotEmpty(Refusal):
    """Only an empty department can be deleted."""

    code = "organisations.department_not_empty"
    status = 409
    words = Words(
        "部门下还有 {departments} 个子部门、{members} 名成员，请先移走。",
        "部門下還有 {departments} 個子部門、{members} 名成員，請先移走。",
        "It still has {departments} departments and {members} members. Move them first.",
    )


class UnknownDepartment(Refusal):
    """A department named in the request is not there."""

    code = "organisations.department_unknown"
    status = 422
    words = Words(
        "找不到所选部门，可能已被删除。", "找不到所選部門，可能已被刪除。", "A chosen department is not there any more."
    )


class UnknownMember(Refusal):
    """A member named in the request is not there, or has left."""

    code = "organisations.member_unknown"
    status = 422
    words = Words(
        "找不到所选成员，可能已离职。", "找不到所選成員，可能已離職。", "A chosen member is not there any more."
    )


class NotInDepartment(Refusal):
    """Only members of a department can head it."""

    code = "organisations.head_not_in_department"
    status = 422
    words = Words(
        "部门负责人必须是该部门的成员。",
        "部門主管必須是該部門的成員。",
        "The head of a department must be one of its members.",
    )


class ManagerCircle(Refusal):
    """Nobody can be, through others, their own manager."""

    code = "organisations.manager_circle"
    status = 422
    words = Words(
        "直属主管形成了循环：下级不能再做上级的主管。",
        "直屬主管形成循環：下屬不能再擔任上級的主管。",
        "The managers form a circle: nobody can report to someone below them.",
    )


class PhoneListed(Refusal):
    """Another present member has this phone."""

    code = "organisations.phone_listed"
    status = 409
    words = Words(
        "这个手机号已在组织中。", "這個手機號碼已在組織中。", "This phone number is in the organisation already."
    )


class WorkNoTaken(Refusal):
    """Another present member has this work number."""

    code = "organisations.work_no_taken"
    status = 409
    words = Words("工号 {work_no} 已被使用。", "工號 {work_no} 已有人使用。", "Work number {work_no} is taken.")


class PhoneIsTheirs(Refusal):
    """Once a person has joined, the phone is theirs to change."""

    code = "organisations.phone_is_theirs"
    status = 409
    words = Words(
        "成员加入后，手机号只能由本人修改。",
        "成員加入後，手機號碼只能由本人修改。",
        "Once a member has joined, only they can change their phone number.",
    )


class InvitationStands(Refusal):
    """An invitation is for the number its sender attested for; another number is another invitation."""

    code = "organisations.invitation_stands"
    status = 409
    words = Words(
        "邀请已按这个手机号发出，不能改号。请撤回后重新邀请。",
        "邀請已依這個手機號碼發出，不能改號。請撤回後重新邀請。",
        "This invitation was sent to its number, which cannot be changed. Withdraw it and invite anew.",
    )


class AttestationNeeded(Refusal):
    """Whoever enters another's data attests to the legal basis."""

    code = "organisations.attestation_needed"
    status = 422
    words = Words(
        "请确认你有权提供这些人的信息。",
        "請確認你有權提供這些人的資訊。",
        "Confirm that you may provide these people's data.",
    )


class BasisNoteNeeded(Refusal):
    """A legal duty is named by the law or rule it stands in."""

    code = "organisations.basis_note_needed"
    status = 422
    words = Words(
        "请写明依据的法律、法规或规章制度。",
        "請寫明依據的法律、法規或規章制度。",
        "Name the law or rule that is the basis.",
    )


class ConsentNeeded(Refusal):
    """Joining takes the person's own consent."""

    code = "organisations.consent_needed"
    status = 422
    words = Words("加入组织前，请先阅读并同意。", "加入組織前，請先閱讀並同意。", "Read and agree before you join.")


class AlreadyMember(Refusal):
    """The person belongs to the organisation already."""

    code = "organisations.already_member"
    status = 409
    words = Words("已是该组织的成员。", "已是該組織的成員。", "Already a member of this organisation.")


class MembershipSuspended(Refusal):
    """The person's membership is suspended: only an admin ends that."""

    code = "organisations.membership_suspended"
    status = 409
    words = Words(
        "你在该组织的成员身份已被停用，请联系管理员。",
        "你在該組織的成員身分已停用，請聯絡管理員。",
        "Your membership of this organisation is suspended. Contact its admin.",
    )


class AlreadyApplied(Refusal):
    """One open application a person and organisation."""

    code = "organisations.already_applied"
    status = 409
    words = Words(
        "你的申请正在等待审核。", "你的申請正在等待審核。", "Your application is already waiting for a decision."
    )


class AlreadyDecided(Refusal):
    """The application has been decided or withdrawn."""

    code = "organisations.already_decided"
    status = 409
    words = Words("该申请已处理。", "該申請已處理。", "This application has been decided already.")


class BadState(Refusal):
    """The member's status, ``status``, does not allow this."""

    code = "organisations.bad_state"
    status = 409
    words = Words(
        "成员当前状态不允许这样做。", "成員目前狀態不允許這樣做。", "The member's present status does not allow this."
    )


class LastMainAdmin(Refusal):
    """An organisation always has a main admin."""

    code = "organisations.last_main_admin"
    status = 409
    words = Words(
        "组织必须至少有一名主管理员，请先指定另一位主管理员。",
        "組織必須至少有一名主要管理員，請先指定另一位主要管理員。",
        "An organisation needs a main admin. Appoint another one first.",
    )


class MainAdminAble(Refusal):
    """The operator gives the office only where nobody in the organisation can; told to the operator alone."""

    code = "organisations.main_admin_able"
    status = 409
    words = Words(
        "该组织有可以履职的主管理员，请由其自行任命。",
        "該組織有可以履職的主要管理員，請由其自行任命。",
        "A main admin of this organisation can act, and appoints others.",
    )


class OrganisationUnknown(Refusal):
    """No organisation, or more than one, has this name or id; told to the operator alone."""

    code = "organisations.organisation_unknown"
    status = 404
    words = Words(
        "没有这个名称或编号的组织，或有多个同名组织。",
        "沒有這個名稱或編號的組織，或有多個同名組織。",
        "No organisation, or more than one, has this name or id.",
    )


class OneAdminOnly(Refusal):
    """A non-profit has exactly one main admin, who can hand over."""

    code = "organisations.one_admin_only"
    status = 409
    words = Words(
        "非营利组织只能有一名主管理员，请使用移交。",
        "非營利組織只能有一名主要管理員，請使用移交。",
        "A non-profit has exactly one main admin. Hand over instead.",
    )


class MainAdminsOnly(Refusal):
    """Only a main admin acts on a main admin."""

    code = "organisations.main_admins_only"
    status = 403
    words = Words("只有主管理员可以这样做。", "只有主要管理員可以這樣做。", "Only a main admin may do this.")


class NotHeld(Refusal):
    """Nobody gives, takes or changes powers that they do not hold themselves in at least that scope: ``powers``."""

    code = "organisations.powers_not_held"
    status = 403
    words = Words(
        "涉及你自己在该范围内没有的权限，不能授予、修改或收回。",
        "涉及你自己在該範圍內沒有的權限，不能授予、修改或收回。",
        "It involves powers you do not hold in that scope yourself, so you cannot give, change or take them.",
    )


class OwnRights(Refusal):
    """Nobody adds to their own rights."""

    code = "organisations.own_rights"
    status = 403
    words = Words("不能给自己增加权限。", "不能替自己增加權限。", "You cannot add to your own rights.")


class UnknownPower(Refusal):
    """``power`` is not in the catalogue, or everybody has it anyway."""

    code = "organisations.power_unknown"
    status = 422
    words = Words("不能授予的权限：{power}。", "無法授予的權限：{power}。", "This power cannot be granted: {power}.")


class RoleHeld(Refusal):
    """A role that somebody holds is not deleted; ``holders`` is how many."""

    code = "organisations.role_held"
    status = 409
    words = Words(
        "还有 {holders} 人持有该角色，请先收回。",
        "還有 {holders} 人持有該角色，請先收回。",
        "{holders} people still hold this role. Revoke it first.",
    )


class AlreadyGranted(Refusal):
    """The member holds the role in this scope already."""

    code = "organisations.already_granted"
    status = 409
    words = Words(
        "该成员在此范围内已有这个角色。",
        "該成員在此範圍內已有這個角色。",
        "The member has this role in this scope already.",
    )


class LinkVoid(Refusal):
    """The link is unknown, expired, used up or revoked: the four look alike."""

    code = "organisations.link_void"
    status = 404
    words = Words(
        "链接无效或已过期，请向管理员索取新的链接。",
        "連結無效或已過期，請向管理員索取新的連結。",
        "This link is void or has expired. Ask the admin for a new one.",
    )


class InvitationVoid(Refusal):
    """The link leads to no open invitation: unknown, answered and withdrawn look alike."""

    code = "organisations.invitation_void"
    status = 404
    words = Words(
        "这份邀请已经答复、撤回或不存在，请向邀请你的人确认。",
        "這份邀請已經答覆、撤回或不存在，請向邀請你的人確認。",
        "This invitation was answered or withdrawn, or never was. Ask whoever invited you.",
    )


class HandoverUnknown(Refusal):
    """Work is handed over to an active member other than the one who leaves."""

    code = "organisations.handover_unknown"
    status = 422
    words = Words(
        "交接人必须是另一名在职成员。",
        "交接人必須是另一名在職成員。",
        "Work can be handed over only to another active member.",
    )
