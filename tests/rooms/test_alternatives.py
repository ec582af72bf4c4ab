"""Options beside the text: put in, taken back, decided. Rules A1 to A10."""

from tests.rooms.options import ask, labels, option, put_in, refused, seen, shown
from tests.rooms.sockets import inserts
from tests.rooms.world import World, plain

ATTRIBUTED = {"OptionAdded", "OptionWithdrawn", "ParagraphTakenBack", "AlternativesEnded"}
"""Facts whose doer is attribution, all of them of one delegation in the test below."""


async def test_the_text_becomes_the_first_option(world: World) -> None:  # A1, A2
    first, second = world.ids.paragraphs[:2]
    found = await put_in(world, "ann", [second], "Other words.")
    assert labels(found) == ["Option 1", "Option 2"]
    assert (found["place"], found["state"], found["open"]) == ("2", "standing", True)
    assert option(found, "Option 1")["paragraphs"] == [second]
    mine = option(found, "Option 2")
    assert mine["proposers"] == [world.ids.delegations["AR"]]
    assert await world.labels() == ["1", "2", "2 alt", "3", "4", "5", "6"]
    text = await world.text()
    added = next(one for one in text["paragraphs"] if one["id"] == mine["paragraphs"][0])
    assert (added["alternative_to"], added["option"]["label"]) == (second, "Option 2")
    assert [one["option"] for one in text["paragraphs"] if one["id"] == first] == [None]
    again = await put_in(world, "sec", mine["paragraphs"])
    assert again["id"] == found["id"]
    assert labels(again) == ["Option 1", "Option 2", "No text"]
    assert (await put_in(world, "bob", [second], "A third."))["options"][2]["label"] == "Option 3"
    assert await world.kinds(kind="OptionAdded") == ["OptionAdded"] * 3


async def test_options_over_a_range(world: World) -> None:  # A1
    two, three = world.ids.paragraphs[1:3]
    found = await put_in(world, "ann", [two, three], "One for both.", "Another.", "And a third.")
    assert found["place"] == "2 to 3"
    assert len(option(found, "Option 2")["paragraphs"]) == 3
    assert (await world.labels())[:6] == ["1", "2", "3", "2 alt", "3 alt", "3 alt 2"]
    apart = {"beside": [world.ids.paragraphs[0], world.ids.paragraphs[3]], "texts": []}
    path = f"{world.document}/options"
    assert await world.chair.refused("POST", path, apart) == (409, "alternatives.one_place")
    mixed = {"beside": [world.ids.paragraphs[0], two], "texts": []}
    assert await world.chair.refused("POST", path, mixed) == (409, "alternatives.in_a_set")


async def test_who_may_put_one_in(world: World) -> None:  # A2, A3
    path, first = f"{world.document}/options", world.ids.paragraphs[0]
    body = {"beside": [first], "texts": []}
    assert await world.eve.refused("POST", path, body) == (403, "text.observers_read")
    note = {"beside": [first], "texts": [{"kind": "note", "text": "x"}]}
    assert await world.ann.refused("POST", path, note) == (403, "text.podium_furnishes")
    await put_in(world, "ann", [first])
    assert await world.bob.refused("POST", path, body) == (409, "alternatives.no_text_there")
    await world.declare("chair", world.ids.paragraphs[2], "agreed")
    agreed = {"beside": [world.ids.paragraphs[2]], "texts": []}
    assert await world.ann.refused("POST", path, agreed) == (409, "alternatives.agreed")


