"""A sitting as its people hold it, in the tests."""

from dataclasses import dataclass
from datetime import timedelta

from tests.rooms.server import Json
from tests.rooms.world import World


@dataclass
class InSitting:
    """An open sitting: what people do in it."""

    world: World
    id: str

    @property
    def path(self) -> str:
        return f"/api/sittings/{self.id}"

    async def seen(self, who: str = "ann") -> Json:
        """The sitting as somebody sees it."""
        return await self.world.who(who).get(self.path)

    async def agenda(self, *titles: str | Json, who: str = "sec") -> Json:
        """Set the agenda: titles, or items as they are."""
        revision = (await self.seen(who))["agenda_revision"]
        items = [one if isinstance(one, dict) else {"title": one} for one in titles]
        return await self.world.who(who).put(
            f"{self.path}/agenda", {"revision": revision, "items": items}
        )

    async def adopt(self, who: str = "chair") -> Json:
        revision = (await self.seen(who))["agenda_revision"]
        return await self.world.who(who).post(f"{self.path}/agenda/adopt", {"revision": revision})

    async def floor(self, who: str = "chair", **what: str) -> Json:
        return await self.world.who(who).put(f"{self.path}/floor", what)

    async def ask(self, who: str, **what: object) -> Json:
        self.world.server.clock.ahead += timedelta(seconds=1)
        return await self.world.who(who).post(f"{self.path}/speakers", what)

    async def rise(self, who: str = "chair") -> Json:
        return await self.world.who(who).post(f"{self.path}/close")


async def sitting(world: World, who: str = "chair", **what: object) -> InSitting:
    """Open the next sitting, or plan it."""
    world.server.clock.ahead += timedelta(minutes=1)
    opened = await world.who(who).post(f"{world.group}/sittings", what)
    return InSitting(world, opened["id"])
