"""Three nodes of one installation, in processes of their own. Promises Y19 to Y22."""

import asyncio
import random
import signal
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager

import pytest

from app.rules import words as w
from app.sync.limits import GONE
from tests.nodes.houses import (
    Node,
    Started,
    Writer,
    houses,
    killed_at_last,
    letters,
    own_houses,
    writers,
)
from tests.nodes.nats import Nats, nats_server
from tests.nodes.proxy import Wire, wire
from tests.postgres import Postgres
from tests.rooms.server import Json
from tests.rooms.sockets import Socket, inserts
from tests.rooms.world import Ids, World, plain
from tests.sync.pages import Page

Copy = tuple[AbstractAsyncContextManager[str], Ids]


@pytest.fixture
def copied(postgres: Postgres, postgres_founded: tuple[str, Ids]) -> Copy:
    """A copy of the working group's database, not made yet."""
    return postgres.copy(postgres_founded[0]), postgres_founded[1]


@pytest.fixture(scope="module")
def three_running(
    postgres: Postgres, postgres_founded: tuple[str, Ids]
) -> Iterator[tuple[list[Started], Ids]]:
    """Three nodes for all tests that leave them as they found them."""
    name = asyncio.run(postgres.create(postgres_founded[0]))
    started = [Started(postgres.url(name)) for _ in range(3)]
    with killed_at_last(*started):
        yield started, postgres_founded[1]
    asyncio.run(postgres.run(f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture
async def three(three_running: tuple[list[Started], Ids]) -> AsyncIterator[list[World]]:
    async with houses(three_running[1], *three_running[0]) as worlds:
        yield worlds


def through(url: str, cut: Wire) -> str:
    """The address of a database by way of a wire."""
    return url.partition("?")[0].replace("@/", f"@127.0.0.1:{cut.port}/")


def node(world: World) -> Node:
    assert isinstance(world.server, Node)
    return world.server


async def rested(writers: list[Writer]) -> None:
    """Let everybody type no more, and wait until all they typed is saved."""
    for one in writers:
        one.resting = True
    for one in writers:
        await one.until(lambda one: one.told == one.sent)


async def nothing_lost(worlds: list[World], people: list[Writer]) -> None:
    """See that every node shows every letter anybody was told is saved, and every page too."""
    await rested(people)
    for paragraph in {one.paragraph for one in people}:
        await _even(worlds, paragraph, [one for one in people if one.paragraph == paragraph])


async def _even(worlds: list[World], paragraph: str, people: list[Writer]) -> None:
    told = people[0].before + sum(one.told for one in people)
    for one in people:
        await one.page.until(lambda page=one.page: page.words.count("z") == told)  # type: ignore[misc]  # bound now
    assert len({str(one.page.text.diff()) for one in people}) == 1
    for world in worlds:
        await world.rested(paragraph, lambda shown: letters(shown) == told)


async def test_what_is_typed_and_decided_is_seen_everywhere(three: list[World]) -> None:  # Y19
    a, b, c = three
    one = a.ids.paragraphs[0]
    _, left = await a.page("sec", one)
    _, right = await b.page("chair", one)
    before = left.words
    after = len(await a.record())
    async with c.ann.events(a.ids.group, after=after) as stream:
        await left.edit(inserts(0, "Left "))
        await right.until(lambda: right.words == f"Left {before}")
        await right.edit(inserts(0, "Right "))
        await left.until(lambda: left.words == f"Right Left {before}")
        assert (await stream.next())["kind"] == "ParagraphEdited"
    shown = await c.rested(one, lambda one: plain(one) == left.words)
    await c.chair.put(
        f"/api/paragraphs/{one}/status", {"status": "agreed", "digest": shown["digest"]}
    )
    await left.until(lambda: left.scope == "readonly")
    await right.until(lambda: right.scope == "readonly")
    await b.chair.post(f"/api/paragraphs/{one}/reopen", {"reason": "again"})
    await left.until(lambda: left.scope == "read-write")


async def test_who_loses_a_role_or_signs_out_loses_it_on_every_node(
    three: list[World],
) -> None:  # Y8, Y20
    a, b, c = three
    socket = await b.dan.socket()
    page = await socket.page((await b.dan.get(b.paragraph(0)))["sync"])
    leaving = await c.bob.socket()
    await leaving.page((await c.bob.get(c.paragraph(0)))["sync"])
    async with c.dan.events(a.ids.group, after=len(await a.record())) as stream:
        await a.chair.post(f"{a.group}/people/{a.ids.members['dan']}/revoke", {"reason": "left"})
        await page.until(lambda: page.denied is not None)
        assert await stream.next() is None
    await a.bob.post("/api/sign-out")
    assert await leaving.closed() == GONE
    assert await b.bob.refused("GET", "/api/me") == (401, "people.signed_out")


ROUNDS = 8


async def _open(socket: Socket, name: str) -> Page:
    """Open a paragraph and wait until the server has taken note of what the page had: nothing."""
    page = await socket.page(name)
    await page.until(lambda: page.saved == 1)
    return page


async def _type(page: Page, update: bytes) -> bool:
    saved, unsaved = page.saved, page.unsaved
    await page.send_update(update)
    await page.until(lambda: page.saved > saved or page.unsaved > unsaved, seconds=30)
    return page.saved > saved


async def _agree(world: World, paragraph: str, digest: str, pause: float) -> bool:
    await asyncio.sleep(pause)
    body = {"status": "agreed", "digest": digest}
    reply = await world.chair.call("PUT", f"/api/paragraphs/{paragraph}/status", body)
    assert reply.status_code == 200 or reply.json()["reason"] == "consensus.words_differ"
    return reply.status_code == 200


async def test_agreeing_on_one_node_races_with_typing_on_another(
    three: list[World],
) -> None:  # C2, C3, Y20
    a, b, c = three
    chance = random.Random(21)
    socket = await b.sec.socket()
    outcomes: Counter[tuple[bool, bool]] = Counter()
    for number in range(ROUNDS):
        rows = {one["id"]: one for one in (await a.text())["paragraphs"]}
        pages = {name: await _open(socket, rows[name]["sync"]) for name in a.ids.paragraphs}

        async def race(name: str, page: Page, shown: Json, number: int) -> tuple[bool, bool]:
            update = page.edited(inserts(0, f"{number} "))
            agreeing = asyncio.create_task(
                _agree(a, name, shown["digest"], chance.choice((0, 0, 0.01, 0.03, 0.06)))
            )
            await asyncio.sleep(chance.choice((0, 0, 0.01, 0.02)))
            typed = await _type(page, update)
            return await agreeing, typed

        answers = await asyncio.gather(
            *(race(name, page, rows[name], number) for name, page in pages.items())
        )
        outcomes.update(answers)
        after = {one["id"]: one for one in (await c.text())["paragraphs"]}
        for name, answer in zip(pages, answers, strict=True):
            if answer == (True, False):
                assert pages[name].refusals[-1] == "text.frozen"
                assert after[name]["digest"] == rows[name]["digest"]
                assert w.digest(w.from_json(after[name]["words"])) == rows[name]["digest"]
                await a.chair.post(f"/api/paragraphs/{name}/reopen", {"reason": "again"})
            else:
                assert answer == (False, True)
                assert after[name]["status"] != "agreed"
        for name in pages:
            await a.rested(
                name,
                lambda one: one["digest"] == w.digest(w.from_json(one["words"])),
            )
    assert set(outcomes) == {(True, False), (False, True)}, outcomes


async def test_a_node_killed_in_mid_typing_loses_nobody_a_word(three: list[World]) -> None:  # Y1
    who = [("sec", 0, 0), ("chair", 0, 1), ("sec", 1, 1), ("vice", 2, 1), ("chair", 2, 2)]
    async with writers(three, *who) as people:
        for one in people:
            await one.until(lambda one: one.told >= 20)
        node(three[1]).signal(signal.SIGKILL)
        goals = {one.client: one.told + 20 for one in people}
        for one in people:
            await one.until(lambda one: one.told >= goals[one.client])
        await nothing_lost([three[0], three[2]], people)
        moved = [gap for one in people for gap in one.gaps]
        assert len(moved) >= 3
        assert max(moved) < 5
        # Those who were elsewhere did not notice.
        assert people[0].gaps == people[4].gaps == []


async def test_a_stopped_node_holds_up_nobody_and_knows_better_afterwards(
    three: list[World],
) -> None:  # Y20, Y21
    a, b, c = three
    socket = await c.sec.socket()
    page = await socket.page((await c.sec.get(c.paragraph(4)))["sync"])
    assert socket.reading is not None
    closed = socket.reading.done
    who = [("sec", 3, 0), ("chair", 3, 1), ("vice", 5, 2)]
    async with writers(three, *who) as people:
        for one in people:
            await one.until(lambda one: one.told >= 10)
        node(c).signal(signal.SIGSTOP)
        goals = {one.client: one.told + 20 for one in people}
        for one in people:
            await one.until(lambda one: one.told >= goals[one.client])
        # Decisions go on too: the stopped node's lock, if it had one, was taken from it.
        shown = await a.chair.get(a.paragraph(4))
        await a.chair.put(
            f"{a.paragraph(4)}/status", {"status": "agreed", "digest": shown["digest"]}
        )
        update = page.edited(inserts(0, "late "))
        await page.send_update(update)
        node(c).signal(signal.SIGCONT)
        await page.until(lambda: page.unsaved or page.saved > 1 or closed(), seconds=30)
        if closed():
            # It may have lost its connection to the database; its people go elsewhere.
            await (await b.sec.socket_with(socket.client)).again(page)
            await page.until(lambda: page.unsaved)
        assert page.refusals == ["text.frozen"]
        await nothing_lost(three, people)
    assert (await b.chair.get(b.paragraph(4)))["digest"] == shown["digest"]


async def test_a_node_cut_off_from_the_database_sends_its_people_on(copied: Copy) -> None:  # Y21
    copy, ids = copied
    async with copy as url:
        folder = url.partition("host=")[2]
        reach = f"{folder}/.s.PGSQL.5432"
        async with (
            wire(lambda: asyncio.open_unix_connection(reach)) as cut,
            own_houses(ids, Started(url), Started(through(url, cut))) as worlds,
            writers(worlds, ("sec", 0, 1), ("chair", 0, 0), ("vice", 1, 1)) as people,
        ):
            for one in people:
                await one.until(lambda one: one.told >= 10)
            cut.cut()
            goals = {one.client: one.told + 10 for one in people}
            for one in people:
                await one.until(lambda one: one.told >= goals[one.client])
            assert max(gap for one in people for gap in one.gaps) < 10
            reply = await worlds[1].chair.call("GET", worlds[1].paragraph(0))
            assert (reply.status_code, reply.json()["reason"]) == (503, "storage.away")
            await nothing_lost(worlds[:1], people)
            cut.mend()

            async def well() -> bool:
                again = await worlds[1].chair.call("GET", worlds[1].paragraph(0))
                return again.status_code == 200

            await worlds[1].server.after_news("", well)
            await nothing_lost(worlds, people)


@pytest.fixture
def nats() -> Iterator[Nats]:
    with nats_server() as server:
        yield server


async def test_a_node_cut_off_from_the_bus_is_a_second_late(
    copied: Copy, nats: Nats
) -> None:  # Y19
    copy, ids = copied
    async with (
        copy as url,
        wire(lambda: asyncio.open_connection("127.0.0.1", nats.port)) as cut,
        own_houses(ids, Started(url, nats.url), Started(url, f"nats://127.0.0.1:{cut.port}")) as (
            a,
            b,
        ),
    ):
        one = ids.paragraphs[0]
        _, left = await a.page("sec", one)
        _, right = await b.page("chair", one)
        await left.edit(inserts(0, "heard "))
        await right.until(lambda: right.words == left.words)
        cut.cut()
        await left.edit(inserts(0, "read "))
        await right.until(lambda: right.words == left.words, seconds=10)
        shown = await a.rested(one, lambda one: plain(one) == left.words)
        await a.chair.put(
            f"{a.paragraph(0)}/status", {"status": "agreed", "digest": shown["digest"]}
        )
        await right.until(lambda: right.scope == "readonly", seconds=10)
        cut.mend()
        await a.chair.post(f"{a.paragraph(0)}/reopen", {"reason": "again"})
        await right.until(lambda: right.scope == "read-write", seconds=10)
        # With no bus at all, both look for themselves.
        nats.stop()
        await left.until(lambda: left.scope == "read-write")
        await left.edit(inserts(0, "alone "))
        await right.until(lambda: right.words == left.words, seconds=10)
