"""Hashing and verifying passwords: argon2id in threads of its own, never inside a transaction.

A verification takes as long for an account that has no password, or does not exist, as for one that has. Verifications
wait in one queue and new hashes in another, so that whoever makes passwords does not stop others signing in; in each,
one caller has a part of the places. Where there is none left these raise ``Unavailable``, and ``TooMany`` for one who
has taken their part: a flood must neither fill the memory nor be everybody's wait.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from tocsin.accounts.rules import PASSWORD_COST, PASSWORD_LIMIT, check_password, one_form
from tocsin.kernel.limits import Slots

T = TypeVar("T")


class _Queue:
    """Threads that hash, and how many hashes may wait for them. Each takes tens of megabytes and a core."""

    def __init__(self, name: str, threads: int, slots: Slots) -> None:
        self.slots = slots
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix=name)

    async def run(self, work: Callable[[], T], who: str) -> T:
        """Run work in its turn; ``who`` is whose places it takes."""
        with self.slots.taken(who, retry_after=10):
            return await asyncio.get_running_loop().run_in_executor(self._threads, work)


VERIFYING = _Queue("password", 2, Slots(100, 25))
"""Some five seconds' worth of waiting. An office behind one address has a quarter of the places."""
MAKING = _Queue("new-password", 1, Slots(30, 3))
_hasher = PasswordHasher(PASSWORD_COST.passes, PASSWORD_COST.memory, PASSWORD_COST.lanes)


async def hash_password(password: str, who: str = "") -> str:
    """Return the argon2id hash of a password, with its parameters."""
    return await MAKING.run(lambda: _hasher.hash(one_form(password)), who)


async def check_new_password(password: str, about: tuple[str, ...]) -> None:
    """Check a new password against the rules, aside. Raises what :func:`~tocsin.accounts.rules.check_password` does."""
    await asyncio.to_thread(check_password, password, about)


async def verify(password_hash: str | None, password: str, who: str = "") -> bool:
    """Whether a password is the hashed one; without a hash it is not, after the same work."""
    return await VERIFYING.run(
        lambda: _verify(password_hash or _nobodys(), password) and password_hash is not None, who
    )


def is_outdated(password_hash: str) -> bool:
    """Whether a hash was made at another cost than new ones are."""
    return _hasher.check_needs_rehash(password_hash)


async def warm() -> None:
    """Make ready what the first sign-in would otherwise wait for."""
    await VERIFYING.run(_nobodys, "")


@cache
def _nobodys() -> str:
    """A hash of the present cost that no password matches but an unguessable one."""
    return _hasher.hash(_hasher.hash("nobody"))


def _verify(password_hash: str, password: str) -> bool:
    # No stored password is longer; the cost of hashing must not grow with what is sent.
    try:
        return _hasher.verify(password_hash, one_form(password[: PASSWORD_LIMIT + 1]))
    except (VerificationError, InvalidHashError):
        return False
