"""Clients in Python: pycrdt's own provider, and a document of y-py 0.6.2. Rules Y1, Y29."""

import asyncio
import base64
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from pycrdt import Channel, Doc, Provider, Text
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from tests.clients.console import Console, python
from tests.sync.conftest import ORIGIN, Place
from tests.sync.pages import Page

LETTERS = "abcé漢ض😀"


@dataclass
class Line(Channel):
    """What pycrdt asks of a transport, over a socket."""

    socket: ClientConnection
    name: str

    @property
    def path(self) -> str:
        return self.name

    async def __anext__(self) -> bytes:
        try:
            return await self.recv()
        except ConnectionClosed:
            raise StopAsyncIteration from None

    async def send(self, message: bytes) -> None:
        await self.socket.send(message)

    async def recv(self) -> bytes:
        message = await self.socket.recv()
        assert isinstance(message, bytes)
        return message


@dataclass
class Stranger:
    """A document of pycrdt, kept in step by pycrdt's provider."""

    doc: "Doc[Text]"
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    heard: object = None
    """Held for as long as there is something to hear."""

    @property
    def text(self) -> Text:
        return self.doc.get("p", type=Text)

    async def until(self, words: str) -> None:
        async with asyncio.timeout(20):
            while str(self.text) != words:
                self.changed.clear()
                await self.changed.wait()


@asynccontextmanager
async def pycrdt(place: Place, name: str, person: str) -> AsyncIterator[Stranger]:
    """Open a text with pycrdt's provider."""
    client = await place.ticket(person)
    stranger = Stranger(Doc(client_id=client))
    stranger.heard = stranger.text.observe(lambda _: stranger.changed.set())
    async with connect(
        f"ws://127.0.0.1:{place.port}/api/sync/texts/{name}?client={client}",
        additional_headers={"Cookie": f"person={person}", "Origin": ORIGIN},
    ) as socket:
        provider = Provider(stranger.doc, Line(socket, name))
        running = asyncio.create_task(provider.start())
        async with asyncio.timeout(20):
            await provider.synced.wait()
        yield stranger
        await provider.stop()
        await asyncio.gather(running, return_exceptions=True)


async def test_pycrdts_provider_reads_writes_and_hears(place: Place) -> None:  # Y1, Y29
    await place.document("p1", "Recalling")
    bob = await place.page("bob", "p1")
    async with pycrdt(place, "p1", "ann") as ann:
        assert str(ann.text) == "Recalling"
        ann.text.insert(len(ann.text), " 😀 the Charter", {"strong": True})
        await bob.until(lambda: bob.words == "Recalling 😀 the Charter")
        assert len(await place.stored("p1")) == 2
        await bob.type(".")
        await ann.until("Recalling 😀 the Charter.")
        assert ann.text.diff() == bob.text.diff()


@dataclass
class Carrier:
    """Carries updates between a document of y-py and the page that stands for it at the door."""

    said: Console
    page: Page
    told: int = 0

    async def send(self) -> None:
        """Carry what y-py has just made to the server, and wait until it is saved."""
        update = base64.b64decode(await self.said.until(None, "update"))
        before = self.page.saved
        self.page.doc.apply_update(update)
        await self.page.send_update(update)
        await self.page.until(lambda: self.page.saved > before)
        assert self.page.unsaved == 0, self.page.refusals

    async def fetch(self) -> str:
        """Carry what others wrote to y-py; returns its words."""
        await self.said.do("state")
        state = base64.b64decode(await self.said.until(None, "state"))
        update = self.page.doc.get_update(state)
        await self.said.do("take", update=base64.b64encode(update).decode())
        words: str = await self.said.until(None, "words")
        return words


async def test_a_document_of_y_py_and_ours_exchange_updates(place: Place) -> None:  # Y1
    await place.document("p1", "Recalling")
    bob = await place.page("bob", "p1")
    page = await place.page("ann", "p1")
    async with python("y_py_client.py") as said:
        await said.do("open", client=page.client)
        await said.until(None, "opened")
        ann = Carrier(said, page)
        assert await ann.fetch() == "Recalling"
        await said.do("type", at=len("Recalling"), words=" 😀 the Charter", marks={"strong": True})
        await ann.send()
        await bob.until(lambda: bob.words == "Recalling 😀 the Charter")
        await bob.type("é", at=0)
        await page.until(lambda: page.words.startswith("é"))
        assert await ann.fetch() == "éRecalling 😀 the Charter"
        await said.do("delete", at=0, length=len("éRe".encode()))
        await ann.send()
        await bob.until(lambda: bob.words == "calling 😀 the Charter")
        assert bob.text.diff() == page.text.diff() == await _stored(place, "p1")


async def test_y_py_and_ours_agree_after_writing_side_by_side(place: Place) -> None:  # Y1
    rng = random.Random(4)
    await place.document("p1", "Recalling")
    bob = await place.page("bob", "p1")
    page = await place.page("ann", "p1")
    async with python("y_py_client.py") as said:
        await said.do("open", client=page.client)
        await said.until(None, "opened")
        ann = Carrier(said, page)
        words = await ann.fetch()
        for _ in range(40):
            # Both write before either has heard of the other.
            theirs = await _scribble(rng, words, bob)
            await said.do("type", at=_place(rng, words), words=rng.choice(LETTERS))
            await ann.send()
            await page.until(lambda: page.doc.get_state() == bob.doc.get_state())
            words = await ann.fetch()
            assert words == page.words == bob.words
            assert theirs in words
        assert await _stored(place, "p1") == bob.text.diff()


def _place(rng: random.Random, words: str) -> int:
    """Return a random place between characters, as a byte offset."""
    return len(words[: rng.randint(0, len(words))].encode())


async def _scribble(rng: random.Random, words: str, page: Page) -> str:
    letter, before = rng.choice(LETTERS), page.saved
    await page.type(letter, at=_place(rng, words))
    await page.until(lambda: page.saved > before)
    return letter


async def _stored(place: Place, name: str) -> list[tuple[str, dict[str, object] | None]]:
    async with place.hub.database.reading() as session:
        state = await place.hub.state(session, name)
    doc: Doc[Text] = Doc()
    text = doc.get("p", type=Text)
    doc.apply_update(state)
    return text.diff()
