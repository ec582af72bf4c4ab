"""A wire between a node and what it talks to, which a test can cut."""

import asyncio
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

Reach = Callable[[], Awaitable[tuple[StreamReader, StreamWriter]]]


@dataclass
class Wire:
    """Forwards connections; when `silent`, bytes stay where they are and nothing is closed."""

    reach: Reach
    port: int = 0
    open: asyncio.Event = field(default_factory=asyncio.Event)
    tasks: set[asyncio.Task[None]] = field(default_factory=set)
    ends: list[StreamWriter] = field(default_factory=list)

    def cut(self) -> None:
        """Let nothing through any more, without a word to either side."""
        self.open.clear()

    def mend(self) -> None:
        self.open.set()

    async def accept(self, reader: StreamReader, writer: StreamWriter) -> None:
        self.ends.append(writer)
        await self.open.wait()
        try:
            far_reader, far_writer = await self.reach()
        except OSError:
            writer.close()
            return
        self.ends.append(far_writer)
        for source, sink in ((reader, far_writer), (far_reader, writer)):
            task = asyncio.create_task(self._pass(source, sink))
            self.tasks.add(task)
            task.add_done_callback(self.tasks.discard)

    async def _pass(self, source: StreamReader, sink: StreamWriter) -> None:
        with suppress(OSError):
            while chunk := await source.read(65536):
                await self.open.wait()
                sink.write(chunk)
                await sink.drain()
        sink.close()


@asynccontextmanager
async def wire(reach: Reach) -> AsyncIterator[Wire]:
    found = Wire(reach)
    found.open.set()
    server = await asyncio.start_server(found.accept, "127.0.0.1", 0)
    found.port = server.sockets[0].getsockname()[1]
    try:
        yield found
    finally:
        server.close()
        for task in tuple(found.tasks):
            task.cancel()
        await asyncio.gather(*found.tasks, return_exceptions=True)
        for end in found.ends:
            end.close()
            with suppress(OSError):
                await end.wait_closed()
