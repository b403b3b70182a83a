"""A certificate: what a bundle proves, set on paper (PDF/A) beside the file that proves it.

It proves nothing by itself and says so: it names the file by its SHA-256. What others wrote goes to the typesetter as data
and is never read as its language, which has neither files nor a network here. The same bundle gives the same bytes.
"""

import json
import struct
from base64 import b64encode
from bisect import bisect_right
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from tocsin.effects.rules.bundle import Verdict
from tocsin.effects.rules.heads import origin
from tocsin.effects.rules.telling import in_order, moment, on_one_line, told, witnessed
from tocsin.kernel.errors import Language, Words

LARGEST: Final = 5_000
"""Effects that are set; of a larger bundle the rest is in the file, which the certificate says."""
_TEMPLATE: Final = Path(__file__).with_name("certificate.typ")
_FONTS: Final = {"zh-CN": "SC", "zh-TW": "TC", "en": "SC"}
_WORDS: Final = {
    "title": Words("证据核验书", "證據查驗書", "Certificate of evidence"),
    "lead": Words(
        "下列事项记录在已签名的日志中，签署之后未被改动。本页由证据文件得出，只是它的摘要；证明在于该文件本身。",
        "下列事項記錄在已簽章的日誌中，簽署之後未遭更動。本頁由證據檔案得出，只是它的摘要；證明在於該檔案本身。",
        "The effects below stand in a signed log and were not changed since it was signed. This page was made from an"
        " evidence file and only sums it up: the proof is the file itself.",
    ),
    "by": Words("由谁签署", "由誰簽署", "Who signed it"),
    "log": Words("日志", "日誌", "Log"),
    "size": Words("共有记录", "共有紀錄", "Entries in it"),
    "root": Words("树根", "樹根", "Root"),
    "time": Words("签署时间", "簽署時間", "Signed at"),
    "key": Words("密钥", "金鑰", "Key"),
    "earlier": Words("此前的密钥", "此前的金鑰", "Keys before it"),
    "file": Words("证据文件 SHA-256", "證據檔案 SHA-256", "SHA-256 of the evidence file"),
    "proved": Words("证明了什么", "證明了什麼", "What is proved"),
    "device": Words("设备", "裝置", "Device"),
    "beyond": Words("没有证明什么", "沒有證明什麼", "What is not proved"),
    "whose": Words(
        "密钥是谁的：请与组织另行公布的核对。",
        "金鑰是誰的：請與組織另行公布的核對。",
        "Whose key it is: compare it with the one the organisation made known elsewhere.",
    ),
    "witness": Words(
        "见证方是谁：只证明持有所列密钥的人签过名，请与见证方自己公布的核对。",
        "見證方是誰：只證明持有所列金鑰的人簽過章，請與見證方自己公布的核對。",
        "Who a witness is: all that is proved is that whoever holds the key signed. Compare it with what the witness made known.",
    ),
    "names": Words(
        "姓名：是文件里的叫法，没有签名；签过名的是编号。",
        "姓名：是檔案裡的稱呼，沒有簽章；簽過章的是編號。",
        "Names: they are what the file calls people, and nobody signed them; the ids are signed.",
    ),
    "whole": Words(
        "有没有别的：文件可能只含部分记录。",
        "有沒有別的：檔案可能只含部分紀錄。",
        "That there is nothing else: the file need not hold all there is.",
    ),
    "how": Words("如何核验", "如何查驗", "How to check it"),
    "steps": Words(
        "取得 SHA-256 与上面相同的证据文件，在核验页（/verify，可离线）里打开，或运行 tocsin verify <文件> --key <密钥>。",
        "取得 SHA-256 與上面相同的證據檔案，在查驗頁（/verify，可離線）裡開啟，或執行 tocsin verify <檔案> --key <金鑰>。",
        "Take the evidence file whose SHA-256 is the one above and open it on the page /verify (offline too), or run"
        " tocsin verify <file> --key <key>.",
    ),
    "escaped": Words(
        "字库里没有的字符以编码写出（\\U…）。", "字庫裡沒有的字元以編碼寫出（\\U…）。", "Characters without a glyph are written as codes (\\U…)."
    ),
    "page": Words("第 {page} 页，共 {pages} 页", "第 {page} 頁，共 {pages} 頁", "Page {page} of {pages}"),
}  # fmt: skip
_REST: Final = Words(
    "另有 {count} 件事项没有印出，见证据文件。",
    "另有 {count} 件事項沒有印出，見證據檔案。",
    "{count} more effects are not printed; the evidence file has them.",
)


