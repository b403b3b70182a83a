"""Comparing a roster with the organisation: what is made, changed, left, refused and why."""

from typing import Any
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.organisations.roster import books
from tests.organisations.roster.books import HEADINGS, person
from tocsin.kernel.types import Grant, Membership
from tocsin.organisations.roster.rules import reading
from tocsin.organisations.roster.rules.compare import compare
from tocsin.organisations.roster.rules.paths import Path, Tree
from tocsin.organisations.roster.rules.paths import key_of as key_name
from tocsin.organisations.roster.rules.plan import Known, Organisation, Plan, Planned, key_of
from tocsin.organisations.roster.rules.rights import Importer

SUB_ADMIN = tuple(
    f"organisations.{one}" for one in ("roster_import", "member_invite", "member_manage", "department_manage")
)


def sub_admin(*departments: UUID, powers: tuple[str, ...] = SUB_ADMIN) -> Importer:
    """Somebody who holds powers over departments."""
    grants = tuple(Grant(UUID(int=7), "r", frozenset(powers), "department", one) for one in departments)
    return Importer(Membership(UUID(int=8), UUID(int=9), frozenset(), grants))


class Model:
    """A small model of an organisation that a plan can be applied to."""

    def __init__(self, *paths: str, name: str = "铎声中学") -> None:
        self.name = name
        self.ids: dict[Path, UUID] = {}
        self.members: dict[UUID, Known] = {}
        for path in paths:
            self.department(tuple(path.split("/")))

    def department(self, path: Path) -> UUID:
        for depth in range(1, len(path) + 1):
            self.ids.setdefault(path[:depth], UUID(int=len(self.ids) + 1000))
        return self.ids[path]

    def state(self) -> Organisation:
        children: dict[UUID | None, dict[str, UUID]] = {None: {}}
        for path, department in self.ids.items():
            children.setdefault(self.ids.get(path[:-1]), {})[key_name(path[-1])] = department
        return Organisation(
            Tree(self.name, children, {department: path[-1] for path, department in self.ids.items()}),
            {department: path for path, department in self.ids.items()},
            list(self.members.values()),
        )

    def plan(self, *rows: Any, importer: Importer | None = None, headings: tuple[str, ...] = HEADINGS) -> Plan:
        return compare(reading.read(books.text(headings, *rows).encode()), self.state(), importer)

    def apply(self, plan: Plan) -> None:
        for path in plan.departments:
            assert path[:-1] in self.ids or not path[:-1]
            self.department(path)
        for row in plan.rows:
            if row.outcome == "make":
                self.members[UUID(int=len(self.members) + 1)] = Known(
                    UUID(int=len(self.members) + 1), "", row.line.phone, {}
                )
        by_key = {key_of(known.phone, known.member_id): known for known in self.members.values()}
        for row in plan.rows:
            if row.outcome in ("make", "change"):
                self.write(by_key[row.line.phone or ""], row, by_key)

    def write(self, known: Known, row: Planned, by_key: dict[str, Known]) -> None:
        line = row.line
        known.name = line.name or known.name
        known.work_no = line.work_no or known.work_no
        known.email = line.email or known.email
        if row.placements is not None:
            known.placements = {self.ids[path]: post for path, post in row.placements if path}
            known.post = dict(row.placements).get((), "")
        if row.manager is not None:
            known.manager_id = by_key[row.manager].member_id


def codes(plan: Plan) -> dict[int, list[str]]:
    return {row.line.row: [reason.code for reason in row.reasons] for row in plan.rows if row.reasons}


def test_new_people_and_their_departments_are_to_be_made() -> None:
    plan = Model("教务处").plan(person(1), person(2, departments="教务处-教务科-一组; 信息中心", manager="周岚"))
    assert [row.outcome for row in plan.rows] == ["make", "make"]
    assert plan.departments == [("信息中心",), ("教务处", "教务科"), ("教务处", "教务科", "一组")]
    assert plan.rows[1].manager == "+8613490000001"
    assert plan.counts() == {"make": 2, "change": 0, "same": 0, "refuse": 0}


def test_the_same_file_again_changes_nothing() -> None:
    model = Model("教务处")
    rows = (
        person(1),
        person(2, departments="教务处-教务科;信息中心", post="科长;顾问", manager="T00001", email="He@x.cn"),
    )
    model.apply(model.plan(*rows))
    again = model.plan(*rows)
    assert again.counts() == {"make": 0, "change": 0, "same": 2, "refuse": 0}
    assert again.departments == []
    assert again.essence() == []


