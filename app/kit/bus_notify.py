"""PostgreSQL's own NOTIFY as the bus: a hint goes out in the very commit it tells of. (Y19)

It listens on a connection of its own, for a pooler that lends connections for one transaction
would not keep it; the URL is that of the database.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import asyncpg
import structlog
from sqlalchemy import text
from sqlalchemy.engine import make_url

from app.kit.bus import Heard, NotSent, Outgoing
from app.kit.db import Write

CHANNEL = "chapeau"
CONNECT_SECONDS = 3.0
LOOK_SECONDS = 3.0
"""How often the connection is asked whether it is still there, and how long it has to answer."""
PAUSE_SECONDS = 0.5

TROUBLE = (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError)

log = structlog.get_logger(__name__)
_NOTIFY = text(f"SELECT pg_notify('{CHANNEL}', :hint)")


class NotifyBus:
    """Hints by LISTEN and NOTIFY on the database that holds everything else."""

    def __init__(self, database_url: str) -> None:
        url = make_url(database_url).set(drivername="postgresql")
        self._url = url.render_as_string(hide_password=False)
        self._connection: asyncpg.Connection[Any] | None = None
        self._keeping: asyncio.Task[None] | None = None
        self._outgoing = Outgoing(self._notify, "notify")

    @property
    def connected(self) -> bool:
        """Whether the listening connection is there."""
        return self._connection is not None and not self._connection.is_closed()

    async def start(self, heard: Heard, back: Callable[[], None]) -> None:
        """Begin to listen, again and again should the connection break."""
        first = asyncio.Event()
        self._keeping = asyncio.create_task(self._keep(heard, back, first), name="notify listening")
        await first.wait()

    async def stop(self) -> None:
        """Send what is waiting and close."""
        await self._outgoing.flush()
        if self._keeping is not None:
            self._keeping.cancel()
            with suppress(asyncio.CancelledError):
                await self._keeping

    def publish(self, hint: bytes) -> None:
        """Send a hint in a transaction of its own."""
        if self.connected:
            self._outgoing.put(hint)

    async def publish_within(self, write: Write, hint: bytes) -> None:
        """Send a hint in the commit."""
        await (await write.connection()).execute(_NOTIFY, {"hint": hint.decode()})

    async def _notify(self, hint: bytes) -> None:
        if self._connection is None:
            raise NotSent("not connected")
        statement = "SELECT pg_notify($1, $2)"
        try:
            await self._connection.execute(statement, CHANNEL, hint.decode(), timeout=LOOK_SECONDS)
        except TROUBLE as error:
            raise NotSent(str(error)) from error

    async def _keep(self, heard: Heard, back: Callable[[], None], first: asyncio.Event) -> None:
        """Hold a connection that listens; tell whenever there is one again."""
        while True:
            try:
                connection = await asyncpg.connect(self._url, timeout=CONNECT_SECONDS)
            except TROUBLE as error:
                log.warning("bus.not_there", bus="notify", why=str(error))
                first.set()
                await asyncio.sleep(PAUSE_SECONDS)
                continue
            try:
                await self._listen(connection, heard, back, first)
            except TROUBLE as error:
                log.warning("bus.lost", bus="notify", why=str(error))
            finally:
                self._connection = None
                first.set()
                connection.terminate()
            await asyncio.sleep(PAUSE_SECONDS)

    async def _listen(
        self,
        connection: "asyncpg.Connection[Any]",
        heard: Heard,
        back: Callable[[], None],
        first: asyncio.Event,
    ) -> None:
        """Listen for as long as the connection answers: one that is cut off says nothing."""

        def hear(_connection: object, _pid: int, _channel: str, payload: object) -> None:
            heard(str(payload).encode())

        await connection.add_listener(CHANNEL, hear)
        self._connection = connection
        back()
        first.set()
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            await connection.execute("SELECT 1", timeout=LOOK_SECONDS)
