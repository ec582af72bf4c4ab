"""Words are put in brackets, joined, lifted and taken off by commands. Rules K3 to K7, K9."""

import pytest

from tests.rooms.bracketing import as_written, bracket, ranged, seats, standing
from tests.rooms.sockets import deletes, inserts, marks, saved
from tests.rooms.world import World, plain

FIRST = "First words of the text."


async def test_a_delegation_brackets_joins_and_lifts(world: World) -> None:  # K3, K5
    paragraph = world.ids.paragraphs[0]
    placed = await bracket(
        world, "ann", paragraph, "words of ", reason="Too narrow.", accepts="part of"
    )
    assert (await as_written(world))[0] == "First [words of] the text."
    assert (placed["text"], placed["state"], placed["source"]) == ("words of", "standing", "placed")
    assert (placed["paragraphs"], placed["depth"]) == ([paragraph], 1)
    own = placed["holders"][0]
    assert (own["seat_label"], own["mine"], own["accepts"]) == ("AR", True, "part of")
    path = f"{world.document}/brackets/{placed['id']}"
    joined = await world.bob.post(f"{path}/join", {"reason": "We agree with AR."})
    assert seats(joined) == ["AR", "BO"]
    again = await world.bob.post(f"{path}/join", {"reason": "We have our own.", "accepts": "x"})
    assert [one["reason"] for one in again["holders"]] == ["Too narrow.", "We have our own."]
    lifted = await world.ann.post(f"{path}/lift", {})
    assert (lifted["state"], seats(lifted)) == ("standing", ["BO"])
    assert (await world.ann.refused("POST", f"{path}/lift", {}))[1] == "text.not_holding"
    gone = await world.bob.post(f"{path}/lift", {"reason": "Solved."})
    assert (gone["state"], gone["may"]["join"]["ok"]) == ("lifted", False)
    assert (await as_written(world))[0] == FIRST
    assert await standing(world) == []
    assert await world.bob.refused("POST", f"{path}/lift", {}) == (409, "text.bracket_gone")
    kinds = [kind for kind in await world.kinds() if kind.startswith("Bracket")]
    assert kinds == [
        "BracketPlaced",
        "BracketJoined",
        "BracketJoined",
        "BracketLifted",
        "BracketLifted",
    ]
    told = (await world.record(kind="BracketLifted"))[-1]
    assert told["data"]["gone"] is True
    shown = await world.chair.get(f"/api/paragraphs/{paragraph}")
    assert told["data"]["digests"] == [shown["digest"]]
    assert told["sentence"] == "lifted the brackets in paragraph 1: “Solved.”"


async def test_the_podium_types_in_what_a_delegation_says(world: World) -> None:  # K4
    paragraph = world.ids.paragraphs[0]
    cascadia = world.ids.delegations["CA"]
    placed = await bracket(world, "sec", paragraph, "words", delegation_id=cascadia)
    assert seats(placed) == ["CA"]
    assert (await world.record(kind="BracketPlaced"))[0]["sentence"] == (
        "put words of paragraph 1 in brackets for CA: “Not agreed.”"
    )
    own = await bracket(world, "chair", paragraph, "text")
    assert (own["holders"][0]["seat_label"], own["holders"][0]["delegation_id"]) == ("Chair", None)
    body = {"ranges": [await ranged(world, paragraph, "First")], "reason": "For them."}
    body["delegation_id"] = cascadia
    assert await world.ann.refused("POST", f"{world.document}/brackets", body) == (
        403,
        "text.not_your_bracket",
    )
    body["delegation_id"] = world.ids.delegations["OB"]
    assert (await world.sec.refused("POST", f"{world.document}/brackets", body))[0] == 422
    path = f"{world.document}/brackets/{placed['id']}"
    lifted = await world.sec.post(f"{path}/lift", {"delegation_id": cascadia})
    assert lifted["state"] == "lifted"


