"""Stock clients in a working group at work: for them the rules are the same. T5, Y29."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from tests.clients.console import Console, node_at
from tests.rooms.world import World
from tests.sync.pages import Page

PATHS = {"hocuspocus.mjs": "", "y-websocket.mjs": "/texts"}


@asynccontextmanager
async def stock(
    world: World, program: str, who: str, place: int = 0
) -> AsyncIterator[tuple[Console, str, dict[str, Any]]]:
    """Let somebody open a paragraph with a stock client, under a ticket and their own cookie."""
    browser, server = world.who(who), world.server
    shown = await browser.get(f"/api/paragraphs/{world.ids.paragraphs[place]}")
    ticket = await browser.post("/api/sync/tickets")
    assert browser.cookie is not None
    async with node_at(server.port, program, browser.cookie, server.url, PATHS[program]) as said:
        name = shown["sync"]
        await said.do("open", name=name, client=ticket["client_id"])
        assert await said.until(name, "synced") == "First words of the text."
        yield said, name, shown


async def peer(world: World, who: str) -> Page:
    return (await world.page(who, world.ids.paragraphs[0]))[1]


async def test_the_secretariat_types_with_y_websocket(world: World) -> None:  # Y29
    bob = await peer(world, "bob")
    async with stock(world, "y-websocket.mjs", "sec") as (said, name, _):
        await said.do("type", name=name, words="The very ", at=0)
        await bob.until(lambda: bob.words == "The very First words of the text.")
    paragraph = world.ids.paragraphs[0]
    await world.rested(paragraph, lambda shown: "The very" in str(shown["words"]))
    assert "ParagraphEdited" in await world.kinds()


async def test_a_delegate_proposes_with_y_websocket(world: World) -> None:  # T5
    bob = await peer(world, "bob")
    async with stock(world, "y-websocket.mjs", "ann") as (said, name, shown):
        marks = {f"ins--{shown['pen']}-aaaaaaaa-1": True}
        await said.do("type", name=name, words=" and more", at=11, marks=marks)
        await bob.until(lambda: "First words and more of" in bob.words)
        amendment = f"{shown['pen']}-aaaaaaaa"
        paragraph = world.ids.paragraphs[0]
        await world.rested(
            paragraph, lambda seen: amendment in [one["id"] for one in seen["amendments"]]
        )


async def test_a_delegate_who_types_into_the_base_text_is_sent_away(world: World) -> None:  # T5
    bob = await peer(world, "bob")
    async with stock(world, "y-websocket.mjs", "ann") as (said, name, _):
        await said.do("type", name=name, words="Nobody agreed to this. ", at=0)
        code, reason = await said.until(name, "closed")
        assert (code, reason.partition(".")[0]) == (4422, "text")
    assert bob.words == "First words of the text."


async def test_an_observer_reads_along_with_hocuspocus(world: World) -> None:  # T4
    async with stock(world, "hocuspocus.mjs", "eve") as (said, name, _):
        assert await said.until(name, "scope") == "readonly"
        assert (await said.until(name, "told"))["type"] == "readonly"
        sec = await peer(world, "sec")
        await sec.type("!")
        await said.until(name, "heard", "First words of the text.!")
