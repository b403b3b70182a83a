"""Announcements: above the chat, kept, confirmed, and reminded of (MSG-3, EFF-1, EFF-2)."""

from datetime import timedelta
from typing import Any

from tests.cast import EMMA_CLARKE, HE_CHUAN, LIN_YUE, LU_MING, TANG_JIASHU, XU_JINGYI, ZHOU_LAN, Stage
from tests.hostile.victim import as_owner, suspended_member
from tests.messaging.proof import acts, bundle
from tests.messaging.talk import Office, Talk, group
from tocsin.effects.rules.bundle import verify
from tocsin.effects.rules.entries import Effect
from tocsin.kernel import clock
from tocsin.kernel.db import FOLLOW
from tocsin.messaging.queries import announcements


async def announce(talk: Talk, text: str, *, confirm: bool = True) -> int:
    client = await talk.stage.as_(ZHOU_LAN)
    body = {"text": text, "confirm": confirm}
    return int((await client.json("POST", f"{talk.path}/announcements", status=201, json=body))["seq"])


async def lists(talk: Talk, seq: int) -> list[Any]:
    """Who has confirmed an announcement, and who has not."""
    zhou, path = await talk.stage.as_(ZHOU_LAN), f"{talk.path}/messages/{seq}/effects"
    return [await zhou.json("GET", path, params={"state": state}) for state in ("confirmed", "waiting")]


async def test_an_announcement_stands_above_the_chat_and_is_confirmed(stage: Stage) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN, XU_JINGYI)
    he, xu, zhou = await stage.as_(HE_CHUAN), await stage.as_(XU_JINGYI), await stage.as_(ZHOU_LAN)
    await xu.refused(
        "POST", f"{talk.path}/announcements", "messaging.pinning_closed", status=403, json={"text": "我来"}
    )
    socket = await stage.server.socket(he)
    await socket.until("snapshot")
    seq = await announce(talk, "周五停电，请提前保存。")
    told = await socket.until("message", confirm=True)
    assert (told["text"], told["confirm"], told["seq"]) == ("周五停电，请提前保存。", True, seq)
    view = await talk.view(HE_CHUAN)
    assert (view["announcement"]["text"], view["announcement"]["confirmed"], view["unread"]) == (told["text"], False, 1)
    path = f"{talk.path}/announcements/{seq}"
    await zhou.refused("POST", f"{path}/confirmation", "messaging.no_confirmation", status=409)
    await he.json("POST", f"{path}/confirmation", status=204)
    await he.json("POST", f"{path}/confirmation", status=204)
    assert (await talk.view(HE_CHUAN))["announcement"]["confirmed"] is True
    assert (await socket.until("conversation", id=talk.id))["announcement"]["confirmed"] is True
    done, waiting = await lists(talk, seq)
    assert (done["confirmed"], done["delivered"]) == (1, 2)
    assert [one["name"] for one in done["items"]] == ["何川"]
    assert [one["name"] for one in waiting["items"]] == ["许静怡"]
    async with stage.server.context.db.working(FOLLOW) as tx:
        rows = await tx.fetch(
            "SELECT act, effect, count(*) AS n FROM effect WHERE from_seq = $1 AND act IN ('announce', 'confirm')"
            " GROUP BY 1, 2 ORDER BY 2",
            seq,
        )
    assert [(row["act"], row["effect"], row["n"]) for row in rows] == [("announce", 1, 1), ("confirm", 2, 1)]


async def test_a_group_that_has_ended_takes_no_confirmation_and_keeps_those_it_has(stage: Stage) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN, XU_JINGYI, name="临时小组")
    seq = await announce(talk, "周五停电")
    path = f"{talk.path}/announcements/{seq}"
    he, xu, zhou = await stage.as_(HE_CHUAN), await stage.as_(XU_JINGYI), await stage.as_(ZHOU_LAN)
    await he.json("POST", f"{path}/confirmation", status=204)
    await zhou.json("POST", f"{talk.path}/dissolution", status=204, json={"name": "临时小组"})
    await xu.refused("POST", f"{path}/confirmation", "messaging.closed", status=409)
    # Asked again, as when the answer was lost: it was done then.
    await he.json("POST", f"{path}/confirmation", status=204)
    done, _ = await lists(talk, seq)
    assert (done["confirmed"], [one["name"] for one in done["items"]]) == (1, ["何川"])