def certificate(verdict: Verdict, bundle: bytes, language: Language) -> bytes:
    """Return a PDF that says what ``bundle``, of which this is the verdict, proves."""
    import typst

    effects = [told(one, verdict.names, language) for one in in_order(verdict)[:LARGEST]]
    rest = len(verdict.effects) - len(effects)
    head, (*earlier, key) = verdict.head, verdict.keys
    data = {
        "words": {name: words.in_(language) for name, words in _WORDS.items()},
        "rest": _REST.say(language, {"count": rest}) if rest else "",
        "log": origin(head.realm_id),
        "size": str(head.size),
        "root": b64encode(head.root).decode(),
        "time": moment(head.time),
        "key": key,
        "earlier": earlier,
        "witnesses": list(witnessed(verdict, language)),
        "sha256": sha256(bundle).hexdigest(),
        "effects": [
            {
                "index": str(one.index),
                "effect": int(one.effect),
                "name": one.name,
                "who": one.who,
                "person": one.person if one.person != one.who else "",
                "act": one.act,
                "item": one.item,
                "time": one.time,
                "device": one.device,
                "said": [_lines(text) for text in one.said],
            }
            for one in effects
        ],
    }
    inputs = {"data": json.dumps(_printable(data)), "language": language, "script": _FONTS[language]}
    compiler = typst.Compiler(
        _TEMPLATE.read_bytes(), root=_TEMPLATE.parent, font_paths=_fonts(), ignore_system_fonts=True
    )
    made = compiler.compile(format="pdf", sys_inputs=inputs, pdf_standards=["a-2a"], timestamp=head.time // 1_000_000)
    assert isinstance(made, bytes)
    return made


def _lines(text: str) -> str:
    return "\n".join(on_one_line(line) for line in text.split("\n"))


def _printable(value: Any) -> Any:
    """Return data in which the characters that the font has no glyph for are written as codes."""
    if isinstance(value, str):
        return "".join(
            one if one == "\n" or _has_glyph(ord(one)) else one.encode("unicode_escape").decode() for one in value
        )
    if isinstance(value, list):
        return [_printable(one) for one in value]
    return {name: _printable(one) for name, one in value.items()} if isinstance(value, dict) else value


@cache
def _fonts() -> Any:
    """Return the fonts that came with the packages: a machine without any prints all the same."""
    import typst
    from noto_cjk_sans_otc import FONT_PATH

    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(Path(str(FONT_PATH)).parent)]
    )


def _has_glyph(point: int) -> bool:
    begins, ends = _ranges()
    at = bisect_right(begins, point) - 1
    return at >= 0 and point <= ends[at]


@cache
def _ranges() -> tuple[list[int], list[int]]:
    """Return the first and last code points of the ranges the font covers (OpenType, 'cmap', format 12)."""
    from noto_cjk_sans_otc import FONT_PATH

    font = Path(str(FONT_PATH)).read_bytes()
    (face,) = struct.unpack_from(">I", font, 12)
    (tables,) = struct.unpack_from(">H", font, face + 4)
    records = [struct.unpack_from(">4sIII", font, face + 12 + 16 * number) for number in range(tables)]
    cmap = next(offset for tag, _, offset, _ in records if tag == b"cmap")
    (count,) = struct.unpack_from(">H", font, cmap + 2)
    subtables = [struct.unpack_from(">HHI", font, cmap + 4 + 8 * number) for number in range(count)]
    full = cmap + next(offset for platform, encoding, offset in subtables if (platform, encoding) == (3, 10))
    (groups,) = struct.unpack_from(">I", font, full + 12)
    ranges = [struct.unpack_from(">II", font, full + 16 + 12 * number) for number in range(groups)]
    return [begin for begin, _ in ranges], [end for _, end in ranges]
