"""What people said, rewritten straight in the database: ``tocsin check-log`` catches each way, and names the message (EFF-4)."""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from tests.cast import HE_CHUAN, ZHOU_LAN, set_stage
from tests.effects.tampering import Adversary
from tests.messaging.files import given, send_files
from tests.messaging.talk import Talk, group
from tests.support.server import RunningServer
from tocsin.effects.actions.checking import Check
from tocsin.effects.rules.differences import Differs

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(600)]
POLL = {"kind": "poll", "question": "哪天？", "options": ["周一", "周二"]}


class Scene:
    """A group where something was said, edited, attached, asked and recalled, and who rewrites it."""

    def __init__(self, server: RunningServer, talk: Talk, it: Adversary) -> None:
        self.server, self.talk, self.it = server, talk, it
        self.plain = self.other = self.edited = self.files = self.poll = self.recalled = self.answer = 0
        self.before = b""

    async def play(self) -> None:
        talk, zhou = self.talk, await self.talk.stage.as_(ZHOU_LAN)
        self.plain, self.other, self.edited, self.recalled = [
            (await talk.say(ZHOU_LAN, text))["seq"] for text in ("三点开会", "四点散会", "先说的", "要撤回的")
        ]
        he = str(talk.stage.person(HE_CHUAN))
        self.answer = (await talk.say(ZHOU_LAN, "@何川 收到", reply_to=self.plain, mentions=[he]))["seq"]
        file_id = await given(talk.stage, ZHOU_LAN, str(talk.stage.school))
        self.files = (await send_files(talk, ZHOU_LAN, file_id))["seq"]
        self.poll = (await talk.say(ZHOU_LAN, "", content=POLL))["seq"]
        (row,) = await self.run("SELECT body_sealed FROM message WHERE", self.edited)
        self.before = row["body_sealed"]
        for text in ("后来改的", "最后改的"):
            await zhou.json("PATCH", f"{talk.path}/messages/{self.edited}", json={"text": text})
        await zhou.json("POST", f"{talk.path}/messages/{self.poll}/closing")
        await talk.recall(ZHOU_LAN, self.recalled)
        await self.it.sealed()

    async def run(self, sql: str, seq: int, *more: object) -> list[dict[str, bytes]]:
        """Run a statement on the row of a position; it ends in WHERE."""
        found: list[dict[str, bytes]] = await self.it.run(
            f"{sql} conversation_id = '{self.talk.id}' AND seq = {seq}", *more
        )
        return found

    async def swap(self, column: str, one: int, other: int) -> None:
        values = [(await self.run(f"SELECT {column} FROM message WHERE", seq))[0][column] for seq in (one, other)]
        for seq, value in zip((other, one), values, strict=True):
            await self.run(f"UPDATE message SET {column} = $1 WHERE", seq, value)

    async def differences(self) -> set[tuple[Differs, int | None]]:
        """What ``tocsin check-log`` finds, each with the position it names."""
        return {(one.differs, one.seq) async for one in Check(self.server.context).run()}


@pytest.fixture
async def scene(server: RunningServer) -> AsyncIterator[Scene]:
    stage = await set_stage(server)
    talk = await group(stage, ZHOU_LAN, HE_CHUAN)
    async with Adversary(server.settings, stage.school) as it:
        found = Scene(server, talk, it)
        await found.play()
        yield found


async def swapped_bodies(scene: Scene) -> int:
    await scene.swap("body_sealed", scene.plain, scene.other)
    return scene.plain


async def swapped_attachments(scene: Scene) -> int:
    await scene.swap("content_sealed", scene.files, scene.poll)
    return scene.files


async def an_old_version_again(scene: Scene) -> int:
    """The very bytes that were sealed for this message before it was edited."""
    await scene.run("UPDATE message SET body_sealed = $1 WHERE", scene.edited, scene.before)
    return scene.edited


async def an_earlier_text_rewritten(scene: Scene) -> int:
    await scene.run(
        "UPDATE message_revision r SET body_sealed = (SELECT body_sealed FROM message_revision o WHERE o.number = 2"
        " AND o.conversation_id = r.conversation_id AND o.seq = r.seq) WHERE number = 1 AND",
        scene.edited,
    )
    return scene.edited


async def an_earlier_text_taken_out(scene: Scene) -> int:
    await scene.run("DELETE FROM message_revision WHERE number = 1 AND", scene.edited)
    return scene.edited


async def an_edit_undone(scene: Scene) -> int:
    await scene.run("UPDATE message SET edited_at = NULL WHERE", scene.edited)
    return scene.edited


async def an_attachment_taken_off(scene: Scene) -> int:
    await scene.run("UPDATE message SET content_sealed = NULL, carries = NULL WHERE", scene.files)
    return scene.files


async def a_mention_taken_out(scene: Scene) -> int:
    await scene.run("UPDATE message SET mentions = NULL WHERE", scene.answer)
    return scene.answer


async def an_answer_to_something_else(scene: Scene) -> int:
    await scene.run("UPDATE message SET reply_to = $1 WHERE", scene.answer, scene.other)
    return scene.answer


async def bytes_of_nobody(scene: Scene) -> int:
    await scene.run("UPDATE message SET body_sealed = sha256(body_sealed) || body_sealed WHERE", scene.plain)
    return scene.plain


async def recalled_by_nobody(scene: Scene) -> int:
    """As a recall leaves it, and no recall is on the record."""
    await scene.run("UPDATE message SET body_sealed = NULL, recalled_at = now() WHERE", scene.plain)
    return scene.plain


async def deleted(scene: Scene) -> int:
    await scene.run("DELETE FROM message WHERE", scene.plain)
    return scene.plain


REWRITTEN: dict[Callable[[Scene], Awaitable[int]], Differs] = {
    swapped_bodies: Differs.CONTENT,
    swapped_attachments: Differs.CONTENT,
    an_old_version_again: Differs.CONTENT,
    an_earlier_text_rewritten: Differs.CONTENT,
    an_earlier_text_taken_out: Differs.CONTENT_GONE,
    an_edit_undone: Differs.CONTENT_GONE,
    an_attachment_taken_off: Differs.CONTENT,
    a_mention_taken_out: Differs.CONTENT,
    an_answer_to_something_else: Differs.CONTENT,
    bytes_of_nobody: Differs.CONTENT,
    recalled_by_nobody: Differs.CONTENT_GONE,
    deleted: Differs.CONTENT_GONE,
}


async def test_what_was_done_through_the_front_door_differs_from_nothing(scene: Scene) -> None:
    assert await scene.differences() == set()


@pytest.mark.parametrize("rewrite", REWRITTEN, ids=lambda rewrite: rewrite.__name__)
async def test_what_was_rewritten_is_found_and_named(scene: Scene, rewrite: Callable[[Scene], Awaitable[int]]) -> None:
    seq = await rewrite(scene)
    assert (REWRITTEN[rewrite], seq) in await scene.differences()
