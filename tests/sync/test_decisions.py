"""The server's own edits inside a command's transaction. Promises Y4, Y5, Y6, Y12, Y13."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import structlog
from pycrdt import Text
from structlog.testing import capture_logs
from structlog.typing import EventDict

from app.sync import Document, Hub, Limits, Malformed, NoDocument, Rest, runs
from app.sync.validate import read_state
from tests.sync.conftest import SCHEMA, Place, compose, fresh_database, place_at, serving
from tests.sync.gates import OpenGate, plain
from tests.sync.pages import new_doc


def added(words: str) -> Callable[[Document], str]:
    """Return an edit that adds words at the end and returns the whole."""

    def edit(doc: Document) -> str:
        text = doc.get("p", type=Text)
        text.insert(len(text), words)
        return str(text)

    return edit


async def words_of(hub: Hub, name: str) -> str:
    async with hub.database.reading() as session:
        state = await hub.state(session, name)
    doc = new_doc(1)
    doc.apply_update(state)
    return plain(runs(doc, "p"))


async def test_a_decision_is_seen_by_the_pages_after_its_commit(place: Place) -> None:  # Y12
    await place.document("p1", "one")
    ann = await place.page("ann", "p1")
    async with place.hub.database.writing() as write:
        assert await place.hub.change(write, "p1", "chair", added(" two")) == "one two"
        assert await place.hub.change(write, "p1", "chair", added(" three")) == "one two three"
        assert plain(runs(await place.hub.read(write, "p1"), "p")) == "one two three"
        assert await place.hub.state(write, "p1")
        assert ann.words == "one"
    await ann.until(lambda: ann.words == "one two three")
    assert len(await place.stored("p1")) == 3
    assert await words_of(place.hub, "p1") == "one two three"


async def test_a_decision_that_is_rolled_back_never_happened(place: Place) -> None:  # Y12
    await place.document("p1", "one")
    ann = await place.page("ann", "p1")

    async def decide_and_fail() -> None:
        async with place.hub.database.writing() as write:
            await place.hub.change(write, "p1", "chair", added(" two"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await decide_and_fail()
    async with place.hub.database.writing() as write:
        await place.hub.change(write, "p1", "chair", added(" three"))
    await ann.until(lambda: ann.words == "one three")
    await ann.type(" four")
    await ann.until(lambda: ann.saved == 1)
    assert await words_of(place.hub, "p1") == "one three four"


async def test_a_change_that_changes_nothing_is_not_stored(place: Place) -> None:  # Y6
    await place.document("p1", "one")
    async with place.hub.database.writing() as write:
        await place.hub.change(write, "p1", "chair", lambda doc: None)
    assert len(await place.stored("p1")) == 1


async def test_a_fence_holds_back_what_was_weighed_before(place: Place) -> None:
    """Y5: a command reads the words while a page's update waits for its commit."""
    await place.document("p1", "one")
    ann, bob = await place.page("ann", "p1"), await place.page("bob", "p1")
    async with place.hub.database.writing() as write:
        await ann.type(" two")
        await place.gate.asked.wait()
        seen = plain(runs(await place.hub.read(write, "p1"), "p"))
        place.gate.forbidden = {"two"}
    assert seen == "one"
    await ann.until(lambda: ann.refusals == ["test.forbidden"])
    assert [(before, after) for _, before, after in place.gate.weighed] == [("one", "one two")] * 2
    assert bob.words == "one"


async def test_what_is_held_back_is_weighed_against_the_decision(place: Place) -> None:  # Y5
    await place.document("p1", "one")
    ann = await place.page("ann", "p1")
    async with place.hub.database.writing() as write:
        await ann.type(" two")
        await place.gate.asked.wait()
        await place.hub.change(write, "p1", "chair", added("!"))
    await ann.until(lambda: ann.saved == 1)
    assert place.gate.weighed[-1][1] == "one!"
    assert sorted(await words_of(place.hub, "p1")) == sorted("one two!")


async def test_two_processes_share_one_journal(tmp_path: Path) -> None:
    """Y5: the other process commits in between; the room reads on and weighs again."""
    gate = OpenGate()
    async with place_at(tmp_path / "sync.db", gate) as place:
        await place.document("p1", "one")
        ann = await place.page("ann", "p1")
        other = Hub(place.hub.database, SCHEMA, rest=Rest(0.02, 0.1))
        await other.start(OpenGate())
        async with serving(compose(other)) as port:
            there = Place(other, OpenGate(), port)
            bob = await there.page("bob", "p1")
            await bob.type(" two")
            await bob.until(lambda: bob.saved == 1)
            await ann.type(" three")
            await ann.until(lambda: ann.saved == 1 and "two" in ann.words)
            assert place.gate.weighed[-1][1] == "one two"
            async with place.hub.database.writing() as write:
                seen = plain(runs(await other.read(write, "p1"), "p"))
            assert "two" in seen
            assert "three" in seen
            for browser in there.browsers:
                await browser.socket.close()
            await other.stop()


