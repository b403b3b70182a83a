"""The script of the sample's week: readable, the same each time, within its seven days, by those who may."""

from collections import Counter
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tocsin.files.rules.kinds import content_of
from tocsin.files.rules.names import extension_of
from tocsin.messaging.rules.content import STICKERS
from tocsin.messaging.sample.actions.exhibits import exhibit, voice
from tocsin.messaging.sample.actions.stickers import DRAWN
from tocsin.messaging.sample.rules.scenes import SCENES
from tocsin.messaging.sample.rules.script import Scene, mentioned, read
from tocsin.messaging.sample.rules.week import WEEK, compose
from tocsin.organisations.sample.rules.cast import CAST
from tocsin.organisations.sample.week.rules import ZONE, present, working_days

NOON = datetime(2026, 11, 26, 12, tzinfo=ZONE)
ENDS = [NOON + timedelta(days=day, hours=hour) for day in range(7) for hour in (0, 5, 11, 15, 20, 22)]
ENDS += [end.replace(tzinfo=ZoneInfo("America/New_York")) for end in ENDS[:6]]
DEPARTMENTS = {key: {path[0] for player in CAST if player.key == key for path in [one.department for one in player.places]} for key in
               [player.key for player in CAST]}  # fmt: skip

SAID = {
    "say": 333, "sticker": 9, "poll": 7, "voice": 5, "forward": 5, "announce": 4, "ask": 3, "draft": 2,
    "admin": 4, "set": 4, "silence": 1, "rename": 1, "leave": 1, "dissolve": 1,
}  # fmt: skip
BESIDE = {"react": 180, "vote": 38, "keep": 20, "confirm": 10, "recall": 5, "edit": 3}


def test_as_much_happens_as_is_written() -> None:
    acts = compose(SCENES, NOON)
    assert len(SCENES) == 39
    assert Counter(act.verb for act in acts if act.line is not None) == SAID
    assert Counter(act.verb for act in acts if act.verb in BESIDE) == BESIDE


def test_the_same_seed_gives_the_same_week_and_another_seed_another() -> None:
    assert compose(SCENES, NOON) == compose(SCENES, NOON)
    assert compose(SCENES, NOON) != compose(SCENES, NOON, seed=1)


@pytest.mark.parametrize("end", ENDS)
def test_whenever_it_is_loaded_the_week_lies_before_and_nothing_is_left_out(end: datetime) -> None:
    acts = compose(SCENES, end)
    assert all(present(end) - WEEK < act.at < present(end) <= end for act in acts)
    assert [act.at for act in acts] == sorted(act.at for act in acts)
    said = sum(act.line is not None for act in acts)
    assert said == sum(len(read(scene)) for scene in SCENES)


@pytest.mark.parametrize("end", ENDS)
def test_working_days_are_four_working_days_of_the_six_before(end: datetime) -> None:
    days = working_days(end)
    today = present(end).date()
    assert len(days) == 4
    assert all(day.weekday() < 5 and 0 < (today - day.date()).days < 7 for day in days)


@pytest.mark.parametrize("end", [*ENDS[:6], *ENDS[-6:]])
def test_whenever_it_is_loaded_most_is_said_in_working_hours_and_nothing_at_night(end: datetime) -> None:
    hours = [act.at.astimezone(end.tzinfo).hour for act in compose(SCENES, end) if act.line is not None]
    assert sum(7 <= hour < 19 for hour in hours) > 0.85 * len(hours)
    assert set(hours) <= set(range(7, 22))


def test_loaded_at_night_the_week_ended_in_the_evening() -> None:
    evening = NOON.replace(hour=18, minute=40)
    assert present(NOON) == NOON
    assert present(evening + timedelta(hours=1)) == present(evening + timedelta(hours=15)) == evening


def test_whoever_speaks_belongs_there() -> None:
    for scene in SCENES:
        for line in read(scene):
            if line.who.startswith("?"):
                assert scene.crowd or scene.department, (scene.key, line.who)
            elif scene.department is not None:
                assert scene.department in DEPARTMENTS[line.who], (scene.key, line.who)
            elif line.verb != "ask":
                assert line.who in scene.people, (scene.key, line.who)
            assert scene.department or set(mentioned(line.text)) - {"all"} <= set(scene.people), line.text


def test_labels_are_told_apart_and_stickers_and_files_are_there() -> None:
    lines = [line for scene in SCENES for line in read(scene)]
    labels = [line.label for line in lines if line.label]
    assert len(labels) == len(set(labels))
    assert {line.quoting for line in lines if line.quoting} <= set(labels)
    stuck = {line.arguments[0] for line in lines if line.verb == "sticker"}
    assert stuck <= STICKERS | DRAWN.keys()
    assert len(stuck & DRAWN.keys()) >= 3
    assert not STICKERS & DRAWN.keys()
    kinds = {}
    for name in dict.fromkeys(name for line in lines for name in line.files):
        made = exhibit(name)
        assert made.data == exhibit(name).data
        kinds[name] = content_of(made.data[:65536], extension_of(name)).kind
    assert set(kinds.values()) == {"picture", "video", "pdf", "text", "archive", "office"}
    spoken = voice("somebody", 7)
    assert content_of(spoken.data, "wav").kind == "audio"
    assert spoken.waveform is not None
    assert max(spoken.waveform) == 100


def test_what_cannot_be_read_is_told() -> None:
    with pytest.raises(ValueError, match="oops"):
        read(Scene(key="oops", talk="zhou_lan says nothing"))
