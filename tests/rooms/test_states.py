"""A whole text opened as one bundle of states. Promise Y16."""

import asyncio

import httpx2
from pycrdt import Doc, Text

from app.sync.wire import Reader
from tests.rooms.sockets import inserts
from tests.rooms.world import World


def unpacked(body: bytes) -> dict[str, bytes]:
    reader = Reader(body)
    found = {reader.string(): reader.chunk() for _ in range(reader.number())}
    reader.finish()
    return found


def words(state: bytes) -> str:
    doc: Doc[Text] = Doc()
    doc.get("p", type=Text)
    doc.apply_update(state)
    return str(doc.get("p", type=Text))


async def bundle(world: World, **headers: str) -> httpx2.Response:
    return await world.who("ann").call("GET", f"{world.document}/states", headers=headers)


async def test_a_bundle_holds_every_paragraph_in_order(world: World) -> None:
    reply = await bundle(world)
    text = await world.text()
    states = unpacked(reply.content)
    assert list(states) == [one["sync"] for one in text["paragraphs"]]
    for one in text["paragraphs"]:
        assert words(states[one["sync"]]) == "".join(run["text"] for run in one["words"])
    assert reply.headers["content-encoding"] == "gzip"
    assert reply.headers["cache-control"] == "private, no-cache"


async def test_who_cannot_inflate_is_sent_it_as_it_is(world: World) -> None:
    plain = await bundle(world, **{"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.content == (await bundle(world)).content


async def test_nothing_is_sent_twice(world: World) -> None:
    first = await bundle(world)
    again = await bundle(world, **{"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


async def test_a_bundle_is_a_second_old_at_most(world: World) -> None:
    first = await bundle(world)
    socket = await world.sec.socket()
    text = await world.text()
    name = text["paragraphs"][0]["sync"]
    page = await socket.page(name)
    await page.edit(inserts(0, "Anew: "))
    await page.until(lambda: page.saved)
    newer = first
    for _ in range(100):
        if newer.headers["etag"] != first.headers["etag"]:
            break
        await asyncio.sleep(0.05)
        newer = await bundle(world)
    states, before = unpacked(newer.content), unpacked(first.content)
    assert words(states[name]) == page.words
    assert {one for one in states if states[one] != before[one]} == {name}
