"""Silence ends by the clock, whoever asks, and whatever happens at one moment. S3 to S8."""

import asyncio
import re
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from app.consensus import silences_read
from app.desk import export_file
from app.house import build_house
from app.kit import metrics
from app.kit.settings import Settings
from app.rules import silence as rules
from app.rules.facts import FACTS
from app.text import Document
from tests.rooms.server import Times, running
from tests.rooms.silent import HOUR, NEW_YORK, SECOND, TOKYO, body_of, put, read, set_clock, shown
from tests.rooms.sockets import inserts, saved
from tests.rooms.world import Ids, World, plain
from tests.sync.pages import Page


@pytest.fixture
async def quietly(founded: tuple[Path, Ids], founded_copy: Path):  # type: ignore[no-untyped-def]
    """The working group, served with the alarm switched off."""
    async with running(founded_copy, Times(), alarm=False) as server:
        yield World(server, founded[1])


@pytest.mark.parametrize("zone", [UTC, NEW_YORK, TOKYO], ids=str)
async def test_one_second_before_and_one_second_after(quietly: World, zone: timezone) -> None:
    """S5, S6: with the alarm off; who sits where makes no difference to a moment."""
    world = quietly
    silence = await put(world, 0, 1, 2, zone=zone)
    assert silence["closes_at"].endswith(("Z", "+00:00"))
    digests = [one["digest"] for one in silence["items"]]
    set_clock(world, silence["closes_at"], -SECOND)
    assert (await shown(world, 0))["status"] == "not discussed"
    await world.ann.post(f"{world.paragraph(0)}/break-silence", {"reason": "In time"})
    set_clock(world, silence["closes_at"], SECOND)
    late = await world.bob.refused(
        "POST", f"{world.paragraph(1)}/break-silence", {"reason": "Too late"}
    )
    assert late == (409, "silence.not_silent")
    now = [await shown(world, place) for place in range(3)]
    assert [one["status"] for one in now] == ["under discussion", "agreed", "agreed"]
    assert [one["digest"] for one in now] == digests
    assert now[1]["status_at"] == silence["closes_at"]
    assert now[1]["may"]["break_silence"]["reason"] == "silence.not_silent"
    assert (await world.record(kind="SilenceConcluded"))[0]["data"]["closes_at"]
    assert await world.chair.refused(
        "POST", f"/api/silences/{silence['id']}/cancel", {"reason": "x"}
    ) == (409, "silence.over_already")
    reopened = await world.chair.post(f"{world.paragraph(1)}/reopen", {"reason": "heard late"})
    assert reopened["status"] == "under discussion"


async def test_the_socket_is_on_time_too(quietly: World) -> None:  # S6
    """Nobody asks over HTTP after the deadline: whoever types is told that it is agreed."""
    world = quietly
    silence = await put(world, 0)
    _, page = await world.page("chair", world.ids.paragraphs[0])
    assert page.told[-1]["reason"] == "text.silent"
    set_clock(world, silence["closes_at"], SECOND)
    socket = await world.ann.socket_with(page.client)
    del socket
    other = await (await world.sec.socket()).page(page.name)
    assert other.told[-1]["reason"] == "text.frozen"
    await page.until(lambda: page.told[-1]["reason"] == "text.frozen")


async def test_across_a_restart(founded: tuple[Path, Ids], founded_copy: Path) -> None:  # S6
    """The server was down at the deadline: the outcome is what it would have been."""
    times = Times()
    async with running(founded_copy, times, alarm=False) as server:
        world = World(server, founded[1])
        silence = await put(world, 0, 1)
        await world.ann.post(f"{world.paragraph(1)}/break-silence", {"reason": "no"})
    times.ahead += 3 * HOUR
    async with running(founded_copy, times, alarm=False) as server:
        world = World(server, founded[1])
        statuses = [(await shown(world, place))["status"] for place in (0, 1)]
        assert statuses == ["agreed", "under discussion"]
        assert (await shown(world, 0))["status_at"] == silence["closes_at"]
        kinds = await world.kinds()
        assert kinds[-2:] == ["StatusDeclared", "SilenceConcluded"]


async def test_the_alarm_tells_pages_promptly(world: World) -> None:  # S6
    """Nobody asks, and yet it is on the record soon after the deadline."""
    await put(world, 0, ahead=5 * SECOND)
    news = world.server.app.state.news
    _, page = await world.page("ann", world.ids.paragraphs[0])
    assert news is not None
    await page.until(lambda: page.told[-1]["reason"] == "text.frozen")
    assert (await world.kinds())[-1] == "SilenceConcluded"


async def test_reminders_go_out_through_the_record(quietly: World) -> None:  # S8
    world = quietly
    silence = await put(world, 0, 1, ahead=30 * HOUR)
    assert await world.record(kind="SilenceReminded") == []
    for off in (-24 * HOUR, -20 * HOUR, -HOUR, -HOUR / 2):
        set_clock(world, silence["closes_at"], off)
        await read(world)
    hours = [one["data"]["hours"] for one in await world.record(kind="SilenceReminded")]
    assert hours == [24, 1]


