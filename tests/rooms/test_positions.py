"""What delegations think of a proposal, through the server. Rules C8 to C11, P5."""

import json

import pytest

from tests.rooms.server import Json
from tests.rooms.sockets import inserts
from tests.rooms.world import World, endorsing


async def position(world: World, who: str, place: int | str, stance: str, **said: str) -> Json:
    """Let a delegate say what they think of the words as they are."""
    paragraph = world.ids.paragraphs[place] if isinstance(place, int) else place
    shown = await world.who(who).get(f"/api/paragraphs/{paragraph}")
    body = {"stance": stance, "digest": shown["digest"], **said}
    return await world.who(who).put(f"/api/paragraphs/{paragraph}/position", body)


async def sense(world: World, who: str, place: int) -> Json:
    """The sense of the room about a paragraph, as somebody reads it, the same both ways."""
    paragraph = world.ids.paragraphs[place]
    whole = await world.who(who).get(f"{world.document}/consensus")
    single = await world.who(who).get(f"/api/paragraphs/{paragraph}/consensus")
    assert whole["paragraphs"][paragraph] == single
    return single


async def shows(world: World, shown: str) -> None:
    await world.chair.put(f"{world.group}/positions-shown", {"positions_shown": shown})


async def test_said_changed_and_withdrawn(world: World) -> None:  # C8
    said = await position(world, "ann", 0, "support")
    assert (said["mine"]["stance"], said["counts"], said["silent"]) == (
        "support",
        {"support": 1},
        3,
    )
    await position(world, "ann", 0, "object", reason="Too far", would_lift="may act")
    await position(world, "bob", 0, "can live with")
    found = await sense(world, "chair", 0)
    assert found["counts"] == {"object": 1, "can live with": 1}
    objection = next(one for one in found["positions"] if one["stance"] == "object")
    assert (objection["label"], objection["reason"], objection["would_lift"]) == (
        "AR",
        "Too far",
        "may act",
    )
    await world.ann.post(f"{world.paragraph(0)}/position/withdraw", {"reason": "settled"})
    assert (await sense(world, "ann", 0))["mine"] is None
    kinds = await world.kinds(paragraph=world.ids.paragraphs[0])
    assert kinds[-4:] == ["PositionTaken", "PositionChanged", "PositionTaken", "PositionWithdrawn"]


async def test_it_is_about_the_words_shown(world: World) -> None:  # C2, C8
    shown = await world.ann.get(world.paragraph(0))
    await position(world, "ann", 0, "support")
    await world.write("sec", world.ids.paragraphs[0], inserts(0, "Now "))
    assert (await sense(world, "ann", 0))["mine"]["earlier"] is True
    body = {"stance": "object", "reason": "x", "digest": shown["digest"]}
    reply = await world.ann.call("PUT", f"{world.paragraph(0)}/position", body)
    assert (reply.status_code, reply.json()["reason"]) == (409, "consensus.words_differ")
    assert reply.json()["details"]["words"][0]["text"].startswith("Now ")
    again = await position(world, "ann", 0, "support")
    assert again["mine"]["earlier"] is False


async def test_an_objection_stands_against_agreement(world: World) -> None:  # C9, C12, C13
    whole = await world.chair.get(f"{world.document}/consensus")
    assert whole["candidates"] == world.ids.paragraphs
    shown = await world.ann.get(world.paragraph(0))
    unsaid = {"stance": "object", "digest": shown["digest"]}
    assert await world.ann.refused("PUT", f"{world.paragraph(0)}/position", unsaid) == (
        409,
        "positions.reason_needed",
    )
    await position(world, "ann", 0, "object", reason="Too far")
    whole = await world.chair.get(f"{world.document}/consensus")
    assert whole["candidates"] == world.ids.paragraphs[1:]
    obstacles = whole["paragraphs"][world.ids.paragraphs[0]]["candidate"]["obstacles"]
    assert [one["key"] for one in obstacles] == ["consensus.objection_standing"]
    for status in ("agreed", "agreed ad referendum"):
        body = {"status": status, "digest": shown["digest"]}
        assert await world.chair.refused("PUT", f"{world.paragraph(0)}/status", body) == (
            409,
            "consensus.objection_standing",
        )
    await position(world, "ann", 0, "reservation", reason="Still thinking")
    assert (await world.declare("chair", world.ids.paragraphs[0], "agreed"))["frozen"]
    body = {"stance": "support", "digest": shown["digest"]}
    assert await world.ann.refused("PUT", f"{world.paragraph(0)}/position", body) == (
        409,
        "positions.agreed",
    )


