"""The second wall: raw SQL under a person's rights reads their conversations and no other, and writes nothing."""

import asyncpg
import pytest

from tests.cast import CHENG_YUAN, HE_CHUAN, LU_MING, XU_JINGYI, ZHOU_LAN, Player, Stage
from tests.messaging.talk import Talk, direct, group
from tocsin.kernel.db import FLUSH

TABLES = {
    "conversation": "id",
    "conversation_member": "conversation_id",
    "message": "conversation_id",
    "effect": "item_id",
}


async def counts(stage: Stage, player: Player, talk: Talk) -> dict[str, int]:
    """How many rows of a conversation somebody's own SQL finds."""
    found = {}
    async with stage.server.context.db.acting(await stage.actor(player)) as tx:
        for table, column in TABLES.items():
            rows = await tx.fetch(f"SELECT count(*) AS n FROM {table} WHERE {column} = $1::uuid", talk.id)
            found[table] = rows[0]["n"]
    return found


@pytest.fixture
async def talk(stage: Stage) -> Talk:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN, XU_JINGYI)
    fact = await talk.say(ZHOU_LAN, "内部")
    await talk.read(HE_CHUAN, fact["seq"])
    return talk


async def test_members_read_and_others_find_nothing(stage: Stage, talk: Talk) -> None:
    assert await counts(stage, HE_CHUAN, talk) == {
        "conversation": 1,
        "conversation_member": 3,
        "message": 2,
        "effect": 3,
    }
    nothing = dict.fromkeys(TABLES, 0)
    assert await counts(stage, LU_MING, talk) == nothing, "of the school, not of the group"
    assert await counts(stage, CHENG_YUAN, talk) == nothing, "an admin of another organisation"
    await (await stage.as_(XU_JINGYI)).json("POST", f"{talk.path}/departure")
    assert await counts(stage, XU_JINGYI, talk) == nothing, "a former member"
    admin = await stage.as_(ZHOU_LAN)
    await admin.json("POST", f"/api/organisations/{stage.school}/members/{stage.member(HE_CHUAN)}/suspension", json={})
    assert await counts(stage, HE_CHUAN, talk) == nothing, "a suspended member"


async def test_two_peoples_words_are_theirs(stage: Stage) -> None:
    talk = await direct(stage, HE_CHUAN, LU_MING)
    await talk.say(HE_CHUAN, "私下说")
    assert (await counts(stage, LU_MING, talk))["message"] == 1
    assert await counts(stage, ZHOU_LAN, talk) == dict.fromkeys(TABLES, 0), "not even the main admin"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE message SET recalled_at = now()",
        "INSERT INTO message SELECT * FROM message",
        "DELETE FROM message",
        "UPDATE conversation SET owner_id = tocsin_person()",
        "UPDATE conversation_member SET read_seq = 0",
        """INSERT INTO conversation_member (conversation_id, person_id, since_version, realm_id, since_seq, read_seq, at)
        SELECT id, tocsin_person(), 9, realm_id, 0, 0, now() FROM conversation""",
        """INSERT INTO conversation (id, realm_id, kind, data_key_id, last_at, created_at)
        SELECT gen_random_uuid(), realm_id, 'group', data_key_id, now(), now() FROM conversation""",
    ],
)
async def test_people_write_through_the_room_only(stage: Stage, talk: Talk, statement: str) -> None:
    assert talk.id
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with stage.server.context.db.acting(await stage.actor(HE_CHUAN)) as tx:
            await tx.fetch(statement)


async def test_a_flush_reaches_its_senders_realms_only(stage: Stage, talk: Talk) -> None:
    for organisations, seen in (([stage.school], 1), ([stage.company], 0), ([], 0)):
        async with stage.server.context.db.working(FLUSH, organisations=organisations) as tx:
            rows = await tx.fetch("SELECT id FROM conversation WHERE id = $1::uuid FOR UPDATE", talk.id)
            assert len(rows) == seen
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with stage.server.context.db.working(FLUSH, organisations=[stage.company]) as tx:
            await tx.fetch(
                "INSERT INTO message (conversation_id, seq, realm_id, kind, client_id, at, version, audience)"
                " VALUES ($1::uuid, 99, $2, 'text', gen_random_uuid(), now(), 1, 1)",
                talk.id,
                stage.school,
            )


async def test_what_is_said_and_called_is_sealed_at_rest(stage: Stage, talk: Talk) -> None:
    """Neither texts nor names of groups stand in any table in clear."""
    await (await stage.as_(ZHOU_LAN)).json("PATCH", talk.path, json={"name": "绝密项目"})
    async with stage.server.context.db.pool.acquire() as connection, connection.transaction():
        await connection.execute("SET LOCAL ROLE NONE")
        for table in (*TABLES, "event"):
            rows = await connection.fetch(f"SELECT row_to_json(t)::text AS row FROM {table} t")
            text = "".join(row["row"] for row in rows)
            for word in ("内部", "绝密"):
                assert word not in text, table
                assert word.encode().hex() not in text, table
