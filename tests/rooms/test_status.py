"""A status is about exact words, and agreed words stand still. Rules C1 to C7."""

import asyncio

import pytest

from app.rules import words as w
from tests.rooms.server import Json
from tests.rooms.sockets import inserts, saved
from tests.rooms.world import World, plain, words_of
from tests.sync.pages import Page

SETTLED = ("agreed", "agreed ad referendum")


@pytest.mark.parametrize("status", ["under discussion", "divergent", "deferred", "withdrawn"])
async def test_a_status_does_not_stop_typing(world: World, status: str) -> None:
    declared = await world.declare("sec", world.ids.paragraphs[0], status, "so far")
    assert (declared["status"], declared["status_note"]) == (status, "so far")
    assert (declared["frozen"], declared["status_level"]) == (False, "plenary")
    _, page = await world.page("chair", world.ids.paragraphs[0])
    await saved(page, inserts(0, "More "))


@pytest.mark.parametrize("status", SETTLED)
async def test_agreement_freezes_at_once(world: World, status: str) -> None:  # C3
    """Whoever has it open is told why, and what they type is refused and not taken from them."""
    paragraph = world.ids.paragraphs[0]
    shown, ann = await world.page("ann", paragraph)
    _, sec = await world.page("sec", paragraph)
    declared = await world.declare("chair", paragraph, status)
    assert (declared["frozen"], declared["mode"]) == (True, "read")
    for page in (ann, sec):
        await page.until(lambda page=page: page.scope == "readonly")  # type: ignore[misc]
        assert page.told[-1]["type"] == "readonly"
        assert page.told[-1]["reason"] == "text.frozen"
        assert status in page.told[-1]["sentence"]
    await ann.edit(inserts(0, "Late ", f"ins--{shown['pen']}-aaaaaaaa-1"))
    await sec.edit(inserts(0, "Later "))
    for page in (ann, sec):
        await page.until(lambda page=page: page.refusals)  # type: ignore[misc]
        assert page.refusals == ["text.frozen"]
        assert page.words.startswith("Late")
    assert plain(await world.ann.get(world.paragraph(0))) == "First words of the text."


async def test_reopening_lets_everybody_write_again(world: World) -> None:  # C4
    paragraph = world.ids.paragraphs[0]
    shown, ann = await world.page("ann", paragraph)
    await world.declare("chair", paragraph, "agreed")
    await ann.until(lambda: ann.scope == "readonly")
    path = f"{world.paragraph(0)}/reopen"
    assert await world.chair.refused("POST", path, {"reason": " "}) == (
        409,
        "consensus.reason_needed",
    )
    assert await world.sec.refused("POST", path, {"reason": "x"}) == (
        403,
        "consensus.chair_reopens",
    )
    reopened = await world.vice.post(path, {"reason": "new facts"})
    assert (reopened["status"], reopened["frozen"]) == ("under discussion", False)
    await ann.until(lambda: ann.scope == "read-write")
    await saved(ann, inserts(0, "Now ", f"ins--{shown['pen']}-aaaaaaaa-1"))
    fact = (await world.record(kind="AgreementReopened"))[0]
    assert fact["data"]["reason"] == "new facts"
    assert await world.chair.refused("POST", path, {"reason": "x"}) == (
        409,
        "consensus.not_agreed",
    )


async def test_agreement_is_left_only_by_reopening(world: World) -> None:  # C4
    paragraph = world.ids.paragraphs[0]
    await world.declare("chair", paragraph, "agreed ad referendum")
    await world.declare("chair", paragraph, "agreed")
    digest = (await world.chair.get(world.paragraph(0)))["digest"]
    body = {"status": "divergent", "digest": digest}
    refused = await world.chair.refused("PUT", f"{world.paragraph(0)}/status", body)
    assert refused == (409, "consensus.reopen_first")


