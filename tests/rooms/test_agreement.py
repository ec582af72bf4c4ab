"""Agreement that waits, levels, and amendments' other ends. Rules C12 to C16, T13 to T15."""

import pytest

from tests.rooms.server import Json
from tests.rooms.sockets import inserts
from tests.rooms.world import World, endorsing, names, plain

PENDING = "agreed pending delegations"
PACKAGE = "agreed as a package"


async def pending(world: World, place: int, *delegations: str) -> Json:
    """Declare a paragraph agreed pending delegations."""
    shown = await world.chair.get(world.paragraph(place))
    body = {
        "status": PENDING,
        "digest": shown["digest"],
        "pending": [world.ids.delegations[one] for one in delegations],
    }
    return await world.chair.put(f"{world.paragraph(place)}/status", body)


async def packaged(world: World, *places: int) -> Json:
    """Declare paragraphs agreed as a package; returns the document's consensus."""
    first, *others = [await world.chair.get(world.paragraph(one)) for one in places]
    body = {
        "status": PACKAGE,
        "digest": first["digest"],
        "package": [{"paragraph_id": one["id"], "digest": one["digest"]} for one in others],
    }
    await world.chair.put(f"/api/paragraphs/{first['id']}/status", body)
    return await world.chair.get(f"{world.document}/consensus")


async def test_it_is_agreed_when_the_last_has_confirmed(world: World) -> None:  # C14
    declared = await pending(world, 0, "AR", "BO")
    assert (declared["status"], declared["frozen"]) == (PENDING, True)
    told = (await world.record(kind="StatusDeclared"))[-1]
    assert told["sentence"].startswith("declared paragraph 1 agreed pending ")
    path, digest = world.paragraph(0), {"digest": declared["digest"]}
    assert await world.cara.refused("POST", f"{path}/confirm", digest) == (
        403,
        "consensus.not_awaited",
    )
    await world.ann.post(f"{path}/confirm", digest)
    found = await world.dan.get(f"{path}/consensus")
    assert {one["label"]: one["confirmed"] for one in found["confirmations"]} == {
        "AR": True,
        "BO": False,
    }
    body = {"status": "agreed", **digest}
    assert await world.chair.refused("PUT", f"{path}/status", body) == (
        409,
        "consensus.confirmations_awaited",
    )
    agreed = await world.bob.post(f"{path}/confirm", digest)
    assert agreed["status"] == "agreed"
    last = (await world.record(kind="AgreementConfirmed"))[-1]
    assert last["sentence"] == "confirmed for BO paragraph 1, which is now agreed"
    level = (await world.dan.get(f"{path}/consensus"))["levels"][0]
    assert (level["declarer"], level["role"]) == ("The chair", "chair")


async def test_who_declines_opens_the_text_again(world: World) -> None:  # C14
    await pending(world, 0, "AR", "BO")
    path = world.paragraph(0)
    assert await world.ann.refused("POST", f"{path}/decline", {"reason": " "}) == (
        409,
        "consensus.reason_needed",
    )
    after = await world.ann.post(f"{path}/decline", {"reason": "capital says no"})
    assert (after["status"], after["frozen"]) == ("under discussion", False)
    assert (await world.dan.get(f"{path}/consensus"))["confirmations"] == []
    fact = (await world.record(kind="AgreementDeclined"))[0]
    assert fact["data"]["reason"] == "capital says no"
    assert (fact["data"]["status_before"], fact["data"]["digest"]) == (PENDING, after["digest"])


async def test_hidden_attribution_names_nobody_who_is_awaited(world: World) -> None:  # P5
    await world.chair.put(f"{world.group}/attribution", {"attribution_shown": False})
    declared = await pending(world, 0, "AR")
    await world.ann.post(f"{world.paragraph(0)}/confirm", {"digest": declared["digest"]})
    found = await world.dan.get(f"{world.paragraph(0)}/consensus")
    assert [one["label"] for one in found["confirmations"]] == [""]
    told = str([one for one in await world.record("dan") if one["kind"].startswith(("S", "A"))])
    for trace in (world.ids.delegations["AR"], "'AR'", " AR ", "Ann"):
        assert trace not in told
    seen = str(await world.record("chair", kind="StatusDeclared"))
    assert "agreed pending AR" in seen


