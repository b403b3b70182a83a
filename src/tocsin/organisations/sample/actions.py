"""Loading the sample organisation: one transaction, so that a server killed half-way leaves nothing behind."""

import secrets
from collections.abc import Awaitable, Callable, Sequence
from contextvars import ContextVar
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from sqlalchemy import insert

from tocsin.accounts import door as accounts
from tocsin.kernel.clock import hold, now
from tocsin.kernel.context import Context
from tocsin.kernel.db import SAMPLE, SIGNIN, Transaction
from tocsin.kernel.ids import PLATFORM, uuid7
from tocsin.kernel.parts import within
from tocsin.organisations.actions.batches import NewDepartment, invite_members, make_departments
from tocsin.organisations.actions.writing import add_members, drop_places, drop_terms
from tocsin.organisations.events import MembersMoved, OrganisationFounded
from tocsin.organisations.records import Card, Keys, keys_of
from tocsin.organisations.records import Place as CardPlace
from tocsin.organisations.rules import Kind
from tocsin.organisations.sample.events import SampleLoaded
from tocsin.organisations.sample.queries import RECORDS, Account, access_place
from tocsin.organisations.sample.refusals import AlreadyFounded
from tocsin.organisations.sample.rules import cast, people
from tocsin.organisations.sample.rules.cast import Path, Place, Player
from tocsin.organisations.sample.week.actions import live
from tocsin.organisations.sample.week.rules import ZONE
from tocsin.organisations.tables import Organisation

Progress = Callable[[int, int], None]
LOAD: Final = "organisations.sample_load"
WEEK: Final = 1_000
"""What the week counts for beside the people."""
FOUNDED: Final = timedelta(days=8)
"""How long the school has been here when its week ends."""
_BATCH: Final = 500
_LETTERS: Final = "abcdefghijkmnpqrstuvwxyz23456789"
_LOCK: Final = 8_420_310
_LEAVE: Final = """
UPDATE member SET status = 'left', left_at = $3, manager_id = NULL, invitation_blind = NULL
WHERE organisation_id = $1 AND id = $2"""
_DEPARTURE: Final = """
INSERT INTO departure (organisation_id, member_id, at, reason) VALUES ($1, $2, $3, 'contract_ended')"""
_ACCESS: Final = """
INSERT INTO sample_access (id, accounts_sealed) VALUES (1, $1)
ON CONFLICT (id) DO UPDATE SET accounts_sealed = excluded.accounts_sealed"""


_counting: ContextVar[Callable[[float], Awaitable[None]]] = ContextVar("counting")


class Loaded(msgspec.Struct):
    """What was loaded: ids by the name of the organisation, and of the cast by key."""

    accounts: list[Account]
    organisations: dict[str, UUID]
    people: dict[str, UUID]
    members: dict[str, UUID]


async def load(
    context: Context, progress: Progress | None = None, *, crowd: bool = True, zone: ZoneInfo = ZONE
) -> Loaded:
    """Load the cast and, with ``crowd``, three thousand people and their week into an empty deployment; about 35 s.

    ``progress`` is told what is done and all there is: people, and the week as a thousand more. ``zone`` is the clock
    they live by. Raises :class:`AlreadyFounded`.
    """
    sample = people.invent() if crowd else people.Sample(list(cast.DEPARTMENTS), [])
    total = len(sample.people) + len(cast.CAST) + (WEEK if crowd else 0)
    password = "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3))
    hashed = await accounts.hash_password(password)
    try:
        async with context.db.working(SAMPLE) as tx:
            await _claim(tx)
            loader = _Loader(context, tx, hashed, total, progress)
            school = await loader.load(sample, now() - FOUNDED if crowd else now())
            if crowd:
                places = loader.departments_of(school)
                await live(within(context, tx), school, zone, loader.people, loader.members, places)
            token = _counting.set(loader.count_week)
            cast_ids = dict(loader.people)
            await tx.emit(SampleLoaded(realm_id=school, subject_id=school, cast=cast_ids, crowd=crowd, zone=zone.key))
            _counting.reset(token)
            shown = [Account(one.name, one.post, part, one.login_name, password) for one, part in cast.SHOWN]
            key = await context.keyring.record_key(tx, PLATFORM, RECORDS)
            await tx.fetch(_ACCESS, key.seal(msgspec.json.encode(shown), access_place()))
            await accounts.mark_founded(tx)
            await accounts.mark_sample(tx, "ready", total, total)
    except AlreadyFounded:
        raise
    except Exception:
        async with context.db.working(SIGNIN) as tx:
            await accounts.mark_sample(tx, "failed")
        raise
    return Loaded(shown, loader.organisations, loader.people, loader.members)


