"""Three people over lossy, late sockets: the same text everywhere. Promises Y1, Y5, Y6, Y7, Y12."""

import asyncio
import random
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path

from sqlmodel import col, select

from app.sync import Hub, JournalEntry, Rest, Runs, SyncDocument, Visitor, runs
from app.sync.protocol import PING
from app.sync.session import Session
from tests.sync.conftest import SCHEMA, fresh_database
from tests.sync.gates import ProposeGate, base
from tests.sync.pages import Page, leave, new_doc
from tests.sync.proposing import Pen, decide, propose

ROUNDS = 1000
NAME = "p1"


@dataclass
class Link:
    """A person's page and its socket, which delivers late, in order, and loses all when it drops.

    Once `straight` it delivers at once.
    """

    hub: Hub
    person: str
    page: Page
    pen: Pen
    up: deque[bytes] = field(default_factory=deque)
    down: deque[bytes] = field(default_factory=deque)
    straight: bool = False
    session: Session | None = None
    sending: asyncio.Task[None] | None = None
    codes: list[int] = field(default_factory=list)
    refused: int = 0

    # ── The server's end

    async def send(self, frame: bytes) -> None:
        if frame == PING:
            return
        self.down.append(frame)
        if self.straight:
            await self.arrive(len(self.down))

    async def close(self, code: int, reason: str) -> None:
        self.codes.append(code)

    # ── The page's end

    async def say(self, frame: bytes) -> None:
        self.up.append(frame)
        if self.straight:
            await self.leave_page(len(self.up))

    async def leave_page(self, count: int) -> None:
        for _ in range(min(count, len(self.up))):
            if self.session is not None:
                await self.session.receive(self.up.popleft())

    async def arrive(self, count: int) -> None:
        for _ in range(min(count, len(self.down))):
            await self.page.take(self.down.popleft())
        if self.page.refusals:
            await self.start_anew()

    async def start_anew(self) -> None:
        """After a refusal the page drops the document and opens it again; the words are a draft."""
        self.refused += 1
        await self.say(leave(NAME))
        page = self.page
        if self.pen.rng.random() < 0.5:
            page.client = await self.hub.issue(Visitor(self.person, {}))
        page.renew()
        self.pen.group += 1
        await page.open()

    async def connect(self) -> None:
        self.session = self.hub.connect(self, Visitor(self.person, {}))
        self.sending = asyncio.create_task(self.session.send_all())
        self.page.send = self.say
        self.page.expect_greeting()
        await self.page.open()

    async def drop(self) -> None:
        if self.session is None or self.sending is None:
            return
        self.hub.disconnect(self.session)
        await self.sending
        self.session = None
        self.up.clear()
        self.down.clear()

    async def step(self, rng: random.Random) -> None:
        """Do one thing a person or the network may do."""
        chance = rng.random()
        if self.session is None:
            if chance < 0.3:
                await self.connect()
        elif chance < 0.02:
            await self.drop()
        await self.leave_page(rng.randrange(4))
        await self.arrive(rng.randrange(4))
        # Offline, too, a page that has once been in step goes on.
        if self.page.synced and rng.random() < 0.7:
            edit = propose(self.pen, self.page.doc)
            if edit is not None:
                await self.page.edit(edit)

    async def settle(self) -> None:
        """Come back for good, and wait until everything is saved."""
        if self.session is None:
            await self.connect()
        self.straight = True
        await self.leave_page(len(self.up))
        await self.arrive(len(self.down))
        await self.page.until(lambda: self.page.synced)
        self.page.saved = self.page.unsaved = 0
        await self.page.ask()
        await self.page.until(lambda: self.page.synced and self.page.saved)


async def a_moment(hub: Hub, moments: int) -> None:
    """Give the server some of its own time, counted in questions to its database."""
    for _ in range(moments):
        async with hub.database.reading() as session:
            await session.exec(select(SyncDocument.head))


async def replay(hub: Hub) -> Runs:
    """Apply the journal in order; assert that only the server's decisions move the base text."""
    async with hub.database.reading() as session:
        own = (await session.exec(select(SyncDocument.server_client))).one()
        entries = (await session.exec(select(JournalEntry).order_by(col(JournalEntry.seq)))).all()
    assert [entry.seq for entry in entries] == list(range(1, len(entries) + 1))
    doc = new_doc(1)
    before = base(runs(doc, "p"))
    for entry in entries:
        doc.apply_update(entry.payload)
        after = base(runs(doc, "p"))
        assert entry.client == own or after == before, f"entry {entry.seq} moved the base text"
        before = after
    return runs(doc, "p")


async def test_a_thousand_rounds_end_in_one_text(tmp_path: Path) -> None:
    rng = random.Random(20261121)
    async with fresh_database(tmp_path / "sync.db") as database:
        hub = Hub(database, SCHEMA, rest=Rest(0.05, 0.2))
        await hub.start(ProposeGate())
        async with database.writing() as write:
            await hub.open_new(write, NAME, None, "setup")
            await hub.change(write, NAME, "setup", lambda doc: doc["p"].insert(0, "Recalling 😀."))
        links = []
        for number, person in enumerate(("ann", "bob", "cem")):
            client = await hub.issue(Visitor(person, {}))
            link = Link(hub, person, Page(NAME, client, _nowhere), Pen(f"{person}00000", rng))
            links.append(link)
            assert number < 3
        decisions = 0
        for _ in range(ROUNDS):
            for link in links:
                await link.step(rng)
                await a_moment(hub, rng.randrange(3))
            if rng.random() < 0.3:
                async with database.writing() as write:
                    decisions += await hub.change(write, NAME, "chair", lambda d: decide(rng, d))
        for link in links:
            await link.settle()
        for link in links:
            await link.settle()
        words = await replay(hub)
        assert [runs(link.page.doc, "p") for link in links] == [words] * 3
        assert {code for link in links for code in link.codes} <= {1000}
        assert decisions > 100
        assert len(words) > 5
        assert sum(link.refused for link in links) > 0
        for link in links:
            await link.drop()
        await hub.stop()


async def _nowhere(_: bytes) -> None:
    return None
