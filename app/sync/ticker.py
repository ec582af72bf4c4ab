"""One clock for everything the process sends. (Y14)

What is said at a quiet moment goes out at once. Under load the next sending waits until a few
times the last one's duration have passed, so that sending takes no more than its share of the
process however many sockets there are, and what is said meanwhile shares messages and writes.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter
from typing import Protocol

import structlog

from app.kit import metrics

SHARE = 0.3
"""The part of the process' time that sending may take, as a rule; see docs/adr/0014."""

LONGEST = 0.1
"""Seconds: nothing waits longer than this for its turn to be sent."""

log = structlog.get_logger(__name__)


class Source(Protocol):
    """Something that has gathered news for several sockets: a document, the presence beside it."""

    def publish(self) -> None:
        """Hand what has gathered to the sockets it concerns."""
        ...


class Outflow(Protocol):
    """A socket's waiting frames."""

    def flush(self) -> None:
        """Write what waits, if the peer can take it."""
        ...


@dataclass(slots=True)
class Traffic:
    """What has gone over all sockets: plain numbers, for a counter's lock costs a tenth of a send.

    They are shown as counters when somebody looks (`census`).
    """

    frames_in: int = 0
    bytes_in: int = 0
    frames_out: int = 0
    bytes_out: int = 0


class Ticker:
    """Calls sources and then sockets, each at most once a tick."""

    def __init__(self, share: float = SHARE, longest: float = LONGEST) -> None:
        self.traffic = Traffic()
        self._stretch = 1 / share - 1
        self._longest = longest
        self._sources: dict[Source, None] = {}
        self._outflows: dict[Outflow, None] = {}
        self._handle: asyncio.Handle | None = None
        self._free_at = 0.0

    def gather(self, source: Source) -> None:
        """Let a source publish at the next tick."""
        self._sources[source] = None
        if self._handle is None:
            self._schedule()

    def touch(self, outflow: Outflow) -> None:
        """Let a socket's frames go out at the next tick."""
        self._outflows[outflow] = None
        if self._handle is None:
            self._schedule()

    def _schedule(self) -> None:
        loop = asyncio.get_running_loop()
        wait = self._free_at - perf_counter()
        if wait > 0:
            self._handle = loop.call_later(wait, self._tick)
        else:
            self._handle = loop.call_soon(self._tick)

    def _tick(self) -> None:
        begun = perf_counter()
        sources, self._sources = self._sources, {}
        for source in sources:
            contained(source.publish)
        outflows, self._outflows = self._outflows, {}
        for outflow in outflows:
            contained(outflow.flush)
        self._handle = None
        ended = perf_counter()
        metrics.sync_tick.observe(ended - begun)
        self._free_at = ended + min((ended - begun) * self._stretch, self._longest)
        if self._sources or self._outflows:
            self._schedule()


def contained(act: Callable[[], None]) -> None:
    """Do one thing of a tick: what fails there fails nowhere else."""
    try:
        act()
    except Exception:
        log.exception("sync.not_sent")
