"""A real server on a free port, with a fresh database and a gate the test can turn."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI
from pycrdt import Text
from sqlmodel import SQLModel, col, select
from starlette.requests import HTTPConnection
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from app.kit.db import Database
from app.kit.direct import Direct
from app.sync import (
    Document,
    Hub,
    JournalEntry,
    Limits,
    Rest,
    Schema,
    Visitor,
)
from app.sync.api import sync_router
from app.sync.protocol import PING, PONG
from app.sync.wire import Reader
from tests.postgres import Postgres
from tests.sync.gates import OpenGate, is_mark
from tests.sync.pages import Page
from tests.sync.storage import Blank, Storage

ORIGIN = "http://chapeau.test"
SCHEMA = Schema("p", is_mark)
TABLES = [table for name, table in SQLModel.metadata.tables.items() if name.startswith("sync_")]


async def make_tables(database: Database) -> None:
    async with database.writing() as write:
        connection = await write.connection()
        await connection.run_sync(SQLModel.metadata.create_all, tables=TABLES)


@asynccontextmanager
async def fresh_database(path: Path) -> AsyncIterator[Database]:
    database = Database(f"sqlite+aiosqlite:///{path}")
    try:
        await make_tables(database)
        yield database
    finally:
        await database.close()


async def identify(connection: HTTPConnection) -> Visitor | None:
    """Believe the test: the person's name is in a cookie."""
    name = connection.cookies.get("person")
    return Visitor(name, {"name": name.title()}) if name else None


def compose(hub: Hub) -> FastAPI:
    app = FastAPI()
    app.include_router(
        sync_router(hub, identify=identify, origin_allowed=lambda origin: origin == ORIGIN)
    )
    return app


@dataclass
class Browser:
    """One socket of one person, with several documents on it."""

    person: str
    socket: ClientConnection
    pages: dict[str, Page] = field(default_factory=dict)
    task: asyncio.Task[None] | None = None
    pinged: asyncio.Event = field(default_factory=asyncio.Event)
    send_pong: bool = True

    async def read(self) -> None:
        with suppress(ConnectionClosed):
            await self._read()

    async def _read(self) -> None:
        async for frame in self.socket:
            assert isinstance(frame, bytes)
            if frame == PING:
                self.pinged.set()
                if self.send_pong:
                    await self.socket.send(PONG)
                continue
            page = self.pages.get(Reader(frame).string())
            if page is not None:
                await page.take(frame)

    async def send(self, frame: bytes) -> None:
        await self.socket.send(frame)

    async def open(self, name: str, client: int) -> Page:
        """Open a document and wait until it is in step, or denied."""
        page = Page(name, client, self.send)
        self.pages[name] = page
        await page.open()
        await page.until(lambda: (page.synced and page.saved) or page.denied or page.refusals)
        page.saved = 0
        return page

    async def come_back(self, page: Page) -> None:
        """Go on with a page whose socket was lost, and wait until what it has is saved."""
        page.send, page.saved, self.pages[page.name] = self.send, 0, page
        await page.open()
        await page.until(lambda: page.saved)

    async def closed(self) -> int:
        """Wait until the server has closed the socket; return its code."""
        async with asyncio.timeout(10):
            await self.socket.wait_closed()
        assert self.socket.close_code is not None
        return self.socket.close_code


@dataclass
class Place:
    """The server under test."""

    hub: Hub
    gate: OpenGate
    port: int
    browsers: list[Browser] = field(default_factory=list)

    async def document(self, name: str, words: str = "") -> None:
        async with self.hub.database.writing() as write:
            await self.hub.open_new(write, name)
            if words:
                await self.hub.change(write, name, "setup", lambda doc: insert_at_start(doc, words))

    async def ticket(self, person: str) -> int:
        return await self.hub.issue(Visitor(person, {"name": person.title()}))

    async def connect(self, person: str, origin: str = ORIGIN) -> Browser:
        socket = await connect(
            f"ws://127.0.0.1:{self.port}/api/sync",
            additional_headers={"Cookie": f"person={person}", "Origin": origin},
            ping_interval=None,
            max_size=None,
        )
        browser = Browser(person, socket)
        browser.task = asyncio.create_task(browser.read())
        self.browsers.append(browser)
        return browser

    async def page(self, person: str, name: str) -> Page:
        """Connect a person with a fresh ticket and open one document."""
        browser = await self.connect(person)
        return await browser.open(name, await self.ticket(person))

    async def stored(self, name: str) -> list[bytes]:
        """Return the payloads in the journal."""
        async with self.hub.database.reading() as session:
            entries = (
                select(JournalEntry.payload)
                .where(JournalEntry.document == name)
                .order_by(col(JournalEntry.seq))
            )
            return list((await session.exec(entries)).all())


def insert_at_start(doc: Document, words: str) -> None:
    doc.get("p", type=Text).insert(0, words)


@asynccontextmanager
async def serving(app: FastAPI, ws: Any = Direct, **options: Any) -> AsyncIterator[int]:
    """Run an application on a free port of this machine."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    config = uvicorn.Config(
        app,
        log_config=None,
        ws=ws,
        ws_max_size=64 * 1024,
        ws_per_message_deflate=False,  # as `chapeau serve`: with it, frames go the plain way
        lifespan="off",
        **options,
    )
    server = uvicorn.Server(config)
    # The socket listens already: who connects before the server runs waits in its queue.
    listener.listen()
    task = asyncio.create_task(server.serve([listener]))
    try:
        yield listener.getsockname()[1]
    finally:
        server.should_exit = True
        await task
        listener.close()


MakePlace = Callable[..., Awaitable[Place]]


@asynccontextmanager
async def place_at(
    path: Path, gate: OpenGate, limits: Limits | None = None, rest: Rest | None = None
) -> AsyncIterator[Place]:
    async with fresh_database(path) as database:
        hub = Hub(database, SCHEMA, limits=limits, rest=rest or Rest(0.02, 0.1))
        async with place_of(hub, gate) as place:
            yield place


@asynccontextmanager
async def place_of(hub: Hub, gate: OpenGate) -> AsyncIterator[Place]:
    """Serve a hub whose database is there already."""
    await hub.start(gate)
    async with serving(compose(hub)) as port:
        place = Place(hub, gate, port)
        yield place
        for browser in place.browsers:
            await browser.socket.close()
            if browser.task is not None:
                await browser.task
        await hub.stop()


@pytest.fixture
def blank(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> Blank:
    """The way to an empty database of the engine."""
    if engine == "sqlite":
        return Blank(None, "", tmp_path, make_tables)
    postgres: Postgres = request.getfixturevalue("postgres")
    return Blank(postgres, request.getfixturevalue("postgres_migrated"), tmp_path, make_tables)


@pytest.fixture
async def node(blank: Blank) -> AsyncIterator[Storage]:
    """One node over an empty database of the engine."""
    async with blank.nodes(1) as nodes:
        yield nodes[0]


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Place]:
    async with place_at(tmp_path / "sync.db", OpenGate()) as place:
        yield place
