"""One contract for all three buses. (Y19)"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial

import pytest

from app.kit.bus import LONGEST_HINT, Bus, InProcessBus, Neighbours
from app.kit.bus_nats import NatsBus
from app.kit.bus_notify import NotifyBus
from app.kit.db import Database
from tests.nodes.nats import Nats, nats_server
from tests.nodes.proxy import wire

Make = Callable[[], Bus]


@dataclass
class Ear:
    """Remembers what it hears."""

    bus: Bus
    heard: list[bytes] = field(default_factory=list)
    back: int = 0
    news: asyncio.Event = field(default_factory=asyncio.Event)

    async def start(self) -> None:
        await self.bus.start(self.hear, self.come_back)

    def hear(self, hint: bytes) -> None:
        self.heard.append(hint)
        self.news.set()

    def come_back(self) -> None:
        self.back += 1
        self.news.set()

    async def until(self, true: Callable[[], bool]) -> None:
        async with asyncio.timeout(20):
            while not true():
                self.news.clear()
                await self.news.wait()


@pytest.fixture
def nats() -> Iterator[Nats]:
    with nats_server() as server:
        yield server


@pytest.fixture(params=["in process", "notify", "nats"])
def make(request: pytest.FixtureRequest) -> Make:
    """Make one more bus on the same line."""
    if request.param == "in process":
        line: set[InProcessBus] = set()
        return partial(InProcessBus, line)
    if request.param == "notify":
        return partial(NotifyBus, request.getfixturevalue("postgres_database"))
    return partial(NatsBus, request.getfixturevalue("nats").url)


@asynccontextmanager
async def ears(make: Make, count: int) -> AsyncIterator[list[Ear]]:
    found = [Ear(make()) for _ in range(count)]
    for ear in found:
        await ear.start()
        await ear.until(lambda ear=ear: ear.back == 1)  # type: ignore[misc]  # bound now
    yield found
    for ear in found:
        await ear.bus.stop()


async def test_everybody_hears_in_the_order_of_speaking(make: Make) -> None:  # Y19
    async with ears(make, 3) as (first, second, third):
        hints = [f'"{number} é 漢"'.encode() for number in range(200)]
        for hint in hints:
            first.bus.publish(hint)
        for ear in (second, third):
            await ear.until(lambda ear=ear: len(ear.heard) == 200)  # type: ignore[misc]  # same
            assert ear.heard == hints
            assert ear.bus.connected


async def test_a_hint_may_be_as_long_as_is_promised(make: Make) -> None:
    async with ears(make, 2) as (first, second):
        first.bus.publish(b"x" * LONGEST_HINT)
        await second.until(lambda: bool(second.heard))
        assert len(second.heard[0]) == LONGEST_HINT


async def test_within_a_transaction_it_is_heard_if_that_commits(
    make: Make, postgres_database: str
) -> None:
    database = Database(postgres_database)
    async with ears(make, 2) as (first, second):
        with pytest.raises(ZeroDivisionError):
            await failing(database, first.bus)
        async with database.writing() as write:
            await first.bus.publish_within(write, b"once")
            assert second.heard == []
        await second.until(lambda: bool(second.heard))
        assert second.heard == [b"once"]
    await database.close()


async def test_who_has_left_hears_nothing_and_harms_nobody(make: Make) -> None:
    async with ears(make, 2) as (first, second):
        gone = Ear(make())
        await gone.start()
        await gone.bus.stop()
        first.bus.publish(b"hello")
        await second.until(lambda: bool(second.heard))
        assert gone.heard == []
        assert not gone.bus.connected


async def test_a_lost_nats_is_found_again_and_told_of(nats: Nats) -> None:
    async with ears(partial(NatsBus, nats.url), 2) as (first, second):
        nats.stop()
        await until_lost(first.bus)
        first.bus.publish(b"nobody hears this")
        nats.start()
        for ear in (first, second):
            await ear.until(lambda ear=ear: ear.back == 2)  # type: ignore[misc]  # bound now
        first.bus.publish(b"again")
        await second.until(lambda: bool(second.heard))
        assert second.heard == [b"again"]


async def test_a_bus_that_is_not_there_keeps_nobody_from_starting(nats: Nats) -> None:
    nats.stop()
    ear = Ear(NatsBus(nats.url))
    await ear.start()
    assert not ear.bus.connected
    ear.bus.publish(b"dropped")
    nats.start()
    await ear.until(lambda: ear.back == 1)
    await ear.bus.stop()


async def test_a_silent_wire_counts_as_lost(postgres_database: str) -> None:
    """NOTIFY over a connection that is cut off without a word."""
    folder = postgres_database.partition("host=")[2]
    async with wire(lambda: asyncio.open_unix_connection(f"{folder}/.s.PGSQL.5432")) as cut:
        path = postgres_database.partition("?")[0]
        url = path.replace("@/", f"@127.0.0.1:{cut.port}/")
        other = NotifyBus(postgres_database)
        await other.start(lambda _hint: None, lambda: None)
        async with ears(partial(NotifyBus, url), 1) as (ear,):
            cut.cut()
            await until_lost(ear.bus)
            other.publish(b"missed")
            cut.mend()
            await ear.until(lambda: ear.back == 2)
            other.publish(b"heard")
            await ear.until(lambda: b"heard" in ear.heard)
        await other.stop()


async def failing(database: Database, bus: Bus) -> None:
    async with database.writing() as write:
        await bus.publish_within(write, b"never")
        raise ZeroDivisionError


async def until_lost(bus: Bus) -> None:
    async with asyncio.timeout(20):
        while bus.connected:  # noqa: ASYNC110  a bus says when it is back, not when it is lost
            await asyncio.sleep(0.02)


async def test_neighbours_hear_each_other_but_not_themselves() -> None:
    line: set[InProcessBus] = set()
    one, two = (Neighbours(name, InProcessBus(line)) for name in ("one", "two"))
    said: asyncio.Queue[tuple[str, object]] = asyncio.Queue()
    lost: asyncio.Queue[str] = asyncio.Queue()
    for node in (one, two):
        node.on("word", lambda who, what: said.put_nowait((who, what)))
        node.when_lost(lost.put_nowait)
        await node.start()
    one.say("word", {"a": 1})
    one.say("unheard of", None)
    two.say("word", "x" * LONGEST_HINT)
    async with asyncio.timeout(5):
        # What is too long to say becomes: look for yourself.
        assert [await said.get(), await said.get()] == [("one", {"a": 1}), ("two", None)]
        assert said.empty()
        assert two.others == {"one"}
        await one.stop()
        assert await lost.get() == "one"
    assert two.others == set()
    await two.stop()


def test_alone_there_is_nobody_to_talk_to() -> None:
    alone = Neighbours("")
    assert alone.alone
    assert alone.connected
    alone.say("word", 1)
