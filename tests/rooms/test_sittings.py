"""Sittings, the burn-down over them, and the chair's desk. Rules M1 to M4."""

from datetime import timedelta

from tests.rooms.server import Json
from tests.rooms.world import World, plain

MINUTE = timedelta(minutes=1)


async def sit(world: World, who: str = "chair", title: str = "") -> Json:
    """Open the next sitting."""
    world.server.clock.ahead += MINUTE
    return await world.who(who).post(f"{world.group}/sittings", {"title": title})


async def rise(world: World, sitting: Json, who: str = "chair") -> Json:
    """Close it."""
    world.server.clock.ahead += MINUTE
    return await world.who(who).post(f"/api/sittings/{sitting['id']}/close")


async def points(world: World, document: str | None = None, who: str = "ann") -> list[Json]:
    """The burn-down as somebody reads it."""
    path = f"/api/documents/{document or world.ids.document}/burn-down"
    world.server.clock.ahead += MINUTE
    found: list[Json] = (await world.who(who).get(path))["points"]
    return found


async def test_sittings_are_numbered_and_one_at_a_time(world: World) -> None:  # M1, M2
    first = await sit(world, "sec", "Opening")
    assert (first["number"], first["title"], first["closed_at"]) == (1, "Opening", None)
    path = f"{world.group}/sittings"
    assert await world.chair.refused("POST", path, {}) == (409, "meetings.sitting_open")
    assert await world.ann.refused("POST", path, {}) == (403, "meetings.podium_sits")
    close = f"/api/sittings/{first['id']}/close"
    assert await world.ann.refused("POST", close) == (403, "meetings.podium_sits")
    closed = await rise(world, first, "vice")
    assert closed["closed_at"] is not None
    assert await world.chair.refused("POST", close) == (409, "meetings.sitting_closed")
    assert (await world.chair.refused("POST", "/api/sittings/nothing/close"))[0] == 404
    assert (await sit(world))["number"] == 2
    seen = await world.eve.get(path)
    assert [one["number"] for one in seen["sittings"]] == [1, 2]
    assert seen["may"]["open"]["reason"] == "meetings.podium_sits"
    kinds = await world.kinds()
    assert kinds[-3:] == ["SittingOpened", "SittingClosed", "SittingOpened"]


async def test_without_a_sitting_the_burn_down_is_of_now(world: World) -> None:  # M4
    assert [(one["when"], one["paragraphs"]) for one in await points(world)] == [("now", 6)]


async def test_the_burn_down_over_sittings(world: World) -> None:  # M4
    p = world.ids.paragraphs
    first = await sit(world)
    await world.declare("chair", p[0], "agreed ad referendum")
    await world.declare("chair", p[1], "divergent")
    await world.chair.post(f"{world.paragraph(2)}/retire", {"reason": "not needed"})
    await rise(world, first)
    second = await sit(world, title="Evening")
    await world.chair.post(f"{world.paragraph(0)}/reopen", {"reason": "new facts"})
    digest = (await world.chair.get(world.paragraph(3)))["digest"]
    await world.chair.post(f"{world.paragraph(3)}/split", {"at": 6, "digest": digest})
    await world.chair.put(f"{world.paragraph(4)}/kind", {"kind": "note"})
    await rise(world, second)
    third = await sit(world)
    await world.declare("chair", p[1], "agreed")
    found = await points(world)
    assert [(one["when"], one["sitting"], one["paragraphs"]) for one in found] == [
        ("start", 1, 6),
        ("end", 1, 4),
        ("end", 2, 5),
        ("now", None, 4),
    ]
    assert found[2]["title"] == "Evening"
    await rise(world, third)
    assert [one["paragraphs"] for one in await points(world)] == [6, 4, 5, 4, 4]


async def test_brackets_burn_down_too(world: World) -> None:  # M4
    shown = await world.ann.get(world.paragraph(0))
    first = await sit(world)
    ends = {"start": 0, "end": len(plain(shown)), "digest": shown["digest"]}
    ranges = [{"paragraph_id": shown["id"], **ends}]
    bracket = await world.ann.post(
        f"{world.document}/brackets", {"ranges": ranges, "reason": "Not agreed"}
    )
    await rise(world, first)
    second = await sit(world)
    await world.ann.post(f"{world.document}/brackets/{bracket['id']}/lift", {})
    await rise(world, second)
    assert [one["brackets"] for one in await points(world)] == [0, 1, 0, 0]


async def test_what_a_breakout_brings_in_counts_from_then_on(world: World) -> None:  # M4
    opened = await world.breakout([world.ids.paragraphs[3]])
    copy = opened["working_document_id"]
    first = await sit(world)
    await rise(world, first)
    category = (await world.copies(opened))[0]["category_id"]
    new = {"category_id": category, "kind": "recommendation", "text": "Brand new words."}
    await world.bob.post(f"/api/documents/{copy}/paragraphs", new)
    assert [one["paragraphs"] for one in await points(world, copy, "bob")] == [1, 1, 2]
    path = f"/api/breakouts/{opened['id']}"
    report = await world.bob.post(f"{path}/report", {"intro": "Done"})
    second = await sit(world)
    items = [
        {key: item[key] for key in ("id", "copy_digest", "plenary_digest")}
        for item in report["items"]
    ]
    await world.chair.post(f"{path}/endorse", {"items": items})
    assert [one["paragraphs"] for one in await points(world)] == [6, 6, 7]
    await rise(world, second)
    assert [one["paragraphs"] for one in await points(world)] == [6, 6, 7, 7]


async def test_the_desk_is_the_podiums_and_the_convenors(world: World) -> None:  # M3
    await world.insert("ann", world.ids.paragraphs[0], 0, "New ")
    await world.insert("bob", world.ids.paragraphs[0], 0, "Newer ", "bbbbbbbb")
    for who in ("chair", "vice", "sec"):
        desk = await world.who(who).get(f"{world.document}/desk")
        assert [(one["label"], one["amendments"]) for one in desk["amended"]] == [("1", 2)]
    assert await world.bob.refused("GET", f"{world.document}/desk") == (
        403,
        "meetings.podium_steers",
    )
    opened = await world.breakout([world.ids.paragraphs[3]])
    copy = f"/api/documents/{opened['working_document_id']}/desk"
    assert (await world.bob.get(copy))["breakout_id"] == opened["id"]
    assert await world.cara.refused("GET", copy) == (403, "meetings.convenor_steers")
