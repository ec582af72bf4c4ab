"""What pages hold is compared with what the server holds. Promise Y25."""

import json
import random
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from pycrdt import Text

from app.kit import metrics
from app.sync import Limits, Runs, protocol, runs, wire
from app.sync.digest import digest
from tests.sync.conftest import Place, place_at
from tests.sync.gates import OpenGate
from tests.sync.pages import Page, leave, new_doc
from tests.sync.test_validate import typed

VECTORS = json.loads((Path(__file__).parent / "digests.json").read_text(encoding="utf-8"))
SOON = Limits(digest_seconds=0.05)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["digest"])
def test_the_digest_is_the_one_the_page_works_out(vector: Any) -> None:
    """The page's own tests read the same file."""
    words = [(part["insert"], part.get("attributes", {})) for part in vector["delta"]]
    assert digest(words) == vector["digest"]


def test_how_a_library_cuts_its_runs_makes_no_difference() -> None:
    whole = digest([("abc", {"em": True}), ("d", {})])
    cut: Runs = [
        ("a", {"em": True}),
        ("", {"strong": True}),
        ("bc", {"em": True}),
        ("d", {"em": None}),
    ]
    assert digest(cut) == whole
    assert digest([("abc", {"em": True}), ("d", {"em": True})]) != whole
    assert digest([("ab", {"em": True}), ("cd", {})]) != whole


def test_equal_documents_come_to_the_same_and_others_do_not() -> None:
    seen = set()
    for seed in range(30):
        updates = typed(random.Random(seed))
        one, other = new_doc(1), new_doc(2)
        for update in updates:
            one.apply_update(update)
        other.apply_update(one.get_update())
        assert digest(runs(one, "p")) == digest(runs(other, "p"))
        seen.add(digest(runs(one, "p")))
    assert len(seen) == 30


def said(page: Page, kind: str) -> list[dict[str, Any]]:
    return [told for told in page.told if told["type"] == kind]


def compare(page: Page, told: dict[str, Any]) -> dict[str, Any] | None:
    """What a page does when a digest comes: answers only if it differs."""
    own = digest(runs(page.doc, "p"))
    if own == told["digest"]:
        return None
    return {"type": "differs", "document": page.name, "digest": own, "against": told["digest"]}


def told(found: str) -> dict[str, Any]:
    return {"type": "digest", "document": "p1", "digest": found}


@dataclass
class Watching(Page):
    """A page that compares each digest as it comes."""

    compared: int = 0
    differed: list[Any] = field(default_factory=list)

    async def take(self, frame: bytes) -> None:
        count = len(said(self, "digest"))
        await super().take(frame)
        for one in said(self, "digest")[count:]:
            self.compared += 1
            answer = compare(self, one)
            self.differed += [answer] if answer else []


def resynced() -> float:
    return (
        metrics.REGISTRY.get_sample_value("chapeau_sync_resynced_total", {"reason": "differs"})
        or 0.0
    )


async def test_pages_in_step_have_nothing_to_say(tmp_path: Path) -> None:  # Y25
    """The digest comes behind every update it speaks of, to everybody, and only after a change."""
    async with place_at(tmp_path / "sync.db", OpenGate(), SOON) as place:
        await place.document("p1", "Recalling 😀 ")
        ann, bob = [await place.page(who, "p1") for who in ("ann", "bob")]
        for word in range(30):
            await ann.type(f"{word} ")
            await ann.until(lambda word=word: ann.saved == word + 1)  # type: ignore[misc]
        last = digest(runs(ann.doc, "p"))
        for page in (ann, bob):
            await page.until(lambda page=page: said(page, "digest")[-1:] == [told(last)])  # type: ignore[misc]
            assert compare(page, said(page, "digest")[-1]) is None
        assert len(said(bob, "digest")) < 30


async def test_every_digest_speaks_of_the_updates_before_it(tmp_path: Path) -> None:  # Y25
    """A reader that looks at each digest at the moment it comes never differs."""
    async with place_at(tmp_path / "sync.db", OpenGate(), Limits(digest_seconds=0.001)) as place:
        await place.document("p1", "Recalling ")
        ann = await place.page("ann", "p1")
        eve = Watching("p1", await place.ticket("eve"), ann.send)
        browser = await place.connect("eve")
        eve.send, browser.pages["p1"] = browser.send, eve
        await eve.open()
        for word in range(20):
            await ann.type(f"{word} ")
            await ann.until(lambda word=word: ann.saved > word)  # type: ignore[misc]
        await eve.until(lambda: eve.words == ann.words and eve.compared > 3)
        assert eve.differed == []


async def test_a_page_that_differs_is_told_to_begin_anew_and_counted(tmp_path: Path) -> None:
    """Y25: it is in step again afterwards, with its own client id; nobody else notices."""
    async with place_at(tmp_path / "sync.db", OpenGate(), SOON) as place:
        await place.document("p1", "Recalling ")
        browser = await place.connect("ann")
        client = await place.ticket("ann")
        ann = await browser.open("p1", client)
        bob = await place.page("bob", "p1")
        # The page's own library loses a word, which no message of the protocol would ever tell.
        ann.doc = new_doc(client)
        ann.doc.get("p", type=Text).insert(0, "Recollecting ")
        before = resynced()
        await bob.type("the past")
        await ann.until(lambda: said(ann, "digest"))
        answer = compare(ann, said(ann, "digest")[-1])
        assert answer is not None
        await ann.send(protocol.stateless("p1", answer))
        await ann.until(lambda: said(ann, "resync"))
        assert said(ann, "resync")[0]["reason"] == "sync.differs"
        assert resynced() == before + 1
        await ann.type("built on sand")
        await ann.until(lambda: ann.refusals == ["sync.differs"])
        await browser.send(leave("p1"))
        again = await browser.open("p1", client)
        await again.type(".")
        await again.until(lambda: again.saved == 1)
        await bob.until(lambda: bob.words == "Recalling the past.")
        assert again.words == bob.words


@pytest.mark.parametrize(
    "body",
    [
        "words",
        "[" * 5000,
        "[]",
        '{"type": "differs"}',
        '{"type": "differs", "digest": 3, "against": null}',
        '{"type": "differs", "digest": "a", "against": "e3b0c44298fc1c14"}',
        '{"type": "differs", "digest": "e3b0c44298fc1c14", "against": "e3b0c44298fc1c14"}',
    ],
)
async def test_what_else_a_page_may_say_is_passed_over(place: Place, body: str) -> None:  # Y2
    """Only what answers a digest the server has sent is an answer."""
    await place.document("p1")
    before = resynced()
    ann = await place.page("ann", "p1")
    await ann.send(wire.string("p1") + bytes((protocol.STATELESS,)) + wire.string(body))
    await ann.type("on")
    await ann.until(lambda: ann.saved == 1)
    assert said(ann, "resync") == []
    assert resynced() == before
