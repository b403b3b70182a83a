"""A department hidden from somebody is to them like one that is not there, whatever they ask of it."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from tests.organisations.stage import Member, Organisation, new_phone

POWERS = (
    "department_manage",
    "role_manage",
    "join_manage",
    "member_manage",
    "member_invite",
    "messaging.groups_manage",
)
Asked = tuple[str, str, dict[str, Any] | None]
ONE, MEMBER, MINE, ROLE, VISIBLE, LOOKED = "{one}", "{member}", "{mine}", "{role}", "{visible}", "{power}"
PERSON = {"name": "萧红", "phone": "{phone}", "basis": "contract", "attested": True}
REQUESTS: dict[str, Asked] = {
    "rename": ("PATCH", f"/departments/{ONE}", {"name": "新名"}),
    "remove": ("DELETE", f"/departments/{ONE}", None),
    "lead": ("PUT", f"/departments/{ONE}/heads", {"member_ids": []}),
    "make below": ("POST", "/departments", {"name": "新的", "parent_id": ONE}),
    "move below": ("PATCH", f"/departments/{MINE}", {"parent_id": ONE}),
    "link": ("POST", "/join-links", {"department_id": ONE}),
    "grant": ("POST", "/grants", {"member_id": MEMBER, "role_id": ROLE, "scope": "department", "department_id": ONE}),
    "holders": ("GET", f"/powers/{LOOKED}/holders?department_id={ONE}", None),
    "members": ("GET", f"/members?department_id={ONE}", None),
    "invite": ("POST", "/members", {**PERSON, "departments": [{"id": ONE}]}),
    "invite to two": ("POST", "/members", {**PERSON, "departments": [{"id": VISIBLE}, {"id": ONE}]}),
    "place": ("PATCH", f"/members/{MEMBER}", {"departments": [{"id": ONE}]}),
    "groups": ("GET", f"/groups?department_id={ONE}", None),
    "group counts": ("GET", f"/group-counts?department_id={ONE}", None),
    "groups as a file": ("GET", f"/groups.csv?department_id={ONE}", None),
}


def filled(value: Any, names: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: filled(one, names) for key, one in value.items()}
    if isinstance(value, list):
        return [filled(one, names) for one in value]
    for name, one in names.items():
        value = value.replace(name, one) if isinstance(value, str) else value
    return value


async def told(by: Member, asked: Asked, names: dict[str, str]) -> tuple[int, Any, Any]:
    method, path, body = asked
    answer = await by.client.request(method, by.organisation.path + filled(path, names), json=filled(body, names))
    refused = answer.json()
    return answer.status_code, refused.get("code"), refused.get("params")


@pytest.mark.parametrize("asked", REQUESTS)
async def test_what_is_hidden_answers_as_what_is_not_there(school: Organisation, asked: str) -> None:
    secret, mine, visible = [await school.department(name) for name in ("密室", "本组", "别组")]
    await school.admin.json("PATCH", f"/departments/{secret}", json={"hidden": True})
    by = await school.empowered(*POWERS, over=mine, in_=mine)
    names = {
        MEMBER: (await school.member(visible)).id,
        MINE: mine,
        ROLE: await school.role("同样的", "department_manage"),
        VISIBLE: visible,
        LOOKED: "organisations.department_manage",
        "{phone}": new_phone(),
    }
    absent = await told(by, REQUESTS[asked], {ONE: str(uuid4()), **names})
    assert absent[0] in (404, 422), absent
    assert await told(by, REQUESTS[asked], {ONE: secret, **names}) == absent
    if asked not in ("members", "invite to two"):
        seen = await told(by, REQUESTS[asked], {ONE: visible, **names})
        assert seen[:2] == (403, "forbidden"), "what is seen and out of reach is called so"
