"""The organisation's part of the week: rights given, contacts kept, moves begun, people who knock. By its own actions."""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from datetime import datetime, time, timedelta, tzinfo
from functools import partial
from typing import Final
from uuid import UUID

from tocsin.accounts import door as accounts
from tocsin.kernel.clock import hold, now
from tocsin.kernel.context import Context
from tocsin.kernel.db import FOLLOW
from tocsin.kernel.ids import PLATFORM
from tocsin.kernel.types import Actor, Scope
from tocsin.organisations.actions import joining, roles
from tocsin.organisations.contacts.actions.keeping import add_contact
from tocsin.organisations.contacts.actions.linking import ask_link
from tocsin.organisations.contacts.rules import ContactIn
from tocsin.organisations.memberships import find_memberships
from tocsin.organisations.powers import catalogue_of
from tocsin.organisations.sample.rules.cast import CAST, Path
from tocsin.organisations.sample.week import rules
from tocsin.organisations.transfers.actions import deciding as transfers

DEVICE: Final = "Chrome · Windows"
Deed = tuple[datetime, Callable[[], Awaitable[None]]]


async def live(
    context: Context,
    school: UUID,
    zone: tzinfo,
    people: Mapping[str, UUID],
    members: Mapping[str, UUID],
    places: Mapping[Path, UUID],
) -> None:
    """Live the week in parts of the loader's unit of work; ``people``, ``members`` and ``places`` by their names."""
    await _Week(context, school, now().astimezone(zone), people, members, places).live()


class _Week:
    def __init__(
        self,
        context: Context,
        school: UUID,
        end: datetime,
        people: Mapping[str, UUID],
        members: Mapping[str, UUID],
        places: Mapping[Path, UUID],
    ) -> None:
        self.context = context
        self.school = school
        self.people = people
        self.members = members
        self.places = places
        self.end = end
        self.code = ""
        self.opened: dict[rules.Move, UUID] = {}
        self.names = {player.key: player.name for player in CAST}

    async def live(self) -> None:
        """Do everything in the order of its moments: lists of what was done are read from their end."""
        deeds = [*self.rights(), *self.contacts(), *self.visitors(), *self.moves()]
        for moment, deed in sorted(deeds, key=lambda one: one[0]):
            with hold(moment):
                await deed()
        await self.say_how_they_are()

    async def actor(self, key: str) -> Actor:
        """Return one of the cast with the rights of this moment."""
        async with self.context.db.working(FOLLOW) as tx:
            memberships = await find_memberships(tx, self.people[key])
        return Actor(self.people[key], PLATFORM, DEVICE, self.end + timedelta(days=1), memberships)

    def rights(self) -> Iterator[Deed]:
        """Roles, made and given."""
        for number, role in enumerate(rules.ROLES):
            yield rules.at(self.end, 1, f"09:{5 + 7 * number:02d}"), partial(self._give, role)

    async def _give(self, one: rules.Role) -> None:
        catalogue = catalogue_of(self.context.rooms)
        actor = await self.actor("zhou_lan")
        async with self.context.db.acting(actor) as tx:
            wanted = roles.RoleIn(one.name, list(one.powers))
            role_id = await roles.make_role(tx, actor, self.school, catalogue, wanted)
            for key, path in one.holders:
                place = None if path is None else self.places[path]
                scope: Scope = "organisation" if place is None else "department"
                given = roles.GrantIn(self.members[key], role_id, scope, place)
                await roles.grant(tx, actor, self.school, catalogue, given)

    def contacts(self) -> Iterator[Deed]:
        """People outside, kept; one of them is asked."""
        for number, contact in enumerate(rules.CONTACTS):
            moment = rules.at(self.end, 2, f"{9 + number // 3:02d}:{13 + 9 * (number % 3):02d}")
            yield moment, partial(self._keep, contact)

    async def _keep(self, one: rules.Kept) -> None:
        actor = await self.actor(one.keeper)
        said = ContactIn(
            name=one.name,
            company=one.company,
            post=one.post,
            phone=one.phone,
            email=one.email,
            note=one.note,
            labels=list(one.labels),
            visibility=one.visibility,
            department_id=None if one.department is None else self.places[one.department],
        )
        async with self.context.db.acting(actor) as tx:
            contact_id = await add_contact(tx, self.context.keyring, actor, self.school, said)
            if one.name == rules.ASKED:
                await ask_link(tx, self.context, actor, self.school, contact_id)

    def visitors(self) -> Iterator[Deed]:
        """A link that leads to a department, and who follows it and waits to be let in."""
        yield rules.at(self.end, 2, "15:10"), self._make_link
        for number, (key, note) in enumerate(rules.APPLICANTS):
            yield rules.at(self.end, 4, f"{10 + 4 * number}:24"), partial(self._knock, key, note)

    async def _make_link(self) -> None:
        actor = await self.actor("zhou_lan")
        async with self.context.db.acting(actor) as tx:
            link = joining.NewLink(self.places["外语系",], uses_limit=20)
            self.code = (await joining.make_link(tx, actor, self.school, link)).code

    async def _knock(self, key: str, note: str) -> None:
        applicant = await self.actor(key)
        async with self.context.db.acting(applicant) as tx:
            found = await joining.find_link(tx, self.code)
            await joining.apply(tx, self.context.keyring, applicant, found, self.names[key], note)

    def moves(self) -> Iterator[Deed]:
        """Transfers: opened, and answered by who has answered."""
        for number, move in enumerate(rules.MOVES):
            opened = rules.at(self.end, move.day, f"{10 + number}:{17 + 6 * number}")
            yield opened, partial(self._move, move)
            for answer in move.answers:
                yield opened + timedelta(hours=2, minutes=9), partial(self._answer, move, *answer)

    async def _move(self, move: rules.Move) -> None:
        day = self.end.date() + timedelta(days=move.days)
        actor = await self.actor(move.opener)
        wanted = transfers.NewTransfer(
            self.members[move.member],
            self.places[move.target],
            datetime.combine(day, time(), self.end.tzinfo),
            self.places[move.source],
            move.post,
            note=move.note,
        )
        async with self.context.db.acting(actor) as tx:
            opened = await transfers.open_transfer(tx, self.context.keyring, actor, self.school, wanted)
        self.opened[move] = opened

    async def _answer(self, move: rules.Move, key: str, accept: bool, words: str) -> None:
        actor = await self.actor(key)
        said = transfers.TransferAnswer(accept, words or None)
        async with self.context.db.acting(actor) as tx:
            await transfers.answer(tx, self.context.keyring, actor, self.school, self.opened[move], said)

    async def say_how_they_are(self) -> None:
        """Let some say how they are, and some choose hours of quiet."""
        for key, state, note, hours in rules.PRESENCE:
            actor = await self.actor(key)
            said = accounts.PresenceIn(state, note, self.end + timedelta(hours=hours))
            async with self.context.db.acting(actor) as tx:
                await accounts.say(tx, self.context.keyring, actor, said)
        for key, (start, end) in rules.QUIET.items():
            actor = await self.actor(key)
            quiet = accounts.QuietHours(on=True, start=start, end=end)
            async with self.context.db.acting(actor) as tx:
                await accounts.change_notifications(tx, actor, accounts.Notifications(quiet=quiet))
