"""Realtime: one socket per device, on the same port as HTTP.

``protocol`` puts picows behind uvicorn, ``device`` is one open socket, ``commands`` what it may ask, ``hub`` who hears
what. The frames are described in ``docs/protocol/realtime.md``.
"""

from tocsin.kernel.socket.commands import Call, Command
from tocsin.kernel.socket.device import Device
from tocsin.kernel.socket.feed import Feed
from tocsin.kernel.socket.frames import Close, encode_event
from tocsin.kernel.socket.hub import Hub
from tocsin.kernel.socket.protocol import WebSocketProtocol

__all__ = ["Call", "Close", "Command", "Device", "Feed", "Hub", "WebSocketProtocol", "encode_event"]
