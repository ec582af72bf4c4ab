"""Convergence under chance: episodes of people, networks, forks, merges and decisions."""

import asyncio
import random
from dataclasses import dataclass, field
from pathlib import Path

from sqlmodel import select

from app.kit.db import Database
from app.sync import Hub, Limits, Rest, Runs, SyncDocument, Visitor, runs
from app.sync.compaction import Keep, compact
from app.sync.gate import Refusal
from app.sync.history import Past, history
from app.sync.validate import Summary
from tests.faults.links import Link
from tests.sync.conftest import SCHEMA, fresh_database
from tests.sync.gates import ProposeGate, base
from tests.sync.pages import Page, new_doc
from tests.sync.proposing import Pen, decide

MAIN = "p1"
MOST_FORKS = 2
PATIENT = Limits(silent_seconds=1e6, dead_seconds=1e6)
"""Rounds are counted, not timed: nobody is dropped because the machine is slow."""


class MixedGate(ProposeGate):
    """Lets editors change the words themselves, and everybody else propose."""

    def __init__(self, editors: frozenset[str]) -> None:
        super().__init__()
        self.editors = editors

    async def weigh(
        self, visitor: Visitor, document: str, before: Runs, after: Runs, summary: Summary
    ) -> Refusal | None:
        if visitor.id in self.editors:
            return None
        return await super().weigh(visitor, document, before, after, summary)


@dataclass
class Found:
    """What happened in an episode, so that a test can see that it was worth something."""

    rounds: int = 0
    clients: int = 0
    updates: int = 0
    decisions: int = 0
    forks: int = 0
    merges: int = 0
    folded: int = 0
    moves: int = 0
    refused: int = 0

    def add(self, other: "Found") -> None:
        for name in self.__dataclass_fields__:
            setattr(self, name, getattr(self, name) + getattr(other, name))


