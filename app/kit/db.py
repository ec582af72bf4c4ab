"""One door to the database: many readers, and decisions one after another.

On SQLite one connection of the one process writes, in turn; `synchronous=FULL` makes a commit
durable before it returns. On PostgreSQL several processes take turns by a lock of the database,
which ends with the transaction, however that ends.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from time import perf_counter
from typing import Any

import structlog
from sqlalchemy import event, text
from sqlalchemy.pool import QueuePool
from sqlmodel import Session
from sqlmodel.ext.asyncio.session import AsyncSession

from app.kit import metrics
from app.kit.ailing import plainly
from app.kit.engines import UNREACHED, postgresql_engine, sqlite_engine
from app.kit.errors import BadInput
from app.kit.traces import noted
from app.kit.trips import Trip, Trips

log = structlog.get_logger(__name__)

AfterCommit = Callable[[], None]
BeforeCommit = Callable[[], Awaitable[None]]


class _Storable(Session):
    """A session that refuses what not every engine can store."""


@event.listens_for(_Storable, "before_flush")
def _refuse_nul(session: Session, _context: Any, _instances: Any) -> None:
    """Refuse U+0000: PostgreSQL has no place for it in a text, and no text has a use for it."""
    for row in (*session.new, *session.dirty):
        if any(isinstance(value, str) and "\0" in value for value in vars(row).values()):
            raise BadInput(
                "storage.no_character",
                "The text holds a character that is none (U+0000). Take it out and try again.",
            )


class Write(AsyncSession):
    """A transaction that will be committed whole, or not at all.

    Code inside never commits; it flushes when it needs a row to be there.
    """

    sync_session_class = _Storable

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._after_commit: list[AfterCommit] = []
        self._before_commit: list[BeforeCommit] = []
        self.beside = False

    def before_commit(self, callback: BeforeCommit) -> None:
        """Run `callback` as the last thing inside; if it raises, nothing is committed."""
        self._before_commit.append(callback)

    async def run_before_commit(self) -> None:
        """Run the callbacks; called by `Database.writing` only."""
        for callback in self._before_commit:
            await callback()
        self._before_commit.clear()

    def after_commit(self, callback: AfterCommit) -> None:
        """Run `callback` right after the commit, before the next writer may begin.

        Callbacks are synchronous, run in the order given, and must not raise: what was committed
        stays committed.
        """
        self._after_commit.append(callback)

    def run_after_commit(self) -> None:
        """Run the callbacks; called by `Database.writing` only, once the commit has returned."""
        for callback in self._after_commit:
            callback()
        self._after_commit.clear()


class Database:
    """The engine(s) behind one database URL, with `reading` and `writing` as the only ways in."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.sqlite = url.startswith("sqlite")
        engine = sqlite_engine if self.sqlite else postgresql_engine
        self._writer = engine(url, query_only=False)
        self._reader = engine(url, query_only=True)
        self._lost = () if self.sqlite else (ConnectionError, TimeoutError)
        self._trips = Trips(self._writer)
        self._turn = asyncio.Lock()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """Give a session that sees one consistent snapshot and can change nothing.

        Raises Ailing when the database cannot do its part.
        """
        async with AsyncSession(self._reader, expire_on_commit=False) as session:
            await self._reach(session)
            with plainly(*self._lost):
                yield session

    @asynccontextmanager
    async def writing(self, *, beside: bool = False) -> AsyncIterator[Write]:
        """Give the one write transaction: committed at the end, rolled back on any exception.

        A transaction that decides something has the database to itself, whatever process it is
        in: everything it has read is still so when it commits. With `beside` it may run side by
        side with others like it in other processes, but with no decision: for what changes nobody's
        rights, as the journal and tickets, and orders its own row locks. (Y17)

        Raises Ailing when the database cannot do its part: nothing was changed then, unless the
        connection was lost in the very commit.
        """
        kind, asked = "beside" if beside else "alone", perf_counter()
        async with self._turn, Write(self._writer, expire_on_commit=False) as write:
            write.beside = beside
            await self._reach(write)
            with plainly(*self._lost):
                try:
                    if not self.sqlite:
                        await (await write.connection()).execute(_BESIDE if beside else _ALONE)
                    begun = perf_counter()
                    metrics.database_wait.labels(kind).observe(begun - asked)
                    yield write
                except BaseException:
                    await write.rollback()
                    raise
                await _whole(_finish(write))
            ended = perf_counter()
            metrics.database_write.labels(kind).observe(ended - begun)
            noted("database wait", asked, begun)
            noted("database write", begun, ended)

    @asynccontextmanager
    async def in_trips(self) -> AsyncIterator[Trip]:
        """Give the one write transaction of a SQLite database as plain SQL; see trips.

        For the journal, which commits at every keystroke. Raises Ailing, as `writing` does.
        """
        asked = perf_counter()
        async with self._turn:
            begun = perf_counter()
            metrics.database_wait.labels("beside").observe(begun - asked)
            trip = Trip(self._trips)
            with plainly(*self._lost):
                try:
                    yield trip
                    await _whole(trip.commit())
                except BaseException:
                    await trip.rollback()
                    raise
            metrics.database_write.labels("beside").observe(perf_counter() - begun)

    async def _reach(self, session: AsyncSession) -> None:
        """Connect over the network first, so that its errors are told from those of the work."""
        if self.sqlite:
            return
        with plainly(*UNREACHED):
            try:
                await session.connection()
            except UNREACHED as error:
                log.warning("database.unreached", why=str(error) or type(error).__name__)
                raise

    def pools(self) -> dict[str, tuple[int, int]]:
        """Return, of each pool of connections, how many are in use and how many it keeps."""
        engines = {"read": self._reader, "write": self._writer}
        pools = {name: engine.pool for name, engine in engines.items()}
        return {
            name: (pool.checkedout(), pool.size())
            for name, pool in pools.items()
            if isinstance(pool, QueuePool)
        }

    async def close(self) -> None:
        """Close every connection, readers first so that the writer checkpoints last."""
        await self._reader.dispose()
        await self._writer.dispose()


async def _finish(write: Write) -> None:
    try:
        await write.run_before_commit()
        await write.commit()
    except BaseException:
        await write.rollback()
        raise
    write.run_after_commit()


async def _whole(work: Coroutine[Any, Any, None]) -> None:
    """Run `work` to its end even when the caller is cancelled meanwhile.

    A request that is dropped during its commit must not leave the commit done and its callbacks
    undone.
    """
    task = asyncio.ensure_future(work)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait({task})
        task.result()
        raise


_TURN = 0x43484150
"""Names the lock by which the processes on one PostgreSQL database take turns."""

_ALONE = text(f"SELECT pg_advisory_xact_lock({_TURN})")
_BESIDE = text(f"SELECT pg_advisory_xact_lock_shared({_TURN})")
