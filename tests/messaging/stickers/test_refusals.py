"""Who may not touch an organisation's stickers, and what is no sticker."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from tests.cast import BAI_LU, CHENG_YUAN, HE_CHUAN, XU_JINGYI, ZHENG_YU, ZHOU_LAN, Stage
from tests.hostile.victim import suspended_account, suspended_member
from tests.messaging.files import unsent
from tests.messaging.stickers.making import added, asked, made, sets_of, shown, sticker
from tests.messaging.talk import Office, direct, group
from tests.support import pictures
from tests.support.client import Client

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


async def refused_everywhere(client: Client, path: str, set_id: str, sticker_id: str, code: str, **more: Any) -> None:
    """Every write is refused with the same code."""
    one = f"{path}/{set_id}/stickers/{sticker_id}"
    named = {"client_id": str(uuid4()), "name": "别人的"}
    await client.refused("POST", path, code, json=named, **more)
    await client.refused("PATCH", f"{path}/{set_id}", code, json={"name": "改"}, **more)
    await client.refused("DELETE", f"{path}/{set_id}", code, **more)
    await client.refused("PUT", f"{path}/order", code, json={"ids": [set_id]}, **more)
    await client.refused("PUT", f"{path}/{set_id}/order", code, json={"ids": [sticker_id]}, **more)
    await client.refused("POST", f"{path}/{set_id}/stickers", code, params=asked(), content=pictures.png(), **more)
    await client.refused("PATCH", one, code, json={"label": "改"}, **more)
    await client.refused("DELETE", one, code, **more)


async def test_without_the_power_nothing_is_changed(stage: Stage) -> None:
    path, set_id = sets_of(stage), await made(stage)
    sticker_id = await added(stage, set_id)
    before = await shown(stage, ZHOU_LAN)
    for who, code in (
        (HE_CHUAN, "forbidden"),
        (CHENG_YUAN, "not_found"),
        (BAI_LU, "not_found"),
        (ZHENG_YU, "not_found"),
    ):
        await refused_everywhere(await stage.as_(who), path, set_id, sticker_id, code)
    await refused_everywhere(await suspended_member(stage), path, set_id, sticker_id, "not_found")
    for nobody in (stage.server.client(), await suspended_account(stage)):
        await refused_everywhere(nobody, path, set_id, sticker_id, "signed_out", status=401)
    assert await shown(stage, ZHOU_LAN) == before


async def test_a_former_member_sees_and_sends_none(stage: Stage) -> None:
    set_id = await made(stage)
    sticker_id = await added(stage, set_id)
    talk = await direct(stage, XU_JINGYI, HE_CHUAN)
    await talk.say(XU_JINGYI, "", content=sticker(set_id, sticker_id))
    office = Office(stage)
    await office.depart(XU_JINGYI)
    xu = await stage.as_(XU_JINGYI)
    await xu.refused("GET", sets_of(stage), "not_found")
    await xu.refused("GET", f"{sets_of(stage)}/{set_id}/stickers/{sticker_id}/picture", "not_found")
    await refused_everywhere(xu, sets_of(stage), set_id, sticker_id, "not_found")


async def test_a_sticker_goes_into_its_organisations_conversations_alone(stage: Stage) -> None:
    set_id = await made(stage)
    sticker_id = await added(stage, set_id)
    company = await group(stage, CHENG_YUAN, BAI_LU)
    await unsent(company, BAI_LU, "messaging.sticker_unknown", sticker(set_id, sticker_id))
    talk = await group(stage, ZHOU_LAN, HE_CHUAN)
    for content in (
        sticker(set_id, str(uuid4())),
        sticker(str(uuid4()), sticker_id),
    ):
        await unsent(talk, HE_CHUAN, "messaging.sticker_unknown", content)
    await unsent(talk, HE_CHUAN, "invalid", sticker(set_id, "received"))
    # What a sender says of the picture is not taken up: it is looked up.
    told = {**sticker(set_id, sticker_id), "label": "假的", "file": {"id": str(uuid4())}}
    fact = await talk.say(HE_CHUAN, "", content=told)
    assert fact["content"]["label"] == "收到啦"
    own = await talk.say(HE_CHUAN, "", content={"kind": "sticker", "set": "tocsin", "name": "ok", "label": "假的"})
    assert own["content"] == {"kind": "sticker", "set": "tocsin", "name": "ok"}


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "kernel.not_a_picture"),
        (b"no picture", "kernel.not_a_picture"),
        (SVG, "kernel.not_a_picture"),
        (pictures.png()[:90], "kernel.not_a_picture"),
        (pictures.bomb(), "kernel.picture_too_large"),
    ],
    ids=["nothing", "text", "svg", "cut", "bomb"],
)
async def test_what_is_no_picture_is_refused(stage: Stage, data: bytes, code: str) -> None:
    set_id, zhou = await made(stage), await stage.as_(ZHOU_LAN)
    await zhou.refused("POST", f"{sets_of(stage)}/{set_id}/stickers", code, params=asked(), content=data, status=422)
    assert (await shown(stage, ZHOU_LAN))[0]["stickers"] == []
    assert (await zhou.json("GET", "/api/uploads")) == []


async def test_names_and_words_are_looked_at(stage: Stage) -> None:
    set_id, zhou, path = await made(stage), await stage.as_(ZHOU_LAN), sets_of(stage)
    one = f"{path}/{set_id}/stickers/{await added(stage, set_id)}"
    other = await added(stage, await made(stage, "另一套"))
    await zhou.refused("PUT", f"{path}/{set_id}/order", "not_found", json={"ids": [other]})
    await zhou.refused("PUT", f"{path}/order", "not_found", json={"ids": [str(uuid4())]})
    await zhou.refused("PATCH", f"{path}/{set_id}", "text.empty", json={"name": " "})
    await zhou.refused("PATCH", one, "text.too_long", json={"label": "长" * 21})
    await zhou.refused("PATCH", one, "invalid", json={"words": [f"词{n}" for n in range(11)]})
    await zhou.refused("PATCH", one, "text.bad_character", json={"words": ["\u202e反"]})
    big = b"x" * (10 * 1024 * 1024 + 1)
    await zhou.refused("POST", f"{path}/{set_id}/stickers", "too_large", params=asked(), content=big, status=413)
