"""The plenary's act on a breakout's report. Rules E1 to E6."""

import time

import pytest

from app.sync.validate import read_state
from tests.rooms.server import Json
from tests.rooms.sockets import deletes, inserts, marks, saved
from tests.rooms.world import World, endorsing, names, plain


async def _open(world: World) -> tuple[Json, list[Json]]:
    breakout = await world.breakout(categories=[world.ids.categories["B"]])
    return breakout, await world.copies(breakout)


async def _report(world: World, breakout: Json) -> Json:
    path = f"/api/breakouts/{breakout['id']}"
    return await world.bob.post(f"{path}/report", {"intro": "Our work."})


async def _shown(world: World, breakout: Json, who: str = "chair") -> Json:
    return await world.who(who).get(f"/api/breakouts/{breakout['id']}")


async def _endorse(world: World, breakout: Json, *items: Json) -> Json:
    path = f"/api/breakouts/{breakout['id']}/endorse"
    return await world.chair.post(path, {"items": list(items)})


async def _endorse_all(world: World, breakout: Json) -> Json:
    items = [endorsing(one) for one in (await _shown(world, breakout))["items"]]
    return await _endorse(world, breakout, *items)


def _redline(item: Json) -> list[tuple[str, str, str | None]]:
    return [(one["op"], one["text"], one["by"]) for one in item["redline"]]


async def test_the_report_says_who_wrote_what(world: World) -> None:
    breakout, copies = await _open(world)
    await world.amend("cara", copies[0]["id"], delete=(12, 30))
    await world.insert("cara", copies[0]["id"], 12, " that stand", "bbbbbbbb")
    await world.write("bob", copies[0]["id"], inserts(0, "The "))
    await _report(world, breakout)
    item = (await _shown(world, breakout, "ann"))["items"][0]
    assert _redline(item) == [
        ("insert", "The ", "BO"),
        ("equal", "Fourth words", None),
        ("insert", " that stand", "CA"),
        ("delete", " for a breakout.", "CA"),
    ]
    assert (item["change"], item["moved"]) == ("changed", False)
    rest = (await _shown(world, breakout))["items"][1:]
    assert [one["change"] for one in rest] == ["unchanged", "unchanged"]


async def test_endorsing_all(world: World) -> None:  # E3, E6
    breakout, copies = await _open(world)
    await world.write("bob", copies[0]["id"], inserts(0, "The "))
    await world.declare("bob", copies[0]["id"], "agreed", "by all")
    await world.declare("bob", copies[1]["id"], "divergent")
    await _report(world, breakout)
    assert [one["kind"] for one in (await world.chair.get("/api/me"))["groups"][0]["waiting"]] == [
        "report_to_endorse"
    ]
    done = await _endorse_all(world, breakout)
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
    breakout, _ = await _open(world)
    path = f"/api/breakouts/{breakout['id']}"
    items = [endorsing(one) for one in breakout["items"]]
    body = {"items": items}
    assert await world.chair.refused("POST", f"{path}/endorse", body) == (
        409,
        "breakouts.not_reported",
    )
    await _report(world, breakout)
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
    breakout, copies = await _open(world)
    _, bob = await world.page("bob", copies[0]["id"])
    await saved(bob, inserts(0, "Bob's "))
    shown, cara = await world.page("cara", copies[0]["id"])
    await saved(cara, inserts(0, "Cara's ", f"ins--{shown['pen']}-aaaaaaaa-1"))
    _, sec = await world.page("sec", world.ids.paragraphs[3])
    await _report(world, breakout)
    await _endorse_all(world, breakout)
    await sec.until(lambda: sec.words.startswith("Cara's Bob's "))
    assert {bob.client, cara.client} <= set(read_state(sec.doc.get_state()))
    fresh = await (await world.ann.socket()).page(sec.name)
    assert {bob.client, cara.client} <= set(read_state(fresh.doc.get_state()))