@pytest.mark.parametrize("shown", ["names", "counts", "nothing"])
async def test_the_room_sees_what_the_chair_decides(world: World, shown: str) -> None:  # C10
    await shows(world, shown)
    await position(world, "ann", 0, "object", reason="Arcadian forests")
    for who in ("chair", "vice", "sec"):
        found = await sense(world, who, 0)
        assert [one["label"] for one in found["positions"]] == ["AR"], who
    own = await sense(world, "ann", 0)
    assert own["mine"]["reason"] == "Arcadian forests"
    for who in ("dan", "odo", "eve"):
        found = await sense(world, who, 0)
        assert (found["counts"], found["silent"]) == (
            (None, None) if shown == "nothing" else ({"object": 1}, 3)
        )
        assert [one["label"] for one in found["positions"]] == (["AR"] if shown == "names" else [])
        facts = await world.record(who, paragraph=world.ids.paragraphs[0])
        told = [one for one in facts if one["kind"] == "PositionTaken"]
        assert len(told) == (0 if shown == "nothing" else 1)
        if shown == "counts":
            traces = json.dumps(told)
            assert told[0]["sentence"] == "said that a delegation objects to paragraph 1"
            for trace in ("Arcadia", "forests", world.ids.delegations["AR"], "Ann"):
                assert trace not in traces
    assert [one["kind"] for one in await world.record("ann")].count("PositionTaken") == 1


async def test_hidden_attribution_leaves_counts_at_most(world: World) -> None:  # C10, P5
    await position(world, "ann", 0, "support")
    await world.chair.put(f"{world.group}/attribution", {"attribution_shown": False})
    found = await sense(world, "dan", 0)
    assert (found["counts"], found["positions"]) == ({"support": 1}, [])
    whole = await world.dan.get(f"{world.document}/consensus")
    assert whole["shown"] == "counts"


async def test_the_decision_is_on_the_record(world: World) -> None:  # C10
    await shows(world, "counts")
    fact = (await world.record("eve", kind="PositionsShownSet"))[-1]
    assert fact["sentence"] == "decided that positions are shown as counts only"
    assert (await world.eve.get(world.group))["positions_shown"] == "counts"


async def test_both_parts_of_a_split_keep_positions_and_a_merge_the_graver(
    world: World,
) -> None:  # C11
    await position(world, "ann", 0, "support")
    await position(world, "ann", 1, "object", reason="No")
    shown = await world.chair.get(world.paragraph(0))
    body = {"at": 6, "digest": shown["digest"]}
    one, two = await world.chair.post(f"{world.paragraph(0)}/split", body)
    for part in (one, two):
        found = await world.ann.get(f"/api/paragraphs/{part['id']}/consensus")
        assert (found["mine"]["stance"], found["mine"]["earlier"]) == ("support", True)
    after = await world.chair.get(world.paragraph(1))
    merged = {"next_id": after["id"], "digests": [two["digest"], after["digest"]]}
    await world.chair.post(f"/api/paragraphs/{two['id']}/merge", merged)
    found = await world.ann.get(f"/api/paragraphs/{two['id']}/consensus")
    assert (found["mine"]["stance"], found["mine"]["reason"]) == ("object", "No")


async def test_what_members_say_comes_back_with_the_endorsement(world: World) -> None:  # C11
    await position(world, "cara", 0, "object", reason="Not so")
    await position(world, "dan", 0, "support")
    breakout = await world.breakout([world.ids.paragraphs[0]])
    copy = (await world.copies(breakout))[0]["id"]
    begun = await world.bob.get(f"/api/paragraphs/{copy}/consensus")
    assert [(one["label"], one["stance"]) for one in begun["positions"]] == [("CA", "object")]
    assert begun["silent"] == 1  # Borduria; nobody else sits there
    body = {
        "stance": "support",
        "digest": (await world.dan.get(f"/api/paragraphs/{copy}"))["digest"],
    }
    path = f"/api/paragraphs/{copy}/position"
    assert await world.dan.refused("PUT", path, body) == (403, "positions.members_speak")
    await position(world, "cara", copy, "can live with")
    report = await world.bob.post(f"/api/breakouts/{breakout['id']}/report", {"intro": "Done"})
    items = [endorsing(one) for one in report["items"]]
    await world.chair.post(f"/api/breakouts/{breakout['id']}/endorse", {"items": items})
    found = await sense(world, "chair", 0)
    assert {one["label"]: one["stance"] for one in found["positions"]} == {
        "CA": "can live with",
        "DO": "support",
    }


async def test_on_an_option_of_alternatives(world: World) -> None:  # C8
    first = await world.chair.get(world.paragraph(0))
    option = {"beside": [first["id"]], "texts": [{"kind": "recommendation", "text": "Other."}]}
    made = await world.ann.post(f"{world.document}/options", option)
    other = made["options"][1]
    words = await world.bob.get(f"/api/paragraphs/{other['paragraphs'][0]}")
    path = f"{world.document}/options/{other['id']}/position"
    body = {"stance": "object", "digest": words["digest"], "reason": "Not this"}
    whole = await world.bob.put(path, body)
    assert whole["options"][other["id"]]["mine"]["reason"] == "Not this"
    assert await world.bob.refused("PUT", path, {**body, "digest": "sha256:x"}) == (
        409,
        "consensus.words_differ",
    )
    open_now = whole["paragraphs"][first["id"]]["candidate"]["obstacles"]
    assert [one["key"] for one in open_now] == ["consensus.options_open"]
    told = (await world.record(kind="PositionTaken"))[-1]
    assert told["sentence"].startswith("said that BO objects to Option 2 of paragraph ")
    after = await world.bob.post(f"{path}/withdraw", {})
    assert after["options"][other["id"]]["mine"] is None
