"""What a bundle proves, on paper: all of it, in three languages, whatever people called themselves and said (EFF-4)."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
import pypdfium2
import pytest
from click.testing import CliRunner

from tests.effects.entries import entry
from tests.effects.forks import OTHER, TEN, fork
from tests.effects.forks import shown as shown_head
from tests.effects.logs import ANOTHER, KEY, SECOND, WITNESS, Log, shown
from tests.effects.test_vectors import PLACE as VECTORS
from tocsin.effects import certificate as certificates
from tocsin.effects.certificate import certificate
from tocsin.effects.commands import verify as command
from tocsin.effects.rules.bundle import verify
from tocsin.kernel.errors import LANGUAGES, Language

SAID: dict[Language, tuple[str, ...]] = {
    "zh-CN": ("证据核验书", "送达", "确认", "处理", "周岚", "发送", "内容：你好", "设备", "没有证明什么", "第 1 页，共 2 页"),
    "zh-TW": ("證據查驗書", "送達", "確認", "處理", "周岚", "傳送", "內容：你好", "裝置", "沒有證明什麼", "第 1 頁，共 2 頁"),
    "en": ("Certificate of evidence", "delivered", "confirmed", "handled", "周岚", "sent", "Content: 你好", "Device", "Page 1 of 2"),
}  # fmt: skip
# What Typst would read as its language, were it not data.
MARKUP = '#read("/etc/passwd") *fat* _thin_ $x^2$ `raw` @ref <label> = Head // gone /* gone */ \\u{41} [#panic()] - ~'


def text_of(paper: bytes) -> str:
    """Return what a reader of PDF finds in it, without the breaks of lines."""
    document = pypdfium2.PdfDocument(paper)
    try:
        return "".join(page.get_textpage().get_text_bounded() for page in document).replace("\r\n", "")
    finally:
        document.close()


def proof(**more: Any) -> bytes:
    """A bundle of one effect, and of one more by somebody called as it says."""
    name = more.pop("name", "周岚")
    log = Log([entry(**more), entry()], keys=(KEY, SECOND), witnesses={"witness.example/a": WITNESS, "b": ANOTHER})
    return msgspec.json.encode(log.bundle(0, names={str(log.entries[0].actor_id): name}))


def paper_of(raw: bytes, language: Language = "zh-CN") -> str:
    return text_of(certificate(verify(raw), raw, language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_that_is_proved_stands_there(language: Language) -> None:
    raw = (VECTORS / "every_shape.json").read_bytes()
    verdict = verify(raw)
    text = paper_of(raw, language)
    for said in (*SAID[language], "2026-11-22 08:30:00.123 UTC", shown(KEY), sha256(raw).hexdigest(), "电脑"):
        assert said in text
    for one in verdict.effects:
        assert str(one.leaf.actor or "") in text


def test_keys_and_witnesses_stand_there() -> None:
    text = paper_of(proof())
    for said in (shown(KEY), shown(SECOND), "witness.example/a", shown(WITNESS), shown(ANOTHER)):
        assert said in text


def test_what_people_wrote_is_set_and_never_read() -> None:
    text = paper_of(proof(name=MARKUP, device=MARKUP, content=MARKUP.encode()))
    assert text.replace("\\\\", "\\").count(MARKUP) == 3


def test_what_has_no_glyph_or_turns_lines_round_is_a_code() -> None:
    text = paper_of(proof(content="好\U0001f600\N{RIGHT-TO-LEFT OVERRIDE}\x07\n第二行".encode()))
    assert "好\\U0001f600\\u202e\\x07" in text
    assert "第二行" in text


def test_what_is_long_stays_on_the_page() -> None:
    raw = proof(content=b"x" * 5_000, name="长" * 300)
    document = pypdfium2.PdfDocument(certificate(verify(raw), raw, "en"))
    for page in document:
        found = page.get_textpage()
        width, _ = page.get_size()
        assert all(found.get_charbox(at)[2] <= width for at in range(found.count_chars()))
    document.close()


def test_the_same_bundle_gives_the_same_paper_to_keep_for_ever() -> None:
    raw = proof()
    first, second = (certificate(verify(raw), raw, "zh-TW") for _ in range(2))
    assert first == second
    assert b"<pdfaid:part>2</pdfaid:part>" in first
    assert b"<pdfaid:conformance>A</pdfaid:conformance>" in first


def test_what_is_not_printed_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(certificates, "LARGEST", 2)
    raw = (VECTORS / "every_shape.json").read_bytes()
    assert "另有 5 件事项没有印出" in paper_of(raw)


def test_the_command_writes_it_of_what_holds_alone(tmp_path: Path) -> None:
    paper = tmp_path / "paper.pdf"
    paper.write_bytes(b"before")
    refused = CliRunner().invoke(command, [str(VECTORS / "content_changed.json"), "--certificate", str(paper)])
    assert refused.exit_code == 1
    assert paper.read_bytes() == b"before"
    done = CliRunner().invoke(command, [str(VECTORS / "one.json"), "--language", "en", "--certificate", str(paper)])
    assert done.exit_code == 0, done.output
    assert "Certificate of evidence" in text_of(paper.read_bytes())
    nowhere = CliRunner().invoke(
        command, [str(VECTORS / "one.json"), "--certificate", str(tmp_path / "none" / "paper.pdf")]
    )
    assert nowhere.exit_code != 0
    assert not isinstance(nowhere.exception, FileNotFoundError)


def test_of_two_heads_there_is_no_certificate(tmp_path: Path) -> None:
    """They are told, and that there is none is said: silence would look like a paper that was written."""
    (tmp_path / "fork.json").write_bytes(fork(TEN, shown_head(OTHER, 10, 200)))
    paper = tmp_path / "paper.pdf"
    done = CliRunner().invoke(command, [str(tmp_path / "fork.json"), "--language", "en", "--certificate", str(paper)])
    assert done.exit_code == 1
    assert "The log was forked" in done.output
    assert "No certificate is made of it" in done.output
    assert not paper.exists()
