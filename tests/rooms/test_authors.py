"""Who wrote which letters, through everything a text goes through. Rule H4."""

import random
from itertools import pairwise

import pytest

from tests.rooms.reporting import endorse_all, reported
from tests.rooms.server import Json
from tests.rooms.sockets import deletes, inserts
from tests.rooms.world import World, names, plain

LETTERS = {"ann": "a", "cara": "c", "dan": "d", "bob": "b", "sec": "s", "chair": "h"}
"""In these tests everybody types one letter only, so that a letter tells who typed it."""

LABELS = {"a": "AR", "b": "BO", "c": "CA", "d": "DO", "s": "Secretariat", "h": "Chair"}


async def spans(world: World, paragraph: str, who: str = "chair") -> list[tuple[str, str]]:
    """Whose words a paragraph is made of: (text, label)."""
    answer = await world.who(who).get(f"/api/paragraphs/{paragraph}/authors")
    return [(one["text"], one["by"]["label"]) for one in answer["spans"]]


async def check(world: World, paragraph: str) -> None:
    """Each letter's author is who typed it, and the spans are the paragraph's words."""
    found = await spans(world, paragraph)
    shown = await world.chair.get(f"/api/paragraphs/{paragraph}")
    assert "".join(text for text, _ in found) == plain(shown)
    for text, label in found:
        for letter in text:
            assert letter == " " or LABELS[letter] == label, (letter, label, found)


async def paragraph(world: World, who: str, text: str, after: str | None = None) -> Json:
    body = {"category_id": world.ids.categories["A"], "kind": "statement", "text": text}
    return await world.who(who).post(f"{world.document}/paragraphs", {**body, "after": after})


async def decide(world: World, paragraph: str, verb: str, who: str = "chair") -> None:
    """Accept or reject whatever is pending in a paragraph."""
    shown = await world.who(who).get(f"/api/paragraphs/{paragraph}")
    for amendment in names(shown):
        path = f"/api/paragraphs/{paragraph}/amendments/{amendment}/{verb}"
        shown = await world.who(who).post(path, {"digest": shown["digest"]})


async def test_the_proposer_wrote_it_and_not_the_chair_who_accepted(world: World) -> None:
    one = (await paragraph(world, "chair", "hhhh hhhh"))["id"]
    await world.insert("ann", one, 5, "aaa ")
    await world.insert("dan", one, 7, "dd", "b" * 8)
    await check(world, one)
    await decide(world, one, "accept")
    assert await spans(world, one) == [
        ("hhhh ", "Chair"),
        ("aa", "AR"),
        ("dd", "DO"),
        ("a ", "AR"),
        ("hhhh", "Chair"),
    ]


async def test_a_merge_keeps_who_wrote_what(world: World) -> None:
    one = (await paragraph(world, "chair", "hhhh"))["id"]
    two = (await paragraph(world, "ann", "aaa 😀 aaa", one))["id"]
    await world.write("sec", two, inserts(6, "ss"))
    await world.insert("dan", two, 0, "ddd ")
    three = (await paragraph(world, "cara", "ccc", two))["id"]
    for first, second in ((two, three), (one, two)):
        shown = [await world.chair.get(f"/api/paragraphs/{each}") for each in (first, second)]
        body = {"next_id": second, "digests": [each["digest"] for each in shown]}
        await world.chair.post(f"/api/paragraphs/{first}/merge", body)
    assert [one for one in await spans(world, one) if one[0].strip()] == [
        ("hhhh ", "Chair"),
        ("ddd ", "DO"),
        ("aaa 😀 ", "AR"),
        ("ss", "Secretariat"),
        ("aaa", "AR"),
        ("ccc", "CA"),
    ]


async def test_what_came_with_a_file_has_no_author(world: World) -> None:
    files = {"file": ("text.md", b"# I. Scope\n\n1. First words.\n\n2. Second words.\n")}
    answer = await world.chair.post(f"{world.group}/imports", files=files)
    text = await world.text(document=answer["document_id"])
    one = text["paragraphs"][-1]["id"]
    await world.insert("ann", one, 0, "New ")
    found = (await world.chair.get(f"/api/paragraphs/{one}/authors"))["spans"]
    assert [(one["text"], one["by"]["label"], one["by"]["imported"]) for one in found] == [
        ("New ", "AR", False),
        ("Second words.", "", True),
    ]