async def test_rows_and_record_tell_the_same(quietly: World) -> None:  # S6
    """The rule over the record's facts gives what the rows say, whenever it is asked."""
    world = quietly
    first = await put(world, 0, 1)
    await world.ann.post(f"{world.paragraph(0)}/break-silence", {"reason": "no"})
    second = await put(world, 2, 3, ahead=2 * HOUR)
    await world.chair.post(f"/api/silences/{second['id']}/cancel", {"reason": "no"})
    set_clock(world, first["closes_at"], SECOND)
    facts = [
        (
            datetime.fromisoformat(one["at"]),
            FACTS[one["kind"]].model_validate(
                {**one["data"], "document_id": one["document_id"]}
                | {"paragraph_id": one["paragraph_id"]}
            ),
        )
        for one in await world.record()
    ]
    now = world.server.clock()
    async with world.server.app.state.database.reading() as session:
        document = await session.get_one(Document, world.ids.document)
        rows = await silences_read(session, document, now)
    told = rules.told(facts)
    assert {one.row.id: {i.paragraph_id: fate for i, fate in one.items} for one in rows} == {
        one: rules.outcome(silence, now) for one, silence in told.items()
    }


async def _breaks(world: World, who: str, place: int) -> int:
    path = f"{world.paragraph(place)}/break-silence"
    return (await world.who(who).call("POST", path, {"reason": "no"})).status_code


async def test_breaking_at_the_same_moment_breaks_once(world: World) -> None:  # S5
    await put(world, 0)
    answers = await asyncio.gather(*(_breaks(world, who, 0) for who in ("ann", "bob", "cara")))
    assert sorted(answers) == [200, 409, 409]
    assert len(await world.record(kind="SilenceBroken")) == 1


async def test_words_typed_as_it_freezes_are_under_it_or_refuse_it(world: World) -> None:  # S3
    """Either the words are frozen as shown, or they changed and nothing is frozen."""
    paragraph = world.ids.paragraphs[0]
    _, page = await world.page("sec", paragraph)
    for number in range(10):
        body = await body_of(world, 0)
        update = page.edited(inserts(0, f"{number} "))
        opening = world.chair.call("POST", f"{world.document}/silences", body)
        reply, typed = await asyncio.gather(opening, _types(page, update))
        assert (reply.status_code == 201) != typed
        now = await shown(world, 0)
        if reply.status_code == 201:
            assert now["digest"] == body["items"][0]["digest"]
            cancel = f"/api/silences/{reply.json()['id']}/cancel"
            await world.chair.post(cancel, {"reason": "again"})
            page = await (await world.sec.socket()).page(now["sync"])
        else:
            await world.rested(paragraph, lambda one, page=page: plain(one) == page.words)


async def _types(page: Page, update: bytes) -> bool:
    before, unsaved = page.saved, page.unsaved
    await page.send_update(update)
    await page.until(lambda: page.saved > before or page.unsaved > unsaved)
    return page.saved > before


async def test_typing_goes_on_beside_it(world: World) -> None:
    shown_, ann = await world.page("ann", world.ids.paragraphs[1])
    await put(world, 0)
    await saved(ann, inserts(0, "Now ", f"ins--{shown_['pen']}-aaaaaaaa-1"))


async def test_the_command_line_is_on_time_too(
    founded: tuple[Path, Ids], founded_copy: Path
) -> None:
    """S6: an export made while no server runs says what has been agreed by then."""
    times = Times()
    async with running(founded_copy, times, alarm=False) as server:
        world = World(server, founded[1])
        await put(world, 0)
    for ahead, statuses in ((timedelta(), []), (2 * HOUR, ["agreed"])):
        times.ahead = ahead
        house = build_house(Settings(database_url=f"sqlite+aiosqlite:///{founded_copy}"), times)
        made = await export_file(house, founded[1].document, "json", "clean")
        found = re.findall(r'"status": ?"(agreed)"', made.body.decode())
        assert found == statuses


async def test_one_looks_for_all_who_knock_at_the_same_moment(
    founded: tuple[Path, Ids], founded_copy: Path
) -> None:
    """S6: else every open page would take a turn at the database when silence begins."""
    times = Times()
    async with running(founded_copy, times, alarm=False) as server:
        await put(World(server, founded[1]), 0)
    house = build_house(Settings(database_url=f"sqlite+aiosqlite:///{founded_copy}"), times)
    asked = {"kind": "alone"}
    before = metrics.REGISTRY.get_sample_value("chapeau_database_write_seconds_count", asked) or 0
    await asyncio.gather(*(house.deadlines.keep() for _ in range(20)))
    after = metrics.REGISTRY.get_sample_value("chapeau_database_write_seconds_count", asked)
    await house.database.close()
    assert after == before + 1