async def test_taking_back_ones_own(world: World) -> None:  # A4, A10
    first = world.ids.paragraphs[0]
    found = await put_in(world, "ann", [first], "Our words.")
    mine = option(found, "Option 2")
    path = f"/api/option-sets/{found['id']}/options/{mine['id']}/withdraw"
    assert await world.bob.refused("POST", path) == (403, "alternatives.not_yours")
    pending = await world.insert("bob", mine["paragraphs"][0], 0, "Not ")
    assert await world.ann.refused("POST", path) == (409, "alternatives.touched")
    await world.bob.post(f"/api/paragraphs/{mine['paragraphs'][0]}/amendments/{pending}/withdraw")
    other = option(await put_in(world, "bob", [first], "Theirs."), "Option 3")
    await world.bob.post(f"/api/option-sets/{found['id']}/options/{other['id']}/withdraw")
    after = await seen(world, found["id"])
    assert labels(after) == ["Option 1", "Option 2"]
    assert option(after, "Option 3")["fate"] == "withdrawn"
    gone = await world.ann.get(f"/api/paragraphs/{option(after, 'Option 3')['retired'][0]}")
    assert gone["retired_reason"] == "taken back by who proposed it"
    assert (await world.kinds(kind="ParagraphTakenBack")) == ["ParagraphTakenBack"]


async def test_choosing_keeps_the_fate_of_the_others(world: World) -> None:  # A5, A6
    first = world.ids.paragraphs[0]
    found = await put_in(world, "ann", [first], "Other words.")
    await put_in(world, "bob", [first])
    two = option(found, "Option 2")
    for who, status, why in (
        ("sec", 403, "alternatives.chair_decides"),
        ("ann", 403, "alternatives.chair_decides"),
        ("eve", 403, "alternatives.chair_decides"),
    ):
        said = await refused(world, who, found["id"], "choose", option_id=two["id"])
        assert said == (status, why)
    done = await ask(world, "chair", found["id"], "choose", option_id=two["id"], note="Shorter")
    assert (done["state"], done["open"], labels(done)) == ("chosen", False, ["Option 2"])
    assert [one["fate"] for one in done["options"]] == ["not chosen", "chosen", "not chosen"]
    assert (await world.labels())[:2] == ["1 alt", "2"]
    gone = await world.ann.get(f"/api/paragraphs/{first}")
    assert gone["retired_reason"] == (
        "Option 1 of the alternatives at paragraph 1 was not chosen; Option 2 was: Shorter"
    )
    fact = (await world.record(kind="OptionChosen"))[-1]
    assert fact["sentence"] == (
        "chose Option 2 over Option 1 and No text at paragraph 1: “Shorter”"
    )
    body = {"beside": two["paragraphs"], "texts": []}
    path = f"{world.document}/options"
    assert await world.ann.refused("POST", path, body) == (409, "alternatives.decided")
    said = await refused(world, "chair", found["id"], "choose", option_id=two["id"])
    assert said == (409, "alternatives.decided_before")


async def test_choosing_no_text(world: World) -> None:  # A6, A9
    first = world.ids.paragraphs[0]
    found = await put_in(world, "ann", [first])
    none = option(found, "No text")
    done = await ask(world, "chair", found["id"], "choose", option_id=none["id"])
    assert (labels(done), await world.labels()) == (["No text"], ["2", "3", "4", "5", "6"])
    text = await world.text()
    kept = text["option_sets"][0]
    assert (kept["state"], kept["category_id"], kept["after"]) == (
        "chosen",
        world.ids.categories["A"],
        None,
    )
    assert await refused(world, "chair", found["id"], "reopen", reason=" ") == (
        409,
        "text.reason_needed",
    )
    back = await ask(world, "chair", found["id"], "reopen", reason="Too early.")
    assert (back["state"], labels(back)) == ("standing", ["Option 1", "No text"])
    assert await world.labels() == ["1", "2", "3", "4", "5", "6"]
    assert await world.kinds(kind="ParagraphRestored") == ["ParagraphRestored"]
    shown_now = await world.ann.get(f"/api/paragraphs/{first}")
    assert (shown_now["mode"], shown_now["retired_reason"]) == ("propose", None)


