"""Whole servers in processes of their own, several on one database, and somebody at each."""

import asyncio
import multiprocessing
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, cast

import httpx2
from fastapi import FastAPI
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from app.cli import main
from tests.nodes.nats import free_port
from tests.rooms.server import Server, Times
from tests.rooms.sockets import Socket, inserts
from tests.rooms.world import Ids, World, plain
from tests.sync.pages import Page

PUBLIC = "http://chapeau.test"
"""The one address of all nodes, as people see it."""

WARM = multiprocessing.get_context("forkserver")
WARM.set_forkserver_preload(["tests.nodes.houses", "app.main"])
LOST = (OSError, ConnectionClosed, InvalidHandshake, TimeoutError, EOFError)


def _serve(database_url: str, bus_url: str, port: int, quiet_ms: int) -> None:
    """Be `chapeau serve` as the command line starts it."""
    os.environ |= {
        "CHAPEAU_PUBLIC_URL": PUBLIC,
        "CHAPEAU_QUIET_MS": str(quiet_ms),
        "CHAPEAU_LOG_LEVEL": os.environ.get("NODES_LOG", "CRITICAL"),
    }
    given = ["--port", str(port), "--database-url", database_url, "--bus-url", bus_url]
    sys.argv = ["chapeau", "serve", *given]
    if "NODES_LOG" not in os.environ:
        sys.stdout = open(os.devnull, "w")  # noqa: PTH123, SIM115  for as long as the process lives
    main()


@dataclass
class Node(Server):
    """One node of several."""

    process: BaseProcess | None = None

    @property
    def url(self) -> str:
        return PUBLIC

    async def after_news(self, group: str, look: Callable[[], Any], seconds: float = 20) -> Any:
        """Look again and again, until there is something to see: the news ring elsewhere."""
        async with asyncio.timeout(seconds):
            while not (found := await look()):  # noqa: ASYNC110  nothing rings here
                await asyncio.sleep(0.02)
        return found

    def signal(self, number: signal.Signals) -> None:
        assert self.process is not None
        assert self.process.pid is not None
        os.kill(self.process.pid, number)

    async def up(self) -> None:
        """Wait until it answers."""
        async with asyncio.timeout(60):
            while True:
                with suppress(httpx2.HTTPError):
                    if (await self.http.get("/api/health")).status_code == 200:
                        return
                assert self.process is not None
                assert self.process.is_alive(), "the node has ended"
                await asyncio.sleep(0.02)


@dataclass
class Started:
    """A node's process, which can be started again at the same port."""

    database_url: str
    bus_url: str = ""
    quiet_ms: int = 20
    port: int = field(default_factory=free_port)
    process: BaseProcess | None = None

    def start(self) -> BaseProcess:
        """Start the process, unless it runs."""
        if self.process is None or not self.process.is_alive():
            arguments = (self.database_url, self.bus_url, self.port, self.quiet_ms)
            self.process = WARM.Process(target=_serve, args=arguments, daemon=True)
            self.process.start()
        return self.process

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.join()


@contextmanager
def killed_at_last(*processes: Started) -> Iterator[None]:
    try:
        yield
    finally:
        for one in processes:
            one.kill()


@asynccontextmanager
async def serving(started: Started) -> AsyncIterator[Node]:
    """One node, with somebody to talk to it."""
    process = await asyncio.to_thread(started.start)
    async with httpx2.AsyncClient(
        transport=httpx2.AsyncHTTPTransport(verify=False),
        base_url=f"http://127.0.0.1:{started.port}",
        timeout=30,
        trust_env=False,
    ) as http:
        node = Node(cast("FastAPI", None), Path(), started.port, http, Times(), process=process)
        yield node
        await asyncio.gather(*(one.close() for one in node.sockets))


