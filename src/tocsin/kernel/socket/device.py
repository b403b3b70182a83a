"""One open socket: reads commands within limits, writes events without ever letting memory grow."""

import asyncio
from collections import deque
from time import monotonic
from typing import TYPE_CHECKING, Any
from uuid import UUID

import asyncpg
import msgspec
import structlog
from picows import WSFrame, WSListener, WSMsgType, WSTransport

from tocsin.kernel.errors import Internal, Invalid, Language, Refusal, TooMany, Unavailable
from tocsin.kernel.socket.commands import Call, Command, check
from tocsin.kernel.socket.frames import FRAME_LIMIT, Close, Resync, Revoked, encode_event, frame, refused
from tocsin.kernel.types import Actor

if TYPE_CHECKING:
    from tocsin.kernel.socket.hub import Hub

log = structlog.get_logger()
Frames = dict[int, tuple[bytes, bytes]]

HIGH_WATER = 1024 * 1024
LOW_WATER = 256 * 1024
"""Bytes waiting for a reader: above the first nothing more is queued for it, below the second it is told to resync."""
HELD_LIMIT = 1024 * 1024
"""Bytes kept for a socket while its snapshot is read or its rights are looked up again."""
BURST_SECONDS = 5
"""A client may spend this many seconds' worth of commands at once."""
PATIENCE = 100
"""Commands refused as too many before the socket is closed."""
BACKLOG = 100
"""Commands that may wait for the one under way."""
FAREWELL = 2.0
"""Seconds a peer has to take note of a close."""

_TEXT, _BINARY, _PING, _CLOSE, _CONTINUATION = (
    WSMsgType.TEXT, WSMsgType.BINARY, WSMsgType.PING, WSMsgType.CLOSE, WSMsgType.CONTINUATION,
)  # fmt: skip


