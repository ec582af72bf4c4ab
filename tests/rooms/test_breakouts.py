"""Opening a breakout, working in it, and who sees that. Rules B1 to B7."""

import pytest

from tests.rooms.server import Json
from tests.rooms.sockets import inserts, saved, words_in
from tests.rooms.world import World, names, plain, words_of


async def _open(world: World, **given: object) -> Json:
    given.setdefault("categories", [world.ids.categories["B"]])
    return await world.breakout(**given)  # type: ignore[arg-type]  # as the test gives


async def test_opening_forks_the_mandate(world: World) -> None:  # B3
    one, whole = world.ids.paragraphs[0], world.ids.categories["B"]
    amendment = await world.insert("ann", one, 0, "New ")
    breakout = await world.breakout([one], [whole])
    assert (breakout["state"], breakout["paragraphs"]) == ("at work", 4)
    assert breakout["categories"] == ["A Category A", "B Category B"]
    assert [(m["name"], m["role"]) for m in breakout["members"]] == [
        ("Bob", "convenor"),
        ("Cara", "member"),
    ]
    copies = await world.copies(breakout)
    plenary = {p["id"]: p for p in (await world.text())["paragraphs"]}
    given = [one, *world.ids.paragraphs[3:]]
    for copy, original in zip(copies, given, strict=True):
        for key in ("label", "words", "digest", "kind", "status", "pen"):
            assert copy[key] == plenary[original][key], key
        assert plenary[original]["with_breakout"]["id"] == breakout["id"]
        assert copy["status_level"] == "breakout"
    assert names(copies[0]) == [amendment]
    assert plenary[world.ids.paragraphs[1]]["with_breakout"] is None


async def test_the_fork_keeps_the_words_history(world: World) -> None:
    paragraph = world.ids.paragraphs[3]
    _, page = await world.page("sec", paragraph)
    await saved(page, inserts(0, "Typed "))
    breakout = await _open(world)
    copy = (await world.copies(breakout))[0]
    twin = await (await world.cara.socket()).page(copy["sync"])
    before = page.doc.get_state()
    assert twin.doc.get_update(before) == page.doc.get_update(before)
    assert words_in(twin) == words_in(page)


async def test_only_members_write(world: World) -> None:  # B4
    breakout = await _open(world)
    copy = (await world.copies(breakout))[0]
    for who, mode in (("bob", "direct"), ("cara", "propose"), ("dan", "read"), ("chair", "read")):
        shown, page = await world.page(who, copy["id"])
        assert shown["mode"] == mode
        assert page.scope == ("readonly" if mode == "read" else "read-write")
        if mode == "read":
            assert page.told[0]["reason"] == "text.members_write"
            await page.edit(inserts(0, "x"))
            await page.until(lambda page=page: page.refusals)  # type: ignore[misc]
            assert page.refusals == ["text.members_write"]


async def test_observers_sit_in_a_breakout_to_listen(world: World) -> None:
    """An observer may be seated, as to read a closed one; not write, mark, report or convene."""
    breakout = await _open(world, members=("cara", "eve", "odo"), closed=True)
    copy = (await world.copies(breakout))[0]
    for who in ("eve", "odo"):
        shown, page = await world.page(who, copy["id"])
        assert (shown["mode"], page.scope) == ("read", "readonly")
        assert page.told[0]["reason"] == "text.observers_read"
        body = {"category_id": copy["category_id"], "kind": "statement", "text": "x"}
        path = f"/api/documents/{breakout['working_document_id']}/paragraphs"
        assert await world.who(who).refused("POST", path, body) == (403, "text.observers_read")
    body = {"document_id": world.ids.document, "name": "Observed", "task": "See."}
    for who in ("eve", "odo"):
        refused = await world.chair.refused(
            "POST",
            f"{world.group}/breakouts",
            {
                **body,
                "paragraph_ids": [world.ids.paragraphs[0]],
                "convenor": world.ids.members[who],
            },
        )
        assert refused == (409, "breakouts.observer_convenes")


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"task": " "}, "breakouts.task_needed"),
        ({"paragraph_ids": []}, "breakouts.mandate_empty"),
        ({"paragraph_ids": ["unknown"]}, "not_found"),
        ({"category_ids": ["unknown"]}, "not_found"),
    ],
)
async def test_what_a_mandate_needs(world: World, given: Json, reason: str) -> None:  # B1
    body = {
        "document_id": world.ids.document,
        "name": "Friends",
        "task": "Find words.",
        "paragraph_ids": [world.ids.paragraphs[0]],
        "convenor": world.ids.members["bob"],
        **given,
    }
    refused = await world.chair.refused("POST", f"{world.group}/breakouts", body)
    assert refused[1] == reason


