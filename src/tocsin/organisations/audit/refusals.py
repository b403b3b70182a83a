"""Expected refusals of the desk."""

from tocsin.kernel.errors import Refusal, Words


class TooManySearches(Refusal):
    """As many searches are kept as one may keep: ``limit``."""

    code = "organisations.too_many_searches"
    status = 409
    words = Words(
        "最多保存 {limit} 个搜索，请先删除一个。",
        "最多儲存 {limit} 個搜尋，請先刪除一個。",
        "At most {limit} searches are kept; delete one first.",
    )


class KeptTooShortly(Refusal):
    """Acts are kept for six calendar months at least: ``least`` days, and ``most`` at most."""

    code = "organisations.kept_too_shortly"
    status = 422
    words = Words(
        "审计记录须保存 {least} 至 {most} 天。",
        "稽核紀錄須保存 {least} 至 {most} 天。",
        "The audit log is kept for {least} to {most} days.",
    )
