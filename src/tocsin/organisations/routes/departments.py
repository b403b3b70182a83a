"""The tree over HTTP."""

from uuid import UUID

import msgspec

from tocsin.kernel import text
from tocsin.kernel.db import Transaction
from tocsin.kernel.http import route
from tocsin.kernel.types import Actor
from tocsin.organisations import refusals
from tocsin.organisations.actions.departments import (
    DepartmentChange,
    change_department,
    make_department,
    remove_department,
    set_heads,
)
from tocsin.organisations.powers import DEPARTMENT_MANAGE, DIRECTORY_READ
from tocsin.organisations.queries.directory import DepartmentRow, get_departments
from tocsin.organisations.rules import PLACES

DEPARTMENTS = "/api/organisations/{organisation_id:uuid}/departments"
ONE = DEPARTMENTS + "/{department_id:uuid}"


class NewDepartment(msgspec.Struct, forbid_unknown_fields=True):
    """A department to make; without a parent, at the top."""

    name: str
    parent_id: UUID | None = None


class Made(msgspec.Struct):
    """What was made."""

    id: UUID


class HeadsIn(msgspec.Struct, forbid_unknown_fields=True):
    """All who head a department afterwards, of its own members."""

    member_ids: list[UUID]

    def __post_init__(self) -> None:
        """At most as many as one may choose by hand."""
        if len(self.member_ids) > PLACES:
            raise ValueError(f"at most {PLACES}")


@route("GET", DEPARTMENTS, power=DIRECTORY_READ, name="organisations.departments")
async def list_departments(tx: Transaction, actor: Actor, organisation_id: UUID) -> list[DepartmentRow]:
    """The tree the caller may see, as a flat list in the order of siblings."""
    return await get_departments(tx, actor, organisation_id)


@route(
    "POST",
    DEPARTMENTS,
    power=DEPARTMENT_MANAGE,
    status=201,
    refuses=(
        text.Unfit,
        refusals.NameTaken,
        refusals.TooDeep,
        refusals.TooManyDepartments,
        refusals.UnknownDepartment,
    ),
    name="organisations.make_department",
)
async def add_department(tx: Transaction, actor: Actor, organisation_id: UUID, data: NewDepartment) -> Made:
    """Make a department."""
    return Made(await make_department(tx, actor, organisation_id, data.name, data.parent_id))


@route(
    "PATCH",
    ONE,
    power=DEPARTMENT_MANAGE,
    status=204,
    refuses=(
        text.Unfit,
        refusals.NameTaken,
        refusals.DepartmentCircle,
        refusals.OwnRights,
        refusals.TooDeep,
        refusals.UnknownDepartment,
    ),
    name="organisations.change_department",
)
async def edit_department(
    tx: Transaction, actor: Actor, organisation_id: UUID, department_id: UUID, data: DepartmentChange
) -> None:
    """Rename, move, reorder or hide a department."""
    await change_department(tx, actor, organisation_id, department_id, data)


@route(
    "DELETE",
    ONE,
    power=DEPARTMENT_MANAGE,
    refuses=(refusals.DepartmentNotEmpty,),
    name="organisations.remove_department",
)
async def delete_department(tx: Transaction, actor: Actor, organisation_id: UUID, department_id: UUID) -> None:
    """Remove an empty department."""
    await remove_department(tx, actor, organisation_id, department_id)


@route(
    "PUT",
    ONE + "/heads",
    power=DEPARTMENT_MANAGE,
    status=204,
    refuses=(refusals.NotInDepartment,),
    name="organisations.set_heads",
)
async def put_heads(tx: Transaction, actor: Actor, organisation_id: UUID, department_id: UUID, data: HeadsIn) -> None:
    """Say who heads a department."""
    await set_heads(tx, actor, organisation_id, department_id, data.member_ids)


ROUTES = (list_departments, add_department, edit_department, delete_department, put_heads)