async def test_one_paragraph_is_with_one_breakout(world: World) -> None:  # B1
    await _open(world)
    body = {
        "document_id": world.ids.document,
        "name": "More friends",
        "task": "Find words.",
        "paragraph_ids": [world.ids.paragraphs[3]],
        "convenor": world.ids.members["cara"],
    }
    path = f"{world.group}/breakouts"
    assert await world.chair.refused("POST", path, body) == (409, "breakouts.with_another")
    await world.declare("chair", world.ids.paragraphs[0], "agreed")
    body["paragraph_ids"] = [world.ids.paragraphs[0]]
    assert await world.chair.refused("POST", path, body) == (409, "breakouts.agreed_text")


async def _sees(world: World, who: str, breakout: Json) -> bool:
    """Whether somebody may read a breakout; the same answer wherever it is asked."""
    copy = breakout["working_document_id"]
    cards = (await world.who(who).get(world.group))["breakouts"]
    listed = breakout["id"] in [one["id"] for one in cards]
    documents = (await world.who(who).get(world.group))["documents"]
    assert (copy in [one["id"] for one in documents]) is listed
    paragraph = (await world.copies(breakout))[0]
    paths = (
        f"/api/breakouts/{breakout['id']}",
        f"/api/documents/{copy}",
        f"/api/documents/{copy}/export?format=json",
        f"/api/paragraphs/{paragraph['id']}",
        f"/api/paragraphs/{paragraph['id']}/history",
    )
    for path in paths:
        reply = await world.who(who).call("GET", path)
        assert (reply.status_code == 200) is listed, path
        assert reply.status_code in (200, 404)
    page = await (await world.who(who).socket()).page(paragraph["sync"])
    presence = await (await world.who(who).socket()).page(f"presence:{copy}")
    assert (page.denied is None) is (presence.denied is None) is listed
    return listed


async def test_a_closed_breakout_is_its_members(world: World) -> None:  # B5
    breakout = await _open(world, closed=True)
    for who in ("bob", "cara", "chair", "vice", "sec"):
        assert await _sees(world, who, breakout)
    for who in ("ann", "dan", "odo", "eve"):
        assert not await _sees(world, who, breakout)


async def test_closing_puts_readers_out_at_once(world: World) -> None:  # B5
    breakout = await _open(world)
    copy = (await world.copies(breakout))[0]
    _, page = await world.page("dan", copy["id"])
    seats = [{"membership_id": world.ids.members["bob"], "role": "convenor"}]
    path = f"/api/breakouts/{breakout['id']}/members"
    await world.chair.put(path, {"members": seats, "closed": True})
    await page.until(lambda: page.denied is not None)
    assert page.denied == "text.unknown"
    assert not await _sees(world, "dan", breakout)
    assert not await _sees(world, "cara", breakout)
    await world.chair.put(path, {"members": seats, "closed": False})
    assert await _sees(world, "dan", breakout)


async def test_what_a_closed_breakout_does_is_on_its_own_record(world: World) -> None:  # R3
    breakout = await _open(world, closed=True)
    copy = (await world.copies(breakout))[0]
    start = (await world.record())[-1]["seq"]
    await world.insert("cara", copy["id"], 0, "SECRET ")
    await world.declare("bob", copy["id"], "divergent", "SECRET note")
    await world.bob.post(f"/api/paragraphs/{copy['id']}/retire", {"reason": "SECRET reason"})
    body = {"category_id": copy["category_id"], "kind": "statement", "text": "SECRET"}
    path = f"/api/documents/{breakout['working_document_id']}/paragraphs"
    await world.bob.post(path, body)
    kinds = [
        "ParagraphEdited",
        "AmendmentProposed",
        "StatusDeclared",
        "ParagraphRetired",
        "ParagraphAdded",
    ]
    assert await world.kinds("cara", after=start) == kinds
    assert await world.kinds("chair", after=start) == kinds
    assert await world.kinds("dan", after=start) == []
    last = await world.chair.put(f"{world.paragraph(0)}/kind", {"kind": "statement"})
    assert last["kind"] == "statement"
    async with world.dan.events(world.ids.group, after=start) as heard:
        fact = await heard.next()
    assert fact["kind"] == "KindChanged"
    assert "SECRET" not in str(await world.record("dan"))


