"""Text under silence, over HTTP and the socket: frozen, broken, explained, cancelled. S1 to S9."""

from pathlib import Path

import pytest

from tests.rooms.server import Json, Times, running
from tests.rooms.silent import HOUR, SECOND, body_of, put, read, set_clock, shown
from tests.rooms.sockets import inserts
from tests.rooms.world import Ids, World


@pytest.fixture
async def quietly(founded: tuple[Path, Ids], founded_copy: Path):  # type: ignore[no-untyped-def]
    """The working group, served with the alarm switched off."""
    async with running(founded_copy, Times(), alarm=False) as server:
        yield World(server, founded[1])


async def test_text_under_silence_is_frozen_at_once(world: World) -> None:  # S4
    """Whoever has it open is told until when, and how to speak up."""
    before, ann = await world.page("ann", world.ids.paragraphs[0])
    _, chair = await world.page("chair", world.ids.paragraphs[0])
    silence = await put(world, 0, 1)
    for page in (ann, chair):
        await page.until(lambda page=page: page.scope == "readonly")  # type: ignore[misc]
        assert page.told[-1]["reason"] == "text.silent"
        assert "breaks silence" in page.told[-1]["sentence"]
    now = await shown(world, 0, "ann")
    assert (now["frozen"], now["mode"], now["status"]) == (True, "read", "not discussed")
    assert now["silent_until"] == silence["closes_at"]
    assert now["may"]["break_silence"]["ok"]
    await ann.edit(inserts(0, "Late ", f"ins--{before['pen']}-aaaaaaaa-1"))
    await ann.until(lambda: ann.refusals)
    assert ann.refusals == ["text.silent"]


@pytest.mark.parametrize(
    ("method", "tail", "body"),
    [
        ("PUT", "status", {"status": "divergent"}),
        ("POST", "reopen", {"reason": "x"}),
        ("POST", "split", {"at": 3}),
        ("POST", "merge", {}),
        ("POST", "move", {"after": None}),
        ("POST", "retire", {"reason": "x"}),
        ("PUT", "kind", {"kind": "statement"}),
    ],
)
async def test_nothing_else_moves_it(world: World, method: str, tail: str, body: Json) -> None:
    """S4: also not the chair, and no breakout takes it away."""
    await put(world, 0)
    now = await shown(world, 0)
    whole = {
        **body,
        "digest": now["digest"],
        "next_id": world.ids.paragraphs[1],
        "digests": [now["digest"], now["digest"]],
        "category_id": world.ids.categories["A"],
    }
    refused = await world.chair.refused(method, f"{world.paragraph(0)}/{tail}", whole)
    assert refused == (409, "text.silent")
    beside = {"category_id": whole["category_id"], "kind": "recommendation", "text": "Or so."}
    beside["alternative_to"] = now["id"]
    refused = await world.chair.refused("POST", f"{world.document}/paragraphs", beside)
    assert refused == (409, "text.silent")
    with pytest.raises(AssertionError, match="breakouts"):
        await world.breakout([world.ids.paragraphs[0]])


async def test_a_delegation_breaks_silence_with_a_reason(world: World) -> None:  # S5
    silence = await put(world, 0, 1)
    path = f"{world.paragraph(0)}/break-silence"
    assert await world.ann.refused("POST", path, {"reason": " "}) == (409, "silence.reason_needed")
    for who, why in (
        ("chair", "silence.delegations_break"),
        ("sec", "silence.delegations_break"),
        ("odo", "text.observers_read"),
        ("eve", "text.observers_read"),
    ):
        assert await world.who(who).refused("POST", path, {"reason": "no"}) == (403, why)
    broken = await world.ann.post(path, {"reason": "Not like this"})
    assert (broken["status"], broken["silent_until"]) == ("under discussion", None)
    assert broken["mode"] == "propose"
    assert await world.bob.refused("POST", path, {"reason": "no"}) == (409, "silence.not_silent")
    now = await read(world)
    assert [one["fate"] for one in now["items"]] == ["broken", "silent"]
    assert (now["items"][0]["reason"], now["items"][0]["broken_by"]) == ("Not like this", "AR")
    fact = (await world.record(kind="SilenceBroken"))[0]
    assert fact["paragraph_id"] == world.ids.paragraphs[0]
    assert fact["data"]["silence_id"] == silence["id"]
    assert "Not like this" in fact["sentence"]


async def test_only_what_can_be_agreed_goes_under_silence(world: World) -> None:  # S2
    await world.insert("ann", world.ids.paragraphs[1], 0, "New ")
    await world.declare("chair", world.ids.paragraphs[2], "agreed")
    await world.breakout([world.ids.paragraphs[3]])
    await world.chair.put(f"{world.paragraph(4)}/kind", {"kind": "note"})
    path = f"{world.document}/silences/preview"
    whole = await world.chair.post(path, {"whole": True})
    assert [one["paragraph_id"] for one in whole["can"]] == [
        world.ids.paragraphs[place] for place in (0, 5)
    ]
    assert {one["paragraph_id"]: one["reason"] for one in whole["cannot"]} == {
        world.ids.paragraphs[1]: "consensus.amendments_pending",
        world.ids.paragraphs[2]: "silence.agreed_already",
        world.ids.paragraphs[3]: "silence.with_breakout",
        world.ids.paragraphs[4]: "silence.not_negotiable",
    }
    category = await world.chair.post(path, {"category_ids": [world.ids.categories["B"]]})
    assert [one["paragraph_id"] for one in category["can"]] == [world.ids.paragraphs[5]]
    refused = await world.chair.refused(
        "POST", f"{world.document}/silences", await body_of(world, 1)
    )
    assert refused == (409, "consensus.amendments_pending")
    assert (await world.chair.get(f"{world.document}/silences"))["silences"] == []