async def _claim(tx: Transaction) -> None:
    """Let one loader at a time past, and only on an empty deployment."""
    await tx.fetch("SELECT pg_advisory_xact_lock($1)", _LOCK)
    async with tx.as_worker(SIGNIN):
        row = await accounts.read_deployment(tx)
    if row.founded:
        raise AlreadyFounded


class Load(msgspec.Struct):
    """What the job is told: where the people of the sample live."""

    zone: str = ZONE.key


async def load_later(context: Context, tx: Transaction, zone: ZoneInfo) -> None:
    """Have the sample loaded by a job. Raises :class:`AlreadyFounded`; while one loads, changes nothing."""
    async with tx.as_worker(SIGNIN):
        row = await accounts.read_deployment(tx)
    if row.founded:
        raise AlreadyFounded
    if await context.jobs.enqueue(tx, LOAD, Load(zone.key), key=LOAD):
        await accounts.mark_sample(tx, "loading", 0, people.SIZE + len(cast.CAST) + WEEK)


async def run_load(context: Context, asked: Load) -> None:
    """The job. After a crash it runs again from the start: nothing of the first time was committed."""
    try:
        await load(context, zone=ZoneInfo(asked.zone))
    except AlreadyFounded:
        return


async def count_sample(part: float) -> None:
    """Tell how far the week of the sample has come, as a part of one; for the room that lets it be lived."""
    await _counting.get()(part)


async def forget_access(tx: Transaction, _: accounts.SignedIn) -> None:
    """Stop telling how to sign in, for good: somebody has. Who had signed in before the sample was loaded is told."""
    async with tx.as_worker(SAMPLE):
        await tx.fetch("DELETE FROM sample_access")


