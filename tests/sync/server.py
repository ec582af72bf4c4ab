"""A whole server for tests that kill it: `python -m tests.sync.server DATABASE PORT [early]`.

With `early` it acknowledges before it stores: the control by which a test is known to see loss.
"""

import asyncio
import sys
from pathlib import Path

import uvicorn

from app.kit.clock import system_clock
from app.kit.db import Database
from app.sync import Hub
from app.sync.journal import Batch, SharedCommits
from tests.sync.conftest import SCHEMA, compose, make_tables
from tests.sync.gates import OpenGate


class EarlyJournal(SharedCommits):
    """What must never be: says «saved» at once, and stores a little later."""

    def __init__(self, database: Database) -> None:
        super().__init__(database, system_clock)
        self._owed: set[asyncio.Task[bool]] = set()

    async def store(self, batch: Batch) -> bool:
        committed, head = batch.committed, batch.version + len(batch.entries)
        batch.committed = lambda _: None
        committed(head)
        task = asyncio.create_task(self._later(batch))
        self._owed.add(task)
        task.add_done_callback(self._owed.discard)
        return True

    async def _later(self, batch: Batch) -> bool:
        await asyncio.sleep(0.2)
        return await super().store(batch)


async def main(path: Path, port: int, early: bool) -> None:
    database = Database(f"sqlite+aiosqlite:///{path}")
    await make_tables(database)
    hub = Hub(database, SCHEMA, journal=EarlyJournal(database) if early else None)
    await hub.start(OpenGate())
    config = uvicorn.Config(
        compose(hub), port=port, log_config=None, ws="websockets-sansio", lifespan="off"
    )
    await uvicorn.Server(config).serve()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2]), "early" in sys.argv[3:]))
