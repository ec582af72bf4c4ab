"""How each database engine is opened: pragmas, isolation, time limits, sizes of pools."""

from time import monotonic
from typing import Any

import asyncpg
from sqlalchemy import event
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError, DisconnectionError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool, ConnectionPoolEntry

from app.kit.sqlite import check_version

PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "busy_timeout=30000",
)

STUCK_SECONDS = 10
"""A write whose process has stopped or cannot be reached is ended by the database after this.

Without it a process stopped in the middle of a decision would hold back everybody's.
"""

REPLY_SECONDS = 30
"""How long one statement may take, waiting for its turn included."""

CONNECT_SECONDS = 5

RESTED_SECONDS = 1.0
"""After this a connection is asked whether it still stands."""

UNREACHED = (OSError, DBAPIError, asyncpg.PostgresError, asyncpg.InterfaceError)
"""What connecting to PostgreSQL may raise: refused, too late, starting up, or not let in."""


def sqlite_engine(url: str, *, query_only: bool) -> AsyncEngine:
    """Open a SQLite file: one connection that writes, or several that cannot and never checkpoint.

    Raises Refused when this SQLite is too old.
    """
    check_version()
    engine = create_async_engine(
        url,
        poolclass=AsyncAdaptedQueuePool,
        pool_size=8 if query_only else 1,
        max_overflow=0,
        connect_args={"isolation_level": None, "timeout": 30},
    )
    begin = "BEGIN" if query_only else "BEGIN IMMEDIATE"

    @event.listens_for(engine.sync_engine, "connect")
    def set_pragmas(connection: Any, _record: Any) -> None:
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        if query_only:
            connection.execute("PRAGMA wal_autocheckpoint=0")
            connection.execute("PRAGMA query_only=ON")

    @event.listens_for(engine.sync_engine, "begin")
    def begin_transaction(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def postgresql_engine(url: str, *, query_only: bool) -> AsyncEngine:
    """Open a PostgreSQL database.

    Readers see one snapshot for as long as they read. A writer sees what was committed before each
    statement, so that what it reads after it has waited for its turn is not old. Readers have
    their own pool: however many there are, a writer finds a connection.
    """
    limits = {} if query_only else {"idle_in_transaction_session_timeout": f"{STUCK_SECONDS}s"}
    engine = create_async_engine(
        url,
        pool_size=10 if query_only else 1,
        max_overflow=10 if query_only else 0,
        connect_args={
            "timeout": CONNECT_SECONDS,
            "command_timeout": REPLY_SECONDS,
            "server_settings": {
                "application_name": "chapeau",
                "jit": "off",
                **limits,
            },
        },
    )
    _ask_after_rest(engine)
    if query_only:
        engine = engine.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )
    return engine


def _ask_after_rest(engine: AsyncEngine) -> None:
    """Ask a connection that has rested whether it still stands, and open another if it does not.

    Asking each time costs a journal a sixth of its commit.
    """

    @event.listens_for(engine.sync_engine, "checkin")
    def put_back(_connection: Any, record: ConnectionPoolEntry) -> None:
        record.info["since"] = monotonic()

    @event.listens_for(engine.sync_engine, "checkout")
    def take_out(connection: Any, record: ConnectionPoolEntry, _proxy: Any) -> None:
        since = record.info.get("since")
        if since is None or monotonic() - since < RESTED_SECONDS:
            return
        dialect = engine.sync_engine.dialect
        try:
            dialect.do_ping(connection)
        except dialect.loaded_dbapi.Error as error:
            raise DisconnectionError from error
