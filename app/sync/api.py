"""The two ways in from outside: a ticket by HTTP, and the socket."""

from collections.abc import Awaitable, Callable

from fastapi import APIRouter, Request, WebSocket
from pydantic import BaseModel
from starlette.requests import HTTPConnection

from app.kit import metrics
from app.kit.direct import direct
from app.kit.errors import SignedOut
from app.sync.gate import Visitor
from app.sync.hub import Hub
from app.sync.limits import GONE, TEXT_FRAME, TOO_MANY, TOO_MANY_HERE, label
from app.sync.one_text import OneText
from app.sync.plain import PlainSocket, note_end
from app.sync.session import Session

Identify = Callable[[HTTPConnection], Awaitable[Visitor | None]]
OriginAllowed = Callable[[str | None], bool]


class TicketOut(BaseModel):
    """The Yjs client id a page writes under, in every document and for as long as it lives."""

    client_id: int


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
        await enter(websocket, None)

    @router.websocket("/texts/{name}")
    async def open_one_text(websocket: WebSocket, name: str) -> None:
        # For y-websocket's stock provider: one text a socket, its client id in the query.
        await enter(websocket, name)

    async def enter(websocket: WebSocket, name: str | None) -> None:
        if not origin_allowed(websocket.headers.get("origin")):
            metrics.sync_refused.labels("sync.other_origin").inc()
            await websocket.close()
            return
        host = websocket.client.host if websocket.client else None
        with hub.door.standing(host) as welcome:
            visitor = await identify(websocket) if welcome else None
            await websocket.accept()
            if visitor is not None:
                await _serve(hub, websocket, visitor, name)
            elif welcome:
                await _turn_away(websocket, GONE, "signed out")
            else:
                await _turn_away(websocket, TOO_MANY, TOO_MANY_HERE)

    return router


async def _turn_away(websocket: WebSocket, code: int, reason: str) -> None:
    metrics.sync_closed.labels(label(reason)).inc()
    await websocket.close(code, reason)


async def _serve(hub: Hub, websocket: WebSocket, visitor: Visitor, name: str | None) -> None:
    """Run one session, of many texts or of one, until either side closes."""
    door = direct(websocket.scope)
    plain = PlainSocket(websocket)
    one = None if name is None else OneText(door or plain, name)
    session = hub.connect(one or door or plain, visitor)
    if one is not None:
        one.begin(session, websocket.query_params.get("client", ""))
    take = session.take if one is None else one.take
    try:
        if door is None:
            await plain.serve(session, take)
        else:
            door.attach(take, session.resume)
            await _until_closed(session, websocket)
    finally:
        hub.disconnect(session)


async def _until_closed(session: Session, websocket: WebSocket) -> None:
    """Wait while messages go through the door; only the end, and text, come this way."""
    while True:
        message = await websocket.receive()
        if message["type"] == "websocket.disconnect":
            note_end(message)
            return
        session.end(TEXT_FRAME, "binary messages only")
