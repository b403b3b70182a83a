"""Finding messages, files, links and groups: in the actor's own conversations, as far as the actor sees them now.

Candidates come from the index; what is shown is read again under the actor's own policies and with the stay's positions,
and opened to see whether it holds what was asked. Conversations stand in the order of the list people know, the latest
first, and are looked through a few hundred at a time, so that words which stand everywhere end early.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec

from tocsin.kernel import text
from tocsin.kernel.context import Context
from tocsin.kernel.db import Transaction
from tocsin.kernel.errors import NotFound
from tocsin.kernel.seal import DataKey, Realm, RealmDestroyed
from tocsin.kernel.search import PER_PLACE, STRETCH, Asked, Scope, Terms, candidates
from tocsin.kernel.types import Actor
from tocsin.messaging.queries.facts import COLUMNS, QUOTED, shown
from tocsin.messaging.rules.searching import Searched, addressed_to, searchable_text, written_by
from tocsin.messaging.rules.shapes import Fact

AT_ONCE: Final = (100, 400, 1_600)
"""Stretches of conversations looked through by one probe: the first, the second, and each further one."""
DEEPER: Final = 8
"""Further probes into conversations whose newest candidates turned out to be none."""
_MINE = """
SELECT c.id, c.realm_id, c.kind, c.data_key_id, c.name_sealed, c.last_seq, c.last_at, c.members, m.since_seq,
       CASE WHEN c.pair_low = m.person_id THEN c.pair_high ELSE c.pair_low END AS peer_id
FROM conversation_member m JOIN conversation c ON c.id = m.conversation_id
WHERE m.person_id = $1 AND m.until_version IS NULL AND ($2::uuid IS NULL OR c.id = $2)
  AND ($3::timestamptz IS NULL OR (c.last_at, c.id) < ($3, $4::uuid))
ORDER BY c.last_at DESC, c.id DESC
"""
# The stay is asked again: between two statements somebody may have left.
_READ = f"""
SELECT f.conversation_id, {COLUMNS}
FROM unnest($2::uuid[], $3::bigint[]) AS w(conversation_id, seq)
JOIN conversation_member m ON m.conversation_id = w.conversation_id AND m.person_id = $1 AND m.until_version IS NULL
JOIN message f ON f.conversation_id = w.conversation_id AND f.seq = w.seq AND f.seq > m.since_seq{QUOTED}
WHERE f.kind IN ('text', 'announced') AND f.body_sealed IS NOT NULL
"""  # noqa: S608


class Mine(msgspec.Struct, frozen=True):
    """A conversation of the actor's."""

    id: UUID
    realm_id: UUID
    kind: str
    data_key_id: UUID
    name_sealed: bytes | None
    last_seq: int
    last_at: datetime
    members: int
    since_seq: int
    peer_id: UUID | None


def portions(places: Sequence[Mine]) -> Iterator[list[Mine]]:
    """Divide conversations into those that are looked through at once, by how many stretches they are long."""
    sizes = iter(AT_ONCE)
    size, some, length = next(sizes), [], 0
    for place in places:
        some.append(place)
        length += 1 + (place.last_seq - place.since_seq) // STRETCH
        if length >= size:
            yield some
            size, some, length = next(sizes, size), [], 0
    if some:
        yield some


def _growing(places: Sequence[Mine], size: int) -> Iterator[Sequence[Mine]]:
    """Divide places into those whose candidates are opened at once: as many as are wanted, then twice as many each time."""
    at = 0
    while at < len(places):
        yield places[at : at + size]
        at, size = at + size, 2 * size


class Match(msgspec.Struct, frozen=True):
    """A fact that holds what was asked: where in its text, and in which of its names."""

    fact: Fact
    found: Searched
    spans: list[tuple[int, int]]
    names: tuple[str, ...] = ()


class Want(msgspec.Struct, frozen=True):
    """What is looked for in texts: a question's pieces in the text, or its terms in the names of files; and marks."""

    question: text.Question
    names: frozenset[str]
    terms: Terms
    files: bool = False

    def match(self, fact: Fact) -> Match | None:
        """Return what of a fact matches; nothing when it does not."""
        found = searchable_text(fact)
        if found is None:
            return None
        if self.files:
            names = tuple(name for name in found.names if not self.names or self.names <= text.index_terms(name))
            return Match(fact, found, [], names) if names else None
        spans = text.find(self.question, found.whole)
        return None if spans is None else Match(fact, found, spans)


def want(asked: Asked, kind: str) -> Want:
    """Return what a question looks for among the texts of a kind: messages, files or links."""
    marks = [] if asked.who is None else [f"={written_by(asked.who)}"]
    if kind != "messages":
        marks.append("=file" if kind == "files" else "=link")
    question = text.question(asked.q)
    names = frozenset(text.query_terms(asked.q)) if kind == "files" else frozenset()
    words = [tuple(f"n:{name}" for name in sorted(names))] if kind == "files" else question.terms or [()]
    sets = [(*one, *marks) for one in words]
    if asked.to_me:
        me = asked.actor.person_id
        sets = [(*one, f"={addressed_to(whom)}") for one in sets for whom in (me, "all")]
    # Words that ask for nothing are not as good as none: everything would be an answer to them.
    idle = bool(asked.q.strip()) and not (names if kind == "files" else question.terms)
    sets = [one for one in sets if one and not idle]
    return Want(question, names, Terms(tuple(sets), asked.since, asked.until), kind == "files")


