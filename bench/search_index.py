"""``make bench-search``: three ways to keep the keyed terms of messages, at a million messages.

Prints a table for docs/search-quality.md. A realm of 2,000 conversations of very different length; one person in 300
of them, one in all. The three ways:

* ``rows``: a row (term, conversation, seq) a term, in a b-tree; terms keyed by realm;
* ``gin, realm``: an array of terms a message under GIN; terms keyed by realm, conversations a condition;
* ``gin, place``: the same, terms keyed by conversation and stretch of 4,096 positions; asked stretch by stretch.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import platform
import random
import statistics
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from itertools import accumulate
from multiprocessing import Pool
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import asyncpg

from tocsin.kernel.postgres import EmbeddedPostgres
from tocsin.kernel.text.bodies import text_terms

CONVERSATIONS = 2_000
MINE = 300
STRETCH = 4_096
KEY = b"k" * 32
WORDS = 30_000
SHOWN = 21
RARE, USUAL, COMMON = 20_000, 400, 8
SPACE = UUID(int=1)
TABLES = """
CREATE TABLE rows_ (term bigint, conversation_id uuid, seq bigint, PRIMARY KEY (term, conversation_id, seq));
CREATE TABLE realm_ (conversation_id uuid, seq bigint, at timestamptz, terms bigint[], PRIMARY KEY (conversation_id, seq));
CREATE TABLE place_ (conversation_id uuid, seq bigint, at timestamptz, terms bigint[], PRIMARY KEY (conversation_id, seq));
"""
ROWS = """
SELECT c.id, h.seq FROM unnest($1::uuid[]) WITH ORDINALITY AS c(id, n) CROSS JOIN LATERAL (
    SELECT r.seq FROM rows_ r WHERE r.term = ($2::bigint[])[1] AND r.conversation_id = c.id AND NOT EXISTS (
        SELECT 1 FROM unnest($2::bigint[]) t WHERE NOT EXISTS (
            SELECT 1 FROM rows_ o WHERE o.term = t AND o.conversation_id = c.id AND o.seq = r.seq))
    ORDER BY r.seq DESC LIMIT 21) h
"""
REALM = """
SELECT conversation_id, seq FROM (
    SELECT conversation_id, seq, row_number() OVER (PARTITION BY conversation_id ORDER BY seq DESC) AS n
    FROM realm_ WHERE terms @> $2 AND conversation_id = ANY ($1::uuid[])) x WHERE n <= 21
"""
PLACE = """
SELECT s.n, h.seq FROM generate_series(1, cardinality($1::uuid[])) AS s(n) CROSS JOIN LATERAL (
    SELECT p.seq FROM place_ p WHERE p.terms @> ($2::bigint[])[(s.n - 1) * $3 + 1 : s.n * $3]
    AND p.conversation_id IS NOT DISTINCT FROM ($1::uuid[])[s.n] ORDER BY p.seq DESC LIMIT 21) h