async def test_a_fork_keeps_history_and_merges_back(place: Place) -> None:  # Y12
    await place.document("plenary", "Member States agree")
    ann = await place.page("ann", "plenary")
    await ann.type(" today")
    await ann.until(lambda: ann.saved == 1)
    async with place.hub.database.writing() as write:
        await place.hub.fork(write, "plenary", "copy", "convenor")
    bob = await place.page("bob", "copy")
    assert bob.words == "Member States agree today"
    await bob.type("All ", at=0)
    await bob.until(lambda: bob.saved == 1)
    await ann.type(", here")
    await ann.until(lambda: ann.saved == 2)
    async with place.hub.database.writing() as write:
        await place.hub.change(write, "copy", "convenor", added("."))
        await place.hub.change(write, "plenary", "chair", added("!"))
        back = await place.hub.state(write, "copy")
        await place.hub.merge(write, "plenary", back, "chair")
        await place.hub.merge(write, "plenary", back, "chair")
    await ann.until(lambda: ann.words.startswith("All Member States agree today"))
    assert sorted(ann.words) == sorted("All Member States agree today, here.!")
    clients = {ann.client, bob.client}
    assert clients < set(read_state(ann.doc.get_state()))


async def test_no_two_documents_share_a_client_id(place: Place) -> None:  # Y4
    await place.document("a")
    async with place.hub.database.writing() as write:
        for name in ("b", "c", "d"):
            await place.hub.fork(write, "a", name, "x")
        ids = {(await place.hub.read(write, name)).client_id for name in ("a", "b", "c", "d")}
    assert len(ids) == 4


async def test_a_document_is_created_once_and_must_exist(place: Place) -> None:
    await place.document("a")
    async with place.hub.database.writing() as write:
        with pytest.raises(NoDocument):
            await place.hub.change(write, "none", "x", added("x"))
        with pytest.raises(NoDocument):
            await place.hub.state(write, "none")
        with pytest.raises(Malformed):
            await place.hub.merge(write, "a", b"\x07", "x")


async def test_rest_is_told_with_who_wrote(place: Place) -> None:  # Y13
    await place.document("p1", "one")
    ann, bob = await place.page("ann", "p1"), await place.page("bob", "p1")
    await bob.type(" two")
    await bob.until(lambda: bob.saved == 1)
    await ann.type(" three")
    await ann.until(lambda: ann.saved == 1)
    async with asyncio.timeout(5):
        await place.gate.rest_seen.wait()
    async with place.hub.database.writing() as write:
        assert await place.hub.note(write, "p1") == ("bob", "ann")
        assert await place.hub.note(write, "p1") == ()
        await place.hub.change(write, "p1", "chair", added("!"))
        assert await place.hub.note(write, "p1") == ()


async def test_what_was_untold_at_the_end_is_told_at_the_start(tmp_path: Path) -> None:  # Y13
    async with fresh_database(tmp_path / "sync.db") as database:
        hub = Hub(database, SCHEMA, rest=Rest(60, 60))
        gate = OpenGate()
        await hub.start(gate)
        async with serving(compose(hub)) as port:
            place = Place(hub, gate, port)
            await place.document("p1", "one")
            await place.document("p2", "one")
            ann = await place.page("ann", "p1")
            await ann.type(" two")
            await ann.until(lambda: ann.saved == 1)
            for browser in place.browsers:
                await browser.socket.close()
            again, told = Hub(database, SCHEMA), OpenGate()
            await again.start(told)
            async with asyncio.timeout(5):
                await told.rest_seen.wait()
            assert told.rested == ["p1"]
            await again.stop()
            await hub.stop()
        assert gate.rested == ["p1"]


class DeafGate(OpenGate):
    """Does not hear of the first rest: the database failed it."""

    deaf = True

    async def quiet(self, document: str) -> None:
        if self.deaf:
            self.deaf = False
            raise ConnectionError
        await super().quiet(document)


@contextmanager
def heard() -> Iterator[list[EventDict]]:
    """Gather what is logged, however quiet an application made earlier wanted it."""
    before = structlog.get_config()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(0))
    try:
        with capture_logs() as said:
            yield said
    finally:
        structlog.configure(**before)


async def test_what_could_not_be_told_is_told_again(tmp_path: Path) -> None:  # Y13
    gate = DeafGate()
    limits = Limits(ping_seconds=0.05)
    with heard() as said:
        async with place_at(tmp_path / "sync.db", gate, limits) as place:
            await place.document("p1", "one")
            ann = await place.page("ann", "p1")
            await ann.type(" two")
            async with asyncio.timeout(10):
                await gate.rest_seen.wait()
            assert gate.rested == ["p1"]
    assert "sync.quiet_failed" in [one["event"] for one in said]


async def test_a_returning_page_sends_nothing_twice(place: Place) -> None:
    """Y6: the socket was lost before the acknowledgement came."""
    await place.document("p1")
    browser = await place.connect("ann")
    page = await browser.open("p1", await place.ticket("ann"))
    update = page.edited(lambda text: text.insert(0, "once"))
    await page.send_update(update)
    await page.send_update(update)
    await page.until(lambda: page.saved == 2)
    await browser.socket.close()
    again = await place.connect("ann")
    await again.come_back(page)
    bob = await place.page("bob", "p1")
    assert bob.words == "once"
    assert len(await place.stored("p1")) == 1


async def test_a_page_that_kept_its_document_does_not_double_it(tmp_path: Path) -> None:
    """Y6: the server restarts under a page that goes on."""
    path = tmp_path / "sync.db"
    async with place_at(path, OpenGate()) as place:
        await place.document("p1", "Recalling")
        kept = await place.page("ann", "p1")
        await kept.type(" 0")
        await kept.until(lambda: kept.saved == 1)
    for round_ in range(1, 4):
        async with place_at(path, OpenGate()) as place:
            browser = await place.connect("ann")
            await browser.come_back(kept)
            await kept.type(f" {round_}")
            await kept.until(lambda: kept.saved == 2)
            bob = await place.page("bob", "p1")
            assert bob.words == kept.words
    assert kept.words == "Recalling 0 1 2 3"
