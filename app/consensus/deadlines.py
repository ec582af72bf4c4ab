"""Keeps every door on time: before anything is read or written, what the clock brought is done.

What a silence procedure came to follows from facts and clock (S6); here the rows are brought up to
it, at the first knock after a deadline. An alarm makes it prompt; nothing depends on the alarm.
"""

import asyncio
from contextlib import suppress
from datetime import UTC, datetime

import structlog
from starlette.types import ASGIApp, Receive, Scope, Send

from app.consensus.silence import bring_up
from app.kit.ailing import Ailing
from app.kit.clock import Clock
from app.kit.db import Database
from app.kit.http import refusal
from app.record import ANYTHING, News, Told
from app.sync import Admission, Denied, Gate, Hub, Refusal, Runs, Summary, Visitor

log = structlog.get_logger(__name__)

UNKNOWN = datetime.min.replace(tzinfo=UTC)
"""When nobody has looked yet what is due, something may be."""
AT_MOST = 60.0
"""How long the alarm sleeps without a look at the clock, which may be set, in seconds."""
AFTER_TROUBLE = 5.0


class Deadlines:
    """Knows the next deadline, and does what is due before whoever knocks comes in."""

    def __init__(self, database: Database, hub: Hub, news: News, clock: Clock) -> None:
        self._database = database
        self._hub = hub
        self._news = news
        self._clock = clock
        self._next: datetime | None = UNKNOWN
        self._rung = asyncio.Event()
        self._looking = asyncio.Lock()
        self._alarm: asyncio.Task[None] | None = None
        news.listen(self._hear)

    def _hear(self, entry: Told) -> None:
        """Look anew when a procedure was opened, here or on another node."""
        if entry.kind in ("SilenceOpened", ANYTHING):
            self._next = UNKNOWN
            self._rung.set()

    async def keep(self) -> None:
        """Do what is due; one comparison when nothing is. (S6)

        Raises Ailing when this node cannot know what others have put under a deadline. (Y21)
        """
        await self._hub.assure()
        if not self._due():
            return
        async with self._looking:
            # One looks for all who knock at the same moment, as every open page does when a
            # procedure is opened: else each would take a turn at the database.
            if not self._due():
                return
            async with self._database.writing() as write:
                upcoming = await bring_up(write, self._hub, self._news, self._clock())
                write.after_commit(lambda: self._await(upcoming))

    def _due(self) -> bool:
        return self._next is not None and self._clock() >= self._next

    def _await(self, moment: datetime | None) -> None:
        self._next = moment

    async def start(self, *, alarm: bool) -> None:
        """Do what came due while nobody was here, and set the alarm."""
        await self.keep()
        if alarm:
            self._alarm = asyncio.create_task(self._wake(), name="consensus deadlines")

    async def stop(self) -> None:
        """Put the alarm off."""
        if self._alarm is not None:
            self._alarm.cancel()
            with suppress(asyncio.CancelledError):
                await self._alarm
            self._alarm = None

    async def _wake(self) -> None:
        """Knock at every deadline, so that pages hear of it promptly."""
        while True:
            ahead = AT_MOST
            if self._next is not None:
                ahead = min(ahead, max(0.0, (self._next - self._clock()).total_seconds()))
            with suppress(TimeoutError):
                async with asyncio.timeout(ahead):
                    await self._rung.wait()
            self._rung.clear()
            try:
                await self.keep()
            except Exception:
                log.exception("consensus.alarm_failed")
                await asyncio.sleep(AFTER_TROUBLE)


class OnTime:
    """The door of HTTP: the API is asked on time.

    `not_for` names the paths that say nothing of the group, and must answer whatever is due.
    """

    def __init__(
        self, app: ASGIApp, deadlines: Deadlines, not_for: frozenset[str] = frozenset()
    ) -> None:
        self.app = app
        self.deadlines = deadlines
        self._not_for = not_for

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Do what is due, then handle the request."""
        asks = scope["type"] in ("http", "websocket") and scope["path"].startswith("/api/")
        if asks and scope["path"] not in self._not_for:
            try:
                await self.deadlines.keep()
            except Ailing as error:
                if scope["type"] == "websocket":
                    await send({"type": "websocket.close", "code": 1013})
                else:
                    await refusal(error)(scope, receive, send)
                return
        await self.app(scope, receive, send)


class OnTimeGate:
    """The sync door: what is typed is weighed on time."""

    def __init__(self, gate: Gate, deadlines: Deadlines) -> None:
        self._gate = gate
        self._deadlines = deadlines

    async def admit(self, visitor: Visitor, document: str) -> Admission | Denied:
        """Say whether the visitor may open the document, as of now."""
        await self._deadlines.keep()
        return await self._gate.admit(visitor, document)

    async def weigh(
        self, visitor: Visitor, document: str, before: Runs, after: Runs, summary: Summary
    ) -> Refusal | None:
        """Weigh a change, as of now."""
        await self._deadlines.keep()
        return await self._gate.weigh(visitor, document, before, after, summary)

    async def quiet(self, document: str) -> None:
        """Hear that a document has come to rest."""
        await self._deadlines.keep()
        await self._gate.quiet(document)
