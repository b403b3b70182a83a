"""What this room refuses, in words."""

from tocsin.kernel.errors import Refusal, Words


class CodeWrong(Refusal):
    """The digits do not match; ``left`` tries remain before the code is void."""

    code = "accounts.code_wrong"
    status = 422
    words = Words(
        "验证码不正确，还可以试 {left} 次。",
        "驗證碼不正確，還可以試 {left} 次。",
        "The code is wrong. Tries left: {left}.",
    )


class CodeVoid(Refusal):
    """No code is open for this phone and purpose: none was asked for, or it is late, used, or guessed at too often."""

    code = "accounts.code_void"
    status = 422
    words = Words(
        "验证码已失效，请重新获取。", "驗證碼已失效，請重新取得。", "The code is no longer valid. Ask for a new one."
    )


class CodesTooOften(Refusal):
    """Too many codes for one phone or from one address."""

    code = "accounts.codes_too_often"
    status = 429
    words = Words(
        "获取验证码太频繁，请 {retry_after} 秒后再试。",
        "取得驗證碼太頻繁，請 {retry_after} 秒後再試。",
        "Too many codes asked for. Try again in {retry_after} s.",
    )


class PhoneNeeded(Refusal):
    """No phone was named, and nobody is signed in whose own it could be."""

    code = "accounts.phone_needed"
    status = 422
    words = Words("请填写手机号。", "請填寫手機號碼。", "Enter a phone number.")


class SignInWrong(Refusal):
    """Identifier and password do not belong together; which of them is wrong is not told."""

    code = "accounts.sign_in_wrong"
    status = 403
    words = Words("账号或密码不正确。", "帳號或密碼不正確。", "The account or the password is wrong.")


class SignInTooOften(Refusal):
    """Too many wrong passwords; signing in by phone and code remains open."""

    code = "accounts.sign_in_too_often"
    status = 429
    words = Words(
        "密码错误次数过多，请 {retry_after} 秒后再试，或改用手机验证码登录。",
        "密碼錯誤次數過多，請 {retry_after} 秒後再試，或改用手機驗證碼登入。",
        "Too many wrong passwords. Try again in {retry_after} s, or sign in with a code sent to your phone.",
    )


class AccountSuspended(Refusal):
    """The account is suspended; told only to those who proved that it is theirs."""

    code = "accounts.suspended"
    status = 403
    words = Words(
        "账号已被暂停使用，请联系管理员。",
        "帳號已暫停使用，請聯絡管理員。",
        "This account is suspended. Contact the administrator.",
    )


class AccountFrozen(Refusal):
    """The account is frozen for good; told only to those who proved that it is theirs."""

    code = "accounts.frozen"
    status = 403
    words = Words("账号已被永久冻结。", "帳號已永久凍結。", "This account has been frozen permanently.")


class TicketVoid(Refusal):
    """The registration ticket is unknown, late or used."""

    code = "accounts.ticket_void"
    status = 422
    words = Words(
        "注册已超时，请重新验证手机号。",
        "註冊已逾時，請重新驗證手機號碼。",
        "Registration has timed out. Verify the phone again.",
    )


class PhoneTaken(Refusal):
    """The phone already has an account: one account a phone."""

    code = "accounts.phone_taken"
    status = 409
    words = Words(
        "该手机号已注册，请直接登录。",
        "此手機號碼已註冊，請直接登入。",
        "This phone already has an account. Sign in instead.",
    )


class LoginNameTaken(Refusal):
    """Somebody else has this login name."""

    code = "accounts.login_name_taken"
    status = 409
    words = Words(
        "该登录名已被使用，请换一个。", "此登入名稱已有人使用，請換一個。", "This login name is taken. Choose another."
    )


class HandleTaken(Refusal):
    """Somebody else has this handle."""

    code = "accounts.handle_taken"
    status = 409
    words = Words(
        "该账号名已被使用，请换一个。", "此帳號名稱已有人使用，請換一個。", "This handle is taken. Choose another."
    )


class NameReclaimed(Refusal):
    """The name, or one that looks like it, was taken from somebody who misled others with it."""

    code = "accounts.name_reclaimed"
    status = 409
    words = Words(
        "这个名称已被平台收回，暂不能使用，请换一个。",
        "這個名稱已被平台收回，暫不能使用，請換一個。",
        "This name was taken back by the operator and cannot be used. Choose another.",
    )


class NothingToReclaim(Refusal):
    """The account has nothing of what is to be taken back, or the name is not held."""

    code = "accounts.nothing_to_reclaim"
    status = 409
    words = Words("没有可收回的内容。", "沒有可收回的內容。", "There is nothing of it to take back.")


class AccountUnknown(Refusal):
    """No account has this phone, login name, handle or id; told to the operator alone."""

    code = "accounts.account_unknown"
    status = 404
    words = Words("找不到这个账号。", "找不到這個帳號。", "No account has this phone, login name, handle or id.")


