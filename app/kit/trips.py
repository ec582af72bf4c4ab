"""A SQLite transaction in two trips to its writer's thread, where a session makes a dozen.

Each statement of a session is several trips between the loop and the thread that owns the
connection: three milliseconds of processor time for one keystroke's commit, measured, against a
fifth of that. It is the writer's one connection all the same, used in the writer's turn.
"""

import sqlite3
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import aiosqlite
from sqlalchemy import event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

T = TypeVar("T")
Work = Callable[[sqlite3.Connection], T]


class Trips:
    """The way to the thread of a SQLite engine's one writing connection."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._connection: aiosqlite.Connection | None = None
        event.listen(engine.sync_engine, "connect", self._connected)

    def _connected(self, connection: Any, _record: Any) -> None:
        self._connection = connection.driver_connection

    async def run(self, work: Work[T]) -> T:
        """Do plain SQL there, in one trip. Raises DBAPIError, as a session does."""
        if self._connection is None:
            async with self._engine.connect():
                pass
        connection = self._connection
        assert connection is not None
        try:
            # aiosqlite's own way to its thread; it has no public one for a function.
            execute: Callable[..., Awaitable[T]] = connection._execute  # noqa: SLF001
            return await execute(work, connection._conn)  # noqa: SLF001
        except sqlite3.Error as error:
            raise DBAPIError.instance(None, None, error, sqlite3.Error) from error


class Trip:
    """One transaction made of plain SQL; see `Database.in_trips`."""

    def __init__(self, trips: Trips) -> None:
        self._trips = trips
        self._after_commit: list[Callable[[], None]] = []

    async def begin(self, work: Work[T]) -> T:
        """Begin, and do the work; called once."""

        def begun(connection: sqlite3.Connection) -> T:
            connection.execute("BEGIN IMMEDIATE")
            return work(connection)

        return await self._trips.run(begun)

    def after_commit(self, callback: Callable[[], None]) -> None:
        """Run `callback` right after the commit, before the next writer may begin."""
        self._after_commit.append(callback)

    async def commit(self) -> None:
        """Commit and run the callbacks; called by `Database.in_trips` only."""
        await self._trips.run(_commit)
        for callback in self._after_commit:
            callback()

    async def rollback(self) -> None:
        """Undo what has been done, if anything was."""
        await self._trips.run(_rollback)


def _commit(connection: sqlite3.Connection) -> None:
    connection.execute("COMMIT")


def _rollback(connection: sqlite3.Connection) -> None:
    if connection.in_transaction:
        connection.execute("ROLLBACK")
