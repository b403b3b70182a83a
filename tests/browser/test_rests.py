"""What somebody handed out and no longer stands behind is seen by admins, and ends with them (ORG-3, ORG-4)."""

from typing import Any

import pytest
from playwright.async_api import expect

from tests import cast
from tests.support.browser import toasted
from tests.support.server import RunningServer

pytestmark = pytest.mark.browser


async def test_links_rest_and_invitations_go_with_who_sent_them(screens: Any, server: RunningServer) -> None:
    stage = await cast.set_stage(server)
    zhou, he = await stage.as_(cast.ZHOU_LAN), await stage.as_(cast.HE_CHUAN)
    school = f"/api/organisations/{stage.school}"
    powers = ["organisations.join_manage", "organisations.member_invite"]
    role = await zhou.json("POST", f"{school}/roles", json={"name": "招新", "powers": powers})
    member = str(stage.member(cast.HE_CHUAN))
    grant = {"member_id": member, "role_id": role["id"], "scope": "organisation"}
    given = await zhou.json("POST", f"{school}/grants", json=grant)
    await he.json("POST", f"{school}/join-links", json={"approval": False})
    body = {"name": "韩冬", "phone": cast.HAN_DONG.phone, "basis": "contract", "attested": True}
    await he.json("POST", f"{school}/members", json=body)

    links = await screens.visit(zhou, f"/admin/{stage.school}/join")
    row = links.get_by_role("listitem").filter(has_text="何川")
    await expect(row).to_be_visible()
    await expect(row.get_by_text("暂停")).to_have_count(0)
    await zhou.json("DELETE", f"{school}/grants/{given['id']}")
    await links.reload()
    await expect(row).to_contain_text("暂停")
    await expect(row).to_contain_text("何川 目前无权在此邀请")

    people = await screens.visit(zhou, f"/admin/{stage.school}/members?member={member}")
    await people.get_by_role("button", name="移出组织").click()
    dialog = people.get_by_role("dialog").last
    await dialog.get_by_label("离开原因").click()
    await people.get_by_title("其他", exact=True).click()
    await dialog.get_by_role("checkbox", name="同时撤回其发出的邀请").check()
    await dialog.get_by_role("button", name="移出", exact=True).click()
    await toasted(people, "何川 已移出组织")
    await links.reload()
    await expect(row).to_contain_text("已撤回")
    han = await server.sign_in(cast.HAN_DONG.phone)
    assert await han.json("GET", "/api/me/invitations") == []
