"""Journals that are folded say the same as before. Y18, on both engines."""

import asyncio
from datetime import UTC, datetime

import pytest
from pycrdt import Doc, Text
from sqlmodel import col, func, select

from app.kit.failpoints import Struck, arm, strike
from app.sync import Hub, JournalEntry
from app.sync.compaction import Keep, compact, compact_all
from app.sync.history import MICROSECOND, Past, fold, read_stored, unfold
from app.sync.room import Rest, Room
from tests.postgres import on_both_engines
from tests.sync.conftest import SCHEMA, place_of
from tests.sync.gates import OpenGate
from tests.sync.storage import Blank, Storage, together

FEW = Keep(kept=3, enough=4, together=5)


async def typed(node: Storage, name: str, count: int) -> None:
    """Write entries by two hands, with deletions among them."""
    await node.document(name)
    for number in range(count):
        await node.write(name, f"é{number} 各", by=("ann", "bob")[number % 2])
        if number % 4 == 3:
            await node.cut(name, 2)


class NotingGate(OpenGate):
    """Notes what has come to rest, as the room above does."""

    hub: Hub

    async def quiet(self, document: str) -> None:
        async with self.hub.database.writing() as write:
            await self.hub.note(write, document)


async def unfolded(node: Storage, name: str) -> int:
    """How many entries stand in the journal one by one."""
    async with node.database.reading() as session:
        query = select(func.count()).where(col(JournalEntry.document) == name)
        return int((await session.exec(query)).one())


@on_both_engines
async def test_a_folded_journal_says_the_same(node: Storage) -> None:  # Y18
    await typed(node, "p1", 16)
    past, state, row = await node.past("p1"), await node.state("p1"), await node.row("p1")
    assert len(past) == 20
    assert await compact(node.database, "p", "p1", FEW) == 5
    assert await unfolded(node, "p1") == 15
    assert await compact_all(node.database, "p", FEW) == {"p1": 12}
    assert await unfolded(node, "p1") == 3
    assert await node.past("p1") == past
    assert await node.state("p1") == state
    assert await node.row("p1") == row
    await node.write("p1", "more ")
    again = await node.past("p1")
    assert again[:-1] == past
    assert (again[-1].seq, again[-1].actor) == (21, "chair")
    assert words(await node.state("p1")) == "more " + words(state)


@on_both_engines
async def test_the_past_can_be_read_up_to_any_entry(node: Storage) -> None:  # Y18
    await typed(node, "p1", 9)
    past = await node.past("p1")
    await compact_all(node.database, "p", FEW)
    for seq in (1, 4, 5, 6, 9, len(past)):
        assert await node.past("p1", to=seq) == past[:seq]


@on_both_engines
async def test_loading_reads_the_snapshot_and_what_came_after(node: Storage) -> None:  # Y18
    await typed(node, "p1", 9)
    state = await node.state("p1")
    await compact_all(node.database, "p", FEW)
    async with node.database.reading() as session:
        connection = await session.connection()
        whole = await read_stored(connection, "p1")
        late = await read_stored(connection, "p1", after=10)
        old = await read_stored(connection, "p1", after=2)
    assert whole is not None
    assert late is not None
    assert old is not None
    assert (whole.base, whole.entries, whole.head) == (8, 3, 11)
    assert (late.base, late.entries) == (None, 1)
    assert (old.base, old.entries) == (8, 3)
    assert late.lacking(10) == late.payloads
    assert old.lacking(2) == old.payloads
    assert old.lacking(9) == old.payloads[-2:]
    assert old.lacking(11) == ()
    document: Doc[Text] = Doc()
    for payload in whole.payloads:
        document.apply_update(payload)
    assert str(document.get("p", type=Text)) == words(state)


@on_both_engines
async def test_a_room_that_is_behind_a_fold_catches_up(blank: Blank) -> None:  # Y18
    async with blank.nodes(2) as (here, there):
        await typed(here, "p1", 4)
        async with here.database.reading() as session:
            stored = await read_stored(await session.connection(), "p1")
        assert stored is not None
        await here.hub.start(OpenGate())
        room = Room(here.hub, "p1", stored, Rest())
        for number in range(9):
            await there.write("p1", f"{number} ")
        await compact_all(there.database, "p", FEW)
        await room.catch_up()
        assert "".join(text for text, _ in room.words()) == words(await there.state("p1"))
        assert (room.head, room.version) == await there.row("p1")
        room.comparison.stop()
        await here.hub.stop()


