"""What the room refuses."""

from tocsin.kernel.errors import Refusal, Words


class NotWithYourself(Refusal):
    """A direct conversation has two people."""

    code = "messaging.not_with_yourself"
    status = 422
    words = Words("不能和自己单聊。", "不能和自己單聊。", "You cannot open a chat with yourself.")


class NotMembers(Refusal):
    """Some of the people are not active members of the organisation; ``people`` lists their ids."""

    code = "messaging.not_members"
    status = 422
    words = Words(
        "所选人员中有人不是本组织的在职成员。",
        "所選人員中有人不是本組織的在職成員。",
        "Some of these people are not active members of the organisation.",
    )


class GroupFull(Refusal):
    """A group holds ``limit`` people."""

    code = "messaging.group_full"
    status = 409
    words = Words("群成员最多 {limit} 人。", "群組成員最多 {limit} 人。", "A group holds at most {limit} people.")


class NotAGroup(Refusal):
    """A direct conversation has no name, members or owner to change."""

    code = "messaging.not_a_group"
    status = 409
    words = Words("单聊不支持这项操作。", "單聊不支援這項操作。", "This can be done in groups only.")


class FollowsDepartment(Refusal):
    """A department group's name, members and owner are those of the department."""

    code = "messaging.follows_department"
    status = 409
    words = Words(
        "部门群的名称、成员和群主随部门变动，不能手动修改。",
        "部門群組的名稱、成員和群主隨部門變動，不能手動修改。",
        "A department group follows its department: its name, members and owner cannot be changed by hand.",
    )


class OwnerOnly(Refusal):
    """Only the owner of a group may do this."""

    code = "messaging.owner_only"
    status = 403
    words = Words("只有群主可以这样做。", "只有群主可以這樣做。", "Only the owner of the group may do this.")


class HandOverFirst(Refusal):
    """An owner leaves after handing the group over."""

    code = "messaging.hand_over_first"
    status = 409
    words = Words("请先转让群主再退出。", "請先轉讓群主再退出。", "Hand the group over before you leave it.")


class Closed(Refusal):
    """The conversation can be read, not written to."""

    code = "messaging.closed"
    status = 409
    words = Words(
        "对方与你已不在同一组织，或群已结束，不能再发送。",
        "對方與你已不在同一組織，或群組已結束，不能再傳送。",
        "You no longer share an organisation, or the group has ended: nothing can be sent.",
    )


class NoSuchMention(Refusal):
    """Somebody mentioned is not in the conversation."""

    code = "messaging.mention_unknown"
    status = 422
    words = Words("提到的人不在本会话中。", "提到的人不在本對話中。", "Somebody mentioned is not in this conversation.")


class NoSuchReply(Refusal):
    """The message replied to is not there, or was recalled."""

    code = "messaging.reply_unknown"
    status = 422
    words = Words(
        "要回复的消息不存在或已撤回。",
        "要回覆的訊息不存在或已收回。",
        "The message replied to is not there, or was recalled.",
    )


class NoSuchFile(Refusal):
    """A file to be sent is not there: unknown, somebody else's, uploaded for another organisation, or sent already."""

    code = "messaging.file_unknown"
    status = 422
    words = Words(
        "要发送的文件不存在、已发送或不属于本会话，请重新添加。",
        "要傳送的檔案不存在、已傳送或不屬於本對話，請重新加入。",
        "A file is not there, was sent already, or is not for this conversation. Add it again.",
    )


class TooManyFiles(Refusal):
    """Messages forwarded together hold ``limit`` files."""

    code = "messaging.too_many_files"
    status = 409
    words = Words(
        "合并转发最多包含 {limit} 个文件。",
        "合併轉發最多包含 {limit} 個檔案。",
        "Messages forwarded together hold {limit} files at most.",
    )


class NotYourMessage(Refusal):
    """Only its sender may do this with a message."""

    code = "messaging.not_your_message"
    status = 403
    words = Words(
        "只能对自己发送的消息这样做。", "只能對自己傳送的訊息這樣做。", "You may do this with your own messages only."
    )


