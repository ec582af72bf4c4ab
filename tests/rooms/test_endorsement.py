"""The plenary's act on a breakout's report. Rules E1 to E6."""

import time

import pytest

from app.sync.validate import read_state
from tests.rooms.reporting import (
    endorse,
    endorse_all,
    open_breakout,
    redline_of,
    report_shown,
    reported,
)
from tests.rooms.sockets import deletes, inserts, marks, saved
from tests.rooms.world import World, endorsing, names, plain


async def test_the_report_says_who_wrote_what(world: World) -> None:
    breakout, copies = await open_breakout(world)
    await world.amend("cara", copies[0]["id"], delete=(12, 30))
    await world.insert("cara", copies[0]["id"], 12, " that stand", "bbbbbbbb")
    await world.write("bob", copies[0]["id"], inserts(0, "The "))
    await reported(world, breakout)
    item = (await report_shown(world, breakout, "ann"))["items"][0]
    assert redline_of(item) == [
        ("insert", "The ", "BO"),
        ("equal", "Fourth words", None),
        ("insert", " that stand", "CA"),
        ("delete", " for a breakout.", "CA"),
    ]
    assert (item["change"], item["moved"]) == ("changed", False)
    rest = (await report_shown(world, breakout))["items"][1:]
    assert [one["change"] for one in rest] == ["unchanged", "unchanged"]


async def test_endorsing_all(world: World) -> None:  # E3, E6
    breakout, copies = await open_breakout(world)
    await world.write("bob", copies[0]["id"], inserts(0, "The "))
    await world.declare("bob", copies[0]["id"], "agreed", "by all")
    await world.declare("bob", copies[1]["id"], "divergent")
    await reported(world, breakout)
    assert [one["kind"] for one in (await world.chair.get("/api/me"))["groups"][0]["waiting"]] == [
        "report_to_endorse"
    ]
    done = await endorse_all(world, breakout)
    assert done["state"] == "endorsed"
    assert {one["state"] for one in done["items"]} == {"endorsed"}
    text = {one["id"]: one for one in (await world.text("eve"))["paragraphs"]}
    given = [text[one] for one in world.ids.paragraphs[3:]]
    assert [plain(one) for one in given] == [
        "The Fourth words for a breakout.",
        "Fifth words for a breakout.",
        "Sixth words.",
    ]
    assert [(one["status"], one["status_note"]) for one in given] == [
        ("agreed", "by all"),
        ("divergent", None),
        ("not discussed", None),
    ]
    assert all(one["with_breakout"] is None for one in given)
    assert given[0]["frozen"]
    kinds = await world.kinds()
    assert kinds.count("ParagraphEndorsed") == 3
    assert kinds[-1] == "BreakoutEndorsed"
    twin = await world.bob.get(f"/api/paragraphs/{copies[2]['id']}")
    assert twin["read_only_reason"].startswith("The plenary has endorsed this paragraph")


async def test_endorsing_is_the_chairs(world: World) -> None:  # E1
    breakout, _ = await open_breakout(world)
    path = f"/api/breakouts/{breakout['id']}"
    items = [endorsing(one) for one in breakout["items"]]
    body = {"items": items}
    assert await world.chair.refused("POST", f"{path}/endorse", body) == (
        409,
        "breakouts.not_reported",
    )
    await reported(world, breakout)
    for who in ("sec", "bob", "ann"):
        refused = await world.who(who).refused("POST", f"{path}/endorse", body)
        assert refused == (403, "breakouts.chair_endorses")
    await world.vice.post(f"{path}/endorse", {"items": items[:1]})
    assert await world.chair.refused("POST", f"{path}/endorse", body) == (
        409,
        "breakouts.item_settled",
    )