def test_changes_say_from_what_to_what() -> None:
    model = Model()
    model.apply(model.plan(person(1), person(2, manager="周岚"), person(3)))
    plan = model.plan(
        person(1),
        person(2, name="何川", departments="信息中心", post="主任", work_no="X", email="a@b.cn", manager="13490000003"),
    )
    assert plan.rows[0].outcome == "same"
    assert {c.field: (c.before, c.after) for c in plan.rows[1].changes} == {
        "name": ("何丂", "何川"),
        "work_no": ("T00002", "X"),
        "email": ("", "a@b.cn"),
        "departments": ("教务处", "信息中心"),
        "post": ("教师", "主任"),
        "manager": ("周岚", "13490000003"),
    }


def test_empty_cells_and_absent_columns_change_nothing() -> None:
    model = Model()
    model.apply(model.plan(person(1), person(2, manager="周岚", email="a@b.cn")))
    assert model.plan(person(2, departments="", post="", work_no="", manager="", email="")).counts()["same"] == 1
    assert model.plan(("何丂", "13490000002"), headings=("姓名", "手机号")).counts()["same"] == 1


def test_a_move_takes_the_post_along_and_a_post_alone_stays_where_one_is() -> None:
    model = Model()
    model.apply(model.plan(person(1)))
    model.apply(model.plan(person(1, departments="信息中心", post="")))
    assert model.members[UUID(int=1)].placements == {model.ids[("信息中心",)]: "教师"}
    model.apply(model.plan(person(1, departments="", post="主任")))
    assert model.members[UUID(int=1)].placements == {model.ids[("信息中心",)]: "主任"}


def test_one_phone_twice_names_both_rows() -> None:
    plan = Model().plan(person(1), person(2, phone="+86 134 9000 0001"), person(3))
    assert codes(plan) == {2: ["phone_twice"], 3: ["phone_twice"]}
    assert plan.rows[0].reasons[0].params == {"rows": "2、3"}


def test_one_work_number_twice_or_already_somebodys() -> None:
    model = Model()
    model.apply(model.plan(person(1)))
    plan = model.plan(person(2, work_no="A"), person(3, work_no="A"), person(4, work_no="T00001"))
    assert codes(plan) == {2: ["work_no_twice"], 3: ["work_no_twice"], 4: ["work_no_taken"]}
    assert plan.rows[2].reasons[0].params == {"value": "T00001", "name": "周岚"}


def test_managers_by_name_number_and_phone() -> None:
    model = Model()
    model.apply(model.plan(person(9, name="许静怡")))
    for manager in (
        "周岚",
        "T00001",
        "13490000001",
        "+86 134-9000-0001",
        "周岚（T00001）",
        "周岚(13490000001)",
        "许静怡",
        "T00009",
    ):
        plan = model.plan(person(1), person(2, manager=manager))
        assert codes(plan) == {}, manager
        assert plan.rows[1].manager == ("+8613490000009" if manager in ("许静怡", "T00009") else "+8613490000001")


def test_managers_that_cannot_be() -> None:
    model = Model()
    plan = model.plan(
        person(1, name="王伟"), person(2, name="王伟"),
        person(3, manager="王伟"), person(4, manager="谁也不是"), person(5, manager="T00005"),
        person(6, name="=坏"), person(7, manager="13490000006"), person(8, phone="1"), person(9, manager="周岚（T00001）"),
    )  # fmt: skip
    assert codes(plan) == {
        4: ["manager_ambiguous"], 5: ["manager_unknown"], 6: ["manager_self"],
        7: ["formula"], 8: ["manager_unknown"], 9: ["phone_invalid"], 10: ["manager_unknown"],
    }  # fmt: skip


def test_who_follows_a_refused_newcomer_is_refused_too_down_the_line() -> None:
    model = Model()
    plan = model.plan(person(1, email="x"), person(2, manager="周岚"), person(3, manager="T00002"), person(4))
    assert codes(plan) == {2: ["email_invalid"], 3: ["manager_refused"], 4: ["manager_refused"]}
    assert plan.rows[1].reasons[0].params == {"value": "周岚", "row": 2}
    model.apply(model.plan(person(1)))
    assert codes(model.plan(person(1, email="x"), person(2, manager="周岚"))) == {2: ["email_invalid"]}