async def find_mine(
    tx: Transaction, actor: Actor, place_id: UUID | None = None, before: tuple[datetime, UUID] | None = None
) -> list[Mine]:
    """Return the actor's conversations, the latest first. Raises :class:`NotFound` for a place that is none of them."""
    rows = await tx.fetch(_MINE, actor.person_id, place_id, *(before or (None, None)))
    if place_id is not None and not rows:
        raise NotFound
    return [Mine(**dict(row)) for row in rows]


class Look:
    """One search through conversations: probes the index and opens what it names."""

    def __init__(self, tx: Transaction, context: Context, asked: Asked, wanted: Want) -> None:
        self._tx = tx
        self._context = context
        self._actor = asked.actor
        self._wanted = wanted
        self._realms: dict[UUID, Realm | None] = {}
        self._keys: dict[UUID, DataKey] = {}
        self._deeper = DEEPER

    async def through(self, places: Sequence[Mine], enough: int) -> list[tuple[Mine, list[Match], bool]]:
        """Return the newest matches in each place, and whether there may be more of them; places without are left out.

        The places are gone through in their order, and not further than to ``enough`` that have matches.
        """
        answer: list[tuple[Mine, list[Match], bool]] = []
        left, size = list(places), enough
        while left and len(answer) < enough:
            named, cut = await candidates(self._tx, await self._scopes(left), self._wanted.terms, enough=size)
            size *= 2
            for some in _growing([place for place in left if place.id in named], enough - len(answer)):
                answer += await self._among(some, named)
                if len(answer) >= enough:
                    break
            ids = [place.id for place in left]
            left = [] if cut is None else left[ids.index(cut) :]
        return answer

    async def _among(
        self, places: Sequence[Mine], named: dict[UUID, list[int]]
    ) -> list[tuple[Mine, list[Match], bool]]:
        """Return what matches among the candidates of places, or behind them where they are many and none does."""
        found = await self._open(places, named)
        answer = []
        for place in places:
            seqs = named[place.id]
            full = len(seqs) >= PER_PLACE
            matches = found.get(place.id, [])
            if not matches and full and self._deeper > 0:
                matches, behind = await self.inside(place, 1, seqs[-1])
                full = behind is not None
            if matches:
                answer.append((place, matches, full))
        return answer

    async def inside(self, place: Mine, limit: int, before: int | None = None) -> tuple[list[Match], int | None]:
        """Return the newest ``limit`` matches in one place below a position, and below which there may be more.

        Work is bounded: where many candidates turn out to be none, the page ends with the last one looked at.
        """
        matches: list[Match] = []
        until = place.last_seq + 1 if before is None else before
        most = max(PER_PLACE, 2 * limit)
        while len(matches) <= limit and self._deeper > 0:
            self._deeper -= 1
            scopes = await self._scopes([place], until)
            named, _ = await candidates(self._tx, scopes, self._wanted.terms, most)
            seqs = named.get(place.id, [])
            matches += (await self._open([place], {place.id: seqs})).get(place.id, [])
            if len(seqs) < most:
                break
            until = seqs[-1]
        else:
            return matches[:limit], until if len(matches) <= limit else matches[limit - 1].fact.seq
        return matches[:limit], matches[limit - 1].fact.seq if len(matches) > limit else None

    async def _scopes(self, places: Sequence[Mine], until: int | None = None) -> list[Scope]:
        scopes = []
        for place in places:
            if place.realm_id not in self._realms:
                try:
                    self._realms[place.realm_id] = await self._context.keyring.realm(self._tx, place.realm_id)
                except RealmDestroyed:
                    self._realms[place.realm_id] = None
            realm = self._realms[place.realm_id]
            if realm is not None:
                scopes.append(Scope(place.id, realm, place.since_seq, min(until or 2**62, place.last_seq + 1)))
        return scopes

    async def _open(self, places: Sequence[Mine], named: dict[UUID, list[int]]) -> dict[UUID, list[Match]]:
        """Read candidates as the actor may see them now, open them, and keep those that match; newest first."""
        wanted = [(place.id, seq) for place in places for seq in named.get(place.id, ())]
        if not wanted:
            return {}
        rows = await find_facts_at(self._tx, self._actor, wanted)
        keys = await self._context.keyring.data_keys(
            self._tx, {place.data_key_id for place in places if place.id in named}
        )
        found: dict[UUID, list[Match]] = {}
        by_id = {place.id: place for place in places}
        for row in sorted(rows, key=lambda row: -int(row["seq"])):
            place = by_id[row["conversation_id"]]
            key = keys.get(place.data_key_id)
            match = self._wanted.match(shown(row, place.id, key, place.since_seq)) if key else None
            if match is not None:
                found.setdefault(place.id, []).append(match)
        return found


async def find_facts_at(tx: Transaction, actor: Actor, places: Sequence[tuple[UUID, int]]) -> list[Any]:
    """Return the rows of facts at places, as far as the actor may read them at this moment."""
    return await tx.fetch(_READ, actor.person_id, [place for place, _ in places], [seq for _, seq in places])
