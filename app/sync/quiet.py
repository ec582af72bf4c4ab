"""Tells when something that keeps changing has come to rest for a moment."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

log = structlog.get_logger(__name__)


class Quiet:
    """Calls `act` once `rest` seconds have passed without a touch, or `most` since the first."""

    def __init__(self, rest: float, most: float, act: Callable[[], Awaitable[None]]) -> None:
        self._rest = rest
        self._most = most
        self._act = act
        self._first: float | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._task: asyncio.Task[None] | None = None

    @property
    def pending(self) -> bool:
        """Whether there was a touch that `act` has not finished with."""
        return self._first is not None or (self._task is not None and not self._task.done())

    def touch(self) -> None:
        """Note a change."""
        loop = asyncio.get_running_loop()
        now = loop.time()
        if self._first is None:
            self._first = now
        if self._timer is not None:
            self._timer.cancel()
        self._timer = loop.call_at(min(now + self._rest, self._first + self._most), self._start)

    async def flush(self) -> None:
        """Do now what is pending, and wait for it."""
        while self.pending:
            self._start()
            if self._task is not None:
                await self._task

    def _start(self, _done: asyncio.Task[None] | None = None) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._first is None:
            return
        if self._task is not None and not self._task.done():
            # One at a time: the running one is followed by another.
            self._task.add_done_callback(self._start)
            return
        self._first = None
        self._task = asyncio.create_task(self._run(), name="sync quiet")

    async def _run(self) -> None:
        try:
            await self._act()
        except Exception:
            # The journal knows what has not been noted: the next quiet, or start, does it again.
            log.exception("sync.quiet_failed")
