"""What a breakout added, retired, divided or named otherwise comes into the plenary. Rule E3."""

import pytest

from tests.rooms.reporting import (
    endorse_all,
    open_breakout,
    redline_of,
    reported,
)
from tests.rooms.world import World, plain


async def test_what_the_breakout_added_comes_in_behind_its_neighbour(world: World) -> None:
    breakout, copies = await open_breakout(world)
    where = f"/api/documents/{breakout['working_document_id']}/paragraphs"
    body = {"category_id": copies[0]["category_id"], "after": copies[0]["id"], "kind": "statement"}
    added = await world.cara.post(where, {**body, "text": "Cara adds this."})
    await world.bob.post(where, {**body, "after": added["id"], "text": "And Bob this."})
    gone = await world.bob.post(where, {**body, "text": "Given up again."})
    await world.bob.post(f"/api/paragraphs/{gone['id']}/retire", {"reason": "no"})
    shown = await reported(world, breakout)
    assert [one["change"] for one in shown["items"]] == [
        "unchanged",
        "added",
        "added",
        "unchanged",
        "unchanged",
    ]
    new = shown["items"][1]
    assert (new["paragraph_id"], new["plenary_digest"]) == (None, None)
    assert redline_of(new) == [("insert", "Cara adds this.", "CA")]
    await endorse_all(world, breakout)
    text = (await world.text())["paragraphs"]
    assert [(one["label"], plain(one)) for one in text[3:7]] == [
        ("4", "Fourth words for a breakout."),
        ("4 bis", "Cara adds this."),
        ("4 ter", "And Bob this."),
        ("5", "Fifth words for a breakout."),
    ]
    assert text[4]["proposers"] == [world.ids.delegations["CA"]]
    assert text[4]["category_id"] == world.ids.categories["B"]


async def test_what_the_breakout_added_in_a_category_of_its_own(world: World) -> None:
    """A category the breakout added comes into the plenary's framework with its first paragraph."""
    breakout, _ = await open_breakout(world)
    path = f"/api/documents/{breakout['working_document_id']}"
    body = {"label": "B.2", "title": "Also"}
    category = await world.bob.post(f"{path}/categories", body)
    new = {"category_id": category["id"], "kind": "statement", "text": "Quite new."}
    await world.bob.post(f"{path}/paragraphs", new)
    await reported(world, breakout)
    await endorse_all(world, breakout)
    text = await world.text()
    assert [(one["label"], one["title"]) for one in text["categories"]] == [
        ("A", "Category A"),
        ("B", "Category B"),
        ("B.2", "Also"),
    ]
    last = text["paragraphs"][-1]
    assert (plain(last), last["label"]) == ("Quite new.", "7")
    assert last["category_id"] == text["categories"][-1]["id"]


async def test_what_the_breakout_retired_is_retired(world: World) -> None:
    breakout, copies = await open_breakout(world)
    path = f"/api/paragraphs/{copies[1]['id']}/retire"
    await world.bob.post(path, {"reason": "covered by 4"})
    shown = await reported(world, breakout)
    item = shown["items"][1]
    assert (item["change"], item["retired_reason"]) == ("retired", "covered by 4")
    await endorse_all(world, breakout)
    assert await world.labels() == ["1", "2", "3", "4", "6"]
    retired = await world.chair.get(world.paragraph(4))
    assert retired["retired_reason"] == "Friends of the text: covered by 4"
    assert retired["with_breakout"] is None


async def test_a_split_in_the_breakout(world: World) -> None:
    breakout, copies = await open_breakout(world)
    path = f"/api/paragraphs/{copies[0]['id']}/split"
    await world.bob.post(path, {"at": 12, "digest": copies[0]["digest"]})
    shown = await reported(world, breakout)
    assert [one["change"] for one in shown["items"][:2]] == ["changed", "added"]
    await endorse_all(world, breakout)
    text = (await world.text())["paragraphs"]
    assert [(one["label"], plain(one)) for one in text[3:5]] == [
        ("4", "Fourth words"),
        ("4 bis", " for a breakout."),
    ]


