"""``make bench-evidence``: what it costs that every effect can be proved, into docs/benchmarks-evidence.md."""

from __future__ import annotations

import argparse
import asyncio
import logging
import shlex
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bench.growth import BATCH, ROWS, Size, Stage, measure
from bench.load import percentile
from bench.product import Product
from bench.report import Measured, Scenario, machine, median, said
from bench.run import on_product, set_up
from tocsin.effects.door import Effect, Entry
from tocsin.effects.rules.entries import commitment
from tocsin.kernel import logs

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "docs" / "benchmarks-evidence.md"
SENDING = Scenario("durable send: 20 senders, group of 100 connected", 100, {"window": 1}, "sent")
SMOKE = Scenario("smoke: 2 senders, 4 connected", 4, {"window": 1}, "sent", senders=2)
LEAVES = [10_000, 100_000, 1_000_000, 10_000_000]
DEAREST = 0.05
"""The share of the send path that the log may cost."""
STEEPEST = 3.0
"""How many times longer a proof may take at the last size than at the first: a thousand times as many leaves."""

Rounds = dict[str, list[Measured]]


def send(scenario: Scenario, rounds: int, seconds: float) -> Rounds:
    """Send to a server with its sealer and to one without, in turn; which goes first alternates."""
    taken: Rounds = {"sealed": [], "unsealed": []}
    with ExitStack() as stack:
        modules = {"sealed": "tocsin.cli", "unsealed": "bench.unsealed"}
        stages = {
            who: asyncio.run(set_up(stack.enter_context(Product(module=module)), (scenario,)))
            for who, module in modules.items()
        }
        for number in range(rounds):
            for who in sorted(stages, reverse=number % 2 == 1):
                taken[who].append(on_product(stages[who], scenario, seconds))
                print(f"round {number + 1}, {who}: {taken[who][-1]}", file=sys.stderr, flush=True)
    return taken


def cost(rounds: Rounds) -> float:
    """The share of messages a second that the log costs: the median over the rounds, each of which measured both."""
    pairs = zip(rounds["sealed"], rounds["unsealed"], strict=True)
    return 1 - statistics.median(one.figures.sent / other.figures.sent for one, other in pairs)


def recording(count: int = 20_000) -> float:
    """Microseconds that an effect takes on its way into a message's transaction: hashed, its secret sealed."""
    entry = Entry(
        realm_id=uuid4(), effect=Effect.DELIVERED, act="send", item_kind="conversation", item_id=uuid4(),
        actor_id=uuid4(), at=datetime.now(UTC), device="Chrome · Windows", from_seq=7, to_seq=7, audience_version=2,
        content=("铎" * 100).encode(),
    )  # fmt: skip
    key, secret = AESGCM(bytes(32)), bytes(16)

    def once() -> None:
        commitment(entry, secret)
        key.encrypt(bytes(12), secret, b"place")

    return _microseconds(once, count)


def _microseconds(work: Callable[[], None], count: int) -> float:
    best = float("inf")
    for _ in range(5):
        began = time.perf_counter()
        for _ in range(count):
            work()
        best = min(best, (time.perf_counter() - began) / count * 1e6)
    return best


def failures(rounds: Rounds, stages: list[Stage]) -> list[str]:
    """What is above its limit, in words."""
    found = []
    if (share := cost(rounds)) > DEAREST:
        found.append(f"the log costs {share:.1%} of the messages a second, at most {DEAREST:.0%}")
    if (times := steepness(stages)) > STEEPEST:
        found.append(f"a proof takes {times:.1f} times as long at the last size, at most {STEEPEST:.0f}")
    return found


def steepness(stages: list[Stage]) -> float:
    """How many times as long a proof takes at the last size as at the first."""
    return percentile(stages[-1].proving, 50) / percentile(stages[0].proving, 50)


