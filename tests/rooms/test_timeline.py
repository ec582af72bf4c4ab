"""A paragraph's line of time: versions of its words, facts between them. Rules H1 to H3, H5, H6."""

from datetime import timedelta
from time import perf_counter
from typing import Any

from tests.rooms.reporting import endorse_all, reported
from tests.rooms.server import Json
from tests.rooms.sockets import inserts, saved
from tests.rooms.world import World, plain


async def line(world: World, paragraph: str, who: str = "chair", **query: Any) -> Json:
    path = f"/api/paragraphs/{paragraph}/timeline"
    return await world.who(who).get(path, params=query)


def told(answer: Json) -> list[str]:
    """The line as a reader sees it: words of versions, kinds of facts."""
    return [
        plain(one["version"]) if one["kind"] == "version" else one["fact"]["kind"]
        for one in answer["moments"]
    ]


def versions(answer: Json) -> list[Json]:
    return [one["version"] for one in answer["moments"] if one["version"]]


async def test_versions_and_facts_stand_on_one_line(world: World) -> None:  # H2
    one = world.ids.paragraphs[0]
    amendment = await world.insert("ann", one, 0, "New ")
    shown = await world.chair.get(f"/api/paragraphs/{one}")
    path = f"/api/paragraphs/{one}/amendments/{amendment}/accept"
    await world.chair.post(path, {"digest": shown["digest"], "note": "heard"})
    agreed = await world.declare("chair", one, "agreed")
    await world.chair.post(f"/api/paragraphs/{one}/reopen", {"reason": "a mistake"})
    answer = await line(world, one)
    assert told(answer) == [
        "First words of the text.",
        "ParagraphAdded",
        "New First words of the text.",
        "AmendmentProposed",
        "New First words of the text.",
        "AmendmentAccepted",
        "StatusDeclared",
        "AgreementReopened",
    ]
    first, second, third = versions(answer)
    assert [each["by"]["label"] for each in (first, second, third)] == ["Chair", "AR", "Chair"]
    assert [each["decided"] for each in (second, third)] == [False, True]
    assert [each["previous"] for each in (first, second, third)] == [
        None,
        first["id"],
        second["id"],
    ]
    assert third["digest"] == agreed["digest"] == answer["digest"]
    declared = next(
        each
        for each in answer["moments"]
        if each["fact"] and each["fact"]["kind"] == "StatusDeclared"
    )
    assert declared["stands_behind"] == third["id"]


async def test_a_burst_is_one_version_but_not_across_a_decision(world: World) -> None:  # H1
    one = world.ids.paragraphs[1]
    _, page = await world.page("sec", one)
    for letter in "abc":
        await saved(page, inserts(0, letter))
    await world.rested(one, lambda shown: plain(shown).startswith("cba"))
    await world.declare("chair", one, "divergent")
    await saved(page, inserts(0, "d"))
    world.server.clock.ahead += timedelta(minutes=2)
    await saved(page, inserts(0, "e"))
    await world.rested(one, lambda shown: plain(shown).startswith("edcba"))
    found = told(await line(world, one))
    assert found[2:4] == ["cbaSecond words of it.", "StatusDeclared"]
    assert [each for each in found[4:] if " " in each] == [
        "dcbaSecond words of it.",
        "edcbaSecond words of it.",
    ]


async def test_a_fork_begins_with_where_it_came_from(world: World) -> None:  # H3
    one = world.ids.paragraphs[3]
    await world.write("sec", one, inserts(0, "Old "))
    breakout = await world.breakout(categories=[world.ids.categories["B"]])
    copy = (await world.copies(breakout))[0]["id"]
    await world.write("bob", copy, inserts(0, "Our "))
    answer = await line(world, copy)
    assert [(each["way"], each["paragraph_id"]) for each in answer["origins"]] == [("forked", one)]
    found = versions(answer)
    assert [plain(each) for each in found] == [
        "Fourth words for a breakout.",
        "Old Fourth words for a breakout.",
        "Our Old Fourth words for a breakout.",
    ]
    assert [each["paragraph_id"] for each in found] == [one, one, copy]
    assert found[2]["previous"] == found[1]["id"]
    assert [each["by"]["label"] for each in found] == ["Chair", "Secretariat", "BO"]
    await reported(world, breakout)
    await endorse_all(world, breakout)
    whole = await line(world, one)
    assert [(each["way"], each["paragraph_id"]) for each in whole["origins"]] == [
        ("endorsed", copy)
    ]
    assert [plain(each) for each in versions(whole)][:3] == [plain(each) for each in found]
    assert told(whole)[-1] == "ParagraphEndorsed"


async def test_a_closed_breakouts_versions_stay_there(world: World) -> None:
    one = world.ids.paragraphs[3]
    breakout = await world.breakout([one], closed=True)
    copy = (await world.copies(breakout))[0]["id"]
    await world.write("bob", copy, inserts(0, "Secret "))
    assert "Secret" not in str(await line(world, one, "dan"))
    path = f"/api/paragraphs/{copy}"
    for rest in ("timeline", "authors", "timeline/compare?from=x&to=y"):
        assert await world.dan.refused("GET", f"{path}/{rest}") == (404, "not_found")
    inside = versions(await line(world, copy, "cara"))
    stolen = f"/api/paragraphs/{one}/timeline/compare?from={inside[0]['id']}&to={inside[-1]['id']}"
    assert await world.dan.refused("GET", stolen) == (404, "not_found")


