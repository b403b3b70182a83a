"""Files of other products, sound and hostile, as they are read."""

import io
import json
import struct
import tracemalloc
import zipfile
from datetime import UTC, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from tests.messaging.imports.bringing import archive, lines, row, sheet, slack, workbook
from tocsin.kernel.errors import Refusal
from tocsin.messaging.imports.rules import model
from tocsin.messaging.imports.rules.matching import Candidate, match
from tocsin.messaging.imports.rules.model import Author, Reading
from tocsin.messaging.imports.rules.opening import read
from tocsin.organisations.door import read_workbook
from tocsin.organisations.roster.refusals import RosterUnpacksTooLarge

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 5, 20, tzinfo=UTC)
GOOD = ("2024-05-01 09:00:00", "何川", "早", "小组")


def found(data: bytes) -> Reading:
    return read(data, ZONE, NOW)


def texts(reading: Reading) -> dict[str, list[str]]:
    return {one.name: [said.text for said in one.said] for one in reading.channels.values()}


def why(data: bytes) -> str:
    with pytest.raises(Refusal) as refused:
        found(data)
    return refused.value.code


def codes(reading: Reading) -> list[str]:
    return [one.code for one in reading.refused]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_sheet_is_read_in_the_encodings_there_are(encoding: str) -> None:
    reading = found(sheet(GOOD, ("2024/05/01 10:30", "周岚", "好的，收到", "小组"), encoding=encoding))
    assert texts(reading) == {"小组": ["早", "好的，收到"]}
    said = reading.channels["小组"].said[0]
    assert said.at == datetime(2024, 5, 1, 1, tzinfo=UTC)
    assert reading.source == "dingtalk"


def test_headings_come_in_any_words_and_order_and_a_workbook_is_the_same() -> None:
    headings = ("消息类型", "会话名称", "内容", "昵称", "时间", "手机号", "工号")
    rows = (("文本", "教研", "=1+1", "何川", "2024年5月1日 09:00", "13490000003", "DS00003"),)
    for data in (sheet(*rows, headings=headings), workbook(*rows, headings=headings)):
        reading = found(data)
        assert texts(reading) == {"教研": ["=1+1"]}
        (author,) = reading.authors.values()
        assert (author.name, author.phone, author.work_no) == ("何川", "13490000003", "DS00003")
    # A spreadsheet's own moment, and one in seconds.
    reading = found(workbook((45413.375, "何川", "早", "小组"), ("1714525200", "何川", "晚", "小组")))
    assert [one.at for one in reading.channels["小组"].said] == [datetime(2024, 5, 1, 1, tzinfo=UTC)] * 2


def test_rows_are_refused_one_by_one_with_a_reason() -> None:
    rows = (
        GOOD,
        ("2099-01-01 00:00:00", "何川", "明天", "小组"),
        ("昨天", "何川", "何时", "小组"),
        ("2024-05-01 09:00:00", "何川", "   ", "小组"),
        ("2024-05-01 09:00:00", "何川", "a\u0000b\u202e", "小组"),
        ("2024-05-01 09:00:00", "何川", "长" * 30_000, "小组"),
        GOOD,
    )
    reading = found(workbook(*(one for one in rows if "\u0000" not in one[2])))
    assert texts(reading) == {"小组": ["早"]}
    assert codes(reading) == [
        "messaging.import_row_future",
        "messaging.import_row_no_date",
        "text.empty",
        "text.too_long",
    ]
    assert why(sheet(("2099-01-01 00:00:00", "何川", "明天", "小组"))) == "messaging.import_empty"
    assert why(sheet(GOOD, headings=("甲", "乙", "丙", "丁"))) == "messaging.import_columns"
    assert why(b"garbage\n") == "messaging.import_format"
    assert why(b"\xff\xfe\x00\x00\x80") == "messaging.import_format"
    assert why(b"\x00\x01\x02" * 100) in ("messaging.import_format", "messaging.import_columns")


def test_notices_are_no_messages_and_html_stays_text() -> None:
    headings = ("发送时间", "发送人", "消息内容", "群名称", "消息类型")
    reading = found(
        sheet(
            ("2024-05-01 09:00:00", "何川", "<img src=x onerror=alert(1)>", "小组", "text"),
            ("2024-05-01 09:00:01", "何川", "何川撤回了一条消息", "小组", "系统消息"),
            headings=headings,
        )
    )
    assert texts(reading) == {"小组": ["<img src=x onerror=alert(1)>"]}
    assert codes(reading) == ["messaging.import_row_kind"]


SLACK_USERS = (
    {"id": "U1", "name": "zl", "profile": {"real_name": "周岚", "email": "zhou@example.org"}},
    {"id": "U2", "name": "hc", "profile": {"real_name": "何川", "phone": "13490000003"}},
)


