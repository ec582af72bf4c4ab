"""Old state and live facts give a fresh read: a page that refetches what each fact names. (R2)"""

import asyncio
from dataclasses import dataclass, field

from tests.rooms.busy import make_busy
from tests.rooms.reporting import endorse
from tests.rooms.server import Json
from tests.rooms.world import World, endorsing, names

WITHIN = {
    "ParagraphEdited",
    "AmendmentProposed",
    "AmendmentAccepted",
    "AmendmentRejected",
    "AmendmentWithdrawn",
    "AmendmentFell",
    "StatusDeclared",
    "AgreementReopened",
    "StatusFell",
}
"""Facts that change one paragraph and nothing around it."""


@dataclass
class Follower:
    """A page that has read everything once, and from then on only what facts name."""

    world: World
    who: str
    group: Json = None
    people: Json = None
    documents: dict[str, Json] = field(default_factory=dict)
    breakouts: dict[str, Json] = field(default_factory=dict)

    async def read(self) -> None:
        self.group = await self._get(self.world.group)
        self.people = await self._get(f"{self.world.group}/people")
        await self._documents([one["id"] for one in self.group["documents"]])
        await self._breakouts([one["id"] for one in self.group["breakouts"]])

    async def _get(self, path: str) -> Json:
        reply = await self.world.who(self.who).call("GET", path)
        return reply.json() if reply.status_code == 200 else None

    async def _documents(self, ids: list[str]) -> None:
        for one in ids:
            self.documents[one] = await self._get(f"/api/documents/{one}")

    async def _breakouts(self, ids: list[str]) -> None:
        for one in ids:
            self.breakouts[one] = await self._get(f"/api/breakouts/{one}")

    async def hear(self, fact: Json) -> None:
        """Refetch what the fact names."""
        self.group = await self._get(self.world.group)
        if fact["kind"].startswith(("Person", "Role", "Invitation", "Delegation")):
            self.people = await self._get(f"{self.world.group}/people")
        if fact["kind"] == "AttributionSet":
            return await self.read()
        breakout, paragraph = fact["breakout_id"], fact["paragraph_id"]
        touched = {
            key
            for key, one in self.breakouts.items()
            if one and paragraph in [item["paragraph_id"] for item in one["items"]]
        }
        await self._breakouts([*touched, *([breakout] if breakout else [])])
        if fact["kind"] in WITHIN:
            return await self._paragraph(fact["document_id"], paragraph)
        if breakout:
            return await self._documents([one["id"] for one in self.group["documents"]])
        return await self._documents([fact["document_id"]] if fact["document_id"] else [])

    async def _paragraph(self, document: str, paragraph: str) -> None:
        known = self.documents.get(document)
        fresh = await self._get(f"/api/paragraphs/{paragraph}")
        if (
            not known
            or not fresh
            or any(a["pen"] not in known["seats"] for a in fresh["amendments"])
        ):
            await self._documents([document])
            return
        known["paragraphs"] = [
            fresh if one["id"] == paragraph else one for one in known["paragraphs"]
        ]

    async def follow(self, after: int, until: asyncio.Future[int]) -> None:
        """Follow the stream until the fact whose number `until` gives."""
        seen = after
        async with self.world.who(self.who).events(self.world.ids.group, after=after) as stream:
            while not until.done() or seen < until.result():
                fact = await stream.next()
                await self.hear(fact)
                seen = fact["seq"]

    def state(self) -> Json:
        """What the page shows, without when it was read and whose pens it has met."""
        documents = {
            key: {**one, "seq": None, "seats": None} for key, one in self.documents.items() if one
        }
        breakouts = {key: one for key, one in self.breakouts.items() if one}
        return [self.group, self.people, documents, breakouts]


async def _everything(world: World) -> int:
    """Do something of every kind; returns the number of the last fact, which all may read."""
    places = await make_busy(world)
    chair = world.chair
    path = f"/api/paragraphs/{places['free']}"
    digest = (await chair.get(path))["digest"]
    await chair.post(f"{path}/split", {"at": 9, "digest": digest})
    await chair.post(f"/api/paragraphs/{places['agreed']}/reopen", {"reason": "again"})
    await world.declare("chair", places["agreed"], "divergent")
    await world.insert("cara", places["agreed"], 0, "And ", "d" * 8)
    await chair.put(f"/api/paragraphs/{places['next']}/kind", {"kind": "note"})
    await chair.patch(f"/api/categories/{places['category']}", {"title": "Renamed"})
    await world.insert("ann", world.ids.paragraphs[5], 0, "Moved ", "e" * 8)
    report = f"/api/breakouts/{places['reported']}"
    items = (await chair.get(report))["items"]
    await chair.post(f"{report}/return", {"items": [], "comment": "Look again."})
    await world.bob.post(f"{report}/report", {"intro": "Looked."})
    items = (await chair.get(report))["items"]
    await endorse(world, await chair.get(report), *[endorsing(one) for one in items])
    await chair.put(f"{world.group}/attribution", {"attribution_shown": False})
    seats = [{"membership_id": world.ids.members["bob"], "role": "convenor"}]
    await chair.put(f"/api/breakouts/{places['own']}/members", {"members": seats, "closed": True})
    await world.bob.post(f"/api/breakouts/{places['own']}/report", {"intro": "Done."})
    revoke = f"{world.group}/people/{world.ids.members['odo']}/revoke"
    await chair.post(revoke, {"reason": "left"})
    amendment = names(await chair.get(f"/api/paragraphs/{places['agreed']}"))[0]
    withdraw = f"/api/paragraphs/{places['agreed']}/amendments/{amendment}/withdraw"
    await world.cara.post(withdraw)
    return int((await world.record())[-1]["seq"])


async def test_following_equals_reading_afresh(world: World) -> None:
    """For the podium, a breakout's member who is put out, and a delegate outside."""
    start = len(await world.record())
    followers = [Follower(world, who) for who in ("chair", "cara", "dan")]
    await asyncio.gather(*(one.read() for one in followers))
    last: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    following = [asyncio.create_task(one.follow(start, last)) for one in followers]
    last.set_result(await _everything(world))
    await asyncio.gather(*following)
    for one in followers:
        fresh = Follower(world, one.who)
        await fresh.read()
        assert one.state() == fresh.state(), one.who
