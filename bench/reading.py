"""``make bench-reading``: what reading takes at a million messages, into docs/benchmarks-reading.md.

``--folder`` keeps the filled data, and measures on them the next time; ``--fill`` ends when they are filled.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import shlex
import sys
import tempfile
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path

import asyncpg
import msgspec

from bench.asking import Client, Line, lines, measure
from bench.bare import Bare
from bench.filling import Filled, Size, fill
from bench.load import percentile
from bench.product import Product, signed_in
from bench.report import machine, said
from tocsin.kernel import logs
from tocsin.kernel.postgres import running_dsn

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "docs" / "benchmarks-reading.md"
LIMIT = 100.0
"""Milliseconds within which an act answers, of half of them; each page of what comes page after page."""
ROUNDS, WARM = 40, 3
SMALL = Size(messages=400, conversations=24, people=8, busy=20, few=4)


async def ask(product: Product, filled: Filled, rounds: int, warm: int) -> list[Line]:
    url = running_dsn(product.data / "postgres")
    assert url is not None
    connection = await asyncpg.connect(url)
    try:
        async with AsyncExitStack() as stack:
            clients = [
                Client(await stack.enter_async_context(signed_in(product.url, token)), token) for token in filled.tokens
            ]
            every = lines(filled, clients, Bare(connection))
            await measure(every, rounds, warm)
    finally:
        await connection.close()
    return every


def failures(every: list[Line]) -> list[str]:
    """What is above the limit, or found nothing where there is something, in words."""
    slow = [
        f"{line.name}: {percentile(line.times, 50):.0f} ms, at most {LIMIT * line.pages:.0f} ms"
        for line in every
        if percentile(line.times, 50) > LIMIT * line.pages
    ]
    return slow + [f"{line.name}: found nothing" for line in every if line.found == 0 < line.there]


def table(every: list[Line]) -> list[str]:
    heads = ("p50 ms", "p99 ms", "", "found", "bare p50 ms", "bare p99 ms", "product : bare")
    rows = ["| | " + " | ".join(heads) + " |", "|---" * (len(heads) + 1) + "|"]
    for line in every:
        (half, most), (bare, bare_most) = (
            [percentile(times, at) for at in (50, 99)] for times in (line.times, line.bare)
        )
        cells = (
            f"{half:.1f}",
            f"{most:.1f}",
            said(half <= LIMIT * line.pages),
            f"{line.found}",
            f"{bare:.1f}",
            f"{bare_most:.1f}",
        )
        rows.append(f"| {line.name} | " + " | ".join(cells) + f" | {half / bare:.1f} |")
    return rows


def document(every: list[Line], filled: Filled, command: str, about: str) -> str:
    """The page; ``command`` is what was really typed."""
    today, size = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"), filled.size
    head = [
        "# Reading at length",
        "",
        f"{today}. {about}. `{command}`, {len(every[0].times)} rounds. Written by `make bench-reading`.",
        "",
        f"One organisation of {size.people} people, {filled.messages:,} messages in {size.conversations} conversations: a few",
        f"are long (the longest {filled.last_seq:,}), most are short. Filled in {filled.seconds:.0f} s by what the product's own send path",
        f"and indexer end in. One person is in {size.busy} of them, another in {size.few}.",
        "",
        "*Product* is what their client sees over HTTP and the socket, from the request to the decoded answer, on warm",
        f"connections, every line in turn in each round; at least half of the acts are to answer within {LIMIT:.0f} ms, and where pages",
        "are shown as they come, each page. *Bare* is the SQL of the same page by asyncpg, without HTTP, rights, sealing, names or",
        "counts, on tables of the same texts in clear (`bench/bare.py`); to search them, their pairs of characters stand under one",
        "index. The product finds the 20 latest conversations, each with its newest text and how many there are (the first five",
        "of each kind, where all are asked); the bare page finds the 20 newest texts.",
        "",
    ]  # fmt: skip
    return "\n".join(head + table(every)) + "\n"


def ready(folder: Path, size: Size) -> Filled:
    """What stands in the folder, filled first where nothing does."""
    kept = folder / "filled.json"
    if kept.exists():
        filled = msgspec.json.decode(kept.read_bytes(), type=Filled)
        if filled.size != size:
            raise SystemExit(f"{folder} holds {filled.size}, asked is {size}: name another folder")
        return filled
    if folder.exists() and any(folder.iterdir()):
        raise SystemExit(f"{folder} holds something else, or was not filled to its end: name another folder")
    folder.mkdir(parents=True, exist_ok=True)
    with Product(folder) as product:
        filled = asyncio.run(fill(product, size))
    kept.write_bytes(msgspec.json.encode(filled))
    return filled


def run(folder: Path, chosen: argparse.Namespace) -> int:
    size = SMALL if chosen.smoke else Size(messages=chosen.messages)
    filled = ready(folder, size)
    if chosen.fill:
        return 0
    about = machine()
    with Product(folder) as product:
        every = asyncio.run(ask(product, filled, *((1, 0) if chosen.smoke else (chosen.rounds, WARM))))
    text = document(every, filled, shlex.join(["python", "-m", "bench.reading", *sys.argv[1:]]), about)
    print(text)
    if not (chosen.dry or chosen.smoke):
        OUT.write_text(text)
    missed = [] if chosen.smoke else failures(every)
    for each in missed:
        print(f"below its target: {each}", file=sys.stderr)
    return 1 if missed else 0


def main() -> int:
    options = argparse.ArgumentParser(prog="python -m bench.reading", description=__doc__)
    options.add_argument("--messages", type=int, default=1_000_000)
    options.add_argument("--rounds", type=int, default=ROUNDS)
    options.add_argument("--folder", type=Path, help="where the data are, or are made and kept")
    options.add_argument("--fill", action="store_true", help="fill the folder, measure nothing")
    options.add_argument("--dry", action="store_true", help="print and do not write docs/benchmarks-reading.md")
    options.add_argument("--smoke", action="store_true", help="a little, whether it runs: nothing judged or written")
    chosen = options.parse_args()
    logs.configure(logging.WARNING)
    if chosen.folder is not None:
        return run(chosen.folder.resolve(), chosen)
    with tempfile.TemporaryDirectory(prefix="tocsin-bench-", ignore_cleanup_errors=True) as name:
        return run(Path(name), chosen)


if __name__ == "__main__":
    sys.exit(main())
