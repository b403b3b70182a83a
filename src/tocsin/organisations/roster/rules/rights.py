"""What of a plan is the importer's to do, row by row: the same decisions as for one member at a time, and what is shown."""

from collections.abc import Iterable, Mapping
from typing import Final
from uuid import UUID

import msgspec

from tocsin.kernel.errors import Forbidden
from tocsin.kernel.powers import Power, decide
from tocsin.kernel.types import Membership
from tocsin.organisations.powers import CONTACT_READ, DEPARTMENT_MANAGE, MEMBER_INVITE, MEMBER_MANAGE
from tocsin.organisations.refusals import OwnRights
from tocsin.organisations.roster.powers import ROSTER_IMPORT
from tocsin.organisations.roster.rules import cells
from tocsin.organisations.roster.rules.paths import Path
from tocsin.organisations.rules import Spot, allow, check_not_own, check_placing

_WITHOUT: Final = {
    MEMBER_INVITE.name: "invite_missing",
    MEMBER_MANAGE.name: "manage_missing",
    DEPARTMENT_MANAGE.name: "department_missing",
}
_OWN: Final = frozenset({"departments", "post", "manager"})


class Importer(msgspec.Struct, frozen=True):
    """Who imports; ``closed`` are the roots of departments hidden from them, with ``numbers`` they may read them all."""

    membership: Membership
    closed: frozenset[UUID] = frozenset()
    numbers: bool = False

    def _holds(self, power: Power, path: frozenset[UUID]) -> bool:
        return decide(self.membership, power, ancestry=path).allowed

    def reaches(self, path: frozenset[UUID]) -> bool:
        """Whether files of the importer may name a department: theirs to import into, and not hidden from them."""
        return path.isdisjoint(self.closed) and self._holds(ROSTER_IMPORT, path)

    def meets(self, ancestry: frozenset[UUID]) -> bool:
        """Whether the importer is told that a number is a member's: who invites or manages there hears it anyway."""
        return self._holds(MEMBER_MANAGE, ancestry) or self._holds(MEMBER_INVITE, ancestry)

    def reads(self, ancestry: frozenset[UUID], member_id: UUID) -> bool:
        """Whether the importer may read a member's number and address."""
        own = member_id == self.membership.member_id
        return own or self.numbers or self._holds(CONTACT_READ, ancestry)

    def check(
        self,
        member_id: UUID | None,
        before: Mapping[Path, Spot],
        after: Mapping[Path, Spot],
        made_below: Iterable[frozenset[UUID]],
        changes: Iterable[str] = (),
    ) -> None:
        """Refuse a row: a new person, or one of whom so much changes. Raises :class:`cells.Wrong`."""
        try:
            if member_id is not None:
                ancestry = frozenset[UUID]().union(*(spot.path for spot in before.values()))
                allow(self.membership, MEMBER_MANAGE, ancestry=ancestry, member_id=member_id)
                if not _OWN.isdisjoint(changes):
                    check_not_own(self.membership, member_id)
            check_placing(self.membership, member_id, before, after, self.closed)
            for path in made_below:
                allow(self.membership, DEPARTMENT_MANAGE, ancestry=path)
        except Forbidden as refusal:
            raise cells.Wrong(_WITHOUT.get(refusal.params["power"], "manage_missing")) from None
        except OwnRights:
            raise cells.Wrong("own_rights") from None