async def test_split_and_merge_bring_their_past(world: World) -> None:  # H3
    one, two = world.ids.paragraphs[0], world.ids.paragraphs[1]
    await world.write("sec", one, inserts(0, "Long "))
    shown = await world.chair.get(f"/api/paragraphs/{one}")
    body = {"at": 11, "digest": shown["digest"]}
    second = (await world.chair.post(f"/api/paragraphs/{one}/split", body))[1]["id"]
    answer = await line(world, second)
    assert [each["way"] for each in answer["origins"]] == ["split"]
    assert [plain(each).strip() for each in versions(answer)] == [
        "First words of the text.",
        "Long First words of the text.",
        "words of the text.",
    ]
    await world.write("sec", two, inserts(0, "Later "))
    digests = [
        (await world.chair.get(f"/api/paragraphs/{each}"))["digest"] for each in (second, two)
    ]
    await world.chair.post(f"/api/paragraphs/{second}/merge", {"next_id": two, "digests": digests})
    merged = await line(world, second)
    assert {(each["way"], each["paragraph_id"]) for each in merged["origins"]} == {
        ("split", one),
        ("merged", two),
    }
    assert "Later Second words of it." in [plain(each) for each in versions(merged)]
    assert plain(versions(merged)[-1]).endswith("Later Second words of it.")
    assert versions(merged)[-1]["previous"].startswith(second)


async def test_any_two_versions_are_compared(world: World) -> None:  # H6
    one = world.ids.paragraphs[0]
    await world.insert("ann", one, 6, "new ")
    await world.amend("cara", one, "b" * 8, delete=(0, 5))
    first, *_, last = [each["id"] for each in versions(await line(world, one))]
    expected = {
        "base": [("equal", "First words of the text.")],
        "amended": [
            ("delete", "First"),
            ("insert", " new"),
            ("equal", " words of the text."),
        ],
        "marked": [
            ("equal", "First "),
            ("insert", "new "),
            ("equal", "words of the text."),
        ],
    }
    for shape, pieces in expected.items():
        path = f"/api/paragraphs/{one}/timeline/compare?from={first}&to={last}&of={shape}"
        answer = await world.dan.get(path)
        assert [(each["op"], each["text"]) for each in answer["pieces"]] == pieces, shape
    for wrong in ("nothing", f"{world.ids.paragraphs[1]}.1", f"{one}.999"):
        path = f"/api/paragraphs/{one}/timeline/compare?from={first}&to={wrong}"
        assert await world.dan.refused("GET", path) == (404, "not_found")


async def test_the_authors_of_an_earlier_version(world: World) -> None:  # H4
    one = world.ids.paragraphs[0]
    await world.insert("ann", one, 0, "New ")
    await world.write("sec", one, inserts(4, "Very "))
    second = versions(await line(world, one))[1]["id"]
    answer = await world.dan.get(f"/api/paragraphs/{one}/authors?version={second}")
    assert [(each["text"], each["by"]["label"]) for each in answer["spans"]] == [
        ("New ", "AR"),
        ("First words of the text.", "Chair"),
    ]


async def test_names_follow_the_setting(world: World) -> None:  # H5
    one = world.ids.paragraphs[0]
    await world.insert("ann", one, 0, "New ")
    await world.chair.put(f"{world.group}/attribution", {"attribution_shown": False})
    by = {
        who: versions(await line(world, one, who))[1]["by"]["label"]
        for who in ("ann", "dan", "sec")
    }
    assert by == {"ann": "AR", "dan": "", "sec": "AR"}


async def test_the_line_comes_in_parts(world: World) -> None:
    one = world.ids.paragraphs[0]
    await world.insert("ann", one, 0, "New ")
    whole = await line(world, one)
    parts: list[Json] = []
    offset: int | None = 0
    while offset is not None:
        part = await line(world, one, offset=offset, limit=3)
        parts += part["moments"]
        offset = part["next"]
    assert parts == whole["moments"]
    assert whole["total"] == len(parts) == 4


async def test_two_thousand_entries_answer_within_a_second(world: World) -> None:
    """On a developer's machine: the line in 0.1 s, the authors in 0.16 s, and half when kept."""
    shown, page = await world.page("sec", world.ids.paragraphs[0])
    for count in range(1, 2001):
        await page.edit(inserts(count % 23, "abcdefgh "[count % 9]))
        if count % 50 == 0:
            await page.until(lambda count=count: page.saved >= count)  # type: ignore[misc]
            world.server.clock.ahead += timedelta(minutes=1)
    took = {}
    for path in ("timeline", "authors"):
        began = perf_counter()
        answer = await world.chair.get(f"/api/paragraphs/{shown['id']}/{path}")
        took[path] = perf_counter() - began
        if path == "timeline":
            assert answer["versions"] > 20
    assert all(seconds < 1 for seconds in took.values()), took
