"""The clock that everything is sent by, what is held in memory, and plain sockets. Y14, Y15."""

import asyncio
import time
from collections.abc import Callable
from pathlib import Path

from app.sync import Hub, Rest, Visitor
from app.sync.ticker import Ticker
from tests.sync.conftest import SCHEMA, Browser, Place, compose, fresh_database, place_at, serving
from tests.sync.gates import OpenGate
from tests.sync.pages import token


class Sink:
    """A socket that remembers each write."""

    def __init__(self) -> None:
        self.ready = True
        self.writes: list[list[bytes]] = []

    def write(self, frames: list[bytes]) -> None:
        self.writes.append(frames)

    def close(self, code: int, reason: str) -> None:
        raise AssertionError(reason)


class ByHand(Ticker):
    """A ticker that a test can hold, and then lets tick once."""

    held = False

    def _schedule(self) -> None:
        if not self.held:
            super()._schedule()

    def tick(self) -> None:
        self._tick()


class Spending:
    """A socket whose writes take a while."""

    def __init__(self) -> None:
        self.flushed = 0
        self.news = asyncio.Event()

    def flush(self) -> None:
        time.sleep(0.03)
        self.flushed += 1
        self.news.set()


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not true():  # noqa: ASYNC110  it happens in memory that has no bell
            await asyncio.sleep(0.005)


async def test_a_quiet_moment_sends_at_once_and_a_busy_one_gathers() -> None:  # Y14
    ticker, socket = Ticker(share=0.5), Spending()
    ticker.touch(socket)
    await asyncio.sleep(0)
    assert socket.flushed == 1
    socket.news.clear()
    for _ in range(5):
        ticker.touch(socket)
        await asyncio.sleep(0)
    assert socket.flushed == 1
    async with asyncio.timeout(5):
        await socket.news.wait()
    assert socket.flushed == 2


async def test_what_fails_in_a_tick_fails_for_itself() -> None:  # Y14
    class Failing:
        def publish(self) -> None:
            raise RuntimeError("this room is broken")

    ticker, socket = Ticker(), Spending()
    ticker.gather(Failing())
    ticker.touch(socket)
    async with asyncio.timeout(5):
        await socket.news.wait()


async def test_a_tick_is_one_shared_frame_a_room_and_one_write_a_socket(place: Place) -> None:
    """Y14: three keystrokes in each of two texts are two messages, in one write for each reader."""
    ticker = place.hub.ticker = ByHand()
    for name in ("p1", "p2"):
        await place.document(name)
    browser, client = await place.connect("ann"), await place.ticket("ann")
    pages = [await browser.open(name, client) for name in ("p1", "p2")]
    sinks = [Sink(), Sink()]
    readers = [place.hub.connect(sink, Visitor("bob", {})) for sink in sinks]
    for reader in readers:
        for page in pages:
            reader.take(token(page.name, str(await place.ticket("bob"))))
    await until(lambda: all(len(reader.members(None)) == 2 for reader in readers))
    await until(lambda: not any(reader.buffered for reader in readers))
    for sink in sinks:
        sink.writes.clear()
    ticker.held = True
    for page in pages:
        for _ in range(3):
            await page.type("x")
        room = await place.hub.room(page.name)
        assert room is not None
        await until(lambda room=room: room.words() == [("xxx", {})])  # type: ignore[misc]  # now
    assert not any(sink.writes for sink in sinks)
    ticker.held = False
    ticker.tick()
    writes = [write for sink in sinks for write in sink.writes]
    assert [len(write) for write in writes] == [2, 2]
    assert all(one is other for one, other in zip(*writes, strict=True))
    for page in pages:
        await page.until(lambda page=page: page.saved == 3)  # type: ignore[misc]  # bound now
    for reader in readers:
        reader._line._socket = Spent()  # nobody is left to be told
        place.hub.disconnect(reader)


class Spent(Sink):
    def close(self, code: int, reason: str) -> None:
        pass


async def test_a_text_nobody_writes_is_held_as_bytes(tmp_path: Path) -> None:  # Y15
    async with place_at(tmp_path / "sync.db", OpenGate(), rest=Rest(0.02, 0.1)) as place:
        await place.document("p1", "Recalling ")
        ann = await place.page("ann", "p1")
        room = await place.hub.room("p1")
        assert room is not None
        assert (ann.words, room.loaded) == ("Recalling ", False)
        await ann.type("the Charter")
        await ann.until(lambda: ann.saved == 1)
        await until(lambda: not room.loaded)
        bob = await place.page("bob", "p1")
        assert (bob.words, room.loaded) == ("Recalling the Charter", False)


async def test_who_has_all_the_words_is_sent_none(place: Place) -> None:  # Y15, Y16
    await place.document("p1", "Recalling the Charter, ")
    ann = await place.page("ann", "p1")
    await ann.edit(lambda text: text.__delitem__(slice(0, 10)))
    await ann.until(lambda: ann.saved == 1)
    room = await place.hub.room("p1")
    assert room is not None
    await until(lambda: not room.loaded)
    missing = room._held.since(ann.doc.get_state())
    assert len(missing) < 12
    assert not room.loaded
    ann.doc.apply_update(missing)
    assert ann.words == "the Charter, "


async def test_a_burst_of_one_page_is_weighed_whole_and_answered_each(tmp_path: Path) -> None:
    """Y7, Y15: three updates behind one that is being weighed are one entry, and three answers."""
    gate = OpenGate(hold=asyncio.Event())
    async with place_at(tmp_path / "sync.db", gate) as place:
        await place.document("p1")
        ann = await place.page("ann", "p1")
        await ann.type("a")
        await gate.holding.wait()
        for letter in "bcd":
            await ann.type(letter)
        room = await place.hub.room("p1")
        assert room is not None
        await until(lambda: len(room._inbox) == 3)
        assert gate.hold is not None
        gate.hold.set()
        await ann.until(lambda: ann.saved == 4)
        assert len(await place.stored("p1")) == 2
        assert gate.weighed[-1] == ("ann", "a", "abcd")


async def test_one_refused_in_a_burst_takes_only_what_builds_on_it(tmp_path: Path) -> None:  # Y7
    gate = OpenGate(hold=asyncio.Event(), forbidden={"bad"})
    async with place_at(tmp_path / "sync.db", gate) as place:
        await place.document("p1")
        ann = await place.page("ann", "p1")
        await ann.type("a")
        await gate.holding.wait()
        for word in ("b", "bad", "c"):
            await ann.type(word)
        room = await place.hub.room("p1")
        assert room is not None
        await until(lambda: len(room._inbox) == 3)
        assert gate.hold is not None
        gate.hold.set()
        await ann.until(lambda: ann.unsaved == 2)
        assert ann.saved == 2
        assert ann.refusals == ["test.forbidden", "sync.depends_on_refused"]
        assert room.words() == [("ab", {})]


async def test_any_asgi_server_will_do(tmp_path: Path) -> None:  # Y10
    async with fresh_database(tmp_path / "sync.db") as database:
        hub = Hub(database, SCHEMA, rest=Rest(0.02, 0.1))
        await hub.start(OpenGate())
        async with serving(compose(hub), ws="websockets-sansio") as port:
            place = Place(hub, OpenGate(), port)
            await place.document("p1")
            ann, bob = await place.page("ann", "p1"), await place.page("bob", "p1")
            await ann.type("words")
            await bob.until(lambda: bob.words == "words")
            browser: Browser = place.browsers[0]
            hub.gone("ann")
            assert await browser.closed() == 4401
            await place.browsers[1].socket.close()
            for one in place.browsers:
                assert one.task is not None
                await one.task
            await hub.stop()
