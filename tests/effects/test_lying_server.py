"""What a witness is answered by a server that lies, or that bars it, ends in a sentence and never in a crash (EFF-4)."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import msgspec
import pytest
from click.testing import CliRunner

from tests.effects.entries import REALM
from tocsin.effects.witnesses.commands import witness
from tocsin.effects.witnesses.following import LogOf, Unanswered

DEEP = b'{"x":' + b"[" * 400_000


@contextmanager
def answering(body: bytes, status: int = 200) -> Iterator[str]:
    """The address of a server that answers everything with this."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as the library calls it
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def test_an_answer_as_deep_as_it_likes_makes_no_sense() -> None:
    with answering(DEEP) as url, closing(LogOf(url, str(REALM), "token")) as log, pytest.raises(Unanswered):
        log.shown()
    with (
        answering(DEEP, 500) as url,
        closing(LogOf(url, str(REALM), "token")) as log,
        pytest.raises(Unanswered, match=r"500\Z"),
    ):
        log.shown()


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("zh-CN", "未能取得或核对：令牌无效或已停用。"),
        ("zh-TW", "未能取得或核對：權杖無效或已停用。"),
        ("en", "Nothing could be fetched or checked: The token is not valid, or its witness has ended."),
    ],
)
def test_who_is_barred_reads_why_in_their_language(tmp_path: Path, language: str, said: str) -> None:
    token = tmp_path / "token"
    token.write_text("old")
    with answering(msgspec.json.encode({"code": "not_found", "message": "Not found.", "params": {}}), 404) as url:
        words = [url, "--realm", str(REALM), "--token-file", str(token), "--state", str(tmp_path / "state")]
        done = CliRunner().invoke(witness, [*words, "--once", "--language", language])
    assert (done.exit_code, done.stderr) == (1, said + "\n")


def test_what_a_server_says_cannot_pretend_to_be_another_line() -> None:
    evil = {"code": "x", "message": "\x1b[2J\nChecked and kept"}
    with (
        answering(msgspec.json.encode(evil), 500) as url,
        closing(LogOf(url, str(REALM), "token")) as log,
        pytest.raises(Unanswered) as told,
    ):
        log.shown()
    assert not any(sign in str(told.value) for sign in "\x1b\n")
