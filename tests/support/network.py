"""Tests talk to this machine only: a connection to anywhere else is an error that names the address."""

from __future__ import annotations

import ipaddress
import socket
from typing import Any

import uvloop


class OutsideWorld(AssertionError):
    """A test tried to reach another machine."""


def check_host(host: object) -> None:
    """Refuse what is not this machine; unix sockets and unset hosts pass."""
    if host in (None, "", "localhost", b"localhost"):
        return
    name = host.decode() if isinstance(host, bytes) else str(host)
    try:
        if ipaddress.ip_address(name.split("%")[0]).is_loopback:
            return
    except ValueError:
        pass
    raise OutsideWorld(f"a test tried to reach {name}")


class GuardedLoop(uvloop.Loop):
    """The product's event loop, which makes its connections in C, past the socket module."""

    async def create_connection(self, protocol_factory: Any, host: Any = None, *args: Any, **options: Any) -> Any:
        check_host(host)
        return await super().create_connection(protocol_factory, host, *args, **options)

    async def getaddrinfo(self, host: Any, port: Any, **options: Any) -> Any:
        check_host(host)
        return await super().getaddrinfo(host, port, **options)


def install() -> None:
    """Guard the socket module for the rest of the process."""
    real_connect, real_connect_ex = socket.socket.connect, socket.socket.connect_ex

    def connect(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            check_host(address[0])
        real_connect(self, address)

    def connect_ex(self: socket.socket, address: Any) -> int:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            check_host(address[0])
        return real_connect_ex(self, address)

    socket.socket.connect = connect  # type: ignore[method-assign]
    socket.socket.connect_ex = connect_ex  # type: ignore[method-assign]
