"""Slow readers, shared commits, loading and unloading. Promises Y1, Y10, Y13."""

import asyncio
from pathlib import Path
from typing import Any

from app.kit.clock import system_clock
from app.sync import Limits, Visitor, protocol
from app.sync.journal import Batch, Entry, SharedCommits
from app.sync.wire import Reader
from tests.sync.conftest import Place, place_at
from tests.sync.gates import OpenGate
from tests.sync.pages import Page, token


class StuckSocket:
    """A peer that reads nothing after a while."""

    def __init__(self) -> None:
        self.ready = True
        self.closed: tuple[int, str] | None = None

    def write(self, frames: list[bytes]) -> None:
        assert self.ready

    def close(self, code: int, reason: str) -> None:
        self.closed = (code, reason)


async def test_a_slow_reader_is_dropped_and_nobody_waits_for_it(tmp_path: Path) -> None:  # Y10
    limits = Limits(buffered_bytes=40_000)
    async with place_at(tmp_path / "sync.db", OpenGate(), limits) as place:
        await place.document("p1")
        ann, bob = await place.page("ann", "p1"), await place.page("bob", "p1")
        socket = StuckSocket()
        slow = place.hub.connect(socket, Visitor("cem", {}))
        client = await place.ticket("cem")
        await slow.receive(token("p1", str(client)))
        socket.ready = False
        for _ in range(30):
            await ann.type("x" * 1000, at=0)
        for _ in range(20):
            await ann.edit(lambda text: text.clear())
            await ann.type("y" * 1000)
        await ann.until(lambda: ann.saved == 70)
        await bob.until(lambda: bob.words == ann.words)
        async with asyncio.timeout(5):
            await slow.ended.wait()
        assert socket.closed == (4205, "too slow")
        place.hub.disconnect(slow)
        cem = await place.page("cem", "p1")
        assert cem.words == bob.words


async def test_many_documents_share_commits(place: Place) -> None:  # Y1
    names = [f"p{number}" for number in range(30)]
    for name in names:
        await place.document(name)
    commits: list[int] = []
    journal = place.hub.journal
    assert isinstance(journal, SharedCommits)
    commit = journal._commit

    async def counted(batches: list[Batch]) -> None:
        commits.append(len(batches))
        await commit(batches)

    journal._commit = counted  # type: ignore[method-assign]  # counts, then does it
    browser = await place.connect("ann")
    client = await place.ticket("ann")
    pages = [await browser.open(name, client) for name in names]
    for page in pages:
        await page.type("words")
    for page in pages:
        await page.until(lambda page=page: page.saved == 1)  # type: ignore[misc]  # bound now
    assert sum(commits) == 30
    assert len(commits) < 30


async def test_one_batch_that_cannot_be_stored_holds_up_nobody(place: Place) -> None:  # Y1
    await place.document("a")
    await place.document("b")
    journal = SharedCommits(place.hub.database, system_clock)
    heads: list[tuple[str, int]] = []

    def batch(name: str, payload: Any) -> Batch:
        entries = [Entry("ann", 1, b"\x00\x00"), Entry("ann", 1, payload)]
        return Batch(name, 0, entries, lambda: True, lambda head: heads.append((name, head)))

    # The same update twice: the unique operation refuses it.
    bad, good = batch("a", b"\x00\x00"), batch("b", b"\x00\x01")
    results = await asyncio.gather(journal.store(bad), journal.store(good), return_exceptions=True)
    assert type(results[0]).__name__ == "IntegrityError"
    assert results[1] is True
    assert heads == [("b", 2)]


async def test_a_document_is_loaded_once_and_unloaded_when_nobody_is_left(place: Place) -> None:
    """Y13: five first visitors at the same moment, and what they wrote is told before the end."""
    await place.document("p1", "words")
    browsers = [await place.connect(f"ann{number}") for number in range(5)]
    clients = [await place.ticket(f"ann{number}") for number in range(5)]
    pages: list[Page] = await asyncio.gather(
        *(b.open("p1", c) for b, c in zip(browsers, clients, strict=True))
    )
    assert {page.words for page in pages} == {"words"}
    room = await place.hub.room("p1")
    assert room is not None
    assert len(room.members) == 5
    await pages[0].type("!")
    await pages[0].until(lambda: pages[0].saved == 1)
    for browser in browsers:
        await browser.socket.close()
    async with asyncio.timeout(5):
        await place.gate.rest_seen.wait()
    late = await place.page("bob", "p1")
    assert late.words == "words!"


async def test_a_full_answer_is_one_frame_for_the_whole_document(place: Place) -> None:
    await place.document("p1", "words")
    room = await place.hub.room("p1")
    assert room is not None
    assert room.state() is room.state()
    frame = protocol.step_2("p1", room.state())
    reader = Reader(frame)
    assert (reader.string(), reader.number(), reader.number()) == ("p1", 0, 1)
    assert reader.chunk() == room.state()