def test_a_slack_export_is_read_with_threads_mentions_and_names_of_files() -> None:
    day = [
        {
            "type": "message",
            "user": "U1",
            "text": "看 <@U2> &amp; <https://example.org|这里> &lt;b&gt;",
            "ts": "1714525200.000100",
        },
        {"type": "message", "user": "U2", "text": "好", "ts": "1714525260.000100", "thread_ts": "1714525200.000100"},
        {
            "type": "message",
            "user": "U2",
            "text": "",
            "ts": "1714525270.0",
            "files": [{"name": "../a/表.xlsx", "url_private": "https://x"}],
        },
        {"type": "message", "subtype": "channel_join", "user": "U2", "text": "joined", "ts": "1714525280.0"},
        {"type": "message", "user": "U2", "text": "圈", "ts": "1714525290.0", "thread_ts": "1714525290.0"},
        "no object",
        {"type": "message", "user": "U9", "text": "谁", "ts": "x"},
    ]
    reading = found(slack({"general/2024-05-01": day}, SLACK_USERS))
    assert texts(reading) == {"general": ["看 @何川 & 这里 https://example.org <b>", "好", "[../a/表.xlsx]", "圈"]}
    assert [one.reply_to for one in reading.channels["general"].said] == [None, "1714525200.000100", None, None]
    assert sorted(codes(reading)) == [
        "messaging.import_row_kind",
        "messaging.import_row_no_date",
        "messaging.import_row_unread",
    ]


def test_bold_words_of_slack_come_plain_and_other_asterisks_stay() -> None:
    said = ["*周五* 前交 *两份 材料*。", "2*3*4", "* 一\n* 二", "**", "*<https://a.example/x|链接>*"]
    day = [{"type": "message", "ts": f"{1714525200 + n}.0", "user": "U1", "text": one} for n, one in enumerate(said)]
    (shown,) = texts(found(slack({"小组/2024-05-01": day}))).values()
    assert shown == ["周五 前交 两份 材料。", "2*3*4", "* 一\n* 二", "**", "链接 https://a.example/x"]


def test_a_mattermost_file_is_read_alone_and_in_an_archive() -> None:
    data = lines(
        row("team", name="school", display_name="学校"),
        row("channel", team="school", name="town", display_name="大厅", type="O"),
        row("user", username="hc", email="he@example.org", first_name="川", last_name="何"),
        row(
            "post", team="school", channel="town", user="hc", message="早", create_at=1714525200000,
            replies=[{"user": "zl", "message": "好", "create_at": 1714525260000}, "x"],
            attachments=[{"path": "data/../../etc/计划.pdf"}],
        ),
        row("post", team="school", channel="town", user="hc", message="joined", create_at=1, type="system_join_channel"),
        row("direct_post", channel_members=["zl", "hc"], user="zl", message="只对你", create_at=1714525300000),
        {"type": "mystery", "mystery": {}},
    )  # fmt: skip
    for given in (data, b"\xef\xbb\xbf" + data, archive({"import.jsonl": data, "data/../../etc/计划.pdf": b"x"})):
        reading = found(given)
        assert texts(reading) == {"大厅": ["早\n[计划.pdf]", "好"], "何川、zl": ["只对你"]}
        assert reading.channels["school/town"].said[1].reply_to == reading.channels["school/town"].said[0].key
        assert len(codes(reading)) == 3
    assert why(b'{"type":"version","version":2}\n') == "messaging.import_format"


def test_lines_that_are_broken_or_endless_are_refused_and_the_rest_is_read() -> None:
    good = json.dumps(row("post", team="t", channel="c", user="u", message="早", create_at=1714525200000)).encode()
    deep = b'{"type":' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    data = b"\n".join([lines(), b"{broken", b'{"type":"post","post":"' + b"x" * 2_000_000 + b'"}', deep, good])
    reading = found(data)
    assert texts(reading) == {"c": ["早"]}
    assert "messaging.import_row_long" in codes(reading)
    assert codes(reading).count("messaging.import_row_unread") == 2


def test_archives_that_unpack_without_end_are_refused_before_they_do() -> None:
    assert why(archive({"users.json": [], "channels.json": [], "c/2024-05-01.json": b" " * (70 << 20)})) == (
        "messaging.import_too_large"
    )
    many = {f"c{n}/2024-05-{n}.json": b" " * (30 << 20) for n in range(10, 25)}
    assert why(archive({"users.json": [], "channels.json": [], **many})) == "messaging.import_too_large"
    assert why(archive({"other.txt": b"x"})) == "messaging.import_format"
    assert why(b"PK\x03\x04" + b"\x00" * 200) == "messaging.import_format"


