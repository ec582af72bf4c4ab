"""Traces go where the standard variable says, and say where the time went. Rules Y27."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from tests.operating.serving import served
from tests.rooms.sockets import inserts, saved
from tests.rooms.world import Ids, World


@dataclass
class Collector:
    """Takes in what an exporter posts."""

    port: int = 0
    bodies: list[bytes] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    came: asyncio.Event = field(default_factory=asyncio.Event)

    async def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while head := await _head(reader):
            body = await reader.readexactly(int(head.get("content-length", "0")))
            self.bodies.append(body)
            request = ExportTraceServiceRequest.FromString(body)
            for resource in request.resource_spans:
                for scope in resource.scope_spans:
                    self.spans += scope.spans
            self.came.set()
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
            await writer.drain()
        writer.close()

    async def until(self, name: str) -> Span:
        async with asyncio.timeout(20):
            while not (found := [span for span in self.spans if span.name == name]):
                self.came.clear()
                await self.came.wait()
        return found[0]


async def _head(reader: asyncio.StreamReader) -> dict[str, str]:
    """Read a request's line and headers; empty once the other side has gone."""
    headers: dict[str, str] = {}
    while line := (await reader.readline()).decode().strip():
        name, _, value = line.partition(":")
        headers[name.lower()] = value.strip()
    return headers


@asynccontextmanager
async def collector() -> AsyncIterator[Collector]:
    taking = Collector()
    server = await asyncio.start_server(taking.take, "127.0.0.1", 0)
    taking.port = server.sockets[0].getsockname()[1]
    try:
        yield taking
    finally:
        server.close()


async def test_a_request_is_traced_down_to_the_database(  # Y27
    founded: tuple[Path, Ids], tmp_path: Path
) -> None:
    path = Path(shutil.copy(founded[0], tmp_path / "traced.db"))
    async with collector() as taken:
        exporter = {
            "OTEL_EXPORTER_OTLP_ENDPOINT": f"http://127.0.0.1:{taken.port}",
            "OTEL_BSP_SCHEDULE_DELAY": "50",
            "NO_PROXY": "127.0.0.1",
        }
        async with served(path, **exporter) as server:
            world = World(server.server(), founded[1])
            _, page = await world.page("sec", world.ids.paragraphs[0])
            await saved(page, inserts(0, "unmistakable"))
            request = await taken.until("POST /api/sync/tickets")
            written = await taken.until("database write")
            assert written.trace_id == request.trace_id
            await taken.until("database wait")
            await world.server.sockets[0].close()
            await server.http.get("/metrics")
            await world.ann.get(world.group)
            await taken.until("GET /api/groups/{group_id}")
        names = {span.name for span in taken.spans}
        said = b"".join(taken.bodies)
        assert not {name for name in names if "health" in name or "metrics" in name}
        assert b"chapeau" in said
        # Nobody's name and no word of the text; a path names things by their ids only.
        for word in (b"unmistakable", b"Ann", b"Arcadia", b"First words"):
            assert word not in said


async def test_without_an_address_nothing_is_sent_or_loaded(
    founded: tuple[Path, Ids], tmp_path: Path
) -> None:
    path = Path(shutil.copy(founded[0], tmp_path / "untraced.db"))
    async with served(path) as server:
        world = World(server.server(), founded[1])
        await world.ann.get(world.group)
        maps = await asyncio.to_thread(Path(f"/proc/{server.process.pid}/maps").read_text)
    assert "_upb" not in maps  # the exporter's encoder, protobuf
