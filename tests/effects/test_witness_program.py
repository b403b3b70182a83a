"""``tocsin witness``: keeps every head of a running server, checks each by the last, signs, and cries (EFF-4)."""

import asyncio
import json
import signal
import subprocess
import sys
from base64 import b64decode
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.cast import ZHOU_LAN, Stage, set_stage
from tests.effects.following import Witnessing, talking, witness
from tests.effects.tampering import Adversary
from tests.messaging.talk import Talk
from tests.support.product import environment, tocsin, wait_for
from tests.support.server import RunningServer
from tocsin.effects.rules.forks import WORDS, Against, read_fork
from tocsin.effects.witnesses.state import read_state
from tocsin.kernel.db import SEAL

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(600)]
ALARM = 3


class Program:
    """The program of one witness, and its folder."""

    def __init__(self, folder: Path, one: Witnessing, url: str) -> None:
        self.folder = folder
        folder.mkdir(exist_ok=True)
        self.state = folder / "state"
        token = folder / "token"
        token.write_text(f"{one.client.token}\n")
        self.words = ["witness", "--realm", one.realm, "--state", str(self.state), "--language", "en"]
        self.asking = [url, "--token-file", str(token)]

    async def run(self, *more: str, alone: bool = False) -> CompletedProcess[str]:
        """Run it to its end; ``alone``: without a server."""
        words = [*self.words, *([] if alone else self.asking), *more]
        return await asyncio.to_thread(tocsin, *words)

    async def once(self, *more: str) -> CompletedProcess[str]:
        return await self.run("--once", *more)

    @property
    def sizes(self) -> list[int]:
        return [one.held.head.size for one in read_state(self.state).seen]

    @property
    def forks(self) -> list[Path]:
        return sorted(self.folder.glob("fork-*.json"), key=lambda path: path.stat().st_mtime_ns)


@pytest.fixture
async def stage(server: RunningServer) -> Stage:
    return await set_stage(server)


@pytest.fixture
async def talk(stage: Stage) -> Talk:
    return await talking(stage, 4)


@pytest.fixture
async def one(stage: Stage, talk: Talk) -> Witnessing:
    made = await witness(stage)
    async with Adversary(stage.server.settings, stage.school) as it:
        await it.sealed()
    return made


@pytest.fixture
def program(tmp_path: Path, one: Witnessing, server: RunningServer) -> Program:
    return Program(tmp_path / "one", one, server.url)


async def say(stage: Stage, talk: Talk, text: str = "又一条") -> None:
    """Say something, and wait until it is sealed."""
    await talk.say(ZHOU_LAN, text)
    async with Adversary(stage.server.settings, stage.school) as it:
        await it.sealed()


async def test_it_keeps_each_head_once_and_checks_it_by_the_last(stage: Stage, talk: Talk, program: Program) -> None:
    first = await program.once()
    assert first.returncode == 0, first.stderr
    assert "Checked and kept" in first.stdout
    same = await program.once()
    assert (same.returncode, "Nothing new" in same.stdout) == (0, True)
    await say(stage, talk)
    await program.once()
    sizes = program.sizes
    assert len(sizes) == 2
    assert sizes[0] < sizes[1]
    assert program.forks == []
    text = program.state.read_text().splitlines()
    assert json.loads(text[0]) == {"format": "tocsin-witness/1", "realm": str(stage.school)}
    assert program.state.stat().st_mode & 0o777 == 0o600


async def test_it_signs_what_it_checked_with_a_key_of_its_own(program: Program, stage: Stage) -> None:
    key = program.folder / "key"
    done = await program.once("--key-file", str(key))
    assert "Cosigned" in done.stdout, done.stderr
    assert key.stat().st_mode & 0o777 == 0o600
    again = await program.once("--key-file", str(key))
    assert again.returncode == 0, again.stderr
    async with stage.server.context.db.working(SEAL) as tx:
        (row,) = await tx.fetch(
            "SELECT c.size, w.public_key FROM log_cosignature c JOIN witness w ON w.id = witness_id"
            " ORDER BY c.size DESC LIMIT 1"
        )
    assert row["size"] == program.sizes[-1]
    private = Ed25519PrivateKey.from_private_bytes(b64decode(key.read_text()))
    assert private.public_key().public_bytes_raw() == row["public_key"]
    key.write_text("nothing")
    assert (await program.once("--key-file", str(key))).returncode == 1


