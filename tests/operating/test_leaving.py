"""A server that is stopped: what a balancer, a page and a stream of events see of it. Rules Y28."""

import asyncio
import shutil
import signal
import socket
from asyncio.subprocess import DEVNULL
from pathlib import Path

from tests.operating.serving import ROOT, Served, serve_command, served
from tests.rooms.sockets import inserts, saved
from tests.rooms.world import Ids, World

COME_BACK = 1012
"""Service restart, of the registry of WebSocket close codes."""


async def not_ready(server: Served) -> None:
    """Ask, as a balancer does, until the server says that it is stopping."""
    async with asyncio.timeout(10):
        reply = await server.http.get("/api/ready")
        while reply.status_code == 200:
            reply = await server.http.get("/api/ready")
    assert "stopping" in reply.json()["checks"]["stopping"]


async def test_leaving_is_announced_and_costs_nobody_a_word(  # Y28
    founded: tuple[Path, Ids], tmp_path: Path
) -> None:
    path = Path(shutil.copy(founded[0], tmp_path / "leaving.db"))
    async with served(path, CHAPEAU_DRAIN_SECONDS="1.5") as server:
        world = World(server.server(), founded[1])
        _, page = await world.page("sec", world.ids.paragraphs[0])
        [socket] = world.server.sockets
        await page.until(lambda: page.saved)  # the page's own first word, which says nothing new
        await saved(page, inserts(0, "before "))
        async with world.ann.events(world.ids.group) as events:
            server.process.send_signal(signal.SIGTERM)
            await not_ready(server)
            assert (await server.http.get("/api/health")).status_code == 200
            # Whoever is here goes on, and a balancer that has not noticed yet does no harm.
            await saved(page, inserts(0, "meanwhile "))
            assert (await (await world.bob.socket()).page(page.name)).synced
            assert await socket.closed() == COME_BACK
            while await events.next() is not None:
                pass
        assert await server.ended() == -signal.SIGTERM
    async with served(path) as server:
        world = World(server.server(), founded[1])
        _, again = await world.page("sec", world.ids.paragraphs[0])
        assert str(again.text).startswith("meanwhile before ")
        await world.server.sockets[0].close()


async def test_without_a_drain_streams_still_end_and_are_not_cut_off(  # Y28
    founded: tuple[Path, Ids], tmp_path: Path
) -> None:
    path = Path(shutil.copy(founded[0], tmp_path / "leaving.db"))
    async with served(path) as server:
        world = World(server.server(), founded[1])
        await world.page("sec", world.ids.paragraphs[0])
        async with world.ann.events(world.ids.group) as events:
            server.process.send_signal(signal.SIGTERM)
            # uvicorn alone would wait for it in vain, and then break the reply off.
            assert await events.next() is None
        assert await world.server.sockets[0].closed() == COME_BACK
        assert await server.ended() == -signal.SIGTERM


async def test_a_port_that_is_taken_ends_the_command(database: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        command, environment = serve_command(database, taken.getsockname()[1])
        process = await asyncio.create_subprocess_exec(
            *command, cwd=ROOT, env=environment, stdout=DEVNULL, stderr=DEVNULL
        )
        async with asyncio.timeout(120):
            assert await process.wait() == 3
