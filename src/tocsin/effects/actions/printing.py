"""Printing a bundle: checked and set on paper by a process of its own, a few at a time.

What is printed came from a stranger. The process has neither the server's secrets nor its database, reads the bundle and
writes the paper, and is ended when it takes too long or too much: it is ``tocsin verify --certificate`` behind a pipe.
"""

import asyncio
import os
import resource
import sys
from typing import Any, Final

import msgspec
import structlog

from tocsin.effects.certificate import certificate
from tocsin.effects.refusals import Forged, NoCertificate, NotPrinted, TooLargeToPrint
from tocsin.effects.rules.bundle import verify
from tocsin.effects.rules.forks import is_fork
from tocsin.kernel.errors import Language, Refusal
from tocsin.kernel.turns import Turns

LARGEST: Final = 32 << 20
"""Bytes of a bundle that is printed: twice what the server gives of a period."""
SECONDS: Final = 60
"""One of five thousand effects takes six, and half a gigabyte."""
MEMORY: Final = 4 << 30
"""Bytes of address space; most of it is reserved by threads and never touched."""
PRINTING: Final = Turns(2, 1, waiting=40, waiting_each=2, patience=30)
_REFUSED: Final = 3
"""What the process ends with where the bundle does not hold; it says what is wrong instead of a paper."""
_TOO_MUCH: Final = 4
"""What the process ends with where it has no more memory."""
_LAST_WORDS: Final = 2_000
"""Bytes kept of what a process says that fails."""
_KINDS: tuple[type[Refusal], ...] = (NoCertificate, *Forged.__subclasses__())
_REFUSALS: Final = {one.code: one for one in _KINDS}
log = structlog.get_logger()


class _Wrong(msgspec.Struct):
    code: str
    params: dict[str, Any]


async def print_bundle(raw: bytes, language: Language, person: str) -> bytes:
    """Return what a bundle proves as a PDF. Who asks for several waits.

    Raises the :class:`Forged` that says what does not hold, :class:`NoCertificate`, :class:`TooLargeToPrint`, :class:`NotPrinted` where it takes too much, and what
    :meth:`Turns.take` does.
    """
    if len(raw) > LARGEST:
        raise TooLargeToPrint(limit=LARGEST >> 20)
    async with PRINTING.take(person):
        status, said, complained = await _run(raw, language)
    if status == 0:
        return said
    if status == _REFUSED:
        wrong = msgspec.json.decode(said, type=_Wrong)
        raise _REFUSALS[wrong.code](**wrong.params)
    log.warning("certificate.not_printed", status=status, bytes=len(raw))
    if status is None or status < 0 or status == _TOO_MUCH:
        raise NotPrinted
    # Not for want of time or memory: a defect of ours, to be told as one.
    raise RuntimeError(f"printing ended with {status}: {complained[-_LAST_WORDS:].decode(errors='replace')}")


async def _run(raw: bytes, language: Language) -> tuple[int | None, bytes, bytes]:
    """Return how the process ended, none where it took too long, what it made, and what it complained of."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", __name__, language),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        # Nothing of the server's own surroundings, in which its keys may stand.
        env={"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PYTHONSAFEPATH": "1"},
    )
    try:
        async with asyncio.timeout(SECONDS):
            said, complained = await process.communicate(raw)
    except TimeoutError:
        return None, b"", b""
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return process.returncode, said, complained


def main(language: Language) -> int:
    """Read a bundle from standard input and write its certificate, or what does not hold, to standard output."""
    # Whatever the server has to do comes first.
    os.nice(10)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (2 * SECONDS, 2 * SECONDS))
    raw = sys.stdin.buffer.read()
    try:
        if is_fork(raw):
            raise NoCertificate
        paper = certificate(verify(raw), raw, language)
    except (Forged, NoCertificate) as refused:
        sys.stdout.buffer.write(msgspec.json.encode(_Wrong(refused.code, refused.params)))
        return _REFUSED
    except MemoryError:
        return _TOO_MUCH
    sys.stdout.buffer.write(paper)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))  # type: ignore[arg-type]