async def test_pending_amendments_come_along(world: World) -> None:
    """Those of the plenary and those made in the breakout, each decidable there in full."""
    one = world.ids.paragraphs[3]
    old = await world.insert("ann", one, 0, "Old ", "aaaaaaaa")
    gone = await world.insert("ann", one, 4, "gone ", "gggggggg")
    breakout, copies = await _open(world)
    twin = copies[0]["id"]
    path = f"/api/paragraphs/{twin}"
    shown = await world.bob.get(path)
    await world.bob.post(f"{path}/amendments/{gone}/reject", {"digest": shown["digest"]})
    new = await world.insert("cara", twin, 4, "new ", "bbbbbbbb")
    await _report(world, breakout)
    await _endorse_all(world, breakout)
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
    breakout, copies = await _open(world)
    _, page = await world.page("cara", copies[0]["id"])
    await saved(page, inserts(6, "and large ", f"ins--{mine}-2"))
    await _report(world, breakout)
    await _endorse_all(world, breakout)
    plenary = await world.chair.get(world.paragraph(3))
    assert [a["inserted"] for a in plenary["amendments"]] == ["Small and large "]


async def test_an_amendment_whose_words_went_has_fallen(world: World) -> None:
    """Proposed in plenary meanwhile, on words the breakout took out: no ghost is left pending."""
    one = world.ids.paragraphs[3]
    breakout, copies = await _open(world)
    await world.write("bob", copies[0]["id"], deletes(6, 12))
    struck = await world.amend("ann", one, "aaaaaaaa", delete=(7, 10))
    await _report(world, breakout)
    await _endorse_all(world, breakout)
    plenary = await world.chair.get(world.paragraph(3))
    assert (plain(plenary), names(plenary)) == ("Fourth for a breakout.", [])
    fell = [fact for fact in await world.record(kind="AmendmentFell")]
    assert [fact["data"]["amendment"] for fact in fell] == [struck]


async def test_moved_words_are_shown_and_never_merged_unseen(world: World) -> None:  # E4
    breakout, copies = await _open(world)
    await world.write("bob", copies[0]["id"], inserts(0, "The "))
    await _report(world, breakout)
    seen = (await _shown(world, breakout))["items"][0]
    assert not seen["moved"]
    size = len("Fourth words for a breakout.")
    await world.write("sec", world.ids.paragraphs[3], inserts(size, " Moved."))
    path = f"/api/breakouts/{breakout['id']}/endorse"
    refused = await world.chair.refused("POST", path, {"items": [endorsing(seen)]})
    assert refused == (409, "breakouts.plenary_moved")
    shown = (await _shown(world, breakout))["items"][0]
    assert shown["moved"]
    assert plain({"words": shown["before"]}) == "Fourth words for a breakout. Moved."
    assert plain({"words": shown["after"]}) == "The Fourth words for a breakout. Moved."
    assert _redline(shown)[0] == ("insert", "The ", None)
    await _endorse(world, breakout, endorsing(shown))
    after = await world.chair.get(world.paragraph(3))
    assert plain(after) == "The Fourth words for a breakout. Moved."


async def test_words_typed_a_moment_ago_are_not_merged_unseen(world: World) -> None:  # E4
    breakout, _ = await _open(world)
    await _report(world, breakout)
    seen = (await _shown(world, breakout))["items"][0]
    _, page = await world.page("sec", world.ids.paragraphs[3])
    await saved(page, inserts(0, "Quick "))
    path = f"/api/breakouts/{breakout['id']}/endorse"
    refused = await world.chair.refused("POST", path, {"items": [endorsing(seen)]})
    assert refused == (409, "breakouts.plenary_moved")
    wrong = {**endorsing(seen), "copy_digest": "sha256:other"}
    refused = await world.chair.refused("POST", path, {"items": [wrong]})
    assert refused == (409, "breakouts.copy_differs")


async def test_all_or_nothing(world: World) -> None:
    breakout, _ = await _open(world)
    await _report(world, breakout)
    items = [endorsing(one) for one in (await _shown(world, breakout))["items"]]
    items[2]["plenary_digest"] = "sha256:other"
    path = f"/api/breakouts/{breakout['id']}/endorse"
    refused = await world.chair.refused("POST", path, {"items": items})
    assert refused == (409, "breakouts.plenary_moved")
    assert {one["state"] for one in (await _shown(world, breakout))["items"]} == {"reported"}
    assert "ParagraphEndorsed" not in await world.kinds()


