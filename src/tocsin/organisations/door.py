"""What other rooms may use."""

from tocsin.organisations.actions.holding import hold_active, hold_in_common
from tocsin.organisations.actions.operating import find_house, give_office
from tocsin.organisations.events import (
    DepartmentChanged,
    DepartmentRemoved,
    HeadsChanged,
    MemberJoined,
    MemberLeft,
    MemberReinstated,
    MembersMoved,
    MemberSuspended,
)
from tocsin.organisations.memberships import find_memberships
from tocsin.organisations.powers import DIRECTORY_READ
from tocsin.organisations.queries.mine import Home, find_homes
from tocsin.organisations.queries.naming import find_named
from tocsin.organisations.queries.people import (
    department_heads,
    department_members,
    department_names,
    departments_below,
    find_colleagues,
    find_suspended,
    names,
    names_among_us,
    person_of,
)
from tocsin.organisations.queries.records import ancestry_of, paths_of
from tocsin.organisations.queries.view import active_records, concealing
from tocsin.organisations.records import check_basis
from tocsin.organisations.refusals import AttestationNeeded, BasisNoteNeeded
from tocsin.organisations.roster.door import import_roster
from tocsin.organisations.roster.rules.spreadsheet import read_workbook
from tocsin.organisations.rules import Basis, reach
from tocsin.organisations.sample.door import SampleLoaded, count_sample, load_sample, present, working_days

__all__ = [
    "DIRECTORY_READ",
    "AttestationNeeded",
    "Basis",
    "BasisNoteNeeded",
    "DepartmentChanged",
    "DepartmentRemoved",
    "HeadsChanged",
    "Home",
    "MemberJoined",
    "MemberLeft",
    "MemberReinstated",
    "MemberSuspended",
    "MembersMoved",
    "SampleLoaded",
    "active_records",
    "ancestry_of",
    "check_basis",
    "concealing",
    "count_sample",
    "department_heads",
    "department_members",
    "department_names",
    "departments_below",
    "find_colleagues",
    "find_homes",
    "find_house",
    "find_memberships",
    "find_named",
    "find_suspended",
    "give_office",
    "hold_active",
    "hold_in_common",
    "import_roster",
    "load_sample",
    "names",
    "names_among_us",
    "paths_of",
    "person_of",
    "present",
    "reach",
    "read_workbook",
    "working_days",
]
