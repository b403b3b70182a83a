"""In which order people are written, so that no circle of managers arises half-way (pure)."""

from collections.abc import Sequence

from tocsin.organisations.roster.rules.plan import Known, Planned, key_of


def managers_first(rows: Sequence[Planned], members: Sequence[Known]) -> list[Planned]:
    """Return rows so that each comes after the row of its manager in the outcome.

    Whoever has been written then leads up through people already as they will be, and that holds no circle; whoever
    has not leads up through what the organisation had, until meeting somebody written.
    """
    by_id = {known.member_id: known for known in members}
    above: dict[str, str] = {
        key_of(known.phone, known.member_id): key_of(by_id[known.manager_id].phone, known.manager_id)
        for known in members
        if known.manager_id is not None and known.manager_id in by_id
    }
    above |= {row.line.phone: row.manager for row in rows if row.line.phone and row.manager}
    depth: dict[str, int] = {}
    for start in above:
        trail = []
        key = start
        while key in above and key not in depth:
            depth[key] = -1  # met again only in a circle, which the comparison has refused
            trail.append(key)
            key = above[key]
        known_depth = max(depth.get(key, 0), 0)
        for distance, one in enumerate(reversed(trail), 1):
            depth[one] = known_depth + distance
    return sorted(rows, key=lambda row: depth.get(row.line.phone or "", 0))