async def test_only_delegations_that_speak_are_asked(world: World) -> None:  # C14
    shown = await world.chair.get(world.paragraph(0))
    path = f"{world.paragraph(0)}/status"
    for named, why in (([], "name_delegations"), (["OB"], "delegation_does_not_speak")):
        ids = [world.ids.delegations[one] for one in named]
        body = {"status": PENDING, "digest": shown["digest"], "pending": ids}
        assert await world.chair.refused("PUT", path, body) == (409, f"consensus.{why}")


async def test_a_package_is_agreed_together(world: World) -> None:  # C15
    await world.declare("chair", world.ids.paragraphs[2], "agreed")
    sense = await packaged(world, 0, 1, 2)
    package = sense["packages"][0]
    assert [(one["status"], one["why"]) for one in package["parts"]] == [
        (PACKAGE, None),
        (PACKAGE, None),
        ("agreed", None),
    ]
    told = (await world.record(kind="StatusDeclared"))[-1]["sentence"]
    assert told.startswith(f"declared paragraph 2 {PACKAGE} with paragraph 1 and paragraph 3")
    body = {"status": "agreed", "digest": package["parts"][0]["digest"]}
    assert await world.chair.refused("PUT", f"{world.paragraph(0)}/status", body) == (
        409,
        "consensus.in_a_package",
    )
    path = f"{world.document}/packages/{package['id']}/complete"
    digests = {one["paragraph_id"]: one["digest"] for one in package["parts"]}
    missing = dict(list(digests.items())[:2])
    assert await world.chair.refused("POST", path, {"digests": missing}) == (
        409,
        "consensus.words_differ",
    )
    after = await world.chair.post(path, {"digests": digests})
    assert after["packages"][0]["state"] == "agreed"
    statuses = [one["status"] for one in (await world.text())["paragraphs"][:3]]
    assert statuses == ["agreed"] * 3
    assert await world.chair.refused("POST", path, {"digests": digests}) == (
        409,
        "consensus.package_closed",
    )


async def test_it_breaks_when_one_is_reopened_and_says_why(world: World) -> None:  # C15, C4
    await world.declare("chair", world.ids.paragraphs[2], "agreed")
    package = (await packaged(world, 0, 1, 2))["packages"][0]
    await world.chair.post(f"{world.paragraph(0)}/reopen", {"reason": "new facts"})
    statuses = [one["status"] for one in (await world.text())["paragraphs"][:3]]
    assert statuses == ["under discussion", "under discussion", "agreed"]
    facts = await world.record("eve", paragraph=world.ids.paragraphs[1])
    assert facts[-1]["kind"] == "PackageBroken"
    assert facts[-1]["sentence"] == (
        "broke the package of paragraph 1: paragraph 2 is therefore no longer "
        "agreed as a package: “new facts”"
    )
    sense = await world.dan.get(f"{world.document}/consensus")
    assert (sense["packages"][0]["id"], sense["packages"][0]["state"]) == (
        package["id"],
        "broken",
    )
    history = await world.dan.get(f"{world.paragraph(0)}/history")
    told = {one["kind"]: one for one in history["facts"]}
    for kind in ("StatusDeclared", "AgreementReopened"):  # the earlier agreement stays visible
        assert told[kind]["data"]["digest"] == package["parts"][0]["digest"]
        assert told[kind]["by"]["person"] == "The chair"


async def test_no_package_over_an_objection_or_in_two(world: World) -> None:  # C12, C15
    await packaged(world, 0, 1)
    two, three = [await world.chair.get(world.paragraph(one)) for one in (1, 2)]
    body = {
        "status": PACKAGE,
        "digest": three["digest"],
        "package": [{"paragraph_id": two["id"], "digest": two["digest"]}],
    }
    assert await world.chair.refused("PUT", f"{world.paragraph(2)}/status", body) == (
        409,
        "consensus.in_a_package",
    )
    said = {"stance": "object", "reason": "No", "digest": two["digest"]}
    sense = await world.chair.get(f"{world.document}/consensus")
    await world.ann.put(f"{world.paragraph(1)}/position", said)
    package = sense["packages"][0]
    digests = {one["paragraph_id"]: one["digest"] for one in package["parts"]}
    path = f"{world.document}/packages/{package['id']}/complete"
    assert await world.chair.refused("POST", path, {"digests": digests}) == (
        409,
        "consensus.objection_standing",
    )


