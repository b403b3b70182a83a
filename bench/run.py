"""``make bench``: core and product in turn, the same load on both, medians and their ratio into docs/benchmarks.md."""

from __future__ import annotations

import argparse
import asyncio
import os
import shlex
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from bench.load import Figures, Plan
from bench.product import Product, found, group, people, signed_in
from bench.report import SCENARIOS, SMOKE, Measured, Results, Roster, Scenario, document, failures, machine
from bench.roster import import_roster
from tocsin.kernel.postgres import EmbeddedPostgres

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "docs" / "benchmarks.md"
TICKS = os.sysconf("SC_CLK_TCK")


def cpu_of(pids: list[int]) -> float:
    """Seconds of CPU these processes have used so far, their ended children included."""
    total = 0
    for pid in pids:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        total += sum(int(ticks) for ticks in fields[11:15])
    return total / TICKS


def working_in(folder: Path) -> list[int]:
    """PostgreSQL's processes: their working folder is the cluster."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                if (entry / "cwd").readlink() == folder:
                    found.append(int(entry.name))
            except OSError:
                continue
    return found


@dataclass
class Meter:
    """Samples the CPU of server and database, to be read for the very interval the client measured."""

    server: int
    cluster: Path
    samples: list[tuple[float, float, float]] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)

    def watch(self) -> None:
        while not self.stop.wait(0.25):
            self.samples.append((time.time(), cpu_of([self.server]), cpu_of(working_in(self.cluster))))

    def between(self, begin: float, end: float) -> tuple[float, float]:
        inside = [sample for sample in self.samples if begin <= sample[0] <= end]
        if len(inside) < 2:
            return 0.0, 0.0
        (first, *a), (last, *b) = inside[0], inside[-1]
        return (b[0] - a[0]) / (last - first), (b[1] - a[1]) / (last - first)


def load(plan: Plan, server: int, cluster: Path) -> Measured:
    meter = Meter(server, cluster)
    watcher = threading.Thread(target=meter.watch)
    watcher.start()
    try:
        done = subprocess.run(
            [sys.executable, "-m", "bench.load"], input=msgspec.json.encode(plan), stdout=subprocess.PIPE, check=False
        )
    finally:
        meter.stop.set()
        watcher.join()
    if done.returncode:
        raise SystemExit("the load client failed; see above")
    figures = msgspec.json.decode(done.stdout, type=Figures)
    return Measured(figures, *meter.between(figures.begin, figures.end))


def on_core(scenario: Scenario, seconds: float) -> Measured:
    with tempfile.TemporaryDirectory(prefix="tocsin-bench-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o711)
        with EmbeddedPostgres(folder / "postgres") as url:
            core = subprocess.Popen([sys.executable, "-m", "bench.core", url], stdout=subprocess.PIPE, text=True)
            assert core.stdout is not None
            try:
                plan = Plan(
                    url=f"ws://127.0.0.1:{int(core.stdout.readline())}/api/socket",
                    tokens=["-"] * scenario.connected,
                    conversation_id="00000000-0000-0000-0000-000000000000",
                    senders=scenario.senders,
                    seconds=seconds,
                    **scenario.options,
                )
                return load(plan, core.pid, folder / "postgres" / "data")
            finally:
                core.kill()
                core.wait()
                core.stdout.close()


@dataclass
class Stage:
    """The product with its people, and one group for each size."""

    product: Product
    tokens: list[str]
    groups: dict[int, str]


async def set_up(product: Product, scenarios: tuple[Scenario, ...]) -> Stage:
    sizes = sorted({scenario.connected for scenario in scenarios})
    tokens, ids, organisation = await people(product.url, sizes[-1])
    groups = {size: await group(product.url, tokens[0], organisation, ids[:size]) for size in sizes}
    return Stage(product, tokens, groups)


def on_product(stage: Stage, scenario: Scenario, seconds: float) -> Measured:
    plan = Plan(
        url=stage.product.url.replace("http", "ws") + "/api/socket",
        tokens=stage.tokens[: scenario.connected],
        conversation_id=stage.groups[scenario.connected],
        senders=scenario.senders,
        seconds=seconds,
        **scenario.options,
    )
    return load(plan, stage.product.pid, stage.product.cluster)


def talk(stage: Stage, scenarios: tuple[Scenario, ...], rounds: int, seconds: float) -> Results:
    results: Results = {scenario.name: {"core": [], "product": []} for scenario in scenarios}
    for number in range(rounds):
        for scenario in scenarios:
            for who in ("core", "product"):
                one = on_core(scenario, seconds) if who == "core" else on_product(stage, scenario, seconds)
                results[scenario.name][who].append(one)
                print(f"round {number + 1}, {scenario.name}, {who}: {one}", flush=True)
    return results


async def rosters(stage: Stage, rounds: int, rows: int) -> list[Roster]:
    """Each round in an organisation of its own."""
    taken = []
    for number in range(rounds):
        async with signed_in(stage.product.url, stage.tokens[0]) as client:
            organisation = await found(client, f"测量分校{'一二三四五六七八九'[number % 9]}")
            taken.append(await import_roster(client, organisation, rows, seed=number))
        print(f"round {number + 1}, {taken[-1]}", flush=True)
    return taken


def main() -> int:
    options = argparse.ArgumentParser(prog="python -m bench.run")
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--seconds", type=float, default=8, help="of each measurement")
    options.add_argument("--rows", type=int, default=10_000, help="of the roster")
    options.add_argument("--dry", action="store_true", help="print and do not write docs/benchmarks.md")
    options.add_argument(
        "--smoke", action="store_true", help="a few people, whether it runs: nothing judged or written"
    )
    chosen = options.parse_args()
    about = machine()
    scenarios = SMOKE if chosen.smoke else SCENARIOS
    with Product() as product:
        stage = asyncio.run(set_up(product, scenarios))
        results = talk(stage, scenarios, chosen.rounds, chosen.seconds)
        imports = asyncio.run(rosters(stage, chosen.rounds, chosen.rows))
    command = shlex.join(["python", "-m", "bench.run", *sys.argv[1:]])
    text = document(scenarios, results, imports, command, about)
    print(text)
    if not (chosen.dry or chosen.smoke):
        OUT.parent.mkdir(exist_ok=True)
        OUT.write_text(text)
    missed = [] if chosen.smoke else failures(scenarios, results, imports)
    for each in missed:
        print(f"below its target: {each}", file=sys.stderr)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
