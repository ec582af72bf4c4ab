"""What exports say around the words: brackets, options, positions, silence. X5, X11, X12."""

import json
from datetime import timedelta

import pytest

from tests.rooms.bracketing import bracket
from tests.rooms.options import ask, option, put_in
from tests.rooms.server import Json
from tests.rooms.silent import put, set_clock
from tests.rooms.test_agreement import pending
from tests.rooms.test_attribution import _files, _found, _hide
from tests.rooms.test_numbering import renumber
from tests.rooms.test_positions import position, shows
from tests.rooms.world import World

SECOND = timedelta(seconds=1)
FORMS = ("docx", "html", "md", "json", "txt")


async def exported(world: World, form: str, view: str = "clean", who: str = "dan") -> bytes:
    path = f"{world.document}/export?format={form}&view={view}"
    reply = await world.who(who).call("GET", path)
    assert reply.status_code == 200
    return b"".join(_files(reply.content)) + str(reply.headers).encode()


async def draft(world: World) -> Json:
    found: Json = json.loads(
        (await world.dan.call("GET", f"{world.document}/export?format=json")).content
    )
    return found


async def negotiated(world: World) -> None:
    """Let Arcadia and Cascadia hold, think, break, explain, propose; and the chair decide."""
    one, two = world.ids.paragraphs[:2]
    await bracket(world, "ann", one, "First", accepts="Early", reason="Too narrow.")
    found = await put_in(world, "cara", [two], "Or these.")
    second = option(found, "Option 2")
    await position(world, "ann", 0, "object", reason="Too far.", would_lift="may act")
    await position(world, "cara", 0, "support")
    body = {"recommended": second["id"], "reason": "No consensus."}
    await ask(world, "chair", found["id"], "leave", **body)
    await pending(world, 2, "AR", "CA")
    silence = await put(world, 3, 4)
    broken = await world.cara.get(world.paragraph(3))
    said = {"digest": broken["digest"], "reason": "Not in our name."}
    await world.cara.post(f"{world.paragraph(3)}/break-silence", said)
    set_clock(world, silence["closes_at"], SECOND)
    explained = {"text": "We join the others.", "paragraph_id": world.ids.paragraphs[4]}
    await world.ann.post(f"/api/silences/{silence['id']}/explanations", explained)
    late = {"category_id": world.ids.categories["A"], "after": world.ids.paragraphs[2]}
    body = {**late, "kind": "recommendation", "text": "A late one."}
    await world.chair.post(f"{world.document}/paragraphs", body)
    await renumber(world)


SAID = [
    *("Brackets and who holds them", "Too narrow.", "Early", "Option 2 for 2"),
    *("No consensus.", "recommended by the majority", "Too far.", "may act", "Awaiting Arcadia"),
    *("Not in our name.", "We join the others.", "Earlier and present numbers"),
]


@pytest.mark.parametrize("form", ["html", "txt", "docx", "md"])
async def test_a_draft_says_what_is_said_about_its_text(world: World, form: str) -> None:  # X11
    await negotiated(world)
    text = (await exported(world, form)).decode(errors="replace").replace("\\", "")
    assert [said for said in SAID if said not in text] == []


async def test_hidden_no_file_names_anybody_whoever_asks(world: World) -> None:  # X5, X11
    """In any format, its metadata or its headers."""
    await _hide(world)
    await negotiated(world)
    found = {
        (form, view, who): traces
        for form in FORMS
        for view in ("clean", "tracked")
        for who in ("dan", "chair")
        if (traces := _found(world, await exported(world, form, view, who)))
    }
    assert found == {}
    accounts = (await draft(world))["accounts"]
    assert accounts["brackets"][0]["held_by"] == 1
    assert accounts["brackets"][0]["holders"] == []
    assert accounts["positions_shown"] == "counts"
    text = (await exported(world, "txt")).decode()
    assert "Brackets and who holds them" not in text
    assert "Too narrow." not in text
    assert "Awaiting 2 delegations" in text
    assert "Given by: A delegation" in text


@pytest.mark.parametrize("setting", ["names", "counts", "nothing"])
async def test_positions_are_printed_as_far_as_the_chair_shows_them(
    world: World, setting: str
) -> None:  # C10, X11
    await position(world, "ann", 0, "object", reason="Too far.")
    await position(world, "cara", 0, "support")
    await shows(world, setting)
    text = (await exported(world, "txt", who="chair")).decode()
    assert ("Delegation: Arcadia; Position: Object; Reason: Too far." in text) == (
        setting == "names"
    )
    assert ("Support: 1; Can live with: 0" in text) == (setting == "counts")
    assert ("Positions" in text) == (setting != "nothing")


async def test_brackets_are_signs_in_every_format(world: World) -> None:  # X10
    await bracket(world, "ann", world.ids.paragraphs[0], "First words")
    for form in ("txt", "md", "html", "docx"):
        text = (await exported(world, form)).decode(errors="replace").replace("\\", "")
        assert "[First words] of the text." in text, form
    first = (await draft(world))["categories"][0]["paragraphs"][0]
    assert first["written"] == "[First words] of the text."


async def test_what_was_decided_between_is_told(world: World) -> None:  # X12
    found = await put_in(world, "cara", [world.ids.paragraphs[1]], "Or these.")
    second = option(found, "Option 2")
    await ask(world, "chair", found["id"], "choose", option_id=second["id"], note="All can live.")
    text = (await exported(world, "txt")).decode()
    assert "Alternatives that were decided" in text
    assert "Option: Option 2; What became of it: Chosen; Reason: All can live." in text
    assert "Second words of it." not in text
