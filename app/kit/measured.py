"""Measures what everybody waits for: requests by route, and the process' own loop. (Y27)"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import perf_counter

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.kit import metrics

BEAT_SECONDS = 0.5
FILES = "files of the page"


class Measured:
    """Times every request by its route, and counts the open streams of live events.

    A stream ends when its reader leaves; what is timed of it is the wait for its beginning.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begin = perf_counter()
        status, streams, failed = 500, False, True

        async def watch(message: Message) -> None:
            nonlocal status, streams
            if message["type"] == "http.response.start":
                status = message["status"]
                kind = dict(message.get("headers", ())).get(b"content-type", b"")
                if kind.startswith(b"text/event-stream"):
                    streams = True
                    _time(scope, status, begin)
                    metrics.event_streams.inc()
            await send(message)

        try:
            await self.app(scope, receive, watch)
            failed = False
        finally:
            if streams:
                metrics.event_streams.dec()
            else:
                _time(scope, 500 if failed else status, begin)


def _time(scope: Scope, status: int, begin: float) -> None:
    route = getattr(scope.get("route"), "path_format", None) or FILES
    metrics.http_requests.labels(route, f"{status // 100}xx").observe(perf_counter() - begin)


@asynccontextmanager
async def loop_watched() -> AsyncIterator[None]:
    """Measure twice a second how late the loop comes: what blocks it, delays everybody."""
    task = asyncio.create_task(_watch(), name="loop watch")
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])


async def _watch() -> None:
    loop = asyncio.get_running_loop()
    while True:
        due = loop.time() + BEAT_SECONDS
        await asyncio.sleep(BEAT_SECONDS)
        metrics.loop_late.observe(max(0.0, loop.time() - due))
