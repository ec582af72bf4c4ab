"""How nodes hint to each other that something is new.

A hint may be lost, doubled or late, and nothing depends on it but how soon others look: the truth
is in the database. (Y19)
"""

import asyncio
import json
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, Protocol

import structlog

from app.kit import metrics
from app.kit.db import Write

LONGEST_HINT = 7_900
"""Bytes of one hint: what PostgreSQL's NOTIFY carries, with a little to spare."""
BEAT_SECONDS = 2.0
SILENT_SECONDS = 10.0
"""A node that has not been heard of for so long counts as gone, until it is heard again."""
MOST_WAITING = 10_000

log = structlog.get_logger(__name__)

Heard = Callable[[bytes], None]
Act = Callable[[str, Any], None]
"""Called with the name of the node that spoke, and what it said."""


class Bus(Protocol):
    """Carries hints of at most LONGEST_HINT bytes of UTF-8 to every node that listens.

    Hints of one sender arrive in the order in which they were published. Whether a sender hears
    its own is left open. While there is no connection, hints are dropped.
    """

    @property
    def connected(self) -> bool:
        """Whether hints go out and come in at present."""
        ...

    async def start(self, heard: Heard, back: Callable[[], None]) -> None:
        """Begin to listen, and return at once should the other end not be there.

        `heard` is called with each hint; `back` whenever a connection is there (again): what was
        published before was not heard.
        """
        ...

    async def stop(self) -> None:
        """Send what is waiting, if that is quick, and close."""
        ...

    def publish(self, hint: bytes) -> None:
        """Send a hint soon; waits for nothing and raises nothing."""
        ...

    async def publish_within(self, write: Write, hint: bytes) -> None:
        """Send a hint with the commit of a transaction, or right after it; not if it fails."""
        ...


class NotSent(Exception):
    """A hint could not be sent, or perhaps not."""


class Outgoing:
    """What waits to be sent by an adapter, whose `send` raises NotSent; one after another."""

    def __init__(self, send: Callable[[bytes], Awaitable[object]], name: str) -> None:
        self._send = send
        self._name = name
        self._waiting: deque[bytes] = deque(maxlen=MOST_WAITING)
        self._task: asyncio.Task[None] | None = None

    def put(self, hint: bytes) -> None:
        """Send a hint behind those that wait; the oldest are dropped when too many do."""
        self._waiting.append(hint)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._drain(), name=f"{self._name} sending")

    async def _drain(self) -> None:
        while self._waiting:
            try:
                await self._send(self._waiting.popleft())
            except NotSent as error:
                # Only hints are lost: the others look for themselves before long.
                log.warning("bus.not_sent", bus=self._name, why=str(error))

    async def flush(self) -> None:
        """Wait a moment for what has been put already."""
        if self._task is not None:
            await asyncio.wait({self._task}, timeout=1)
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)


class InProcessBus:
    """Several nodes in one process, as tests have them. All that share `line` hear each other."""

    def __init__(self, line: "set[InProcessBus] | None" = None) -> None:
        self._line: set[InProcessBus] = set() if line is None else line
        self._heard: Heard | None = None

    @property
    def connected(self) -> bool:
        """Whether it has been started."""
        return self._heard is not None

    async def start(self, heard: Heard, back: Callable[[], None]) -> None:
        """Join the line."""
        self._heard = heard
        self._line.add(self)
        back()

    async def stop(self) -> None:
        """Leave the line."""
        self._line.discard(self)
        self._heard = None

    def publish(self, hint: bytes) -> None:
        """Let everybody on the line hear it in the next turn of the loop."""
        loop = asyncio.get_running_loop()
        for one in tuple(self._line):
            loop.call_soon(one.hear, hint)

    def hear(self, hint: bytes) -> None:
        """Hear a hint from the line."""
        if self._heard is not None:
            self._heard(hint)

    async def publish_within(self, write: Write, hint: bytes) -> None:
        """Publish right after the commit."""
        write.after_commit(lambda: self.publish(hint))


