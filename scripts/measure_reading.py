"""Measures what somebody who only reads costs the server: processor time and memory a unit.

    .venv/bin/python -m scripts.measure_reading [--readers 200] [--json var/reading.json]

Counted is the server's own processor time, so that a busy machine changes little. docs/scale.md is
filled from the result by scripts.sizing.
"""

import argparse
import asyncio
import json
import shutil
import sqlite3
import tempfile
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path

import httpx2

from scripts.bench.process import Reading, read
from scripts.bench.seed import World, seed
from scripts.bench.servers import KINDS, ROOT, Serving, serving

LENGTH = 500
ASKED = 300
FACTS = 20
FOLDER = ROOT / "var" / "bench"


class Readers:
    """People at one server, who ask for things."""

    def __init__(self, server: Serving, world: World, http: httpx2.AsyncClient) -> None:
        self._server = server
        self._world = world
        self._http = http
        self.text = world.texts[LENGTH]

    def headers(self, person: int) -> dict[str, str]:
        """Return what a person's browser sends along."""
        return {"Cookie": self._world.people[person].cookie, "Origin": self._server.origin}

    def now(self) -> Reading:
        """Read what the server has used so far."""
        return read(self._server.pid)

    async def bundle(self, tag: str | None = None) -> tuple[float, int, str]:
        """Ask for the states of the whole text; returns ms of processor, bytes and the tag."""
        address = f"/api/documents/{self.text.id}/states"
        more = {"Accept-Encoding": "gzip"} | ({} if tag is None else {"If-None-Match": tag})
        size, found = 0, ""
        await self._http.get(address, headers=self.headers(0) | more)
        begin = self.now()
        for _ in range(ASKED):
            async with self._http.stream("GET", address, headers=self.headers(0) | more) as reply:
                reply.raise_for_status() if tag is None else None
                assert reply.status_code == (200 if tag is None else 304), reply.status_code
                size = sum([len(part) async for part in reply.aiter_raw()])
                found = reply.headers["etag"]
        return 1e3 * (self.now().cpu - begin.cpu) / ASKED, size, found

    async def facts(self, first: int) -> Reading:
        """Let people take positions, one after another; returns what the server has used then."""
        paragraph = f"/api/paragraphs/{self.text.names[0].partition('@')[0]}"
        for person in range(first, first + FACTS):
            headers = self.headers(person)
            digest = (await self._http.get(paragraph, headers=headers)).json()["digest"]
            body = {"stance": "support", "digest": digest}
            reply = await self._http.put(f"{paragraph}/position", json=body, headers=headers)
            reply.raise_for_status()
        return self.now()


async def _listen(reply: httpx2.Response, goal: int, done: asyncio.Event) -> None:
    facts = 0
    async for line in reply.aiter_lines():
        facts += line.startswith("data:")
        if facts >= goal:
            done.set()
            return


async def measure(server: Serving, world: World, readers: int) -> dict[str, float | int | str]:
    """Measure bundles, answers that nothing is new, and streams of live events."""
    limits = httpx2.Limits(max_connections=None, max_keepalive_connections=None)
    transport = httpx2.AsyncHTTPTransport(verify=False, limits=limits)
    async with httpx2.AsyncClient(
        transport=transport, base_url=server.origin, timeout=120, trust_env=False
    ) as http:
        people = Readers(server, world, http)
        bundle_ms, size, tag = await people.bundle()
        same_ms, _, _ = await people.bundle(tag)
        begin = people.now()
        alone = (await people.facts(0)).cpu - begin.cpu
        with sqlite3.connect(world.file) as database:
            [group] = database.execute("SELECT id FROM working_group").fetchone()
        async with AsyncExitStack() as open_:
            done = []
            before = people.now()
            for reader in range(readers):
                stream = http.stream(
                    "GET", f"/api/groups/{group}/events", headers=people.headers(reader)
                )
                reply = await open_.enter_async_context(stream)
                reply.raise_for_status()
                done.append(asyncio.Event())
                task = asyncio.create_task(_listen(reply, FACTS, done[-1]))
                open_.callback(task.cancel)
            held = people.now().memory - before.memory
            begin = people.now()
            await people.facts(FACTS)
            await asyncio.gather(*(one.wait() for one in done))
            heard = people.now().cpu - begin.cpu - alone
    return {
        "date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "readers": readers,
        "bundle_ms": bundle_ms,
        "bundle_bytes": size,
        "same_ms": same_ms,
        "fact_ms": 1e3 * heard / (readers * FACTS),
        "stream_kb": held / readers / 1e3,
    }


def main() -> None:
    """Measure, print and keep."""
    parser = argparse.ArgumentParser(prog="python -m scripts.measure_reading")
    parser.add_argument("--readers", type=int, default=200)
    parser.add_argument("--json", type=Path, default=ROOT / "var" / "reading.json")
    asked = parser.parse_args()
    FOLDER.mkdir(parents=True, exist_ok=True)
    world = seed(FOLDER, asked.readers, [LENGTH])
    folder = Path(tempfile.mkdtemp(prefix="reading-", dir=FOLDER))
    try:
        with serving(KINDS["chapeau"], folder, world) as server:
            found = asyncio.run(measure(server, world, asked.readers))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(json.dumps(found, indent=2))
    asked.json.write_text(json.dumps(found, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
