"""One door to the database: many readers, one writer at a time.

SQLite before 3.51.3 can corrupt its write-ahead log when two connections write or checkpoint at
the same moment, so exactly one connection of the process writes; readers are `query_only` and
never checkpoint. `synchronous=FULL` makes a commit durable before it returns.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Connection
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool
from sqlmodel.ext.asyncio.session import AsyncSession

AfterCommit = Callable[[], None]


class Write(AsyncSession):
    """A transaction that will be committed whole, or not at all.

    Code inside never commits; it flushes when it needs a row to be there.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._after_commit: list[AfterCommit] = []

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
        self._sqlite = url.startswith("sqlite")
        self._writer = self._engine(query_only=False)
        self._reader = self._engine(query_only=True) if self._sqlite else self._writer
        self._turn = asyncio.Lock()

    def _engine(self, *, query_only: bool) -> AsyncEngine:
        if not self._sqlite:
            return create_async_engine(self.url, pool_size=10)
        engine = create_async_engine(
            self.url,
            poolclass=AsyncAdaptedQueuePool,
            pool_size=8 if query_only else 1,
            max_overflow=0,
            connect_args={"isolation_level": None, "timeout": 30},
        )
        begin = "BEGIN" if query_only else "BEGIN IMMEDIATE"

        @event.listens_for(engine.sync_engine, "connect")
        def set_pragmas(connection: Any, _record: Any) -> None:
            for pragma in _PRAGMAS:
                connection.execute(f"PRAGMA {pragma}")
            if query_only:
                connection.execute("PRAGMA wal_autocheckpoint=0")
                connection.execute("PRAGMA query_only=ON")

        @event.listens_for(engine.sync_engine, "begin")
        def begin_transaction(connection: Connection) -> None:
            connection.exec_driver_sql(begin)

        return engine

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """Give a session that sees one consistent snapshot and can change nothing."""
        async with AsyncSession(self._reader, expire_on_commit=False) as session:
            yield session

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Write]:
        """Give the one write transaction: committed at the end, rolled back on any exception."""
        async with self._turn, Write(self._writer, expire_on_commit=False) as write:
            try:
                yield write
            except BaseException:
                await write.rollback()
                raise
            await _whole(_finish(write))

    async def close(self) -> None:
        """Close every connection, readers first so that the writer checkpoints last."""
        if self._reader is not self._writer:
            await self._reader.dispose()
        await self._writer.dispose()


async def _finish(write: Write) -> None:
    try:
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


_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "busy_timeout=30000",
)
