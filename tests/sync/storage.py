"""A database of either engine with the engine's tables in it, and hands to store by."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from pycrdt import Text

from app.kit.clock import system_clock
from app.kit.db import Database
from app.sync import Document, Hub, Schema, history
from app.sync.history import Past, read_stored
from app.sync.journal import Batch, Entry, SharedCommits
from tests.postgres import Postgres
from tests.sync.gates import is_mark

SCHEMA = Schema("p", is_mark)
T = TypeVar("T")


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

    async def cut(self, name: str, count: int) -> None:
        """Let the server delete the first units, as `write` writes."""
        async with self.database.writing() as write:
            await self.hub.change(write, name, "chair", lambda doc: at_start(doc, "", count))

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

    async def past(self, name: str, to: int | None = None) -> list[Past]:
        """Every entry of a document."""
        async with self.database.reading() as session:
            return await history(session, name, to=to)

    async def state(self, name: str) -> bytes:
        """A document as pages are sent it."""
        async with self.database.reading() as session:
            return await Hub(self.database, SCHEMA).state(session, name)


@dataclass
class Blank:
    """Makes an empty database, seen by as many nodes as are asked for: on SQLite by one."""

    postgres: Postgres | None
    template: str
    folder: Path
    prepare: Callable[[Database], Awaitable[None]]

    @asynccontextmanager
    async def nodes(self, count: int) -> AsyncIterator[list[Storage]]:
        async with AsyncExitStack() as stack:
            if self.postgres is None:
                database = Database(f"sqlite+aiosqlite:///{self.folder}/journal.db")
                stack.push_async_callback(database.close)
                await self.prepare(database)
                yield [Storage(database) for _ in range(count)]
                return
            url = await stack.enter_async_context(self.postgres.copy(self.template))
            databases = [Database(url) for _ in range(count)]
            for database in databases:
                stack.push_async_callback(database.close)
            yield [Storage(database) for database in databases]


def at_start(document: Document, words: str, cut: int = 0) -> None:
    text = document.get("p", type=Text)
    if cut:
        del text[:cut]
    text.insert(0, words)


async def together(*work: Awaitable[T]) -> list[T]:
    """Let several go on at once, for at most a few seconds."""
    async with asyncio.timeout(20):
        return list(await asyncio.gather(*work))