async def test_nothing_is_decided_unseen(world: World) -> None:  # A5
    first = world.ids.paragraphs[0]
    found = await put_in(world, "ann", [first], "Other words.")
    two = option(found, "Option 2")
    early = await shown(world, found["id"])
    await world.insert("bob", two["paragraphs"][0], 0, "Not ")
    path = f"/api/option-sets/{found['id']}/choose"
    body = {"option_id": option(found, "Option 1")["id"], "digests": early}
    reply = await world.chair.call("POST", path, body)
    assert (reply.status_code, reply.json()["reason"]) == (409, "consensus.words_differ")
    details = reply.json()["details"]
    assert details["paragraph_id"] == two["paragraphs"][0]
    assert plain(details) == "Not Other words."
    some = {first: early[first]}
    said = await refused(world, "chair", found["id"], "choose", option_id=two["id"], digests=some)
    assert said == (409, "alternatives.not_shown")


async def test_merging_two(world: World) -> None:  # A7
    first = world.ids.paragraphs[0]
    await world.insert("bob", first, 0, "All ")
    found = await put_in(world, "ann", [first], "Words that matter.")
    await put_in(world, "cara", [first], "A third.")
    one, two = option(found, "Option 1"), option(found, "Option 2")
    pair = {"into": one["id"], "taken_in": two["id"]}
    said = await refused(world, "chair", found["id"], "merge", **pair, texts=[])
    assert said == (409, "alternatives.words_needed")
    final = "All First words of the text that matter."
    done = await ask(world, "chair", found["id"], "merge", **pair, texts=[final])
    assert (done["state"], labels(done)) == ("standing", ["Option 1", "Option 3"])
    assert option(done, "Option 2")["merged_into"] == one["id"]
    merged = await world.chair.get(f"/api/paragraphs/{first}")
    assert plain(merged) == final
    assert merged["proposers"] == [world.ids.delegations["AR"]]
    assert [run["text"] for run in merged["words"] if run["marks"]] == ["All "]
    rest = option(done, "Option 3")
    last = await ask(
        world, "chair", found["id"], "merge", into=one["id"], taken_in=rest["id"], texts=[final]
    )
    assert (last["state"], last["open"]) == ("merged", False)
    back = await ask(world, "vice", found["id"], "reopen", reason="Not so fast.")
    assert labels(back) == ["Option 1", "Option 3"]


async def test_leaving_all_standing(world: World) -> None:  # A8
    first = world.ids.paragraphs[0]
    found = await put_in(world, "ann", [first], "Other words.")
    two = option(found, "Option 2")
    said = await refused(world, "chair", found["id"], "leave", reason="")
    assert said == (409, "text.reason_needed")
    done = await ask(
        world, "chair", found["id"], "leave", recommended=two["id"], reason="No consensus."
    )
    assert (done["state"], done["open"], done["reason"]) == ("left standing", True, "No consensus.")
    assert [one["recommended"] for one in done["options"]] == [False, True]
    assert (await world.labels())[:2] == ["1", "1 alt"]
    fact = (await world.record(kind="AlternativesLeft"))[-1]
    assert fact["sentence"] == (
        "left Option 1 and Option 2 standing at paragraph 1, Option 2 recommended by the "
        "majority: “No consensus.”"
    )
    await ask(world, "chair", found["id"], "reopen", reason="Once more.")
    assert (await seen(world, found["id"]))["options"][1]["recommended"] is False