async def test_endorsed_words_keep_their_authors(world: World) -> None:  # E3
    """The clients that typed in the working copy are in the plenary's document afterwards."""
    breakout, copies = await open_breakout(world)
    _, bob = await world.page("bob", copies[0]["id"])
    await saved(bob, inserts(0, "Bob's "))
    shown, cara = await world.page("cara", copies[0]["id"])
    await saved(cara, inserts(0, "Cara's ", f"ins--{shown['pen']}-aaaaaaaa-1"))
    _, sec = await world.page("sec", world.ids.paragraphs[3])
    await reported(world, breakout)
    await endorse_all(world, breakout)
    await sec.until(lambda: sec.words.startswith("Cara's Bob's "))
    assert {bob.client, cara.client} <= set(read_state(sec.doc.get_state()))
    fresh = await (await world.ann.socket()).page(sec.name)
    assert {bob.client, cara.client} <= set(read_state(fresh.doc.get_state()))


async def test_pending_amendments_come_along(world: World) -> None:
    """Those of the plenary and those made in the breakout, each decidable there in full."""
    one = world.ids.paragraphs[3]
    old = await world.insert("ann", one, 0, "Old ", "aaaaaaaa")
    gone = await world.insert("ann", one, 4, "gone ", "gggggggg")
    breakout, copies = await open_breakout(world)
    twin = copies[0]["id"]
    path = f"/api/paragraphs/{twin}"
    shown = await world.bob.get(path)
    await world.bob.post(f"{path}/amendments/{gone}/reject", {"digest": shown["digest"]})
    new = await world.insert("cara", twin, 4, "new ", "bbbbbbbb")
    await reported(world, breakout)
    await endorse_all(world, breakout)
    plenary = await world.chair.get(world.paragraph(3))
    assert {(a["id"], a["label"], a["inserted"]) for a in plenary["amendments"]} == {
        (old, "AR", "Old "),
        (new, "CA", "new "),
    }
    accept = f"{world.paragraph(3)}/amendments/{new}/accept"
    after = await world.chair.post(accept, {"digest": plenary["digest"]})
    assert names(after) == [old]
    waiting = (await world.ann.get("/api/me"))["groups"][0]["waiting"]
    assert [(one["kind"], one["count"]) for one in waiting] == [("my_amendments", 1)]


async def test_an_amendment_that_grew_in_the_breakout_has_grown(world: World) -> None:
    one = world.ids.paragraphs[3]
    mine = await world.insert("cara", one, 0, "Small ", "aaaaaaaa")
    breakout, copies = await open_breakout(world)
    _, page = await world.page("cara", copies[0]["id"])
    await saved(page, inserts(6, "and large ", f"ins--{mine}-2"))
    await reported(world, breakout)
    await endorse_all(world, breakout)
    plenary = await world.chair.get(world.paragraph(3))
    assert [a["inserted"] for a in plenary["amendments"]] == ["Small and large "]


async def test_an_amendment_whose_words_went_has_fallen(world: World) -> None:
    """Proposed in plenary meanwhile, on words the breakout took out: no ghost is left pending."""
    one = world.ids.paragraphs[3]
    breakout, copies = await open_breakout(world)
    await world.write("bob", copies[0]["id"], deletes(6, 12))
    struck = await world.amend("ann", one, "aaaaaaaa", delete=(7, 10))
    await reported(world, breakout)
    await endorse_all(world, breakout)
    plenary = await world.chair.get(world.paragraph(3))
    assert (plain(plenary), names(plenary)) == ("Fourth for a breakout.", [])
    fell = await world.record(kind="AmendmentFell")
    assert [fact["data"]["amendment"] for fact in fell] == [struck]


