"""Whether a phone has an account here is the person's to tell: an admin who enters the number learns nothing of it."""

import json
from typing import Any

from tests.hostile.victim import as_owner_of
from tests.organisations.stage import Organisation, Stage, new_phone
from tests.support.sockets import Socket
from tocsin.organisations.events import MembersInvited


class _Seen:
    """Everything the admin of an organisation is shown of one invitation, with what differs by nature taken out."""

    def __init__(self, *own: str) -> None:
        self._own = own

    def __call__(self, said: Any) -> str:
        text = json.dumps(said, ensure_ascii=False, sort_keys=True)
        for at, word in enumerate(self._own):
            text = text.replace(word, f"<{at}>")
        return text


async def _invited(stage: Stage, phone: str) -> dict[str, str]:
    """What the founder of a new organisation sees who invites a phone, with nothing else done in it."""
    school = await stage.found()
    maths = await school.department("数学组")
    admin = school.admin
    async with await Socket.open(stage.server.url, admin.client) as socket:
        await socket.until("snapshot")
        member = await school.invite("林徽因", phone, maths)
        # What was pushed before its answer has arrived before it; what comes by itself may come after.
        await socket.command("ping")
        await socket.quiet()
        pushed = [event for event in socket.events if event["t"] == "changed"]
        assert pushed
    rows = await admin.client.pages(f"{school.path}/members", status="invited")
    audit = await admin.client.pages(f"{school.path}/audit", kind="organisations.members_invited")
    seen = _Seen(school.id, maths, member, phone[-4:], str(admin.client.person_id), admin.id)
    for row in audit:
        row["id"] = row["at"] = None
        row["actor"]["name"] = None
    card = await admin.json("GET", f"/members/{member}")
    for one in (card, *rows):
        assert (one["person_id"], one["avatar"]) == (None, None)
    card["invitation"]["attested_at"] = card["invitation"]["by"] = None
    return {
        "audit": seen(audit),
        "rows": seen(rows),
        "card": seen(card),
        "tree": seen(await admin.json("GET", "/departments")),
        "search": seen(await admin.client.pages(f"{school.path}/members", status="invited", q=phone)),
        "pushed": seen(pushed),
    }


async def test_an_invited_phone_looks_alike_with_an_account_and_without(stage: Stage) -> None:
    known, unknown = new_phone(), new_phone()
    person = await stage.person(known, "林徽因")
    async with await Socket.open(stage.server.url, person) as socket:
        await socket.until("snapshot")
        with_account = await _invited(stage, known)
        # The person is told at once all the same.
        await socket.until("changed", key=["person", person.person_id, "invitations"])
    assert with_account == await _invited(stage, unknown)


async def test_who_was_told_of_an_invitation_is_not_written_down(stage: Stage, school: Organisation) -> None:
    phone = new_phone()
    person = await stage.person(phone, "林徽因")
    await school.invite("林徽因", phone)
    async with as_owner_of(stage.server.settings) as owner:
        rows = await owner.fetch("SELECT body::text AS body FROM event WHERE kind = $1", MembersInvited.kind)
    assert rows
    for row in rows:
        assert person.person_id not in row["body"]
        assert "people" not in json.loads(row["body"])