@pytest.mark.parametrize(
    ("method", "tail", "body"),
    [
        ("POST", "split", {"at": 3}),
        ("POST", "merge", {}),
        ("POST", "move", {"after": None}),
        ("POST", "retire", {"reason": "x"}),
        ("PUT", "kind", {"kind": "statement"}),
    ],
)
async def test_agreed_text_is_not_restructured(
    world: World, method: str, tail: str, body: Json
) -> None:
    paragraph = world.ids.paragraphs[0]
    shown = await world.declare("chair", paragraph, "agreed")
    whole = {
        **body,
        "digest": shown["digest"],
        "next_id": world.ids.paragraphs[1],
        "digests": [shown["digest"], shown["digest"]],
        "category_id": world.ids.categories["A"],
    }
    refused = await world.chair.refused(method, f"{world.paragraph(0)}/{tail}", whole)
    assert refused == (409, "text.frozen")


@pytest.mark.parametrize("status", SETTLED)
async def test_nothing_is_agreed_with_amendments_pending(world: World, status: str) -> None:  # C7
    await world.insert("ann", world.ids.paragraphs[0], 0, "New ")
    digest = (await world.chair.get(world.paragraph(0)))["digest"]
    body = {"status": status, "digest": digest}
    refused = await world.chair.refused("PUT", f"{world.paragraph(0)}/status", body)
    assert refused == (409, "consensus.amendments_pending")


async def test_furniture_has_no_status(world: World) -> None:  # C6
    shown = await world.chair.put(f"{world.paragraph(0)}/kind", {"kind": "note"})
    body = {"status": "divergent", "digest": shown["digest"]}
    refused = await world.chair.refused("PUT", f"{world.paragraph(0)}/status", body)
    assert refused == (409, "consensus.not_negotiable")


async def test_a_status_falls_with_the_words_it_named(world: World) -> None:  # C5
    paragraph = world.ids.paragraphs[0]
    await world.declare("chair", paragraph, "divergent", "two camps")
    await world.insert("ann", paragraph, 0, "New ")
    now = await world.rested(paragraph, lambda one: one["status"] == "under discussion")
    assert now["status_note"] is None
    facts = await world.record(paragraph=paragraph)
    assert [one["kind"] for one in facts][-3:] == [
        "ParagraphEdited",
        "AmendmentProposed",
        "StatusFell",
    ]
    assert facts[-1]["data"]["status_before"] == "divergent"
    assert facts[-1]["by"]["person"] == "Ann"


async def _agrees(world: World, paragraph: str, digest: str) -> tuple[int, Json]:
    path = f"/api/paragraphs/{paragraph}/status"
    reply = await world.chair.call("PUT", path, {"status": "agreed", "digest": digest})
    return reply.status_code, reply.json()


async def _types(page: Page, update: bytes) -> bool:
    """Send an update; whether it was saved."""
    saved_before, unsaved = page.saved, page.unsaved
    await page.send_update(update)
    await page.until(lambda: page.saved > saved_before or page.unsaved > unsaved)
    return page.saved > saved_before


@pytest.fixture
def races() -> int:
    """How often words are agreed while somebody types."""
    return 50


@pytest.mark.parametrize("first", ["the chair", "the typist"])
async def test_agreeing_races_with_typing(world: World, first: str, races: int) -> None:
    """Fifty rounds each way: either the words are agreed as shown, or they changed. Never both."""
    paragraph = world.ids.paragraphs[0]
    path = f"/api/paragraphs/{paragraph}"
    socket = await world.sec.socket()
    page = await socket.page((await world.sec.get(path))["sync"])
    outcomes = set()
    for number in range(races):
        shown = await world.rested(paragraph, lambda one, page=page: plain(one) == page.words)
        update = page.edited(inserts(0, f"{number} "))
        agreeing, typing = _agrees(world, paragraph, shown["digest"]), _types(page, update)
        if first == "the chair":
            (status, answer), typed = await asyncio.gather(agreeing, typing)
        else:
            typed, (status, answer) = await asyncio.gather(typing, agreeing)
        outcomes.add((status, typed))
        now = await world.chair.get(path)
        if typed:
            assert (status, answer["reason"]) == (409, "consensus.words_differ")
            assert now["status"] != "agreed"
            continue
        assert status == 200
        assert page.refusals[-1] == "text.frozen"
        assert (now["status"], now["digest"]) == ("agreed", shown["digest"])
        assert w.digest(words_of(now)) == shown["digest"]
        await world.chair.post(f"{path}/reopen", {"reason": "again"})
        page = await socket.page(shown["sync"])
    assert outcomes <= {(200, False), (409, True)}