class Neighbours:
    """The other nodes, as this one hears of them over the bus.

    `node` is this node's own name. Without a bus there are no others and nothing is ever said.
    """

    def __init__(self, node: str, bus: Bus | None = None) -> None:
        self.node = node
        self._bus = bus
        self._acts: dict[str, Act] = {}
        self._back: list[Callable[[], None]] = []
        self._lost: list[Callable[[str], None]] = []
        self._heard_at: dict[str, float] = {}
        self._beating: asyncio.Task[None] | None = None
        self.on("beat", lambda _node, _nothing: None)
        self.on("bye", lambda node, _nothing: self._lose(node))

    @property
    def alone(self) -> bool:
        """Whether there can be no other node."""
        return self._bus is None

    @property
    def connected(self) -> bool:
        """Whether the bus carries hints at present; True where none is needed."""
        return self._bus is None or self._bus.connected

    @property
    def others(self) -> frozenset[str]:
        """The nodes heard of lately."""
        return frozenset(self._heard_at)

    def on(self, topic: str, act: Act) -> None:
        """Call `act` for every hint on a topic from another node. It must not raise."""
        self._acts[topic] = act

    def when_back(self, act: Callable[[], None]) -> None:
        """Call `act` whenever the bus is there (again): hints may have been missed."""
        self._back.append(act)

    def when_lost(self, act: Callable[[str], None]) -> None:
        """Call `act` with the name of a node that is gone, or silent for too long."""
        self._lost.append(act)

    def say(self, topic: str, said: Any) -> None:
        """Tell the others something now; see Bus.publish."""
        if self._bus is not None:
            self._bus.publish(self._hint(topic, said))

    async def say_within(self, write: Write, topic: str, said: Any) -> None:
        """Tell the others with a transaction's commit; see Bus.publish_within."""
        if self._bus is not None:
            await self._bus.publish_within(write, self._hint(topic, said))

    def _hint(self, topic: str, said: Any) -> bytes:
        """Write a hint; what is too long to say becomes `null`: look for yourself."""
        metrics.bus_hints.labels("sent").inc()
        hint = json.dumps([self.node, topic, said], separators=(",", ":")).encode()
        if len(hint) <= LONGEST_HINT:
            return hint
        return json.dumps([self.node, topic, None], separators=(",", ":")).encode()

    async def start(self) -> None:
        """Begin to listen and to be heard."""
        if self._bus is not None:
            await self._bus.start(self._hear, self._come_back)
            self._beating = asyncio.create_task(self._beat(), name="neighbours beat")

    async def stop(self) -> None:
        """Say goodbye and stop listening."""
        if self._bus is None:
            return
        if self._beating is not None:
            self._beating.cancel()
            with suppress(asyncio.CancelledError):
                await self._beating
        self.say("bye", None)
        await self._bus.stop()

    async def _beat(self) -> None:
        """Be heard every few seconds, and miss those who are not."""
        loop = asyncio.get_running_loop()
        while True:
            self.say("beat", None)
            await asyncio.sleep(BEAT_SECONDS)
            for node, heard_at in tuple(self._heard_at.items()):
                if loop.time() - heard_at > SILENT_SECONDS:
                    self._lose(node)

    def _lose(self, node: str) -> None:
        self._heard_at.pop(node, None)
        for act in self._lost:
            act(node)

    def _come_back(self) -> None:
        for act in self._back:
            act()

    def _hear(self, hint: bytes) -> None:
        """Take in a hint; one that cannot be read is passed over, for it is only a hint."""
        try:
            node, topic, said = json.loads(hint)
            act = self._acts.get(topic)
            if node == self.node or act is None:
                return
            metrics.bus_hints.labels("received").inc()
            self._heard_at[node] = asyncio.get_running_loop().time()
            act(node, said)
        except (ValueError, TypeError, KeyError):
            log.warning("bus.not_understood", bytes=len(hint))
