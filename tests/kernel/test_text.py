"""What may be written, and how it is found again."""

import unicodedata
from collections.abc import Callable
from itertools import groupby

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.kernel import text
from tocsin.kernel.text.normal import normal, pile_in


@pytest.mark.parametrize(
    "line",
    [
        "张伟",
        "季度总结 👩‍👩‍👧‍👦",
        "❤️ 好的",
        "👍🏽",
        "1️⃣ 第一",
        "🏴󠁧󠁢󠁥󠁮󠁧󠁿",
        "葛󠄀城",
        "می‌خواهم",
        "ᠮᠣᠩᠭᠣᠯ᠎ᠠ",
        "क्‍ष",
        "🏳️‍🌈",
        "𠮷野家",
        "🫨",
    ],
)
def test_a_line_keeps_what_its_writing_needs(line: str) -> None:
    assert text.clean_line(line, 50) == unicodedata.normalize("NFC", line)


@pytest.mark.parametrize(
    "line",
    [
        "a\x00b", "a\x1bb", "a\x85b", "a\tb", "a\nb", "a\u2028b", "\u202egpj.exe", "a\u2066b\u2069", "a\u200bb", "a\u200db", "张\u200d伟",
        "a\ufeffb", "a\u00adb", "a\u061cb", "a\u180eb", "a\ufe0fb", "\u3164", "a\ue000b", "a\ufffeb", "a\U000e0041b", "x\U0001f3f4\U000e0061\U000e007f",
        "\ud800", "a\u034fb", "می\u200c\u200cخ", "👍\u200d\u200d👍", "a\u202fb\u2060", "z" + "\u0335\u0337" * 5,
    ],
)  # fmt: skip
def test_a_line_refuses_what_nobody_sees(line: str) -> None:
    with pytest.raises(text.BadCharacter) as refused:
        text.clean_line(line, 50, field="name")
    assert refused.value.params["field"] == "name"


PILES = ["a" + "\u0316\u0301" * 39_000, "ש" + "\u05b0\u0591" * 9_000, "か" + "\uff9e" * 9_000, "ཀ" + "\u0f73" * 9_000]


