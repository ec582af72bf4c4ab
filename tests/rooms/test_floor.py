"""What is on the floor, and who has it, over HTTP. Rules M11 to M16."""

from datetime import timedelta

from tests.rooms.server import Json
from tests.rooms.sitting import sitting
from tests.rooms.world import World


def who(world: World, speakers: list[Json]) -> list[str]:
    """Delegations by the tests' own names."""
    names = {one: key for key, one in world.ids.delegations.items()}
    return [names[one["delegation_id"]] for one in speakers]


async def test_the_podium_says_what_is_on_the_floor(world: World) -> None:  # M11, M12
    floor = f"{world.document}/floor"
    assert await world.ann.get(floor) is None
    now = await sitting(world)
    item = (await now.agenda("Category A"))["agenda"][0]
    paragraph = world.ids.paragraphs[1]
    await now.floor("sec", item_id=item["id"], paragraph_id=paragraph, question="Keep “it”?")
    seen = await world.eve.get(floor)
    assert (seen["item"], seen["label"], seen["question"]) == ("Category A", "2", "Keep “it”?")
    assert seen["document_id"] == world.ids.document
    assert (await now.seen())["agenda"][0]["outcome"] == "under discussion"
    await now.floor(paragraph_id=world.ids.paragraphs[2])
    seen = await world.eve.get(floor)
    assert (seen["item_id"], seen["label"], seen["question"]) == (None, "3", "")
    path = f"{now.path}/floor"
    assert await world.ann.refused("PUT", path, {}) == (403, "meetings.podium_sits")
    assert (await world.chair.refused("PUT", path, {"paragraph_id": "nothing"}))[0] == 404
    assert (await world.chair.refused("PUT", path, {"item_id": "nothing"}))[0] == 404
    await now.floor()
    assert (await world.eve.get(floor))["paragraph_id"] is None
    await now.rise()
    assert await world.ann.get(floor) is None
    assert await world.chair.refused("PUT", path, {}) == (409, "meetings.no_sitting")
    said = [one["sentence"] for one in await world.record() if one["kind"] == "FloorSet"]
    assert said == [
        "took up “Category A”, paragraph 2, and asked: Keep “it”?",
        "took up paragraph 3",
        "left the floor free",
    ]


async def test_what_is_closed_to_others_is_not_put_before_all(world: World) -> None:  # M11
    opened = await world.breakout([world.ids.paragraphs[3]], closed=True)
    twin = (await world.copies(opened))[0]["id"]
    plenary = await sitting(world)
    refused = await world.chair.refused("PUT", f"{plenary.path}/floor", {"paragraph_id": twin})
    assert refused == (422, "meetings.not_before_all")
    theirs = await sitting(world, "bob", breakout_id=opened["id"])
    await theirs.floor("bob", paragraph_id=twin)
    seen = await world.cara.get(f"/api/documents/{opened['working_document_id']}/floor")
    assert seen["paragraph_id"] == twin
    assert "FloorSet" not in await world.kinds("ann")


async def test_speakers_have_their_turn(world: World) -> None:  # M13, M14
    now = await sitting(world)
    await now.ask("ann")
    await now.ask("bob", remote=True)
    await now.ask("sec", delegation_id=world.ids.delegations["CA"])
    room = await now.ask("dan", kind="point of order")
    assert who(world, room["waiting"]) == ["DO", "AR", "BO", "CA"]
    assert [one["remote"] for one in room["waiting"]] == [False, False, True, False]
    again = await world.ann.refused("POST", f"{now.path}/speakers", {})
    assert again == (409, "meetings.asked_already")
    for_another = {"delegation_id": world.ids.delegations["DO"]}
    assert await world.ann.refused("POST", f"{now.path}/speakers", for_another) == (
        403,
        "meetings.own_floor",
    )
    point, first, second, third = (one["id"] for one in room["waiting"])
    order = f"{now.path}/speakers/order"
    await world.chair.put(order, {"speakers": [point, third, first, second]})
    moved = await now.seen()
    assert who(world, moved["waiting"]) == ["DO", "CA", "AR", "BO"]
    assert moved["floor"]["next"]["id"] == point
    assert await world.chair.refused("PUT", order, {"speakers": [first]}) == (
        409,
        "meetings.list_moved",
    )
    await world.bob.post(f"{now.path}/speakers/{second}/lower")
    assert await world.ann.refused("POST", f"{now.path}/speakers/{third}/lower") == (
        403,
        "meetings.podium_sits",
    )
    assert who(world, (await now.seen())["waiting"]) == ["DO", "CA", "AR"]


