"""Text under silence, over HTTP and the socket: frozen, broken, agreed by the clock. S1 to S9."""

import asyncio
import re
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from app.consensus import silences_read
from app.desk import export_file
from app.house import build_house
from app.kit.settings import Settings
from app.rules import silence as rules
from app.rules.facts import FACTS
from app.text import Document
from tests.rooms.server import Json, Times, running
from tests.rooms.sockets import inserts, saved
from tests.rooms.world import Ids, World, plain
from tests.sync.pages import Page

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


@pytest.fixture
async def quietly(founded: tuple[Path, Ids], founded_copy: Path):  # type: ignore[no-untyped-def]
    """The working group, served with the alarm switched off."""
    async with running(founded_copy, Times(), alarm=False) as server:
        yield World(server, founded[1])


async def test_text_under_silence_is_frozen_at_once(world: World) -> None:  # S4
    """Whoever has it open is told until when, and how to speak up."""
    before, ann = await world.page("ann", world.ids.paragraphs[0])
    _, chair = await world.page("chair", world.ids.paragraphs[0])
    silence = await put(world, 0, 1)
    for page in (ann, chair):
        await page.until(lambda page=page: page.scope == "readonly")  # type: ignore[misc]
        assert page.told[-1]["reason"] == "text.silent"
        assert "breaks silence" in page.told[-1]["sentence"]
    now = await shown(world, 0, "ann")
    assert (now["frozen"], now["mode"], now["status"]) == (True, "read", "not discussed")
    assert now["silent_until"] == silence["closes_at"]
    assert now["may"]["break_silence"]["ok"]
    await ann.edit(inserts(0, "Late ", f"ins--{before['pen']}-aaaaaaaa-1"))
    await ann.until(lambda: ann.refusals)
    assert ann.refusals == ["text.silent"]


@pytest.mark.parametrize(
    ("method", "tail", "body"),
    [
        ("PUT", "status", {"status": "divergent"}),
        ("POST", "reopen", {"reason": "x"}),
        ("POST", "split", {"at": 3}),
        ("POST", "merge", {}),
        ("POST", "move", {"after": None}),
        ("POST", "retire", {"reason": "x"}),
        ("PUT", "kind", {"kind": "statement"}),
    ],
)
async def test_nothing_else_moves_it(world: World, method: str, tail: str, body: Json) -> None:
    """S4: also not the chair, and no breakout takes it away."""
    await put(world, 0)
    now = await shown(world, 0)
    whole = {
        **body,
        "digest": now["digest"],
        "next_id": world.ids.paragraphs[1],
        "digests": [now["digest"], now["digest"]],
        "category_id": world.ids.categories["A"],
    }
    refused = await world.chair.refused(method, f"{world.paragraph(0)}/{tail}", whole)
    assert refused == (409, "text.silent")
    beside = {"category_id": whole["category_id"], "kind": "recommendation", "text": "Or so."}
    beside["alternative_to"] = now["id"]
    refused = await world.chair.refused("POST", f"{world.document}/paragraphs", beside)
    assert refused == (409, "text.silent")
    with pytest.raises(AssertionError, match="breakouts"):
        await world.breakout([world.ids.paragraphs[0]])