async def test_what_a_bracket_needs(world: World) -> None:  # K3
    paragraph = world.ids.paragraphs[0]
    good = await ranged(world, paragraph, "words")

    async def why(who: str, reason: str = "So.", **given: object) -> tuple[int, str]:
        body = {"ranges": [{**good, **given}], "reason": reason}
        return await world.who(who).refused("POST", f"{world.document}/brackets", body)

    assert await why("ann", reason=" ") == (409, "text.reason_needed")
    assert await why("ann", digest="sha256:old") == (409, "consensus.words_differ")
    assert await why("ann", end=90) == (422, "text.outside")
    assert await why("ann", start=11) == (422, "text.outside")
    assert await why("ann", start=5, end=6) == (422, "text.outside")
    assert await why("eve") == (403, "text.observers_read")
    assert await why("odo") == (403, "text.observers_read")
    await world.declare("chair", paragraph, "agreed")
    assert await why("ann") == (409, "text.frozen")


async def test_nobody_brackets_under_silence(world: World) -> None:  # K3
    paragraph = world.ids.paragraphs[0]
    words = await ranged(world, paragraph, "text")
    under = {"paragraph_id": paragraph, "digest": words["digest"]}
    silence = {"items": [under], "closes_at": "2130-01-01T00:00:00Z"}
    await world.chair.post(f"{world.document}/silences", silence)
    body = {"ranges": [words], "reason": "x"}
    path = f"{world.document}/brackets"
    assert await world.bob.refused("POST", path, body) == (409, "text.silent")


async def test_the_chair_takes_a_bracket_off_with_a_reason(world: World) -> None:  # K6
    placed = await bracket(world, "ann", world.ids.paragraphs[0], "words")
    path = f"{world.document}/brackets/{placed['id']}/remove"
    assert await world.sec.refused("POST", path, {"reason": "x"}) == (403, "text.chair_removes")
    assert await world.ann.refused("POST", path, {"reason": "x"}) == (403, "text.chair_removes")
    assert await world.vice.refused("POST", path, {"reason": ""}) == (409, "text.reason_needed")
    may = (await standing(world, "vice"))[0]["may"]
    assert (may["remove"]["ok"], may["lift"]["ok"]) == (True, False)
    removed = await world.vice.post(path, {"reason": "The sense of the room."})
    assert removed["state"] == "removed"
    assert (await as_written(world))[0] == FIRST
    told = (await world.record(kind="BracketRemoved"))[0]
    assert told["sentence"] == "took off the brackets in paragraph 1: “The sense of the room.”"


async def test_nesting_and_overlap(world: World) -> None:  # K2
    paragraph = world.ids.paragraphs[0]
    for part in ("words of the text", "First words", "of", "of", "of"):
        await bracket(world, "ann", paragraph, part)
    assert (await as_written(world))[0] == "[First [words] [[[of]]] the text]."
    assert sorted(one["depth"] for one in await standing(world)) == [1, 2, 2, 3, 4]


async def test_over_several_paragraphs(world: World) -> None:  # K2, K3
    first, second, third, fourth = world.ids.paragraphs[:4]
    ranges = [
        await ranged(world, third, "Third words"),
        await ranged(world, first, "the text."),
        await ranged(world, second, "Second words of it."),
    ]
    body = {"ranges": ranges, "reason": "All of it."}
    placed = await world.ann.post(f"{world.document}/brackets", body)
    assert placed["paragraphs"] == [first, second, third]
    assert (await as_written(world))[:3] == [
        "First words of [the text.",
        "Second words of it.",
        "Third words] there.",
    ]
    torn = [ranges[0], await ranged(world, fourth, "Fourth")]
    for places in (ranges[:2], torn, [ranges[0], ranges[0]]):
        wrong = [await _fresh(world, one) for one in places]
        refused = await world.ann.refused(
            "POST", f"{world.document}/brackets", {"ranges": wrong, "reason": "x"}
        )
        assert refused[0] == 422
    path = f"{world.document}/brackets/{placed['id']}"
    await world.chair.post(f"/api/paragraphs/{first}/retire", {"reason": "No longer needed."})
    assert (await standing(world))[0]["paragraphs"] == [second, third]
    await world.ann.post(f"{path}/lift", {})
    assert await as_written(world) == [
        "Second words of it.",
        "Third words there.",
        *(await as_written(world))[2:],
    ]


