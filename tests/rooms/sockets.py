"""A browser's socket with several paragraphs on it, and hands that type in them."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from pycrdt import Text
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from app.rules import words as w
from app.rules.words import Words
from app.sync.protocol import PING, PONG
from app.sync.wire import Reader
from tests.sync.pages import Page


@dataclass
class Socket:
    """One socket of one browser."""

    connection: ClientConnection
    client: int
    pages: dict[str, Page] = field(default_factory=dict)
    reading: asyncio.Task[None] | None = None
    frames: list[bytes] = field(default_factory=list)
    """Everything the server has sent, as it came."""

    @classmethod
    async def open(cls, port: int, headers: dict[str, str], client: int) -> "Socket":
        """Connect, and begin to read."""
        connection = await connect(
            f"ws://127.0.0.1:{port}/api/sync",
            additional_headers=headers,
            ping_interval=None,
            max_size=None,
            compression=None,
            proxy=None,
        )
        opened = cls(connection, client)
        opened.reading = asyncio.create_task(opened._read())
        return opened

    async def _read(self) -> None:
        with suppress(ConnectionClosed):
            async for frame in self.connection:
                assert isinstance(frame, bytes)
                self.frames.append(frame)
                if frame == PING:
                    await self.connection.send(PONG)
                    continue
                page = self.pages.get(Reader(frame).string())
                if page is not None:
                    await page.take(frame)
        for page in self.pages.values():
            page.changed.set()

    async def page(self, name: str) -> Page:
        """Open a paragraph; returns when it is in step, or denied."""
        page = Page(name, self.client, self.connection.send)
        return await self._enter(page)

    async def again(self, page: Page) -> Page:
        """Open a page of an earlier socket on this one, with what it still holds."""
        page.send = self.connection.send
        page.synced = False
        return await self._enter(page)

    async def _enter(self, page: Page) -> Page:
        self.pages[page.name] = page
        await page.open()
        # The answer to what the page had to say comes, too: it must not be taken for a later one's.
        await page.until(
            lambda: (page.synced and (page.saved or page.refusals)) or page.denied is not None
        )
        return page

    async def closed(self) -> int:
        """Wait until the server has closed the socket; return its code."""
        async with asyncio.timeout(10):
            await self.connection.wait_closed()
        assert self.connection.close_code is not None
        return self.connection.close_code

    async def close(self) -> None:
        """Close the socket from this side."""
        await self.connection.close()
        if self.reading is not None:
            await self.reading


def words_in(page: Page) -> Words:
    """Return what a page shows, in canonical form."""
    return w.from_delta(page.text.diff())


def place(text: Text, at: int) -> int:
    """Return the byte offset of a character."""
    return len(str(text)[:at].encode())


def inserts(at: int, words: str, *marks: str) -> Any:
    """Return a hand that inserts words before character `at`, under marks."""

    def hand(text: Text) -> None:
        text.insert(place(text, at), words, dict.fromkeys(marks, True))

    return hand


def marks(start: int, stop: int, *keys: str) -> Any:
    """Return a hand that puts marks on the characters from `start` to `stop`."""

    def hand(text: Text) -> None:
        text.format(place(text, start), place(text, stop), dict.fromkeys(keys, True))

    return hand


def deletes(start: int, stop: int) -> Any:
    """Return a hand that really deletes characters."""

    def hand(text: Text) -> None:
        del text[place(text, start) : place(text, stop)]

    return hand


async def saved(page: Page, hand: Any) -> None:
    """Type, and wait until it is said to be saved or refused."""
    before = page.saved + page.unsaved
    await page.edit(hand)
    await page.until(lambda: page.saved + page.unsaved > before)
    assert page.unsaved == 0, page.refusals