"""


def token(term: str, place: bytes = b"", stretch: int = 0) -> int:
    digest = hashlib.blake2b(
        term.encode(), digest_size=8, key=KEY, salt=place, person=stretch.to_bytes(8, "big")
    ).digest()
    return int.from_bytes(digest, "big", signed=True)


@cache
def vocabulary() -> tuple[list[str], list[float]]:
    """Words, and their running weights: few are common, most are rare."""
    chance = random.Random(7)
    characters = [chr(0x4E00 + n * 5) for n in range(3_000)]
    weights = [1 / (n + 8) for n in range(len(characters))]
    words = ["".join(chance.choices(characters, weights, k=chance.choice((2, 2, 2, 3)))) for _ in range(WORDS)]
    return words, list(accumulate(1 / (n + 4) for n in range(WORDS)))


def lengths(messages: int) -> list[int]:
    """Messages of each conversation: a few are very long, most are short."""
    shares = [1 / (n + 12) for n in range(CONVERSATIONS)]
    return [max(3, int(messages * share / sum(shares))) for share in shares]


def conversation(number: int) -> UUID:
    return uuid5(SPACE, str(number))


def texts(number: int, count: int) -> Iterator[str]:
    chance = random.Random(number)
    words, weights = vocabulary()
    for _ in range(count):
        yield "".join(chance.choices(words, cum_weights=weights, k=chance.randint(3, 18)))


def terms_of(job: tuple[int, int]) -> tuple[int, list[list[str]]]:
    number, count = job
    return number, [sorted(text_terms(text)) for text in texts(number, count)]


async def fill(connection: Any, messages: int) -> dict[str, float]:
    await connection.execute(TABLES)
    spent = dict.fromkeys(("rows_", "realm_", "place_"), 0.0)
    at, total, known = datetime(2026, 1, 1, tzinfo=UTC), 0, {}
    with Pool(2) as pool:
        for number, all_terms in pool.imap_unordered(terms_of, enumerate(lengths(messages)), chunksize=4):
            place = conversation(number)
            total += sum(map(len, all_terms))
            for own in all_terms:
                for term in own:
                    if term not in known:
                        known[term] = token(term)
            realm = [[known[term] for term in own] for own in all_terms]
            placed = []
            for seq, own in enumerate(all_terms):
                stretch = seq // STRETCH
                placed.append([token(term, place.bytes, stretch) for term in own])
            for table, arrays in (("realm_", realm), ("place_", placed)):
                begin = time.perf_counter()
                await connection.copy_records_to_table(
                    table, records=[(place, seq, at, sorted(set(own))) for seq, own in enumerate(arrays)]
                )
                spent[table] += time.perf_counter() - begin
    for table in ("realm_", "place_"):
        await connection.execute(f"CREATE INDEX {table}gin ON {table} USING gin (terms) WITH (fastupdate = off)")
    await connection.execute(
        "INSERT INTO rows_ SELECT t, conversation_id, seq FROM realm_, unnest(terms) t ORDER BY 1, 2, 3"
    )
    await connection.execute("VACUUM ANALYZE")
    return {"terms a message": total / sum(lengths(messages))}


async def sizes(connection: Any) -> dict[str, tuple[int, int]]:
    return {
        table: tuple(await connection.fetchrow(f"SELECT pg_table_size('{table}'), pg_indexes_size('{table}')"))
        for table in ("rows_", "realm_", "place_")
    }


async def timed(connection: Any, sql: str, *arguments: Any, times: int = 7) -> tuple[float, int]:
    taken, rows = [], []
    for _ in range(times):
        begin = time.perf_counter()
        rows = await connection.fetch(sql, *arguments)
        taken.append((time.perf_counter() - begin) * 1000)
    return statistics.median(taken[1:]), len(rows)


def steps(numbers: list[int], counts: list[int], asked: list[str]) -> tuple[list[UUID], list[int]]:
    places, tokens = [], []
    for number in numbers:
        place = conversation(number)
        for stretch in range(counts[number] // STRETCH, -1, -1):
            places.append(place)
            tokens += [token(term, place.bytes, stretch) for term in asked]
    return places, tokens


async def ask(connection: Any, messages: int) -> None:
    counts, (words, _) = lengths(messages), vocabulary()
    chance = random.Random(3)
    groups = {
        f"in {MINE} of them": sorted(chance.sample(range(CONVERSATIONS), MINE)),
        "in all": list(range(CONVERSATIONS)),
        "in the longest": [0],
    }
    print("| asked by a person | of a word that is | rows ms | gin, realm ms | gin, place ms | (steps) |")
    print("|---|---|---|---|---|---|")
    await connection.execute("SET enable_seqscan = off")
    for who, numbers in groups.items():
        ids = [conversation(number) for number in numbers]
        for named, rank in (("rare", RARE), ("usual", USUAL), ("common", COMMON)):
            word = words[rank]
            asked = sorted({word[:2], word[-2:]})
            hashed = [token(term) for term in asked]
            one, found = await timed(connection, ROWS, ids, hashed)
            two, _ = await timed(connection, REALM, ids, hashed)
            begin = time.perf_counter()
            places, tokens = steps(numbers, counts, asked)
            key_ms = (time.perf_counter() - begin) * 1000
            three, _ = await timed(connection, PLACE, places, tokens, len(asked))
            print(
                f"| {who} | {named} ({found} found) | {one:.1f} | {two:.1f} | {three:.1f} + {key_ms:.1f} of keying"
                f" | {len(places)} |",
                flush=True,
            )


async def insert(connection: Any) -> None:
    """What one more message costs, as the indexer writes them: 200 in a statement."""
    jobs = [terms_of((90_000 + n, 200)) for n in range(5)]
    for table in ("rows_", "realm_", "place_"):
        begin, count = time.perf_counter(), 0
        for number, all_terms in jobs:
            place = conversation(number)
            records = [
                (place, seq, [token(t, place.bytes if table == "place_" else b"") for t in own])
                for seq, own in enumerate(all_terms)
            ]
            count += len(records)
            if table == "rows_":
                await connection.executemany(
                    "INSERT INTO rows_ SELECT t, $1, $2 FROM unnest($3::bigint[]) t ON CONFLICT DO NOTHING", records
                )
            else:
                await connection.executemany(f"INSERT INTO {table} VALUES ($1, $2, now(), $3)", records)
        print(f"{table}: {(time.perf_counter() - begin) / count * 1e6:.0f} µs a message written")


async def work(url: str, messages: int) -> None:
    connection = await asyncpg.connect(url)
    begin = time.perf_counter()
    figures = await fill(connection, messages)
    print(
        f"{sum(lengths(messages)):,} messages, {figures}, filled in {time.perf_counter() - begin:.0f} s, {platform.machine()}"
    )
    for table, (heap, index) in (await sizes(connection)).items():
        each = (heap + index) / sum(lengths(messages))
        print(f"{table}: table {heap / 2**20:.0f} MiB, indexes {index / 2**20:.0f} MiB, {each:.0f} B a message")
    await ask(connection, messages)
    await insert(connection)
    await connection.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=1_000_000)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="tocsin-bench-") as folder:
        Path(folder).chmod(0o711)
        with EmbeddedPostgres(Path(folder) / "pg", durable=False) as url:
            asyncio.run(work(url, arguments.messages))


if __name__ == "__main__":
    main()
