"""The way out: only to the internet that everybody shares, whatever names and redirects say."""

import asyncio
import ipaddress
import socket
from collections.abc import AsyncIterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.site import Site, open_site
from tocsin.kernel import egress
from tocsin.kernel.egress import Egress, Unreachable, checked, is_public

HTML = ("text/html",)
LOOPBACK = ipaddress.ip_network("127.0.0.0/8")
PAGE = "<title>首页</title>"


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with open_site() as one:
        yield one


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only who does not answer at all is late: a machine that stands still is not."""
    monkeypatch.setattr(egress, "SECONDS", 60.0)
    monkeypatch.setattr(egress, "_STEP", 60.0)


@pytest.fixture
def way() -> Egress:
    """A way out that may reach the test's own site."""
    return Egress(admitted=[LOOPBACK])


async def end_of(way: Egress, url: str, limit: int = 100_000) -> str:
    with pytest.raises(Unreachable) as caught:
        await way.fetch(url, types=HTML, limit=limit)
    return caught.value.end


async def test_a_page_is_fetched_with_its_type_and_charset(site: Site, way: Egress) -> None:
    fetched = await way.fetch(site.page("/page", PAGE), types=HTML, limit=100_000)
    assert (fetched.media_type, fetched.charset, fetched.body.decode()) == ("text/html", "utf-8", PAGE)
    assert "Accept-Encoding: identity" in site.asked[0]
    assert "Cookie" not in site.asked[0]


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/", "http://localhost/", "http://[::1]/", "http://0.0.0.0/", "http://[::]/",
        "http://2130706433/", "http://0x7f.1/", "http://017700000001/", "http://127.1/",
        "http://10.0.0.1/", "http://172.16.9.9/", "http://192.168.1.1/", "http://100.64.0.1/",
        "http://169.254.169.254/latest/meta-data/", "http://[fe80::1]/", "http://[fec0::5]/", "http://[fc00::1]/", "http://[fd00:ec2::254]/",
        "http://[::ffff:127.0.0.1]/", "http://[::ffff:169.254.169.254]/", "http://[64:ff9b::a9fe:a9fe]/",
        "http://[2002:7f00:1::]/", "http://[2001:0:7f00:1::]/", "http://224.0.0.1/", "http://255.255.255.255/",
        "http://192.0.2.1/", "http://198.18.0.1/", "http://8.8.8.8:22/", "http://8.8.8.8:6379/",
        "http://100.100.100.200/latest/meta-data/", "http://168.63.129.16/", "http://192.0.0.192/opc/v2/", "http://192.88.99.1/",
        "http://[64:ff9b:1::a9fe:a9fe]/", "http://[64:ff9b::a83f:8110]/", "http://[2606:4700::5efe:a00:1]/",
        "http://[2606:4700::200:5efe:a9fe:a9fe]/", "http://[3fff::1]/", "http://[5f00::1]/", "http://[100::1]/",
        "http://[::10.0.0.1]/", "http://[ff02::1]/", "http://[ff0e::1]/", "http://[4000::1]/", "http://[2001:db8::1]/",
        "http://0.1.2.3/", "http://127.0.0.1./", "http://LOCALHOST/", "http://localhost./", "http://0xa9fea9fe/",
        "http://0251.0376.0251.0376/", "http://0xa9.254.0xa9.254/", "http://169.254.43518/", "http://2852039166/",
        "http://①⑥⑨.254.169.254/", "http://169。254。169。254/", "http://8.8.8.8:8080/", "https://8.8.8.8:8443/",
    ],
)  # fmt: skip
async def test_addresses_only_the_server_could_reach_are_refused(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # Nothing may go out: whatever passes the look fails the test.
    async def connected(*_: Any, **__: Any) -> None:
        raise AssertionError("it connected")

    monkeypatch.setattr("httpcore.AnyIOBackend.connect_tcp", connected)
    assert await end_of(Egress(), url) in ("address", "name")


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org/", "file:///etc/passwd", "gopher://example.org/", "javascript:alert(1)", "//example.org/",
        "http://", "http://user:word@example.org/", "http://example.org:99999/", "http://exa\nmple.org:x/",
        "http://" + "a" * 3_000, "http://a^b.example.org/", "http://a|b.example.org/", "http://a b.example.org/",
        "http://a%00.example.org/", "http://a\x00b.example.org/", "http://a\x01b.example.org/", "http://.example.org/", "http://a..b/",
        "http://-a.example.org/", "http://[fe80::1%25eth0]/", "http://[2606:4700::1111%25eth0]/", "http://[2606:4700::1111%1]/",
        "http://" + "a" * 64 + ".example.org/", "http://8.8.8.8\\@169.254.169.254/",
        "http://user@example.org/", "http://@example.org/", "http://[::ffff:8.8.8.8/", "http://xn--\u0301.example.org@a/",
    ],
)  # fmt: skip
async def test_what_is_no_address_of_a_page_is_refused(url: str) -> None:
    assert await end_of(Egress(), url) == "url"


