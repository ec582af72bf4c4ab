"""Meetings, planned sittings and their agendas, over HTTP. Rules M1, M2 and M5 to M10."""

from tests.rooms.server import Json
from tests.rooms.sitting import InSitting, sitting
from tests.rooms.world import World

WEEK = {
    "title": "Third meeting",
    "begins_on": "2026-02-24",
    "ends_on": "2026-02-28",
    "place": "Room XXVI",
    "remote_access": "Through the link sent to each delegation.",
}


def titles(room: Json) -> list[str]:
    return [one["title"] for one in room["agenda"]]


def outcomes(room: Json) -> list[str]:
    return [one["outcome"] for one in room["agenda"]]


async def test_a_meeting_is_announced_and_changed(world: World) -> None:  # M5
    path = f"{world.group}/meetings"
    meeting = await world.sec.post(path, WEEK)
    assert (meeting["number"], meeting["place"]) == (1, "Room XXVI")
    moved = {**WEEK, "place": "Room XX"}
    await world.chair.put(f"{path}/{meeting['id']}", moved)
    seen = await world.eve.get(path)
    assert [one["place"] for one in seen["meetings"]] == ["Room XX"]
    assert seen["may"]["announce"]["reason"] == "meetings.podium_announces"
    assert await world.ann.refused("POST", path, WEEK) == (403, "meetings.podium_announces")
    backwards = {**WEEK, "ends_on": "2026-02-23"}
    assert await world.sec.refused("POST", path, backwards) == (409, "meetings.ends_first")
    said = [one["sentence"] for one in await world.record()][-2:]
    assert said == [
        "announced meeting 1: Third meeting, 2026-02-24 to 2026-02-28, Room XXVI",
        "changed meeting 1: Third meeting, 2026-02-24 to 2026-02-28, Room XX",
    ]
    in_it = await sitting(world, "sec", meeting_id=meeting["id"])
    assert (await in_it.seen())["sitting"]["meeting_id"] == meeting["id"]
    elsewhere = {"meeting_id": "nothing", "planned_for": "2026-02-25T10:00:00Z"}
    assert (await world.sec.refused("POST", f"{world.group}/sittings", elsewhere))[0] == 404


async def test_planned_sittings_are_opened_in_order(world: World) -> None:  # M1, M2
    first = await sitting(world, "sec", planned_for="2026-02-24T10:00:00+01:00")
    second = await sitting(world, "sec", planned_for="2026-02-24T15:00:00+01:00")
    seen = await world.ann.get(f"{world.group}/sittings")
    assert [one["opened_at"] for one in seen["sittings"]] == [None, None]
    assert seen["sittings"][0]["planned_for"].startswith("2026-02-24T09:00:00")
    early = await world.chair.refused("POST", f"{second.path}/open")
    assert early == (409, "meetings.sitting_before")
    assert await world.ann.refused("POST", f"{first.path}/open") == (403, "meetings.podium_sits")
    await world.chair.post(f"{first.path}/open")
    again = await world.chair.refused("POST", f"{second.path}/open")
    assert again == (409, "meetings.sitting_open")
    assert await world.chair.refused("POST", f"{second.path}/close") == (
        409,
        "meetings.sitting_planned",
    )


async def test_an_agenda_is_drawn_up_and_adopted(world: World) -> None:  # M6, M7
    now = await sitting(world)
    about = {"about_kind": "category", "about_id": world.ids.categories["A"]}
    await now.agenda("Opening", {"title": "Category A", **about}, "Other matters")
    stale = {"revision": 0, "items": []}
    path = f"{now.path}/agenda"
    assert await world.sec.refused("PUT", path, stale) == (409, "meetings.agenda_moved")
    assert await world.ann.refused("PUT", path, stale) == (403, "meetings.podium_sits")
    unknown = [{"title": "Of another group", "about_kind": "document", "about_id": "nothing"}]
    wrong = {"revision": 1, "items": unknown}
    assert (await world.sec.refused("PUT", path, wrong))[0] == 404
    shown = {"revision": 1}
    assert await world.sec.refused("POST", f"{path}/adopt", shown) == (
        403,
        "meetings.chair_presides",
    )
    adopted = await now.adopt()
    assert adopted["adopted_at"] is not None
    assert titles(adopted) == ["Opening", "Category A", "Other matters"]
    assert adopted["agenda"][1]["about_id"] == world.ids.categories["A"]
    assert await world.chair.refused("POST", f"{path}/adopt", {"revision": 2}) == (
        409,
        "meetings.agenda_adopted",
    )
    assert (await world.kinds())[-2:] == ["AgendaDrawnUp", "AgendaAdopted"]