async def test_both_levels_are_shown_and_what_waited_is_ad_referendum(
    world: World,
) -> None:  # C16
    breakout = await world.breakout([world.ids.paragraphs[0]])
    copy = (await world.copies(breakout))[0]
    body = {
        "status": PENDING,
        "digest": copy["digest"],
        "pending": [world.ids.delegations["CA"]],
    }
    path = f"/api/paragraphs/{copy['id']}"
    wrong = {**body, "pending": [world.ids.delegations["AR"]]}
    assert await world.bob.refused("PUT", f"{path}/status", wrong) == (
        409,
        "consensus.delegation_does_not_speak",
    )
    await world.bob.put(f"{path}/status", body)
    levels = (await world.dan.get(f"{world.paragraph(0)}/consensus"))["levels"]
    assert [(one["level"], one["status"], one["declarer"], one["same"]) for one in levels] == [
        ("breakout", PENDING, "Bob", True)
    ]
    report = await world.bob.post(f"/api/breakouts/{breakout['id']}/report", {"intro": "Done"})
    items = [endorsing(one) for one in report["items"]]
    await world.chair.post(f"/api/breakouts/{breakout['id']}/endorse", {"items": items})
    levels = (await world.dan.get(f"{world.paragraph(0)}/consensus"))["levels"]
    assert [(one["level"], one["status"], one["declarer"]) for one in levels] == [
        ("plenary", "agreed ad referendum", "The chair"),
        ("breakout", PENDING, "Bob"),
    ]


# ── Amendments


async def _with_two_pieces(world: World) -> tuple[str, Json]:
    """An amendment that strikes out a word and puts in another elsewhere."""
    paragraph = world.ids.paragraphs[0]
    await world.amend("ann", paragraph, delete=(18, 23))
    amendment = await world.insert("ann", paragraph, 6, "new ")
    return amendment, await world.rested(paragraph, lambda one: "new" in plain(one))


@pytest.mark.parametrize(
    ("taken", "words", "fate"),
    [
        ([0], "First new words of the text.", ("new ", "", "", " text")),
        ([1], "First words of the.", ("", " text", "new ", "")),
    ],
)
async def test_accepted_in_part(
    world: World, taken: list[int], words: str, fate: tuple[str, str, str, str]
) -> None:  # T13
    amendment, shown = await _with_two_pieces(world)
    path = f"{world.paragraph(0)}/amendments/{amendment}/accept-in-part"
    body = {"digest": shown["digest"], "taken": taken, "note": "as discussed"}
    for wrong, why in (([], "not_in_part"), ([0, 1], "not_in_part"), ([5], "no_such_piece")):
        refused = await world.chair.refused("POST", path, {**body, "taken": wrong})
        assert refused == (409, f"text.{why}")
    after = await world.chair.post(path, body)
    assert (plain(after), names(after)) == (words, [])
    told = (await world.record(kind="AmendmentAcceptedInPart"))[0]
    keys = ("taken_inserted", "taken_deleted", "left_inserted", "left_deleted")
    assert tuple(told["data"][key] for key in keys) == fate
    assert told["sentence"] == (
        "accepted in part the amendment of AR to paragraph 1: “as discussed”"
    )


async def test_subsumed_by_another(world: World) -> None:  # T14
    paragraph = world.ids.paragraphs[0]
    mine = await world.insert("ann", paragraph, 0, "Mine ")
    theirs = await world.insert("bob", paragraph, 0, "Theirs ", "bbbbbbbb")
    shown = await world.chair.get(world.paragraph(0))
    path = f"{world.paragraph(0)}/amendments/{mine}/subsume"
    body = {"digest": shown["digest"], "paragraph_id": paragraph}
    assert await world.chair.refused("POST", path, body) == (409, "text.subsumed_by_itself")
    after = await world.chair.post(path, {**body, "amendment_id": theirs})
    assert (plain(after), names(after)) == ("Theirs First words of the text.", [theirs])
    told = (await world.record(kind="AmendmentSubsumed"))[0]
    assert told["sentence"] == (
        "found the amendment of AR to paragraph 1 subsumed by another amendment to paragraph 1"
    )
    body = {"digest": after["digest"], "paragraph_id": world.ids.paragraphs[1]}
    path = f"{world.paragraph(0)}/amendments/{theirs}/subsume"
    after = await world.chair.post(path, body)
    assert plain(after) == "First words of the text."