@dataclass
class Episode:
    """Some rounds among three to ten people, everything chosen by `seed`."""

    database: Database
    seed: int
    rounds: int
    hub: Hub = field(init=False)
    links: list[Link] = field(default_factory=list)
    names: list[str] = field(default_factory=lambda: [MAIN])
    found: Found = field(default_factory=Found)

    async def play(self) -> Found:
        """Play, let everybody come back, and compare. Raises AssertionError, TimeoutError."""
        rng = random.Random(self.seed)
        people = [f"u{number}" for number in range(rng.randint(3, 10))]
        editors = frozenset(one for one in people if rng.random() < 0.3)
        self.hub = Hub(self.database, SCHEMA, limits=PATIENT, rest=Rest(0.05, 0.2))
        await self.hub.start(MixedGate(editors))
        await self._open(people, editors, rng)
        for _ in range(self.rounds):
            await self._round(rng)
        for _ in range(2):
            for link in self.links:
                await link.settle()
        await self._compare(editors)
        for link in self.links:
            assert set(link.codes) <= {1000}, link.codes
            self.found.refused += link.refused
            self.found.moves += link.moved
            link.drop()
        await self.hub.stop()
        await self._loads_anew()
        self.found.rounds, self.found.clients = self.rounds, len(people)
        return self.found

    async def _open(self, people: list[str], editors: frozenset[str], rng: random.Random) -> None:
        async with self.database.writing() as write:
            await self.hub.open_new(write, MAIN)
            await self.hub.change(write, MAIN, "setup", lambda d: d["p"].insert(0, "Recalling 😀."))
        for number, person in enumerate(people):
            client = await self.hub.issue(Visitor(person, {}))
            pen = Pen(f"{number:08d}", rng)
            page = Page(MAIN, client, _nowhere)
            self.links.append(Link(self.hub, person, page, pen, person in editors))

    async def _round(self, rng: random.Random) -> None:
        for link in self.links:
            await link.step(rng)
            if rng.random() < 0.5:
                await a_moment(self.hub)
        chance = rng.random()
        if chance < 0.3:
            name = rng.choice(self.names)
            async with self.database.writing() as write:
                decided = await self.hub.change(write, name, "chair", lambda d: decide(rng, d))
            self.found.decisions += decided
        elif chance < 0.33 and len(self.names) <= MOST_FORKS:
            await self._fork()
        elif chance < 0.36 and len(self.names) > 1:
            await self._merge(rng.choice(self.names[1:]))
        elif chance < 0.4:
            await self._fold(rng.choice(self.names))
        elif chance < 0.5:
            link = rng.choice(self.links)
            name = rng.choice(self.names)
            if link.page.name != name and not link.cut:
                await link.move(name)

    async def _fork(self) -> None:
        name = f"fork{len(self.names)}"
        async with self.database.writing() as write:
            await self.hub.fork(write, MAIN, name, "chair")
        self.names.append(name)
        self.found.forks += 1

    async def _merge(self, name: str) -> None:
        async with self.database.writing() as write:
            await self.hub.read(write, name)
            state = await self.hub.state(write, name)
            await self.hub.merge(write, MAIN, state, "chair")
        self.found.merges += 1

    async def _fold(self, name: str) -> None:
        async with self.database.writing() as write:
            await self.hub.note(write, name)
        self.found.folded += await compact(self.database, SCHEMA.root, name, Keep(1, 0, 50))

    async def _compare(self, editors: frozenset[str]) -> None:
        """Every page, the room and the journal say the same."""
        for name in self.names:
            words = await self._replayed(name, editors)
            room = await self.hub.room(name)
            assert room is not None
            assert room.words() == words, f"{name}: the room is not the journal"
            for link in self.links:
                if link.page.name == name:
                    here = runs(link.page.doc, "p")
                    assert here == words, f"{name}: {link.person} has another text"

    async def _replayed(self, name: str, editors: frozenset[str]) -> Runs:
        """Apply the journal in order: only decisions, and editors, move the base text."""
        async with self.database.reading() as session:
            query = select(SyncDocument.server_client).where(SyncDocument.name == name)
            own = (await session.exec(query)).one()
            entries: list[Past] = await history(session, name)
        assert [entry.seq for entry in entries] == list(range(1, len(entries) + 1))
        self.found.updates += len(entries)
        doc = new_doc(1)
        before = base(runs(doc, "p"))
        for entry in entries:
            doc.apply_update(entry.payload)
            after = base(runs(doc, "p"))
            free = entry.client == own or entry.actor in editors
            assert free or after == before, f"{name}: entry {entry.seq} moved the base text"
            before = after
        return runs(doc, "p")

    async def _loads_anew(self) -> None:
        """What another process finds is what was in memory."""
        hub = Hub(self.database, SCHEMA)
        for name in self.names:
            async with self.database.reading() as session:
                state = await hub.state(session, name)
            doc = new_doc(1)
            doc.apply_update(state)
            for link in self.links:
                if link.page.name == name:
                    assert runs(link.page.doc, "p") == runs(doc, "p"), f"{name}: loads otherwise"


async def a_moment(hub: Hub) -> None:
    """Give the server some of its own time, counted in questions to its database."""
    async with hub.database.reading() as session:
        await session.exec(select(SyncDocument.head))


async def episode(folder: Path, seed: int, rounds: int) -> Found:
    """Play one episode on a database of its own, removed if all went well."""
    path = folder / f"fuzz-{seed}-{rounds}.db"
    _remove(path)
    async with asyncio.timeout(120 + rounds), fresh_database(path) as database:
        found = await Episode(database, seed, rounds).play()
    _remove(path)
    return found


def _remove(path: Path) -> None:
    for old in path.parent.glob(f"{path.name}*"):
        old.unlink()


async def smallest(folder: Path, seed: int, rounds: int) -> int:
    """Return the fewest rounds found with which this seed still fails, halving as long as it does.

    Threads and timers have a say in the order of things, so each number is tried three times.
    """
    fails = rounds
    for _ in range(7):
        fewer = fails // 2
        if fewer < 1 or not await _fails(folder, seed, fewer):
            break
        fails = fewer
    return fails


async def _fails(folder: Path, seed: int, rounds: int) -> bool:
    for _ in range(3):
        try:
            await episode(folder, seed, rounds)
        except (AssertionError, TimeoutError):
            return True
    return False


async def _nowhere(_: bytes) -> None:
    return None
