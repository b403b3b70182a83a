"""The bus of one process."""

import pytest

from tocsin.kernel.bus import LocalBus


def test_subscribers_of_a_topic_hear_it_in_order_until_they_leave() -> None:
    bus, heard = LocalBus(), []
    leave = bus.subscribe("a", lambda payload: heard.append(("first", payload)))
    bus.subscribe("a", lambda payload: heard.append(("second", payload)))
    bus.subscribe("b", lambda payload: heard.append(("other", payload)))
    bus.publish("a", b"1")
    leave()
    bus.publish("a", b"2")
    assert heard == [("first", b"1"), ("second", b"1"), ("second", b"2")]


def test_one_that_fails_takes_nothing_from_the_others(caplog: pytest.LogCaptureFixture) -> None:
    bus, heard = LocalBus(), []

    def fail(_: bytes) -> None:
        raise RuntimeError

    bus.subscribe("a", fail)
    bus.subscribe("a", heard.append)
    bus.publish("a", b"1")
    assert heard == [b"1"]
