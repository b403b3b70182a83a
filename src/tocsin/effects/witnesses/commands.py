"""``tocsin log``: the operator's acts on the logs of the deployment; ``tocsin witness``: who follows one from elsewhere."""

import contextlib
import os
import sys
import time
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

import click
import msgspec

from tocsin.kernel.errors import LANGUAGES, Language, Words
from tocsin.kernel.ids import PLATFORM

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from tocsin.effects.witnesses.following import LogOf
    from tocsin.effects.witnesses.state import State

Do = Callable[[Callable[[Any], Coroutine[Any, Any, Any]]], Any]


class _Realm(click.ParamType[UUID]):
    name = "realm"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> UUID:
        """Return the id of a realm."""
        if value == "platform":
            return PLATFORM
        try:
            return UUID(str(value))
        except ValueError:
            self.fail(f"{value} is neither `platform` nor an id (see `tocsin organisation show NAME`)", param, ctx)


REALM = _Realm()
WHY = click.option("--why", required=True, help="The ground, kept with the act.")


def group(do: Do) -> click.Group:
    """Return the commands; ``do`` runs work on the composed application and returns what it gave."""

    @click.group()
    def log() -> None:
        """Give a log a new key, and say who may follow it.

        A log is named by its realm: `platform`, or the id of an organisation. A server that runs beside feels it at once.
        """

    _add_rotating(log, do)
    _add_witnesses(log, do)
    return log


def _add_rotating(log: click.Group, do: Do) -> None:
    @log.command("rotate")
    @click.argument("realm", type=REALM)
    @WHY
    def rotate(realm: UUID, why: str) -> None:
        """Have the key of REALM's log followed by a new one, signed by it; the former signs nothing more."""
        from tocsin.effects.actions.rotating import rotate as work

        made = do(lambda context: work(context, realm, why))
        click.echo(f"key {made.number}: {b64encode(made.public_key).decode()}")


def _add_witnesses(log: click.Group, do: Do) -> None:
    @log.command("witnesses")
    @click.argument("realm", type=REALM)
    def witnesses(realm: UUID) -> None:
        """Show who follows REALM's log, and what they last saw."""
        from tocsin.effects.witnesses.actions import list_as_operator

        _say(do(lambda context: list_as_operator(context, realm)))

    @log.command("add-witness")
    @click.argument("realm", type=REALM)
    @click.argument("name")
    @click.option("--key", help="Its public key in base64; without, it names one with its first signature.")
    @WHY
    def add_witness(realm: UUID, name: str, key: str | None, why: str) -> None:
        """Let NAME follow REALM's log, and print its token: it is shown this once."""
        from tocsin.effects.witnesses.actions import NewWitness, make_as_operator

        _say(do(lambda context: make_as_operator(context, realm, NewWitness(name, key), why)))

    @log.command("end-witness")
    @click.argument("realm", type=REALM)
    @click.argument("witness", type=click.UUID)
    @WHY
    def end_witness(realm: UUID, witness: UUID, why: str) -> None:
        """End a witness of REALM's log, by its id: its token opens nothing more."""
        from tocsin.effects.witnesses.actions import end_as_operator

        do(lambda context: end_as_operator(context, realm, witness, why))
        click.echo(f"ended: {witness}")


def _say(found: Any) -> None:
    click.echo(msgspec.json.format(msgspec.json.encode(found), indent=2).decode())


# --- the logs against the rows they are over -------------------------------------------------------------------------

_CHECKED: Final = Words(
    "已核对 {realms} 个日志、{leaves} 条（其中 {erased} 条已抹除）、{heads} 个树头：{found} 处不符。",
    "已核對 {realms} 個日誌、{leaves} 筆（其中 {erased} 筆已抹除）、{heads} 個樹頭：{found} 處不符。",
    "Checked. Logs: {realms}; entries: {leaves} (erased: {erased}); heads: {heads}; differences: {found}.",
)


