"""NATS (core) as the bus, for many nodes or many commits a second. It keeps nothing. (Y19)"""

import asyncio
from collections.abc import Callable

import nats
import structlog
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error

from app.kit.bus import Heard, NotSent, Outgoing
from app.kit.db import Write

SUBJECT = "chapeau"
PAUSE_SECONDS = 0.5
CONNECT_SECONDS = 2
PING_SECONDS = 3

log = structlog.get_logger(__name__)


class NatsBus:
    """Hints over a NATS server; `subject` keeps two installations on one server apart."""

    def __init__(self, url: str, subject: str = SUBJECT) -> None:
        self._url = url
        self._subject = subject
        self._client: Client | None = None
        self._connecting: asyncio.Task[None] | None = None
        self._outgoing = Outgoing(self._send, "nats")

    @property
    def connected(self) -> bool:
        """Whether the server is reached."""
        return self._client is not None and self._client.is_connected

    async def start(self, heard: Heard, back: Callable[[], None]) -> None:
        """Begin to listen; the client connects again by itself, for ever."""
        first = asyncio.Event()
        self._connecting = asyncio.create_task(
            self._connect(heard, back, first), name="nats connecting"
        )
        await asyncio.wait({asyncio.ensure_future(first.wait())}, timeout=CONNECT_SECONDS)

    async def _connect(self, heard: Heard, back: Callable[[], None], first: asyncio.Event) -> None:
        async def hear(message: Msg) -> None:
            heard(message.data)

        async def again() -> None:
            back()

        async def lost() -> None:
            log.warning("bus.lost", bus="nats")

        async def trouble(error: Exception) -> None:
            log.warning("bus.trouble", bus="nats", why=str(error))

        while self._client is None:
            try:
                client = await nats.connect(
                    self._url,
                    connect_timeout=CONNECT_SECONDS,
                    allow_reconnect=True,
                    max_reconnect_attempts=-1,
                    reconnect_time_wait=PAUSE_SECONDS,
                    ping_interval=PING_SECONDS,
                    max_outstanding_pings=2,
                    pending_size=0,
                    reconnected_cb=again,
                    disconnected_cb=lost,
                    error_cb=trouble,
                )
            except (OSError, TimeoutError, Error) as error:
                log.warning("bus.not_there", bus="nats", why=str(error))
                first.set()
                await asyncio.sleep(PAUSE_SECONDS)
                continue
            await client.subscribe(self._subject, cb=hear)
            await client.flush()
            self._client = client
        back()
        first.set()

    async def stop(self) -> None:
        """Send what is waiting and close."""
        await self._outgoing.flush()
        if self._connecting is not None:
            self._connecting.cancel()
            await asyncio.gather(self._connecting, return_exceptions=True)
        if self._client is not None:
            await self._client.close()
            self._client = None

    def publish(self, hint: bytes) -> None:
        """Send a hint."""
        if self.connected:
            self._outgoing.put(hint)

    async def publish_within(self, write: Write, hint: bytes) -> None:
        """Send a hint right after the commit: the server is no part of the transaction."""
        write.after_commit(lambda: self.publish(hint))

    async def _send(self, hint: bytes) -> None:
        if self._client is None:
            raise NotSent("not connected")
        try:
            await self._client.publish(self._subject, hint)
        except (OSError, Error) as error:
            raise NotSent(str(error)) from error
