"""The two ways in from outside: a ticket by HTTP, and the socket."""

import asyncio
from collections.abc import Awaitable, Callable

from fastapi import APIRouter, Request, WebSocket
from pydantic import BaseModel
from starlette.requests import HTTPConnection

from app.kit.errors import SignedOut
from app.sync.gate import Visitor
from app.sync.hub import Hub
from app.sync.session import GONE, Session

Identify = Callable[[HTTPConnection], Awaitable[Visitor | None]]
OriginAllowed = Callable[[str | None], bool]


class TicketOut(BaseModel):
    """The Yjs client id a page writes under, in every document and for as long as it lives."""

    client_id: int


class WebSocketPeer:
    """A Starlette WebSocket as a session's socket."""

    def __init__(self, websocket: WebSocket) -> None:
        self._websocket = websocket

    async def send(self, frame: bytes) -> None:
        """Send one frame; wait while the peer does not read."""
        await self._websocket.send_bytes(frame)

    async def close(self, code: int, reason: str) -> None:
        """Close with a code."""
        await self._websocket.close(code, reason)


def sync_router(hub: Hub, *, identify: Identify, origin_allowed: OriginAllowed) -> APIRouter:
    """Return the routes of the sync engine.

    `identify` tells who is asking, from the cookies of a request or a socket; `origin_allowed` is
    asked for the Origin header of every socket, and must compare it exactly. (Y11)
    """
    router = APIRouter(prefix="/api/sync", tags=["sync"])

    @router.post("/tickets", operation_id="issue_ticket")
    async def issue_ticket(request: Request) -> TicketOut:
        """Issue a client id to the page that asks."""
        visitor = await identify(request)
        if visitor is None:
            raise SignedOut
        return TicketOut(client_id=await hub.issue(visitor))

    @router.websocket("")
    async def open_socket(websocket: WebSocket) -> None:
        if not origin_allowed(websocket.headers.get("origin")):
            await websocket.close()
            return
        visitor = await identify(websocket)
        await websocket.accept()
        if visitor is None:
            await websocket.close(GONE, "signed out")
            return
        await _serve(hub, websocket, visitor)

    return router


async def _serve(hub: Hub, websocket: WebSocket, visitor: Visitor) -> None:
    """Run one session until either side closes."""
    session = hub.connect(WebSocketPeer(websocket), visitor)
    sending = asyncio.create_task(session.send_all(), name="sync sending")
    receiving = asyncio.create_task(_receive(session, websocket), name="sync receiving")
    ended = asyncio.create_task(session.ended.wait(), name="sync ended")
    try:
        await asyncio.wait((sending, receiving, ended), return_when=asyncio.FIRST_COMPLETED)
        if session.ended.is_set():
            # Say why, unless the peer does not even read that.
            await asyncio.wait((sending,), timeout=1)
    finally:
        hub.disconnect(session)
        for task in (sending, receiving, ended):
            task.cancel()
        await asyncio.gather(sending, receiving, ended, return_exceptions=True)


async def _receive(session: Session, websocket: WebSocket) -> None:
    while True:
        message = await websocket.receive()
        if message["type"] == "websocket.disconnect":
            return
        frame = message.get("bytes")
        if frame is None:
            session.end(*TEXT_FRAME)
            return
        await session.receive(frame)


TEXT_FRAME = (1003, "binary messages only")
