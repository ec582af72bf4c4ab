"""A client id writes in one of all texts that share a history. Promise Y26."""

import asyncio

from app.sync.writers import Writers
from tests.sync.conftest import Place
from tests.sync.pages import Page


async def fork(place: Place, source: str, name: str) -> None:
    async with place.hub.database.writing() as write:
        await place.hub.fork(write, source, name, "chair")


async def merge(place: Place, source: str, into: str) -> None:
    async with place.hub.database.writing() as write:
        await place.hub.merge(write, into, await place.hub.state(write, source), "chair")


async def written(page: Page, words: str) -> None:
    saved = page.saved
    await page.type(words)
    await page.until(lambda: page.saved == saved + 1)


async def test_no_word_is_lost_when_a_page_writes_in_a_text_and_its_fork(place: Place) -> None:
    """Y26: the page is sent for another id, and the merge has everything it typed in either."""
    await place.document("plenary", "Members ")
    browser = await place.connect("ann")
    one = await place.ticket("ann")
    above = await browser.open("plenary", one)
    await written(above, "agree ")
    await fork(place, "plenary", "copy")
    assert (await browser.open("copy", one)).denied == "sync.other_text"
    below = await browser.open("copy", await place.ticket("ann"))
    await written(below, "below ")
    await written(above, "above ")
    await merge(place, "copy", "plenary")
    await above.until(lambda: "below" in above.words)
    assert sorted(above.words.split()) == ["Members", "above", "agree", "below"]


async def test_a_text_open_already_is_closed_before_anything_is_typed_in_it(place: Place) -> None:
    """Y26: both were open before a word was typed in either."""
    await place.document("plenary", "Members ")
    await fork(place, "plenary", "copy")
    browser = await place.connect("ann")
    client = await place.ticket("ann")
    above, below = [await browser.open(name, client) for name in ("plenary", "copy")]
    await written(below, "below ")
    await above.until(lambda: above.denied == "sync.other_text")
    await written(below, "again ")


async def test_words_that_come_in_late_are_refused_and_not_lost_silently(place: Place) -> None:
    """Y26: offline words of an id that has written in the fork meanwhile."""
    await place.document("plenary", "Members ")
    await fork(place, "plenary", "copy")
    first = await place.connect("ann")
    client = await place.ticket("ann")
    above = await first.open("plenary", client)
    await first.socket.close()
    above.edited(lambda text: text.insert(0, "offline "))
    second = await place.connect("ann")
    await written(await second.open("copy", client), "below ")
    third = await place.connect("ann")
    fresh = await place.ticket("ann")
    above.client = fresh
    third.pages["plenary"], above.send = above, third.send
    await above.open()
    await above.until(lambda: above.refusals == ["sync.other_text"])
    assert len(await place.stored("plenary")) == 1


async def test_families_hold_for_forks_of_forks_and_what_is_no_fork_is_free(place: Place) -> None:
    await place.document("plenary", "Members ")
    await place.document("elsewhere")
    await fork(place, "plenary", "copy")
    await fork(place, "copy", "deeper")
    browser = await place.connect("ann")
    client = await place.ticket("ann")
    await written(await browser.open("deeper", client), "deep ")
    assert (await browser.open("plenary", client)).denied == "sync.other_text"
    assert (await browser.open("copy", client)).denied == "sync.other_text"
    await written(await browser.open("elsewhere", client), "here, too")
    await written(browser.pages["deeper"], "on and on")


async def test_whoever_only_reads_may_read_every_text_of_a_family(place: Place) -> None:
    await place.document("plenary", "Members ")
    await fork(place, "plenary", "copy")
    browser = await place.connect("ann")
    client = await place.ticket("ann")
    opened = [await browser.open(name, client) for name in ("plenary", "copy")]
    assert [page.words for page in opened] == ["Members ", "Members "]


async def test_two_processes_never_let_an_id_write_in_both(place: Place) -> None:
    """Y26: each has its own memory; the database has one answer."""
    await place.document("plenary")
    await fork(place, "plenary", "copy")
    for client in range(1, 21):
        one, other = Writers(place.hub.database), Writers(place.hub.database)
        # Each believes, from before, that the id is new.
        assert not await one.elsewhere("plenary", client)
        assert not await other.elsewhere("copy", client)
        claimed = await asyncio.gather(one.claim("plenary", client), other.claim("copy", client))
        assert sorted(claimed) == [False, True]
        home = "plenary" if claimed[0] else "copy"
        late = Writers(place.hub.database)
        assert [await late.elsewhere(name, client) for name in ("plenary", "copy")] == [
            name != home for name in ("plenary", "copy")
        ]