async def test_a_delegation_breaks_silence_with_a_reason(world: World) -> None:  # S5
    silence = await put(world, 0, 1)
    path = f"{world.paragraph(0)}/break-silence"
    assert await world.ann.refused("POST", path, {"reason": " "}) == (409, "silence.reason_needed")
    for who, why in (
        ("chair", "silence.delegations_break"),
        ("sec", "silence.delegations_break"),
        ("odo", "text.observers_read"),
        ("eve", "text.observers_read"),
    ):
        assert await world.who(who).refused("POST", path, {"reason": "no"}) == (403, why)
    broken = await world.ann.post(path, {"reason": "Not like this"})
    assert (broken["status"], broken["silent_until"]) == ("under discussion", None)
    assert broken["mode"] == "propose"
    assert await world.bob.refused("POST", path, {"reason": "no"}) == (409, "silence.not_silent")
    now = await read(world)
    assert [one["fate"] for one in now["items"]] == ["broken", "silent"]
    assert (now["items"][0]["reason"], now["items"][0]["broken_by"]) == ("Not like this", "AR")
    fact = (await world.record(kind="SilenceBroken"))[0]
    assert fact["paragraph_id"] == world.ids.paragraphs[0]
    assert fact["data"]["silence_id"] == silence["id"]
    assert "Not like this" in fact["sentence"]


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
    await put(world, 0, ahead=2 * SECOND)
    news = world.server.app.state.news
    _, page = await world.page("ann", world.ids.paragraphs[0])
    assert news is not None
    await page.until(lambda: page.told[-1]["reason"] == "text.frozen")
    assert (await world.kinds())[-1] == "SilenceConcluded"


async def test_only_what_can_be_agreed_goes_under_silence(world: World) -> None:  # S2
    await world.insert("ann", world.ids.paragraphs[1], 0, "New ")
    await world.declare("chair", world.ids.paragraphs[2], "agreed")
    await world.breakout([world.ids.paragraphs[3]])
    await world.chair.put(f"{world.paragraph(4)}/kind", {"kind": "note"})
    path = f"{world.document}/silences/preview"
    whole = await world.chair.post(path, {"whole": True})
    assert [one["paragraph_id"] for one in whole["can"]] == [
        world.ids.paragraphs[place] for place in (0, 5)
    ]
    assert {one["paragraph_id"]: one["reason"] for one in whole["cannot"]} == {
        world.ids.paragraphs[1]: "consensus.amendments_pending",
        world.ids.paragraphs[2]: "silence.agreed_already",
        world.ids.paragraphs[3]: "silence.with_breakout",
        world.ids.paragraphs[4]: "silence.not_negotiable",
    }
    category = await world.chair.post(path, {"category_ids": [world.ids.categories["B"]]})
    assert [one["paragraph_id"] for one in category["can"]] == [world.ids.paragraphs[5]]
    refused = await world.chair.refused("POST", f"{world.document}/silences", await _body(world, 1))
    assert refused == (409, "consensus.amendments_pending")
    assert (await world.chair.get(f"{world.document}/silences"))["silences"] == []


async def _body(world: World, *places: int) -> Json:
    items = [await shown(world, place) for place in places]
    return {
        "items": [{"paragraph_id": one["id"], "digest": one["digest"]} for one in items],
        "closes_at": (world.server.clock() + HOUR).isoformat(),
    }


async def test_it_is_the_words_that_were_shown_or_nothing(world: World) -> None:  # S3
    body = await _body(world, 0, 1)
    await world.write("sec", world.ids.paragraphs[1], inserts(0, "Other "))
    reply = await world.chair.call("POST", f"{world.document}/silences", body)
    answer = reply.json()
    assert (reply.status_code, answer["reason"]) == (409, "consensus.words_differ")
    assert answer["details"]["paragraph_id"] == world.ids.paragraphs[1]
    assert (await shown(world, 0))["silent_until"] is None


async def test_who_opens_it_and_until_when(world: World) -> None:  # S1
    body = await _body(world, 0)
    path = f"{world.document}/silences"
    past = (world.server.clock() - SECOND).isoformat()
    assert await world.chair.refused("POST", path, {**body, "closes_at": past}) == (
        409,
        "silence.in_the_past",
    )
    naive = {**body, "closes_at": "2030-01-01T12:00:00"}
    assert (await world.chair.refused("POST", path, naive))[0] == 422
    opened = await world.breakout([world.ids.paragraphs[3]])
    copy = f"/api/documents/{opened['working_document_id']}/silences"
    assert await world.chair.refused("POST", copy, body) == (409, "silence.plenary_only")


