"""People over lossy, late sockets inside one process: no network, but everything one does."""

import asyncio
import random
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from pycrdt import Text

from app.sync import Hub, Visitor
from app.sync.protocol import PING
from app.sync.session import Session
from app.sync.wire import Reader
from tests.sync.pages import Page, leave
from tests.sync.proposing import Pen, letters, offset, propose


@dataclass
class Link:
    """A person's page and its socket, which delivers late, in order, and loses all when it drops.

    Once `straight` it delivers at once. While it is `cut`, nothing comes through either way, and
    neither side knows. An editor may change the words themselves; others only propose.
    """

    hub: Hub
    person: str
    page: Page
    pen: Pen
    editor: bool = False
    ready: bool = True
    up: deque[bytes] = field(default_factory=deque)
    down: deque[bytes] = field(default_factory=deque)
    news: asyncio.Event = field(default_factory=asyncio.Event)
    straight: bool = False
    cut: int = 0
    session: Session | None = None
    codes: list[int] = field(default_factory=list)
    refused: int = 0
    moved: int = 0

    # ── The server's end

    def write(self, frames: list[bytes]) -> None:
        self.down.extend(frame for frame in frames if frame != PING)
        self.news.set()

    def close(self, code: int, reason: str) -> None:
        self.codes.append(code)
        self.news.set()

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
            frame = self.down.popleft()
            # What is still under way for a text the page has left is nobody's any more.
            if Reader(frame).string() == self.page.name:
                await self.page.take(frame)
        if self.page.denied is not None:
            assert self.page.denied == "sync.other_text", self.page.denied
            await self.start_anew(fresh=True)
        elif self.page.refusals:
            await self.start_anew(fresh=self.pen.rng.random() < 0.5)

    async def start_anew(self, *, fresh: bool) -> None:
        """After a refusal the page drops the document and opens it again; the words are a draft.

        Under a fresh id, where the text wants one.
        """
        self.refused += 1
        await self.say(leave(self.page.name))
        if fresh:
            self.page.client = await self.hub.issue(Visitor(self.person, {}))
        self.page.renew()
        self.page.denied = None
        self.pen.group += 1
        await self.page.open()

    async def move(self, name: str) -> None:
        """Go to another text, a fork or the one it came from; mostly under an id it has not seen.

        Under an id that has written in either it is not let into the other. (Y26)
        """
        self.moved += 1
        if self.session is not None:
            await self.say(leave(self.page.name))
        client = self.page.client
        if self.pen.rng.random() < 0.8:
            client = await self.hub.issue(Visitor(self.person, {}))
        self.page = Page(name, client, self.say)
        if self.session is not None:
            await self.page.open()

    async def connect(self) -> None:
        self.session = self.hub.connect(self, Visitor(self.person, {}))
        self.page.send = self.say
        self.page.expect_greeting()
        await self.page.open()

    def drop(self) -> None:
        if self.session is None:
            return
        self.hub.disconnect(self.session)
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
            self.drop()
        elif chance < 0.04:
            self.cut = rng.randint(3, 15)
        if self.cut:
            self.cut -= 1
        else:
            await self.leave_page(rng.randrange(4))
            await self.arrive(rng.randrange(4))
        # Offline, too, a page that has once been in step goes on.
        if self.page.synced and rng.random() < 0.7:
            await self.write_something(rng)

    async def write_something(self, rng: random.Random) -> None:
        """Propose; an editor as often as not changes the words themselves."""
        if self.editor and rng.random() < 0.5:
            await self.page.edit(directly(self.pen, self.page))
            return
        edit = propose(self.pen, self.page.doc)
        if edit is not None:
            await self.page.edit(edit)

    async def settle(self, seconds: float = 60) -> None:
        """Come back for good, and wait until everything is saved. Raises TimeoutError."""
        if self.session is None:
            await self.connect()
        self.straight, self.cut = True, 0
        async with asyncio.timeout(seconds):
            await self.leave_page(len(self.up))
            await self._until_synced()
            self.page.saved = self.page.unsaved = 0
            await self.page.ask()
            await self._until_synced()

    async def _until_synced(self) -> None:
        while True:
            self.news.clear()
            await self.arrive(len(self.down))
            if self.page.synced and self.page.saved:
                return
            await self.news.wait()

    async def pump(self, true: Callable[[], bool], seconds: float = 60) -> None:
        """Take in what comes, whatever is refused, until something holds. Raises TimeoutError."""
        async with asyncio.timeout(seconds):
            while not true():
                self.news.clear()
                while self.down:
                    await self.page.take(self.down.popleft())
                if not true():
                    await self.news.wait()


def directly(pen: Pen, page: Page) -> Callable[[Text], None]:
    """Choose an insertion or a deletion of the words themselves."""
    rng, now = pen.rng, letters(page.doc)
    if not now or rng.random() < 0.55:
        at = offset(page.doc, rng.randint(0, len(now)))
        words = "".join(rng.choices("xyzé漢😀𠮷ض", k=rng.randint(1, 3)))
        return lambda text: text.insert(at, words)
    first = rng.randrange(len(now))
    start = offset(page.doc, first)
    end = offset(page.doc, min(len(now), first + rng.randint(1, 3)))

    def delete(text: Text) -> None:
        del text[start:end]

    return delete
