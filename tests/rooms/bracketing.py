"""Putting words in brackets over HTTP, and reading which stand."""

from typing import Any

from app.rules import words as w
from app.rules.brackets import render_all, written
from tests.rooms.server import Json
from tests.rooms.world import World, plain, words_of


async def ranged(world: World, paragraph: str, part: str, who: str = "chair") -> Json:
    """A range of a paragraph's words, as a page sends it."""
    shown = await world.who(who).get(f"/api/paragraphs/{paragraph}")
    before = plain(shown).partition(part)[0]
    start = w.utf16_length(before)
    return {
        "paragraph_id": paragraph,
        "start": start,
        "end": start + w.utf16_length(part),
        "digest": shown["digest"],
    }


async def bracket(
    world: World, who: str, paragraph: str, part: str, *, document: str = "", **more: Any
) -> Json:
    """Let somebody bracket a part of a paragraph's words."""
    body = {"ranges": [await ranged(world, paragraph, part, who)], "reason": "Not agreed.", **more}
    return await world.who(who).post(f"{document or world.document}/brackets", body)


async def standing(world: World, who: str = "chair", document: str = "") -> list[Json]:
    """The brackets that stand, as somebody reads them."""
    found = await world.who(who).get(f"{document or world.document}/brackets")
    brackets: list[Json] = found["brackets"]
    return brackets


async def as_written(world: World, document: str | None = None) -> list[str]:
    """The text with its brackets as signs, paragraph by paragraph."""
    text = await world.text(document=document)
    return [written(row) for row in render_all([words_of(one) for one in text["paragraphs"]])]


def seats(shown: Json) -> list[str]:
    """What the holders a reader sees are signed with."""
    return [one["seat_label"] for one in shown["holders"]]