@pytest.fixture
def sorted_at_once(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many marks in a row were given to be put in order, call by call: its cost is the square of that."""
    runs: list[int] = []
    real = unicodedata.normalize

    def counting(form: str, given: str) -> str:
        taken = (unicodedata.combining(real("NFKD", c)[0]) > 0 for c in given)
        runs.append(max((len(list(run)) for marks, run in groupby(taken) if marks), default=0))
        return real(form, given)

    monkeypatch.setattr(unicodedata, "normalize", counting)
    return runs


@pytest.mark.parametrize("pile", PILES)
def test_marks_without_end_are_refused_before_they_are_put_in_order(pile: str, sorted_at_once: list[int]) -> None:
    for clean in (text.clean_body, text.clean_line):
        with pytest.raises(text.BadCharacter):
            clean(pile, 20_000)
    assert sorted_at_once == []


@pytest.mark.parametrize("pile", PILES)
@pytest.mark.parametrize(
    "compare", [text.fold, text.bare, text.text_terms, text.index_terms, text.sort_key, text.query_terms]
)
def test_what_compares_texts_puts_no_more_than_thirty_marks_in_order(
    compare: Callable[[str], object], pile: str, sorted_at_once: list[int]
) -> None:
    compare(pile)
    assert max(sorted_at_once, default=0) <= 31


def test_every_mark_of_unicode_is_known_to_be_one() -> None:
    for c in (chr(n) for n in range(0x11_0000) if not 0xD800 <= n < 0xE000):
        sorts = unicodedata.combining(c) or unicodedata.combining(unicodedata.normalize("NFKD", c)[0])
        assert bool(pile_in(c * 31)) == bool(sorts), hex(ord(c))


def test_thirty_marks_are_put_in_order_and_more_are_left_out_where_nothing_can_be_refused() -> None:
    thirty = "a" + "\u0316\u0301" * 15
    assert normal("NFD", thirty) == unicodedata.normalize("NFD", thirty)
    assert normal("NFD", thirty + "\u0301" * 9 + "b") == unicodedata.normalize("NFD", thirty + "b")


def test_what_is_searched_of_a_text_does_not_grow_beyond_it() -> None:
    assert len(text.spread("\ufdfa" * 20_000).folded) <= 40_000


@pytest.mark.parametrize("body", ["", "  \n\t ", "\u3000\u3000", "\u2800\u2800", "\u0301", " \u0301 "])
def test_a_body_of_nothing_visible_is_empty(body: str) -> None:
    with pytest.raises(text.Empty):
        text.clean_body(body, 100)


def test_a_body_keeps_lines_and_tabs_and_trims_its_ends() -> None:
    assert text.clean_body("\n 你好\r\n\tcafe\u0301\r再见 \n", 100) == "你好\n\tcafé\n再见"


def test_size_is_held_in_characters_and_in_bytes() -> None:
    assert text.clean_body("好" * 10, 10, limit_bytes=30) == "好" * 10
    with pytest.raises(text.TooLong):
        text.clean_body("好" * 11, 10)
    with pytest.raises(text.TooLong):
        text.clean_body("好" * 10, 10, limit_bytes=29)
    with pytest.raises(text.TooLong):
        text.clean_body("x" * 1_000_000, 20_000)
    with pytest.raises(text.TooShort):
        text.clean_line("a", 10, least=2)


@pytest.fixture(scope="module", autouse=True)
def _dictionaries() -> None:
    text.warm()


_any_text = st.text(st.characters(), max_size=60)


@settings(deadline=None)
@given(_any_text)
def test_cleaning_twice_changes_nothing(raw: str) -> None:
    for clean in (lambda s: text.clean_line(s, 80), lambda s: text.clean_body(s, 80), text.check_title):
        try:
            once = clean(raw)
        except text.Unfit:
            continue
        assert clean(once) == once
        assert once.strip()
        once.encode()


@settings(deadline=None)
@given(st.text(st.sampled_from("张伟王小明·. -'’•ＡaБsé́ 〇々ロカ가a̧"), max_size=12))
def test_a_checked_name_stays_as_it_is(raw: str) -> None:
    try:
        once = text.check_person_name(raw)
    except text.Unfit:
        return
    assert text.check_person_name(once) == once
    assert 2 <= len(once) <= 50


@pytest.mark.parametrize(
    ("given_name", "kept"),
    [
        ("张伟", "张伟"), (" 欧阳娜娜 ", "欧阳娜娜"), ("阿卜杜热合曼·买买提", "阿卜杜热合曼·买买提"), ("阿凡提 • 艾山", "阿凡提·艾山"), ("𠮷田𠀋", "𠮷田𠀋"),
        ("Ｊｏｈｎ　Smith", "John Smith"), ("Anne-Marie O’Neil", "Anne-Marie O'Neil"), ("José  Ramírez", "José Ramírez"), ("John R. Smith Jr.", "John R. Smith Jr."),
        ("David 陈", "David 陈"), ("田中はるか", "田中はるか"), ("김민수", "김민수"), ("Дмитрий Иванов", "Дмитрий Иванов"), ("ئالىم ئەخمەت", "ئالىم ئەخمەت"),
        ("བསྟན་འཛིན"[:3], "བསྟན་འཛིན"[:3]), ("叶〇", "叶〇"), ("佐々木", "佐々木"), ("Nguyễn Văn An", "Nguyễn Văn An"), ("⼤⽊", "大木"),
    ],
)  # fmt: skip
def test_real_names_pass(given_name: str, kept: str) -> None:
    assert text.check_person_name(given_name) == kept


@pytest.mark.parametrize(
    ("name", "refusal"),
    [
        ("张", text.TooShort), ("张·", text.BadSymbol), ("张伟2", text.BadSymbol), ("张伟(北京)", text.BadSymbol), ("★张伟★", text.BadSymbol), ("张伟😀", text.BadSymbol),
        ("管理员_", text.BadSymbol), ("张@伟", text.BadSymbol), ("A" * 51, text.TooLong), ("--", text.BadSymbol), ("·张伟", text.BadSymbol), ("张··伟", text.BadSymbol),
        ("Jоhn", text.LookAlike), ("Ѕара", text.LookAlike), ("рауа", text.LookAlike), ("Αννα Smith", text.LookAlike), ("张カ", text.LookAlike), ("Dɑvid", text.LookAlike),
        ("张\u200b伟", text.BadCharacter), ("\u202e伟张", text.BadCharacter), ("   ", text.Empty), ("①②", text.BadSymbol), ("㈱张", text.BadSymbol), ("z̶̷̸̶a", text.BadSymbol),
        ("伟\u0301\u0301\u0301\u0301伟", text.BadSymbol), ("ㄚ王", text.BadSymbol), ("<b>张伟</b>", text.BadSymbol), ("=1+1", text.BadSymbol), ("O'", text.BadSymbol), ("J.", text.TooShort),
    ],
)  # fmt: skip
def test_names_that_are_none_are_refused(name: str, refusal: type[text.Unfit]) -> None:
    with pytest.raises(refusal):
        text.check_person_name(name)


def test_titles_take_punctuation_and_pictures_only_when_asked() -> None:
    assert text.check_title("  研发部（北京） -  A/B & C++ 组 ") == "研发部（北京） - A/B & C++ 组"
    assert text.check_title("第 3 设计院：Ⅱ期") == "第 3 设计院：Ⅱ期"
    assert text.check_title("周报群 🎉", emoji=True) == "周报群 🎉"
    for title in ("周报群 🎉", "———", "★★"):
        with pytest.raises(text.BadSymbol):
            text.check_title(title)
    with pytest.raises(text.LookAlike):
        text.check_title("Аcme 公司")  # the first letter is Cyrillic
    assert text.check_title("哈萨克 Қазақстан 组") == "哈萨克 Қазақстан 组"


def test_login_names() -> None:
    assert text.check_login_name(" Zhang.Wei-01 ") == "zhang.wei-01"
    for name in ("abc", "1234", "1abcd", "a b c", "zhāng", "a..b.c", "abcd-", "a" * 33, "张伟张伟", "аdmin1"):
        with pytest.raises(text.BadLoginName):
            text.check_login_name(name)
    for name in ("administrator", "admin-2", "root.x", "support"):
        with pytest.raises(text.ReservedName):
            text.check_login_name(name)


@pytest.mark.parametrize(
    "dressed",
    [
        "13800138000",
        "138 0013 8000",
        "138-0013-8000",
        "+86 13800138000",
        "(+86)138.0013.8000",
        "\u202d13800138000\u202c",
        "１３８００１３８０００",
        "008613800138000",
    ],
)
def test_a_phone_number_has_one_form(dressed: str) -> None:
    assert text.phone(dressed) == "+8613800138000"


@pytest.mark.parametrize(
    "number",
    ["", "1380013800", "138001380001", "010-62345678", "abc", "+86", "12345", "1" * 80, "138001380OO", "=13800138000"],
)
def test_what_is_no_mobile_number_is_refused(number: str) -> None:
    with pytest.raises(text.BadPhone):
        text.phone(number)


def test_numbers_of_elsewhere_and_fixed_lines() -> None:
    assert text.phone("07400 123456", "GB") == "+447400123456"
    assert text.phone("+1 201-555-0123") == "+12015550123"
    assert text.phone("010-62345678", mobile=False) == "+861062345678"


def test_masks_show_little() -> None:
    assert text.mask_phone("+8613800138000") == "138****8000"
    assert text.mask_phone("+447400123456") == "+44****3456"
    assert text.mask_email("alice@x.cn") == "a***@x.cn"


def test_e_mail_addresses_have_one_form() -> None:
    assert text.email(" Wei.Zhang@Example.COM ") == "wei.zhang@example.com"
    for address in (
        "",
        "a@b",
        "a b@x.cn",
        "a@@x.cn",
        "@x.cn",
        "a@x..cn",
        "张@x.cn",
        "a@-x.cn",
        f"{'a' * 65}@x.cn",
        "a@x.cn\nBcc: b@x.cn",
    ):
        with pytest.raises(text.BadEmail):
            text.email(address)


@settings(deadline=None)
@given(_any_text)
def test_folding_twice_changes_nothing(raw: str) -> None:
    raw = raw.encode("utf-8", "ignore").decode()
    assert text.fold(text.fold(raw)) == text.fold(raw)


def test_folding_meets_width_case_and_both_sets_of_characters() -> None:
    assert text.fold("  張偉　ＡＢＣ ß ") == text.fold("张伟 abc ss")


def _finds(question: str, name: str) -> bool:
    asked = text.query_terms(question)
    return bool(asked) and set(asked) <= text.index_terms(name)


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("张伟", "张伟"), ("張偉", "张伟"), ("张伟", "張偉"), ("伟", "张伟"), ("小明", "王小明"), ("zhangwei", "张伟"), ("zhang wei", "张伟"), ("Zhāng Wěi", "张伟"), ("zhangw", "张伟"),
        ("zw", "张伟"), ("z", "张伟"), ("wei", "张伟"), ("zwei", "张伟"), ("wxm", "王小明"), ("xm", "王小明"), ("xiaoming", "王小明"), ("wangxm", "王小明"), ("xujy", "许静怡"), ("zhaoqm", "赵启明"), ("ouynn", "欧阳娜娜"), ("ouyangnn", "欧阳娜娜"), ("xiaom", "王小明"), ("张w", "张伟"),
        ("shan", "单雄信"), ("dan", "单雄信"), ("qiu", "仇英"), ("zengguofan", "曾国藩"), ("xie", "解缙"), ("ou", "区大相"), ("zha", "查良镛"), ("piao", "朴志勋"),
        ("yuchigong", "尉迟恭"), ("尉遲", "尉迟恭"), ("moqi", "万俟卨"), ("ouyang", "欧阳修"), ("oyx", "欧阳修"), ("lv", "吕布"), ("lyu", "吕布"), ("lu", "吕布"), ("lǚ bù", "吕布"), ("yue", "乐毅"), ("le", "乐毅"),
        ("jose", "José Ramírez"), ("ramirez jose", "José Ramírez"), ("jr", "José Ramírez"), ("joser", "José Ramírez"), ("o'neil", "Anne O'Neil"), ("oneil", "Anne O'Neil"),
        ("chen", "David 陈"), ("dc", "David 陈"), ("买买提", "阿卜杜·买买提"), ("研发", "研发部（北京）"), ("yfb", "研发部（北京）"), ("𠮷", "𠮷田"), ("xi'an", "西安"), ("дмитр", "Дмитрий"), ("김", "김민수"), ("김민", "김민수"),
    ],
)  # fmt: skip
def test_a_name_is_found_by(question: str, name: str) -> None:
    assert _finds(question, name)


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("伟张", "张伟"), ("wz", "张伟"), ("hang", "张伟"), ("李", "张伟"),
        ("", "张伟"),
        ("  ·", "张伟"),
        ("zhangweix", "张伟"), ("xuyj", "许静怡"), ("xujj", "许静怡"),
    ],
)  # fmt: skip
def test_a_name_is_not_found_by(question: str, name: str) -> None:
    assert not _finds(question, name)


def test_posts_phones_and_codes_are_found() -> None:
    assert set(text.query_terms("工程师")) <= text.post_terms("高级工程师")
    assert set(text.query_terms("gjgcs")) <= text.post_terms("高级工程师")
    assert set(text.query_terms("sales")) <= text.post_terms("Head of Sales")
    assert set(text.query_terms("138 0013 8000")) <= text.phone_terms("+8613800138000")
    assert set(text.query_terms("8000")) <= text.phone_terms("+8613800138000")
    assert not set(text.query_terms("0138")) <= text.phone_terms("+8613800138000")
    assert set(text.query_terms("A-017")) <= text.code_terms("A-0171")
    assert set(text.query_terms("2024")) <= text.code_terms("202401")


def test_what_is_stored_for_a_name_stays_small() -> None:
    assert len(text.index_terms("王小明")) < 60
    assert len(text.index_terms("欧阳娜娜")) < 100
    assert len(text.index_terms("单" * 50)) < 1500
    assert len(text.query_terms("一二三四五六七八九十" * 50)) <= 12


@settings(deadline=None)
@given(_any_text)
def test_every_text_can_be_indexed_and_asked_for(raw: str) -> None:
    for term in text.index_terms(raw) | set(text.query_terms(raw)) | text.post_terms(raw) | text.code_terms(raw):
        assert 0 < len(term) <= text.search.LONGEST
    text.sort_key(raw)


def test_names_sort_as_a_directory_does() -> None:
    names = ["赵敏", "Bob", "单雄信", "张伟", "安琪", "曾国藩", "单丹丹", "张三"]
    assert sorted(names, key=text.sort_key) == ["安琪", "Bob", "单丹丹", "单雄信", "曾国藩", "张三", "张伟", "赵敏"]


@pytest.mark.parametrize(
    "name",
    ["管理员", "管理員", "系统管理员", "铎系统", "鐸系統", "铎", "铎 官方", "官方客服", "系统通知", "客服", "null", "Null", "N.u.l.l", "Admin",
     "Tocsin Support", "System", "Official", "аdmin", "Ｔｏｃｓｉｎ", "系统·消息", "铎客服团队", "undefined", "Super Admin"],
)  # fmt: skip
def test_nobody_calls_themselves_the_platform(name: str) -> None:
    with pytest.raises(text.ReservedName):
        text.check_no_office(name)


@pytest.mark.parametrize(
    "name",
    [
        "张伟",
        "管仲",
        "官方敏",
        "铎木",
        "王铎",
        "郑铎",
        "系井",
        "Jennifer Null",
        "Root Beer",
        "Adminah Jones",
        "Helper",
        "Supportive Sam",
        "平台儿",
        "Nil Ratan",
    ],
)
def test_real_names_stay_possible(name: str) -> None:
    assert text.check_no_office(name) == name


@pytest.mark.parametrize(
    "name",
    ["铎官方", "鐸系統通知", "Tocsin", "Tocsin Team", "系统通知", "官方公告", "TOCS1N support", "Official Support"],
)
def test_no_group_or_organisation_speaks_for_the_platform(name: str) -> None:
    with pytest.raises(text.ReservedName):
        text.check_no_platform(name)


@pytest.mark.parametrize(
    "name", ["客服", "管理员", "IT Support", "系统部", "通知", "木铎书院", "铎声合唱团", "平台组", "Admin team"]
)
def test_offices_of_their_own_are_no_claim(name: str) -> None:
    assert text.check_no_platform(name) == name


@pytest.mark.parametrize(
    "name", ["support1", "adm1n", "admin007", "sup.port", "r00t", "he1p", "off1cial2", "t0csin", "system-1"]
)
def test_login_names_of_offices_are_kept_with_digits_too(name: str) -> None:
    with pytest.raises(text.ReservedName):
        text.check_login_name(name)


@pytest.mark.parametrize("name", ["zhangwei1", "test01", "supporter", "rooth", "helpful", "manager3", "serviceman"])
def test_login_names_of_people_stay_possible(name: str) -> None:
    assert text.check_login_name(name) == name
