"""Hashing and verifying passwords: argon2id in two threads of its own, never inside a transaction.

A verification takes as long for an account that has no password, or does not exist, as for one that has. When too many
wait, all of these raise ``Unavailable``: a flood must not fill the memory.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from tocsin.accounts.rules import PASSWORD_COST, PASSWORD_LIMIT, check_password, one_form
from tocsin.kernel.errors import Unavailable

T = TypeVar("T")
MOST_WAITING = 100
"""Hashes that may wait, some ten seconds' worth; whoever comes then is told to come again."""
# Each hash takes tens of megabytes and a core: two at a time, the rest wait their turn.
_threads = ThreadPoolExecutor(2, thread_name_prefix="password")
_waiting = 0
_hasher = PasswordHasher(PASSWORD_COST.passes, PASSWORD_COST.memory, PASSWORD_COST.lanes)


async def _aside(work: Callable[[], T]) -> T:
    global _waiting
    if _waiting >= MOST_WAITING:
        raise Unavailable(retry_after=10)
    _waiting += 1
    try:
        return await asyncio.get_running_loop().run_in_executor(_threads, work)
    finally:
        _waiting -= 1


async def hash_password(password: str) -> str:
    """Return the argon2id hash of a password, with its parameters."""
    return await _aside(lambda: _hasher.hash(one_form(password)))


async def hash_new_password(password: str, about: tuple[str, ...]) -> str:
    """Check a new password against the rules and hash it. Raises what :func:`~tocsin.accounts.rules.check_password` does."""
    return await _aside(lambda: _hasher.hash(check_password(password, about)))


async def verify(password_hash: str | None, password: str) -> bool:
    """Whether a password is the hashed one; without a hash it is not, after the same work."""
    return await _aside(lambda: _verify(password_hash or _nobodys(), password) and password_hash is not None)


def is_outdated(password_hash: str) -> bool:
    """Whether a hash was made at another cost than new ones are."""
    return _hasher.check_needs_rehash(password_hash)


async def warm() -> None:
    """Make ready what the first sign-in would otherwise wait for."""
    await _aside(_nobodys)


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
