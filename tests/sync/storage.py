"""A database of either engine with the engine's tables in it, and hands to store by."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

from pycrdt import Text

from app.kit.clock import system_clock
from app.kit.db import Database
from app.sync import Hub, history
from app.sync.history import Past, read_stored
from app.sync.journal import Batch, Entry, SharedCommits
from tests.sync.conftest import SCHEMA


@dataclass
class Storage:
    """One node's view of a database."""

    database: Database
    hub: Hub = field(init=False)
    journal: SharedCommits = field(init=False)

    def __post_init__(self) -> None:
        self.hub = Hub(self.database, SCHEMA)
        self.journal = SharedCommits(self.database, system_clock)

    async def document(self, name: str, words: str = "") -> None:
        """Make a document."""
        async with self.database.writing() as write:
            await self.hub.open_new(write, name)
            if words:
                await self.hub.change(write, name, "setup", lambda doc: at_start(doc, words))

    async def write(self, name: str, words: str, by: str = "chair") -> None:
        """Let the server write words at the start, in a transaction of their own."""
        async with self.database.writing() as write:
            await self.hub.change(write, name, by, lambda doc: at_start(doc, words))

    def batch(
        self, name: str, version: int, payloads: Sequence[bytes], current: bool = True
    ) -> tuple[Batch, list[int]]:
        """Updates of one room, and the heads it is told of."""
        heads: list[int] = []
        entries = [Entry("ann", 7, payload) for payload in payloads]
        return Batch(name, version, entries, lambda: current, heads.append), heads

    async def store(self, name: str, version: int, *payloads: bytes) -> bool:
        """Store one room's updates."""
        return await self.journal.store(self.batch(name, version, payloads)[0])

    async def row(self, name: str) -> tuple[int, int]:
        """A document's head and version."""
        async with self.database.reading() as session:
            stored = await read_stored(await session.connection(), name)
        assert stored is not None
        return stored.head, stored.version

    async def past(self, name: str) -> list[Past]:
        """Every entry of a document."""
        async with self.database.reading() as session:
            return await history(session, name)

    async def state(self, name: str) -> bytes:
        """A document as pages are sent it."""
        async with self.database.reading() as session:
            return await Hub(self.database, SCHEMA).state(session, name)


def at_start(document: object, words: str) -> None:
    document.get("p", type=Text).insert(0, words)  # type: ignore[attr-defined]


async def together(*work: object) -> list[object]:
    """Let several go on at once, for at most a few seconds."""
    async with asyncio.timeout(20):
        return list(await asyncio.gather(*work))  # type: ignore[call-overload]
