"""A small door beside ASGI: a WebSocket's frames written, and read, without a task and a queue.

ASGI sends one message a call, so that ten messages for one socket are ten system calls, and reads
through a queue that stops and starts the transport at every message. `Direct` is uvicorn's own
protocol with three additions: many messages in one write, whether the peer keeps up, and messages
handed straight to whoever has attached. Handshake, headers, cookies and routing stay ASGI's: the
application finds the door in its scope's extensions and does without it elsewhere.
"""

from collections.abc import Callable, Mapping
from typing import Any, cast

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.http11 import Request

EXTENSION = "chapeau.direct"
GRACE = 5.0
"""Seconds a peer has to read why it was closed."""

BINARY = 0x82
SHORT = [bytes((BINARY, length)) for length in range(126)]

Take = Callable[[bytes], float]
"""Called with each binary message; returns for how many seconds to read no more."""


class Direct(WebSocketsSansIOProtocol):
    """uvicorn's WebSocket protocol, offering itself to the application as a door."""

    _take: Take | None = None
    _resumed: Callable[[], None] | None = None

    def handle_connect(self, event: Request) -> None:
        """Begin the application's task; it has not run yet when the door is put in its scope."""
        super().handle_connect(event)
        if self.handshake_initiated and not self.close_sent and not self.conn.extensions:
            cast("dict[str, Any]", self.scope["extensions"])[EXTENSION] = {"socket": self}

    def attach(self, take: Take, resumed: Callable[[], None]) -> None:
        """Hand every binary message to `take` from now on, first those that have come already.

        `resumed` is called when the peer has caught up with what was written. Text and the end of
        the connection still arrive by `receive`.
        """
        self._take, self._resumed = take, resumed
        waiting = [self.queue.get_nowait() for _ in range(self.queue.qsize())]
        for event in waiting:
            data = event.get("bytes")
            if data is None:
                self.queue.put_nowait(event)
            else:
                self._hand_over(cast("bytes", data))
        if self.read_paused and self.queue.empty():
            self.read_paused = False
            self.transport.resume_reading()

    def send_receive_event_to_app(self) -> None:
        """Hand a message over, or queue it as ever."""
        if self._take is None or self.close_sent or self.curr_msg_data_type == "text":
            super().send_receive_event_to_app()
            return
        data = self.frames[0] if len(self.frames) == 1 else b"".join(self.frames)
        self.frames = []
        self._hand_over(bytes(data))

    def _hand_over(self, data: bytes) -> None:
        assert self._take is not None
        wait = self._take(data)
        if wait > 0 and not self.transport.is_closing():
            self.transport.pause_reading()
            self.loop.call_later(wait, self._read_on)

    def _read_on(self) -> None:
        if not self.transport.is_closing():
            self.transport.resume_reading()

    @property
    def ready(self) -> bool:
        """Whether the peer keeps up: little of what was written is still here."""
        return self.writable.is_set()

    def write(self, messages: list[bytes]) -> None:
        """Send binary messages in one write; silently nothing once the socket is closing."""
        if self.handshake_complete and not self.close_sent and not self.transport.is_closing():
            self.transport.write(frames(messages))

    def close(self, code: int, reason: str) -> None:
        """Close with a code, and cut off a peer that has not read it a little later."""
        if not self.handshake_complete or self.close_sent or self.transport.is_closing():
            return
        self.queue.put_nowait({"type": "websocket.disconnect", "code": code, "reason": reason})
        self.conn.send_close(code, reason)
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        self.transport.resume_reading()
        self.close_timer = self.loop.call_later(GRACE, self.transport.abort)

    def resume_writing(self) -> None:
        """Hear from the transport that the peer has caught up."""
        super().resume_writing()
        if self._resumed is not None:
            self._resumed()


def frames(messages: list[bytes]) -> bytes:
    """Return messages as unmasked, whole, uncompressed binary frames. (RFC 6455, 5.2)"""
    parts: list[bytes] = []
    for message in messages:
        length = len(message)
        if length < 126:
            parts.append(SHORT[length])
        elif length < 2**16:
            parts.append(bytes((BINARY, 126)) + length.to_bytes(2, "big"))
        else:
            parts.append(bytes((BINARY, 127)) + length.to_bytes(8, "big"))
        parts.append(message)
    return b"".join(parts)


def direct(scope: Mapping[str, Any]) -> Direct | None:
    """Return the door to a socket, where the server has one."""
    offered = scope.get("extensions", {}).get(EXTENSION)
    return None if offered is None else cast("Direct", offered["socket"])
