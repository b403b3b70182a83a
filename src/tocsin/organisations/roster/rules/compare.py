"""A reading held against what the organisation has: a plan, row by row.

People are matched by phone number. An empty cell asks for nothing. A filled department cell states all departments of
the person; a post goes with every department of its row, or, given as many posts as departments separated by ``;``,
each with its own. The same reading against the outcome of its plan gives a plan that does nothing.
"""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from tocsin.kernel import text
from tocsin.organisations.roster.rules import cells, limits, managers, paths
from tocsin.organisations.roster.rules.paths import Path, Separator
from tocsin.organisations.roster.rules.plan import Change, Known, Organisation, Plan, Planned, key_of
from tocsin.organisations.roster.rules.reading import Reading
from tocsin.organisations.roster.rules.rights import Importer
from tocsin.organisations.rules import Spot


def compare(reading: Reading, organisation: Organisation, importer: Importer | None = None) -> Plan:
    """Plan what applying a reading would do for an importer; without one, for somebody who may do all of it."""
    comparison = _Comparison(reading, organisation, importer)
    for step in (
        comparison.place,
        comparison.refuse_doubles,
        comparison.refuse_taken_numbers,
        comparison.find_managers,
        comparison.refuse_protected,
        comparison.refuse_unauthorised,
        comparison.refuse_circles,
    ):
        step()
    for row in comparison.rows:
        comparison.settle(row)
    return Plan(comparison.rows, comparison.new_departments(), *comparison.numbers())