async def test_a_merge_in_the_breakout(world: World) -> None:
    breakout, copies = await open_breakout(world)
    body = {"next_id": copies[1]["id"], "digests": [one["digest"] for one in copies[:2]]}
    await world.bob.post(f"/api/paragraphs/{copies[0]['id']}/merge", body)
    await reported(world, breakout)
    await endorse_all(world, breakout)
    text = (await world.text())["paragraphs"]
    assert [(one["label"], plain(one)) for one in text[3:]] == [
        ("4", "Fourth words for a breakout. Fifth words for a breakout."),
        ("6", "Sixth words."),
    ]


@pytest.mark.parametrize(
    ("kind", "label"),
    [("statement", "4"), ("preambular", "PP1"), ("note", "")],
)
async def test_a_kind_found_in_the_breakout(world: World, kind: str, label: str) -> None:
    breakout, copies = await open_breakout(world)
    await world.bob.put(f"/api/paragraphs/{copies[0]['id']}/kind", {"kind": kind})
    shown = await reported(world, breakout)
    item = shown["items"][0]
    assert (item["kind_before"], item["kind"]) == ("recommendation", kind)
    await endorse_all(world, breakout)
    plenary = await world.chair.get(world.paragraph(3))
    assert (plenary["kind"], plenary["label"]) == (kind, label)
    facts = await world.record(paragraph=plenary["id"], kind="KindChanged")
    assert [one["data"]["kind_after"] for one in facts] == [kind]


async def test_a_number_the_plenary_gave_meanwhile_is_not_given_again(world: World) -> None:
    """The breakout's PP1 and the plenary's PP1 are two paragraphs: the later one is PP2."""
    breakout, copies = await open_breakout(world)
    await world.bob.put(f"/api/paragraphs/{copies[0]['id']}/kind", {"kind": "preambular"})
    await world.chair.put(f"{world.paragraph(0)}/kind", {"kind": "preambular"})
    await reported(world, breakout)
    await endorse_all(world, breakout)
    assert await world.labels() == ["PP1", "2", "3", "PP2", "5", "6"]


async def test_what_the_breakout_left_alone_stays_as_the_plenary_has_it(world: World) -> None:
    """A status, a kind and proposers changed in plenary meanwhile are not undone."""
    breakout, _ = await open_breakout(world)
    await world.declare("chair", world.ids.paragraphs[3], "deferred", "next week")
    await world.chair.put(f"{world.paragraph(4)}/kind", {"kind": "statement"})
    await reported(world, breakout)
    await endorse_all(world, breakout)
    deferred, statement = [await world.chair.get(world.paragraph(place)) for place in (3, 4)]
    assert (deferred["status"], deferred["status_note"]) == ("deferred", "next week")
    assert statement["kind"] == "statement"


async def test_what_the_breakout_moved_is_moved(world: World) -> None:
    """Within its category and into another one; labels stay with their words."""
    breakout = await world.breakout(
        world.ids.paragraphs[:1], [world.ids.categories["B"]], name="Movers"
    )
    copies = await world.copies(breakout)
    sixth = f"/api/paragraphs/{copies[3]['id']}/move"
    await world.bob.post(sixth, {"category_id": copies[1]["category_id"], "after": None})
    fifth = f"/api/paragraphs/{copies[2]['id']}/move"
    body = {"category_id": copies[0]["category_id"], "after": copies[0]["id"]}
    await world.bob.post(fifth, body)
    await world.declare("bob", copies[2]["id"], "agreed")
    await reported(world, breakout)
    await endorse_all(world, breakout)
    assert await world.labels() == ["1", "5", "2", "3", "6", "4"]
    moved = (await world.text())["paragraphs"][1]
    assert (moved["category_id"], moved["status"]) == (world.ids.categories["A"], "agreed")


async def test_a_working_copys_draft_is_the_breakouts(world: World) -> None:
    """Every status in it was declared in the breakout, also of what the breakout added."""
    breakout, copies = await open_breakout(world)
    where = f"/api/documents/{breakout['working_document_id']}"
    body = {"category_id": copies[0]["category_id"], "kind": "statement", "text": "New."}
    await world.bob.post(f"{where}/paragraphs", body)
    draft = (await world.ann.call("GET", f"{where}/export?format=json")).json()
    levels = {p["level"] for one in draft["categories"] for p in one["paragraphs"]}
    assert levels == {"breakout"}