def test_lists_of_millions_are_refused_before_anything_is_made_of_them() -> None:
    for empty in (b"{},", b"[],", b'"",'):
        users = b"[" + empty * 2_000_001 + b"0]"
        data = archive({"users.json": users, "channels.json": []})
        tracemalloc.start()
        assert why(data) == "messaging.import_too_large"
        assert tracemalloc.get_traced_memory()[1] < 64 << 20
        tracemalloc.stop()


def test_a_row_of_a_list_that_is_endless_or_damaged_is_refused_and_the_rest_is_read() -> None:
    good = b'{"user":"U1","text":"\xe6\x97\xa9","ts":"1714525200.1"}'
    deep = b'{"a":' + b"[" * 500_000 + b"]" * 500_000 + b"}"
    long = b'{"text":"' + b"x" * 2_000_000 + b'"}'
    day = b"[" + b",".join([long, b'{"text":"\xff"}', good]) + b"]"
    reading = found(archive({"users.json": [], "channels.json": [], "c/2024-05-01.json": day}))
    assert texts(reading) == {"c": ["早"]}
    assert codes(reading) == ["messaging.import_row_long", "messaging.import_row_unread"]
    reading = found(
        archive(
            {"users.json": [], "channels.json": [], "c/2024-05-01.json": b"[" + good + b"]", "c/2024-05-02.json": deep}
        )
    )
    assert codes(reading) == ["messaging.import_row_unread"]


def test_a_directory_of_millions_is_refused_before_it_is_built() -> None:
    entry = b"PK\x01\x02" + b"\x00" * 42
    size = 300_000 * len(entry)
    head = b"PK\x03\x04" + b"\x00" * 26
    small = head + entry * 300_000 + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, size, len(head), 0)
    zip64 = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 300_000, 300_000, size, len(head))
    place = struct.pack("<4sLQL", b"PK\x06\x07", 0, len(head) + size, 1)
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    for data in (small, head + entry * 300_000 + zip64 + place + end):
        tracemalloc.start()
        assert why(data) == "messaging.import_too_large"
        with pytest.raises(RosterUnpacksTooLarge):
            list(read_workbook(data))
        assert tracemalloc.get_traced_memory()[1] < 16 << 20
        tracemalloc.stop()


def test_separated_text_of_nothing_but_cells_is_refused_before_they_are_made() -> None:
    assert why(b"," * (8 << 20)) == "messaging.import_format"
    assert why((b"," * 400_000 + b"\n") * 6) == "messaging.import_too_large"


def test_an_archive_that_lies_about_a_size_gains_nothing() -> None:
    data = bytearray(archive({"users.json": [], "channels.json": [], "c/2024-05-01.json": b" " * 1_000_000}))
    # The directory says that the day has ten bytes.
    at = data.rindex(b"PK\x01\x02")
    struct.pack_into("<I", data, at + 24, 10)
    with pytest.raises(Refusal):
        found(bytes(data))


def test_links_and_paths_of_an_archive_lead_nowhere() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as packed:
        packed.writestr("users.json", "[]")
        packed.writestr("channels.json", "[]")
        link = zipfile.ZipInfo("c/2024-05-01.json")
        link.create_system, link.external_attr = 3, 0o120777 << 16
        packed.writestr(link, "/etc/passwd")
        packed.writestr("../../c/2024-05-02.json", json.dumps([{"user": "U1", "text": "早", "ts": "1714525200.1"}]))
    reading = found(buffer.getvalue())
    assert texts(reading) == {"c": ["早"]}
    assert codes(reading) == ["messaging.import_row_unread"]


def test_more_messages_than_one_import_takes_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model, "MESSAGES_MOST", 2)
    rows = tuple((f"2024-05-01 09:00:0{n}", "何川", f"{n}", "小组") for n in range(3))
    assert why(sheet(*rows)) == "messaging.import_too_large"


def test_authors_are_taken_for_members_by_what_names_one_alone() -> None:
    one, other, third = (UUID(int=n) for n in (1, 2, 3))
    members = [
        Candidate(one, "何川", "+8613490000003", "he@example.org", "DS3"),
        Candidate(other, "周岚", None, None, "DS1"),
        Candidate(third, "周岚", None, None, None),
    ]
    authors = [
        Author("a", "老何", phone="134 9000 0003"),
        Author("b", "何川", email="HE@example.org"),
        Author("g", "校长", email="he@example.org"),
        Author("c", "谁", work_no="ds1"),
        Author("d", "何川"),
        Author("e", "周岚"),
        Author("f", "生人"),
        Author("h", "何川", work_no="ds1"),
    ]
    matches = match(authors, members)
    assert {key: (found.person_id, found.by) for key, found in matches.items()} == {
        "a": (one, "phone"),
        "b": (one, "email"),
        "c": (other, "work_no"),
        "d": (one, "name"),
    }
