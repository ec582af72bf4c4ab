"""Brackets through splits, merges, working copies and endorsement; rival words. K8, K10 to K12."""

from tests.rooms.bracketing import as_written, bracket, ranged, seats, standing
from tests.rooms.reporting import endorse_all, open_breakout, reported
from tests.rooms.server import Json
from tests.rooms.sockets import deletes, inserts, saved
from tests.rooms.world import World, endorsing, plain


async def _document(breakout: Json) -> str:
    return f"/api/documents/{breakout['working_document_id']}"


async def test_split_and_merge_keep_brackets(world: World) -> None:  # K10
    paragraph = world.ids.paragraphs[0]
    placed = await bracket(world, "ann", paragraph, "words of the")
    await bracket(world, "bob", paragraph, "text")
    shown = await world.chair.get(f"/api/paragraphs/{paragraph}")
    parts = await world.chair.post(
        f"/api/paragraphs/{paragraph}/split", {"at": 12, "digest": shown["digest"]}
    )
    ids = [one["id"] for one in parts]
    assert (await as_written(world))[:2] == ["First [words ", "of the] [text]."]
    assert [one["paragraphs"] for one in await standing(world)] == [ids, [ids[1]]]
    body = {"next_id": ids[1], "digests": [one["digest"] for one in parts]}
    await world.chair.post(f"/api/paragraphs/{paragraph}/merge", body)
    assert (await as_written(world))[0] == "First [words of the] [text]."
    assert [one["paragraphs"] for one in await standing(world)] == [[paragraph], [paragraph]]
    assert "BracketFell" not in await world.kinds()
    await world.ann.post(f"{world.document}/brackets/{placed['id']}/lift", {})
    assert (await as_written(world))[0] == "First words of the [text]."


async def test_merging_closes_no_gap_in_a_bracket(world: World) -> None:  # K10
    first, second = world.ids.paragraphs[:2]
    ranges = [
        await ranged(world, first, "the text."),
        await ranged(world, second, "Second"),
    ]
    await world.ann.post(f"{world.document}/brackets", {"ranges": ranges, "reason": "x"})
    digests = [
        (await world.chair.get(f"/api/paragraphs/{one}"))["digest"] for one in (first, second)
    ]
    merged = await world.chair.post(
        f"/api/paragraphs/{first}/merge", {"next_id": second, "digests": digests}
    )
    marked = [run["text"] for run in merged["words"] if run["marks"]]
    assert marked == ["the text. Second"]


async def test_retiring_takes_brackets_out_of_account(world: World) -> None:  # K10
    paragraph = world.ids.paragraphs[0]
    await bracket(world, "ann", paragraph, "words")
    await world.chair.post(f"/api/paragraphs/{paragraph}/retire", {"reason": "Not needed."})
    assert await standing(world) == []
    assert (await world.record(kind="BracketFell"))[0]["data"]["reason"] == (
        "the paragraph was retired"
    )


async def test_a_working_copy_has_its_own_account(world: World) -> None:  # K3, K11
    placed = await bracket(world, "ann", world.ids.paragraphs[3], "words")
    breakout, copies = await open_breakout(world)
    document = await _document(breakout)
    found = await standing(world, "cara", document)
    assert (found[0]["id"], found[0]["paragraphs"]) == (placed["id"], [copies[0]["id"]])
    assert seats(found[0]) == ["AR"]
    body = {"ranges": [await ranged(world, copies[0]["id"], "Fourth")], "reason": "x"}
    assert await world.ann.refused("POST", f"{document}/brackets", body) == (
        403,
        "text.members_write",
    )
    path = f"{document}/brackets/{placed['id']}"
    assert await world.cara.refused("POST", f"{path}/remove", {"reason": "x"}) == (
        403,
        "text.convenor_shapes",
    )
    await world.cara.post(f"{path}/join", {"reason": "We, too."})
    assert seats((await standing(world))[0]) == ["AR"]
    removed = await world.bob.post(f"{path}/remove", {"reason": "Settled here."})
    assert removed["state"] == "removed"
    assert len(await standing(world)) == 1


