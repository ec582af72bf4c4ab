"""What one node decides holds on the others, whatever they have heard. Promises Y19 to Y22."""

import asyncio
import json
from collections.abc import AsyncIterator

import pytest

from app.kit import bulletin as board
from app.kit.ailing import Ailing
from app.sync import Denied, protocol
from app.sync.gate import Admission
from app.sync.limits import GONE, REPLACED, TRY_AGAIN
from app.sync.wire import Reader
from tests.nodes.places import NodePlace, nodes, until
from tests.sync.conftest import Browser
from tests.sync.gates import LOCKED
from tests.sync.pages import Page, state_of

PRESENCE = "presence:d1"
FROZEN = Admission("readonly", refusal=LOCKED)
Two = tuple[NodePlace, NodePlace]


@pytest.fixture
async def two(postgres_database: str) -> AsyncIterator[Two]:
    async with nodes(postgres_database) as (a, b):
        await a.document("p1")
        yield a, b


@pytest.fixture
async def deaf(postgres_database: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Two]:
    """Two nodes without a bus, that never look of themselves: all they know they were made to."""
    monkeypatch.setattr(board, "POLL_SECONDS", 1e6)
    monkeypatch.setattr(board, "OLD_SECONDS", 1e6)
    async with nodes(postgres_database, deaf=True) as (a, b):
        await a.document("p1")
        yield a, b


async def freeze(place: NodePlace, name: str = "p1") -> None:
    """Decide that nobody may write, as a command does."""
    async with place.hub.database.writing() as write:
        place.gate.answers[None, name] = FROZEN
        place.hub.reconsider_after(write, document=name)


async def test_words_go_from_node_to_node(two: Two) -> None:  # Y19
    a, b = two
    ann, bob = await a.page("ann", "p1"), await b.page("bob", "p1")
    await ann.type("Hello")
    await bob.until(lambda: bob.words == "Hello")
    await bob.type(" all")
    await ann.until(lambda: ann.words == "Hello all")
    async with a.hub.database.writing() as write:
        await a.hub.change(write, "p1", "chair", lambda doc: doc["p"].insert(0, "§"))
    await bob.until(lambda: bob.words == "§Hello all")


async def test_who_writes_on_old_words_writes_on_the_new_ones(deaf: Two) -> None:  # Y5, Y19
    a, b = deaf
    ann, bob = await a.page("ann", "p1"), await b.page("bob", "p1")
    await ann.type("Hello")
    await ann.until(lambda: ann.saved == 1)
    await bob.type("World")
    await bob.until(lambda: bob.saved == 1)
    # Storing made the second node read what the first had stored.
    assert bob.words in ("HelloWorld", "WorldHello")


async def test_what_was_weighed_before_another_node_decided_is_weighed_anew(deaf: Two) -> None:
    # Y20
    a, b = deaf
    bob = await b.page("bob", "p1")
    b.gate.hold = asyncio.Event()
    await bob.type("too late")
    await b.gate.holding.wait()
    await freeze(a)
    b.gate.hold.set()
    await bob.until(lambda: bob.unsaved == 1)
    assert bob.refusals == ["test.frozen"]
    assert bob.scope == "readonly"
    assert await a.stored("p1") == []


async def test_what_is_stored_first_is_there_when_another_node_decides(deaf: Two) -> None:  # Y20
    a, b = deaf
    bob = await b.page("bob", "p1")
    await bob.type("in time")
    await bob.until(lambda: bob.saved == 1)
    async with a.hub.database.writing() as write:
        assert str((await a.hub.read(write, "p1"))["p"]) == "in time"
        a.gate.answers[None, "p1"] = FROZEN
        a.hub.reconsider_after(write, document="p1")
    await bob.type(" and too late")
    await bob.until(lambda: bob.unsaved == 1)
    assert len(await a.stored("p1")) == 1


