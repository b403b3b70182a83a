"""What an exported conversation says between the words of people, in three languages."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from tocsin.kernel.errors import Language, Words
from tocsin.messaging.rules.shapes import Fact, People

_WORDS: Final = {
    "records": Words("聊天记录", "聊天紀錄", "Conversation"),
    "period": Words("时间范围", "時間範圍", "Period"),
    "whole": Words("全部", "全部", "All of it"),
    "from": Words("{since} 起", "{since} 起", "from {since}"),
    "to": Words("至 {until}", "至 {until}", "until {until}"),
    "between": Words("{since} 至 {until}", "{since} 至 {until}", "{since} to {until}"),
    "exported": Words("导出", "匯出", "Exported"),
    "by": Words("{at}，{name}", "{at}，{name}", "{at}, by {name}"),
    "as_power": Words(
        "{at}，{name}（按组织权限）", "{at}，{name}（依組織權限）", "{at}, by {name} (by a power of the organisation)"
    ),
    "zone": Words("时区", "時區", "Time zone"),
    "count": Words("消息", "訊息", "Messages"),
    "footer": Words(
        "由铎（Tocsin）导出。时间是服务器收到消息的时间；已撤回和已删除的内容不在其中。",
        "由鐸（Tocsin）匯出。時間是伺服器收到訊息的時間；已收回和已刪除的內容不在其中。",
        "Exported from Tocsin. Times are when the server received a message; what was recalled or erased is not here.",
    ),
    "earlier": Words("← 更早", "← 更早", "← Earlier"),
    "later": Words("更晚 →", "更晚 →", "Later →"),
    "recalled": Words("已撤回", "已收回", "Recalled"),
    "gone": Words("不再显示", "不再顯示", "No longer shown"),
    "erased": Words("已删除", "已刪除", "Erased"),
    "edited": Words("{at} 编辑过", "{at} 編輯過", "edited {at}"),
    "before": Words("编辑之前", "編輯之前", "Before it was edited"),
    "written": Words("写于 {at}", "寫於 {at}", "written {at}"),
    "origin": Words("转发自 {name}，{at}", "轉發自 {name}，{at}", "forwarded from {name}, {at}"),
    "imported": Words(
        "{name} 于 {at} 写在{source}（导入，据文件所记）",
        "{name} 於 {at} 寫在{source}（匯入，據檔案所記）",
        "{name}, {at}, on {source} (imported, as the file states)",
    ),
    "dingtalk": Words("钉钉", "釘釘", "DingTalk"),
    "effect": Words(
        "已送达 {delivered} · 已确认 {confirmed}/{delivered} · 已处理 {handled}",
        "已送達 {delivered} · 已確認 {confirmed}/{delivered} · 已處理 {handled}",
        "delivered {delivered} · confirmed {confirmed}/{delivered} · handled {handled}",
    ),
    "all": Words("所有人", "所有人", "everybody"),
    "mentions": Words("提到：{names}", "提到：{names}", "mentions {names}"),
    "sticker": Words("贴纸", "貼圖", "Sticker"),
    "poll": Words("投票", "投票", "Poll"),
    "votes": Words("{count} 票", "{count} 票", "{count}"),
    "voters": Words("{count} 人参加", "{count} 人參加", "{count} voted"),
    "location": Words("位置", "位置", "Location"),
    "merged": Words("聊天记录：{title}", "聊天紀錄：{title}", "Messages from {title}"),
    "voice": Words("语音 {seconds} 秒", "語音 {seconds} 秒", "Voice, {seconds} s"),
    "absent": Words("文件不在本导出中", "檔案不在本匯出中", "not in this export"),
    "somebody": Words("已离开的人", "已離開的人", "Somebody who left"),
    "system": Words("系统", "系統", "System"),
    "comma": Words("、", "、", ", "),
    "more": Words("等 {count} 人", "等 {count} 人", " and others ({count} in all)"),
}
_FACTS: Final = {
    "created": Words("{who}创建了群聊", "{who}建立了群組", "{who} created the group"),
    "created_with": Words(
        "{who}创建了群聊，并邀请了{list}", "{who}建立了群組，並邀請了{list}", "{who} created the group and added {list}"
    ),
    "joined": Words("{who}邀请{list}加入了群聊", "{who}邀請{list}加入了群組", "{who} added {list}"),
    "joined_asked": Words(
        "{who}同意了{list}的入群申请", "{who}同意了{list}的入群申請", "{who} let {list} in, who had asked to join"
    ),
    "joined_invited": Words(
        "{who}同意{list}受邀入群", "{who}同意{list}受邀入群", "{who} let {list} in, who had been invited"
    ),
    "joined_itself": Words("{list}加入了群聊", "{list}加入了群組", "{list} joined"),
    "left": Words("{who}退出了群聊", "{who}退出了群組", "{who} left"),
    "removed": Words("{who}将{list}移出了群聊", "{who}將{list}移出了群組", "{who} removed {list}"),
    "removed_itself": Words("{list}已移出群聊", "{list}已移出群組", "{list} was removed"),
    "renamed": Words(
        "{who}将群名改为「{name}」", "{who}將群組名稱改為「{name}」", "{who} renamed the group to “{name}”"
    ),
    "owner": Words("{who}将群主转给了{list}", "{who}將群主轉給了{list}", "{who} made {list} the owner"),
    "owner_itself": Words("{list}成为群主", "{list}成為群主", "{list} is now the owner"),
    "admin": Words("{who}把{list}设为管理员", "{who}將{list}設為管理員", "{who} made {list} an admin"),
    "admin_off": Words("{who}取消了{list}的管理员", "{who}取消了{list}的管理員", "{who} removed {list} as admin"),
    "settings": Words("{who}修改了群设置", "{who}修改了群組設定", "{who} changed the group settings"),
    "settings_changed": Words(
        "{who}修改了群设置：{changed}", "{who}修改了群組設定：{changed}", "{who} changed the group settings: {changed}"
    ),
    "silenced": Words("{who}禁言了{list}", "{who}禁言了{list}", "{who} muted {list}"),
    "silenced_off": Words("{who}解除了{list}的禁言", "{who}解除了{list}的禁言", "{who} unmuted {list}"),
    "announced": Words("{who}发布了公告：{text}", "{who}發布了公告：{text}", "{who} posted an announcement: {text}"),
    "merged": Words("「{name}」已并入本群", "「{name}」已併入本群組", "“{name}” was merged into this group"),
    "merged_off": Words("本群已并入「{name}」", "本群組已併入「{name}」", "This group was merged into “{name}”"),
    "warned": Words("{who}把本群列入清理", "{who}將本群組列入清理", "{who} marked this group for clean-up"),
    "warned_off": Words(
        "{who}取消了对本群的清理", "{who}取消了對本群組的清理", "{who} took this group off the clean-up list"
    ),
    "dissolved": Words("{who}解散了群聊", "{who}解散了群組", "{who} dissolved the group"),
    "exported": Words(
        "{who}按组织权限导出了本群的聊天记录",
        "{who}依組織權限匯出了本群組的聊天紀錄",
        "{who} exported this group's messages by a power of the organisation",
    ),
}
_SETTINGS: Final = {
    "posting_admins": Words("开启全员禁言", "開啟全員禁言", "only owner and admins may post"),
    "posting_all": Words("解除全员禁言", "解除全員禁言", "everybody may post"),
    "mentioning_admins": Words(
        "仅群主和管理员可 @所有人", "僅群主和管理員可 @所有人", "only owner and admins may mention all"
    ),
    "mentioning_all": Words("所有成员可 @所有人", "所有成員可 @所有人", "everybody may mention all"),
    "inviting_admins": Words("仅群主和管理员可邀请", "僅群主和管理員可邀請", "only owner and admins may invite"),
    "inviting_all": Words("所有成员可邀请", "所有成員可邀請", "everybody may invite"),
    "pinning_admins": Words("仅群主和管理员可发公告", "僅群主和管理員可發公告", "only owner and admins may announce"),
    "pinning_all": Words("所有成员可发公告", "所有成員可發公告", "everybody may announce"),
    "approval_true": Words("入群需同意", "入群需同意", "people are let in"),
    "approval_false": Words("入群无需同意", "入群無需同意", "people join at once"),
    "listed_true": Words("同事可以找到本群", "同事可以找到本群組", "colleagues find this group"),
    "listed_false": Words("同事不再能找到本群", "同事不再能找到本群組", "colleagues no longer find this group"),
    "forwarding_all": Words("所有成员可转发本群消息", "所有成員可轉發本群組訊息", "everybody may forward messages"),
    "forwarding_admins": Words(
        "仅群主和管理员可转发本群消息", "僅群主和管理員可轉發本群組訊息", "only owner and admins may forward messages"
    ),
    "forwarding_nobody": Words("不允许转发本群消息", "不允許轉發本群組訊息", "nobody may forward messages"),
    "exporting_all": Words("所有成员可导出聊天记录", "所有成員可匯出聊天紀錄", "everybody may export the messages"),
    "exporting_admins": Words(
        "仅群主和管理员可导出聊天记录", "僅群主和管理員可匯出聊天紀錄", "only owner and admins may export the messages"
    ),
    "exporting_nobody": Words("不允许导出聊天记录", "不允許匯出聊天紀錄", "nobody may export the messages"),
}
_STICKERS: Final = {
    "received": Words("收到", "收到", "Got it"),
    "thanks": Words("谢谢", "謝謝", "Thanks"),
    "ok": Words("好的", "好的", "OK"),
    "applause": Words("鼓掌", "鼓掌", "Well done"),
    "cheers": Words("加油", "加油", "Go for it"),
    "hello": Words("早", "早", "Hello"),
    "sorry": Words("抱歉", "抱歉", "Sorry"),
    "busy": Words("忙着呢", "忙著呢", "Busy"),
    "thinking": Words("我想想", "我想想", "Let me think"),
    "question": Words("？", "？", "What?"),
    "salute": Words("遵命", "遵命", "Aye"),
    "done": Words("办结", "辦結", "Done"),
    "late": Words("来晚了", "來晚了", "Late"),
    "overtime": Words("加班", "加班", "Overtime"),
    "rest": Words("休息", "休息", "Resting"),
    "heart": Words("比心", "比心", "With love"),
    "flowers": Words("送你花", "送你花", "For you"),
    "bell": Words("叮", "叮", "Ding"),
    "tea": Words("喝茶", "喝茶", "Tea?"),
    "rain": Words("唉", "唉", "Oh well"),
}
_WEEK: Final = (
    Words("星期一", "星期一", "Monday"),
    Words("星期二", "星期二", "Tuesday"),
    Words("星期三", "星期三", "Wednesday"),
    Words("星期四", "星期四", "Thursday"),
    Words("星期五", "星期五", "Friday"),
    Words("星期六", "星期六", "Saturday"),
    Words("星期日", "星期日", "Sunday"),
)
_NAMED_MOST: Final = 5


class Speech:
    """The language and the zone an export is written in."""

    def __init__(self, language: Language, zone: str) -> None:
        self.language = language
        self.zone = ZoneInfo(zone)

    def say(self, word: str, **params: object) -> str:
        """Return a sentence."""
        return _WORDS[word].in_(self.language).format_map(params)

    def sticker(self, name: str) -> str:
        """Return what a sticker says, or that it is one."""
        return _STICKERS[name].in_(self.language) if name in _STICKERS else name

    def product(self, source: str | None) -> str:
        """Return what a product is called from which messages came."""
        if source in _WORDS:
            return self.say(source)
        # Between Chinese and Latin letters stands a space; the English sentence has its own.
        return ("" if self.language == "en" else " ") + (source or "").capitalize()

    def day(self, at: datetime) -> str:
        """Return the day of a moment, in words."""
        local = at.astimezone(self.zone)
        week = _WEEK[local.weekday()].in_(self.language)
        if self.language == "en":
            return f"{week}, {local.day} {local:%B} {local.year}"
        return f"{local.year} 年 {local.month} 月 {local.day} 日 {week}"

    def clock(self, at: datetime) -> str:
        """Return the time of day of a moment."""
        return f"{at.astimezone(self.zone):%H:%M:%S}"

    def moment(self, at: datetime) -> str:
        """Return a moment, day and time."""
        return f"{at.astimezone(self.zone):%Y-%m-%d %H:%M}"

    def person(self, people: People, person_id: UUID | None) -> str:
        """Return what somebody is called."""
        if person_id is None:
            return self.say("system")
        face = people.get(person_id)
        return face.name if face else self.say("somebody")

    def persons(self, people: People, ids: Sequence[UUID], count: int | None = None) -> str:
        """Return the first few of several people, and how many they are."""
        shown = self.say("comma").join(self.person(people, one) for one in ids[:_NAMED_MOST])
        whole = len(ids) if count is None else count
        return shown + (self.say("more", count=whole) if whole > min(len(ids), _NAMED_MOST) else "")

    def sentence(self, fact: Fact, people: People) -> str:
        """Return a fact that is no message, as a sentence."""
        who = self.person(people, fact.sender_id)
        alone = fact.sender_id is None or list(fact.subjects) == [fact.sender_id]
        others = fact.subjects
        key: str = fact.kind
        if fact.kind == "created" and (others := [one for one in fact.subjects if one != fact.sender_id]):
            key = "created_with"
        count = None if fact.count is None else fact.count - (len(fact.subjects) - len(others))
        named = self.persons(people, others, count)
        if fact.kind in ("joined", "removed", "owner") and alone:
            key = f"{key}_itself"
        off = {
            "admin": not fact.on,
            "merged": not fact.on,
            "silenced": fact.until is None,
            "warned": fact.until is None,
        }
        if off.get(fact.kind):
            key = f"{key}_off"
        if fact.granted:
            key = f"joined_{fact.granted}"
        if fact.changed:
            key = "settings_changed"
        if fact.kind == "left" and fact.subjects:
            who = named
        text = fact.text if fact.text is not None else self.say("erased")
        said = {"who": who, "list": named, "name": fact.name, "text": text, "changed": self._changed(fact)}
        return _FACTS[key].in_(self.language).format_map(said)

    def _changed(self, fact: Fact) -> str:
        """Return what a group set otherwise, one after the other."""
        values = [f"{name}_{getattr(fact.settings, name)}".lower() for name in fact.changed]
        return self.say("comma").join(_SETTINGS[one].in_(self.language) for one in values)
