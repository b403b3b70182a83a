"""What was done, in plain words, in three languages."""

from typing import Final

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


def words_of(act: str) -> Words:
    """Return what an act is called; one of tomorrow's by its code."""
    return ACTS.get(act) or Words(act, act, act)
