"""Numbers given, kept, given anew by the chair, and found again. Rules N2 to N7."""

import asyncio

import pytest

from tests.rooms.server import Json
from tests.rooms.world import World, endorsing


async def add(world: World, who: str = "sec", **given: object) -> Json:
    """Put a paragraph in; first in category A if nothing else is said."""
    body = {
        "category_id": world.ids.categories["A"],
        "after": None,
        "kind": "recommendation",
        "text": "New words.",
        **given,
    }
    return await world.who(who).post(f"{world.document}/paragraphs", body)


async def preview(world: World) -> Json:
    return await world.chair.post(f"{world.document}/renumber/preview")


async def renumber(world: World, reason: str = "for the second reading") -> Json:
    """Let the chair look at the map, and renumber by it."""
    shown = await preview(world)
    body = {"digest": shown["digest"], "reason": reason}
    return await world.chair.post(f"{world.document}/renumber", body)


async def was(world: World, label: str, document: str | None = None) -> list[Json]:
    path = f"/api/documents/{document or world.ids.document}/labels"
    found: list[Json] = (await world.ann.get(path, params={"was": label}))["labels"]
    return found


async def test_two_insertions_at_once_get_two_labels(world: World) -> None:  # N3
    """Whoever asks when: each client sees the same distinct labels, and they stay."""
    second = world.ids.paragraphs[1]
    askers = ("chair", "sec", "ann", "bob", "cara", "dan")
    added = await asyncio.gather(*(add(world, who, after=second) for who in askers))
    labels = {one["id"]: one["label"] for one in added}
    assert sorted(labels.values()) == sorted(
        ["2 bis", "2 ter", "2 quater", "2 quinquies", "2 sexies", "2 septies"]
    )
    for who in ("ann", "eve"):
        text = await world.text(who)
        shown = {one["id"]: one["label"] for one in text["paragraphs"]}
        assert labels.items() <= shown.items()


async def test_levels_are_lettered_and_roman(world: World) -> None:  # N2, N3
    second = world.ids.paragraphs[1]
    one = await add(world, after=second, level=1)
    two = await add(world, after=one["id"], level=1)
    deep = await add(world, after=one["id"], level=2)
    between = await add(world, after=deep["id"], level=1)
    assert [x["label"] for x in (one, deep, between, two)] == [
        "2 (a)",
        "2 (a) (i)",
        "2 (a) bis",
        "2 (b)",
    ]
    assert (deep["level"], one["level"]) == (2, 1)
    assert (await world.labels())[:6] == ["1", "2", "2 (a)", "2 (a) (i)", "2 (a) bis", "2 (b)"]


async def test_a_newcomer_does_not_come_between_a_paragraph_and_its_own(world: World) -> None:
    """Behind 2 comes 2 bis, and (a) stays under 2. (N3)"""
    second = world.ids.paragraphs[1]
    under = await add(world, after=second, level=1)
    await add(world, after=under["id"], level=2)
    await add(world, after=second)
    order = ["1", "2", "2 (a)", "2 (a) (i)", "2 bis", "3"]
    assert (await world.labels())[:6] == order
    assert (await add(world, after=under["id"], level=1))["label"] == "2 (b)"


async def test_levels_come_back_from_a_breakout(world: World) -> None:  # N2, N12
    breakout = await world.breakout(categories=[world.ids.categories["B"]])
    twins = {one["label"]: one["id"] for one in await world.copies(breakout)}
    inwards = await world.bob.put(f"/api/paragraphs/{twins['5']}/level", {"level": 1})
    assert inwards["label"] == "4 (a)"
    path = f"/api/breakouts/{breakout['id']}"
    report = await world.bob.post(f"{path}/report", {})
    items = [endorsing(one) for one in report["items"] if one["label"] == "4 (a)"]
    await world.chair.post(f"{path}/endorse", {"items": items})
    assert await world.labels() == ["1", "2", "3", "4", "4 (a)", "6"]


async def test_a_sub_paragraph_needs_something_above(world: World) -> None:  # N2
    body = {
        "category_id": world.ids.categories["A"],
        "kind": "recommendation",
        "text": "x",
        "level": 1,
    }
    answer = await world.sec.refused("POST", f"{world.document}/paragraphs", body)
    assert answer == (409, "numbering.nothing_above")


async def test_a_level_changes_like_a_kind(world: World) -> None:  # N2
    path = world.paragraph(2)
    inwards = await world.sec.put(f"{path}/level", {"level": 1})
    assert (inwards["label"], inwards["level"]) == ("2 (a)", 1)
    third = await world.sec.refused("PUT", f"{path}/level", {"level": 3})
    assert third == (422, "request.malformed")
    deeper = await world.sec.refused("PUT", f"{path}/level", {"level": 2})
    assert deeper == (409, "numbering.nothing_above")
    outwards = await world.sec.put(f"{path}/level", {"level": 0})
    assert outwards["label"] not in ("", "3", "2 (a)"), "a label that was given is not given again"
    facts = await world.record(kind="LevelChanged")
    assert [fact["data"]["label"] for fact in facts] == ["2 (a)", outwards["label"]]


async def test_a_freed_number_is_not_given_again(world: World) -> None:  # N5
    """Paragraph 6 leaves its series for another; nobody else becomes 6."""
    await world.chair.put(f"{world.paragraph(5)}/kind", {"kind": "preambular"})
    category, after = world.ids.categories["B"], world.ids.paragraphs[4]
    assert (await add(world, category_id=category, after=after))["label"] == "7"
    back = await world.chair.put(f"{world.paragraph(5)}/kind", {"kind": "statement"})
    assert back["label"] == "8"
    assert [one["label_now"] for one in await was(world, "6")] == ["8"]


