"""Peers that read nothing, that all come at once, that say everything twice. Y6, Y10, Y23."""

import asyncio
import random
import resource
from contextlib import suppress
from pathlib import Path

from pycrdt import Text
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from app.sync import Hub, Limits, Rest, Runs, Visitor, protocol, runs
from app.sync.history import history
from tests.faults.links import Link
from tests.faults.report import Report
from tests.faults.scale import scale
from tests.sync.conftest import (
    ORIGIN,
    SCHEMA,
    Browser,
    Place,
    fresh_database,
    insert_at_start,
    place_at,
)
from tests.sync.gates import OpenGate
from tests.sync.pages import Page, new_doc, token
from tests.sync.proposing import Pen

CUT_OFF = {"sync.gap", "sync.depends_on_refused"}


async def test_a_client_that_reads_nothing_is_dropped_and_harms_nobody(
    tmp_path: Path, report: Report
) -> None:
    """A real socket whose other end takes nothing in: bounded memory, then 4205 «too slow»."""
    how = scale()
    limits = Limits(buffered_bytes=how.stalled_bytes)
    async with place_at(tmp_path / "sync.db", OpenGate(), limits) as place:
        await place.document("p1")
        ann, bob = await place.page("ann", "p1"), await place.page("bob", "p1")
        socket = await connect(
            f"ws://127.0.0.1:{place.port}/api/sync",
            additional_headers={"Cookie": "person=cem", "Origin": ORIGIN},
            ping_interval=None,
            compression=None,
        )
        client = await place.ticket("cem")
        await socket.send(token("p1", str(client)))
        await socket.recv()
        socket.transport.pause_reading()
        stalled = next(one for one in place.hub.sessions if one.visitor.id == "cem")
        before, most = _memory(), 0
        loop = asyncio.get_running_loop()
        slowest = 0.0
        for number in range(100_000):
            if stalled.ended.is_set():
                break
            begun = loop.time()
            # Written and taken out again: the text stays short, what is to be sent grows.
            await ann.edit(_write_anew)
            await ann.until(lambda n=number: ann.saved > n)  # type: ignore[misc]  # bound now
            slowest = max(slowest, loop.time() - begun)
            most = max(most, stalled.buffered)
        assert stalled.ended.is_set()
        assert most <= how.stalled_bytes + 2 * limits.frame_bytes
        grown = _memory() - before
        assert grown < 4 * how.stalled_bytes + 40_000_000
        await bob.until(lambda: bob.words == ann.words)
        socket.transport.resume_reading()
        with suppress(ConnectionClosed):
            while True:
                await socket.recv()
        assert (socket.close_code, socket.close_reason) == (4205, "too slow")
        cem = await place.page("cem", "p1")
        assert cem.words == bob.words
        report(most_buffered=most, memory_grown=max(grown, 0), slowest_save_s=round(slowest, 2))


def _write_anew(text: Text) -> None:
    text.clear()
    text.insert(0, "x" * 8000)


