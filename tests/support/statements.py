"""What is sent to the database, counted by who sent it."""

from tocsin.kernel.db import FOLLOW, JOBS, SEAL, SEARCH, Database

BESIDE = {FOLLOW, JOBS, SEAL, SEARCH}
"""Consumers, jobs, the index and the logs: they go on beside the requests, at times of their own."""


def sent(database: Database, *roles: str) -> int:
    """How many statements units of these roles have sent; without roles, all units but those that run beside requests."""
    counts = database.statements
    return sum(counts[role] for role in roles or counts.keys() - BESIDE)
