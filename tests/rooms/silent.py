"""What the tests of the silence procedure share."""

from datetime import UTC, datetime, timedelta, timezone

from tests.rooms.server import Json
from tests.rooms.world import World

HOUR, SECOND = timedelta(hours=1), timedelta(seconds=1)
NEW_YORK, TOKYO = timezone(timedelta(hours=-5)), timezone(timedelta(hours=9))


async def put(world: World, *places: int, ahead: timedelta = HOUR, zone: timezone = UTC) -> Json:
    """Let the chair put paragraphs under silence until some time ahead."""
    closes_at = (world.server.clock() + ahead).astimezone(zone)
    items = [await shown(world, place) for place in places]
    body = {
        "items": [{"paragraph_id": one["id"], "digest": one["digest"]} for one in items],
        "closes_at": closes_at.isoformat(),
    }
    return await world.chair.post(f"{world.document}/silences", body)


async def shown(world: World, place: int, who: str = "chair") -> Json:
    """A paragraph as somebody reads it."""
    return await world.who(who).get(world.paragraph(place))


async def read(world: World, who: str = "chair") -> Json:
    """The newest procedure as somebody reads it."""
    return (await world.who(who).get(f"{world.document}/silences"))["silences"][0]


def set_clock(world: World, closes_at: str, off: timedelta) -> None:
    """Set the server's clock to a moment around a deadline."""
    times = world.server.clock
    times.ahead += datetime.fromisoformat(closes_at) + off - times()


async def body_of(world: World, *places: int) -> Json:
    items = [await shown(world, place) for place in places]
    return {
        "items": [{"paragraph_id": one["id"], "digest": one["digest"]} for one in items],
        "closes_at": (world.server.clock() + HOUR).isoformat(),
    }