async def test_endorsement_carries_brackets_back(world: World) -> None:  # K11
    fourth, fifth, sixth = world.ids.paragraphs[3:]
    kept = await bracket(world, "ann", fourth, "words")
    lifted = await bracket(world, "bob", fifth, "words")
    removed = await bracket(world, "ann", sixth, "Sixth")
    breakout, copies = await open_breakout(world)
    document = await _document(breakout)
    await world.cara.post(f"{document}/brackets/{kept['id']}/join", {"reason": "We, too."})
    await world.bob.post(f"{document}/brackets/{lifted['id']}/lift", {})
    await world.bob.post(f"{document}/brackets/{removed['id']}/remove", {"reason": "Settled."})
    new = await bracket(world, "cara", copies[1]["id"], "breakout", document=document)
    await reported(world, breakout)
    await endorse_all(world, breakout)
    assert (await as_written(world))[3:] == [
        "Fourth [words] for a breakout.",
        "Fifth words for a [breakout].",
        "Sixth words.",
    ]
    found = {one["id"]: one for one in await standing(world)}
    assert found.keys() == {kept["id"], new["id"]}
    assert seats(found[kept["id"]]) == ["AR", "CA"]
    assert seats(found[new["id"]]) == ["CA"]
    ended = await world.chair.get(f"{world.document}/brackets", params={"ended": "true"})
    states = {one["id"]: one["state"] for one in ended["brackets"]}
    assert (states[lifted["id"]], states[removed["id"]]) == ("lifted", "removed")
    plenary = [
        one["kind"]
        for one in await world.record(document=world.ids.document)
        if one["kind"].startswith("Bracket") and one["document_id"] == world.ids.document
    ]
    assert sorted(plenary[3:]) == [
        "BracketJoined",
        "BracketLifted",
        "BracketPlaced",
        "BracketRemoved",
    ]


async def test_a_choice_in_a_breakout_holds_in_the_plenary(world: World) -> None:  # K8, K11
    fourth = world.ids.paragraphs[3]
    pair = [await bracket(world, "ann", fourth, one) for one in ("Fourth", "words")]
    body = {"brackets": [one["id"] for one in pair]}
    group = (await world.sec.post(f"{world.document}/rivals", body))["brackets"][0]["rivals"]
    breakout, copies = await open_breakout(world)
    document = await _document(breakout)
    twin = await world.bob.get(f"/api/paragraphs/{copies[0]['id']}")
    choice = {"bracket": pair[1]["id"], "digest": twin["digest"]}
    path = f"{document}/rivals/{group}/choose"
    assert (await world.cara.refused("POST", path, choice))[0] == 403
    await world.bob.post(path, choice)
    await reported(world, breakout)
    await endorse_all(world, breakout)
    assert (await as_written(world))[3] == "words for a breakout."
    ended = await world.chair.get(f"{world.document}/brackets", params={"ended": "true"})
    states = {one["id"]: one["state"] for one in ended["brackets"]}
    assert [states[one["id"]] for one in pair] == ["not chosen", "chosen"]


async def test_a_long_bracket_comes_back_piece_by_piece(world: World) -> None:  # K11
    fourth, fifth = world.ids.paragraphs[3:5]
    ranges = [await ranged(world, fourth, "a breakout."), await ranged(world, fifth, "Fifth")]
    body = {"ranges": ranges, "reason": "Both."}
    placed = await world.bob.post(f"{world.document}/brackets", body)
    breakout, _ = await open_breakout(world)
    document = await _document(breakout)
    await world.bob.post(f"{document}/brackets/{placed['id']}/lift", {})
    await reported(world, breakout)
    for left in ([fifth], []):
        items = (await world.chair.get(f"/api/breakouts/{breakout['id']}"))["items"]
        item = endorsing(items[1 - len(left)])
        await world.chair.post(f"/api/breakouts/{breakout['id']}/endorse", {"items": [item]})
        assert [one["paragraphs"] for one in await standing(world)] == [left] * len(left)
    assert (await world.record(kind="BracketLifted"))[-1]["data"]["gone"] is True


async def test_what_the_plenary_types_meanwhile_is_freed_too(world: World) -> None:  # K11
    fourth = world.ids.paragraphs[3]
    placed = await bracket(world, "bob", fourth, "Fourth words")
    breakout, copies = await open_breakout(world)
    document = await _document(breakout)
    await world.write("sec", fourth, inserts(6, " or so", placed["key"]))
    await world.write("bob", copies[0]["id"], inserts(0, "The "))
    await world.bob.post(f"{document}/brackets/{placed['id']}/lift", {})
    await reported(world, breakout)
    await endorse_all(world, breakout)
    assert (await as_written(world))[3] == "The Fourth or so words for a breakout."
    assert await standing(world) == []


async def test_endorsing_as_amended_keeps_what_is_inside_inside(world: World) -> None:  # K11, E5
    fourth = world.ids.paragraphs[3]
    await bracket(world, "ann", fourth, "words for a")
    breakout, _ = await open_breakout(world)
    await reported(world, breakout)
    item = (await world.chair.get(f"/api/breakouts/{breakout['id']}"))["items"][0]
    body = {"items": [endorsing(item, "Fourth words for such a breakout.")]}
    await world.chair.post(f"/api/breakouts/{breakout['id']}/endorse", body)
    assert (await as_written(world))[3] == "Fourth [words for such a] breakout."