async def test_rights_and_sign_outs_are_told_on_every_node(two: Two) -> None:  # Y8, Y20
    a, b = two
    bob, gone = await b.page("bob", "p1"), await b.connect("gone")
    await gone.open("p1", await a.ticket("gone"))
    await freeze(a)
    await bob.until(lambda: bob.scope == "readonly")
    async with a.hub.database.writing() as write:
        a.gate.answers["bob", None] = Denied("test.out", "Out.")
        a.gate.answers.pop((None, "p1"))
        a.hub.reconsider_after(write, visitor="bob")
        a.hub.gone_after(write, "gone")
    await bob.until(lambda: bob.denied == "test.out")
    assert await gone.closed() == GONE


async def test_a_decision_that_fails_is_told_to_nobody(two: Two) -> None:  # Y12, Y20
    a, b = two
    position = b.bulletin.position
    with pytest.raises(ZeroDivisionError):
        await failing(a)
    await freeze(a)
    await until(lambda: b.bulletin.position == a.bulletin.position)
    assert b.bulletin.position == (position or 0) + 1


async def failing(place: NodePlace) -> None:
    async with place.hub.database.writing() as write:
        place.hub.gone_after(write, "ann")
        raise ZeroDivisionError


async def test_only_a_decision_posts(deaf: Two) -> None:  # Y20
    a, _ = deaf
    async with a.hub.database.writing(beside=True) as write:
        with pytest.raises(RuntimeError):
            a.hub.gone_after(write, "ann")


async def test_a_node_that_missed_too_much_begins_anew(deaf: Two) -> None:  # Y20
    a, b = deaf
    browser = await b.connect("bob")
    bob = await browser.open("p1", await b.ticket("bob"))
    for _ in range(3):
        await freeze(a)
    async with a.hub.database.writing(beside=True) as write:
        connection = await write.connection()
        await connection.exec_driver_sql(
            "DELETE FROM bulletin WHERE seq < (SELECT max(seq) FROM bulletin)"
        )
    await b.bulletin.look()
    assert await browser.closed() == TRY_AGAIN
    assert b.bulletin.position == a.bulletin.position
    await (await b.connect("bob")).come_back(bob)
    assert bob.scope == "readonly"


async def test_a_node_that_was_away_looks_before_it_answers(
    deaf: Two, monkeypatch: pytest.MonkeyPatch
) -> None:  # Y21
    a, b = deaf
    await freeze(a)
    assert b.bulletin.position != a.bulletin.position
    monkeypatch.setattr(board, "OLD_SECONDS", -1.0)
    await b.hub.assure()
    assert b.bulletin.position == a.bulletin.position


async def test_a_node_that_cannot_see_sends_everybody_away(
    deaf: Two, monkeypatch: pytest.MonkeyPatch
) -> None:  # Y21
    _, b = deaf
    browser = await b.connect("bob")
    await browser.open("p1", await b.ticket("bob"))

    async def blind() -> None:
        raise TimeoutError

    monkeypatch.setattr(board, "OLD_SECONDS", -1.0)
    monkeypatch.setattr(b.bulletin, "look", blind)
    monkeypatch.setattr(board, "POLL_SECONDS", 0.01)
    b.bulletin._rung.set()
    assert await browser.closed() == TRY_AGAIN
    with pytest.raises(Ailing):
        await b.hub.assure()
    late = await b.connect("bob")
    assert await late.closed() == TRY_AGAIN


async def test_a_page_that_moves_ends_its_ghost(two: Two) -> None:  # Y4, Y22
    a, b = two
    ghost = await a.connect("ann")
    client = await a.ticket("ann")
    ann = await ghost.open("p1", client)
    await ann.type("one ")
    await ann.until(lambda: ann.saved == 1)
    here: Browser = await b.connect("ann")
    await here.come_back(ann)
    assert await ghost.closed() == REPLACED
    await ann.type("two")
    await ann.until(lambda: ann.saved == 2)
    assert ann.words == "one two"
    # And back again, at once.
    await (await a.connect("ann")).come_back(ann)
    assert await here.closed() == REPLACED