def document(rounds: Rounds, micro: float, size: Size, stages: list[Stage], command: str, about: str) -> str:
    """The page; ``command`` is what was really typed."""
    today = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
    share, times = cost(rounds), steepness(stages)
    each = 1e6 / median(rounds["sealed"], "sent")
    return "\n".join(
        [
            "# What proof costs",
            "",
            f"{today}. {about}. `{command}`. Written by `make bench-evidence`.",
            "",
            "## On the send path",
            "",
            f"{SENDING.name.capitalize()}; the server as it is, and one whose sealer does not run, in turn, {len(rounds['sealed'])}",
            f"rounds. The log costs **{share:.1%}** of the messages a second (median of the rounds' ratios), at most",
            f"{DEAREST:.0%}: {said(share <= DEAREST)}.",
            "",
            "| | sent/s | ack p50 ms | ack p99 ms | server CPU | PostgreSQL CPU |",
            "|---|---|---|---|---|---|",
            *(_row(who, rounds[who]) for who in ("sealed", "unsealed")),
            "",
            f"To record an effect beside a message (entry, salts, commitment, sealed secret) takes {micro:.1f} µs of the {each:,.0f} µs",
            "that a message takes at this rate.",
            "",
            "## In bytes",
            "",
            "| | bytes |",
            "|---|---|",
            f"| a message's *delivered*, however many it is delivered to, with its indexes | {size.delivered:.0f} |",
            f"| an advance of a reader, however many messages it covers, with its indexes | {size.confirmed:.0f} |",
            f"| the leaf of either in the log, with what is above it | {size.leaf:.0f} |",
            "",
            "## As the log grows",
            "",
            f"A proof is asked of the database and made into a bundle of one message; it takes {times:.1f} times as long at the last size",
            f"as at the first, at most {STEEPEST:.0f} times: {said(times <= STEEPEST)}. Verified by `tocsin verify`'s function.",
            "",
            "| leaves | sealed/s | proof p50 ms | proof p99 ms | verified p50 ms | hashes in it | bytes of the bundle |",
            "|---|---|---|---|---|---|---|",
            *(_stage(one) for one in stages),
            "",
            *_chart(stages),
        ]
    )  # fmt: skip


def _row(who: str, taken: list[Measured]) -> str:
    figures = f"{median(taken, 'sent'):,.0f} | {median(taken, 'ack_p50'):.1f} | {median(taken, 'ack_p99'):.1f}"
    return f"| {who} | {figures} | {median(taken, 'server_cpu'):.0%} | {median(taken, 'database_cpu'):.0%} |"


def _stage(one: Stage) -> str:
    half, most = (percentile(one.proving, at) for at in (50, 99))
    verified = percentile(one.verifying, 50)
    return (
        f"| {one.leaves:,} | {one.sealed_per_second:,.0f} | {half:.2f} | {most:.2f} | {verified:.2f} | {one.path}"
        f" | {one.bundle:,} |"
    )


def _chart(stages: list[Stage]) -> list[str]:
    names = ", ".join(f'"{one.leaves:,}"' for one in stages)
    proofs, checks = (
        ", ".join(f"{percentile(times, 50):.2f}" for times in column)
        for column in ([one.proving for one in stages], [one.verifying for one in stages])
    )
    return [
        "```mermaid",
        "xychart-beta",
        '  title "Milliseconds for a proof (bars) and to verify it (line), by leaves"',
        f"  x-axis [{names}]",
        '  y-axis "ms, median" 0 -->' + f" {max(percentile(one.proving, 50) for one in stages) * 1.3:.1f}",
        f"  bar [{proofs}]",
        f"  line [{checks}]",
        "```",
        "",
    ]


def main() -> int:
    options = argparse.ArgumentParser(prog="python -m bench.evidence", description=__doc__)
    options.add_argument("--rounds", type=int, default=10)
    options.add_argument("--seconds", type=float, default=8, help="of each measurement")
    options.add_argument("--leaves", type=int, nargs="+", default=LEAVES)
    options.add_argument("--dry", action="store_true", help="print and do not write docs/benchmarks-evidence.md")
    options.add_argument("--smoke", action="store_true", help="a little, whether it runs: nothing judged or written")
    chosen = options.parse_args()
    logs.configure(logging.WARNING)
    about = machine()
    if chosen.smoke:
        chosen.rounds, chosen.seconds, chosen.leaves = 1, 1, [300, 1_000]
    rounds = send(SMOKE if chosen.smoke else SENDING, chosen.rounds, chosen.seconds)
    micro = recording()
    with tempfile.TemporaryDirectory(prefix="tocsin-bench-", ignore_cleanup_errors=True) as name:
        size, stages = asyncio.run(measure(Path(name), chosen.leaves, BATCH if chosen.smoke else ROWS))
    text = document(rounds, micro, size, stages, shlex.join(["python", "-m", "bench.evidence", *sys.argv[1:]]), about)
    print(text)
    if not (chosen.dry or chosen.smoke):
        OUT.write_text(text)
    missed = [] if chosen.smoke else failures(rounds, stages)
    for each in missed:
        print(f"above its limit: {each}", file=sys.stderr)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