async def test_a_report_is_before_the_plenary_though_the_work_was_closed(world: World) -> None:
    """What is to be endorsed can be read by those who endorse; the working record stays closed."""
    breakout = await _open(world, closed=True)
    await world.bob.post(f"/api/breakouts/{breakout['id']}/report", {"intro": "Done."})
    assert await _sees(world, "dan", breakout)
    body = {"items": [], "comment": "Again."}
    await world.chair.post(f"/api/breakouts/{breakout['id']}/return", body)
    assert not await _sees(world, "dan", breakout)


async def test_the_convenor_shapes_the_working_copy(world: World) -> None:  # T9
    breakout = await _open(world)
    copy = (await world.copies(breakout))[0]
    path = f"/api/paragraphs/{copy['id']}"
    parts = await world.bob.post(f"{path}/split", {"at": 6, "digest": copy["digest"]})
    assert [one["label"] for one in parts] == ["4", "4 bis"]
    await world.bob.put(f"{path}/kind", {"kind": "statement"})
    body = {"label": "B.2", "title": "Also"}
    await world.bob.post(f"/api/documents/{breakout['working_document_id']}/categories", body)
    for who in ("cara", "chair", "sec"):
        refused = await world.who(who).refused("PUT", f"{path}/kind", {"kind": "statement"})
        assert refused == (403, "text.convenor_shapes")
    body = {"category_id": copy["category_id"], "kind": "statement", "text": "Cara's."}
    where = f"/api/documents/{breakout['working_document_id']}/paragraphs"
    added = await world.cara.post(where, body)
    assert added["proposers"] == [world.ids.delegations["CA"]]
    assert await world.dan.refused("POST", where, body) == (403, "text.members_write")
    plenary = await world.text()
    assert [one["label"] for one in plenary["paragraphs"]] == ["1", "2", "3", "4", "5", "6"]


async def test_the_convenor_marks_and_reopens(world: World) -> None:  # C1, C4
    breakout = await _open(world)
    copy = (await world.copies(breakout))[0]
    marked = await world.declare("bob", copy["id"], "agreed")
    assert (marked["status_level"], marked["frozen"]) == ("breakout", True)
    digest = {"status": "agreed", "digest": copy["digest"]}
    for who in ("chair", "cara"):
        path = f"/api/paragraphs/{copy['id']}/status"
        refused = await world.who(who).refused("PUT", path, digest)
        assert refused == (403, "consensus.convenor_declares")
    again = await world.bob.post(f"/api/paragraphs/{copy['id']}/reopen", {"reason": "hm"})
    assert again["status"] == "under discussion"
    assert (await world.chair.get(world.paragraph(3)))["status"] == "not discussed"


async def test_the_copy_stands_still_once_reported(world: World) -> None:  # B7
    breakout = await _open(world)
    copy = (await world.copies(breakout))[0]
    shown, page = await world.page("cara", copy["id"])
    path = f"/api/breakouts/{breakout['id']}/report"
    for who in ("cara", "chair"):
        refused = await world.who(who).refused("POST", path, {})
        assert refused == (403, "breakouts.convenor_reports")
    reported = await world.bob.post(path, {"intro": "We have worked."})
    assert (reported["state"], reported["report_intro"]) == ("reported", "We have worked.")
    await page.until(lambda: page.scope == "readonly")
    assert page.told[-1]["reason"] == "text.breakout_reported"
    await page.edit(inserts(0, "Late ", f"ins--{shown['pen']}-aaaaaaaa-1"))
    await page.until(lambda: page.refusals)
    assert page.refusals == ["text.breakout_reported"]
    assert await world.bob.refused("POST", path, {}) == (409, "breakouts.already_reported")


async def test_a_report_takes_in_what_was_just_typed(world: World) -> None:
    """Words saved a moment before the report are part of it, though not yet on the record."""
    breakout = await _open(world)
    copy = (await world.copies(breakout))[0]
    _, page = await world.page("bob", copy["id"])
    await saved(page, inserts(0, "Just "))
    reported = await world.bob.post(f"/api/breakouts/{breakout['id']}/report", {})
    item = reported["items"][0]
    assert plain({"words": item["after"]}) == "Just Fourth words for a breakout."
    assert words_of(await world.bob.get(f"/api/paragraphs/{copy['id']}")) == words_in(page)