async def _rivals(world: World) -> tuple[list[Json], str]:
    paragraph = world.ids.paragraphs[0]
    await world.write("sec", paragraph, inserts(6, "shall should may "))
    found = [await bracket(world, "ann", paragraph, one) for one in ("shall", "should", "may")]
    body = {"brackets": [found[1]["id"], found[0]["id"]]}
    assert (await world.ann.refused("POST", f"{world.document}/rivals", body))[0] == 403
    joined = await world.sec.post(f"{world.document}/rivals", body)
    group = joined["brackets"][0]["rivals"]
    assert [one["text"] for one in joined["brackets"]] == ["shall", "should"]
    apart = {"brackets": [found[0]["id"], (await bracket(world, "bob", paragraph, "text"))["id"]]}
    assert await world.sec.refused("POST", f"{world.document}/rivals", apart) == (
        409,
        "text.rivals_apart",
    )
    wider = await world.sec.post(
        f"{world.document}/rivals", {"brackets": [found[1]["id"], found[2]["id"]]}
    )
    assert len(wider["brackets"]) == 3
    assert wider["brackets"][0]["rivals"] != group
    return found, wider["brackets"][0]["rivals"]


async def test_the_chair_chooses_between_rivals(world: World) -> None:  # K8
    found, group = await _rivals(world)
    paragraph = world.ids.paragraphs[0]
    shown = await world.chair.get(f"/api/paragraphs/{paragraph}")
    path = f"{world.document}/rivals/{group}/choose"
    body = {"bracket": found[1]["id"], "digest": shown["digest"], "reason": "It invites."}
    assert await world.sec.refused("POST", path, body) == (403, "text.chair_removes")
    stale = {**body, "digest": "sha256:old"}
    assert await world.chair.refused("POST", path, stale) == (409, "consensus.words_differ")
    after = await world.chair.post(path, body)
    assert plain(after) == "First should words of the text."
    assert (await as_written(world))[0] == "First should words of the [text]."
    told = (await world.record(kind="RivalChosen"))[0]
    assert told["sentence"] == (
        "chose “should” in paragraph 1 over “shall” and “may”: “It invites.”"
    )
    assert told["data"]["digest"] == after["digest"]
    ended = await world.chair.get(f"{world.document}/brackets", params={"ended": "true"})
    states = {one["id"]: one["state"] for one in ended["brackets"]}
    assert [states[one["id"]] for one in found] == ["not chosen", "chosen", "not chosen"]
    assert (await world.chair.refused("POST", path, body))[0] == 404


async def test_rivals_that_lose_each_other_are_none(world: World) -> None:  # K8
    found, _ = await _rivals(world)
    for one in found[:2]:
        await world.ann.post(f"{world.document}/brackets/{one['id']}/lift", {})
    left = next(one for one in await standing(world) if one["id"] == found[2]["id"])
    assert left["rivals"] is None
    assert left["may"]["choose"]["reason"] == "text.no_rivals"


async def test_rivals_nobody_can_choose_between_any_more(world: World) -> None:  # K8
    found, group = await _rivals(world)
    paragraph = world.ids.paragraphs[0]
    shown = await world.write("sec", paragraph, inserts(11, ", then"))
    path = f"{world.document}/rivals/{group}/choose"
    body = {"bracket": found[0]["id"], "digest": shown["digest"]}
    assert await world.chair.refused("POST", path, body) == (409, "text.rivals_apart")


async def test_hidden_attribution_hides_holders(world: World) -> None:  # P5, K12
    paragraph = world.ids.paragraphs[0]
    placed = await bracket(world, "ann", paragraph, "words")
    await world.bob.post(f"{world.document}/brackets/{placed['id']}/join", {"reason": "So."})
    await world.chair.put(f"{world.group}/attribution", {"attribution_shown": False})
    cara = (await standing(world, "cara"))[0]
    assert (cara["holders"], cara["held_by_count"]) == ([], 2)
    assert seats((await standing(world, "bob"))[0]) == ["BO"]
    assert seats((await standing(world, "chair"))[0]) == ["AR", "BO"]
    for kind in ("BracketPlaced", "BracketJoined"):
        fact = (await world.record("cara", kind=kind))[0]
        assert (fact["by"]["person"], fact["by"]["delegation_id"]) == (None, None)
        assert fact["data"]["delegation_id"] is None
        assert "AR" not in fact["sentence"]
        assert "BO" not in fact["sentence"]


async def test_all_the_words_gone_by_hand(world: World) -> None:  # K7
    paragraph = world.ids.paragraphs[0]
    await bracket(world, "ann", paragraph, "words")
    await bracket(world, "bob", paragraph, "words of")
    _, page = await world.page("sec", paragraph)
    await saved(page, deletes(6, 12))
    await world.rested(paragraph, lambda one: "words" not in plain(one))
    assert (await as_written(world))[0] == "First [of] the text."
    assert [one["text"] for one in await standing(world)] == ["of"]
