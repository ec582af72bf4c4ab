"""Putting paragraphs in, moving, retiring them and changing their kind. Rules T9 to T12."""

import pytest

from tests.rooms.server import Json
from tests.rooms.world import World, plain


async def _add(world: World, who: str = "sec", **given: object) -> Json:
    body = {
        "category_id": world.ids.categories["A"],
        "after": None,
        "kind": "recommendation",
        "text": "New words.",
        **given,
    }
    return await world.who(who).post(f"{world.document}/paragraphs", body)


async def test_newcomers_take_no_ones_number(world: World) -> None:  # T10
    second = world.ids.paragraphs[1]
    assert (await _add(world, after=second))["label"] == "2 bis"
    assert (await _add(world, after=second))["label"] == "2 ter"
    assert (await _add(world, alternative_to=second))["label"] == "2 alt"
    assert (await _add(world, alternative_to=second))["label"] == "2 alt 2"
    order = ["1", "2", "2 alt", "2 alt 2", "2 ter", "2 bis", "3", "4", "5", "6"]
    assert await world.labels() == order
    last = world.ids.paragraphs[5]
    added = await _add(world, category_id=world.ids.categories["B"], after=last)
    assert added["label"] == "7"


async def test_first_in_its_category(world: World) -> None:
    category = world.ids.categories["B"]
    added = await _add(world, category_id=category)
    assert added["label"] == "3 bis"
    assert (await world.labels())[3] == "3 bis"
    first = await _add(world)
    assert (await world.labels())[0] == first["label"]
    assert first["label"] not in ("1", "2", "3", "4", "5", "6", "3 bis")


async def test_an_alternative_to_an_alternative_stands_beside_the_same(world: World) -> None:
    stem = world.ids.paragraphs[0]
    one = await _add(world, alternative_to=stem)
    two = await _add(world, alternative_to=one["id"])
    assert (two["label"], two["alternative_to"]) == ("1 alt 2", stem)
    assert (await world.labels())[:3] == ["1", "1 alt", "1 alt 2"]


async def test_alternatives_are_counted_within_their_series(world: World) -> None:  # T10
    """2 alt of the text takes nothing from PP2, and a preambular stem has preambular options."""
    first = await _add(world, kind="preambular")
    second = await _add(world, kind="preambular", after=first["id"])
    assert (first["label"], second["label"]) == ("PP1", "PP2")
    beside = await _add(world, alternative_to=world.ids.paragraphs[1])
    assert beside["label"] == "2 alt"
    option = await _add(world, kind="preambular", alternative_to=second["id"])
    assert option["label"] == "PP2 alt"


async def test_many_between_two_keep_their_order(world: World) -> None:
    """Positions run out of room in between, and the row is spread anew."""
    first = world.ids.paragraphs[0]
    added = [(await _add(world, after=first))["id"] for _ in range(14)]
    text = await world.text()
    ids = [one["id"] for one in text["paragraphs"]]
    assert ids[: len(added) + 1] == [first, *reversed(added)]
    labels = [one["label"] for one in text["paragraphs"]]
    assert len(set(labels)) == len(labels)


async def test_a_delegations_paragraph_is_its_proposal(world: World) -> None:  # T11
    added = await _add(world, "ann", text="We propose this.")
    assert added["proposers"] == [world.ids.delegations["AR"]]
    assert added["mode"] == "propose"
    assert (await _add(world, "sec"))["proposers"] == []
    body = {"category_id": world.ids.categories["A"], "after": None, "kind": "note", "text": "x"}
    refused = await world.ann.refused("POST", f"{world.document}/paragraphs", body)
    assert refused == (403, "text.podium_furnishes")


async def test_moving_keeps_the_label(world: World) -> None:  # T10
    third = world.paragraph(2)
    moved = await world.chair.post(
        f"{third}/move", {"category_id": world.ids.categories["B"], "after": None}
    )
    assert (moved["label"], moved["category_id"]) == ("3", world.ids.categories["B"])
    assert await world.labels() == ["1", "2", "3", "4", "5", "6"]
    body = {"category_id": world.ids.categories["B"], "after": world.ids.paragraphs[5]}
    await world.chair.post(f"{world.paragraph(0)}/move", body)
    assert await world.labels() == ["2", "3", "4", "5", "6", "1"]
    added = await _add(world, category_id=world.ids.categories["B"], after=world.ids.paragraphs[0])
    assert added["label"] == "7"


@pytest.mark.parametrize(
    ("category", "after", "reason"),
    [("A", 4, "text.other_category"), ("A", 0, "text.own_place")],
)
async def test_places_that_are_none(world: World, category: str, after: int, reason: str) -> None:
    body = {"category_id": world.ids.categories[category], "after": world.ids.paragraphs[after]}
    assert await world.chair.refused("POST", f"{world.paragraph(0)}/move", body) == (422, reason)


async def test_retiring_needs_a_reason_and_keeps_the_paragraph(world: World) -> None:  # T12
    path = world.paragraph(1)
    assert await world.chair.refused("POST", f"{path}/retire", {"reason": " "}) == (
        409,
        "text.reason_needed",
    )
    await world.chair.post(f"{path}/retire", {"reason": "said elsewhere"})
    assert await world.labels() == ["1", "3", "4", "5", "6"]
    shown = await world.ann.get(path)
    assert (shown["retired_reason"], plain(shown)) == ("said elsewhere", "Second words of it.")
    facts = (await world.ann.get(f"{path}/history"))["facts"]
    assert facts[0]["kind"] == "ParagraphRetired"
    assert "said elsewhere" in facts[0]["sentence"]
    added = await _add(world, after=world.ids.paragraphs[0])
    assert added["label"] == "1 bis"


async def test_a_number_once_used_is_not_used_again(world: World) -> None:  # T10
    last = world.ids.paragraphs[5]
    await world.chair.post(f"/api/paragraphs/{last}/retire", {"reason": "gone"})
    after = world.ids.paragraphs[4]
    added = await _add(world, category_id=world.ids.categories["B"], after=after)
    assert added["label"] == "7"


async def test_a_change_of_kind_takes_a_number_of_its_series(world: World) -> None:  # T9, C6
    path = world.paragraph(1)
    as_statement = await world.chair.put(f"{path}/kind", {"kind": "statement"})
    assert as_statement["label"] == "2"
    preambular = await world.chair.put(f"{path}/kind", {"kind": "preambular"})
    assert preambular["label"] == "PP1"
    await world.declare("chair", world.ids.paragraphs[1], "divergent")
    note = await world.chair.put(f"{path}/kind", {"kind": "note"})
    assert (note["label"], note["status"]) == ("", "not discussed")
    back = await world.chair.put(f"{path}/kind", {"kind": "recommendation"})
    assert back["label"] not in ("", "1", "3", "4", "5", "6")
    assert await world.kinds(kind="KindChanged") == ["KindChanged"] * 4


async def test_categories_keep_their_identity(world: World) -> None:
    body = {"label": "A bis", "title": "Between", "after": world.ids.categories["A"]}
    added = await world.chair.post(f"{world.document}/categories", body)
    named = [one["label"] for one in (await world.text())["categories"]]
    assert named == ["A", "A bis", "B"]
    renamed = await world.sec.patch(f"/api/categories/{added['id']}", {"title": "In between"})
    assert renamed == {**added, "title": "In between"}
    fact = (await world.record(kind="CategoryRenamed"))[0]
    assert (fact["data"]["title_before"], fact["data"]["title"]) == ("Between", "In between")
