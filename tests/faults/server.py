"""A whole server for tests that hurt it, in a process of its own.

What a test asks of it, in words: `early` acknowledges before it stores, the control by which a test
is known to see loss; `decisions` lets the server itself change every text all the time, and
`compaction` folds the journals all the time, both until SIGUSR1;
`file=BYTES` lets no file grow beyond so many bytes, as a full disk does, until SIGUSR2;
`step=FILE` adds the seconds written in a file to the clock.
"""

import asyncio
import logging
import resource
import signal
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import structlog
import uvicorn
from sqlmodel import select

from app.kit.ailing import Ailing
from app.kit.clock import Clock, system_clock
from app.kit.db import Database
from app.kit.direct import Direct
from app.kit.failpoints import Struck, arm_all
from app.sync import Hub, SyncDocument
from app.sync.compaction import Keep, compact
from app.sync.journal import Batch, SharedCommits
from tests.sync.conftest import SCHEMA, compose, insert_at_start
from tests.sync.gates import OpenGate


class EarlyJournal(SharedCommits):
    """What must never be: says «saved» at once, and stores a little later, in the same order.

    It has to be right about the head it promises: a room that is told of one it has passed already
    takes the batch for one it has read from the journal, and would miss it for ever.
    """

    def __init__(self, database: Database) -> None:
        super().__init__(database, system_clock)
        self._heads: dict[str, int] = {}
        self._owed: dict[str, asyncio.Task[bool]] = {}

    async def store(self, batch: Batch) -> bool:
        name = batch.document
        if name not in self._heads:
            self._heads[name] = await self._stored_head(name)
        self._heads[name] += len(batch.entries)
        committed, batch.committed = batch.committed, lambda _: None
        committed(self._heads[name])
        self._owed[name] = asyncio.create_task(self._later(batch, self._owed.get(name)))
        return True

    async def _stored_head(self, name: str) -> int:
        async with self._database.reading() as session:
            query = select(SyncDocument.head).where(SyncDocument.name == name)
            return (await session.exec(query)).one()

    async def _later(self, batch: Batch, before: asyncio.Task[bool] | None) -> bool:
        await asyncio.sleep(2)
        if before is not None:
            await before  # one document's batches in one commit would be weighed against each other
        return await super().store(batch)


async def names(database: Database) -> list[str]:
    async with database.reading() as session:
        return list((await session.exec(select(SyncDocument.name))).all())


class NotingGate(OpenGate):
    """Takes note of what it is told of, as the rooms above do: only then may it be folded."""

    hub: Hub

    async def quiet(self, document: str) -> None:
        async with self.hub.database.writing() as write:
            await self.hub.note(write, document)


async def decide(hub: Hub, name: str) -> None:
    """Change a text by the server's own hand, so that what pages send is often stale."""
    async with hub.database.writing() as write:
        await hub.change(write, name, "chair", lambda doc: insert_at_start(doc, "§"))


async def fold(hub: Hub, name: str) -> None:
    """Fold what has been noted of a text, down to the last entry."""
    async with hub.database.writing() as write:
        await hub.note(write, name)
    await compact(hub.database, SCHEMA.root, name, Keep(kept=1, enough=0, together=50))


async def on_and_on(
    hub: Hub, work: Callable[[Hub, str], Awaitable[None]], still: asyncio.Event
) -> None:
    """Do something with every text again and again, whatever comes of it."""
    found = await names(hub.database)
    while not still.is_set():
        for name in found:
            with suppress(Struck, Ailing):
                await work(hub, name)
            await asyncio.sleep(0.01)


def stepped(path: Path) -> Clock:
    """Return a clock that is as far off as a file says at this moment."""

    def now() -> datetime:
        return system_clock() + timedelta(seconds=float(path.read_text()))

    return now


def option(words: tuple[str, ...], name: str) -> str | None:
    return next((w.partition("=")[2] for w in words if w.startswith(f"{name}=")), None)


async def main(url: str, port: int, words: tuple[str, ...]) -> None:
    database = Database(url)
    step = option(words, "step")
    hub = Hub(
        database,
        SCHEMA,
        journal=EarlyJournal(database) if "early" in words else None,
        clock=stepped(Path(step)) if step else system_clock,
    )
    gate = NotingGate()
    gate.hub = hub
    # What is noted is fenced, and a journal that lags behind would store nothing ever after.
    await hub.start(OpenGate() if "early" in words else gate)
    if (most := option(words, "file")) is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(most), resource.RLIM_INFINITY))
        unlimited = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
        lift = partial(resource.setrlimit, resource.RLIMIT_FSIZE, unlimited)
        asyncio.get_running_loop().add_signal_handler(signal.SIGUSR2, lift)
    still = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, still.set)
    for word, work in (("decisions", decide), ("compaction", fold)):
        if word in words:
            hub.spawn(on_and_on(hub, work, still))
    config = uvicorn.Config(compose(hub), port=port, log_config=None, ws=Direct, lifespan="off")
    await uvicorn.Server(config).serve()


def serve(url: str, port: int, words: tuple[str, ...], failpoints: str) -> None:
    """Be the server; what it says of its faults it keeps to itself."""
    arm_all(failpoints)
    logging.disable()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    asyncio.run(main(url, port, words))
