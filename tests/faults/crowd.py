"""People who go on typing, whatever becomes of the server, and remember what they were told."""

import asyncio
import multiprocessing
import os
import random
import signal
import socket
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from pathlib import Path

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from app.kit.db import Database
from app.sync import Hub, Runs, Visitor, runs
from app.sync.protocol import PING, PONG
from app.sync.validate import read_state
from app.sync.wire import Reader
from tests.faults.server import serve
from tests.sync.conftest import ORIGIN, SCHEMA, make_tables
from tests.sync.pages import Page, new_doc

LOST = (OSError, ConnectionClosed, InvalidHandshake, TimeoutError, EOFError)
LETTERS = "abcdefé漢ض"
PEOPLE = (("ann", "p0"), ("bob", "p0"), ("cem", "p0"), ("dia", "p1"), ("eva", "p1"), ("fox", "p2"))
TEXTS = ("p0", "p1", "p2")
IN_FLIGHT = 8
"""Letters a page types ahead of the last it was told is saved."""

WARM = multiprocessing.get_context("forkserver")
"""Starts servers in processes of their own from one that has imported everything already."""
WARM.set_forkserver_preload(["tests.faults.server"])


@dataclass
class Typist:
    """A person whose page goes on typing, as a stock provider does: it connects again and again.

    `sent` counts the letters typed so far, `told` those the page was told are saved, `lives` the
    connections on which it was, and `codes` says how the server ended connections.
    """

    person: str
    page: Page
    news: asyncio.Event
    rng: random.Random
    told: int = 0
    sent: int = 0
    lives: int = 0
    resting: bool = False
    codes: list[tuple[int, str]] = field(default_factory=list)

    async def live(self, port: int) -> None:
        while True:
            with suppress(*LOST):
                async with connect(
                    f"ws://127.0.0.1:{port}/api/sync",
                    additional_headers={"Cookie": f"person={self.person}", "Origin": ORIGIN},
                    ping_interval=None,
                    compression=None,
                    proxy=None,
                ) as connection:
                    try:
                        await self._type(connection)
                    except ConnectionClosed as closed:
                        self._note(closed)
            await asyncio.sleep(0.02)  # a page's pause before it tries again

    def _note(self, closed: ConnectionClosed) -> None:
        """Remember what the server said when it closed; a killed one says nothing."""
        if closed.rcvd is not None:
            self.codes.append((closed.rcvd.code, closed.rcvd.reason))
            self.news.set()

    async def _type(self, connection: ClientConnection) -> None:
        page, base = self.page, self.sent
        page.send, page.saved, page.synced = connection.send, 0, False
        await page.open()
        async for frame in connection:
            assert isinstance(frame, bytes)
            if frame == PING:
                await connection.send(PONG)
                continue
            assert Reader(frame).string() == page.name
            await page.take(frame)
            self.news.set()
            if not page.saved:
                continue
            # The first «saved» answers step 2, which carries all that was typed before.
            self.lives += page.saved == 1
            self.told = max(self.told, base + page.saved - 1)
            while not self.resting and self.sent - self.told < IN_FLIGHT:
                self.sent += 1
                await page.type(self.rng.choice(LETTERS))

    def shows(self, stored: Mapping[str, tuple[Runs, dict[int, int]]]) -> bool:
        """Whether the page shows what is stored, with every letter of its own."""
        words, letters = stored[self.page.name]
        mine = letters.get(self.page.client, 0)
        return mine == self.sent and runs(self.page.doc, "p") == words


