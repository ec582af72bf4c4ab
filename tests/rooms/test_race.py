"""Agreeing races with typing: no status is ever attached to words its declarer was not shown.

A thousand races in both orders, twenty paragraphs at a time: the chair declares words agreed while
an edit of them is under way. The edit comes over the socket; the declaration is the room's command
in a transaction of its own, as the route makes it. (Over HTTP, too, a few in test_status.py.)
Rules C2, C3.
"""

import asyncio
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from app.consensus import declare, reopen
from app.groups import Act, WorkingGroup, actor_in
from app.kit.db import Write
from app.kit.errors import Refused
from app.rules import words as w
from app.text import Document, Paragraph
from tests.rooms.server import Json
from tests.rooms.sockets import Socket, inserts, words_in
from tests.rooms.world import World, words_of
from tests.sync.pages import Page

PARAGRAPHS = 20
ROUNDS = 50


@dataclass
class Track:
    """One paragraph on which the two race, and the typist's page of it."""

    paragraph: str
    page: Page


async def _tracks(world: World, socket: Socket) -> list[Track]:
    tracks: list[Track] = []
    after = world.ids.paragraphs[2]
    for number in range(PARAGRAPHS):
        body = {
            "category_id": world.ids.categories["A"],
            "after": after,
            "kind": "statement",
            "text": f"Words number {number}.",
        }
        made = await world.sec.post(f"{world.document}/paragraphs", body)
        after = made["id"]
        tracks.append(Track(made["id"], await socket.page(made["sync"])))
    return tracks


async def _act(world: World, write: Write) -> Act:
    """The chair's act, as the routes make it."""
    state = world.server.app.state
    group = await write.get_one(WorkingGroup, world.ids.group)
    chair = await actor_in(write, group.id, world.ids.persons["chair"])
    assert chair is not None
    return Act(write, group, chair, state.clock(), state.hub, state.news)


async def _agree(world: World, track: Track, shown: str) -> Refused | None:
    """Declare the words shown agreed; returns the refusal if they are others."""
    try:
        async with world.server.app.state.database.writing() as write:
            act = await _act(world, write)
            document = await write.get_one(Document, world.ids.document)
            paragraph = await write.get_one(Paragraph, track.paragraph)
            await declare(act, document, paragraph, "agreed", shown)
    except Refused as refusal:
        return refusal
    return None


async def _reopen(world: World, tracks: Sequence[Track]) -> None:
    async with world.server.app.state.database.writing() as write:
        act = await _act(world, write)
        document = await write.get_one(Document, world.ids.document)
        for track in tracks:
            await reopen(act, document, await write.get_one(Paragraph, track.paragraph), "again")


async def _type(page: Page, update: bytes) -> bool:
    """Send an update; whether it was saved."""
    saved, unsaved = page.saved, page.unsaved
    await page.send_update(update)
    await page.until(lambda: page.saved > saved or page.unsaved > unsaved, seconds=60)
    return page.saved > saved


async def _turns(count: int) -> None:
    """Let everything else go on a little."""
    for _ in range(count):
        await asyncio.sleep(0)


async def _race(
    world: World, track: Track, shown: str, number: int, chance: random.Random
) -> tuple[bool, bool]:
    """Let both go, one of them a moment ahead; returns whether each was well received."""
    update = track.page.edited(inserts(0, f"{number} "))
    turns = chance.randrange(40)
    if number % 2:
        agreeing = asyncio.create_task(_agree(world, track, shown))
        await _turns(turns)
        typed = await _type(track.page, update)
        refusal = await agreeing
    else:
        typing = asyncio.create_task(_type(track.page, update))
        await _turns(turns)
        refusal = await _agree(world, track, shown)
        typed = await typing
    if refusal is not None:
        assert refusal.reason == "consensus.words_differ"
        assert w.digest(w.from_json(refusal.details["words"])) != shown
    return refusal is None, typed


def _is_about_the_words_shown(
    track: Track, now: Json, shown: str, outcome: tuple[bool, bool]
) -> None:
    """See that what is agreed is what was shown, and that what was typed is not."""
    if outcome == (False, True):
        assert now["status"] != "agreed"
        return
    assert outcome == (True, False)
    assert track.page.refusals[-1] == "text.frozen"
    assert (now["status"], now["digest"]) == ("agreed", shown)
    assert w.digest(words_of(now)) == shown


async def test_a_thousand_races(world: World) -> None:  # C2, C3
    chance = random.Random(2026)
    socket = await world.sec.socket()
    tracks = await _tracks(world, socket)
    outcomes: Counter[tuple[bool, bool]] = Counter()
    for number in range(ROUNDS):
        # The chair looks at the whole text; the typist's last words may be at rest there or not.
        before = await _rows(world)
        shown = [before[one.paragraph]["digest"] for one in tracks]
        answers = await asyncio.gather(
            *(
                _race(world, one, words, number + at, chance)
                for at, (one, words) in enumerate(zip(tracks, shown, strict=True))
            )
        )
        outcomes.update(answers)
        after = await _rows(world)
        for one, words, answer in zip(tracks, shown, answers, strict=True):
            _is_about_the_words_shown(one, after[one.paragraph], words, answer)
        agreed = [one for one, answer in zip(tracks, answers, strict=True) if answer[0]]
        await _reopen(world, agreed)
        for one in agreed:  # what was typed is refused: the page begins anew, with the same words
            one.page = await socket.page(one.page.name)
            assert w.digest(words_in(one.page)) == after[one.paragraph]["digest"]
    assert sum(outcomes.values()) == PARAGRAPHS * ROUNDS
    assert set(outcomes) == {(True, False), (False, True)}, outcomes


async def _rows(world: World) -> dict[str, Json]:
    return {one["id"]: one for one in (await world.text())["paragraphs"]}