@on_both_engines
async def test_what_was_not_told_is_not_folded(node: Storage) -> None:  # Y13, Y18
    await node.document("p1")
    updates = pieces(10)
    for version, update in enumerate(updates):
        assert await node.store("p1", version, update)
    assert await compact_all(node.database, "p", FEW) == {}
    async with node.database.writing() as write:
        assert await node.hub.note(write, "p1") == ("ann",)
    assert await compact_all(node.database, "p", FEW) == {"p1": 7}
    assert words(await node.state("p1")) == "abcdefghij"


@on_both_engines
async def test_two_that_fold_at_once_fold_once(blank: Blank) -> None:  # Y17, Y18
    async with blank.nodes(2) as nodes:
        await typed(nodes[0], "p1", 12)
        past = await nodes[0].past("p1")
        folded = await together(*(compact(one.database, "p", "p1", FEW) for one in nodes))
        assert sorted(folded) == [0, 5]
        assert await nodes[1].past("p1") == past


@on_both_engines
async def test_a_fold_that_is_cut_short_has_not_been(node: Storage) -> None:  # Y18
    await typed(node, "p1", 8)
    past, state = await node.past("p1"), await node.state("p1")
    with arm("compaction before commit", strike), pytest.raises(Struck):
        await compact(node.database, "p", "p1", FEW)
    assert await unfolded(node, "p1") == len(past)
    assert (await node.past("p1"), await node.state("p1")) == (past, state)
    with arm("compaction after commit", strike), pytest.raises(Struck):
        await compact(node.database, "p", "p1", FEW)
    assert await unfolded(node, "p1") == len(past) - 5
    assert (await node.past("p1"), await node.state("p1")) == (past, state)


async def test_a_resting_document_is_folded_once_enough_has_gathered(blank: Blank) -> None:  # Y18
    """While a page types on: it is told nothing of it, and nothing of it is lost."""
    async with blank.nodes(1) as (node,):
        hub = Hub(node.database, SCHEMA, rest=Rest(0.01, 0.05), keep=FEW)
        folded, gate = asyncio.Event(), NotingGate()
        gate.hub = hub
        with arm("compaction after commit", folded.set):
            async with place_of(hub, gate) as place:
                await place.document("p1")
                ann, bob = await place.page("ann", "p1"), await place.page("bob", "p1")
                count = 0
                async with asyncio.timeout(20):
                    while not folded.is_set():
                        count += 1
                        await ann.type(f"{count} ")
                        await ann.until(lambda count=count: ann.saved == count)  # type: ignore[misc]
                assert count > FEW.kept + FEW.enough
                await ann.type("on")
                await bob.until(lambda: bob.words == ann.words)
                cem = await place.page("cem", "p1")
                assert cem.words == ann.words
        past = await node.past("p1")
        assert [one.seq for one in past] == list(range(1, count + 2))
        assert await unfolded(node, "p1") < len(past)


def test_a_block_gives_back_every_entry_as_it_was() -> None:  # Y18
    at = datetime(2026, 11, 21, 18, 0, 0, 123457, tzinfo=UTC)
    entries = [
        Past(9 + place, bytes([place]) * 32, actor, client, at + place * MICROSECOND, payload)
        for place, (actor, client, payload) in enumerate(
            (("ann", 2**32 - 1, b""), ("各国", 1, b"\0" * 70_000), ("", 7, b"\xff"))
        )
    ]
    block = fold(entries)
    assert list(unfold(9, block)) == entries
    assert len(block) < 1_000


def pieces(count: int) -> list[bytes]:
    """Updates of a page that types one letter after another."""
    document: Doc[Text] = Doc(client_id=7)
    text = document.get("p", type=Text)
    found = []
    for number in range(count):
        before = document.get_state()
        text += chr(ord("a") + number)
        found.append(document.get_update(before))
    return found


def words(state: bytes) -> str:
    document: Doc[Text] = Doc()
    document.apply_update(state)
    return str(document.get("p", type=Text))