def checking(do: Do) -> click.Command:
    """Return the command that holds the logs against the rows they are over."""

    @click.command("check-log")
    @click.option("--language", type=click.Choice(LANGUAGES), default="zh-CN", show_default=True)
    def command(language: Language) -> None:
        """Compute every log anew from the database, and say where it differs; end with status 1 where it does.

        It finds what was changed below the logs, or in them. A history rewritten with all of it and signed anew is found
        out by witnesses (`tocsin witness`) and by the bundles people hold.
        """
        from tocsin.effects.actions.checking import Check

        async def work(context: Any) -> tuple[Any, int]:
            check, found = Check(context), 0
            async for one in check.run():
                click.echo(one.say(language))
                found += 1
            return check.checked, found

        checked, found = do(work)
        click.echo(_CHECKED.say(language, {**checked._asdict(), "found": found}))
        sys.exit(1 if found else 0)

    return command


# --- the witness -----------------------------------------------------------------------------------------------------

CONTRADICTED: Final = 3
"""The status of a witness that found a log against itself."""
_KEPT: Final = Words(
    "已核对并保存：日志 {log}，共 {size} 条，树根 {root}",
    "已核對並儲存：日誌 {log}，共 {size} 筆，樹根 {root}",
    "Checked and kept: log {log} of {size} entries, root {root}",
)
_UNCHANGED: Final = Words("没有变化：共 {size} 条", "沒有變化：共 {size} 筆", "Nothing new: {size} entries")
_SIGNED: Final = Words(
    "已以公钥 {key} 会签 {size} 条的树头",
    "已以公鑰 {key} 會簽 {size} 筆的樹頭",
    "Cosigned the head of {size} entries with the key {key}",
)
_UNANSWERED: Final = Words(
    "未能取得或核对：{why}", "未能取得或核對：{why}", "Nothing could be fetched or checked: {why}"
)
_BARRED: Final = Words("令牌无效或已停用。", "權杖無效或已停用。", "The token is not valid, or its witness has ended.")
_ALARM: Final = Words(
    "警告！日志 {log} 前后矛盾。{what}两个签名树头已保存于 {file}，请勿删除，用 tocsin verify 查看它证明什么。",
    "警告！日誌 {log} 前後矛盾。{what}兩個簽章樹頭已儲存於 {file}，請勿刪除，用 tocsin verify 檢視它證明什麼。",
    "ALARM! The log {log} contradicts itself. {what} Both signed heads are kept in {file}: do not delete it, and see with"
    " tocsin verify what it proves.",
)
_UNSIGNED: Final = Words(
    "警告！日志 {log} 给出的树头不成立：{what}",
    "警告！日誌 {log} 給出的樹頭不成立：{what}",
    "ALARM! The log {log} showed a head that does not hold: {what}",
)
_COMPARED: Final = Words(
    "两份见证一致：共有 {count} 个相同的条数，均为同一棵树。",
    "兩份見證一致：共有 {count} 個相同的筆數，均為同一棵樹。",
    "The two witnesses agree: {count} sizes that both saw are the same trees.",
)


@click.command()
@click.argument("url", required=False)
@click.option("--realm", required=True, type=REALM, help="Whose log: `platform`, or the id of an organisation.")
@click.option("--token-file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Holds the token.")
@click.option(
    "--state",
    "state_file",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where every head is kept.",
)
@click.option(
    "--key-file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The key to cosign with; made where there is none.",
)
@click.option("--log-key", help="A public key, in base64, that must be the log's: one you know from elsewhere.")
@click.option(
    "--compare",
    "other",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="What another witness keeps: hold it against this one's, and end.",
)
@click.option("--once", is_flag=True, help="Look once, and end.")
@click.option(
    "--every", type=click.FloatRange(min=1), default=60.0, show_default=True, help="Seconds between two looks."
)
@click.option("--language", type=click.Choice(LANGUAGES), default="zh-CN", show_default=True)
def witness(
    url: str | None,
    realm: UUID,
    token_file: Path | None,
    state_file: Path,
    key_file: Path | None,
    log_key: str | None,
    other: Path | None,
    once: bool,
    every: float,
    language: Language,
) -> None:
    """Follow a log on the server at URL, keep every head, and tell when its history was rewritten or forked.

    Without URL, with --compare, what two witnesses keep is held against each other. Ends with status 3 where the log
    contradicts itself, with 1 where nothing could be checked. It detects: it cannot prevent, nor bring anything back.
    """
    from tocsin.effects.witnesses.following import LogOf, Unanswered
    from tocsin.effects.witnesses.state import StateProblem, open_state

    if url is None and other is None:
        raise click.UsageError("URL is missing: without it, only --compare can be asked")
    if url is not None and token_file is None:
        raise click.UsageError("--token-file is missing")
    try:
        token = token_file.read_text().strip() if token_file else ""
        log = LogOf(url, str(realm), token, language) if url is not None else None
        with open_state(state_file, str(realm)) as state, contextlib.closing(log) if log else contextlib.nullcontext():
            work = _Work(log, state, state_file.absolute().parent, language)
            if other is not None:
                sys.exit(work.compare(other))
            work.key = _key(key_file) if key_file else None
            while (status := work.look(log_key)) != CONTRADICTED and not once:
                time.sleep(every)
            sys.exit(status)
    except (StateProblem, Unanswered, OSError, UnicodeDecodeError) as error:
        raise click.ClickException(str(error)) from error