async def test_a_name_whose_answer_changes_gains_nothing(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first look sees a public address, the second would see loopback: only the first counts."""
    looks: list[str] = []
    connected: list[str] = []

    async def resolve(self: Any, host: str, port: int, **_: Any) -> list[Any]:
        looks.append(host)
        address = "93.184.216.34" if len(looks) == 1 else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    async def connect(self: Any, host: str, port: int, *_: Any, **__: Any) -> None:
        connected.append(host)
        raise OSError

    monkeypatch.setattr(type(asyncio.get_running_loop()), "getaddrinfo", resolve, raising=False)
    monkeypatch.setattr("httpcore.AnyIOBackend.connect_tcp", connect)
    assert await end_of(Egress(), "http://rebinding.example/") == "failed"
    assert (looks, connected) == (["rebinding.example"], ["93.184.216.34"])
    assert await end_of(Egress(), "http://rebinding.example/") == "address"
    assert connected == ["93.184.216.34"]


async def test_one_private_address_spoils_the_others_of_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    async def resolve(self: Any, host: str, port: int, **_: Any) -> list[Any]:
        return [(0, 0, 0, "", (one, port)) for one in ("93.184.216.34", "10.0.0.8")]

    monkeypatch.setattr(type(asyncio.get_running_loop()), "getaddrinfo", resolve, raising=False)
    assert await end_of(Egress(), "http://mixed.example/") == "address"


@pytest.mark.parametrize(
    "address",
    [
        "169.254.169.254", "169.254.170.2", "fd00:ec2::254", "100.100.100.200", "168.63.129.16", "192.0.0.192",
        "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe",
    ],
)  # fmt: skip
async def test_where_clouds_keep_a_machines_secrets_no_admitted_network_reaches(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def resolve(self: Any, host: str, port: int, **_: Any) -> list[Any]:
        return [(0, 0, 0, "", (address, port))]

    async def connected(*_: Any, **__: Any) -> None:
        raise AssertionError("it connected")

    monkeypatch.setattr("httpcore.AnyIOBackend.connect_tcp", connected)
    every = Egress(admitted=[ipaddress.ip_network("0.0.0.0/0"), ipaddress.ip_network("::/0")])
    place = f"[{address}]" if ":" in address else address
    assert await end_of(every, f"http://{place}/latest/meta-data/") == "address"
    monkeypatch.setattr(type(asyncio.get_running_loop()), "getaddrinfo", resolve, raising=False)
    for name in ("metadata.google.internal", "Metadata.Google.Internal.", "metadata"):
        assert await end_of(every, f"http://{name}/computeMetadata/v1/") == "address"


async def test_a_page_without_end_and_heads_without_end_are_left(
    site: Site, way: Egress, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
    site.answers["/heads"] = head + b"X-A: " + b"a" * 4_000_000 + b"\r\n\r\n"
    assert await end_of(way, site.at("/heads")) == "failed"
    site.answers["/many"] = head + b"X-A: a\r\n" * 400_000 + b"\r\n"
    assert await end_of(way, site.at("/many")) == "failed"
    site.answers["/short"] = head + b"Content-Length: 1000\r\n\r\nshort"
    assert await end_of(way, site.at("/short")) == "failed"
    site.answers["/packed"] = head + b"Transfer-Encoding: gzip, chunked\r\n\r\n"
    assert await end_of(way, site.at("/packed")) == "failed"
    for coding in ("br", "zstd", "deflate", "identity, gzip"):
        packed = site.page("/bomb", b"\x1f\x8b", more=f"Content-Encoding: {coding}\r\n")
        assert await end_of(way, packed) == "encoding"
    # Drop after drop: what is too slow as a whole ends, however quick each step is.
    site.answers["/page"] = head + b"\r\n" + PAGE.encode()
    monkeypatch.setattr(egress, "SECONDS", 0.3)
    site.slow = 5
    assert await end_of(way, site.at("/page")) == "late"


async def test_redirects_are_followed_a_few_times_and_looked_at_each(site: Site, way: Egress) -> None:
    site.page("/end", PAGE)
    site.moved("/2", "/end")
    fetched = await way.fetch(site.moved("/1", site.at("/2")), types=HTML, limit=1_000)
    assert fetched.url == site.at("/end")
    assert await end_of(way, site.moved("/round", "/round")) == "redirects"
    assert await end_of(way, site.moved("/inside", "http://10.0.0.1/admin")) == "address"
    assert await end_of(way, site.moved("/metadata", "http://169.254.169.254/latest")) == "address"
    assert await end_of(way, site.moved("/file", "file:///etc/passwd")) == "url"
    assert await end_of(way, site.moved("/broken", "http://[")) == "url"
    assert await end_of(way, site.moved("/odd", "http://a\x01b.example.org/")) in ("url", "failed")
    assert await end_of(way, site.moved("/user", "http://user:word@127.0.0.1/")) == "url"
    assert await end_of(way, site.moved("/cloud", "//168.63.129.16/")) == "address"
    assert await end_of(way, site.moved("/octal", "http://0251.0376.0251.0376/")) == "address"
    assert await end_of(way, site.moved("/port", "http://93.184.216.34:6379/")) == "address"


async def test_what_is_too_big_is_cut_and_what_is_packed_or_no_page_is_left(site: Site, way: Egress) -> None:
    fetched = await way.fetch(site.page("/big", b"x" * 500_000), types=HTML, limit=10_000)
    assert len(fetched.body) == 10_000
    packed = site.page("/bomb", b"\x1f\x8b", more="Content-Encoding: gzip\r\n")
    assert await end_of(way, packed) == "encoding"
    assert await end_of(way, site.page("/picture", b"GIF89a", "image/gif")) == "type"
    assert await end_of(way, site.at("/nothing")) == "status"
    site.answers["/garbage"] = b"\x00\xff not http at all\r\n\r\n"
    assert await end_of(way, site.at("/garbage")) == "failed"


async def test_who_answers_late_or_not_at_all_is_given_up(
    site: Site, way: Egress, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A port that is taken, and at which nobody listens.
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        assert await end_of(way, f"http://127.0.0.1:{unused.getsockname()[1]}/") == "failed"
    monkeypatch.setattr(egress, "SECONDS", 0.3)
    site.slow = 5
    assert await end_of(way, site.page("/slow", PAGE)) == "late"


async def test_an_operator_may_close_the_way(site: Site) -> None:
    assert await end_of(Egress(enabled=False, admitted=[LOOPBACK]), site.page("/page", PAGE)) == "off"
    assert site.asked == []


def test_addresses_are_asked_for_in_one_form() -> None:
    assert checked("HTTP://Example.org:80/a b?q=周#part") == "http://example.org/a%20b?q=%E5%91%A8"
    assert checked("https://例子.测试/路径") == "https://xn--fsqu00a.xn--0zwm56d/%E8%B7%AF%E5%BE%84"
    assert checked("https://example.org") == "https://example.org/"
    assert checked("https://EXAMPLE.org./") == "https://example.org/"
    assert checked("http://[2606:4700::1111]:80/") == "http://[2606:4700::1111]/"
    assert checked("http://my_site.example.org/") == "http://my_site.example.org/"


@given(st.ip_addresses(v=4, network="10.0.0.0/8") | st.ip_addresses(v=4, network="169.254.0.0/16"))
def test_no_form_of_a_private_address_is_public(address: ipaddress.IPv4Address) -> None:
    way = egress._Guarded(())
    number = int(address)
    forms = [f"::ffff:{address}", f"64:ff9b::{address}", f"2002:{number >> 16:x}:{number & 0xFFFF:x}::"]
    assert not is_public(address)
    assert not any(way._may(ipaddress.ip_address(form), 443) for form in forms)


@given(st.ip_addresses(v=6))
def test_what_is_public_is_given_out_to_the_internet(address: ipaddress.IPv6Address) -> None:
    given_out = address in ipaddress.ip_network("2000::/3") or address in ipaddress.ip_network("64:ff9b::/96")
    assert given_out or not is_public(address)


@given(st.text(max_size=60))
def test_no_text_breaks_the_check(text: str) -> None:
    try:
        assert checked(f"http://{text}").startswith("http://")
    except Unreachable as error:
        assert error.end == "url"
