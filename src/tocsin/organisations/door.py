"""What other rooms may use."""

from tocsin.organisations.actions.batches import NewDepartment, change_members, invite_members, make_departments
from tocsin.organisations.actions.founding import found
from tocsin.organisations.actions.holding import hold_active, hold_in_common
from tocsin.organisations.events import (
    DepartmentChanged,
    DepartmentRemoved,
    DepartmentsMade,
    HeadsChanged,
    MemberJoined,
    MemberLeft,
    MemberReinstated,
    MembersMoved,
    MemberSuspended,
    OrganisationFounded,
)
from tocsin.organisations.memberships import find_memberships, find_memberships_of
from tocsin.organisations.powers import DIRECTORY_READ
from tocsin.organisations.queries.people import (
    DepartmentName,
    PersonHere,
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
from tocsin.organisations.queries.records import ancestry_of, open_members, paths_of
from tocsin.organisations.records import Card, Place, check_card, keys_of
from tocsin.organisations.roster.door import import_roster
from tocsin.organisations.rules import reach
from tocsin.organisations.sample.door import SampleLoaded, load_sample

__all__ = [
    "DIRECTORY_READ",
    "Card",
    "DepartmentChanged",
    "DepartmentName",
    "DepartmentRemoved",
    "DepartmentsMade",
    "HeadsChanged",
    "MemberJoined",
    "MemberLeft",
    "MemberReinstated",
    "MemberSuspended",
    "MembersMoved",
    "NewDepartment",
    "OrganisationFounded",
    "PersonHere",
    "Place",
    "SampleLoaded",
    "ancestry_of",
    "change_members",
    "check_card",
    "department_heads",
    "department_members",
    "department_names",
    "departments_below",
    "find_colleagues",
    "find_memberships",
    "find_memberships_of",
    "find_suspended",
    "found",
    "hold_active",
    "hold_in_common",
    "import_roster",
    "invite_members",
    "keys_of",
    "load_sample",
    "make_departments",
    "names",
    "names_among_us",
    "open_members",
    "paths_of",
    "person_of",
    "reach",
]