async def test_endorsing_as_amended(world: World) -> None:  # E5
    breakout, copies = await _open(world)
    pending = await world.amend("cara", copies[0]["id"], delete=(6, 12))
    await world.write("bob", copies[0]["id"], marks(0, 6, "strong"))
    await world.write("bob", copies[0]["id"], inserts(0, "The "))
    await _report(world, breakout)
    shown = (await _shown(world, breakout))["items"][0]
    done = await _endorse(world, breakout, endorsing(shown, "The Fourth, for every breakout."))
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
    breakout, copies = await _open(world)
    await _report(world, breakout)
    items = (await _shown(world, breakout))["items"]
    await _endorse(world, breakout, endorsing(items[0]))
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
    again = await _report(world, breakout)
    assert [one["state"] for one in again["items"]] == ["endorsed", "reported", "reported"]
    open_items = [one for one in again["items"] if one["state"] == "reported"]
    done = await _endorse(world, breakout, *[endorsing(one) for one in open_items])
    assert done["state"] == "endorsed"
    assert plain(await world.chair.get(world.paragraph(4))) == "words for a breakout."


async def test_what_the_breakout_added_comes_in_behind_its_neighbour(world: World) -> None:
    breakout, copies = await _open(world)
    where = f"/api/documents/{breakout['working_document_id']}/paragraphs"
    body = {"category_id": copies[0]["category_id"], "after": copies[0]["id"], "kind": "statement"}
    added = await world.cara.post(where, {**body, "text": "Cara adds this."})
    await world.bob.post(where, {**body, "after": added["id"], "text": "And Bob this."})
    gone = await world.bob.post(where, {**body, "text": "Given up again."})
    await world.bob.post(f"/api/paragraphs/{gone['id']}/retire", {"reason": "no"})
    reported = await _report(world, breakout)
    assert [one["change"] for one in reported["items"]] == [
        "unchanged",
        "added",
        "added",
        "unchanged",
        "unchanged",
    ]
    new = reported["items"][1]
    assert (new["paragraph_id"], new["plenary_digest"]) == (None, None)
    assert _redline(new) == [("insert", "Cara adds this.", "CA")]
    await _endorse_all(world, breakout)
    text = (await world.text())["paragraphs"]
    assert [(one["label"], plain(one)) for one in text[3:7]] == [
        ("4", "Fourth words for a breakout."),
        ("4 bis", "Cara adds this."),
        ("4 ter", "And Bob this."),
        ("5", "Fifth words for a breakout."),
    ]
    assert text[4]["proposers"] == [world.ids.delegations["CA"]]
    assert text[4]["category_id"] == world.ids.categories["B"]


async def test_what_the_breakout_added_in_a_category_of_its_own(world: World) -> None:
    """A category the breakout added comes into the plenary's framework with its first paragraph."""
    breakout, _ = await _open(world)
    path = f"/api/documents/{breakout['working_document_id']}"
    body = {"label": "B.2", "title": "Also"}
    category = await world.bob.post(f"{path}/categories", body)
    new = {"category_id": category["id"], "kind": "statement", "text": "Quite new."}
    await world.bob.post(f"{path}/paragraphs", new)
    await _report(world, breakout)
    await _endorse_all(world, breakout)
    text = await world.text()
    assert [(one["label"], one["title"]) for one in text["categories"]] == [
        ("A", "Category A"),
        ("B", "Category B"),
        ("B.2", "Also"),
    ]
    last = text["paragraphs"][-1]
    assert (plain(last), last["label"]) == ("Quite new.", "7")
    assert last["category_id"] == text["categories"][-1]["id"]


async def test_what_the_breakout_retired_is_retired(world: World) -> None:
    breakout, copies = await _open(world)
    path = f"/api/paragraphs/{copies[1]['id']}/retire"
    await world.bob.post(path, {"reason": "covered by 4"})
    reported = await _report(world, breakout)
    item = reported["items"][1]
    assert (item["change"], item["retired_reason"]) == ("retired", "covered by 4")
    await _endorse_all(world, breakout)
    assert await world.labels() == ["1", "2", "3", "4", "6"]
    retired = await world.chair.get(world.paragraph(4))
    assert retired["retired_reason"] == "Friends of the text: covered by 4"
    assert retired["with_breakout"] is None


async def test_a_split_in_the_breakout(world: World) -> None:
    breakout, copies = await _open(world)
    path = f"/api/paragraphs/{copies[0]['id']}/split"
    await world.bob.post(path, {"at": 12, "digest": copies[0]["digest"]})
    reported = await _report(world, breakout)
    assert [one["change"] for one in reported["items"][:2]] == ["changed", "added"]
    await _endorse_all(world, breakout)
    text = (await world.text())["paragraphs"]
    assert [(one["label"], plain(one)) for one in text[3:5]] == [
        ("4", "Fourth words"),
        ("4 bis", " for a breakout."),
    ]