async def test_by_category_new_numbers_begin_anew(world: World) -> None:  # N4
    await world.sec.put(f"{world.document}/numbering", {"numbering": "by category"})
    assert (await world.text())["numbering"] == "by category"
    assert await world.labels() == ["1", "2", "3", "4", "5", "6"], "what has a number keeps it"
    category = {"category_id": world.ids.categories["A"], "after": world.ids.paragraphs[2]}
    assert (await add(world, **category))["label"] == "4", "the next of its own category"
    await renumber(world)
    assert await world.labels() == ["1", "2", "3", "4", "1", "2", "3"]
    category = {"category_id": world.ids.categories["B"], "after": world.ids.paragraphs[5]}
    moved = await world.sec.post(f"{world.paragraph(0)}/move", category)
    assert moved["label"] == "4", "it comes into another series, as with another kind"
    assert [one["paragraph_id"] for one in await was(world, "1")] == [
        world.ids.paragraphs[3],
        world.ids.paragraphs[0],
        world.ids.paragraphs[0],
    ]


async def test_the_chair_renumbers_by_the_map_shown(world: World) -> None:  # N6
    added = await add(world, after=world.ids.paragraphs[1])
    await world.chair.post(f"{world.paragraph(0)}/retire", {"reason": "gone"})
    await world.declare("chair", world.ids.paragraphs[2], "agreed")
    shown = await preview(world)
    assert [(one["before"], one["after"]) for one in shown["changes"]] == [
        ("2", "1"),
        ("2 bis", "2"),
        ("3", "3"),
        ("4", "4"),
        ("5", "5"),
        ("6", "6"),
    ]
    assert shown["changes"][1]["words"] == "New words."
    body = {"digest": shown["digest"], "reason": "for the second reading"}
    done = await world.chair.post(f"{world.document}/renumber", body)
    assert done["changes"][0]["before"] == "2"
    assert await world.labels() == ["1", "2", "3", "4", "5", "6"]
    text = await world.text("ann")
    formerly = {one["label"]: one["formerly"] for one in text["paragraphs"]}
    assert formerly == {"1": "2", "2": "2 bis", "3": None, "4": None, "5": None, "6": None}
    assert text["paragraphs"][2]["status"] == "agreed"
    kept = (await world.eve.get(f"{world.document}/renumberings"))["renumberings"]
    assert [(one["reason"], len(one["changes"])) for one in kept] == [("for the second reading", 6)]
    fact = (await world.record(kind="DocumentRenumbered"))[0]
    assert "2 → 1, 2 bis → 2" in fact["sentence"]
    assert [one["paragraph_id"] for one in await was(world, "2 BIS")] == [added["id"]]
    first = await was(world, "1")
    assert [(one["retired"], one["until"] is None) for one in first] == [
        (False, True),
        (True, False),
    ]


async def test_a_map_that_has_changed_is_shown_again(world: World) -> None:  # N6
    await add(world, after=world.ids.paragraphs[1])
    shown = await preview(world)
    await add(world, after=world.ids.paragraphs[1])
    body = {"digest": shown["digest"], "reason": "r"}
    path = f"{world.document}/renumber"
    assert await world.chair.refused("POST", path, body) == (409, "numbering.map_differs")
    body = {"digest": (await preview(world))["digest"], "reason": " "}
    assert await world.chair.refused("POST", path, body) == (409, "numbering.reason_needed")
    assert "DocumentRenumbered" not in await world.kinds()


@pytest.mark.parametrize("who", ["sec", "ann", "eve"])
async def test_only_the_chair_renumbers(world: World, who: str) -> None:  # N6
    path = f"{world.document}/renumber"
    browser = world.who(who)
    assert await browser.refused("POST", f"{path}/preview") == (403, "numbering.chair_renumbers")
    answer = await browser.refused("POST", path, {"digest": "x", "reason": "r"})
    assert answer == (403, "numbering.chair_renumbers")


async def test_labels_before_a_renumbering_are_free_after_it(world: World) -> None:  # N5, N6
    second = world.ids.paragraphs[1]
    first = await add(world, after=second)
    await renumber(world)
    assert (await add(world, after=second))["label"] == "2 bis"
    assert len(await was(world, "2 bis")) == 2
    assert (await was(world, "2 bis"))[1]["paragraph_id"] == first["id"]


async def test_a_working_copy_follows(world: World) -> None:  # N7
    """Forked paragraphs take over the plenary's numbers; what the breakout added comes between."""
    breakout = await world.breakout(categories=[world.ids.categories["B"]])
    copy = breakout["working_document_id"]
    twins = await world.copies(breakout)
    body = {
        "category_id": twins[0]["category_id"],
        "after": twins[0]["id"],
        "kind": "recommendation",
        "text": "Ours.",
    }
    ours = await world.bob.post(f"/api/documents/{copy}/paragraphs", body)
    assert ours["label"] == "4 bis"
    answer = await world.chair.refused("POST", f"/api/documents/{copy}/renumber/preview")
    assert answer == (409, "numbering.plenary_renumbers")
    await add(world, after=world.ids.paragraphs[0])
    await renumber(world)
    assert await world.labels(copy) == ["5", "5 bis", "6", "7"]
    assert [one["paragraph_id"] for one in await was(world, "4 bis", copy)] == [ours["id"]]
    assert await world.kinds(kind="DocumentRenumbered") == ["DocumentRenumbered"] * 2


async def test_an_alternatives_label_is_not_given_again(world: World) -> None:  # N5
    second = world.ids.paragraphs[1]
    first = await add(world, alternative_to=second)
    assert first["label"] == "2 alt"
    await world.sec.put(f"/api/paragraphs/{first['id']}/kind", {"kind": "note"})
    assert (await add(world, alternative_to=second))["label"] == "2 alt 2"
