"""What every journal promises, on both engines; and turns between nodes. Y1, Y5, Y6, Y17."""

import asyncio

import pytest
from sqlalchemy import text
from structlog.testing import capture_logs

from app.kit import engines
from app.kit.ailing import Ailing
from app.sync import NoDocument, crdt
from tests.postgres import on_both_engines
from tests.sync.storage import Blank, Storage, at_start, together


@on_both_engines
async def test_entries_are_numbered_in_the_order_of_commits(node: Storage) -> None:  # Y1
    await node.document("p1")
    assert await node.store("p1", 0, b"one", b"two")
    assert await node.store("p1", 1, b"three")
    past = await node.past("p1")
    assert [(one.seq, one.payload) for one in past] == [(1, b"one"), (2, b"two"), (3, b"three")]
    assert {(one.actor, one.client) for one in past} == {("ann", 7)}
    assert past[0].at.utcoffset() is not None
    assert past[0].at <= past[2].at
    assert await node.row("p1") == (3, 2)


@on_both_engines
async def test_what_was_weighed_too_long_ago_is_not_stored(node: Storage) -> None:  # Y5
    for name in ("p1", "p2", "p3", "p4"):
        await node.document(name)
    async with node.database.writing() as write:
        await node.hub.read(write, "p2")
    given = [
        node.batch("p1", 0, [b"a", b"b"]),
        node.batch("p2", 0, [b"c"]),
        node.batch("p3", 0, [b"d"]),
        node.batch("p4", 0, [b"e"], current=False),
        node.batch("p5", 0, [b"f"]),
    ]
    stored = await together(*(node.journal.store(batch) for batch, _ in given))
    assert stored == [True, False, True, False, False]
    assert [heads for _, heads in given] == [[2], [], [1], [], []]
    assert [len(await node.past(name)) for name in ("p1", "p2", "p3", "p4")] == [2, 0, 1, 0]


@on_both_engines
async def test_one_update_is_stored_once_and_holds_up_no_other(node: Storage) -> None:  # Y6
    await node.document("p1")
    await node.document("p2")
    assert await node.store("p1", 0, b"same")
    twice, other = node.batch("p1", 1, [b"same"])[0], node.batch("p2", 0, [b"other"])[0]
    with capture_logs():
        answers = await asyncio.gather(
            node.journal.store(twice), node.journal.store(other), return_exceptions=True
        )
    assert type(answers[0]).__name__ == "IntegrityError"
    assert answers[1] is True
    assert await node.row("p1") == (1, 1)


@on_both_engines
async def test_nodes_that_store_into_the_same_documents_never_wait_for_each_other(
    blank: Blank,
) -> None:  # Y17
    """Each in its own order and in batches of several lengths: no deadlock, no gap, none twice."""
    names = [f"p{number}" for number in range(12)]
    async with blank.nodes(3) as nodes:
        for name in names:
            await nodes[0].document(name)

        async def write(place: int, node: Storage) -> int:
            kept = 0
            for turn in range(8):
                order = names[place * 4 :] + names[: place * 4]
                if place == 1:
                    order.reverse()
                versions = {name: (await node.row(name))[1] for name in names}
                answers = await asyncio.gather(
                    *(
                        node.store(
                            name,
                            versions[name],
                            *(b"%d-%d-%d" % (place, turn, one) for one in range(1 + at % 3)),
                        )
                        for at, name in enumerate(order)
                    )
                )
                kept += sum((1 + at % 3) * stored for at, stored in enumerate(answers))
            return kept

        kept = await together(*(write(place, node) for place, node in enumerate(nodes)))
        pasts = [await nodes[0].past(name) for name in names]
    assert all([one.seq for one in past] == list(range(1, len(past) + 1)) for past in pasts)
    assert sum(len(past) for past in pasts) == sum(kept)


