"""Going out to addresses that strangers name, without being sent where only the server can go.

A name is resolved once, every address it has is looked at, and the connection goes to the very address that was looked
at: a name whose answer changes between the look and the fetch gains nothing. Redirects go the same way, each anew.
"""

import asyncio
import ipaddress
import re
import socket
from collections.abc import Iterable, Sequence
from typing import Any, Final, TypeAlias
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

import httpcore
import msgspec
from prometheus_client import Counter

from tocsin import __version__

FETCHES = Counter("tocsin_egress_total", "Fetches of addresses that people named, by how they ended", ["end"])
REDIRECTS: Final = 4
SECONDS: Final = 8.0
"""For all of a fetch: names, connections, redirects and the body."""
AT_ONCE: Final = 16
_STEP: Final = 4.0
_URL_LIMIT: Final = 2_048
_PORTS: Final = {"http": 80, "https": 443}
_AGENT: Final = f"Tocsin/{__version__} (link preview)"
_MOVED: Final = frozenset({301, 302, 303, 307, 308})
Network: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network
Address: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address


class Unreachable(Exception):
    """Nothing was fetched. ``end`` is a word for counting: what it points to stays out of logs."""

    def __init__(self, end: str) -> None:
        super().__init__(end)
        self.end = end


class Fetched(msgspec.Struct, frozen=True):
    """What was found: the address it came from in the end, its type in lower case, its charset if told, the bytes."""

    url: str
    media_type: str
    charset: str
    body: bytes


class Egress:
    """The one way out. ``admitted`` are networks of the operator's own that may be reached although they are private."""

    def __init__(self, *, enabled: bool = True, admitted: Iterable[Network] = ()) -> None:
        self.enabled = enabled
        self._backend = _Guarded(tuple(admitted))
        self._slots = asyncio.Semaphore(AT_ONCE)

    async def fetch(self, url: str, *, types: Sequence[str], limit: int) -> Fetched:
        """Fetch what a link points to, at most ``limit`` bytes of it (the rest is left), if it is of one of ``types``.

        Raises :class:`Unreachable`. Call it outside any unit of work.
        """
        if not self.enabled:
            raise Unreachable("off")
        try:
            async with self._slots, asyncio.timeout(SECONDS):
                fetched = await self._follow(url, types, limit)
        except TimeoutError as error:
            FETCHES.labels("late").inc()
            raise Unreachable("late") from error
        except Unreachable as error:
            FETCHES.labels(error.end).inc()
            raise
        except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError, OSError) as error:
            FETCHES.labels("failed").inc()
            raise Unreachable("failed") from error
        FETCHES.labels("ok").inc()
        return fetched

    async def _follow(self, url: str, types: Sequence[str], limit: int) -> Fetched:
        async with httpcore.AsyncConnectionPool(network_backend=self._backend, max_keepalive_connections=0) as pool:
            for _ in range(REDIRECTS + 1):
                url = checked(url)
                found = await self._get(pool, url, types, limit)
                if isinstance(found, Fetched):
                    return found
                try:
                    url = urljoin(url, found)
                except ValueError as error:
                    raise Unreachable("url") from error
        raise Unreachable("redirects")

    async def _get(
        self, pool: httpcore.AsyncConnectionPool, url: str, types: Sequence[str], limit: int
    ) -> Fetched | str:
        """Return what is there, or where it has moved to."""
        headers: dict[bytes | str, bytes | str] = {
            "User-Agent": _AGENT,
            "Accept": ", ".join(types),
            "Accept-Encoding": "identity",
        }
        extensions = {"timeout": dict.fromkeys(("connect", "read", "write", "pool"), _STEP)}
        async with pool.stream("GET", url, headers=headers, extensions=extensions) as response:
            told = {name.lower(): value.decode("latin-1") for name, value in response.headers}
            if response.status in _MOVED and told.get(b"location"):
                return told[b"location"]
            if response.status != 200:
                raise Unreachable("status")
            # What was not asked for could unfold to any size.
            if told.get(b"content-encoding", "identity").strip().lower() not in ("", "identity"):
                raise Unreachable("encoding")
            media_type, _, parameters = told.get(b"content-type", "").partition(";")
            media_type = media_type.strip().lower()
            if media_type not in types:
                raise Unreachable("type")
            body = bytearray()
            async for chunk in response.aiter_stream():
                body += chunk
                if len(body) >= limit:
                    break
            return Fetched(url, media_type, _charset(parameters), bytes(body[:limit]))