class Device(WSListener):
    """One open socket of a session.

    ``actor`` is who it speaks for, as of now. Events reach it through :meth:`push`; they leave together once the
    event loop has run what is ready, and not at all while ``held``.
    """

    def __init__(self, hub: "Hub", actor: Actor, digest: bytes, language: Language) -> None:
        self.hub = hub
        self.actor = actor
        self.digest = digest
        self.language = language
        self.audiences: set[tuple[str, UUID]] = set()
        self.closing = False
        self.heard = monotonic()
        self.paused_since: float | None = None
        self._transport: WSTransport | None = None
        self._pending: list[bytes] = []
        self._dirty = False
        self._holds = 0
        self._firsts = 0
        self._held_bytes = 0
        self._lost = False
        self._rate = hub.commands_per_second
        self._tokens = float(self._rate * BURST_SECONDS)
        self._refilled = self.heard
        self._refusals = 0
        self._fragments: list[bytes] = []
        self._backlog: deque[tuple[Command, Any]] = deque()
        self._worker: asyncio.Task[None] | None = None

    @property
    def conversations(self) -> set[UUID]:
        """The conversations it hears."""
        return {one for kind, one in self.audiences if kind == "conversation"}

    # What leaves

    def push(self, event: bytes) -> None:
        """Queue an encoded event. For a reader who does not keep up it is dropped, and a resync promised."""
        if self._lost or self.closing:
            return
        if self.paused_since is not None:
            self.lose()
            return
        if self._holds:
            self._held_bytes += len(event)
            if self._held_bytes > HELD_LIMIT:
                self.lose()
                return
        self._pending.append(event)
        if not self._dirty and not self._holds:
            self._dirty = True
            self.hub.leave_soon(self)

    def leave(self, frames: Frames) -> None:
        """Write what is queued as one message. ``frames`` keeps those already made in this round."""
        self._dirty = False
        if not self._pending or self._holds or self._transport is None:
            return
        events, self._pending = self._pending, []
        if len(events) == 1:
            # The same event to a hundred sockets is framed once; the entry keeps the event, and so its id, alive.
            shared = frames.get(id(events[0]))
            if shared is None:
                shared = frames[id(events[0])] = (events[0], frame(events))
            self._transport.send(_TEXT, shared[1])
        else:
            self._transport.send(_TEXT, frame(events))

    def lose(self) -> None:
        """Drop what is queued; once the socket can take events again it is told to resync."""
        self._lost = True
        self._firsts = 0
        self._pending.clear()
        self.hub.count_resync()

    def forget(self) -> None:
        """Drop what is kept back, answers too: it may not be told any more, and a resync follows."""
        self._firsts = 0
        self._pending.clear()

    def _recover(self) -> None:
        if self._lost and self.paused_since is None and not self._holds:
            self._lost = False
            self.push(encode_event(Resync("slow")))

    def hold(self) -> None:
        """Keep events back, in order, until :meth:`release`; may be nested."""
        self._holds += 1

    def release(self, first: bytes | None = None) -> None:
        """Let events go again; ``first`` goes before those kept back, and after the first of an earlier release."""
        if self.closing:
            return
        self._holds -= 1
        if first is not None and not self._lost:
            self._pending.insert(self._firsts, first)
            self._firsts += 1
        if self._holds:
            return
        self._held_bytes = self._firsts = 0
        self._recover()
        if self._pending and not self._dirty:
            self._dirty = True
            self.hub.leave_soon(self)
        self._continue()

    def revoke(self, reason: str) -> None:
        """Say that the session has ended, and close."""
        self._pending.clear()
        self._lost, self._holds = False, 0
        self.push(encode_event(Revoked(reason)))
        self.close(Close.SESSION_ENDED)

    def close(self, code: Close, reason: str = "") -> None:
        """Close with a code; a peer that does not answer is cut off."""
        if self.closing:
            return
        if not self._holds:
            self.leave({})
        self.closing = True
        self.hub.remove(self)
        self._backlog.clear()
        if self._transport is not None:
            self._transport.send_close(int(code), reason.encode())  # type: ignore[arg-type]
            asyncio.get_running_loop().call_later(FAREWELL, self._transport.disconnect, False)

    # What arrives

    def on_ws_connected(self, transport: WSTransport) -> None:
        """See picows."""
        self._transport = transport
        transport.underlying_transport.set_write_buffer_limits(high=HIGH_WATER, low=LOW_WATER)
        self.hub.add(self)

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        """See picows."""
        self.closing = True
        self._pending.clear()
        self._backlog.clear()
        # A command under way runs to its end: what it commits must still be told to the others.
        self.hub.remove(self)

    def pause_writing(self) -> None:
        """See picows: more than the high-water mark is waiting for this reader."""
        self.paused_since = monotonic()

    def resume_writing(self) -> None:
        """See picows."""
        self.paused_since = None
        self._recover()

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        """See picows. Everything a peer sends, control frames too, is paid for from its allowance."""
        if self.closing:
            if frame.msg_type == _CLOSE:
                transport.disconnect()
            return
        self.heard = monotonic()
        kind = frame.msg_type
        if kind == _CLOSE:
            self.closing = True
            transport.send_close(frame.get_close_code() if frame.payload_size >= 2 else 1000)  # type: ignore[arg-type]
            transport.disconnect()
        elif kind in (_TEXT, _CONTINUATION):
            message = self._whole(frame)
            if message is not None:
                self._message(message)
        elif kind == _BINARY:
            self.close(Close.PROTOCOL, "text frames only")
        elif self._spend() and kind == _PING and self.paused_since is None:
            # Answered here and not by picows, so that pings are counted and a reader who takes nothing gets nothing.
            # A pong nobody asked for is paid for too.
            transport.send_pong(frame.get_payload_as_bytes())

    def _whole(self, frame: WSFrame) -> bytes | None:
        """Return the message a frame completes, or nothing yet."""
        if frame.fin and not self._fragments and frame.msg_type == _TEXT:
            if frame.payload_size > FRAME_LIMIT:
                self.close(Close.TOO_LARGE, f"at most {FRAME_LIMIT} bytes")
                return None
            return frame.get_payload_as_bytes()
        if (frame.msg_type == _TEXT) == bool(self._fragments):
            self.close(Close.PROTOCOL, "frames out of order")
            return None
        self._fragments.append(frame.get_payload_as_bytes())
        if sum(map(len, self._fragments)) > FRAME_LIMIT or len(self._fragments) > BACKLOG:
            self.close(Close.TOO_LARGE, f"at most {FRAME_LIMIT} bytes")
            return None
        if not frame.fin:
            return None
        message = b"".join(self._fragments)
        self._fragments.clear()
        return message

    def _spend(self) -> bool:
        """Take one command from the allowance; close the socket of a peer that goes on without."""
        now = self.heard
        self._tokens = min(self._rate * BURST_SECONDS, self._tokens + (now - self._refilled) * self._rate)
        self._refilled = now
        if self._tokens >= 1.0:
            self._tokens -= 1.0
            self._refusals = 0
            return True
        self._refusals += 1
        if self._refusals > PATIENCE:
            self.close(Close.FLOOD, "too many commands")
        return False

    def _message(self, message: bytes) -> None:
        allowed = self._spend()
        if self.closing:
            return
        try:
            command, params = self.hub.catalogue.decode(message)
        except (msgspec.DecodeError, UnicodeError, RecursionError) as error:  # ValidationError is a DecodeError
            self._misfit(message, error)
            return
        if not allowed:
            self.push(refused(params.id, TooMany(retry_after=1.0 / self._rate), self.language))
        elif self._worker is not None or self._holds or self._backlog:
            if len(self._backlog) >= BACKLOG:
                self.close(Close.FLOOD, "too many commands waiting")
                return
            self._backlog.append((command, params))
        else:
            self._run(command, params)

    def _misfit(self, message: bytes, error: Exception) -> None:
        """Refuse a command whose fields do not fit; close on what is no command at all."""
        try:
            head = self.hub.catalogue.head(message)
        except (msgspec.DecodeError, UnicodeError, RecursionError):
            self.close(Close.PROTOCOL, "not a command")
            return
        field = "c" if head.c not in self.hub.catalogue.names else "body"
        self.push(refused(head.id, Invalid(fields={field: str(error)}), self.language))

    def _run(self, command: Command, params: Any) -> None:
        call = Call(self.hub.context, self, self.actor, params.id, params)
        try:
            check(command, self.actor, params)
            later = command.run(call)
        except (Refusal, asyncpg.DataError, asyncpg.TransactionRollbackError) as error:
            call.refuse(_refusal(command, error))
        except Exception:
            log.exception("socket.command_failed", command=command.name)
            call.refuse(Internal(request_id=_reference(call)))
        else:
            if later is not None:
                self._worker = asyncio.create_task(self._finish(call, command, later))

    async def _finish(self, call: Call[Any], command: Command, later: Any) -> None:
        """Wait for one command, answer it, then go on with those that came meanwhile."""
        try:
            call.answer(await later)
        except (Refusal, asyncpg.DataError, asyncpg.TransactionRollbackError) as error:
            call.refuse(_refusal(command, error))
        except Exception:
            log.exception("socket.command_failed", command=command.name)
            call.refuse(Internal(request_id=_reference(call)))
        self._worker = None
        self._continue()

    def _continue(self) -> None:
        while self._backlog and self._worker is None and not self._holds and not self.closing:
            self._run(*self._backlog.popleft())


def _refusal(command: Command, error: Exception) -> Refusal:
    """Return what a command is answered that ended in an error of the expected kinds."""
    if isinstance(error, Refusal):
        return error
    if isinstance(error, asyncpg.DataError):
        return Invalid(fields={"body": "holds what cannot be kept"})
    # Given up by the database so that another unit of work could go on; nothing of it has happened.
    log.warning("socket.rolled_back", command=command.name, error=repr(error))
    return Unavailable(retry_after=1)


def _reference(call: Call[Any]) -> str:
    return f"{call.actor.session_id}:{call.id}"
