"""What was measured, judged and written down: docs/benchmarks.md."""

from __future__ import annotations

import os
import platform
import statistics
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.load import Figures

TARGET = 0.30
"""The product's share of what the bare core does, at least."""
HOLDS = 0.95
"""The share of a given rate that counts as holding it."""
ROSTER_WITHIN = 20.0
"""Seconds for a roster from the upload to the last member, preview included."""


@dataclass(frozen=True)
class Scenario:
    name: str
    connected: int
    options: dict[str, Any]
    unit: str
    senders: int = 20

    @property
    def least(self) -> float:
        """The least ratio of product to core that passes."""
        return HOLDS if "rate" in self.options else TARGET


SCENARIOS = (
    Scenario("durable send: 20 senders, group of 100 connected", 100, {"window": 1}, "sent"),
    Scenario("fan-out at 50 msg/s: 200 connected", 200, {"rate": 50.0}, "deliveries"),
    Scenario("fan-out at most: 20 senders with 8 under way, 200 connected", 200, {"window": 8}, "deliveries"),
)

# Whether all of it runs, not how fast: nothing is judged.
SMOKE = (
    Scenario("smoke: 2 senders, 6 connected", 6, {"window": 1}, "sent", senders=2),
    Scenario("smoke at 20 msg/s: 6 connected", 6, {"rate": 20.0}, "deliveries", senders=2),
)


@dataclass
class Measured:
    figures: Figures
    server_cpu: float
    database_cpu: float


@dataclass
class Roster:
    """An import of ``rows`` people: seconds until the preview stood, and until all were members."""

    rows: int
    preview: float
    applied: float

    @property
    def total(self) -> float:
        return self.preview + self.applied


Results = dict[str, dict[str, list[Measured]]]
"""By scenario, then by ``core`` and ``product``, one for each round."""


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
    ("receipts/s", "read", "{:,.0f}"),
    ("receipt p99 ms", "read_p99", "{:.1f}"),
    ("client CPU", "client_cpu", "{:.0%}"),
)


def ratio(scenario: Scenario, results: Results) -> float:
    both = results[scenario.name]
    return median(both["product"], scenario.unit) / median(both["core"], scenario.unit)


def failures(scenarios: tuple[Scenario, ...], results: Results, rosters: list[Roster]) -> list[str]:
    """What is below its target, in words."""
    found = [
        f"{scenario.name}: {ratio(scenario, results):.0%} of the core, at least {scenario.least:.0%}"
        for scenario in scenarios
        if ratio(scenario, results) < scenario.least
    ]
    silent = [scenario.name for scenario in scenarios if median(results[scenario.name]["product"], "read") == 0]
    found += [f"{name}: nobody's receipt was answered" for name in silent]
    slowest = max(rosters, key=lambda each: each.total)
    if slowest.total > ROSTER_WITHIN:
        found.append(f"roster of {slowest.rows:,}: {slowest.total:.1f} s, at most {ROSTER_WITHIN:.0f} s")
    return found


def said(passes: bool) -> str:
    return "passes" if passes else "**fails**"


def table(scenarios: tuple[Scenario, ...], results: Results) -> list[str]:
    lines = []
    for scenario in scenarios:
        share = ratio(scenario, results)
        lines += [
            f"## {scenario.name.capitalize()}",
            "",
            f"Product : core = **{share:.0%}** ({scenario.unit}/s, medians), at least {scenario.least:.0%}: {said(share >= scenario.least)}.",
            "",
            "| | " + " | ".join(title for title, _, _ in COLUMNS) + " |",
            "|---" * (len(COLUMNS) + 1) + "|",
        ]
        for who in ("core", "product"):
            cells = [layout.format(median(results[scenario.name][who], name)) for _, name, layout in COLUMNS]
            lines.append(f"| {who} | " + " | ".join(cells) + " |")
        lines.append("")
    return lines


def roster_table(rosters: list[Roster]) -> list[str]:
    slowest = max(rosters, key=lambda each: each.total)
    passed = said(slowest.total <= ROSTER_WITHIN)
    return [
        f"## Roster import: {slowest.rows:,} rows of one workbook",
        "",
        f"From the upload to the last member in at most {ROSTER_WITHIN:.0f} s, the slowest round: {passed}.",
        "",
        "| round | preview s | applied s | together s |",
        "|---|---|---|---|",
        *(
            f"| {number} | {each.preview:.1f} | {each.applied:.1f} | {each.total:.1f} |"
            for number, each in enumerate(rosters, 1)
        ),
        "",
    ]


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


def document(scenarios: tuple[Scenario, ...], results: Results, rosters: list[Roster], command: str, about: str) -> str:
    """The page; ``command`` is what was really typed."""
    today = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
    head = [
        "# Benchmarks",
        "",
        f"{today}. {about}. `{command}`, {len(rosters)} interleaved rounds, medians. Written by `make bench`.",
        "",
        "*Core* is the product's parts with no product in them (`bench/core.py`: picows, asyncpg, one group commit a",
        "flush of messages and read positions; no accounts, permissions, sealing, effects, nobody told how far others",
        "are). *Product* is `tocsin serve` as installed, filled over its API, limits raised for the senders. Both write",
        "durably (fsync on) to the embedded PostgreSQL and serve the same client, a process of its own on the same cores;",
        "its CPU is shown, so a figure that the client limited can be told. Everybody connected who does not send reads,",
        "and confirms three times a second. CPU is a share of one core. Acknowledged means committed.",
        "",
    ]
    return "\n".join(head + table(scenarios, results) + roster_table(rosters)).rstrip() + "\n"