class Turns:
    """Writes down who begins and ends, so that a test sees who waited for whom."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.inside = asyncio.Event()
        self.go = asyncio.Event()

    async def hold(self, node: Storage, name: str, *, beside: bool) -> None:
        """Write until told to end."""
        async with node.database.writing(beside=beside):
            self.said.append(f"{name} in")
            self.inside.set()
            await self.go.wait()
            self.said.append(f"{name} out")

    async def follow(self, node: Storage, name: str, *, beside: bool) -> None:
        """Write as soon as it may be."""
        async with node.database.writing(beside=beside):
            self.said.append(f"{name} in")


@pytest.mark.parametrize("engine", ["postgresql"])
@pytest.mark.parametrize(("first", "second"), [(False, False), (False, True), (True, False)])
async def test_a_decision_is_alone_on_all_nodes(  # Y17
    blank: Blank, first: bool, second: bool
) -> None:
    async with blank.nodes(3) as nodes:
        turns = Turns()
        one = asyncio.create_task(turns.hold(nodes[0], "one", beside=first))
        await turns.inside.wait()
        two = asyncio.create_task(turns.follow(nodes[1], "two", beside=second))
        await until_somebody_waits(nodes[2])
        turns.go.set()
        await together(one, two)
    assert turns.said == ["one in", "one out", "two in"]


@pytest.mark.parametrize("engine", ["postgresql"])
async def test_journals_of_two_nodes_run_side_by_side(blank: Blank) -> None:  # Y17
    async with blank.nodes(2) as nodes:
        turns = Turns()
        one = asyncio.create_task(turns.hold(nodes[0], "one", beside=True))
        await turns.inside.wait()
        await together(turns.follow(nodes[1], "two", beside=True))
        turns.go.set()
        await together(one)
    assert turns.said == ["one in", "two in", "one out"]


@pytest.mark.parametrize("engine", ["postgresql"])
async def test_a_node_that_stands_still_loses_its_turn(  # Y17
    blank: Blank, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stopped in the middle of a decision: the others go on, and it has decided nothing."""
    monkeypatch.setattr(engines, "STUCK_SECONDS", 4)
    async with blank.nodes(2) as (stopped, other):

        async def stop() -> None:
            async with stopped.database.writing() as write:
                await stopped.hub.change(write, "p1", "chair", lambda doc: at_start(doc, "lost"))
                await together(other.write("p1", "kept"))

        await stopped.document("p1")
        with pytest.raises(Ailing):
            await stop()
        assert [one.payload.count(b"kept") for one in await other.past("p1")] == [1]


async def until_somebody_waits(node: Storage) -> None:
    """Ask the database until a lock is waited for."""
    waiting = text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
    async with asyncio.timeout(20):
        while True:
            async with node.database.reading() as session:
                if (await (await session.connection()).execute(waiting)).scalar():
                    return
            await asyncio.sleep(0.01)  # the database has no way to tell


@pytest.mark.parametrize("engine", ["postgresql"])
@pytest.mark.parametrize("rested", [True, False])
async def test_connections_that_were_cut_are_made_anew(  # Y17
    blank: Blank, rested: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when PostgreSQL was restarted; who is in the middle of writing is told, once."""
    monkeypatch.setattr(engines, "RESTED_SECONDS", 0 if rested else 60)
    async with blank.nodes(1) as nodes:
        node = nodes[0]
        await node.document("p1")
        assert await node.store("p1", 0, b"before")
        assert blank.postgres is not None
        await blank.postgres.cut(node.database.url.partition("@/")[2].partition("?")[0])
        if not rested:
            with capture_logs(), pytest.raises(Ailing):
                await node.store("p1", 1, b"after")
        assert await node.store("p1", 1, b"after")
        assert [one.payload for one in await node.past("p1")] == [b"before", b"after"]


@on_both_engines
async def test_many_documents_are_held_at_once(node: Storage) -> None:  # Y5, Y12
    """What was weighed against any of them before is stale; what is changed then is stored."""
    names = [f"p{number}" for number in range(600)]
    async with node.database.writing() as write:
        await node.hub.open_many(
            write, {name: lambda doc: at_start(doc, "é") for name in names}, "s"
        )
    async with node.database.writing() as write:
        await node.hub.hold(write, names)
        await node.hub.hold(write, names[:2])
        assert {crdt.runs(await node.hub.read(write, name), "p")[0][0] for name in names} == {"é"}
        await node.hub.change(write, "p7", "chair", lambda doc: at_start(doc, "more "))
        with pytest.raises(NoDocument):
            await node.hub.hold(write, ["p1", "none"])
    assert not await node.store("p1", 1, b"weighed before")
    assert [one.actor for one in await node.past("p7")] == ["s", "chair"]
    assert await node.row("p7") == (2, 2)
    async with node.database.writing() as write:
        assert await node.hub.note(write, "p7") == ()
        await node.hub.hold(write, ["p7"])