class GroundNeeded(Refusal):
    """What the operator does with an account has a ground, which is kept."""

    code = "accounts.ground_needed"
    status = 422
    words = Words("请写明理由。", "請寫明理由。", "Say why: the ground is kept with what is done.")


class AdultNeeded(Refusal):
    """Only people of full legal capacity register themselves."""

    code = "accounts.adult_needed"
    status = 422
    words = Words(
        "自行注册须具有完全民事行为能力：已满 18 周岁，或已满 16 周岁并以自己的劳动收入为主要生活来源。",
        "自行註冊須具有完全行為能力：已滿 18 歲，或已滿 16 歲並以自己的勞動收入為主要生活來源。",
        "Who registers has full legal capacity: is 18 or older, or 16 or older and living mainly on their own earnings.",
    )


class AgreementsNeeded(Refusal):
    """A document in force was not accepted in its current version; ``documents`` names those."""

    code = "accounts.agreements_needed"
    status = 422
    words = Words(
        "请阅读并同意最新版本的服务协议和隐私政策。",
        "請閱讀並同意最新版本的服務條款與隱私權政策。",
        "Read and accept the current service agreement and privacy policy.",
    )


class PasswordShort(Refusal):
    """Fewer than ``least`` characters."""

    code = "accounts.password_short"
    status = 422
    words = Words(
        "密码至少需要 {least} 个字符。", "密碼至少需要 {least} 個字元。", "A password has at least {least} characters."
    )


class PasswordLong(Refusal):
    """More than ``limit`` characters."""

    code = "accounts.password_long"
    status = 422
    words = Words(
        "密码最多 {limit} 个字符。", "密碼最多 {limit} 個字元。", "A password has at most {limit} characters."
    )


class PasswordBadCharacter(Refusal):
    """A control character: it cannot be typed again on another device."""

    code = "accounts.password_bad_character"
    status = 422
    words = Words(
        "密码含有无法输入的字符。",
        "密碼含有無法輸入的字元。",
        "The password contains a character that cannot be typed.",
    )


class PasswordWeak(Refusal):
    """Too easily guessed; ``score`` is zxcvbn's, 0 to 4, of which 3 are needed."""

    code = "accounts.password_weak"
    status = 422
    words = Words(
        "密码太容易被猜到，请加长或换一个，不要用姓名、手机号和常见词。",
        "密碼太容易被猜到，請加長或換一個，不要使用姓名、手機號碼與常見字詞。",
        "This password is easily guessed. Make it longer, without your name, phone or common words.",
    )


class PasswordProofNeeded(Refusal):
    """A new password takes the present one, or a code sent to the account's phone."""

    code = "accounts.password_proof_needed"
    status = 422
    words = Words(
        "请填写当前密码或手机验证码。",
        "請填寫目前的密碼或手機驗證碼。",
        "Enter the current password or a code sent to your phone.",
    )


class PasswordWrong(Refusal):
    """The present password was not it."""

    code = "accounts.password_wrong"
    status = 403
    words = Words("当前密码不正确。", "目前的密碼不正確。", "The current password is wrong.")


class BadStanding(Refusal):
    """The account is not in a state from which this change is possible."""

    code = "accounts.bad_standing"
    status = 409
    words = Words(
        "账号当前状态（{status}）不允许这样做。",
        "帳號目前狀態（{status}）不允許這樣做。",
        "The account's state ({status}) does not allow this.",
    )


class PresenceEndWrong(Refusal):
    """What one says of oneself would end in the past, or later than a year from now."""

    code = "accounts.presence_end_wrong"
    status = 422
    words = Words(
        "结束时间须在现在之后、一年之内。",
        "結束時間須在現在之後、一年之內。",
        "The end must lie ahead, within a year.",
    )


class UnknownTimeZone(Refusal):
    """No such time zone; they go by their names in the IANA database."""

    code = "accounts.unknown_time_zone"
    status = 422
    words = Words("没有「{zone}」这个时区。", "沒有「{zone}」這個時區。", "There is no time zone {zone}.")


class NoQuietHours(Refusal):
    """Quiet hours that never begin, or end as they begin."""

    code = "accounts.no_quiet_hours"
    status = 422
    words = Words(
        "请至少选一天，开始和结束的时间也不能相同。",
        "請至少選一天，開始和結束的時間也不能相同。",
        "Choose at least one day, and a beginning and an end that differ.",
    )


class QuietTooLong(Refusal):
    """Quiet is asked for longer than ``days`` ahead: nobody remembers it by then."""

    code = "accounts.quiet_too_long"
    status = 422
    words = Words("勿扰最长 {days} 天。", "勿擾最長 {days} 天。", "Quiet lasts {days} days at most.")
