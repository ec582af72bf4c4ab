"""The server process: uvicorn, which says that it will go before it goes. (Y28)"""

import asyncio
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from math import ceil
from socket import socket
from typing import Any, Protocol

import uvicorn

STARTUP_FAILED = 3
LOOK_SECONDS = 0.1


class Leaving(Protocol):
    """What the application gives the server in its lifespan's state, under `leaving`."""

    @property
    def drain_seconds(self) -> float:
        """How long to wait between the two."""
        ...

    def announce(self) -> None:
        """Say on being asked that no new work is wanted; go on with what there is."""
        ...

    def part(self) -> None:
        """Send everybody away who has something open."""
        ...


class Server(uvicorn.Server):
    """Leaves in order: not ready, then a pause for balancers to notice, then everybody is sent on.

    A second Ctrl-C cuts the pause short.
    """

    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        """Leave; see the class."""
        state: Mapping[str, Any] = self.lifespan.state
        leaving: Leaving | None = state.get("leaving")
        if leaving is not None:
            leaving.announce()
            await self._drain(leaving.drain_seconds)
            leaving.part()
        await super().shutdown(sockets)

    async def _drain(self, seconds: float) -> None:
        for _ in range(ceil(seconds / LOOK_SECONDS)):
            if self.force_exit:
                return
            await asyncio.sleep(LOOK_SECONDS)


def run(application: str | Callable[..., Any], **options: Any) -> None:
    """Serve until a signal comes; exits with status 3 when it could not begin."""
    server = Server(uvicorn.Config(application, **options))
    with suppress(KeyboardInterrupt):
        server.run()
    if not server.started:
        sys.exit(STARTUP_FAILED)
