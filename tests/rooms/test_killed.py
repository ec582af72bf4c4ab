"""The real server killed ten times in mid-typing: nothing said to be saved is missing. Y1, Y6."""

import asyncio
import os
import random
import shutil
import socket
import sys
from asyncio.subprocess import DEVNULL, Process
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import httpx2
from websockets.exceptions import ConnectionClosed, InvalidMessage

from app.desk import check
from app.house import build_house
from app.kit.settings import Settings
from app.rules import words as w
from tests.rooms.server import Browser, Server, Times
from tests.rooms.sockets import Socket, inserts, words_in
from tests.rooms.world import Ids
from tests.sync.pages import Page

LOST = (OSError, ConnectionClosed, InvalidMessage, TimeoutError, httpx2.HTTPError)
ROUNDS = 10


@dataclass
class Typist:
    """A person whose page goes on typing under its one ticket, whatever becomes of the server."""

    browser: Browser
    page: Page
    marks: tuple[str, ...]
    news: asyncio.Event
    typed: int = 0
    told: int = 0
    """How many of the letters typed the page was told are saved."""
    lives: int = 0

    async def live(self) -> None:
        """Connect, type until the connection is lost, connect again."""
        while True:
            with suppress(*LOST):
                await self._type(await self.browser.socket_with(self.page.client))
            await asyncio.sleep(0.02)  # a page's pause before it tries again

    async def _type(self, opened: Socket) -> None:
        page, base = self.page, self.typed
        page.saved = page.unsaved = 0
        await opened.again(page)
        reading = opened.reading
        assert reading is not None
        while not reading.done():
            if page.saved:
                # The first «saved» answers the step 2 with all that was typed before.
                self.lives += self.told < base or page.saved == 1
                self.told = max(self.told, base + page.saved - 1)
                self.news.set()
            assert page.unsaved == 0, page.refusals
            if page.saved and self.typed - self.told < 3:
                self.typed += 1
                await page.edit(inserts(0, random.choice("abcé漢ض"), *self.marks))
                continue
            page.changed.clear()
            await page.changed.wait()


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


async def _serve(path: Path, port: int) -> Process:
    environment = {
        **os.environ,
        "CHAPEAU_DATABASE_URL": f"sqlite+aiosqlite:///{path}",
        "CHAPEAU_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "CHAPEAU_QUIET_MS": "30",
    }
    program = "import sys; from app.cli import main; sys.argv[0] = 'chapeau'; main()"
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", program, "serve", "--port", str(port)),
        cwd=Path(__file__).parents[2],
        env=environment,
        stdout=DEVNULL,
    )


async def _up(http: httpx2.AsyncClient) -> None:
    async with asyncio.timeout(60):
        while True:
            with suppress(httpx2.HTTPError):
                if (await http.get("/api/health")).status_code == 200:
                    return
            await asyncio.sleep(0.05)  # until the child listens; it has no way to say so


async def _typists(server: Server, ids: Ids, news: asyncio.Event) -> list[Typist]:
    """Two delegates in one paragraph, the secretariat in another."""
    typists = []
    for who, place in (("ann", 0), ("cara", 0), ("sec", 1)):
        browser = server.browser(ids.cookies[who])
        shown = await browser.get(f"/api/paragraphs/{ids.paragraphs[place]}")
        client = (await browser.post("/api/sync/tickets"))["client_id"]
        marks = () if who == "sec" else (f"ins--{shown['pen']}-aaaaaaaa-1",)
        typists.append(Typist(browser, Page(shown["sync"], client, _nowhere), marks, news))
    return typists


async def _nowhere(_: bytes) -> None:
    return None


async def _until(typists: list[Typist], news: asyncio.Event, goals: list[int]) -> None:
    async with asyncio.timeout(60):
        while any(one.told < goal for one, goal in zip(typists, goals, strict=True)):
            news.clear()
            await news.wait()


async def test_ten_times_kill_9(founded: tuple[Path, Ids], tmp_path: Path) -> None:  # Y1
    path, port = Path(shutil.copy(founded[0], tmp_path / "killed.db")), _free_port()
    rng, news = random.Random(7), asyncio.Event()
    process = await _serve(path, port)
    transport = httpx2.AsyncHTTPTransport(verify=False)
    async with httpx2.AsyncClient(
        transport=transport, base_url=f"http://127.0.0.1:{port}", trust_env=False
    ) as http:
        await _up(http)
        server = Server(None, path, port, http, Times())  # type: ignore[arg-type]  # out of reach
        typists = await _typists(server, founded[1], news)
        live = [asyncio.create_task(one.live()) for one in typists]
        try:
            for _ in range(ROUNDS):
                await _until(typists, news, [one.told + rng.randint(5, 25) for one in typists])
                process.kill()
                await process.wait()
                process = await _serve(path, port)
            await _until(typists, news, [one.told + 10 for one in typists])
            for task in live:
                task.cancel()
            await asyncio.gather(*live, return_exceptions=True)
            await _agree(typists)
        finally:
            for task in live:
                task.cancel()
            await asyncio.gather(
                *(one.close() for one in server.sockets), *live, return_exceptions=True
            )
            process.terminate()
            await process.wait()
    assert sum(one.told for one in typists) > 250
    found = await check(build_house(Settings(database_url=f"sqlite+aiosqlite:///{path}")))
    assert found.faults == []


async def _agree(typists: list[Typist]) -> None:
    """Read anew what is stored: each page's every saved letter is there, as the page has it."""
    for one in typists:
        fresh = await (await one.browser.socket()).page(one.page.name)
        own = await (await one.browser.socket_with(one.page.client)).again(one.page)
        await own.until(lambda own=own, fresh=fresh: words_in(own) == words_in(fresh))  # type: ignore[misc]
        mine = "".join(
            run.text for run in words_in(fresh) if not one.marks or one.marks[0] in run.marks
        )
        assert len(mine) >= one.told
        assert w.plain(words_in(fresh)).endswith(
            ("First words of the text.", "Second words of it.")
        )
