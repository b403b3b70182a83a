"""What was done, in plain words, in three languages."""

from typing import Final

from tocsin.effects.rules.acts import act_of
from tocsin.kernel.errors import Words

ACTS: Final = {
    "send": Words("发送", "傳送", "sent"),
    "read": Words("阅读", "閱讀", "read"),
    "open": Words("打开", "開啟", "opened"),
    "download": Words("下载", "下載", "downloaded"),
    "confirm": Words("按下确认", "按下確認", "pressed confirm"),
    "recall": Words("撤回", "收回", "recalled"),
    "edit": Words("编辑", "編輯", "edited"),
    "forward": Words("转发", "轉發", "forwarded"),
    "vote": Words("投票", "投票", "voted"),
    "end": Words("结束投票", "結束投票", "closed the poll"),
    "announce": Words("发布公告", "發布公告", "announced"),
    "withdraw": Words("撤下公告", "撤下公告", "withdrew the announcement"),
    "remind": Words("催办", "催辦", "reminded"),
    "add": Words("添加成员", "新增成員", "added members"),
    "remove": Words("移出成员", "移出成員", "removed members"),
    "owner": Words("转让群主", "轉讓群主", "handed the group over"),
    "rename": Words("修改群名", "修改群組名稱", "renamed the group"),
    "set": Words("修改群设置", "修改群組設定", "changed the group's settings"),
    "appoint": Words("设置群管理员", "設定群組管理員", "appointed a group admin"),
    "silence": Words("禁言", "禁言", "silenced a member"),
    "merge": Words("合并群", "合併群組", "merged groups"),
    "warn": Words("提示将解散", "提示將解散", "warned that the group ends"),
    "dissolve": Words("解散群", "解散群組", "dissolved the group"),
    "export": Words("导出", "匯出", "exported"),
    "import": Words("导入", "匯入", "imported"),
}
LEFT: Final = Words("退出", "退出", "left")
"""What ``remove`` is called where somebody takes themself out."""
ADMINISTRATIVE: Final = {
    "organisations.founded": Words("创办组织", "創辦組織", "Founded the organisation"),
    "organisations.changed": Words("修改组织资料", "修改組織資料", "Changed the organisation"),
    "organisations.members_invited": Words("邀请成员", "邀請成員", "Invited members"),
    "organisations.member_joined": Words("成员加入", "成員加入", "Member joined"),
    "organisations.members_changed": Words("修改成员资料", "修改成員資料", "Changed members' records"),
    "organisations.members_moved": Words("调整成员部门", "調整成員部門", "Moved members between departments"),
    "organisations.member_left": Words("成员离开", "成員離開", "Member left"),
    "organisations.member_suspended": Words("停用成员", "停用成員", "Suspended a member"),
    "organisations.member_reinstated": Words("恢复成员", "恢復成員", "Reinstated a member"),
    "organisations.invitation_refused": Words("婉拒邀请", "婉拒邀請", "Invitation declined"),
    "organisations.contact_viewed": Words("查看完整联系方式", "檢視完整聯絡方式", "Looked at whole contact data"),
    "organisations.number_confirmed": Words(
        "凭完整手机号查到成员", "憑完整手機號查到成員", "Found a member by a whole phone number"
    ),
    "organisations.departments_made": Words("新建部门", "新增部門", "Created departments"),
    "organisations.department_changed": Words("修改部门", "修改部門", "Changed a department"),
    "organisations.department_removed": Words("删除部门", "刪除部門", "Deleted a department"),
    "organisations.heads_changed": Words("更换部门负责人", "更換部門主管", "Changed heads of departments"),
    "organisations.main_admin_appointed": Words("任命主管理员", "任命主管理員", "Appointed a main admin"),
    "organisations.main_admin_removed": Words("免去主管理员", "免去主管理員", "Removed a main admin"),
    "organisations.role_made": Words("新建角色", "新增角色", "Created a role"),
    "organisations.role_changed": Words("修改角色", "修改角色", "Changed a role"),
    "organisations.role_removed": Words("删除角色", "刪除角色", "Deleted a role"),
    "organisations.role_granted": Words("授予角色", "授予角色", "Granted a role"),
    "organisations.role_revoked": Words("收回角色", "收回角色", "Revoked a role"),
    "organisations.join_link_made": Words("新建加入链接", "新增加入連結", "Created a join link"),
    "organisations.join_link_revoked": Words("撤回加入链接", "撤回加入連結", "Revoked a join link"),
    "organisations.application_decided": Words("处理加入申请", "處理加入申請", "Decided an application"),
    "organisations.roster_uploaded": Words("上传花名册", "上傳名冊", "Uploaded a roster"),
    "organisations.roster_attested": Words("确认导入依据", "確認匯入依據", "Attested a roster's ground"),
    "organisations.roster_applied": Words("导入花名册", "匯入名冊", "Imported a roster"),
    "organisations.roster_stopped": Words("导入中止", "匯入中止", "Import stopped"),
    "organisations.roster_discarded": Words("放弃导入", "放棄匯入", "Discarded an import"),
    "organisations.roster_exported": Words("导出花名册", "匯出名冊", "Exported the roster"),
    "organisations.sample_loaded": Words("载入示例", "載入範例", "Loaded the sample"),
    "organisations.invitations_withdrawn": Words(
        "撤回离职者发出的邀请", "撤回離職者發出的邀請", "Withdrew the invitations of somebody who left"
    ),
    "organisations.external_added": Words("新增外部联系人", "新增外部聯絡人", "Added an external contact"),
    "organisations.external_changed": Words("修改外部联系人", "修改外部聯絡人", "Changed an external contact"),
    "organisations.externals_handed_over": Words("移交外部联系人", "移交外部聯絡人", "Handed external contacts over"),
    "organisations.external_deleted": Words("删除外部联系人", "刪除外部聯絡人", "Deleted an external contact"),
    "organisations.external_viewed": Words(
        "查看外部联系人完整号码", "檢視外部聯絡人完整號碼", "Read an external contact's whole number"
    ),
    "organisations.externals_exported": Words("导出外部联系人", "匯出外部聯絡人", "Exported external contacts"),
    "organisations.external_link_asked": Words(
        "请求关联外部联系人账号", "請求關聯外部聯絡人帳號", "Asked to join a contact to an account"
    ),
    "organisations.external_link_changed": Words(
        "外部联系人账号关联变化", "外部聯絡人帳號關聯變更", "A contact's account joined or taken apart"
    ),
    "organisations.transfer_opened": Words("发起调动", "發起調動", "Opened a transfer"),
    "organisations.transfer_agreed": Words("同意调动", "同意調動", "Agreed to a transfer"),
    "organisations.transfer_reopened": Words(
        "调动需人事重新确认", "調動需人事重新確認", "A transfer needs HR's word again"
    ),
    "organisations.transfer_done": Words("调动生效", "調動生效", "Carried a transfer out"),
    "organisations.transfer_ended": Words("调动未成", "調動未成", "A transfer came to nothing"),
    "organisations.audit_read": Words("查看审计记录", "檢視稽核紀錄", "Looked into the audit log"),
    "organisations.audit_exported": Words("导出审计记录", "匯出稽核紀錄", "Exported the audit log"),
    "organisations.audit_keeping_set": Words(
        "设置审计记录保存时间", "設定稽核紀錄保存時間", "Set how long the audit log is kept"
    ),
    "messaging.rules_changed": Words("修改聊天规则", "修改聊天規則", "Changed the rules of chats"),
    "messaging.group_leaving_set": Words(
        "设置了谁可转发、导出群消息",
        "設定了誰可轉發、匯出群組訊息",
        "Set who may forward and export messages of a group",
    ),
    "messaging.group_handed_over": Words("转交了群", "轉交了群組", "Handed a group over"),
    "messaging.group_member_removed": Words("从群里移出成员", "從群組移出成員", "Removed somebody from a group"),
    "messaging.groups_merged": Words("合并了群", "合併了群組", "Merged groups"),
    "messaging.groups_warned": Words("把群列入清理", "將群組列入清理", "Marked groups for clean-up"),
    "messaging.group_kept": Words("取消了群的清理", "取消了群組的清理", "Took a group off the clean-up list"),
    "messaging.group_dissolved": Words("闲置群到期解散", "閒置群組到期解散", "An idle group ended"),
    "messaging.groups_exported": Words("导出了群登记", "匯出了群組登記", "Exported the register of groups"),
    "messaging.export_asked": Words("导出聊天记录", "匯出聊天紀錄", "Exported messages"),
    "messaging.export_taken": Words("下载了导出的聊天记录", "下載了匯出的聊天紀錄", "Downloaded exported messages"),
    "messaging.export_deleted": Words("删除了导出的聊天记录", "刪除了匯出的聊天紀錄", "Deleted exported messages"),
    "messaging.import_uploaded": Words("上传聊天记录文件", "上傳聊天紀錄檔案", "Uploaded messages of another product"),
    "messaging.import_attested": Words(
        "确认聊天记录导入依据", "確認聊天紀錄匯入依據", "Attested an import of messages"
    ),
    "messaging.import_done": Words("导入聊天记录", "匯入聊天紀錄", "Imported messages"),
    "messaging.import_dropped": Words("放弃聊天记录导入", "放棄聊天紀錄匯入", "Put an import of messages aside"),
    "messaging.sticker_set_made": Words("新建贴纸集", "新增貼圖組", "Made a set of stickers"),
    "messaging.sticker_set_changed": Words("重命名贴纸集", "重新命名貼圖組", "Renamed a set of stickers"),
    "messaging.sticker_set_removed": Words("移除贴纸集", "移除貼圖組", "Removed a set of stickers"),
    "messaging.stickers_ordered": Words("调整贴纸顺序", "調整貼圖順序", "Put stickers in another order"),
    "messaging.sticker_added": Words("添加贴纸", "加入貼圖", "Added a sticker"),
    "messaging.sticker_changed": Words("修改贴纸", "修改貼圖", "Changed a sticker"),
    "messaging.sticker_removed": Words("移除贴纸", "移除貼圖", "Removed a sticker"),
    "effects.log_key_rotated": Words("更换证据日志的密钥", "更換證據日誌的金鑰", "Gave the evidence log a new key"),
    "effects.witness_made": Words("设立见证方", "設立見證方", "Made a witness"),
    "effects.witness_keyed": Words("登记见证方的公钥", "登記見證方的公鑰", "A witness's key was noted"),
    "effects.witness_ended": Words("停用见证方", "停用見證方", "Ended a witness"),
    "privacy.record_asked": Words("整理我的记录", "整理我的紀錄", "had my record put together"),
    "privacy.record_taken": Words("下载我的记录", "下載我的紀錄", "downloaded my record"),
    "privacy.record_deleted": Words("删除整理的记录", "刪除整理的紀錄", "deleted my record's file"),
}
"""What admins do, and people with what is recorded about them, by the kind of the event."""
_BY_ACT: Final = ACTS | {act_of(kind): words for kind, words in ADMINISTRATIVE.items()}


def words_of(act: str) -> Words:
    """Return what an act is called; one of tomorrow's by its code."""
    return _BY_ACT.get(act) or Words(act, act, act)