def test_a_circle_of_managers_is_refused_whole_and_named() -> None:
    plan = Model().plan(
        person(1, name="甲一", manager="T00002"), person(2, name="乙二", manager="T00003"), person(3, name="丙三", manager="T00001"),
        person(4, manager="甲一"), person(5),
    )  # fmt: skip
    assert codes(plan) == {2: ["manager_circle"], 3: ["manager_circle"], 4: ["manager_circle"], 5: ["manager_refused"]}
    assert plan.rows[0].reasons[0].params == {"names": "甲一 → 乙二 → 丙三 → 甲一"}


def test_a_circle_through_people_the_organisation_has() -> None:
    model = Model()
    model.apply(model.plan(person(1), person(2, manager="T00001"), person(3, manager="T00002")))
    plan = model.plan(person(1, manager="T00003"), person(4, manager="T00001"))
    assert codes(plan) == {2: ["manager_circle"]}


def test_paths_by_either_mark() -> None:
    for cell in (
        "总部-研发-平台组",
        "总部/研发/平台组",
        "总部／研发／平台组",
        "总部 - 研发 - 平台组",
        "总部>研发>平台组",
    ):
        assert Model().plan(person(1, departments=cell)).rows[0].placements == ((("总部", "研发", "平台组"), "教师"),)


def test_where_slashes_separate_hyphens_belong_to_names() -> None:
    plan = Model().plan(
        person(1, departments="总部/A-1组"), person(2, departments="总部/B-2组"), person(3, departments="C-3组")
    )
    assert [row.placements[0][0] for row in plan.rows if row.placements] == [
        ("总部", "A-1组"),
        ("总部", "B-2组"),
        ("C-3组",),
    ]


def test_where_most_cells_have_hyphens_one_slash_belongs_to_a_name() -> None:
    plan = Model().plan(
        person(1, departments="总部-研发"), person(2, departments="总部-客服"), person(3, departments="客服/售后")
    )
    assert [row.placements[0][0] for row in plan.rows if row.placements] == [
        ("总部", "研发"),
        ("总部", "客服"),
        ("客服/售后",),
    ]


def test_a_heading_may_say_which() -> None:
    headings = (*HEADINGS[:2], "部门（用/分隔）", *HEADINGS[3:])
    assert Model().plan(person(1, departments="A-1组"), headings=headings).rows[0].placements == ((("A-1组",), "教师"),)


def test_an_existing_name_with_the_mark_in_it_is_understood() -> None:
    model = Model("总部/A-1组", "总部/A")
    for cell, path in {
        "总部-A-1组": ("总部", "A-1组"),
        "总部-A-1组-夜班": ("总部", "A-1组", "夜班"),
        "总部-A-2组": ("总部", "A", "2组"),
        "铎声中学-总部": ("总部",),
    }.items():
        assert model.plan(person(1, departments=cell)).rows[0].placements == ((path, "教师"),), cell


def test_names_that_differ_in_case_width_or_characters_are_one_department() -> None:
    plan = Model("教务处").plan(
        person(1, departments="教務處/IT组"),
        person(2, departments="教务处/It組"),
        person(3, departments="教务处／ＩＴ组"),
    )
    assert plan.departments == [("教务处", "IT组")]
    assert {row.placements for row in plan.rows} == {((("教务处", "IT组"), "教师"),)}


def test_a_path_too_deep_or_of_too_many_departments() -> None:
    plan = Model().plan(
        person(1, departments="-".join("一二三四五六七八九十")),
        person(2, departments="-".join("一二三四五六七八九十甲")),
        person(3, departments="-".join("一二" * 200)),
        person(4, departments=";".join(f"部{n}" for n in range(21))),
    )
    assert codes(plan) == {3: ["path_too_deep"], 4: ["path_too_deep"], 5: ["departments_too_many"]}


def test_a_sub_admin_reaches_only_the_departments_of_the_scope() -> None:
    model = Model("教务处/教务科", "财务处")
    model.apply(model.plan(person(1, departments="财务处"), person(2, departments="教务处/教务科")))
    root = model.ids[("教务处",)]
    plan = model.plan(
        person(1, departments="教务处"), person(2, departments="教务处"), person(3, departments="财务处"),
        person(4, departments=""), person(5, departments="教务处/新科"), person(6, departments="教务处;财务处"),
        importer=sub_admin(root),
    )  # fmt: skip
    assert codes(plan) == {2: ["person_elsewhere"], 4: ["outside_scope"], 5: ["outside_scope"], 7: ["outside_scope"]}
    assert plan.departments == [("教务处", "新科")]


