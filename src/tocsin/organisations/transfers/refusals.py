"""What is refused about transfers."""

from tocsin.kernel.errors import Refusal, Words


class TransferRunning(Refusal):
    """One transfer of a member runs at a time."""

    code = "organisations.transfer_running"
    status = 409
    words = Words(
        "该成员已有进行中的调动。",
        "該成員已有進行中的調動。",
        "A transfer of this member is under way already.",
    )


class TransferClosed(Refusal):
    """The transfer is past this: its state is ``state``."""

    code = "organisations.transfer_closed"
    status = 409
    words = Words("该调动已有结果。", "該調動已有結果。", "This transfer has been decided already.")


class TransferAnswered(Refusal):
    """Whoever gave their word has given it."""

    code = "organisations.transfer_answered"
    status = 409
    words = Words("你已对该调动表态。", "你已對該調動表態。", "You have answered this transfer already.")


class TransferPointless(Refusal):
    """The member is not in the department to leave, or is in the one to enter."""

    code = "organisations.transfer_pointless"
    status = 422
    words = Words(
        "成员不在调出部门，或已在调入部门。",
        "成員不在調出部門，或已在調入部門。",
        "The member is not in the department to leave, or is in the other one already.",
    )


class TransferDay(Refusal):
    """It takes effect between now and ``days`` days ahead."""

    code = "organisations.transfer_day"
    status = 422
    words = Words(
        "生效日期须在今天至 {days} 天之内。",
        "生效日期須在今天至 {days} 天之內。",
        "It takes effect between today and {days} days from now.",
    )