@asynccontextmanager
async def houses(ids: Ids, *processes: Started) -> AsyncIterator[list[World]]:
    """The same group seen through each of several nodes, which are started if they do not run."""
    async with AsyncExitStack() as stack:
        nodes = [await stack.enter_async_context(serving(one)) for one in processes]
        await asyncio.gather(*(node.up() for node in nodes))
        yield [World(node, ids) for node in nodes]


@asynccontextmanager
async def own_houses(ids: Ids, *processes: Started) -> AsyncIterator[list[World]]:
    """The same, of nodes that end with it."""
    with killed_at_last(*processes):
        async with houses(ids, *processes) as worlds:
            yield worlds


@dataclass
class Writer:
    """Somebody who goes on typing in one paragraph, at one node after another.

    `before` counts the letters that were there, `told` those the page was told are saved, `gaps`
    says how long it took each time from losing a node to hearing «saved» from another, in seconds.
    """

    key: str
    paragraph: str
    client: int
    page: Page
    before: int = 0
    told: int = 0
    sent: int = 0
    resting: bool = False
    at: int = 0
    lost_at: float | None = None
    gaps: list[float] = field(default_factory=list)
    news: asyncio.Event = field(default_factory=asyncio.Event)

    async def live(self, worlds: list[World]) -> None:
        """Connect, type until the connection is lost, connect to the next node, as a page does."""
        loop = asyncio.get_running_loop()
        while True:
            with suppress(*LOST):
                await self._type(worlds[self.at])
            if self.lost_at is None:
                self.lost_at = loop.time()
            self.at = (self.at + 1) % len(worlds)
            await asyncio.sleep(0.05)

    async def _type(self, world: World) -> None:
        async with asyncio.timeout(3):
            socket = await world.who(self.key).socket_with(self.client)
        assert socket.reading is not None
        page, base = self.page, self.sent
        page.saved, page.synced = 0, False
        page.send = socket.connection.send
        socket.pages[page.name] = page
        await page.open()
        while not socket.reading.done():
            page.changed.clear()
            await self._go_on(page, base)
            await self._wait(page, socket)

    async def _go_on(self, page: Page, base: int) -> None:
        if page.saved:
            if self.lost_at is not None:
                self.gaps.append(asyncio.get_running_loop().time() - self.lost_at)
                self.lost_at = None
            # The first «saved» answers step 2, which carries all that was typed before.
            self.told = max(self.told, base + page.saved - 1)
            self.news.set()
            while not self.resting and self.sent - self.told < 4:
                self.sent += 1
                await page.edit(inserts(0, "z"))

    async def _wait(self, page: Page, socket: Socket) -> None:
        """Wait for a frame; a page gives up a node it has not heard of for some seconds."""
        try:
            async with asyncio.timeout(4):
                await page.changed.wait()
        except TimeoutError:
            if self.sent > self.told or not page.saved:
                await socket.connection.close()
                raise

    async def until(self, true: Callable[["Writer"], bool], seconds: float = 30) -> None:
        async with asyncio.timeout(seconds):
            while not true(self):
                self.news.clear()
                await self.news.wait()


@asynccontextmanager
async def writers(worlds: list[World], *who: tuple[str, int, int]) -> AsyncIterator[list[Writer]]:
    """People who type: each a key, a paragraph's place, and the node to begin with."""
    found = []
    for key, place, at in who:
        world = worlds[at]
        paragraph = world.ids.paragraphs[place]
        shown = await world.who(key).get(f"/api/paragraphs/{paragraph}")
        client = (await world.who(key).post("/api/sync/tickets"))["client_id"]
        page = Page(shown["sync"], client, _nowhere)
        found.append(Writer(key, paragraph, client, page, at=at, before=letters(shown)))
    tasks = [asyncio.create_task(one.live(worlds)) for one in found]
    try:
        yield found
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _nowhere(_frame: bytes) -> None:
    return None


def letters(shown: Any) -> int:
    """How many letters the writers have in a paragraph as it was answered."""
    return plain(shown).count("z")
