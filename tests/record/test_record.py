"""The record as it is read and streamed: whole, in order, and to whom it is for. Rules R1 to R3."""

import asyncio

import pytest
from sqlalchemy import text

from app.desk import check
from app.house import build_house
from app.kit.db import Database
from app.kit.settings import Settings
from tests.rooms.world import World

KINDS = ("statement", "recommendation")


async def _acts(world: World, count: int) -> None:
    """Put so many facts on the record."""
    path = f"{world.paragraph(0)}/kind"
    for number in range(count):
        await world.chair.put(path, {"kind": KINDS[number % 2]})


async def test_pages_follow_one_another(world: World) -> None:
    await _acts(world, 7)
    everything = [fact["seq"] for fact in await world.record()]
    assert everything == list(range(1, len(everything) + 1))
    read, before = [], None
    while True:
        query = {"limit": 5} if before is None else {"limit": 5, "before": before}
        page = await world.ann.get(f"{world.group}/record", params=query)
        assert page["head"] == everything[-1]
        read += [fact["seq"] for fact in page["facts"]]
        before = page["next"]
        if before is None:
            break
    assert read == everything[::-1]


async def test_filters(world: World) -> None:
    await _acts(world, 3)
    start = len(await world.record()) - 2
    one = world.ids.paragraphs[0]
    assert await world.kinds(kind="KindChanged") == ["KindChanged"] * 3
    assert await world.kinds(paragraph=one) == ["ParagraphAdded", *["KindChanged"] * 3]
    assert set(await world.kinds(document=world.ids.document)) == {
        "DocumentOpened",
        "ParagraphAdded",
        "KindChanged",
    }
    assert await world.kinds(after=start) == ["KindChanged"] * 2
    assert await world.kinds(paragraph=one, kind="StatusDeclared") == []
    refused = await world.ann.refused("GET", f"{world.group}/record", params={"limit": 501})
    assert refused == (422, "request.malformed")


async def test_a_fact_says_who_did_what_to_which_words(world: World) -> None:
    declared = await world.declare("sec", world.ids.paragraphs[0], "deferred", "until noon")
    fact = (await world.record())[-1]
    assert fact["kind"] == "StatusDeclared"
    assert fact["by"] == {"person": "Sec", "delegation_id": None, "role": "secretariat"}
    assert fact["sentence"] == "declared paragraph 1 deferred: “until noon”"
    assert fact["data"]["digest"] == declared["digest"]
    assert (fact["document_id"], fact["paragraph_id"]) == (world.ids.document, declared["id"])


async def test_a_stream_misses_nothing_across_reconnects(world: World) -> None:
    """It is cut after every few facts while others write; Last-Event-ID takes it up again."""
    first = len(await world.record())
    writing = asyncio.create_task(_acts(world, 40))
    heard: list[int] = []
    last = first
    for length in (1, 5, 2, 9, 3, 1, 8, 11):
        async with world.ann.events(world.ids.group, last=last) as stream:
            for _ in range(length):
                fact = await stream.next()
                heard.append(fact["seq"])
                last = fact["seq"]
    await writing
    assert heard == list(range(first + 1, first + 41))


async def test_a_stream_begins_where_it_is_told(world: World) -> None:
    await _acts(world, 2)
    head = len(await world.record())
    async with world.ann.events(world.ids.group, after=head - 1) as stream:
        assert (await stream.next())["seq"] == head
    async with world.ann.events(world.ids.group) as stream:
        await _acts(world, 1)
        assert (await stream.next())["seq"] == head + 1


async def test_a_stream_and_the_record_tell_the_same(world: World) -> None:
    await world.insert("ann", world.ids.paragraphs[0], 0, "New ")
    record = await world.record("dan")
    async with world.dan.events(world.ids.group, after=0) as stream:
        assert await stream.until(record[-1]["seq"]) == record


async def test_a_revoked_persons_stream_ends(world: World) -> None:
    async with world.ann.events(world.ids.group) as stream:
        path = f"{world.group}/people/{world.ids.members['ann']}/revoke"
        await world.chair.post(path, {"reason": "recalled"})
        assert await stream.next() is None


async def test_a_signed_out_persons_stream_tells_no_more(world: World) -> None:
    async with world.ann.events(world.ids.group) as stream:
        await world.ann.post("/api/sign-out")
        await _acts(world, 1)
        assert await stream.next() is None


async def test_a_revoked_person_is_out_everywhere_at_once(world: World) -> None:  # P3
    _, page = await world.page("ann", world.ids.paragraphs[0])
    path = f"{world.group}/people/{world.ids.members['ann']}/revoke"
    await world.chair.post(path, {"reason": "recalled"})
    await page.until(lambda: page.denied is not None)
    assert page.denied == "text.unknown"
    assert await world.ann.refused("GET", "/api/me") == (401, "people.signed_out")
    people = {one["name"]: one for one in await world.chair.get(f"{world.group}/people")}
    assert people["Ann"]["revoked_at"] is not None
    assert people["Ann"]["may"]["revoke"]["reason"] == "groups.already_revoked"


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE record_entry SET person_name = 'Nobody' WHERE seq = 5",
        "UPDATE record_entry SET data = '{}' WHERE seq = 7",
        "UPDATE record_entry SET at = '2000-01-01 00:00:00.000000' WHERE seq = 2",
        "DELETE FROM record_entry WHERE seq = 9",
        "DELETE FROM record_entry WHERE seq = (SELECT max(seq) FROM record_entry)",
        "UPDATE record_entry SET audience = 'x' WHERE seq = 3",
    ],
)
async def test_tampering_is_found(world: World, tampering: str) -> None:  # R1
    """A change anywhere, also of the last entry, breaks the chain of its group and no other."""
    url = f"sqlite+aiosqlite:///{world.server.path}"
    whole = await check(build_house(Settings(database_url=url)))
    assert whole.faults == []
    assert sum("chain whole" in line for line in whole.lines) == 2
    database = Database(url)
    async with database.writing() as write:
        group = text(f"{tampering} AND group_id = '{world.ids.group}'")
        await (await write.connection()).execute(group)
    await database.close()
    broken = await check(build_house(Settings(database_url=url)))
    assert len(broken.faults) == 1
    assert world.ids.group in broken.faults[0]
