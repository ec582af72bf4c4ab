"""kill -9 in mid-typing: what a page was told is saved is there afterwards. Promise Y1."""

import asyncio
import random
import socket
import sys
from asyncio.subprocess import Process
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidMessage

from app.sync import Hub, Visitor
from app.sync.protocol import PING, PONG
from app.sync.validate import read_state
from app.sync.wire import Reader
from tests.sync.conftest import ORIGIN, SCHEMA, fresh_database
from tests.sync.pages import Page, new_doc

ROOT = Path(__file__).parents[2]
LOST = (OSError, ConnectionClosed, InvalidMessage)
LETTERS = "abcdefé漢ض"


@dataclass
class Typist:
    """A person whose page goes on typing, whatever becomes of the server.

    `sent` counts the letters typed so far and `told` those the page was told are saved.
    """

    person: str
    page: Page
    news: asyncio.Event
    rng: random.Random
    told: int = 0
    sent: int = 0
    lives: int = 0

    async def live(self, port: int) -> None:
        """Connect, type until the connection is lost, connect again, as a stock provider does."""
        while True:
            with suppress(*LOST):
                async with connect(
                    f"ws://127.0.0.1:{port}/api/sync",
                    additional_headers={"Cookie": f"person={self.person}", "Origin": ORIGIN},
                    ping_interval=None,
                ) as connection:
                    await self._type(connection)
            await asyncio.sleep(0.02)  # a page's pause before it tries again

    async def _type(self, connection: ClientConnection) -> None:
        page, base = self.page, self.sent
        page.send, page.saved = connection.send, 0
        await page.open()
        async for frame in connection:
            assert isinstance(frame, bytes)
            if frame == PING:
                await connection.send(PONG)
                continue
            assert Reader(frame).string() == page.name
            await page.take(frame)
            if not page.saved:
                continue
            # The first «saved» answers step 2, which carries all that was typed before.
            self.lives += page.saved == 1
            self.told = max(self.told, base + page.saved - 1)
            self.news.set()
            while self.sent - self.told < 4:
                self.sent += 1
                await page.type(self.rng.choice(LETTERS))


@dataclass
class Trial:
    """A server that is killed and started again under three people who type."""

    path: Path
    port: int
    typists: list[Typist] = field(default_factory=list)
    news: asyncio.Event = field(default_factory=asyncio.Event)

    async def prepare(self) -> None:
        async with fresh_database(self.path) as database:
            hub = Hub(database, SCHEMA)
            for number, person in enumerate(("ann", "bob", "cem")):
                name = f"p{number // 2}"
                if number != 1:
                    async with database.writing() as write:
                        await hub.open_new(write, name, None, "setup")
                page = Page(name, await hub.issue(Visitor(person, {})), _nowhere)
                self.typists.append(Typist(person, page, self.news, random.Random(number)))

    async def start(self, *options: str) -> Process:
        return await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "tests.sync.server", str(self.path), str(self.port), *options),
            cwd=ROOT,
        )

    async def until(self, true: Callable[[Typist], bool]) -> None:
        async with asyncio.timeout(60):
            while not all(true(typist) for typist in self.typists):
                self.news.clear()
                await self.news.wait()

    async def words(self, name: str) -> tuple[str, dict[int, int]]:
        """Return the words in the database, and how many letters of each client it has."""
        async with fresh_database(self.path) as database, database.reading() as session:
            state = await Hub(database, SCHEMA).state(session, name)
        doc = new_doc(1)
        doc.apply_update(state)
        return str(doc["p"]), read_state(doc.get_state())

    async def missing(self) -> int:
        """Return how many letters somebody was told are saved and that are not stored."""
        missing = 0
        for typist in self.typists:
            _, letters = await self.words(typist.page.name)
            missing += max(0, typist.told - letters.get(typist.page.client, 0))
        return missing


async def _nowhere(_: bytes) -> None:
    return None


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


async def killed(trial: Trial, rounds: int, *options: str) -> list[int]:
    """Kill the server `rounds` times in mid-typing; return what was missing each time."""
    await trial.prepare()
    rng = random.Random(9)
    process = await trial.start(*options)
    live = [asyncio.create_task(typist.live(trial.port)) for typist in trial.typists]
    missing = []
    try:
        for round_ in range(1, rounds + 1):
            goals = {t.person: t.told + rng.randint(10, 60) for t in trial.typists}
            await trial.until(
                lambda t, goals=goals, least=round_: (  # type: ignore[misc]  # bound now
                    t.told >= goals[t.person] and t.lives >= least
                )
            )
            process.kill()
            await process.wait()
            missing.append(await trial.missing())
            if missing[-1]:
                # Peers hold what the server has lost: from here on nobody can be in step again.
                break
            process = await trial.start(*options)
            await trial.until(lambda t, least=round_: t.lives > least)  # type: ignore[misc]  # same
    finally:
        for task in live:
            task.cancel()
        await asyncio.gather(*live, return_exceptions=True)
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
    return missing


async def test_ten_times_kill_9_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:  # Y1
    trial = Trial(tmp_path / "sync.db", free_port())
    assert await killed(trial, 10) == [0] * 10
    assert await trial.missing() == 0
    assert sum(typist.told for typist in trial.typists) > 300
    for typist in trial.typists:
        # The page has lived through it all without a reload: what is stored, it has too.
        words, letters = await trial.words(typist.page.name)
        assert letters[typist.page.client] <= typist.sent
        typist.page.doc.apply_update(await _state(trial, typist.page.name))
        assert len(typist.page.words) >= len(words)


async def test_the_control_that_acknowledges_early_is_seen_to_lose(tmp_path: Path) -> None:
    """Without this the test above might be blind."""
    trial = Trial(tmp_path / "sync.db", free_port())
    assert sum(await killed(trial, 3, "early")) > 0


async def _state(trial: Trial, name: str) -> bytes:
    async with fresh_database(trial.path) as database, database.reading() as session:
        return await Hub(database, SCHEMA).state(session, name)