async def test_what_was_under_way_where_a_page_came_from_is_dropped(deaf: Two) -> None:  # Y22
    """A page that begins anew writes other words under the same clocks; only one may be stored."""
    a, b = deaf
    client = await a.ticket("ann")
    old = await (await a.connect("ann")).open("p1", client)
    a.gate.hold, held = asyncio.Event(), a.gate.holding
    await old.type("old words, and more of them than the new ones")
    await held.wait()
    hold, a.gate.hold = a.gate.hold, None
    new = await (await b.connect("ann")).open("p1", client)
    assert new.words == ""
    await new.type("new")
    await new.until(lambda: new.saved == 1)
    hold.set()
    reader = await a.page("bob", "p1")
    await reader.until(lambda: reader.words == "new")
    room = await a.hub.room("p1")
    assert room is not None
    await room.finish()
    assert len(await a.stored("p1")) == 1


async def test_what_was_stored_where_a_page_came_from_is_in_the_answer(deaf: Two) -> None:  # Y22
    a, b = deaf
    await b.page("bob", "p1")  # so that the other node has the text in memory, without the words
    client = await a.ticket("ann")
    old = await (await a.connect("ann")).open("p1", client)
    await old.type("old")
    await old.until(lambda: old.saved == 1)
    new = await (await b.connect("ann")).open("p1", client)
    assert new.words == "old"


async def test_words_nobody_was_left_to_note_are_noted_elsewhere(
    two: Two, monkeypatch: pytest.MonkeyPatch
) -> None:  # Y13
    a, b = two
    monkeypatch.setattr("app.sync.across.SWEEP_SECONDS", 0.0)
    async with a.hub.database.writing(beside=True) as write:
        connection = await write.connection()
        await connection.exec_driver_sql("UPDATE sync_document SET head = head + 1")
    await until(lambda: "p1" in b.gate.rested)


async def present(place: NodePlace, person: str) -> tuple[Browser, Page]:
    """Open the text's presence, and show a cursor there."""
    browser = await place.connect(person)
    page = await browser.open(PRESENCE, await place.ticket(person))
    await page.send(protocol.awareness(PRESENCE, state_of(page.client, 1, {"cursor": person})))
    return browser, page


def seen(page: Page) -> dict[int, str | None]:
    """Whom a page sees, by client id: their names, None once they have gone.

    As y-protocols has it, a state with an older clock than the last is passed over.
    """
    found: dict[int, str | None] = {}
    clocks: dict[int, int] = {}
    for payload in page.awareness:
        reader = Reader(payload)
        for _ in range(reader.number()):
            client, clock, state = reader.number(), reader.number(), json.loads(reader.string())
            if clock > clocks.get(client, -1):
                clocks[client], found[client] = clock, state and state["user"]["name"]
    return found


async def test_who_is_here_is_seen_on_every_node_until_they_leave(two: Two) -> None:  # Y9, Y22
    a, b = two
    leaving, ann = await present(a, "ann")
    _, bob = await present(b, "bob")
    await ann.until(lambda: seen(ann).get(bob.client) == "Bob")
    await bob.until(lambda: seen(bob).get(ann.client) == "Ann")
    # A page that moves is seen to go on, by those here and those there.
    moved = await b.connect("ann")
    again = await moved.open(PRESENCE, ann.client)
    await again.send(protocol.awareness(PRESENCE, state_of(ann.client, 1, {"cursor": "moved"})))
    assert await leaving.closed() == REPLACED
    _, cem = await present(a, "cem")
    await cem.until(lambda: seen(cem).get(ann.client) == "Ann")
    await moved.socket.close()
    await cem.until(lambda: seen(cem).get(ann.client, "Ann") is None)
    await bob.until(lambda: seen(bob).get(ann.client, "Ann") is None)


async def test_nobody_is_seen_of_a_node_that_is_not_heard_any_more(
    two: Two, monkeypatch: pytest.MonkeyPatch
) -> None:  # Y22
    a, b = two
    monkeypatch.setattr("app.kit.bus.BEAT_SECONDS", 0.05)
    monkeypatch.setattr("app.kit.bus.SILENT_SECONDS", 0.2)
    _, ann = await present(a, "ann")
    _, bob = await present(b, "bob")
    await bob.until(lambda: seen(bob).get(ann.client) == "Ann")
    beating = a.bulletin.neighbours._beating
    assert beating is not None
    beating.cancel()  # as when its process is killed: it says nothing more, and no goodbye
    await bob.until(lambda: seen(bob).get(ann.client, "Ann") is None)