async def test_an_adopted_agenda_is_amended_by_the_chair(world: World) -> None:  # M8
    now = await sitting(world)
    drawn = await now.agenda("Opening", "Category A", "Category B")
    await now.adopt()
    first, second, third = drawn["agenda"]
    kept = [{"id": one["id"], "title": one["title"]} for one in (third, first, second)]
    body = {"revision": 2, "items": [*kept, {"title": "Date of the next meeting"}]}
    assert await world.sec.refused("PUT", f"{now.path}/agenda", body) == (
        403,
        "meetings.chair_presides",
    )
    amended = await world.vice.put(f"{now.path}/agenda", body)
    assert titles(amended) == ["Category B", "Opening", "Category A", "Date of the next meeting"]
    await now.floor(item_id=first["id"])
    without = {"revision": (await now.seen())["agenda_revision"], "items": kept[:1]}
    assert await world.chair.refused("PUT", f"{now.path}/agenda", without) == (
        409,
        "meetings.item_stays",
    )
    fact = next(one for one in await world.record() if one["kind"] == "AgendaAmended")
    assert [one["title"] for one in fact["data"]["before"]] == [
        "Opening",
        "Category A",
        "Category B",
    ]


async def test_what_time_did_not_allow_is_carried_over(world: World) -> None:  # M9, M10
    morning = await sitting(world)
    drawn = await morning.agenda("Opening", "Category D", "Category E")
    opening, d, _ = drawn["agenda"]
    await morning.floor(item_id=opening["id"])
    await world.sec.post(f"{morning.path}/agenda/{opening['id']}/conclude")
    again = await world.sec.refused("POST", f"{morning.path}/agenda/{opening['id']}/conclude")
    assert again == (409, "meetings.item_concluded")
    await morning.floor(item_id=d["id"])
    await morning.rise()
    assert outcomes(await morning.seen()) == ["concluded", "to be continued", "not discussed"]
    closing = (await world.record())[-1]
    assert closing["sentence"] == (
        "closed sitting 1; not discussed for lack of time: Category E; to be continued: Category D"
    )
    afternoon = await sitting(world)
    found = await afternoon.agenda(*(await _items(afternoon)), "Closing")
    assert titles(found) == ["Category D", "Category E", "Closing"]
    assert [one["carried_over"] for one in found["agenda"]] == [True, True, False]
    off = {"revision": found["agenda_revision"], "items": []}
    assert await world.sec.refused("PUT", f"{afternoon.path}/agenda", off) == (
        409,
        "meetings.item_stays",
    )


async def test_a_planned_sitting_takes_over_when_the_one_before_rises(
    world: World,
) -> None:  # M10
    now = await sitting(world)
    next_one = await sitting(world, planned_for="2026-02-25T10:00:00Z")
    await next_one.agenda("Opening of the second day")
    await now.agenda("Category E")
    await now.rise()
    seen = await next_one.seen()
    assert titles(seen) == ["Category E", "Opening of the second day"]
    assert outcomes(seen) == ["before the sitting", "before the sitting"]
    await world.chair.post(f"{next_one.path}/open")
    await next_one.rise()
    third = await sitting(world)
    assert titles(await third.seen()) == ["Category E", "Opening of the second day"]


async def _items(at: InSitting) -> list[Json]:
    return [{"id": one["id"], "title": one["title"]} for one in (await at.seen())["agenda"]]


async def test_a_breakout_sits_beside_the_plenary(world: World) -> None:  # M1, M2
    opened = await world.breakout([world.ids.paragraphs[3]])
    mine = {"breakout_id": opened["id"]}
    await sitting(world)
    theirs = await sitting(world, "bob", **mine)
    assert (await theirs.seen("bob"))["sitting"]["number"] == 1
    path = f"{world.group}/sittings"
    assert await world.cara.refused("POST", path, mine) == (403, "meetings.convenor_sits")
    assert await world.bob.refused("POST", path, mine) == (409, "meetings.sitting_open")
    await theirs.agenda("Separate the recommendations", who="bob")
    await theirs.adopt("bob")
    listed = await world.ann.get(path, params=mine)
    assert [one["number"] for one in listed["sittings"]] == [1]
    await theirs.rise("bob")


async def test_a_closed_breakouts_sittings_are_its_members(world: World) -> None:  # M1
    opened = await world.breakout([world.ids.paragraphs[3]], closed=True)
    theirs = await sitting(world, "bob", breakout_id=opened["id"])
    path = f"{world.group}/sittings"
    assert (await world.ann.refused("GET", theirs.path))[0] == 404
    assert (await world.ann.refused("GET", f"{path}?breakout_id={opened['id']}"))[0] == 404
    await theirs.rise("bob")
    assert "SittingClosed" in await world.kinds("cara")
    assert "SittingClosed" not in await world.kinds("ann")
