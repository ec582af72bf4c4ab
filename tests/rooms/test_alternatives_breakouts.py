"""Sets of alternatives given to a breakout, and what it made of them. Rule A11."""

from tests.rooms.options import ask, labels, option, put_in, refused, seen
from tests.rooms.reporting import endorse, endorse_all, report_shown, reported
from tests.rooms.server import Json
from tests.rooms.world import World, endorsing, plain


async def given(world: World, *beside: str) -> tuple[Json, Json, Json]:
    """Two options and No text at paragraph 4, given to a breakout by naming one of them.

    Returns the plenary's set, the breakout and the set of its working copy.
    """
    four = world.ids.paragraphs[3]
    found = await put_in(world, "ann", [four, *beside], "Other words.")
    found = await put_in(world, "ann", [four])
    breakout = await world.breakout([four])
    text = await world.text("bob", breakout["working_document_id"])
    return found, breakout, text["option_sets"][0]


async def test_a_set_is_given_whole(world: World) -> None:  # A11
    found, _, copy = await given(world)
    assert labels(copy) == ["Option 1", "Option 2", "No text"]
    assert copy["place"] == "4"
    body = {"beside": [world.ids.paragraphs[3]], "texts": [{"kind": "statement", "text": "x"}]}
    said = await world.ann.refused("POST", f"{world.document}/options", body)
    assert said == (409, "alternatives.away")
    one = option(found, "Option 1")["id"]
    said = await refused(world, "chair", found["id"], "choose", option_id=one)
    assert said == (409, "alternatives.away")


async def test_the_convenor_decides_and_the_plenary_takes_it_over(world: World) -> None:  # A5, A11
    found, breakout, copy = await given(world)
    two = option(copy, "Option 2")
    for who in ("cara", "chair"):
        said = await refused(world, who, copy["id"], "choose", option_id=two["id"])
        assert said == (403, "text.convenor_shapes")
    done = await ask(world, "bob", copy["id"], "choose", option_id=two["id"], note="Clearer")
    assert labels(done) == ["Option 2"]
    await reported(world, breakout)
    items = (await report_shown(world, breakout))["items"]
    dropped = next(one for one in items if one["change"] == "retired")
    await endorse(world, breakout, endorsing(dropped))
    half = await seen(world, found["id"])
    assert half["state"] == "standing"
    kept = next(one for one in items if one["id"] != dropped["id"])
    await endorse(world, breakout, endorsing(kept))
    after = await seen(world, found["id"])
    assert (after["state"], labels(after)) == ("chosen", ["Option 2"])
    assert [one["fate"] for one in after["options"]] == ["not chosen", "chosen", "not chosen"]
    fact = (await world.record(kind="OptionChosen"))[-1]
    assert fact["document_id"] == world.ids.document
    assert "Friends of the text: Clearer" in fact["sentence"]
    back = await ask(world, "chair", found["id"], "reopen", reason="The plenary wants both.")
    assert labels(back) == ["Option 1", "Option 2", "No text"]


async def test_no_text_chosen_in_a_breakout(world: World) -> None:  # A11
    found, breakout, copy = await given(world)
    await ask(world, "bob", copy["id"], "choose", option_id=option(copy, "No text")["id"])
    await reported(world, breakout)
    await endorse_all(world, breakout)
    after = await seen(world, found["id"])
    assert (after["state"], labels(after)) == ("chosen", ["No text"])
    assert await world.labels() == ["1", "2", "3", "5", "6"]


async def test_left_standing_in_a_breakout(world: World) -> None:  # A8, A11
    found, breakout, copy = await given(world)
    one = option(copy, "Option 1")["id"]
    await ask(world, "bob", copy["id"], "leave", recommended=one, reason="Ten to three.")
    await reported(world, breakout)
    await endorse_all(world, breakout)
    after = await seen(world, found["id"])
    assert (after["state"], after["reason"]) == ("left standing", "Ten to three.")
    assert [one["recommended"] for one in after["options"]] == [True, False, False]


async def test_merged_in_a_breakout(world: World) -> None:  # A7, A11
    found, breakout, copy = await given(world)
    pair = {"into": option(copy, "Option 1")["id"], "taken_in": option(copy, "Option 2")["id"]}
    await ask(world, "bob", copy["id"], "merge", **pair, texts=["Fourth and other words."])
    await reported(world, breakout)
    await endorse_all(world, breakout)
    after = await seen(world, found["id"])
    assert labels(after) == ["Option 1", "No text"]
    assert plain(await world.chair.get(world.paragraph(3))) == "Fourth and other words."


async def test_a_set_the_breakout_made(world: World) -> None:  # A11
    four, five = world.ids.paragraphs[3:5]
    breakout = await world.breakout([four, five])
    document = breakout["working_document_id"]
    first = (await world.copies(breakout))[0]
    copy = await put_in(world, "cara", [first["id"]], "New words.", document=document)
    await put_in(world, "bob", [first["id"]], document=document)
    assert [one["label"] for one in await world.copies(breakout)] == ["4", "4 alt", "5"]
    await reported(world, breakout)
    await endorse_all(world, breakout)
    assert await world.labels() == ["1", "2", "3", "4", "4 alt", "5", "6"]
    above = (await world.text())["option_sets"][0]
    assert labels(above) == ["Option 1", "Option 2", "No text"]
    assert option(above, "Option 1")["paragraphs"] == [four]
    assert option(above, "Option 2")["proposers"] == [world.ids.delegations["CA"]]
    said = await refused(world, "bob", copy["id"], "leave", reason="x")
    assert said[0] == 409


async def test_what_the_plenary_decided_is_not_opened_in_a_breakout(world: World) -> None:  # A9
    four = world.ids.paragraphs[3]
    found = await put_in(world, "ann", [four], "Other words.")
    one = option(found, "Option 1")["id"]
    await ask(world, "chair", found["id"], "choose", option_id=one)
    breakout = await world.breakout([four])
    text = await world.text("bob", breakout["working_document_id"])
    copy = text["option_sets"][0]
    assert (copy["state"], copy["open"]) == ("chosen", False)
    said = await refused(world, "bob", copy["id"], "reopen", reason="We want both.")
    assert said == (409, "alternatives.settled_above")