async def _fresh(world: World, asked: dict[str, object]) -> dict[str, object]:
    shown = await world.chair.get(f"/api/paragraphs/{asked['paragraph_id']}")
    return {**asked, "digest": shown["digest"]}


async def test_a_bracket_changes_the_words_a_status_names(world: World) -> None:  # C5
    paragraph = world.ids.paragraphs[0]
    await world.declare("chair", paragraph, "divergent")
    await bracket(world, "ann", paragraph, "words")
    shown = await world.chair.get(f"/api/paragraphs/{paragraph}")
    assert shown["status"] == "under discussion"


async def test_typing_inside_beside_and_away(world: World) -> None:  # K1, K7
    paragraph = world.ids.paragraphs[0]
    placed = await bracket(world, "ann", paragraph, "words of")
    _, page = await world.page("sec", paragraph)
    await saved(page, inserts(8, "xx", placed["key"]))
    await saved(page, inserts(6, "some "))
    await page.edit(marks(0, 5, placed["key"]))
    await page.until(lambda: page.unsaved == 1)
    assert "text.structure_typed" in str(page.refusals)
    _, page = await world.page("chair", paragraph)
    await world.rested(paragraph, lambda one: "some" in plain(one))
    assert (await as_written(world))[0] == "First some [woxxrds of] the text."
    await saved(page, deletes(11, 21))
    await world.rested(paragraph, lambda one: "words" not in plain(one) and "xx" not in plain(one))
    assert await standing(world) == []
    fell = (await world.record(kind="BracketFell"))[0]
    assert (fell["data"]["bracket"], fell["data"]["text"]) == (placed["key"], "woxxrds of")
    ended = await world.chair.get(f"{world.document}/brackets", params={"ended": "true"})
    assert [one["state"] for one in ended["brackets"]] == ["fallen"]


async def test_a_decision_can_let_a_bracket_fall(world: World) -> None:  # K7
    paragraph = world.ids.paragraphs[0]
    amendment = await world.insert("ann", paragraph, 6, "new ")
    await bracket(world, "bob", paragraph, "new")
    shown = await world.rested(paragraph, lambda one: amendment in str(one))
    await world.chair.post(
        f"/api/paragraphs/{paragraph}/amendments/{amendment}/reject", {"digest": shown["digest"]}
    )
    assert await standing(world) == []
    assert "BracketFell" in await world.kinds()


@pytest.mark.parametrize(("kind", "op", "kept"), [("placeholders", "ph", True), ("notes", "nt", 0)])
async def test_placeholders_and_notes(world: World, kind: str, op: str, kept: bool) -> None:  # K9
    paragraph = world.ids.paragraphs[0]
    path = f"/api/paragraphs/{paragraph}"
    body = await ranged(world, paragraph, "words")
    del body["paragraph_id"]
    assert (await world.ann.refused("POST", f"{path}/{kind}", body))[0] == 403
    shown = await world.sec.post(f"{path}/{kind}", body)
    sign = "[words]" if op == "ph" else "{words}"
    assert (await as_written(world))[0] == f"First {sign} of the text."
    assert await standing(world) == []
    assert shown["digest"] != body["digest"]
    key = next(key for run in shown["words"] for key in run["marks"])
    assert key.startswith(f"{op}--")
    again = await world.sec.post(
        f"{path}/{kind}",
        {"start": 0, "end": 0, "digest": shown["digest"], "text": "for the record"},
    )
    assert plain(again).startswith("for the record")
    taken = await world.chair.post(
        f"{path}/structure/{key}/remove", {"digest": again["digest"], "reason": "Filled in."}
    )
    assert ("words" in plain(taken)) == bool(kept)
    assert "  " not in plain(taken)
    assert (await world.record(kind="StructureTaken"))[0]["data"]["kept"] == bool(kept)
    unknown = {"digest": taken["digest"]}
    assert (await world.chair.refused("POST", f"{path}/structure/{key}/remove", unknown))[0] == 404
