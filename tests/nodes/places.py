"""Several nodes in one process, on one PostgreSQL: the test says what they hear, and when."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from app.kit.bulletin import SharedBulletin
from app.kit.bus import InProcessBus, Neighbours
from app.kit.db import Database
from app.sync import Hub, Rest
from tests.sync.conftest import SCHEMA, Place, compose, serving
from tests.sync.gates import OpenGate

Line = set[InProcessBus]


@dataclass
class NodePlace(Place):
    """One node of several, as a place for tests of the sync engine."""

    @property
    def bulletin(self) -> SharedBulletin:
        assert isinstance(self.hub.bulletin, SharedBulletin)
        return self.hub.bulletin

    @property
    def name(self) -> str:
        return self.bulletin.neighbours.node


@asynccontextmanager
async def node(
    url: str, name: str, line: Line, gate: OpenGate, rest: Rest | None = None
) -> AsyncIterator[NodePlace]:
    database = Database(url)
    bulletin = SharedBulletin(database, Neighbours(name, InProcessBus(line)))
    hub = Hub(database, SCHEMA, rest=rest or Rest(0.02, 0.1), bulletin=bulletin)
    await bulletin.neighbours.start()
    await bulletin.start()
    await hub.start(gate)
    async with serving(compose(hub)) as port:
        place = NodePlace(hub, gate, port)
        yield place
        for browser in place.browsers:
            await browser.socket.close()
            if browser.task is not None:
                await browser.task
        await hub.stop()
    await bulletin.stop()
    await bulletin.neighbours.stop()
    await database.close()


@asynccontextmanager
async def nodes(
    url: str, count: int = 2, *, deaf: bool = False
) -> AsyncIterator[tuple[NodePlace, ...]]:
    """So many nodes with one gate. The `deaf` hear of nothing by themselves."""
    gate, line = OpenGate(), Line()
    async with AsyncExitStack() as stack:
        found = [
            await stack.enter_async_context(
                node(url, f"node{number}", Line() if deaf else line, gate)
            )
            for number in range(count)
        ]
        yield tuple(found)


async def until(true: object, seconds: float = 10) -> None:
    """Wait until a call is true; for what other nodes do, which nobody here is told of."""
    assert callable(true)
    async with asyncio.timeout(seconds):
        while not true():  # noqa: ASYNC110  it happens in memory that has no bell
            await asyncio.sleep(0.01)
