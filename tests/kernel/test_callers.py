"""Who calls: addresses behind proxies, our own pages, the session's cookie."""

import msgspec
import pytest
from litestar.connection import ASGIConnection

from tocsin.kernel.callers import Proxies, address_of, check_host, check_origin, cookie_name, token_of
from tocsin.kernel.errors import CrossSite
from tocsin.settings import Settings

PUBLIC = Settings(public_url="https://work.example.org/", trusted_proxies="127.0.0.1")


class _State:
    def __init__(self, settings: Settings) -> None:
        self.context = self
        self.settings = settings


class _App:
    def __init__(self, settings: Settings) -> None:
        self.state = _State(settings)


def connection(settings: Settings, *headers: tuple[str, str], peer: str = "127.0.0.1") -> ASGIConnection:
    scope = {
        "type": "http",
        "headers": [(name.encode(), value.encode()) for name, value in headers],
        "client": (peer, 50_000),
        "litestar_app": _App(settings),
    }
    return ASGIConnection(scope)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("peer", "forwarded", "caller"),
    [
        ("203.0.113.5", [], "203.0.113.5"),
        ("203.0.113.5", ["198.51.100.7"], "203.0.113.5"),  # whoever is no proxy is not believed
        ("127.0.0.1", [], "127.0.0.1"),
        ("127.0.0.1", ["198.51.100.7"], "198.51.100.7"),
        ("::ffff:127.0.0.1", ["198.51.100.7"], "198.51.100.7"),
        ("127.0.0.1", ["1.1.1.1, 198.51.100.7"], "198.51.100.7"),  # what the caller wrote itself
        ("127.0.0.1", ["1.1.1.1", "198.51.100.7"], "198.51.100.7"),
        ("127.0.0.1", ["198.51.100.7, 10.0.0.9"], "198.51.100.7"),  # two proxies, one behind the other
        ("127.0.0.1", ["10.0.0.8, 10.0.0.9"], "10.0.0.8"),
        ("127.0.0.1", ["198.51.100.7:1234"], "198.51.100.7"),
        ("127.0.0.1", ["[2001:db8::1]:1234"], "2001:db8::1"),
        ("127.0.0.1", ["2001:db8::1"], "2001:db8::1"),
        ("127.0.0.1", ["unknown"], "127.0.0.1"),
        ("127.0.0.1", [""], "127.0.0.1"),
        ("127.0.0.1", ["unknown, 10.0.0.9"], "10.0.0.9"),
        ("local", ["198.51.100.7"], "local"),
    ],
)
def test_only_proxies_are_believed(peer: str, forwarded: list[str], caller: str) -> None:
    assert Proxies("127.0.0.1, 10.0.0.0/8").caller(peer, forwarded) == caller


def test_without_a_setting_nobody_is_believed() -> None:
    forged = ("x-forwarded-for", "198.51.100.7")
    assert address_of(connection(Settings(), forged)) == "127.0.0.1"
    assert address_of(connection(PUBLIC, forged)) == "198.51.100.7"


@pytest.mark.parametrize(
    ("settings", "host", "origin", "ours"),
    [
        (PUBLIC, "work.example.org", "https://work.example.org", True),
        (PUBLIC, "work.example.org:443", "https://work.example.org", True),
        (PUBLIC, "WORK.example.org", "https://work.example.org", True),
        (PUBLIC, "work.example.org", "http://work.example.org", False),
        (PUBLIC, "work.example.org", "ftp://work.example.org", False),
        (PUBLIC, "work.example.org", "https://work.example.org:444", False),
        (PUBLIC, "work.example.org", "https://work.example.org.evil.example", False),
        (PUBLIC, "work.example.org", "null", False),
        (PUBLIC, "127.0.0.1:8420", "http://127.0.0.1:8420", True),
        (PUBLIC, "127.0.0.1:8420", "https://work.example.org", True),
        (PUBLIC, "127.0.0.1:8420", "https://127.0.0.1:8420", False),
        (Settings(), "127.0.0.1:8420", "http://127.0.0.1:8420", True),
        (Settings(), "127.0.0.1:8420", "https://127.0.0.1:8420", True),
        (Settings(), "127.0.0.1:80", "http://127.0.0.1", True),
        (Settings(), "127.0.0.1:8420", "ftp://127.0.0.1:8420", False),
        (Settings(), "127.0.0.1:8420", "http://127.0.0.1", False),
        (Settings(), "127.0.0.1:8420", "", False),
        (Settings(), "", "", False),
        (Settings(), "", "http://", False),
    ],
)
def test_which_pages_are_ours(settings: Settings, host: str, origin: str, ours: bool) -> None:
    asked = connection(settings, ("host", host), ("origin", origin))
    try:
        check_origin(asked, required=True)
    except CrossSite:
        assert not ours
    else:
        assert ours


def test_one_name_and_one_of_ours() -> None:
    check_host(connection(PUBLIC, ("host", "work.example.org:443")))
    for names in ([], ["evil.example"], ["work.example.org", "evil.example"], ["work.example.org"] * 2):
        with pytest.raises(CrossSite):
            check_host(connection(PUBLIC, *(("host", name) for name in names)))


def test_a_page_that_says_nothing_is_ours_unless_it_must_say() -> None:
    check_origin(connection(PUBLIC), required=False)
    with pytest.raises(CrossSite):
        check_origin(connection(PUBLIC), required=True)


def test_a_cookie_over_tls_is_for_this_host_alone() -> None:
    assert cookie_name(secure=True) == "__Host-tocsin_session"
    planted = ("cookie", "tocsin_session=tcs_planted; __Host-tocsin_session=tcs_own")
    assert token_of(connection(PUBLIC, planted)) == ("tcs_own", True)
    assert token_of(connection(PUBLIC, ("cookie", "tocsin_session=tcs_planted"))) == ("", False)


def test_two_cookies_of_one_name_are_nobodys() -> None:
    plain = msgspec.structs.replace(PUBLIC, public_url="")
    for headers in (
        [("cookie", "tocsin_session=a; tocsin_session=b")],
        [("cookie", "tocsin_session=a"), ("cookie", "x=y; tocsin_session=b")],
    ):
        assert token_of(connection(plain, *headers)) == ("", True)
    assert token_of(connection(plain, ("cookie", "x=1; tocsin_session=a;tocsin_session=a"))) == ("a", True)
    bearer = ("authorization", "Bearer t")
    assert token_of(connection(plain, bearer, ("cookie", "tocsin_session=a; tocsin_session=b"))) == ("t", False)