class _Guarded(httpcore.AsyncNetworkBackend):
    """Connects to public addresses only, and to those admitted."""

    def __init__(self, admitted: tuple[Network, ...]) -> None:
        self._admitted = admitted
        self._network = httpcore.AnyIOBackend()

    async def connect_tcp(self, host: str, port: int, *arguments: Any, **more: Any) -> httpcore.AsyncNetworkStream:
        address = await self._look(host, port)
        return await self._network.connect_tcp(address, port, *arguments, **more)

    async def sleep(self, seconds: float) -> None:
        await self._network.sleep(seconds)

    async def _look(self, host: str, port: int) -> str:
        """Return the address to connect to. One that may not be reached spoils the others of its name."""
        literal = _literal(host)
        addresses = [literal] if literal else await self._resolve(host, port)
        if not addresses or not all(self._may(address, port) for address in addresses):
            raise Unreachable("address")
        return str(addresses[0])

    async def _resolve(self, host: str, port: int) -> list[Address]:
        try:
            answers = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise Unreachable("name") from error
        return [ipaddress.ip_address(str(answer[4][0]).partition("%")[0]) for answer in answers]

    def _may(self, address: Address, port: int) -> bool:
        inner = _within(address)
        # Whoever answers there gives away the machine: no network of the operator's own reaches as far.
        if any(one in _METADATA for one in (address, *inner)):
            return False
        if any(address.version == network.version and address in network for network in self._admitted):
            return True
        return port in _PORTS.values() and all(is_public(one) for one in inner)


def _literal(host: str) -> Address | None:
    """Return the address a host is written as, in the old forms of version 4 too (one number, octal, fewer parts)."""
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        try:
            return ipaddress.IPv4Address(socket.inet_aton(host))
        except OSError:
            return None


def is_public(address: Address) -> bool:
    """Return whether an address belongs to the internet that everybody shares."""
    elsewhere = address.is_multicast or address.is_reserved or address.is_unspecified
    shared = isinstance(address, ipaddress.IPv4Address) or address in _GIVEN_OUT or address in _NAT64
    special = any(address.version == network.version and address in network for network in _SPECIAL)
    return address.is_global and shared and not elsewhere and not special


_METADATA: Final = frozenset(
    map(
        ipaddress.ip_address,
        # Amazon, Google, Azure, DigitalOcean, Tencent …; Amazon over version 6 and its containers; Alibaba; Azure's wire
        # server; Oracle; Google over version 6.
        (
            "169.254.169.254", "169.254.170.2", "169.254.170.23", "169.254.0.23", "fd00:ec2::254", "fd00:ec2::23",
            "100.100.100.200", "168.63.129.16", "192.0.0.192", "fd20:ce::254",
        ),
    )
)  # fmt: skip
"""Where clouds tell a machine its own secrets: some are public addresses, some in networks that operators admit."""
_SPECIAL: Final = tuple(
    map(
        ipaddress.ip_network,
        # What the library calls global, or not, by its version: protocols, relays, translators, documentation, segments.
        (
            "0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.88.99.0/24", "2001::/23", "2001:db8::/32", "3fff::/20",
            "64:ff9b:1::/48",
        ),
    )
)  # fmt: skip
_GIVEN_OUT: Final = ipaddress.IPv6Network("2000::/3")
"""All of version 6 that is given out to the internet so far."""
_NAT64: Final = ipaddress.IPv6Network("64:ff9b::/96")
_ISATAP: Final = frozenset((0x00005EFE, 0x02005EFE))
"""The middle of an address behind which one of version 4 stands."""


def _within(address: Address) -> list[Address]:
    """Return an address and those it stands for: version 4 travels inside version 6 in several ways."""
    found: list[Address] = [address]
    if isinstance(address, ipaddress.IPv6Address):
        inner = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
        if address in _NAT64 or (int(address) >> 32) & 0xFFFFFFFF in _ISATAP:
            inner.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
        # A mapped address is judged by what it maps: as itself it counts as reserved.
        found = [one for one in inner if one is not None] if address.ipv4_mapped else [*found, *filter(None, inner)]
    return found


_HOST: Final = re.compile(r"(?=.{1,253}\Z)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?(?:\.(?!\Z)|\Z))+")
"""A name as it is asked for. Others some resolvers answer, and no browser can read them."""


def checked(url: str) -> str:
    """Return an address in the form it is asked for. Raises :class:`Unreachable` for what is no address of a page."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
        host = host if host.isascii() else host.encode("idna").decode().lower()
    except ValueError as error:
        raise Unreachable("url") from error
    # The dot of the root says nothing new, and no certificate has it.
    host = host.removesuffix(".")
    if parts.scheme not in _PORTS or "@" in parts.netloc or len(url) > _URL_LIMIT or not _is_host(host):
        raise Unreachable("url")
    place = f"[{host}]" if ":" in host else host
    if port is not None and port != _PORTS[parts.scheme]:
        place = f"{place}:{port}"
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    return urlunsplit((parts.scheme, place, path, quote(parts.query, safe="/%:@!$&'()*+,;=~-._?"), ""))


def _is_host(host: str) -> bool:
    if ":" in host:
        # Zones are of this machine alone.
        return "%" not in host and _literal(host) is not None
    return _HOST.fullmatch(host) is not None


def _charset(parameters: str) -> str:
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            return value.strip().strip("\"'").lower()
    return ""