async def test_it_follows_over_a_new_key_and_insists_on_one_that_is_known(
    stage: Stage, talk: Talk, program: Program, one: Witnessing
) -> None:
    from tocsin.effects.actions.rotating import rotate

    await program.once()
    (first,) = (await one.client.json("GET", f"{one.path}/keys"))["keys"]
    await rotate(stage.server.context, stage.school, "a year has passed")
    await say(stage, talk)
    done = await program.once("--log-key", first["key"])
    assert done.returncode == 0, done.stderr
    assert read_state(program.state).seen[-1].held.signer == 1
    assert (await program.once("--log-key", "A" * 43 + "=")).returncode == 1


async def test_what_does_not_answer_is_told_and_contradicts_nothing(program: Program, server: RunningServer) -> None:
    await program.once()
    before = program.state.read_bytes()
    program.asking[0] = "http://127.0.0.1:9"
    assert (await program.once()).returncode == 1
    program.asking[0] = "ftp://example.com"
    assert (await program.once()).returncode == 1
    program.asking[0] = server.url
    (program.folder / "token").write_text("tocsin_witness_nobody")
    refused = await program.once()
    assert (refused.returncode, "The token is not valid" in refused.stderr) == (1, True)
    assert "Traceback" not in refused.stderr
    assert program.state.read_bytes() == before
    assert program.forks == []