class _Comparison:
    def __init__(self, reading: Reading, organisation: Organisation, importer: Importer | None) -> None:
        self.organisation = organisation
        self.separator: Separator = reading.separator
        self.importer = importer
        self.by_id = {known.member_id: known for known in organisation.members}
        self.by_phone = {known.phone: known for known in organisation.members if known.phone}
        self.rows = [Planned(line, reasons=line.reasons) for line in reading.lines]
        self.known: dict[int, Known] = {}
        self.spelt: dict[Path, Path] = {}
        self.joined: dict[Path, Path] = {}
        self.within: dict[Path, bool] = {}
        self.elsewhere: set[UUID] = set()
        self.people = managers.People()
        self.keys: dict[str, Known] = {key_of(known.phone, known.member_id): known for known in organisation.members}
        for row in self.rows:
            known = self.by_phone.get(row.line.phone) if row.line.phone else None
            if known is not None:
                row.member_id = known.member_id
                self.known[row.line.row] = known

    def refuse(self, planned: Planned, code: str, /, **params: Any) -> None:
        planned.reasons = (*planned.reasons, cells.Wrong(code, **params).reason)

    # -- departments and posts

    def place(self) -> None:
        for row in self.rows:
            known = self.known.get(row.line.row)
            if known is not None and not self._met(known):
                self.elsewhere.add(known.member_id)
            if row.reasons:
                continue
            try:
                row.placements = self._placements(row)
            except cells.Wrong as wrong:
                row.reasons = (*row.reasons, wrong.reason)
            else:
                self._check_scope(row)

    def _placements(self, row: Planned) -> tuple[tuple[Path, str], ...]:
        line, known = row.line, self.known.get(row.line.row)
        present = self._present(known)
        stated = dict.fromkeys(self._joined(parts) for parts in line.departments)
        wanted = list(stated) or list(present) or [()]
        posts = _posts(line.post, len(wanted))
        if posts is None:
            # a move takes the post along when there was but one
            only = next(iter(present.values())) if len(set(present.values())) == 1 else ""
            posts = [present.get(path, only if len(wanted) == 1 else "") for path in wanted]
        return tuple(zip(wanted, posts, strict=True))

    def _joined(self, parts: Path) -> Path:
        """Join parts to a path; people share few of them, and each is looked for in the whole tree once."""
        found = self.joined.get(parts)
        if found is None:
            found = self._spelling(paths.resolve(parts, self.separator, self.organisation.tree))
            self.joined[parts] = found
        return found

    def _spelling(self, path: Path) -> Path:
        """Spell a path as the file first spelt it, where cells differ in case, width or set of characters."""
        known: Path = ()
        for depth in range(1, len(path) + 1):
            key = tuple(paths.key_of(name) for name in path[:depth])
            known = self.spelt.setdefault(key, (*known, path[depth - 1]))
        return known

    def _present(self, known: Known | None) -> dict[Path, str]:
        if known is None:
            return {}
        by_id = self.organisation.department_paths
        placed = {by_id[department]: post for department, post in known.placements.items() if department in by_id}
        return placed or {(): known.post}

    def _check_scope(self, row: Planned) -> None:
        if row.member_id in self.elsewhere:
            # Whose number it is, and where they are, is not told: a file asks for fifty thousand.
            self.refuse(row, "person_elsewhere")
            return
        outside = next((path for path, _ in row.placements or () if not self._reached(path)), None)
        if outside is not None:
            self.refuse(row, "outside_scope", value=self._shown(outside))

    def _reached(self, path: Path) -> bool:
        if self.importer is None:
            return True
        if path not in self.within:
            self.within[path] = self.importer.reaches(self._ids(path))
        return self.within[path]

    def _ids(self, path: Path) -> frozenset[UUID]:
        return frozenset(paths.place(path, self.organisation.tree)[0])

    def _ancestry(self, known: Known) -> frozenset[UUID]:
        return frozenset[UUID]().union(*map(self._ids, self._present(known)))

    def _seen(self, known: Known) -> bool:
        return all(map(self._reached, self._present(known)))

    def _told(self, known: Known) -> bool:
        """Whether a refused row may say whom it is about."""
        return self.importer is None or self.importer.reads(self._ancestry(known), known.member_id)

    def _met(self, known: Known) -> bool:
        return self._seen(known) and (self.importer is None or self.importer.meets(self._ancestry(known)))

    def _spots(self, placements: Mapping[Path, str], known: Known | None) -> dict[Path, Spot]:
        found = {}
        for path, post in placements.items():
            ids, missing = paths.place(path, self.organisation.tree)
            head = known is not None and not missing and bool(ids) and ids[-1] in known.heads
            if path:
                found[path] = Spot(frozenset(ids), post or None, head)
        return found

    def refuse_unauthorised(self) -> None:
        """Refuse what the importer might not do to one person either."""
        if self.importer is None:
            return
        for row in self.rows:
            known = self.known.get(row.line.row)
            changes = [] if known is None or row.reasons else [one.field for one in self._changes(row, known)]
            if row.reasons or (known is not None and not changes):
                continue
            before, after = ({} if known is None else self._present(known)), dict(row.placements or ())
            made_below = [self._ids(path) for path in after if paths.place(path, self.organisation.tree)[1]]
            spots = self._spots(before, known), self._spots(after, known)
            try:
                self.importer.check(row.member_id, *spots, made_below, changes)
            except cells.Wrong as wrong:
                row.reasons = (*row.reasons, wrong.reason)
        self._refuse_followers()

    def numbers(self) -> tuple[int, tuple[UUID, ...]]:
        """Return how many numbers the file asks for, and of whom it found them, that the importer may not read."""
        if self.importer is None or self.importer.numbers:
            return 0, ()
        asked = {row.line.phone for row in self.rows} | {managers.number_in(row.line.manager) for row in self.rows}
        unread, confirmed = 0, []
        for phone in filter(None, asked):
            known = self.by_phone.get(phone)
            if known is None or not self.importer.reads(self._ancestry(known), known.member_id):
                unread += 1
                confirmed += [] if known is None else [known.member_id]
        return unread, tuple(sorted(confirmed))

    def _shown(self, path: Path) -> str:
        return self.separator.join(path) or self.organisation.tree.name

    # -- one number, one person

    def refuse_doubles(self) -> None:
        for code, value in (("phone_twice", "phone"), ("work_no_twice", "work_no")):
            groups: dict[str, list[Planned]] = defaultdict(list)
            for row in self.rows:
                if getattr(row.line, value):
                    groups[getattr(row.line, value)].append(row)
            for group in groups.values():
                if len(group) > 1:
                    named = "、".join(str(row.line.row) for row in group[:10]) + ("…" if len(group) > 10 else "")
                    for row in group:
                        self.refuse(row, code, rows=named)

    def refuse_taken_numbers(self) -> None:
        holders = {known.work_no: known for known in self.organisation.members if known.work_no}
        for row in self.rows:
            holder = holders.get(row.line.work_no) if row.line.work_no else None
            if holder is not None and holder.member_id != row.member_id and not row.reasons:
                name = holder.name if self._seen(holder) else "…"
                self.refuse(row, "work_no_taken", value=row.line.work_no, name=name)

    # -- managers

    def find_managers(self) -> None:
        people = managers.People()
        for row in self.rows:
            line = row.line
            known = self.known.get(line.row)
            if line.phone and line.name and (not row.reasons or known is None):
                number = line.work_no or (known.work_no if known else None)
                people.add(
                    managers.Person(line.phone, line.name, line.phone, number, line.row if row.reasons else None)
                )
        for key, known in self.keys.items():
            if key not in people.by_key:
                people.add(managers.Person(key, known.name, known.phone, known.work_no))
        for row in self.rows:
            if row.line.manager and not row.reasons:
                self._find_manager(row, people)
        self.people = people
        self._refuse_followers()

    def _find_manager(self, row: Planned, people: managers.People) -> None:
        try:
            manager = people.find(row.line.manager or "")
        except cells.Wrong as wrong:
            row.reasons = (*row.reasons, wrong.reason)
            return
        if manager.refused_in_row is not None:
            self.refuse(row, "manager_refused", value=manager.name, row=manager.refused_in_row)
        elif manager.key == row.line.phone:
            self.refuse(row, "manager_self")
        else:
            row.manager = manager.key

    def _refuse_followers(self) -> None:
        """Refuse rows whose manager is a new person in a refused row, and so on down the line."""
        by_phone = {row.line.phone: row for row in self.rows if row.line.phone}
        followers: dict[str, list[Planned]] = defaultdict(list)
        for row in self.rows:
            if row.manager and not row.reasons:
                followers[row.manager].append(row)
        refused = [row for row in self.rows if row.reasons and row.member_id is None]
        while refused:
            lost = refused.pop()
            if by_phone.get(lost.line.phone or "") is not lost:
                continue
            for row in followers.pop(lost.line.phone or "", ()):
                if not row.reasons:
                    self.refuse(row, "manager_refused", value=lost.line.name or "", row=lost.line.row)
                    if row.member_id is None:
                        refused.append(row)

    def refuse_protected(self) -> None:
        for row in self.rows:
            known = self.known.get(row.line.row)
            if known is not None and known.protected and not row.reasons and self._changes(row, known):
                self.refuse(row, "main_admin", name=known.name)

    def refuse_circles(self) -> None:
        people = self.people
        before = {
            key: key_of(self.by_id[known.manager_id].phone, known.manager_id)
            for key, known in self.keys.items()
            if known.manager_id is not None and known.manager_id in self.by_id
        }
        for _ in range(limits.CIRCLES):
            asked = {row.line.phone: row for row in self.rows if row.manager and row.line.phone and not row.reasons}
            circles = managers.circles(before | {phone: row.manager or "" for phone, row in asked.items()})
            involved = [(circle, asked[key]) for circle in circles for key in circle if key in asked]
            if not involved:
                return
            for circle, row in involved:
                names = [people.by_key[key].name for key in circle if key in people.by_key]
                self.refuse(row, "manager_circle", names=" → ".join([*names[:8], names[0]]))
            self._refuse_followers()
        self._refuse_tangle(before)

    def _refuse_tangle(self, before: Mapping[str, str]) -> None:
        """Refuse whoever among the members would still change manager.

        Whose change is refused keeps the manager they have, which may close another circle, and so on for as many rounds
        as there are people. Nobody's roster is like that; without these changes no circle is left.
        """
        for row in self.rows:
            key = row.line.phone or ""
            if row.member_id is not None and row.manager and not row.reasons and before.get(key) != row.manager:
                self.refuse(row, "manager_circle", names=row.line.manager or "")
        self._refuse_followers()

    # -- outcomes

    def settle(self, row: Planned) -> None:
        known = self.known.get(row.line.row)
        if row.reasons:
            row.outcome, row.placements, row.manager = "refuse", None, None
            if known is not None and not self._told(known):
                row.member_id = None
        elif known is None:
            row.outcome = "make"
        else:
            row.changes = tuple(self._changes(row, known))
            row.outcome = "change" if row.changes else "same"
            changed = {change.field for change in row.changes}
            if "departments" not in changed and "post" not in changed:
                row.placements = None
            if "manager" not in changed:
                row.manager = None

    def _changes(self, row: Planned, known: Known) -> list[Change]:
        line = row.line
        changes = [
            Change(field, before or "", after)
            for field, before, after in (
                ("name", known.name, line.name),
                ("work_no", known.work_no, line.work_no),
                ("email", known.email, line.email),
                ("kind", known.kind, line.kind),
            )
            if after is not None and after != before
        ]
        if not self._told(known):
            changes = [_masked(one) for one in changes]
        present, wanted = self._present(known), dict(row.placements or ())
        if set(wanted) != set(present):
            changes.append(Change("departments", self._paths_shown(present), self._paths_shown(wanted)))
        posts = _posts_shown(present), _posts_shown(wanted)
        if posts[0] != posts[1] or any(present.get(path, post) != post for path, post in wanted.items()):
            changes.append(Change("post", *posts))
        if row.manager:
            before = self.by_id.get(known.manager_id) if known.manager_id else None
            if before is None or key_of(before.phone, before.member_id) != row.manager:
                name = before.name if before and self._seen(before) else "…" if before else ""
                changes.append(Change("manager", name, row.line.manager or ""))
        return changes

    def _paths_shown(self, placements: Mapping[Path, str]) -> str:
        return "; ".join(self._shown(path) for path in placements)

    def new_departments(self) -> list[Path]:
        needed: dict[Path, None] = {}
        for path in dict.fromkeys(path for row in self.rows for path, _ in row.placements or ()):
            ids, missing = paths.place(path, self.organisation.tree)
            for depth in range(len(ids) + 1, len(ids) + missing + 1):
                needed[path[:depth]] = None
        return sorted(needed, key=len)


def _masked(change: Change) -> Change:
    if change.field != "email" or not change.before:
        return change
    return Change("email", text.mask_email(change.before), change.after)


def _posts(post: str | None, places: int) -> list[str] | None:
    if post is None:
        return None
    several = [part.strip() for part in post.replace("；", ";").split(";")]
    return several if len(several) == places else [post] * places


def _posts_shown(placements: Mapping[Path, str]) -> str:
    return "; ".join(dict.fromkeys(post for post in placements.values() if post))