async def test_moved_words_are_shown_and_never_merged_unseen(world: World) -> None:  # E4
    breakout, copies = await open_breakout(world)
    await world.write("bob", copies[0]["id"], inserts(0, "The "))
    await reported(world, breakout)
    seen = (await report_shown(world, breakout))["items"][0]
    assert not seen["moved"]
    size = len("Fourth words for a breakout.")
    await world.write("sec", world.ids.paragraphs[3], inserts(size, " Moved."))
    path = f"/api/breakouts/{breakout['id']}/endorse"
    refused = await world.chair.refused("POST", path, {"items": [endorsing(seen)]})
    assert refused == (409, "breakouts.plenary_moved")
    shown = (await report_shown(world, breakout))["items"][0]
    assert shown["moved"]
    assert plain({"words": shown["both"]["forked"]}) == "Fourth words for a breakout."
    assert plain({"words": shown["both"]["copied"]}) == "The Fourth words for a breakout."
    assert plain({"words": shown["before"]}) == "Fourth words for a breakout. Moved."
    assert plain({"words": shown["after"]}) == "The Fourth words for a breakout. Moved."
    assert redline_of(shown)[0] == ("insert", "The ", None)
    await endorse(world, breakout, endorsing(shown))
    after = await world.chair.get(world.paragraph(3))
    assert plain(after) == "The Fourth words for a breakout. Moved."


async def test_words_typed_a_moment_ago_are_not_merged_unseen(world: World) -> None:  # E4
    breakout, _ = await open_breakout(world)
    await reported(world, breakout)
    seen = (await report_shown(world, breakout))["items"][0]
    _, page = await world.page("sec", world.ids.paragraphs[3])
    await saved(page, inserts(0, "Quick "))
    path = f"/api/breakouts/{breakout['id']}/endorse"
    refused = await world.chair.refused("POST", path, {"items": [endorsing(seen)]})
    assert refused == (409, "breakouts.plenary_moved")
    wrong = {**endorsing(seen), "copy_digest": "sha256:other"}
    refused = await world.chair.refused("POST", path, {"items": [wrong]})
    assert refused == (409, "breakouts.copy_differs")


async def test_all_or_nothing(world: World) -> None:
    breakout, _ = await open_breakout(world)
    await reported(world, breakout)
    items = [endorsing(one) for one in (await report_shown(world, breakout))["items"]]
    items[2]["plenary_digest"] = "sha256:other"
    path = f"/api/breakouts/{breakout['id']}/endorse"
    refused = await world.chair.refused("POST", path, {"items": items})
    assert refused == (409, "breakouts.plenary_moved")
    assert {one["state"] for one in (await report_shown(world, breakout))["items"]} == {"reported"}
    assert "ParagraphEndorsed" not in await world.kinds()


async def test_endorsing_as_amended(world: World) -> None:  # E5
    breakout, copies = await open_breakout(world)
    pending = await world.amend("cara", copies[0]["id"], delete=(6, 12))
    await world.write("bob", copies[0]["id"], marks(0, 6, "strong"))
    await world.write("bob", copies[0]["id"], inserts(0, "The "))
    await reported(world, breakout)
    shown = (await report_shown(world, breakout))["items"][0]
    done = await endorse(world, breakout, endorsing(shown, "The Fourth, for every breakout."))
    assert done["items"][0]["state"] == "endorsed as amended"
    assert done["state"] == "reported"
    plenary = await world.chair.get(world.paragraph(3))
    kept = [(run["text"], run["marks"]) for run in plenary["words"]]
    amended = "".join(text for text, keys in kept if not any(k.startswith("del") for k in keys))
    assert amended == "The Fourth, for every breakout."
    assert names(plenary) == [pending]
    assert ("Fourth", ["strong"]) in kept
    fact = (await world.record(kind="ParagraphEndorsed"))[-1]
    assert fact["data"]["as_amended"]
    assert fact["data"]["digest"] == plenary["digest"]