async def test_options_stay_together(world: World) -> None:  # A10
    first, second = world.ids.paragraphs[:2]
    found = await put_in(world, "ann", [first], "Other words.")
    alt = option(found, "Option 2")["paragraphs"][0]
    shown_now = {one["id"]: one for one in (await world.text())["paragraphs"]}
    body = {"next_id": alt, "digests": [shown_now[first]["digest"], shown_now[alt]["digest"]]}
    together = (409, "alternatives.together")
    assert await world.chair.refused("POST", f"/api/paragraphs/{first}/merge", body) == together
    away = {"category_id": world.ids.categories["B"], "after": None}
    assert await world.chair.refused("POST", f"/api/paragraphs/{alt}/move", away) == together
    between = {"category_id": world.ids.categories["A"], "after": first}
    assert await world.chair.refused("POST", f"/api/paragraphs/{second}/move", between) == together
    cut = {"at": 6, "digest": shown_now[alt]["digest"]}
    parts = await world.chair.post(f"/api/paragraphs/{alt}/split", cut)
    assert {one["option"]["label"] for one in parts} == {"Option 2"}
    within = {"category_id": world.ids.categories["A"], "after": parts[1]["id"]}
    await world.chair.post(f"/api/paragraphs/{alt}/move", within)
    inside = {"category_id": world.ids.categories["A"], "kind": "statement", "text": "More."}
    more = await world.chair.post(
        f"{world.document}/paragraphs", {**inside, "after": parts[1]["id"]}
    )
    assert more["option"]["label"] == "Option 2"
    behind = await world.chair.post(f"{world.document}/paragraphs", {**inside, "after": alt})
    assert behind["option"] is None


async def test_a_set_of_one_is_over(world: World) -> None:  # A10
    first = world.ids.paragraphs[0]
    found = await put_in(world, "ann", [first], "Other words.")
    alt = option(found, "Option 2")["paragraphs"][0]
    await world.chair.post(f"/api/paragraphs/{alt}/retire", {"reason": "elsewhere"})
    text = await world.text()
    assert text["option_sets"] == []
    assert text["paragraphs"][0]["option"] is None
    fact = (await world.record(kind="AlternativesEnded"))[-1]
    assert fact["sentence"] == ("saw the alternatives at paragraph 1 end: only Option 1 is left")
    anew = await put_in(world, "bob", [first], "Again other words.")
    assert anew["id"] != found["id"]
    assert labels(anew) == ["Option 1", "Option 2"]


async def test_agreement_waits_for_the_decision(world: World) -> None:  # A3
    first = world.ids.paragraphs[0]
    found = await put_in(world, "ann", [first], "Other words.")
    path = f"/api/paragraphs/{first}"
    shown_now = await world.chair.get(path)
    body = {"status": "agreed", "digest": shown_now["digest"]}
    said = await world.chair.refused("PUT", f"{path}/status", body)
    assert said[0] == 409
    one = option(found, "Option 1")
    await ask(world, "chair", found["id"], "choose", option_id=one["id"])
    await world.declare("chair", first, "agreed")
    said = await refused(world, "chair", found["id"], "reopen", reason="Again.")
    assert said == (409, "text.frozen")


async def test_names_stay_hidden(world: World) -> None:  # A2, P5
    await world.chair.put(f"{world.group}/attribution", {"attribution_shown": False})
    found = await put_in(world, "ann", [world.ids.paragraphs[0]], "Other words.")
    two = option(found, "Option 2")
    for who, sees in (("chair", True), ("ann", True), ("bob", False), ("dan", False)):
        assert bool(option(await seen(world, found["id"], who), "Option 2")["proposers"]) is sees
    await world.ann.post(f"/api/option-sets/{found['id']}/options/{two['id']}/withdraw")
    for who, sees in (("ann", True), ("bob", False)):
        facts = [one for one in await world.record(who) if one["kind"] in ATTRIBUTED]
        assert {one["kind"] for one in facts} == ATTRIBUTED
        for fact in facts:
            assert ("Ann" in str(fact)) is sees
            assert (world.ids.delegations["AR"] in str(fact)) is sees


async def test_typing_in_an_option(world: World) -> None:
    first = world.ids.paragraphs[0]
    found = await put_in(world, "ann", [first], "Other words.")
    alt = option(found, "Option 2")["paragraphs"][0]
    await world.write("sec", alt, inserts(0, "Quite "))
    none = (await ask(world, "chair", found["id"], "choose", option_id=found["options"][0]["id"]))[
        "options"
    ][1]
    kept = await world.ann.get(f"/api/paragraphs/{none['retired'][0]}")
    assert (plain(kept), kept["mode"]) == ("Quite Other words.", "read")