class RecallTooLate(Refusal):
    """The time to recall has passed; ``minutes`` is how long it was."""

    code = "messaging.recall_too_late"
    status = 409
    words = Words(
        "已超过 {minutes} 分钟，不能撤回。",
        "已超過 {minutes} 分鐘，不能收回。",
        "It can be recalled within {minutes} minutes only.",
    )


class AlreadyRecalled(Refusal):
    """The message was recalled before."""

    code = "messaging.already_recalled"
    status = 409
    words = Words("这条消息已经撤回。", "這則訊息已經收回。", "This message was recalled already.")


class IdTaken(Refusal):
    """The ``client_id`` is that of something else its client did."""

    code = "messaging.id_taken"
    status = 409
    words = Words(
        "这次操作的编号已经用过，请刷新后再试。",
        "這次操作的編號已經用過，請重新整理後再試。",
        "The id of this act was used before. Reload and try again.",
    )


class EditTooLate(Refusal):
    """The time to edit has passed; ``minutes`` is how long it was."""

    code = "messaging.edit_too_late"
    status = 409
    words = Words(
        "已超过 {minutes} 分钟，不能编辑。",
        "已超過 {minutes} 分鐘，不能編輯。",
        "It can be edited within {minutes} minutes only.",
    )


class TooManyEdits(Refusal):
    """A message may be edited ``limit`` times."""

    code = "messaging.too_many_edits"
    status = 409
    words = Words(
        "一条消息最多编辑 {limit} 次。",
        "一則訊息最多編輯 {limit} 次。",
        "A message can be edited {limit} times at most.",
    )


class NotAnEmoji(Refusal):
    """A reaction is one emoji."""

    code = "messaging.not_an_emoji"
    status = 422
    words = Words("回应只能是一个表情。", "回應只能是一個表情。", "A reaction is one emoji.")


class TooManyReactions(Refusal):
    """A message shows ``limit`` kinds of emoji."""

    code = "messaging.too_many_reactions"
    status = 409
    words = Words(
        "一条消息最多有 {limit} 种表情回应。",
        "一則訊息最多有 {limit} 種表情回應。",
        "A message holds at most {limit} kinds of reactions.",
    )


class NotAPoll(Refusal):
    """The message carries no poll."""

    code = "messaging.not_a_poll"
    status = 409
    words = Words("这条消息不是投票。", "這則訊息不是投票。", "This message is not a poll.")


class PollClosed(Refusal):
    """The poll has ended."""

    code = "messaging.poll_closed"
    status = 409
    words = Words("投票已结束。", "投票已結束。", "The poll has ended.")


class PollEndPassed(Refusal):
    """A poll cannot end in the past, nor further away than a year."""

    code = "messaging.poll_end_passed"
    status = 422
    words = Words(
        "投票的截止时间要在现在之后、一年之内，请另选一个。",
        "投票的截止時間要在現在之後、一年之內，請另選一個。",
        "A poll ends later than now, and within a year: choose another moment.",
    )


class LocationsOff(Refusal):
    """The organisation does not allow positions to be sent; it is so until an admin allows it."""

    code = "messaging.locations_off"
    status = 403
    words = Words(
        "本组织未开启发送位置。", "本組織未開啟傳送位置。", "Sending a location is switched off in this organisation."
    )


class TooManyFavourites(Refusal):
    """A person keeps ``limit`` messages at hand."""

    code = "messaging.too_many_favourites"
    status = 409
    words = Words("最多收藏 {limit} 条。", "最多收藏 {limit} 則。", "You can keep {limit} favourites at most.")


class Busy(Refusal):
    """More messages are waiting than the server takes on."""

    code = "messaging.busy"
    status = 503
    words = Words(
        "消息过多，请 {retry_after} 秒后重试。",
        "訊息過多，請 {retry_after} 秒後重試。",
        "Too many messages are waiting. Try again in {retry_after} s.",
    )
