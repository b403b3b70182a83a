"""What is refused about external contacts."""

from tocsin.kernel.errors import Refusal, Words


class ContactListed(Refusal):
    """The keeper keeps somebody with this number already; of others' contacts nothing is said."""

    code = "organisations.contact_listed"
    status = 409
    words = Words(
        "你维护的外部联系人中已有这个号码。",
        "你維護的外部聯絡人中已有這個號碼。",
        "You keep an external contact with this number already.",
    )


class TooManyContacts(Refusal):
    """A member keeps at most ``limit``."""

    code = "organisations.too_many_contacts"
    status = 422
    words = Words(
        "每人最多维护 {limit} 个外部联系人。",
        "每人最多維護 {limit} 個外部聯絡人。",
        "A member keeps at most {limit} external contacts.",
    )


class CannotKeep(Refusal):
    """Contacts go to an active member who may keep some."""

    code = "organisations.cannot_keep"
    status = 422
    words = Words(
        "接手人必须是有权维护外部联系人的在职成员。",
        "接手人必須是有權維護外部聯絡人的在職成員。",
        "Contacts can be handed over only to an active member who may keep external contacts.",
    )


class NoNumber(Refusal):
    """Without a mobile number nobody can be asked."""

    code = "organisations.contact_without_number"
    status = 422
    words = Words("请先填写对方的手机号。", "請先填寫對方的手機號碼。", "Enter a mobile number of the contact first.")


class LinkAsked(Refusal):
    """The person was asked within the last ``days`` days, whether or not they answered, or is joined already."""

    code = "organisations.link_asked"
    status = 409
    words = Words(
        "已向对方发出请求，{days} 天内不能重复。",
        "已向對方發出請求，{days} 天內不能重複。",
        "They have been asked already. Ask again after {days} days.",
    )