async def test_hidden_hands_cannot_be_told_apart(world: World) -> None:  # H5
    one = (await paragraph(world, "chair", "hhhh"))["id"]
    await world.insert("ann", one, 0, "aaa")
    await world.insert("cara", one, 3, "ccc", "b" * 8)
    await decide(world, one, "accept")
    await world.chair.put(f"{world.group}/attribution", {"attribution_shown": False})
    assert await spans(world, one, "dan") == [("aaaccc", ""), ("hhhh", "Chair")]
    assert await spans(world, one, "ann") == [("aaa", "AR"), ("ccc", ""), ("hhhh", "Chair")]
    assert (await spans(world, one, "sec"))[:2] == [("aaa", "AR"), ("ccc", "CA")]


@pytest.mark.parametrize("seed", range(3))
async def test_an_author_never_changes(world: World, seed: int) -> None:
    """Random edits, decisions, splits, merges, forks and endorsements; each letter stays whose."""
    play = Play(world, random.Random(seed))
    for key in ("chair", "ann", "sec"):
        letter = LETTERS[key]
        added = await paragraph(world, key, f"{letter * 4} {letter * 5}")
        play.paragraphs.append(added["id"])
    for _ in range(12):
        await play.step()
        for one in play.paragraphs:
            await check(world, one)


class Play:
    """A text negotiated at random."""

    def __init__(self, world: World, chance: random.Random) -> None:
        self.world = world
        self.chance = chance
        self.paragraphs: list[str] = []
        self.count = 0

    async def step(self) -> None:
        acts = (self.propose, self.propose, self.write, self.decide, self.split, self.merge)
        await self.chance.choice((*acts, self.breakout))()

    async def propose(self, one: str | None = None, who: str | None = None) -> None:
        one = one or self.chance.choice(self.paragraphs)
        who = who or self.chance.choice(["ann", "cara", "dan"])
        self.count += 1
        size = len(plain(await self.world.chair.get(f"/api/paragraphs/{one}")))
        words = LETTERS[who] * self.chance.randint(1, 4)
        # At an edge or inside plain words: inside another's proposal it would be theirs, too.
        at = self.chance.choice((0, size))
        await self.world.insert(who, one, at, words, f"{self.count:08d}")

    async def write(self) -> None:
        one = self.chance.choice(self.paragraphs)
        shown = await self.world.chair.get(f"/api/paragraphs/{one}")
        if names(shown):
            return
        size = len(plain(shown))
        at = self.chance.randint(0, size)
        hand = inserts(at, LETTERS["sec"] * 2) if self.chance.random() < 0.7 else None
        if hand is None and size < 6:
            return
        await self.world.write("sec", one, hand or deletes(size // 2, size // 2 + 2))

    async def decide(self) -> None:
        verb = "accept" if self.chance.random() < 0.7 else "reject"
        await decide(self.world, self.chance.choice(self.paragraphs), verb)

    async def split(self) -> None:
        one = self.chance.choice(self.paragraphs)
        shown = await self.world.chair.get(f"/api/paragraphs/{one}")
        if len(plain(shown)) < 4:
            return
        body = {"at": len(plain(shown)) // 2, "digest": shown["digest"]}
        parts = await self.world.chair.post(f"/api/paragraphs/{one}/split", body)
        self.paragraphs.insert(self.paragraphs.index(one) + 1, parts[1]["id"])

    async def merge(self) -> None:
        order = [one["id"] for one in (await self.world.text())["paragraphs"]]
        pairs = [
            (one, two)
            for one, two in pairwise(order)
            if one in self.paragraphs and two in self.paragraphs
        ]
        if len(self.paragraphs) < 3 or not pairs:
            return
        one, two = self.chance.choice(pairs)
        shown = [await self.world.chair.get(f"/api/paragraphs/{each}") for each in (one, two)]
        body = {"next_id": two, "digests": [each["digest"] for each in shown]}
        await self.world.chair.post(f"/api/paragraphs/{one}/merge", body)
        self.paragraphs.remove(two)

    async def breakout(self) -> None:
        one = self.chance.choice(self.paragraphs)
        opened = await self.world.breakout([one], members=("cara",), name=f"Group {self.count}")
        copy = (await self.world.copies(opened))[0]["id"]
        await check(self.world, copy)
        await self.propose(copy, "cara")
        await decide(self.world, copy, "accept", "bob")
        await self.world.write("bob", copy, inserts(0, "bb"))
        await check(self.world, copy)
        if self.chance.random() < 0.5:
            await self.propose(one, "ann")
        await reported(self.world, opened)
        await endorse_all(self.world, opened)