async def test_one_speaks_at_a_time_and_the_time_is_counted(world: World) -> None:  # M14, M15
    now = await sitting(world)
    await now.floor(paragraph_id=world.ids.paragraphs[0])
    await now.ask("ann")
    await now.ask("bob")
    await world.chair.post(f"{now.path}/speakers/next")
    world.server.clock.ahead += timedelta(seconds=90)
    room = await now.ask("cara", kind="point of order")
    assert who(world, [room["floor"]["speaking"]]) == ["AR"]
    await world.chair.post(f"{now.path}/speakers/next")  # the point of order breaks in
    world.server.clock.ahead += timedelta(seconds=30)
    room = await world.chair.post(f"{now.path}/speakers/next")
    assert who(world, [room["floor"]["speaking"]]) == ["AR"]
    assert who(world, room["waiting"]) == ["BO"]
    world.server.clock.ahead += timedelta(seconds=9)
    speaking = room["floor"]["speaking"]["id"]
    assert await world.bob.refused("POST", f"{now.path}/speakers/{speaking}/end") == (
        403,
        "meetings.podium_sits",
    )
    room = await world.ann.post(f"{now.path}/speakers/{speaking}/end")
    assert room["floor"]["speaking"] is None
    assert who(world, room["spoken"]) == ["CA", "AR"]
    total = room["seconds_by_delegation"]
    assert total[world.ids.delegations["AR"]] >= 99
    assert total[world.ids.delegations["CA"]] >= 30
    facts = [one for one in await world.record() if one["kind"] == "InterventionEnded"]
    assert [one["data"]["interrupted"] for one in facts] == [True, False, False]
    assert facts[2]["data"]["seconds"] == total[world.ids.delegations["AR"]]
    assert {one["paragraph_id"] for one in facts} == {world.ids.paragraphs[0]}
    assert facts[0]["sentence"].startswith("noted that AR was interrupted after 1 min ")


async def test_a_closed_list_takes_no_more_statements(world: World) -> None:  # M15, M16
    now = await sitting(world)
    await now.ask("ann")
    path = f"{now.path}/speakers/list"
    assert await world.chair.refused("PUT", path, {"seconds_each": 0}) == (409, "meetings.limit")
    room = await world.chair.put(path, {"closed": True, "seconds_each": 180})
    assert (room["list_closed"], room["seconds_each"]) == (True, 180)
    late = await world.bob.refused("POST", f"{now.path}/speakers", {})
    assert late == (409, "meetings.list_closed")
    await now.ask("bob", kind="right of reply")
    await world.chair.put(path, {"closed": False})
    room = await now.ask("cara")
    assert who(world, room["waiting"]) == ["AR", "BO", "CA"]
    assert await world.ann.refused("PUT", path, {"closed": True}) == (403, "meetings.podium_sits")
    said = [one["sentence"] for one in await world.record() if one["kind"] == "SpeakersListSet"]
    assert said == [
        "closed the list of speakers, with 180 seconds for each",
        "opened the list of speakers, without a limit of time",
    ]


async def test_who_speaks_when_the_sitting_rises_has_spoken(world: World) -> None:  # M15
    now = await sitting(world)
    await now.ask("ann")
    await now.ask("bob")
    await world.chair.post(f"{now.path}/speakers/next")
    world.server.clock.ahead += timedelta(seconds=12)
    await now.rise()
    room = await now.seen()
    assert who(world, room["spoken"]) == ["AR"]
    assert room["spoken"][0]["seconds"] >= 12
    assert who(world, room["waiting"]) == ["BO"]
    assert await world.chair.refused("POST", f"{now.path}/speakers/next") == (
        409,
        "meetings.no_sitting",
    )


async def test_nobody_waits(world: World) -> None:  # M15
    now = await sitting(world)
    assert await world.chair.refused("POST", f"{now.path}/speakers/next") == (
        422,
        "meetings.nobody_waits",
    )
    assert (await world.chair.refused("POST", f"{now.path}/speakers/nothing/give"))[0] == 404
