"""How codes reach a phone: the door to a gateway of short messages."""

import asyncio
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Protocol

import msgspec

from tocsin.accounts.rules import CODE_LIFE, Purpose
from tocsin.kernel.clock import now
from tocsin.kernel.errors import Language, Words
from tocsin.settings import Settings

TEXTS: dict[Purpose, Words] = {
    "sign_in": Words(
        "【铎】验证码 {code}，{minutes} 分钟内有效。请勿告诉任何人。",
        "【鐸】驗證碼 {code}，{minutes} 分鐘內有效。請勿告訴任何人。",
        "[Tocsin] Your code is {code}, valid for {minutes} minutes. Tell nobody.",
    ),
    "password": Words(
        "【铎】修改密码的验证码 {code}，{minutes} 分钟内有效。如非本人操作，请勿告诉任何人。",
        "【鐸】變更密碼的驗證碼 {code}，{minutes} 分鐘內有效。如非本人操作，請勿告訴任何人。",
        "[Tocsin] Your code to change the password is {code}, valid for {minutes} minutes. Tell nobody.",
    ),
}


class Message(msgspec.Struct, frozen=True):
    """A short message to one phone. ``id`` is the same on every try, so that a gateway can drop repeats."""

    id: str
    to: str
    text: str
    purpose: Purpose
    code: str


# A code waits for nothing but the codes before it.
_threads = ThreadPoolExecutor(1, thread_name_prefix="codes")


class Provider(Protocol):
    """A gateway. A new one is a class of this shape and a name in :func:`provider_of`."""

    sends: bool
    """Whether messages reach a phone."""

    async def send(self, message: Message) -> None:
        """Hand a message over; raise when the gateway did not take it, and it is tried again."""


class ConsoleProvider:
    """Writes messages to a file instead of sending them: a line of JSON each, readable by the server's user alone."""

    sends = False

    def __init__(self, path: Path) -> None:
        self.path = path

    async def send(self, message: Message) -> None:
        """See :class:`Provider`."""
        line = msgspec.json.encode({"at": now(), **msgspec.to_builtins(message)}) + b"\n"
        await asyncio.get_running_loop().run_in_executor(_threads, self._append, line)

    def open(self) -> None:
        """Make the file, empty, where there is none: so it can be watched before the first code."""
        self._append(b"")

    def _append(self, line: bytes) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        with os.fdopen(handle, "ab", buffering=0) as file:
            file.write(line)


def outbox_of(settings: Settings) -> Path:
    """Return the file that codes are written to where no gateway sends them."""
    return settings.data_dir.resolve() / "outbox.jsonl"


def open_outbox(settings: Settings) -> Path:
    """Return the file that codes are written to, made where there is none."""
    path = outbox_of(settings)
    ConsoleProvider(path).open()
    return path


def provider_of(settings: Settings) -> Provider:
    """Return the provider the deployment uses."""
    return ConsoleProvider(outbox_of(settings))


def code_text(purpose: Purpose, code: str, language: Language) -> str:
    """Return the words a code is sent in."""
    minutes = int(CODE_LIFE.total_seconds() // 60)
    return TEXTS[purpose].in_(language).format(code=code, minutes=minutes)