async def test_a_merge_in_the_breakout(world: World) -> None:
    breakout, copies = await _open(world)
    body = {"next_id": copies[1]["id"], "digests": [one["digest"] for one in copies[:2]]}
    await world.bob.post(f"/api/paragraphs/{copies[0]['id']}/merge", body)
    await _report(world, breakout)
    await _endorse_all(world, breakout)
    text = (await world.text())["paragraphs"]
    assert [(one["label"], plain(one)) for one in text[3:]] == [
        ("4", "Fourth words for a breakout. Fifth words for a breakout."),
        ("6", "Sixth words."),
    ]


@pytest.mark.parametrize(
    ("kind", "label"),
    [("statement", "4"), ("preambular", "PP1"), ("note", "")],
)
async def test_a_kind_found_in_the_breakout(world: World, kind: str, label: str) -> None:
    breakout, copies = await _open(world)
    await world.bob.put(f"/api/paragraphs/{copies[0]['id']}/kind", {"kind": kind})
    reported = await _report(world, breakout)
    item = reported["items"][0]
    assert (item["kind_before"], item["kind"]) == ("recommendation", kind)
    await _endorse_all(world, breakout)
    plenary = await world.chair.get(world.paragraph(3))
    assert (plenary["kind"], plenary["label"]) == (kind, label)
    facts = await world.record(paragraph=plenary["id"], kind="KindChanged")
    assert [one["data"]["kind_after"] for one in facts] == [kind]


async def test_a_number_the_plenary_gave_meanwhile_is_not_given_again(world: World) -> None:
    """The breakout's PP1 and the plenary's PP1 are two paragraphs: the later one is PP2."""
    breakout, copies = await _open(world)
    await world.bob.put(f"/api/paragraphs/{copies[0]['id']}/kind", {"kind": "preambular"})
    await world.chair.put(f"{world.paragraph(0)}/kind", {"kind": "preambular"})
    await _report(world, breakout)
    await _endorse_all(world, breakout)
    assert await world.labels() == ["PP1", "2", "3", "PP2", "5", "6"]


async def test_what_the_breakout_left_alone_stays_as_the_plenary_has_it(world: World) -> None:
    """A status, a kind and proposers changed in plenary meanwhile are not undone."""
    breakout, _ = await _open(world)
    await world.declare("chair", world.ids.paragraphs[3], "deferred", "next week")
    await world.chair.put(f"{world.paragraph(4)}/kind", {"kind": "statement"})
    await _report(world, breakout)
    await _endorse_all(world, breakout)
    deferred, statement = [await world.chair.get(world.paragraph(place)) for place in (3, 4)]
    assert (deferred["status"], deferred["status_note"]) == ("deferred", "next week")
    assert statement["kind"] == "statement"


async def test_what_the_plenary_agreed_meanwhile_is_not_overwritten(world: World) -> None:  # E2
    breakout, copies = await _open(world)
    await world.write("bob", copies[0]["id"], inserts(0, "The "))
    await world.declare("chair", world.ids.paragraphs[3], "agreed")
    await _report(world, breakout)
    item = (await _shown(world, breakout))["items"][0]
    assert item["may"]["endorse"]["reason"] == "breakouts.plenary_agreed"
    path = f"/api/breakouts/{breakout['id']}/endorse"
    refused = await world.chair.refused("POST", path, {"items": [endorsing(item)]})
    assert refused == (409, "breakouts.plenary_agreed")


async def test_what_the_plenary_retired_meanwhile_is_not_endorsed(world: World) -> None:
    breakout, copies = await _open(world)
    await world.write("bob", copies[0]["id"], inserts(0, "The "))
    await world.chair.post(f"{world.paragraph(3)}/retire", {"reason": "elsewhere"})
    await _report(world, breakout)
    item = (await _shown(world, breakout))["items"][0]
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
    items = [endorsing(one) for one in (await _shown(world, breakout))["items"]]
    reported = time.perf_counter()
    done = await _endorse(world, breakout, *items)
    ended = time.perf_counter()
    assert done["state"] == "endorsed"
    print(  # noqa: T201  the figure is what this is for
        f"\n{len(items)} paragraphs: opened {opened - begun:.2f} s, reported "
        f"{reported - opened:.2f} s, endorsed {ended - reported:.2f} s"
    )