def test_a_sub_admin_is_told_nothing_of_whom_a_number_belongs_to_elsewhere() -> None:
    model = Model("教务处", "财务处/密室")
    model.apply(model.plan(person(1, departments="财务处/密室", name="许静怡"), person(2, departments="教务处")))
    root = model.ids[("教务处",)]
    plan = model.plan(
        person(1, departments="", work_no=""), person(1, departments="教务处", work_no="", name=""),
        person(3, departments="教务处", work_no="T00001"), person(4, departments="教务处", work_no="T00002"),
        importer=sub_admin(root),
    )  # fmt: skip
    assert codes(plan)[2] == ["person_elsewhere", "phone_twice"]
    assert [row.member_id for row in plan.rows] == [None] * 4
    told = [reason.params for row in plan.rows for reason in row.reasons]
    assert "许静怡" not in str(told)
    assert "密室" not in str(told)
    assert {"value": "T00002", "name": model.members[UUID(int=2)].name} in told


def test_main_admins_are_changed_by_main_admins_only() -> None:
    model = Model()
    model.apply(model.plan(person(1), person(2)))
    model.members[UUID(int=1)].protected = True
    assert codes(model.plan(person(1), person(2, post="主任"))) == {}
    assert codes(model.plan(person(1, post="主任"), person(2))) == {2: ["main_admin"]}
    assert codes(model.plan(person(1, manager="T00002"), person(2, manager="周岚"))) == {2: ["main_admin"]}


def test_who_is_in_no_department_has_a_post_all_the_same() -> None:
    model = Model()
    model.apply(model.plan(person(1, departments="", post="顾问")))
    assert model.members[UUID(int=1)].post == "顾问"
    assert model.plan(person(1, departments="", post="顾问")).counts()["same"] == 1
    changes = model.plan(person(1, departments="教务处", post="")).rows[0].changes
    assert [(c.field, c.before, c.after) for c in changes] == [("departments", "铎声中学", "教务处")]


def test_departments_of_refused_rows_are_not_made() -> None:
    assert Model().plan(person(1, departments="幽灵部", email="x")).departments == []


def test_ten_thousand_rows_in_a_line_of_managers_end() -> None:
    rows = [person(n, name="王伟", manager=f"T{n - 1:05d}" if n > 1 else "T03000") for n in range(1, 3001)]
    plan = Model().plan(*rows)
    assert plan.counts()["refuse"] == 3000
    rows[0] = person(1, email="x")
    assert Model().plan(*rows).counts()["refuse"] == 3000


PEOPLE = st.lists(
    st.builds(
        lambda number, name, departments, post, work_no, manager: (
            name,
            f"1349000{number:04d}",
            departments,
            post,
            work_no,
            manager,
            "",
        ),
        st.integers(1, 9),
        st.sampled_from(["周岚", "何川", "许静怡", "", "=x"]),
        st.sampled_from(["", "教务处", "教务处-教务科", "教务处;数学系", "数学系/A-1组", "教务处-A-1组"]),
        st.sampled_from(["", "教师", "科长;教师"]),
        st.sampled_from(["", "1", "2", "3"]),
        st.sampled_from(["", "周岚", "何川", "1", "2", "13490000003", "13490000004"]),
    ),
    min_size=1,
    max_size=8,
)


@settings(max_examples=300, deadline=None)
@given(st.lists(PEOPLE, min_size=1, max_size=3))
def test_whatever_was_imported_the_same_file_again_changes_nothing(files: list[list[tuple[str, ...]]]) -> None:
    model = Model("教务处/A-1组")
    for rows in files:
        plan = model.plan(*rows)
        model.apply(plan)
        again = model.plan(*rows)
        assert again.counts()["make"] == 0
        assert again.counts()["change"] == 0, [row.changes for row in again.rows]
        assert again.departments == []
        refused = {row.line.row for row in plan.rows if row.outcome == "refuse"}
        assert refused >= {row.line.row for row in again.rows if row.outcome == "refuse"}
        assert no_circle(model)


def no_circle(model: Model) -> bool:
    for known in model.members.values():
        seen: set[UUID] = set()
        at: Known | None = known
        while at is not None:
            if at.member_id in seen:
                return False
            seen.add(at.member_id)
            at = model.members.get(at.manager_id) if at.manager_id else None
    return True
