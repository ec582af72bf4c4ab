"""The stock provider of y-websocket, unchanged, at the door for one text a socket. Rules Y29."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from websockets.asyncio.client import connect

from app.sync import Admission, Limits
from tests.clients.console import Console, node
from tests.sync.conftest import ORIGIN, Place, place_at
from tests.sync.gates import LOCKED, OpenGate

PATH = "/texts"


@asynccontextmanager
async def provider(
    place: Place, name: str, person: str = "ann", **options: object
) -> AsyncIterator[Console]:
    """Let a person open one text."""
    async with node(place, "y-websocket.mjs", person, PATH) as said:
        client = await place.ticket(person)
        await said.do("open", name=name, client=client, **options)
        yield said


async def test_it_reads_writes_and_hears(place: Place) -> None:  # Y29
    await place.document("p1", "Recalling")
    bob = await place.page("bob", "p1")
    async with provider(place, "p1") as said:
        assert await said.until("p1", "synced") == "Recalling"
        await said.do("type", name="p1", words=" 😀 the Charter")
        await bob.until(lambda: bob.words == "Recalling 😀 the Charter")
        assert len(await place.stored("p1")) == 2  # no one is sent what is not stored
        await bob.type(".")
        await said.until("p1", "heard", "Recalling 😀 the Charter.")


async def test_two_of_them_meet(place: Place) -> None:  # Y29
    await place.document("p1", "x")
    async with provider(place, "p1") as ann, provider(place, "p1", "bob") as bob:
        await ann.until("p1", "synced")
        await bob.until("p1", "synced")
        await ann.do("type", name="p1", words="ann ", at=0)
        await bob.until("p1", "heard", "ann x")
        await bob.do("type", name="p1", words=" bob", marks={"strong": True})
        await ann.until("p1", "heard", "ann x bob")


async def test_a_refused_change_ends_it_for_good_with_the_reason(place: Place) -> None:  # Y7, Y29
    await place.document("p1", "Base")
    place.gate.forbidden = {"Base never"}
    async with provider(place, "p1") as said:
        await said.until("p1", "synced")
        await said.do("type", name="p1", words=" never")
        assert "That word may not be written." in await said.until(None, "warned")
        assert await said.until("p1", "closed") == [4422, "test.forbidden"]
    assert len(await place.stored("p1")) == 1


async def test_a_text_that_is_not_open_ends_it_for_good(place: Place) -> None:  # Y29
    async with provider(place, "none") as said:
        assert await said.until("none", "closed") == [4403, "sync.no_document"]


async def test_a_client_id_of_somebody_else_is_not_let_in(place: Place) -> None:  # Y4
    await place.document("p1")
    async with node(place, "y-websocket.mjs", "ann", PATH) as said:
        await said.do("open", name="p1", client=await place.ticket("bob"))
        assert await said.until("p1", "closed") == [4403, "sync.not_your_client"]


async def test_what_is_frozen_under_it_stays_frozen(place: Place) -> None:  # Y8
    await place.document("p1", "Agreed")
    async with provider(place, "p1") as said:
        await said.until("p1", "synced")
        place.gate.answers[(None, "p1")] = Admission("readonly", refusal=LOCKED)
        place.hub.reconsider("p1")
        await said.do("type", name="p1", words=" or not")
        assert await said.until("p1", "closed") == [4422, "test.frozen"]
    assert len(await place.stored("p1")) == 1


async def test_it_comes_back_with_what_it_typed_meanwhile(place: Place) -> None:  # Y1
    await place.document("p1", "Before")
    bob = await place.page("bob", "p1")
    async with provider(place, "p1") as said:
        await said.until("p1", "synced")
        [session] = [one for one in place.hub.sessions if one.visitor.id == "ann"]
        session.end(1012, "the server restarts")
        await said.until("p1", "status", "disconnected")
        await said.do("type", name="p1", words=", away")
        await bob.until(lambda: bob.words == "Before, away")


async def test_each_hears_that_the_other_lives(tmp_path: Path) -> None:  # Y29
    limits = Limits(ping_seconds=0.2, dead_seconds=1.5)
    async with place_at(tmp_path / "sync.db", OpenGate(), limits) as place:
        await place.document("p1", "x")
        async with provider(place, "p1", silent=True) as said:
            await said.until("p1", "synced")
            for _ in range(12):  # longer than a silent socket is let live
                await said.until("p1", "asked")
            assert not [one for one in said.heard if one.get("status") == "disconnected"]
            await said.do("type", name="p1", words="y")
            bob = await place.page("bob", "p1")
            await bob.until(lambda: bob.words == "xy")


async def test_presence_is_shown_under_ones_own_name(place: Place) -> None:  # Y9
    async with (
        provider(place, "presence:d1") as ann,
        provider(place, "presence:d1", "bob") as bob,
    ):
        await ann.until("presence:d1", "synced")
        await bob.until("presence:d1", "synced")
        await ann.do("show", name="presence:d1", state={"paragraph": "p1"})
        while True:
            states = await bob.until("presence:d1", "present")
            shown = [state for state in states if state.get("cursor") == {"paragraph": "p1"}]
            if shown:
                break
        assert [state["user"] for state in shown] == [{"name": "Ann"}]


@pytest.mark.parametrize("frame", [b"", b"\x02\x00\x011", b"\x05\x02{}", b"\x07", b"\x09", b"\xff"])
async def test_it_may_say_nothing_its_protocol_does_not_have(place: Place, frame: bytes) -> None:
    await place.document("p1")
    client = await place.ticket("ann")
    async with connect(
        f"ws://127.0.0.1:{place.port}/api/sync{PATH}/p1?client={client}",
        additional_headers={"Cookie": "person=ann", "Origin": ORIGIN},
    ) as socket:
        await socket.send(frame)
        async with asyncio.timeout(10):
            await socket.wait_closed()
        assert socket.close_code == 4400  # Y2