def _memory() -> int:
    """Return how many bytes this process holds."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize()


async def test_everybody_reconnecting_at_once_is_served(tmp_path: Path, report: Report) -> None:
    """All sockets are lost in the same moment, each with words on the way; all come back."""
    how = scale()
    async with place_at(tmp_path / "sync.db", OpenGate(), rest=Rest(0.5, 2)) as place:
        for name in ("p0", "p1", "p2"):
            await place.document(name, "Recalling")
        people = [f"u{number}" for number in range(how.crowd)]
        pages = await asyncio.gather(*(_enter(place, p, n % 3) for n, p in enumerate(people)))
        for page in pages:
            await page.type("a")
        for session in tuple(place.hub.sessions):
            session.end(1012, "the server restarts")
        for page in pages:
            page.edited(lambda text: text.insert(0, "b"))  # offline
        begun = asyncio.get_running_loop().time()
        await asyncio.gather(
            *(_return(place, p, page) for p, page in zip(people, pages, strict=True))
        )
        took = asyncio.get_running_loop().time() - begun
        for number in range(3):
            stored = await _stored(place, f"p{number}")
            here = pages[number::3]
            assert stored.count("a") - stored.count("Recalling") == len(here)
            assert stored.count("b") == len(here)
            for page in here:
                await page.until(lambda page=page, stored=stored: page.words == stored, 30)  # type: ignore[misc]
        report(clients=how.crowd, all_back_and_saved_s=round(took, 2), lost=0)


async def _enter(place: Place, person: str, number: int) -> Page:
    browser = await place.connect(person)
    return await browser.open(f"p{number}", await place.ticket(person))


async def _return(place: Place, person: str, page: Page) -> None:
    browser: Browser = await place.connect(person)
    page.send, page.saved, page.synced, browser.pages[page.name] = browser.send, 0, False, page
    await page.open()
    await page.until(lambda: page.saved and page.synced, 60)


async def _stored(place: Place, name: str) -> str:
    async with place.hub.database.reading() as session:
        state = await place.hub.state(session, name)
    doc = new_doc(1)
    doc.apply_update(state)
    return str(doc["p"])


async def test_what_comes_twice_or_out_of_order_does_no_harm(
    tmp_path: Path, report: Report
) -> None:
    """Duplicates are acknowledged and not stored; what lacks its base is refused in words. Y6."""
    how = scale()
    rng = random.Random(how.seed)
    async with fresh_database(tmp_path / "sync.db") as database:
        hub = Hub(database, SCHEMA)
        await hub.start(OpenGate())
        async with database.writing() as write:
            await hub.open_new(write, "p1")
            await hub.change(write, "p1", "setup", lambda doc: insert_at_start(doc, "Recalling"))
        link = await _straight(hub, "ann", rng)
        page = link.page
        typed = [
            page.edited(lambda text: text.insert(0, rng.choice("ab漢😀")))
            for _ in range(how.duplicates)
        ]
        half = how.duplicates // 2
        said = [one for one in typed[:half] for _ in range(rng.randint(1, 3))]
        for update in said:
            await page.send_update(update)
        await link.pump(lambda: page.saved == len(said))
        # The last comes first, alone; the others in any order.
        await page.send_update(typed[-1])
        await link.pump(lambda: page.unsaved == 1)
        for update in rng.sample(typed[half:-1], len(typed) - half - 1):
            await page.send_update(update)
        await link.pump(lambda: page.saved + page.unsaved == len(said) + len(typed) - half)
        reasons = {told["reason"] for told in page.told if told["type"] == "refused"}
        assert reasons <= CUT_OFF
        assert reasons
        assert all(told["sentence"] for told in page.told)
        # The page opens the text anew, keeping what it has: everything is there, once.
        page.told.clear()
        page.saved, page.synced = 0, False
        page.expect_greeting()
        await page.open()
        await link.pump(lambda: bool(page.synced and page.saved))
        room = await hub.room("p1")
        assert room is not None
        assert room.words() == runs(page.doc, "p")
        async with database.reading() as session:
            entries = await history(session, "p1")
        assert len({entry.op for entry in entries}) == len(entries)
        assert _shuffled([entry.payload for entry in entries], rng) == runs(page.doc, "p")
        link.drop()
        await hub.stop()
        report(updates=len(typed), stored=len(entries), refused=page.unsaved)


def _shuffled(payloads: list[bytes], rng: random.Random) -> Runs:
    """Return what a page shows that is sent everything twice and in any order."""
    page = new_doc(7)
    for payload in rng.sample(payloads * 2, 2 * len(payloads)):
        page.apply_update(payload)
    return runs(page, "p")


async def _straight(hub: Hub, person: str, rng: random.Random) -> Link:
    """Somebody in step, whose socket delivers at once."""
    client = await hub.issue(Visitor(person, {}))
    link = Link(hub, person, Page("p1", client, _nowhere), Pen(f"{person}00000", rng))
    link.straight = True
    await link.connect()
    await link.pump(lambda: bool(link.page.synced and link.page.saved))
    link.page.saved = 0
    assert link.page.doc.get_state() != protocol.EMPTY_STATE
    return link


async def _nowhere(_: bytes) -> None:
    return None