async def test_it_is_the_words_that_were_shown_or_nothing(world: World) -> None:  # S3
    body = await body_of(world, 0, 1)
    await world.write("sec", world.ids.paragraphs[1], inserts(0, "Other "))
    reply = await world.chair.call("POST", f"{world.document}/silences", body)
    answer = reply.json()
    assert (reply.status_code, answer["reason"]) == (409, "consensus.words_differ")
    assert answer["details"]["paragraph_id"] == world.ids.paragraphs[1]
    assert (await shown(world, 0))["silent_until"] is None


async def test_who_opens_it_and_until_when(world: World) -> None:  # S1
    body = await body_of(world, 0)
    path = f"{world.document}/silences"
    past = (world.server.clock() - SECOND).isoformat()
    assert await world.chair.refused("POST", path, {**body, "closes_at": past}) == (
        409,
        "silence.in_the_past",
    )
    naive = {**body, "closes_at": "2030-01-01T12:00:00"}
    assert (await world.chair.refused("POST", path, naive))[0] == 422
    opened = await world.breakout([world.ids.paragraphs[3]])
    copy = f"/api/documents/{opened['working_document_id']}/silences"
    assert await world.chair.refused("POST", copy, body) == (409, "silence.plenary_only")


async def test_the_chair_cancels(world: World) -> None:  # S7
    await world.declare("chair", world.ids.paragraphs[0], "agreed ad referendum")
    silence = await put(world, 0, 1)
    path = f"/api/silences/{silence['id']}/cancel"
    assert await world.chair.refused("POST", path, {"reason": ""}) == (409, "silence.reason_needed")
    assert await world.sec.refused("POST", path, {"reason": "x"}) == (403, "silence.chair_cancels")
    await world.ann.post(f"{world.paragraph(1)}/break-silence", {"reason": "no"})
    now = await world.vice.post(path, {"reason": "The room will meet instead"})
    assert (now["state"], [one["fate"] for one in now["items"]]) == (
        "cancelled",
        ["cancelled", "broken"],
    )
    first = await shown(world, 0)
    assert (first["status"], first["silent_until"]) == ("agreed ad referendum", None)
    set_clock(world, silence["closes_at"], SECOND)
    assert (await shown(world, 0))["status"] == "agreed ad referendum"


async def test_explanations_attach_to_the_outcome(quietly: World) -> None:  # S9
    world = quietly
    silence = await put(world, 0)
    path = f"/api/silences/{silence['id']}/explanations"
    assert await world.chair.refused("POST", path, {"text": "x"}) == (
        403,
        "silence.delegations_explain",
    )
    assert await world.ann.refused("POST", path, {"text": " "}) == (409, "silence.text_needed")
    elsewhere = {"text": "x", "paragraph_id": world.ids.paragraphs[1]}
    assert (await world.ann.refused("POST", path, elsewhere))[0] == 404
    await world.ann.post(path, {"text": "We understand this so."})
    set_clock(world, silence["closes_at"], HOUR)
    about = {"text": "And this so.", "paragraph_id": world.ids.paragraphs[0]}
    await world.bob.post(path, about)
    now = await read(world, "bob")
    assert [(one["label"], one["mine"], one["text"]) for one in now["explanations"]] == [
        ("AR", False, "We understand this so."),
        ("BO", True, "And this so."),
    ]
    await world.chair.put(f"{world.group}/attribution", {"attribution_shown": False})
    hidden = await read(world, "cara")
    assert [(one["label"], one["delegation_id"]) for one in hidden["explanations"]] == [
        ("", None),
        ("", None),
    ]


async def test_who_broke_silence_is_hidden_with_attribution(world: World) -> None:
    await put(world, 0)
    await world.ann.post(f"{world.paragraph(0)}/break-silence", {"reason": "no"})
    await world.chair.put(f"{world.group}/attribution", {"attribution_shown": False})
    item = (await read(world, "cara"))["items"][0]
    assert (item["broken_by"], item["delegation_id"]) == ("", None)
    fact = (await world.record("cara", kind="SilenceBroken"))[0]
    assert (fact["by"]["person"], fact["data"]["delegation_id"]) == (None, None)
    assert (await read(world, "ann"))["items"][0]["broken_by"] == "AR"


async def test_home_says_what_is_under_silence(world: World) -> None:
    silence = await put(world, 0, 1)
    card = (await world.ann.get("/api/me"))["groups"][0]
    assert [(one["paragraphs"], one["closes_at"]) for one in card["silences"]] == [
        (2, silence["closes_at"])
    ]
    set_clock(world, silence["closes_at"], SECOND)
    assert (await world.ann.get("/api/me"))["groups"][0]["silences"] == []