async def test_those_who_have_not_confirmed_are_reminded_and_not_too_often(stage: Stage) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN, XU_JINGYI)
    seq = await announce(talk, "请确认课表")
    path = f"{talk.path}/announcements/{seq}"
    he, xu, zhou = await stage.as_(HE_CHUAN), await stage.as_(XU_JINGYI), await stage.as_(ZHOU_LAN)
    await he.json("POST", f"{path}/confirmation")
    done, waiting = await stage.server.socket(he), await stage.server.socket(xu)
    await done.until("snapshot")
    await waiting.until("snapshot")
    await xu.refused("POST", f"{path}/reminders", "messaging.admins_only", status=403)
    assert await zhou.json("POST", f"{path}/reminders") == {"people": 1}
    told = await waiting.until("conversation", id=talk.id)
    assert told["announcement"]["reminded_at"] is not None
    assert [event for event in await done.quiet(0.3) if event["t"] == "conversation"] == []
    await zhou.refused("POST", f"{path}/reminders", "messaging.reminded_just_now", status=409)
    with clock.travel(timedelta(minutes=11)):
        await zhou.json("POST", f"{path}/reminders")
    silent = await announce(talk, "不必确认", confirm=False)
    await zhou.refused("POST", f"{talk.path}/announcements/{silent}/reminders", "messaging.no_confirmation")
    await xu.refused("POST", f"{talk.path}/announcements/{silent}/confirmation", "messaging.no_confirmation")
    await zhou.refused("POST", f"{path}/reminders", "messaging.no_confirmation")
    await zhou.refused("POST", f"{talk.path}/announcements/1/reminders", "not_found")


async def test_announcements_are_kept_and_seen_by_who_comes_later(stage: Stage) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN)
    first, second = await announce(talk, "第一条", confirm=False), await announce(talk, "第二条")
    zhou = await stage.as_(ZHOU_LAN)
    await zhou.json("POST", f"{talk.path}/members", json={"person_ids": [str(stage.person(LIN_YUE))]})
    lin = await stage.as_(LIN_YUE)
    assert (await talk.view(LIN_YUE))["announcement"]["text"] == "第二条"
    kept = await lin.pages(f"{talk.path}/announcements", limit=1)
    assert [(one["seq"], one["text"], one["current"], one["confirmed"]) for one in kept] == [
        (second, "第二条", True, None),
        (first, "第一条", False, None),
    ]
    await lin.json("POST", f"{talk.path}/announcements/{second}/confirmation")
    (row, _) = await zhou.pages(f"{talk.path}/announcements")
    assert (row["confirmed"], row["total"], row["sender"]) == (0, 1, "周岚"), (
        "who came later may confirm, and is not counted"
    )
    assert (await zhou.json("POST", f"{talk.path}/announcements/{second}/reminders"))["people"] == 1
    await lin.refused("DELETE", f"{talk.path}/announcements/{second}", "messaging.admins_only", status=403)
    await zhou.json("DELETE", f"{talk.path}/announcements/{second}", status=204)
    assert (await talk.view(HE_CHUAN))["announcement"] is None
    assert len(await lin.pages(f"{talk.path}/announcements")) == 2
    # Its words are in the fact of it for those who were there, and are nobody's who was not.
    assert "第二条" in [fact.get("text") for fact in await talk.seen_by(HE_CHUAN)]
    emma = await stage.as_(EMMA_CLARKE)
    await emma.refused("GET", f"{talk.path}/announcements", "not_found")


