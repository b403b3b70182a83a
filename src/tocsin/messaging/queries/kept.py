"""What conversations keep about a person, in plain words, and how they show that somebody looked at what was said."""

from tocsin.kernel.errors import Words
from tocsin.kernel.kept import Kept, Look
from tocsin.messaging.archive.events import ConversationExportAsked

_STAYS = Words(
    "由组织或会话双方决定", "由組織或對話雙方決定", "As the organisation or those in the conversation decide"
)
_YOURS = Words("直到你删除", "直到你刪除", "Until you delete them")
# A stay, from its joining to the last fact it shows. Who is not there is told nothing of what happens in the group: nor
# that it was taken out, and on what ground.
_SEATS = (
    "SELECT c.conversation_id AS id, c.at AS since, CASE WHEN c.until_seq IS NOT NULL THEN coalesce(m.at, c.at) END AS until"
    " FROM conversation_member c"
    " LEFT JOIN message m ON m.conversation_id = c.conversation_id AND m.seq = c.until_seq WHERE c.person_id = $1"
)

KEPT = (
    Kept(
        "messaging.conversations",
        "anywhere",
        Words("所在的会话", "所在的對話", "Conversations you are in"),
        Words(
            "何时进出、读到哪里，以及你的置顶和免打扰。",
            "何時進出、讀到哪裡，以及你的置頂和免打擾。",
            "When you came and went, how far you have read, and what you pinned or muted.",
        ),
        _STAYS,
        "SELECT at FROM conversation_member WHERE person_id = $1 AND realm_id = r.id",
    ),
    Kept(
        "messaging.messages",
        "anywhere",
        Words("你发出的消息", "你傳送的訊息", "Messages you sent"),
        Words(
            "正文和附带的内容，加密保存；撤回的不再保存。从别处导入、署你名字的也在内。",
            "內文和附帶的內容，加密保存；收回的不再保存。從別處匯入、署你名字的也在內。",
            "Their text and what they carry, kept encrypted; what you recalled is gone. Those brought in from elsewhere under"
            " your name too.",
        ),
        _STAYS,
        "SELECT at FROM message WHERE sender_id = $1 AND kind = 'text' AND realm_id = r.id",
    ),
    Kept(
        "messaging.around",
        "anywhere",
        Words("回应、投票与公告确认", "回應、投票與公告確認", "Reactions, votes and confirmed announcements"),
        Words(
            "你对哪条消息作了什么回应、投了什么票、何时确认了公告、申请加入哪些群。",
            "你對哪則訊息作了什麼回應、投了什麼票、何時確認了公告、申請加入哪些群組。",
            "How you reacted to which message, how you voted, when you confirmed an announcement, which groups you asked to join.",
        ),
        _STAYS,
        "SELECT at FROM message_reaction WHERE person_id = $1 AND realm_id = r.id"
        " UNION ALL SELECT at FROM poll_vote WHERE person_id = $1 AND realm_id = r.id"
        " UNION ALL SELECT at FROM announcement_confirmation WHERE person_id = $1 AND realm_id = r.id"
        " UNION ALL SELECT at FROM group_request WHERE person_id = $1 AND realm_id = r.id",
    ),
    Kept(
        "messaging.own",
        "anywhere",
        Words("收藏与草稿", "收藏與草稿", "Favourites and drafts"),
        Words("只有你看得到。", "只有你看得到。", "Only you see them."),
        _YOURS,
        "SELECT f.at FROM favourite f JOIN conversation c ON c.id = f.conversation_id"
        " WHERE f.person_id = $1 AND c.realm_id = r.id"
        " UNION ALL SELECT d.at FROM draft d JOIN conversation c ON c.id = d.conversation_id"
        " WHERE d.person_id = $1 AND c.realm_id = r.id",
    ),
    Kept(
        "messaging.exports",
        "anywhere",
        Words("你导出的会话", "你匯出的對話", "Conversations you took out"),
        Words(
            "导出了什么，和还能下载的文件。",
            "匯出了什麼，和還能下載的檔案。",
            "What you took out, and the files while they are kept.",
        ),
        Words("7 天", "7 天", "7 days"),
        "SELECT created_at AS at FROM conversation_export WHERE person_id = $1 AND realm_id = r.id",
    ),
)
LOOKS = (
    Look(
        ConversationExportAsked,
        Words(
            "凭组织权限导出了你所在的群",
            "憑組織權限匯出了你所在的群組",
            "took out a group you are in, by a power over the organisation's",
        ),
        _SEATS,
        where="e.body ->> 'way' = 'power'",
    ),
)
