"""What groups refuse beside what all conversations do."""

from tocsin.kernel.errors import Refusal, Words


class AdminsOnly(Refusal):
    """Only the owner and the admins of a group may do this."""

    code = "messaging.admins_only"
    status = 403
    words = Words(
        "只有群主和管理员可以这样做。",
        "只有群主和管理員可以這樣做。",
        "Only the owner and the admins of the group may do this.",
    )


class NotOverThem(Refusal):
    """Nobody acts on the owner, and admins not on one another."""

    code = "messaging.not_over_them"
    status = 403
    words = Words(
        "不能对群主或其他管理员这样做。",
        "不能對群主或其他管理員這樣做。",
        "You cannot do this to the owner or to another admin.",
    )


class Silenced(Refusal):
    """The sender may not speak before ``until``."""

    code = "messaging.silenced"
    status = 403
    words = Words("你已被禁言，暂时不能发言。", "你已被禁言，暫時不能發言。", "You are muted in this group for now.")


class AdminsPostOnly(Refusal):
    """In this group only the owner and the admins may post."""

    code = "messaging.admins_post_only"
    status = 403
    words = Words(
        "本群已开启全员禁言，只有群主和管理员可以发言。",
        "本群組已開啟全員禁言，只有群主和管理員可以發言。",
        "Everybody is muted: only the owner and the admins may post here.",
    )


class MentionAllClosed(Refusal):
    """In this group only the owner and the admins may mention everybody, or more than 30 people at once."""

    code = "messaging.mention_all_closed"
    status = 403
    words = Words(
        "本群只有群主和管理员可以 @所有人，或一次 @ 超过 30 人。",
        "本群組只有群主和管理員可以 @所有人，或一次 @ 超過 30 人。",
        "Only the owner and the admins may mention everybody here, or more than 30 people at once.",
    )


class MentionAllTooOften(Refusal):
    """Everybody was mentioned too often lately, by this person or in this group."""

    code = "messaging.mention_all_too_often"
    status = 429
    words = Words(
        "@所有人 太频繁，请 {retry_after} 秒后再发，或去掉 @所有人。",
        "@所有人 太頻繁，請 {retry_after} 秒後再傳，或拿掉 @所有人。",
        "Everybody was mentioned too often. Wait {retry_after} s, or leave it out.",
    )


class InvitingClosed(Refusal):
    """In this group only the owner and the admins bring people in."""

    code = "messaging.inviting_closed"
    status = 403
    words = Words(
        "本群只有群主和管理员可以邀请成员。",
        "本群組只有群主和管理員可以邀請成員。",
        "Only the owner and the admins may invite people here.",
    )


class PinningClosed(Refusal):
    """In this group only the owner and the admins announce."""

    code = "messaging.pinning_closed"
    status = 403
    words = Words(
        "本群只有群主和管理员可以发布公告。",
        "本群組只有群主和管理員可以發布公告。",
        "Only the owner and the admins may post announcements here.",
    )


class NameDiffers(Refusal):
    """What was typed is not the name of the group."""

    code = "messaging.name_differs"
    status = 422
    words = Words("输入的群名称不一致。", "輸入的群組名稱不一致。", "This is not the name of the group.")


class TooManyAdmins(Refusal):
    """A group has at most ``limit`` admins."""

    code = "messaging.too_many_admins"
    status = 409
    words = Words(
        "一个群最多 {limit} 名管理员。", "一個群組最多 {limit} 名管理員。", "A group has at most {limit} admins."
    )


class NoConfirmation(Refusal):
    """The announcement asks for no confirmation."""

    code = "messaging.no_confirmation"
    status = 409
    words = Words("这条公告不需要确认。", "這則公告不需要確認。", "This announcement asks for no confirmation.")


class RemindedJustNow(Refusal):
    """Those who have not confirmed were reminded within the last ``minutes``."""

    code = "messaging.reminded_just_now"
    status = 409
    words = Words(
        "{minutes} 分钟内已提醒过，请稍后再试。",
        "{minutes} 分鐘內已提醒過，請稍後再試。",
        "They were reminded within the last {minutes} minutes.",
    )


class GroupLinkVoid(Refusal):
    """The link leads to no group the caller may join."""

    code = "messaging.group_link_void"
    status = 404
    words = Words("群链接无效或已过期。", "群組連結無效或已過期。", "This group link is not valid, or has expired.")


class AlreadyInGroup(Refusal):
    """The caller is in the group."""

    code = "messaging.already_in_group"
    status = 409
    words = Words("你已在群中。", "你已在群組中。", "You are in this group already.")


class AlreadyAsked(Refusal):
    """The caller has asked to join, and waits."""

    code = "messaging.already_asked"
    status = 409
    words = Words(
        "你已申请加入，请等待审批。",
        "你已申請加入，請等待審核。",
        "You have asked to join already; wait for an answer.",
    )


class RequestDecided(Refusal):
    """Somebody has decided about this request."""

    code = "messaging.request_decided"
    status = 409
    words = Words("这个申请已经处理。", "這個申請已經處理。", "This request has been decided.")


class NotMergeable(Refusal):
    """A group is merged with another group that people made, both open."""

    code = "messaging.not_mergeable"
    status = 409
    words = Words(
        "只能合并两个不同的、未解散的普通群。",
        "只能合併兩個不同的、未解散的一般群組。",
        "Only two different open groups that people made can be merged.",
    )


SPEAKING = (Silenced, AdminsPostOnly, MentionAllClosed, MentionAllTooOften)
"""What may stand against words in a group."""