class _Work:
    """One witness at work: looks, says what it found, and gives the status to end with."""

    def __init__(self, log: "LogOf | None", state: "State", folder: Path, language: Language) -> None:
        self._log = log
        self._state = state
        self._folder = folder
        self._language = language
        self._signed = -1
        self.key: Ed25519PrivateKey | None = None

    def look(self, log_key: str | None) -> int:
        """Look once: 0, 1 where nothing could be checked, :data:`CONTRADICTED`."""
        from tocsin.effects.refusals import Forged
        from tocsin.effects.witnesses.following import Barred, Contradicted, Unanswered, look

        assert self._log is not None
        try:
            seen = look(self._log, self._state, self._folder, key=log_key)
            if seen is None:
                self._say(_UNCHANGED, size=self._state.seen[-1].held.head.size)
            else:
                head = seen.held.head
                self._say(_KEPT, log=self._state.realm, size=head.size, root=head.root.hex())
            self._cosign()
        except Contradicted as found:
            return self._cry(found)
        except Forged as forged:
            for each in LANGUAGES:
                click.echo(_UNSIGNED.say(each, {"log": self._state.realm, "what": forged.message(each)}), err=True)
            return CONTRADICTED
        except Unanswered as error:
            why = _BARRED.in_(self._language) if isinstance(error, Barred) else str(error)
            click.echo(_UNANSWERED.say(self._language, {"why": why}), err=True)
            return 1
        return 0

    def compare(self, path: Path) -> int:
        """Hold what another witness keeps against this one's."""
        from tocsin.effects.witnesses.following import Contradicted, compare
        from tocsin.effects.witnesses.state import StateProblem, read_state

        other = read_state(path)
        if other.realm != self._state.realm:
            raise StateProblem(f"{path}: it is of the log {other.realm}")
        try:
            count = compare(self._log, self._state, other, self._folder)
        except Contradicted as found:
            return self._cry(found)
        self._say(_COMPARED, count=count)
        return 0

    def _cosign(self) -> None:
        from tocsin.effects.witnesses.following import cosign

        last = self._state.last
        if self.key is None or last is None or last.held.head.size == self._signed:
            return
        assert self._log is not None
        cosign(self._log, last, self.key)
        self._signed = last.held.head.size
        self._say(_SIGNED, size=self._signed, key=b64encode(self.key.public_key().public_bytes_raw()).decode())

    def _cry(self, found: Any) -> int:
        from tocsin.effects.rules.forks import WORDS

        for each in LANGUAGES:
            what = WORDS[found.against].say(each, {"old": found.older.held.head.size})
            said = {"log": self._state.realm, "what": what, "file": found.kept}
            click.echo(_ALARM.say(each, said), err=True)
        return CONTRADICTED

    def _say(self, words: Words, **params: Any) -> None:
        click.echo(words.say(self._language, params))


def _key(path: Path) -> "Ed25519PrivateKey":
    """Return the key of a file, 32 bytes in base64; a new one where there is no file."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    if not path.exists():
        made = Ed25519PrivateKey.generate()
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(b64encode(made.private_bytes_raw()).decode() + "\n")
        return made
    try:
        return Ed25519PrivateKey.from_private_bytes(b64decode(path.read_text().strip(), validate=True))
    except (ValueError, NotBase64) as error:
        raise click.ClickException(f"{path} does not hold 32 bytes in base64") from error
