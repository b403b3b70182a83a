"""``make bench``: core and product in turn, the same load on both, medians and their ratio into docs/benchmarks.md."""

from __future__ import annotations

import argparse
import asyncio
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from bench.load import Figures, Plan
from bench.product import Product, group, people
from tocsin.kernel.postgres import EmbeddedPostgres

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "docs" / "benchmarks.md"
TARGET = 0.30
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Scenario:
    name: str
    connected: int
    options: dict[str, Any]
    unit: str


SCENARIOS = (
    Scenario("durable send: 20 senders, group of 100 connected", 100, {"window": 1}, "sent"),
    Scenario("fan-out at 50 msg/s: 200 connected", 200, {"rate": 50.0}, "deliveries"),
    Scenario("fan-out at most: 20 senders with 8 under way, 200 connected", 200, {"window": 8}, "deliveries"),
)


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


@dataclass
class Measured:
    figures: Figures
    server_cpu: float
    database_cpu: float


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
                    senders=20,
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


async def set_up(product: Product) -> Stage:
    sizes = sorted({scenario.connected for scenario in SCENARIOS})
    tokens, ids, organisation = await people(product.url, sizes[-1])
    groups = {size: await group(product.url, tokens[0], organisation, ids[:size]) for size in sizes}
    return Stage(product, tokens, groups)


def on_product(stage: Stage, scenario: Scenario, seconds: float) -> Measured:
    plan = Plan(
        url=stage.product.url.replace("http", "ws") + "/api/socket",
        tokens=stage.tokens[: scenario.connected],
        conversation_id=stage.groups[scenario.connected],
        senders=20,
        seconds=seconds,
        **scenario.options,
    )
    return load(plan, stage.product.pid, stage.product.cluster)


def median(all_of: list[Measured], name: str) -> float:
    values = [getattr(one.figures, name) if hasattr(one.figures, name) else getattr(one, name) for one in all_of]
    return float(statistics.median(values))


COLUMNS = (
    ("sent/s", "sent", "{:,.0f}"),
    ("ack p50 ms", "ack_p50", "{:.1f}"),
    ("ack p99 ms", "ack_p99", "{:.1f}"),
    ("deliveries/s", "deliveries", "{:,.0f}"),
    ("delivered p50 ms", "delivery_p50", "{:.1f}"),
    ("delivered p99 ms", "delivery_p99", "{:.1f}"),
    ("server CPU", "server_cpu", "{:.0%}"),
    ("PostgreSQL CPU", "database_cpu", "{:.0%}"),
    ("client CPU", "client_cpu", "{:.0%}"),
)


def table(results: dict[str, dict[str, list[Measured]]]) -> list[str]:
    lines = []
    for scenario in SCENARIOS:
        both = results[scenario.name]
        ratio = median(both["product"], scenario.unit) / median(both["core"], scenario.unit)
        lines += [
            f"## {scenario.name.capitalize()}",
            "",
            f"Product : core = **{ratio:.0%}** ({scenario.unit}/s, medians)"
            + (f"; target at least {TARGET:.0%}." if "rate" not in scenario.options else "; both hold the rate."),
            "",
            "| | " + " | ".join(title for title, _, _ in COLUMNS) + " |",
            "|---" * (len(COLUMNS) + 1) + "|",
        ]
        for who in ("core", "product"):
            cells = [layout.format(median(both[who], name)) for _, name, layout in COLUMNS]
            lines.append(f"| {who} | " + " | ".join(cells) + " |")
        lines.append("")
    return lines


def machine() -> str:
    model = next(
        (
            line.split(":", 1)[1].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        platform.machine(),
    )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    load_before = os.getloadavg()[0]
    return (
        f"{os.cpu_count()} cores ({model}), {memory:.0f} GiB, Python {platform.python_version()}, load average before: "
        f"{load_before:.1f}"
    )


def document(results: dict[str, dict[str, list[Measured]]], command: str, about: str, rounds: int) -> str:
    today = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
    head = [
        "# Benchmarks",
        "",
        f"{today}. {about}. `{command}`, {rounds} interleaved rounds, medians. Written by `make bench`.",
        "",
        "*Core* is the product's parts with no product in them (`bench/core.py`: picows, asyncpg, one group commit an",
        "insert; no accounts, permissions, sealing, effects, receipts). *Product* is `tocsin serve` as installed, filled",
        "over its API, limits raised for the senders. Both write durably (fsync on) to the embedded PostgreSQL and serve",
        "the same client, a process of its own on the same cores; its CPU is shown, so a figure that the client limited",
        "can be told. CPU is a share of one core. Acknowledged means committed.",
        "",
    ]
    return "\n".join(head + table(results)).rstrip() + "\n"


def main() -> None:
    options = argparse.ArgumentParser(prog="python -m bench.run")
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--seconds", type=float, default=8)
    options.add_argument("--dry", action="store_true", help="print and do not write docs/benchmarks.md")
    chosen = options.parse_args()
    about = machine()
    results: dict[str, dict[str, list[Measured]]] = {
        scenario.name: {"core": [], "product": []} for scenario in SCENARIOS
    }
    with Product() as product:
        stage = asyncio.run(set_up(product))
        for number in range(chosen.rounds):
            for scenario in SCENARIOS:
                for who in ("core", "product"):
                    one = (
                        on_core(scenario, chosen.seconds)
                        if who == "core"
                        else on_product(stage, scenario, chosen.seconds)
                    )
                    results[scenario.name][who].append(one)
                    print(f"round {number + 1}, {scenario.name}, {who}: {one}", flush=True)
    text = document(results, "make bench", about, chosen.rounds)
    print(text)
    if not chosen.dry:
        OUT.parent.mkdir(exist_ok=True)
        OUT.write_text(text)


if __name__ == "__main__":
    main()
