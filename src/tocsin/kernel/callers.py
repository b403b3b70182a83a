"""Where a connection comes from: its address behind proxies, the name it asked for, the page it was made by, its token.

Routes and sockets ask the same functions.
"""

import ipaddress
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, Final
from urllib.parse import urlsplit

from litestar.connection import ASGIConnection

from tocsin.kernel.context import Context
from tocsin.kernel.errors import CrossSite, Language

Connection = ASGIConnection[Any, Any, Any, Any]
_Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_HOST: Final = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[^\s:@/\[\]]+)(?::[0-9]{1,5})?")
_PLAIN_PORT: Final = {"http": ":80", "https": ":443"}
_COOKIE: Final = "tocsin_session"


def context_of(connection: Connection) -> Context:
    """Return the composed parts of the server a connection reached."""
    context: Context = connection.app.state.context
    return context


def language_of(connection: Connection) -> Language:
    """Return the language to answer in: the first of ``Accept-Language`` that the product speaks."""
    for part in connection.headers.get("accept-language", "").split(","):
        tag = part.split(";")[0].strip().lower()
        if tag.startswith(("zh-tw", "zh-hk", "zh-mo", "zh-hant")):
            return "zh-TW"
        if tag.startswith("zh"):
            return "zh-CN"
        if tag.startswith("en"):
            return "en"
    return "zh-CN"


# --- addresses -------------------------------------------------------------------------------------------------------


class Proxies:
    """The proxies whose ``X-Forwarded-For`` is believed."""

    def __init__(self, addresses: str) -> None:
        """Take addresses and networks (``10.0.0.0/8``), separated by commas; raise ``ValueError`` for anything else."""
        named = [one.strip() for one in addresses.split(",") if one.strip()]
        self._networks: list[_Network] = [ipaddress.ip_network(one) for one in named]

    def __contains__(self, address: str) -> bool:
        """Tell whether an address is a proxy's."""
        if not self._networks:
            return False
        known = _read_address(address)
        return known is not None and any(known in network for network in self._networks)

    def caller(self, peer: str, forwarded: Iterable[str]) -> str:
        """Return who is behind a peer, given the values of its ``X-Forwarded-For``.

        Each proxy appends whom it was called by, so they are read from the end: what stands before the first address
        that is no proxy's was written by the caller and proves nothing.
        """
        if peer not in self:
            return peer
        found = peer
        for hop in reversed(",".join(forwarded).split(",")):
            known = _read_address(_without_port(hop.strip()))
            if known is None:
                break
            found = str(known)
            if found not in self:
                break
        return found


def _without_port(hop: str) -> str:
    if hop.startswith("["):
        return hop[1:].partition("]")[0]
    return hop.partition(":")[0] if hop.count(":") == 1 else hop


def _read_address(address: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return None
    return (known.ipv4_mapped or known) if isinstance(known, ipaddress.IPv6Address) else known


@lru_cache
def proxies(addresses: str) -> Proxies:
    """Return the proxies of a setting."""
    return Proxies(addresses)


def peer_of(connection: Connection) -> str:
    """Return the address at the other end of the line: the caller's own, or a proxy's."""
    client = connection.scope["client"]
    return client[0] if client else "local"


def address_of(connection: Connection) -> str:
    """Return the network address of the caller."""
    trusted = proxies(context_of(connection).settings.trusted_proxies)
    return trusted.caller(peer_of(connection), connection.headers.getall("x-forwarded-for", []))


@lru_cache(4096)
def network_of(address: str) -> str:
    """Return what limits are counted by: an IPv4 address, or the /64 that one IPv6 customer is given."""
    known = _read_address(address)
    if isinstance(known, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((known, 64), strict=False))
    return address if known is None else str(known)


# --- names and pages -------------------------------------------------------------------------------------------------


def check_host(connection: Connection) -> None:
    """Refuse a Host the server does not go by, so that no foreign name can be pointed at it."""
    if _host_name(connection) not in context_of(connection).settings.hosts:
        raise CrossSite


def _host_name(connection: Connection) -> str:
    # Two of them are none: what reads the other one would be told another name.
    named = connection.headers.getall("host", [])
    found = _HOST.fullmatch(named[0]) if len(named) == 1 else None
    return found[1].lower() if found else ""


def check_origin(connection: Connection, *, required: bool) -> None:
    """Refuse a request that a page of another site made. ``required``: no Origin at all is refused too."""
    origin = connection.headers.get("origin")
    if origin is None:
        if required:
            raise CrossSite
        return
    if origin.lower() not in _own_origins(connection):
        raise CrossSite


def _own_origins(connection: Connection) -> set[str]:
    """Return the origins of our own pages, as this request reached us.

    A page over plain HTTP is not ours where people come over TLS: whoever sits on the line could have written it.
    """
    public = _origin(context_of(connection).settings.public_url)
    host = connection.headers.get("host", "").lower()
    if not public:
        # A proxy with TLS may stand before us that nobody told us of.
        return {_origin(f"http://{host}"), _origin(f"https://{host}")} - {""}
    if urlsplit(public).hostname == _host_name(connection):
        return {public}
    return {public, _origin(f"http://{host}")} - {""}


def _origin(url: str) -> str:
    """Return scheme, name and port of a URL as browsers write an origin; empty for what is none."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    if parts.scheme not in _PLAIN_PORT or not parts.netloc:
        return ""
    return f"{parts.scheme}://{parts.netloc.lower().removesuffix(_PLAIN_PORT[parts.scheme])}"


# --- tokens ----------------------------------------------------------------------------------------------------------


def cookie_name(*, secure: bool) -> str:
    """Return what the session's cookie is called.

    With ``__Host-`` browsers take it over TLS alone, for this very host and every path of it: no neighbour under the
    same domain, and nobody on the line, can plant one.
    """
    return f"__Host-{_COOKIE}" if secure else _COOKIE


def token_of(connection: Connection) -> tuple[str, bool]:
    """Return the session token of a request (empty: none), and whether it came as a cookie.

    Two different cookies of that name are none: one of them was planted, and there is no telling which.
    """
    scheme, _, bearer = connection.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and bearer:
        return bearer, False
    name = cookie_name(secure=context_of(connection).settings.secure)
    found = set()
    for header in connection.headers.getall("cookie", []):
        for pair in header.split(";"):
            key, _, value = pair.partition("=")
            if key.strip() == name:
                found.add(value.strip().strip('"'))
    return "".join(found) if len(found) == 1 else "", bool(found)
