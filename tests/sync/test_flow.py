"""The way of a change: stored, applied, acknowledged, sent. Promises Y1, Y5, Y6."""

import asyncio

from app.sync.journal import Batch
from tests.sync.conftest import Place


async def test_two_pages_converge(place: Place) -> None:
    await place.document("p1", "Recalling ")
    ann = await place.page("ann", "p1")
    bob = await place.page("bob", "p1")
    assert ann.scope == "read-write"
    await ann.type("the Charter")
    await bob.type("Solemnly ", at=0)
    await ann.until(lambda: ann.words == "Solemnly Recalling the Charter")
    await bob.until(lambda: bob.words == ann.words)
    await ann.until(lambda: ann.saved == 1)
    await bob.until(lambda: bob.saved == 1)


async def test_nothing_is_said_before_the_commit(place: Place) -> None:  # Y1
    await place.document("p1")
    ann = await place.page("ann", "p1")
    bob = await place.page("bob", "p1")
    asked = asyncio.Event()
    go = asyncio.Event()
    store = place.hub.journal.store

    async def wait_first(batch: Batch) -> bool:
        asked.set()
        await go.wait()
        return await store(batch)

    place.hub.journal.store = wait_first  # type: ignore[method-assign]  # the test's own pause
    await ann.type("words")
    await asked.wait()
    other = await place.connect("cem")
    late = await other.open("p1", await place.ticket("cem"))
    assert (late.words, bob.words, ann.saved) == ("", "", 0)
    go.set()
    await ann.until(lambda: ann.saved == 1)
    await bob.until(lambda: bob.words == "words")
    await late.until(lambda: late.words == "words")
    assert len(await place.stored("p1")) == 1
