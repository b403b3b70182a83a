"""How the database goes about a send: by key, also where the statement was planned while nothing had been said yet.

And in as few statements for many messages as for one, whatever they carry.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

import msgspec

from tests.cast import HE_CHUAN, XU_JINGYI, ZHOU_LAN, Stage
from tests.messaging.files import given, send_files, spoken
from tests.messaging.stickers.making import added, made, sticker
from tests.messaging.talk import Talk, direct, group
from tests.support.statements import sent
from tocsin.files.door import FileCard
from tocsin.kernel.db import FLUSH, Database
from tocsin.messaging.actions.office import office
from tocsin.messaging.actions.senders import LOOK
from tocsin.messaging.actions.sending import Stored
from tocsin.messaging.rules.content import Carried, Carrying, NewSticker
from tocsin.messaging.rules.files import Files, NewFiles, NewVoice

NONE = "ARRAY[NULL]::uuid[]"


def scans(node: dict[str, Any]) -> list[tuple[str, str, str]]:
    """The scans of tables in a plan: table, index, and what the index is entered with."""
    own = (
        [(node["Relation Name"], node.get("Index Name", ""), node.get("Index Cond", ""))]
        if "Relation Name" in node
        else []
    )
    return own + [scan for child in node.get("Plans", []) for scan in scans(child)]


async def test_a_send_is_looked_up_by_key_on_tables_that_were_empty(db: Database) -> None:
    async with db.working(FLUSH) as tx:
        await tx.fetch("SET LOCAL plan_cache_mode = force_generic_plan")
        await tx.fetch(f"PREPARE look(int[], uuid[], uuid[], uuid[], bigint[], uuid[]) AS {LOOK}")
        arguments = f"ARRAY[0], {NONE}, {NONE}, {NONE}, ARRAY[NULL]::bigint[], {NONE}"
        rows = await tx.fetch(f"EXPLAIN (FORMAT JSON) EXECUTE look({arguments})")
        await tx.fetch("DEALLOCATE look")
    plan = json.loads(rows[0][0])[0]["Plan"]
    messages = {index: entered for table, index, entered in scans(plan) if table == "message"}
    assert messages.keys() == {"uq_message_client", "pk_message"}, messages
    assert all(f"{column} = " in messages["uq_message_client"] for column in ("sender_id", "client_id"))
    assert all(f"{column} = " in messages["pk_message"] for column in ("conversation_id", "seq"))
    members = [(index, entered) for table, index, entered in scans(plan) if table == "conversation_member"]
    assert ["person_id = w.sender_id" in entered for _, entered in members] == [True], members


async def flush(stage: Stage, talk: Talk, carried: Sequence[Carrying | None]) -> int:
    """How many statements it takes to store messages that arrive at one moment, all of them in one flush."""
    context = stage.server.context
    actor = await context.actors.find((await stage.as_(HE_CHUAN)).token)
    before = sent(context.db, FLUSH)
    sends = (office(context).send(actor, UUID(talk.id), uuid4(), "看", carried=one) for one in carried)
    stored = await asyncio.gather(*sends)
    assert all(isinstance(one, Stored) and one.fresh for one in stored)
    assert [one.fact.content is not None for one in stored] == [one is not None for one in carried]
    return sent(context.db, FLUSH) - before


async def test_a_flush_takes_as_few_statements_for_many_messages_with_files_as_for_one(stage: Stage) -> None:
    school = str(stage.school)
    talk = await group(stage, ZHOU_LAN, HE_CHUAN, XU_JINGYI)
    two = await direct(stage, HE_CHUAN, ZHOU_LAN)
    set_id = await made(stage)
    sticker_id = await added(stage, set_id)
    ours = await send_files(talk, HE_CHUAN, *[await given(stage, HE_CHUAN, school) for _ in range(4)])

    async def files() -> NewFiles:
        return NewFiles([UUID(await given(stage, HE_CHUAN, school)) for _ in range(2)])

    async def voice() -> NewVoice:
        return NewVoice(UUID(await spoken(stage, HE_CHUAN, school)))

    async def stuck() -> NewSticker:
        return NewSticker(**{name: value for name, value in sticker(set_id, sticker_id).items() if name != "kind"})

    plain = await flush(stage, talk, [None])
    assert await flush(stage, talk, [None] * 8) == plain
    for make, most in ((files, 8), (voice, 8), (stuck, 9)):
        one = await flush(stage, talk, [await make()])
        # the files and their keys as another; taking hold as another; for stickers, which they are
        assert one <= plain + most
        assert await flush(stage, talk, [await make() for _ in range(8)]) == one
    mixed = await flush(stage, talk, [await make() for make in (files, voice, stuck) for _ in range(4)])
    assert mixed <= plain + 9
    # passed on into another realm, for which each key is wrapped
    facts = [one for one in await talk.seen_by(HE_CHUAN) if one["seq"] == ours["seq"]]
    cards = [msgspec.convert(card, FileCard) for card in facts[0]["content"]["files"]]
    passed = [Carried(content=Files([card])) for card in cards]
    one = await flush(stage, two, passed[:1])
    assert one <= plain + 10
    assert await flush(stage, two, passed[1:]) <= one