class _Loader:
    def __init__(self, context: Context, tx: Transaction, hashed: str, total: int, progress: Progress | None) -> None:
        self.context = context
        self.tx = tx
        self.hashed = hashed
        self.total = total
        self.progress = progress
        self.done = self.peopled = 0
        self.organisations: dict[str, UUID] = {}
        self.people: dict[str, UUID] = {}
        self.members: dict[str, UUID] = {}
        self.departments: dict[tuple[UUID, Path], UUID] = {}

    def departments_of(self, organisation_id: UUID) -> dict[Path, UUID]:
        """Return the departments of an organisation by their paths."""
        return {path: one for (of, path), one in self.departments.items() if of == organisation_id}

    async def count(self, people: int) -> None:
        """Tell how far the work is, in a unit of its own: this one is committed only at the end."""
        self.done += people
        if self.progress:
            self.progress(self.done, self.total)
        async with self.context.db.working(SIGNIN) as tx:
            await accounts.mark_sample(tx, "loading", self.done, self.total)

    async def count_week(self, part: float) -> None:
        """Tell how far the week has come, as a part of one."""
        await self.count(int(WEEK * part) - (self.done - self.peopled))

    async def load(self, sample: people.Sample, at: datetime) -> UUID:
        """Load both organisations as of a moment; return the school. What happened then is written down before all else."""
        with hold(at):
            school = await self.load_school(sample)
            await self.load_company()
            await self.close()
            if self.tx.journal is not None:
                await self.tx.journal.write(self.tx)
        self.peopled = self.done
        return school

    async def load_school(self, sample: people.Sample) -> UUID:
        """Load the school: departments, the cast, the crowd, who left."""
        players = [player for player in cast.CAST if player.organisation in (cast.SCHOOL, "")]
        school, keys = await self.found(cast.SCHOOL, "government", cast.ZHOU_LAN, sample.departments, players)
        await self.load_crowd(keys, sample.people)
        for player in players:
            member = self.members.get(player.key)
            if player.status == "left" and member is not None:
                await drop_terms(self.tx, school, [member])
                await drop_places(self.tx, school, [member])
                await self.tx.fetch(_LEAVE, school, member, now())
                await self.tx.fetch(_DEPARTURE, school, member, now())
            elif player.status == "suspended":
                await accounts.suspend(self.tx, self.people[player.key], "sample")
        return school

    async def load_company(self) -> None:
        """Load the second organisation, which the first must not see."""
        players = [player for player in cast.CAST if player.organisation == cast.COMPANY]
        await self.found(cast.COMPANY, "company", cast.CHENG_YUAN, cast.COMPANY_DEPARTMENTS, players)

    async def found(
        self, name: str, kind: Kind, founder: Player, departments: Sequence[Path], players: Sequence[Player]
    ) -> tuple[UUID, Keys]:
        """Make an organisation with its departments and its part of the cast."""
        tx, organisation_id = self.tx, uuid7()
        self.organisations[name] = organisation_id
        await self.make_people(players)
        await tx.enter(organisation_id)
        await tx.run(
            insert(Organisation).values(
                id=organisation_id,
                name=name,
                kind=kind,
                settings={},
                founder_id=self.people[founder.key],
                created_at=now(),
            )
        )
        await self.context.keyring.found_realm(tx, organisation_id)
        keys = await keys_of(tx, self.context.keyring, organisation_id)
        await tx.emit(OrganisationFounded(realm_id=organisation_id, subject_id=organisation_id))
        await self.make_departments(organisation_id, departments)
        await self.add_players(keys, players)
        await self.count(len(players))
        return organisation_id, keys

    async def make_people(self, players: Sequence[Player]) -> None:
        """Make the accounts of the cast, all with the one password."""
        with_account = [player for player in players if player.status != "invited"]
        self.people |= {player.key: uuid7() for player in with_account}
        new = [
            accounts.NewPerson(
                id=self.people[player.key],
                name=player.name,
                phone=player.phone,
                login_name=player.login_name,
                password_hash=self.hashed,
                introduction=player.post,
            )
            for player in with_account
        ]
        await accounts.make_people(self.tx, self.context.keyring, new)

    async def make_departments(self, organisation_id: UUID, departments: Sequence[Path]) -> None:
        """Make a tree; parents stand before their children."""
        new = []
        for path in departments:
            self.departments[organisation_id, path] = department_id = uuid7()
            parent = self.departments[organisation_id, path[:-1]] if len(path) > 1 else None
            new.append(NewDepartment(department_id, parent, path[-1]))
        await make_departments(self.tx, organisation_id, new)

    def places(self, organisation_id: UUID, places: Sequence[Place]) -> tuple[CardPlace, ...]:
        """Return places by the ids of their departments."""
        return tuple(
            CardPlace(self.departments[organisation_id, one.department], one.post or None, one.head) for one in places
        )

    async def add_players(self, keys: Keys, players: Sequence[Player]) -> None:
        """Enter the cast of one organisation: those with an account as active members, the others invited."""
        own = [player for player in players if player.organisation]
        self.members |= {player.key: uuid7() for player in own}
        cards = {
            player.key: Card(
                id=self.members[player.key],
                name=player.name,
                phone=player.phone,
                work_no=player.work_no or None,
                manager_id=self.members.get(player.manager),
                places=self.places(keys.organisation_id, player.places),
            )
            for player in own
        }
        active = [player for player in own if player.status != "invited"]
        await add_members(
            self.tx,
            keys,
            [cards[player.key] for player in active],
            now(),
            people={self.members[player.key]: self.people[player.key] for player in active},
            main_admins=frozenset(self.members[player.key] for player in active if player.main_admin),
        )
        await self.invite(keys, [cards[player.key] for player in own if player.status == "invited"])

    async def invite(self, keys: Keys, cards: Sequence[Card]) -> None:
        """Enter people who have yet to accept."""
        await invite_members(
            self.tx, self.context.keyring, keys.organisation_id, cards, invited_by=None, basis="contract"
        )

    async def load_crowd(self, keys: Keys, crowd: Sequence[people.Somebody]) -> None:
        """Enter the three thousand; where nobody of them leads a department, somebody of the cast does."""
        heads = {
            place.department: self.members[player.key]
            for player in cast.CAST
            for place in player.places
            if place.head and player.organisation == cast.SCHOOL
        }
        ids = [uuid7() for _ in crowd]
        for start in range(0, len(crowd), _BATCH):
            active: list[Card] = []
            invited: list[Card] = []
            for somebody, member in zip(crowd[start : start + _BATCH], ids[start : start + _BATCH], strict=True):
                manager = ids[somebody.manager] if somebody.manager is not None else None
                department = somebody.places[0].department
                above = department[:-1] if somebody.places[0].head else department
                card = Card(
                    id=member,
                    name=somebody.name,
                    phone=somebody.phone,
                    work_no=somebody.work_no,
                    manager_id=manager or heads.get(above) or heads.get(above[:1]),
                    places=self.places(keys.organisation_id, somebody.places),
                )
                (active if somebody.status == "active" else invited).append(card)
            accounts_of = {card.id: uuid7() for card in active}
            new = [
                accounts.NewPerson(id=accounts_of[card.id], name=card.name, phone=card.phone or "") for card in active
            ]
            await accounts.make_people(self.tx, self.context.keyring, new)
            await add_members(self.tx, keys, active, now(), people=accounts_of)
            await self.invite(keys, invited)
            await self.count(len(active) + len(invited))

    async def close(self) -> None:
        """Tell the rooms above, once for all, that departments have people."""
        for organisation_id in self.organisations.values():
            rows = await self.tx.fetch(
                "SELECT o.department_id FROM member_department o JOIN member m"
                " ON m.organisation_id = o.organisation_id AND m.id = o.member_id"
                " WHERE o.organisation_id = $1 AND m.status = 'active' GROUP BY 1 HAVING count(*) > 1 ORDER BY 1",
                organisation_id,
            )
            departments = tuple(row["department_id"] for row in rows)
            await self.tx.emit(MembersMoved(realm_id=organisation_id, members=(), people=(), departments=departments))
