"""A whole `chapeau serve` in a process of its own, as an operator starts it."""

import asyncio
import os
import socket
import sys
from asyncio.subprocess import DEVNULL, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx2

from tests.rooms.server import Server, Times

ROOT = Path(__file__).parents[2]
PROGRAM = "import sys; from app.cli import main; sys.argv[0] = 'chapeau'; main()"


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@dataclass
class Served:
    """The process, and what a test's browsers need to reach it."""

    process: Process
    http: httpx2.AsyncClient
    port: int
    path: Path

    def server(self) -> Server:
        """Return it as the server the tests of the rooms know; it has no app in this process."""
        return Server(None, self.path, self.port, self.http, Times())  # type: ignore[arg-type]

    async def ended(self, seconds: float = 60) -> int:
        """Wait until the process has ended; returns its status."""
        async with asyncio.timeout(seconds):
            return await self.process.wait()


def serve_command(path: Path, port: int) -> tuple[tuple[str, ...], dict[str, str]]:
    """Return the command that serves a database on a port, and its environment."""
    given = {
        **os.environ,
        "CHAPEAU_DATABASE_URL": f"sqlite+aiosqlite:///{path}",
        "CHAPEAU_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "CHAPEAU_QUIET_MS": "30",
    }
    return (sys.executable, "-c", PROGRAM, "serve", "--port", str(port)), given


@asynccontextmanager
async def served(path: Path, **environment: str) -> AsyncIterator[Served]:
    """Serve a database; wait until the server answers."""
    port = free_port()
    command, given = serve_command(path, port)
    given |= environment
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, env=given, stdout=DEVNULL)
    transport = httpx2.AsyncHTTPTransport(verify=False)
    async with httpx2.AsyncClient(
        transport=transport, base_url=f"http://127.0.0.1:{port}", timeout=30, trust_env=False
    ) as http:
        try:
            await _up(http)
            yield Served(process, http, port, path)
        finally:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()


async def _up(http: httpx2.AsyncClient) -> None:
    async with asyncio.timeout(60):
        while True:
            with suppress(httpx2.HTTPError):
                if (await http.get("/api/health")).status_code == 200:
                    return
            await asyncio.sleep(0.05)  # until the child listens; it has no way to say so
