"""A breakout from its opening to its endorsement, as the chair and the convenor go."""

from tests.rooms.server import Json
from tests.rooms.world import World, endorsing


async def open_breakout(world: World) -> tuple[Json, list[Json]]:
    """Open a breakout on category B; returns it and its working copy."""
    breakout = await world.breakout(categories=[world.ids.categories["B"]])
    return breakout, await world.copies(breakout)


async def reported(world: World, breakout: Json) -> Json:
    """Let the convenor report."""
    path = f"/api/breakouts/{breakout['id']}"
    return await world.bob.post(f"{path}/report", {"intro": "Our work."})


async def report_shown(world: World, breakout: Json, who: str = "chair") -> Json:
    """The report as somebody sees it."""
    return await world.who(who).get(f"/api/breakouts/{breakout['id']}")


async def endorse(world: World, breakout: Json, *items: Json) -> Json:
    """Let the chair endorse items."""
    path = f"/api/breakouts/{breakout['id']}/endorse"
    return await world.chair.post(path, {"items": list(items)})


async def endorse_all(world: World, breakout: Json) -> Json:
    """Let the chair endorse everything as it is shown."""
    items = [endorsing(one) for one in (await report_shown(world, breakout))["items"]]
    return await endorse(world, breakout, *items)


def redline_of(item: Json) -> list[tuple[str, str, str | None]]:
    """What was done to the words, and by whom."""
    return [(one["op"], one["text"], one["by"]) for one in item["redline"]]
