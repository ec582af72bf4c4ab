"""Measures what a delivered keystroke costs with one node and with several, on one PostgreSQL.

`.venv/bin/python -m scripts.bench_nodes [--nodes 1 2] [--bus nats] [--sockets 60] [--seconds 10]`
The same people at the same pace, spread evenly; processor time of the nodes.
"""

import argparse
import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AbstractContextManager, AsyncExitStack, asynccontextmanager, nullcontext
from dataclasses import dataclass, field

import psutil  # type: ignore[import-untyped]
from pycrdt import Doc, Text
from websockets.asyncio.client import ClientConnection, connect

from app.sync import protocol
from app.sync.protocol import PING, PONG
from app.sync.wire import Reader
from tests.nodes.houses import PUBLIC, Started, own_houses
from tests.nodes.nats import Nats, nats_server
from tests.postgres import Postgres, migrated_database, postgres_server
from tests.rooms.founding import found_world
from tests.rooms.world import Ids, World
from tests.sync.pages import new_doc, token

WRITERS = ("chair", "vice", "sec")
READERS = ("ann", "bob", "cara", "dan", "eve")
RUN = "nodes"
PACE = 0.2
"""Seconds between two keystrokes of one writer."""


@dataclass
class Line:
    """One socket with one text, which counts what it is told and applies nothing."""

    connection: ClientConnection
    name: str
    client: int
    doc: "Doc[Text]" = field(init=False)
    saved: int = 0
    frames: int = 0
    typed: int = 0

    def __post_init__(self) -> None:
        self.doc = new_doc(self.client)

    async def open(self) -> None:
        """Open the text."""
        await self.connection.send(token(self.name, str(self.client)))
        await self.connection.send(protocol.step_1(self.name, self.doc.get_state()))

    async def read(self) -> None:
        """Count what comes."""
        async for frame in self.connection:
            assert isinstance(frame, bytes)
            if frame == PING:
                await self.connection.send(PONG)
                continue
            reader = Reader(frame)
            reader.string()
            kind = reader.number()
            self.saved += kind == protocol.SYNC_STATUS
            self.frames += kind == protocol.SYNC

    async def type(self, until: float) -> None:
        """Type at an even pace, until it is all saved after the end."""
        loop = asyncio.get_running_loop()
        await asyncio.sleep(random.random() * PACE)
        while loop.time() < until:
            before = self.doc.get_state()
            self.doc.get("p", type=Text).insert(0, "z")
            await self.connection.send(protocol.update(self.name, self.doc.get_update(before)))
            self.typed += 1
            await asyncio.sleep(PACE)
        async with asyncio.timeout(60):
            while self.saved < self.typed:  # noqa: ASYNC110  counted by the reader
                await asyncio.sleep(0.05)


@asynccontextmanager
async def line(world: World, key: str, name: str) -> AsyncIterator[Line]:
    """Open a socket for somebody, at a node."""
    client = (await world.who(key).post("/api/sync/tickets"))["client_id"]
    async with connect(
        f"ws://127.0.0.1:{world.server.port}/api/sync",
        additional_headers={"Origin": PUBLIC, "Cookie": world.ids.cookies[key]},
        ping_interval=None,
        max_size=None,
        compression=None,
        proxy=None,
    ) as connection:
        found = Line(connection, name, client)
        await found.open()
        reading = asyncio.create_task(found.read())
        yield found
        reading.cancel()


def seconds_of(processes: list[psutil.Process]) -> float:
    """Return how long processes have been at work."""
    return sum(sum(one.cpu_times()[:2]) for one in processes if one.is_running())


async def measure(url: str, bus: str, ids: Ids, count: int, asked: argparse.Namespace) -> str:
    """Let everybody come, type and go; returns one row of the table."""
    started = [Started(url, bus, quiet_ms=400) for _ in range(count)]
    async with own_houses(ids, *started) as worlds, AsyncExitStack() as stack:
        texts = (await worlds[0].text())["paragraphs"]
        lines = []
        for number in range(asked.sockets):
            key = WRITERS[number % 3] if number % 5 == 0 else READERS[number % 5]
            name = texts[number // 5 % len(texts)]["sync"]
            lines.append(await stack.enter_async_context(line(worlds[number % count], key, name)))
        writers = lines[::5]
        await asyncio.sleep(1)
        nodes = [psutil.Process(one.start().pid) for one in started]
        before = seconds_of(nodes)
        until = asyncio.get_running_loop().time() + asked.seconds
        await asyncio.gather(*(one.type(until) for one in writers))
        await asyncio.sleep(1)
        spent = seconds_of(nodes) - before
    here = Counter(one.name for one in lines)
    delivered = sum(one.typed * (here[one.name] - 1) for one in writers)
    typed, saved = sum(one.typed for one in writers), sum(one.saved for one in writers)
    cost = f"{spent:.2f} s | {spent / delivered * 1e6:.0f} µs"
    return f"| {count} | {asked.sockets} | {typed} | {saved} | {delivered} | {cost} |"


async def main(postgres: Postgres, migrated: str, bus: str, asked: argparse.Namespace) -> None:
    """Print the table."""
    founded = await postgres.create(migrated)
    ids = await found_world(postgres.url(founded))
    print("| nodes | sockets | typed | saved | delivered | processor | each delivered |")
    print("|---|---|---|---|---|---|---|")
    for count in asked.nodes:
        async with postgres.copy(founded) as url:
            print(await measure(url, bus, ids, count, asked), flush=True)


def ask() -> argparse.Namespace:
    """Read the options."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--nodes", type=int, nargs="+", default=[1, 2])
    options.add_argument("--bus", choices=["notify", "nats"], default="notify")
    options.add_argument("--sockets", type=int, default=60)
    options.add_argument("--seconds", type=float, default=10)
    return options.parse_args()


if __name__ == "__main__":
    wanted = ask()
    hints: AbstractContextManager[Nats | None] = (
        nats_server() if wanted.bus == "nats" else nullcontext()
    )
    with postgres_server("bench", "bench") as server, hints as nats:
        url = nats.url if nats is not None else ""
        asyncio.run(main(server, migrated_database(server), url, wanted))