@dataclass
class Crowd:
    """Six people in three texts, and the process that serves them."""

    url: str
    port: int
    words: tuple[str, ...] = ()
    typists: list[Typist] = field(default_factory=list)
    news: asyncio.Event = field(default_factory=asyncio.Event)
    process: BaseProcess | None = None

    async def prepare(self, seed: int) -> None:
        async with self.database() as database:
            await make_tables(database)
            hub = Hub(database, SCHEMA)
            for name in TEXTS:
                async with database.writing() as write:
                    await hub.open_new(write, name)
            for number, (person, name) in enumerate(PEOPLE):
                page = Page(name, await hub.issue(Visitor(person, {})), _nowhere)
                self.typists.append(Typist(person, page, self.news, random.Random(seed + number)))

    @asynccontextmanager
    async def database(self) -> AsyncIterator[Database]:
        database = Database(self.url)
        try:
            yield database
        finally:
            await database.close()

    async def start(self, *words: str, failpoints: str = "") -> BaseProcess:
        """Start the server, with a fault in it or none."""
        self.process = WARM.Process(
            target=serve, args=(self.url, self.port, (*self.words, *words), failpoints), daemon=True
        )
        await asyncio.to_thread(self.process.start)
        return self.process

    async def ended(self, seconds: float = 60) -> int | None:
        """Wait until the server has ended; return its exit code, None if it goes on."""
        assert self.process is not None
        await asyncio.to_thread(self.process.join, seconds)
        return self.process.exitcode

    def signal(self, number: int) -> None:
        """Send the server a signal."""
        assert self.process is not None
        assert self.process.pid is not None
        os.kill(self.process.pid, number)

    async def kill(self) -> None:
        """End the server as kill -9 does."""
        if self.process is not None:
            self.process.kill()
            await self.ended()

    async def until(self, true: Callable[[Typist], bool], seconds: float = 120) -> None:
        """Wait until something holds of everybody."""
        async with asyncio.timeout(seconds):
            while not all(true(typist) for typist in self.typists):
                self.news.clear()
                await self.news.wait()

    async def type_on(self, letters: int) -> None:
        """Wait until everybody was told of so many letters more."""
        goals = {typist.person: typist.told + letters for typist in self.typists}
        await self.until(lambda typist: typist.told >= goals[typist.person])

    async def start_anew(self) -> None:
        """Start a sound server, and wait until everybody is served again."""
        lives = {typist.person: typist.lives for typist in self.typists}
        await self.start()
        await self.until(lambda typist: typist.lives > lives[typist.person])

    async def stored(self, name: str) -> tuple[Runs, dict[int, int]]:
        """Return the words in the database, and how many letters of each client it has."""
        async with self.database() as database, database.reading() as session:
            state = await Hub(database, SCHEMA).state(session, name)
        doc = new_doc(1)
        doc.apply_update(state)
        return runs(doc, "p"), read_state(doc.get_state())

    async def missing(self) -> int:
        """Return how many letters somebody was told are saved and that are not stored."""
        missing = 0
        for typist in self.typists:
            told = typist.told
            _, letters = await self.stored(typist.page.name)
            missing += max(0, told - letters.get(typist.page.client, 0))
        return missing

    async def settle(self) -> None:
        """Let everybody rest; all must then be told of every letter, and have the same text.

        Raises TimeoutError when somebody waits in vain, AssertionError when texts differ.
        """
        for typist in self.typists:
            typist.resting = True
        if {"decisions", "compaction"} & {*self.words}:
            self.signal(signal.SIGUSR1)
        await self.until(lambda typist: typist.told == typist.sent)
        for _ in range(10):
            found = {name: await self.stored(name) for name in TEXTS}
            with suppress(TimeoutError):
                await self.until(lambda one, found=found: one.shows(found), 3)  # type: ignore[misc]
                break
        else:
            raise AssertionError("texts differ from what is stored, or from one another")
        for typist in self.typists:
            typist.resting = False

    @property
    def told(self) -> int:
        return sum(typist.told for typist in self.typists)

    @property
    def codes(self) -> set[tuple[int, str]]:
        return {code for typist in self.typists for code in typist.codes}


@asynccontextmanager
async def crowd(
    folder: Path, *words: str, seed: int = 9, url: str | None = None
) -> AsyncIterator[Crowd]:
    """Six people at work; their server is started by the test. `words` are given to each start."""
    place = url or f"sqlite+aiosqlite:///{folder / 'sync.db'}"
    people = Crowd(place, free_port(), words)
    await people.prepare(seed)
    live = [asyncio.create_task(typist.live(people.port)) for typist in people.typists]
    try:
        yield people
    finally:
        for task in live:
            task.cancel()
        ended = await asyncio.gather(*live, return_exceptions=True)
        await people.kill()
    assert [one for one in ended if not isinstance(one, asyncio.CancelledError)] == []


async def _nowhere(_: bytes) -> None:
    return None


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