async def test_where_each_proposal_is(world: World) -> None:  # T15
    one, two, three = world.ids.paragraphs[:3]
    pending_one = await world.insert("ann", one, 0, "New ")
    taken = await world.insert("ann", two, 0, "Other ", "bbbbbbbb")
    digest = (await world.chair.get(f"/api/paragraphs/{two}"))["digest"]
    path = f"/api/paragraphs/{two}/amendments/{taken}/accept"
    await world.chair.post(path, {"digest": digest, "note": "fine"})
    gone = await world.insert("bob", three, 0, "Their ", "cccccccc")
    await world.bob.post(f"/api/paragraphs/{three}/amendments/{gone}/withdraw")
    listed = (await world.ann.get(f"{world.document}/amendments"))["proposals"]
    assert [(one["label"], one["whose"], one["state"], one["mine"]) for one in listed] == [
        ("1", "AR", "pending", True),
        ("2", "AR", "accepted", True),
        ("3", "BO", "withdrawn", False),
    ]
    assert (listed[1]["decided_by"], listed[1]["note"]) == ("The chair", "fine")
    query = {"state": "pending", "delegation": world.ids.delegations["AR"]}
    found = await world.dan.get(f"{world.document}/amendments", params=query)
    assert [one["id"] for one in found["proposals"]] == [pending_one]
    await world.chair.put(f"{world.group}/attribution", {"attribution_shown": False})
    hidden = (await world.dan.get(f"{world.document}/amendments"))["proposals"]
    assert {one["whose"] for one in hidden} == {""}
    assert world.ids.delegations["AR"] not in str(hidden)
    assert "Bob" not in str(hidden)
    assert not (await world.dan.get(f"{world.document}/amendments", params=query))["proposals"]


async def test_a_proposal_that_is_with_a_breakout_is_told_beside(world: World) -> None:  # T15
    paragraph = world.ids.paragraphs[0]
    amendment = await world.insert("ann", paragraph, 0, "New ")
    breakout = await world.breakout([paragraph])
    copy = (await world.copies(breakout))[0]
    path = f"/api/paragraphs/{copy['id']}/amendments/{amendment}/accept"
    await world.bob.post(path, {"digest": copy["digest"]})
    added = await world.insert("cara", copy["id"], 0, "More ", "dddddddd")
    listed = (await world.ann.get(f"{world.document}/amendments"))["proposals"]
    assert [(one["id"], one["state"]) for one in listed] == [
        (amendment, "pending"),
        (added, "pending"),
    ]
    assert [(one["breakout"], one["state"]) for one in listed[0]["elsewhere"]] == [
        ("Friends of the text", "accepted")
    ]
    assert listed[1]["document_id"] == breakout["working_document_id"]


async def test_an_end_in_part_comes_back_from_a_breakout(world: World) -> None:  # T13
    amendment, _ = await _with_two_pieces(world)
    breakout = await world.breakout([world.ids.paragraphs[0]])
    copy = (await world.copies(breakout))[0]
    path = f"/api/paragraphs/{copy['id']}/amendments/{amendment}/accept-in-part"
    await world.bob.post(path, {"digest": copy["digest"], "taken": [0]})
    report = await world.bob.post(f"/api/breakouts/{breakout['id']}/report", {"intro": "Done"})
    items = [endorsing(one) for one in report["items"]]
    await world.chair.post(f"/api/breakouts/{breakout['id']}/endorse", {"items": items})
    listed = (await world.ann.get(f"{world.document}/amendments"))["proposals"]
    assert [one["state"] for one in listed] == ["accepted in part"]
    assert listed[0]["outcome"]["taken_inserted"] == "new "
    assert plain(await world.ann.get(world.paragraph(0))) == "First new words of the text."


async def test_a_delegation_sees_a_status_fall_with_its_words(world: World) -> None:  # C5
    """A declarer is told of no more, when nobody declared what stands now."""
    await world.declare("chair", world.ids.paragraphs[0], "divergent")
    await world.write("sec", world.ids.paragraphs[0], inserts(0, "Now "))
    levels = (await world.dan.get(f"{world.paragraph(0)}/consensus"))["levels"]
    assert [(one["status"], one["declarer"]) for one in levels] == [("under discussion", None)]