@asynccontextmanager
async def answering(answer: Callable[[str], bytes]) -> AsyncIterator[str]:
    """A server that answers what it likes."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked = await reader.readline()
        writer.write(answer(asked.decode().split()[1]))
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


def _ok(body: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s" % (len(body), body)


@pytest.mark.parametrize(
    "answer",
    [
        lambda _: b"",
        lambda _: b"nonsense\r\n\r\n",
        lambda _: _ok(b"x" * (2 << 20)),
        lambda _: _ok(b"\xff\xfe"),
        lambda _: _ok(b"[" * 100_000),
        lambda path: _ok(b"x\n1\nAAAA\n" if path.endswith("checkpoint") else b'{"witness":"x","keys":7}'),
        lambda _: b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:9/\r\nContent-Length: 0\r\n\r\n",
        lambda _: b"HTTP/1.1 500 No\r\nContent-Length: 3\r\n\r\nabc",
    ],
)
async def test_a_server_that_answers_what_it_likes_is_not_believed(
    program: Program, answer: Callable[[str], bytes]
) -> None:
    await program.once()
    before = program.state.read_bytes()
    async with answering(answer) as url:
        program.asking[0] = url
        done = await program.once()
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert program.state.read_bytes() == before


async def test_killed_at_any_moment_it_goes_on_from_what_it_kept(stage: Stage, talk: Talk, program: Program) -> None:
    key = program.folder / "key"
    words = [
        sys.executable,
        "-m",
        "tocsin.cli",
        *program.words,
        *program.asking,
        "--every",
        "1",
        "--key-file",
        str(key),
    ]
    for round_ in range(3):
        process = subprocess.Popen(words, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        await say(stage, talk, f"第 {round_} 轮")
        want = round_ + 1
        await asyncio.to_thread(wait_for, lambda want=want: program.state.exists() and len(program.sizes) >= want)
        process.send_signal(signal.SIGKILL)
        process.communicate()
    sizes = program.sizes
    assert sizes == sorted(set(sizes))
    # Cut off in the middle of a line: what was whole stays, the rest was never relied upon.
    with program.state.open("ab") as file:
        file.write(b'{"keys":[{"key":"')
    done = await program.once()
    assert done.returncode == 0, done.stderr
    assert program.sizes[: len(sizes)] == sizes
    assert program.state.read_bytes().endswith(b"\n")


async def test_a_state_that_is_in_use_damaged_or_of_another_log_is_not_gone_on_with(program: Program) -> None:
    await program.once()
    whole = program.state.read_bytes()
    import fcntl

    with program.state.open("rb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        assert "another process" in (await program.once()).stderr
    for damage in (
        whole.replace(b'"head":"tocsin/', b'"head":"Tocsin/'),
        b"nothing\n" + whole,
        whole.replace(b"\n", b"\n{}\n", 1),
    ):
        program.state.write_bytes(damage)
        done = await program.once()
        assert (done.returncode, "damaged" in done.stderr) == (1, True)
        assert program.state.read_bytes() == damage
    program.state.write_bytes(whole)
    program.words[2] = "platform"
    assert "it is of the log" in (await program.once()).stderr


async def assert_alarm(done: CompletedProcess[str], program: Program, against: Against, *, proved: bool = True) -> None:
    """It was cried in three languages, and the two heads that are kept prove it."""
    assert done.returncode == ALARM, done.stderr
    for word in ("警告！日志", "警告！日誌", "ALARM!"):
        assert word in done.stderr
    found = read_fork(program.forks[-1].read_bytes())
    assert (found.against, found.proved) == (against, proved)
    said = await asyncio.to_thread(tocsin, "verify", str(program.forks[-1]), "--language", "en")
    assert (said.returncode, said.stderr) == (0 if proved else 1, "")
    assert WORDS[against].say("en", {"old": found.older.head.size}) in said.stdout


async def test_a_rewritten_history_is_told_and_what_was_kept_proves_it(
    stage: Stage, talk: Talk, program: Program
) -> None:
    await program.once()
    kept = program.state.read_bytes()
    async with Adversary(stage.server.settings, stage.school) as it:
        await it.run("UPDATE effect SET commitment = sha256(commitment) WHERE act = 'send' AND from_seq = 2")
        await it.seal_anew()
    await assert_alarm(await program.once(), program, Against.FORKED)
    await say(stage, talk)
    await assert_alarm(await program.once(), program, Against.REWRITTEN)
    assert program.state.read_bytes() == kept, "what contradicts is not built upon"
    ended = await program.run("--every", "1")
    assert ended.returncode == ALARM, "it does not go on as if nothing were"


async def test_a_log_cut_short_a_backup_and_another_key_are_told(stage: Stage, talk: Talk, program: Program) -> None:
    await program.once()
    async with Adversary(stage.server.settings, stage.school) as it:
        await it.run("CREATE TABLE kept AS SELECT * FROM log_head")
        await say(stage, talk)
        await program.once()
        # Yesterday's heads again.
        await it.run("CREATE TABLE newer AS SELECT * FROM log_head EXCEPT SELECT * FROM kept")
        await it.run("DELETE FROM log_head WHERE (realm_id, size) IN (SELECT realm_id, size FROM newer)")
        await assert_alarm(await program.once(), program, Against.OLDER, proved=False)
        await it.run("INSERT INTO log_head SELECT * FROM newer")
        await it.run("DELETE FROM effect WHERE act = 'send' AND from_seq >= 3 AND realm_id = $1", stage.school)
        await it.seal_anew()
        await assert_alarm(await program.once(), program, Against.SHRUNK)
        await it.run("DELETE FROM log_cosignature")
        await it.run("DELETE FROM log_head")
        await it.run("DELETE FROM log_key")
        server = stage.server
        server.context.keyring.forget()
        await it.seal_anew()
        await assert_alarm(await program.once(), program, Against.OTHER_KEYS, proved=False)


async def test_two_witnesses_who_were_shown_different_logs_find_out(
    stage: Stage, talk: Talk, program: Program, tmp_path: Path, server: RunningServer
) -> None:
    other = Program(tmp_path / "other", await witness(stage, "b.example.com"), server.url)
    async with Adversary(stage.server.settings, stage.school) as it:
        await it.sealed()
        await program.once()
        await other.once()
        agreed = await program.run("--compare", str(other.state), alone=True)
        assert (agreed.returncode, "agree: 1" in agreed.stdout) == (0, True), agreed.stderr
        other.state.unlink()
        await it.run("UPDATE effect SET commitment = sha256(commitment) WHERE act = 'send' AND from_seq = 2")
        await it.seal_anew()
        await other.once()
        await assert_alarm(await program.run("--compare", str(other.state), alone=True), program, Against.FORKED)
        # Of different sizes, the server has to show which.
        await say(stage, talk)
        other.state.unlink()
        await other.once()
        assert (await program.run("--compare", str(other.state), alone=True)).returncode == 0
        await assert_alarm(await program.run("--compare", str(other.state)), program, Against.REWRITTEN)
    mine = program.state.read_bytes()
    other.state.write_bytes(mine.replace(str(stage.school).encode(), b"00000000-0000-0000-0000-000000000000", 1))
    assert (await program.run("--compare", str(other.state), alone=True)).returncode == 1


async def test_what_is_asked_wrongly_is_told(program: Program, tmp_path: Path) -> None:
    assert (await program.run("--once", alone=True)).returncode == 2
    program.asking = program.asking[:1]
    assert (await program.once()).returncode == 2
    empty: Any = tmp_path / "no" / "folder" / "state"
    program.words[4] = str(empty)
    assert (await program.run("--compare", str(program.folder / "token"), alone=True)).returncode == 1