async def test_the_chair_cancels(world: World) -> None:  # S7
    await world.declare("chair", world.ids.paragraphs[0], "agreed ad referendum")
    silence = await put(world, 0, 1)
    path = f"/api/silences/{silence['id']}/cancel"
    assert await world.chair.refused("POST", path, {"reason": ""}) == (409, "silence.reason_needed")
    assert await world.sec.refused("POST", path, {"reason": "x"}) == (403, "silence.chair_cancels")
    await world.ann.post(f"{world.paragraph(1)}/break-silence", {"reason": "no"})
    now = await world.vice.post(path, {"reason": "The room will meet instead"})
    assert (now["state"], [one["fate"] for one in now["items"]]) == (
        "cancelled",
        ["cancelled", "broken"],
    )
    first = await shown(world, 0)
    assert (first["status"], first["silent_until"]) == ("agreed ad referendum", None)
    set_clock(world, silence["closes_at"], SECOND)
    assert (await shown(world, 0))["status"] == "agreed ad referendum"


async def test_reminders_go_out_through_the_record(quietly: World) -> None:  # S8
    world = quietly
    silence = await put(world, 0, 1, ahead=30 * HOUR)
    assert await world.record(kind="SilenceReminded") == []
    for off in (-24 * HOUR, -20 * HOUR, -HOUR, -HOUR / 2):
        set_clock(world, silence["closes_at"], off)
        await read(world)
    hours = [one["data"]["hours"] for one in await world.record(kind="SilenceReminded")]
    assert hours == [24, 1]


async def test_explanations_attach_to_the_outcome(quietly: World) -> None:  # S9
    world = quietly
    silence = await put(world, 0)
    path = f"/api/silences/{silence['id']}/explanations"
    assert await world.chair.refused("POST", path, {"text": "x"}) == (
        403,
        "silence.delegations_explain",
    )
    assert await world.ann.refused("POST", path, {"text": " "}) == (409, "silence.text_needed")
    elsewhere = {"text": "x", "paragraph_id": world.ids.paragraphs[1]}
    assert (await world.ann.refused("POST", path, elsewhere))[0] == 404
    await world.ann.post(path, {"text": "We understand this so."})
    set_clock(world, silence["closes_at"], HOUR)
    about = {"text": "And this so.", "paragraph_id": world.ids.paragraphs[0]}
    await world.bob.post(path, about)
    now = await read(world, "bob")
    assert [(one["label"], one["mine"], one["text"]) for one in now["explanations"]] == [
        ("AR", False, "We understand this so."),
        ("BO", True, "And this so."),
    ]
    await world.chair.put(f"{world.group}/attribution", {"attribution_shown": False})
    hidden = await read(world, "cara")
    assert [(one["label"], one["delegation_id"]) for one in hidden["explanations"]] == [
        ("", None),
        ("", None),
    ]


async def test_who_broke_silence_is_hidden_with_attribution(world: World) -> None:
    await put(world, 0)
    await world.ann.post(f"{world.paragraph(0)}/break-silence", {"reason": "no"})
    await world.chair.put(f"{world.group}/attribution", {"attribution_shown": False})
    item = (await read(world, "cara"))["items"][0]
    assert (item["broken_by"], item["delegation_id"]) == ("", None)
    fact = (await world.record("cara", kind="SilenceBroken"))[0]
    assert (fact["by"]["person"], fact["data"]["delegation_id"]) == (None, None)
    assert (await read(world, "ann"))["items"][0]["broken_by"] == "AR"


async def test_home_says_what_is_under_silence(world: World) -> None:
    silence = await put(world, 0, 1)
    card = (await world.ann.get("/api/me"))["groups"][0]
    assert [(one["paragraphs"], one["closes_at"]) for one in card["silences"]] == [
        (2, silence["closes_at"])
    ]
    set_clock(world, silence["closes_at"], SECOND)
    assert (await world.ann.get("/api/me"))["groups"][0]["silences"] == []


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
        body = await _body(world, 0)
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
