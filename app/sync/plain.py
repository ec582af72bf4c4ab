"""A session's socket over any ASGI server: a queue, and a task that sends."""

import asyncio
from collections import deque
from collections.abc import Mapping
from typing import Any

from fastapi import WebSocket

from app.kit import metrics
from app.kit.direct import Take
from app.sync.limits import TEXT_FRAME, TOO_BIG, label
from app.sync.session import Session

GRACE = 1.0
"""Seconds a peer has to read why it is closed."""


class PlainSocket:
    """A Starlette WebSocket: each frame is a message, a call and a write of its own."""

    def __init__(self, websocket: WebSocket) -> None:
        self.ready = True
        self._websocket = websocket
        self._frames: deque[bytes] = deque()
        self._closing: tuple[int, str] | None = None
        self._news = asyncio.Event()

    def write(self, frames: list[bytes]) -> None:
        """Queue frames for the sending task; not `ready` again until all have gone."""
        self._frames.extend(frames)
        self.ready = False
        self._news.set()

    def close(self, code: int, reason: str) -> None:
        """Let the sending task close the socket; what is queued is dropped."""
        if self._closing is None:
            self._closing = (code, reason)
            self._frames.clear()
            self._news.set()

    async def serve(self, session: Session, take: Take) -> None:
        """Send, and hand what comes to `take`, until either side closes."""
        sending = asyncio.create_task(self._send(session), name="sync sending")
        receiving = asyncio.create_task(self._receive(session, take), name="sync receiving")
        try:
            await asyncio.wait((sending, receiving), return_when=asyncio.FIRST_COMPLETED)
            if self._closing is not None:
                # Say why, unless the peer does not even read that.
                await asyncio.wait((sending,), timeout=GRACE)
        finally:
            for task in (sending, receiving):
                task.cancel()
            await asyncio.gather(sending, receiving, return_exceptions=True)

    async def _send(self, session: Session) -> None:
        while self._closing is None:
            await self._news.wait()
            self._news.clear()
            while self._frames:
                await self._websocket.send_bytes(self._frames.popleft())
            self.ready = True
            session.resume()
        await self._websocket.close(*self._closing)

    async def _receive(self, session: Session, take: Take) -> None:
        while True:
            message = await self._websocket.receive()
            if message["type"] == "websocket.disconnect":
                note_end(message)
                return
            frame = message.get("bytes")
            if frame is None:
                session.end(TEXT_FRAME, "binary messages only")
                return
            wait = take(frame)
            if wait:
                await asyncio.sleep(wait)


def note_end(message: Mapping[str, Any]) -> None:
    """Count a socket that the transport itself has closed: it would not even take a message in."""
    if message.get("code") == TOO_BIG:
        metrics.sync_closed.labels(label("message too big")).inc()
