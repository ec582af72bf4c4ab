"""Disks that are full, databases that cannot be written or are held: clear words, nothing lost.

Promises Y1, Y23.
"""

import asyncio
import signal
import sqlite3
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path

import pytest

from app.kit.db import Database
from app.sync.limits import TRY_AGAIN
from tests.faults.crowd import crowd
from tests.faults.report import Report
from tests.rooms.sockets import Socket, inserts, words_in
from tests.rooms.world import World

TYPED = "abcé漢ض"
FULL, AWAY = (TRY_AGAIN, "the storage is full"), (TRY_AGAIN, "the storage is away")
READ_ONLY = (TRY_AGAIN, "the storage is read only")


@asynccontextmanager
async def ailing(database: Database, ill: str, well: str) -> AsyncIterator[None]:
    """Let the one connection that writes meet what a bad disk does, by a pragma."""

    async def say(pragma: str) -> None:
        async with database._turn, database._writer.connect() as connection:
            raw = (await connection.get_raw_connection()).driver_connection
            await raw.execute(f"PRAGMA {pragma}")  # type: ignore[union-attr]  # aiosqlite's

    await say(ill)
    try:
        yield
    finally:
        await say(well)


@pytest.mark.parametrize(
    ("ill", "well", "reason", "closed"),
    [
        ("max_page_count=1", "max_page_count=1073741823", "storage.full", FULL),
        ("query_only=ON", "query_only=OFF", "storage.read_only", READ_ONLY),
    ],
    ids=["full", "read only"],
)
async def test_people_are_told_and_keep_what_they_typed(  # Y23
    world: World, report: Report, ill: str, well: str, reason: str, closed: tuple[int, str]
) -> None:
    """SQLite never lets a file have fewer pages than it has: from here on it cannot grow."""
    opened = await world.sec.socket()
    shown = await world.sec.get(f"/api/paragraphs/{world.ids.paragraphs[1]}")
    page = await opened.page(shown["sync"])
    await page.edit(inserts(0, "kept "))
    await page.until(lambda: page.saved)
    typed = 1
    async with ailing(world.server.app.state.database, ill, well):
        while opened.connection.close_code is None:
            with suppress(Exception):  # the socket may close in the middle of a word
                await page.edit(inserts(0, TYPED * 200))
                typed += 1
                await page.until(lambda n=typed: page.saved >= n, 5)  # type: ignore[misc]  # now
        assert (opened.connection.close_code, opened.connection.close_reason) == closed
        status, said, sentence = await _told(world)
        assert (status, said) == (503, reason)
        assert "what you typed stays here" in sentence
        # Reading goes on.
        assert await world.sec.get(f"/api/paragraphs/{world.ids.paragraphs[0]}")
    again = await (await world.sec.socket_with(opened.client)).again(page)
    await again.until(lambda: again.saved)
    fresh = await (await world.ann.socket()).page(page.name)
    assert words_in(fresh) == words_in(page)
    report(closed=closed[1], reason=reason, words_kept=len(page.words))


async def _told(world: World) -> tuple[int, str, str]:
    """Ask for tickets until one cannot be given: a little may still find room."""
    for _ in range(500):
        reply = await world.sec.call("POST", "/api/sync/tickets")
        if reply.status_code != 200:
            said = reply.json()
            return reply.status_code, said["reason"], said["sentence"]
    raise AssertionError("there was room for all of them")


async def test_a_database_that_another_holds_is_waited_for(world: World, report: Report) -> None:
    """As a backup tool might hold it; what is typed is saved when it lets go. Y23."""
    opened: Socket = await world.sec.socket()
    shown = await world.sec.get(f"/api/paragraphs/{world.ids.paragraphs[1]}")
    page = await opened.page(shown["sync"])
    saved = page.saved
    other = sqlite3.connect(world.server.path, isolation_level=None, timeout=10)
    other.execute("BEGIN IMMEDIATE")
    try:
        await page.edit(inserts(0, TYPED))
        asked = asyncio.create_task(world.sec.call("POST", "/api/sync/tickets"))
        for _ in range(20):
            assert await world.sec.get(f"/api/paragraphs/{world.ids.paragraphs[0]}")
        assert page.saved == saved
        assert not asked.done()
    finally:
        other.execute("ROLLBACK")
        other.close()
    await page.until(lambda: page.saved > saved)
    assert (await asked).status_code == 200
    assert opened.connection.close_code is None
    report(waited="reading went on", saved=page.saved)


async def test_files_that_may_not_grow_lose_nothing(tmp_path: Path, report: Report) -> None:
    """A quota, met in mid-typing by a real process and real files. Y1, Y23."""
    async with crowd(tmp_path) as people:
        size = (tmp_path / "sync.db").stat().st_size
        await people.start(f"file={size + 400_000}")
        await people.until(lambda one: bool(one.codes))
        assert people.codes <= {AWAY}
        assert await people.missing() == 0
        people.signal(signal.SIGUSR2)
        await people.type_on(20)
        await people.settle()
        report(acknowledged=people.told, lost=0, closed=AWAY[1])


async def test_a_disk_that_fills_up_loses_nothing(tmp_path: Path, report: Report) -> None:
    """A small file system where one may be mounted, otherwise again by a quota. Y1, Y23."""
    small = tmp_path / "small"
    small.mkdir()
    with _small_disk(small) as mounted:
        async with crowd(small) as people:
            ballast = small / "ballast"
            if not mounted:
                await people.start(f"file={(small / 'sync.db').stat().st_size + 300_000}")
            else:
                await people.start()
                await people.type_on(5)
                _fill(ballast)
            await people.until(lambda one: bool(one.codes))
            assert people.codes <= ({FULL} if mounted else {AWAY})
            assert await people.missing() == 0
            if mounted:
                ballast.unlink()
            else:
                people.signal(signal.SIGUSR2)
            await people.type_on(20)
            await people.settle()
            report(acknowledged=people.told, lost=0, disk="mounted" if mounted else "quota")


def _fill(ballast: Path) -> None:
    with ballast.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(4096))


@contextmanager
def _small_disk(folder: Path) -> Iterator[bool]:
    """Mount four megabytes, if that is allowed here."""
    options = ("-t", "tmpfs", "-o", "size=4m", "none", str(folder))
    try:
        mounted = (
            subprocess.run(["mount", *options], check=False, capture_output=True).returncode == 0
        )
    except FileNotFoundError:
        mounted = False
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.run(["umount", "-l", str(folder)], check=True)