async def test_who_is_counted_is_who_is_listed(stage: Stage) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN, XU_JINGYI, LIN_YUE, TANG_JIASHU)
    seq = await announce(talk, "请确认课表")
    path, zhou = f"{talk.path}/announcements/{seq}", await stage.as_(ZHOU_LAN)
    for one in (HE_CHUAN, XU_JINGYI, TANG_JIASHU):
        await (await stage.as_(one)).json("POST", f"{path}/confirmation", status=204)

    async def told() -> tuple[int, int, list[str], list[str]]:
        (row,) = await zhou.pages(f"{talk.path}/announcements")
        pages = await lists(talk, seq)
        names = [sorted(one["name"] for one in page["items"]) for page in pages]
        assert all((page["confirmed"], page["delivered"]) == (row["confirmed"], row["total"]) for page in pages)
        assert (len(names[0]), len(names[1])) == (row["confirmed"], row["total"] - row["confirmed"])
        return row["confirmed"], row["total"], *names

    counted = (3, 4, sorted(["何川", "许静怡", "唐嘉树"]), ["林悦"])
    assert await told() == counted
    await (await stage.as_(HE_CHUAN)).json("POST", f"{talk.path}/departure", status=204, json={})
    await Office(stage).depart(XU_JINGYI)
    await suspended_member(stage, TANG_JIASHU)
    # They were told, and confirmed: whoever goes or comes takes nothing from it.
    assert await told() == counted
    await zhou.json("POST", f"{talk.path}/members", json={"person_ids": [str(stage.person(HE_CHUAN))]})
    assert await told() == counted


async def test_nothing_is_counted_that_nobody_is_told(stage: Stage) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN)
    await announce(talk, "请确认课表")
    await announce(talk, "不必确认", confirm=False)
    async with as_owner(stage) as owner:
        for manager, counts in ((False, 0), (True, 1)):
            asked = (talk.id, stage.person(HE_CHUAN), None, 20, manager)
            plan = "\n".join(row[0] for row in await owner.fetch(f"EXPLAIN (ANALYZE) {announcements._LIST}", *asked))
            counted = [line for line in plan.splitlines() if "Aggregate" in line]
            assert sum("never executed" not in line for line in counted) == counts, plan


async def test_what_an_announcement_comes_to_is_told_and_proved_as_of_a_message(stage: Stage) -> None:
    talk = await group(stage, ZHOU_LAN, HE_CHUAN, XU_JINGYI, LIN_YUE)
    zhou, he = await stage.as_(ZHOU_LAN), await stage.as_(HE_CHUAN)
    socket = await stage.server.socket(zhou)
    await socket.until("snapshot")
    seq = await announce(talk, "周五停电，请提前保存。")
    told = await socket.until("message", seq=seq)
    assert (told["delivered"], told["confirmed"], told["handled"]) == (3, 0, 0)
    # Being read is not being confirmed.
    for who in (ZHOU_LAN, XU_JINGYI):
        await talk.read(who, seq)
    await he.json("POST", f"{talk.path}/announcements/{seq}/confirmation")
    heard = await socket.until("receipts")
    assert heard["marks"] == [[seq, 1, 3, 0]]
    (fact,) = [one for one in await talk.seen_by(ZHOU_LAN) if one["seq"] == seq]
    assert (fact["delivered"], fact["confirmed"]) == (3, 1)
    path = f"{talk.path}/messages/{seq}/effects"
    done = await zhou.json("GET", path, params={"state": "confirmed"})
    waiting = await zhou.json("GET", path, params={"state": "waiting"})
    assert (done["delivered"], done["confirmed"]) == (3, 1)
    assert [(one["name"], bool(one["device"]), bool(one["at"])) for one in done["items"]] == [("何川", True, True)]
    assert {one["name"] for one in waiting["items"]} == {"许静怡", "林悦"}
    await he.refused("GET", path, "messaging.not_your_message", status=403)
    verdict = verify(await bundle(talk, ZHOU_LAN, seq))
    assert [(effect, act) for effect, act, _ in acts(verdict)] == [
        (Effect.DELIVERED, "announce"),
        (Effect.CONFIRMED, "confirm"),
    ]
    assert all("device" in one.opened for one in verdict.effects)
    # Owner and admins are told, whoever announced.
    await zhou.json("PUT", f"{talk.path}/owner", json={"person_id": str(stage.person(HE_CHUAN))})
    assert (await he.json("GET", path, params={"state": "confirmed"}))["confirmed"] == 1
    # Those who came later, too: announcements stand for them as well.
    lu = str(stage.person(LU_MING))
    await he.json("POST", f"{talk.path}/members", json={"person_ids": [lu]})
    await he.json("PUT", f"{talk.path}/owner", json={"person_id": lu})
    assert (await (await stage.as_(LU_MING)).json("GET", path, params={"state": "confirmed"}))["confirmed"] == 1