async def test_returning_with_a_comment_and_reporting_again(world: World) -> None:  # E5, E6
    breakout, copies = await open_breakout(world)
    await reported(world, breakout)
    items = (await report_shown(world, breakout))["items"]
    await endorse(world, breakout, endorsing(items[0]))
    path = f"/api/breakouts/{breakout['id']}"
    body = {"items": [items[1]["id"]], "comment": " "}
    assert await world.chair.refused("POST", f"{path}/return", body) == (
        409,
        "breakouts.comment_needed",
    )
    part = await world.chair.post(f"{path}/return", {**body, "comment": "Shorter, please."})
    assert part["state"] == "reported"
    rest = await world.chair.post(f"{path}/return", {"items": [], "comment": "This too."})
    assert rest["state"] == "returned"
    assert [(one["state"], one["comment"]) for one in rest["items"]] == [
        ("endorsed", None),
        ("returned", "Shorter, please."),
        ("returned", "This too."),
    ]
    waiting = (await world.bob.get("/api/me"))["groups"][0]["waiting"]
    assert [one["kind"] for one in waiting] == ["breakout_returned"]
    endorsed, page = await world.page("bob", copies[0]["id"])
    assert (endorsed["mode"], page.told[0]["reason"]) == ("read", "text.endorsed")
    await world.write("bob", copies[1]["id"], deletes(0, 6))
    again = await reported(world, breakout)
    assert [one["state"] for one in again["items"]] == ["endorsed", "reported", "reported"]
    open_items = [one for one in again["items"] if one["state"] == "reported"]
    done = await endorse(world, breakout, *[endorsing(one) for one in open_items])
    assert done["state"] == "endorsed"
    assert plain(await world.chair.get(world.paragraph(4))) == "words for a breakout."


async def test_what_the_plenary_agreed_meanwhile_is_not_overwritten(world: World) -> None:  # E2
    breakout, copies = await open_breakout(world)
    await world.write("bob", copies[0]["id"], inserts(0, "The "))
    await world.declare("chair", world.ids.paragraphs[3], "agreed")
    await reported(world, breakout)
    item = (await report_shown(world, breakout))["items"][0]
    assert item["may"]["endorse"]["reason"] == "breakouts.plenary_agreed"
    path = f"/api/breakouts/{breakout['id']}/endorse"
    refused = await world.chair.refused("POST", path, {"items": [endorsing(item)]})
    assert refused == (409, "breakouts.plenary_agreed")


async def test_what_the_plenary_retired_meanwhile_is_not_endorsed(world: World) -> None:
    breakout, copies = await open_breakout(world)
    await world.write("bob", copies[0]["id"], inserts(0, "The "))
    await world.chair.post(f"{world.paragraph(3)}/retire", {"reason": "elsewhere"})
    await reported(world, breakout)
    item = (await report_shown(world, breakout))["items"][0]
    path = f"/api/breakouts/{breakout['id']}/endorse"
    refused = await world.chair.refused("POST", path, {"items": [endorsing(item)]})
    assert refused == (409, "breakouts.plenary_retired")
    body = {"items": [item["id"]], "comment": "It is gone."}
    await world.chair.post(f"/api/breakouts/{breakout['id']}/return", body)


async def test_two_hundred_paragraphs_in_one_act(
    world: World, record_property: pytest.FixtureRequest
) -> None:
    text = "\n\n".join(f"{n}. Words of paragraph {n}." for n in range(1, 201))
    files = {"file": ("long.txt", f"# Long\n\n{text}".encode())}
    imported = await world.sec.post(f"{world.group}/imports", files=files)
    document = await world.text(document=imported["document_id"])
    assert len(document["paragraphs"]) >= 200
    body = {
        "document_id": imported["document_id"],
        "name": "Many",
        "task": "All of it.",
        "category_ids": [one["id"] for one in document["categories"]],
        "convenor": world.ids.members["bob"],
    }
    begun = time.perf_counter()
    breakout = await world.chair.post(f"{world.group}/breakouts", body)
    opened = time.perf_counter()
    await world.bob.post(f"/api/breakouts/{breakout['id']}/report", {})
    items = [endorsing(one) for one in (await report_shown(world, breakout))["items"]]
    reported = time.perf_counter()
    done = await endorse(world, breakout, *items)
    ended = time.perf_counter()
    assert done["state"] == "endorsed"
    print(  # noqa: T201  the figure is what this is for
        f"\n{len(items)} paragraphs: opened {opened - begun:.2f} s, reported "
        f"{reported - opened:.2f} s, endorsed {ended - reported:.2f} s"
    )
