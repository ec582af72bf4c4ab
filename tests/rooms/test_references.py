"""References in the words: linked at rest, kept by identity, rewritten with the numbers. N8–N12."""

import asyncio

from app.rules import references as rules
from app.rules import words as w
from tests.rooms.server import Json
from tests.rooms.sockets import deletes, inserts, marks, saved, words_in
from tests.rooms.test_numbering import add, renumber
from tests.rooms.world import World, endorsing, plain, words_of


def linked(shown: Json) -> dict[str, str]:
    """What the references in a paragraph say, and which paragraphs they name."""
    text = plain(shown)
    spans = rules.stretches(words_of(shown))
    return {text[one.start : one.end]: shown["references"][one.id] for one in spans}


async def test_what_is_added_is_linked_at_once(world: World) -> None:  # N8, N9
    ids = world.ids.paragraphs
    added = await add(world, text="See paragraphs 2 and 9, and paragraph 5.", after=ids[0])
    assert linked(added) == {"2": ids[1], "5": ids[4]}
    listed = (await world.eve.get(f"{world.document}/references"))["references"]
    assert [(one["label"], one["text"], one["target_label"]) for one in listed] == [
        ("1 bis", "2", "2"),
        ("1 bis", "5", "5"),
    ]
    kinds = await world.kinds(paragraph=added["id"])
    assert kinds == ["ParagraphAdded"]


async def test_typing_is_linked_when_it_rests(world: World) -> None:  # N9
    """By a step of its own, in nobody's name, and the page goes on typing."""
    first, second = world.ids.paragraphs[:2]
    shown, page = await world.page("sec", first)
    await saved(page, inserts(len(plain(shown)), " As paragraph 2"))
    resting = await world.rested(first, linked)
    assert linked(resting) == {"2": second}
    facts = await world.record(paragraph=first)
    assert [fact["kind"] for fact in facts][-2:] == ["ParagraphEdited", "ReferencesLinked"]
    assert (facts[-1]["by"]["person"], facts[-2]["by"]["role"]) == (None, "secretariat")
    assert facts[-1]["data"]["digest"] == resting["digest"]
    await page.until(lambda: "ref" in str(words_in(page)))
    at = len(plain(resting))
    await saved(page, inserts(at, " says."))
    await world.rested(first, lambda one: plain(one).endswith("2 says."))
    assert page.refusals == []


async def test_a_label_that_grows_is_linked_anew(world: World) -> None:  # N9
    first = world.ids.paragraphs[0]
    added = await add(world, after=world.ids.paragraphs[1])
    shown, page = await world.page("sec", first)
    await saved(page, inserts(len(plain(shown)), " As paragraph 2"))
    resting = await world.rested(first, linked)
    await page.until(lambda: "ref" in str(words_in(page)))
    await saved(page, inserts(len(plain(resting)), " bis"))
    grown = await world.rested(first, lambda one: "2 bis" in linked(one))
    assert linked(grown) == {"2 bis": added["id"]}


async def test_a_delegates_words_are_linked_and_stay_theirs(world: World) -> None:  # N9
    first, second = world.ids.paragraphs[:2]
    amendment = await world.insert("ann", first, 5, " (see paragraph 2)")
    shown = await world.rested(first, linked)
    assert linked(shown) == {"2": second}
    assert [one["id"] for one in shown["amendments"]] == [amendment]
    body = {"digest": shown["digest"]}
    path = f"{world.paragraph(0)}/amendments/{amendment}/accept"
    accepted = await world.chair.post(path, body)
    assert linked(accepted) == {"2": second}


async def test_words_that_stand_still_are_not_linked(world: World) -> None:  # N9
    """Agreement names exact words; a link that comes later would be other words."""
    first = world.ids.paragraphs[0]
    await add(world, text="See paragraph 2 bis.", after=first)
    text = await world.text()
    naming = next(one for one in text["paragraphs"] if "See" in plain(one))
    await world.declare("chair", naming["id"], "agreed")
    await add(world, after=world.ids.paragraphs[1])
    await renumber(world)
    shown = await world.ann.get(f"/api/paragraphs/{naming['id']}")
    assert (shown["digest"], shown["status"], linked(shown)) == (naming["digest"], "agreed", {})


async def test_a_reference_goes_whole_or_not_at_all(world: World) -> None:  # N10
    added = await add(world, after=world.ids.paragraphs[1])
    naming = await add(world, text="See paragraph 2 bis.", after=added["id"])
    _, page = await world.page("sec", naming["id"])
    await page.edit(deletes(17, 19))
    await page.until(lambda: page.unsaved > 0)
    assert page.refusals
    kept = await world.ann.get(f"/api/paragraphs/{naming['id']}")
    assert linked(kept) == {"2 bis": added["id"]}
    _, page = await world.page("chair", naming["id"])
    await saved(page, deletes(14, 19))
    gone = await world.rested(naming["id"], lambda one: "bis" not in plain(one))
    assert gone["references"] == {}
    assert (await world.ann.get(f"{world.document}/references"))["references"] == []


async def test_renumbering_rewrites_references_in_agreed_words(world: World) -> None:  # N11
    """The digest stands, the status stands, and nobody has edited anything."""
    ids = world.ids.paragraphs
    added = await add(world, after=ids[1])
    naming = await add(world, text="See paragraphs 2–2 bis, and 6 (paragraph 6).", after=ids[2])
    await world.declare("chair", naming["id"], "agreed")
    _, page = await world.page("ann", naming["id"])
    before = await world.kinds(paragraph=naming["id"])
    await renumber(world)
    shown = await world.ann.get(f"/api/paragraphs/{naming['id']}")
    assert plain(shown) == "See paragraphs 2–3, and 8 (paragraph 8)."
    assert linked(shown) == {"2": ids[1], "3": added["id"], "8": ids[5]}
    agreed = await world.ann.get(f"/api/paragraphs/{naming['id']}")
    assert (agreed["status"], agreed["digest"]) == ("agreed", w.digest(words_of(shown)))
    assert await world.kinds(paragraph=naming["id"]) == before
    await page.until(lambda: w.plain(words_in(page)) == plain(shown))


async def test_renumbering_while_somebody_types(world: World) -> None:  # N11
    """What is typed meanwhile stays, beside the number that has changed."""
    naming = await add(world, text="See paragraph 3.", after=world.ids.paragraphs[3 - 1])
    await add(world, after=world.ids.paragraphs[0])
    _, page = await world.page("sec", naming["id"])
    await asyncio.gather(saved(page, inserts(0, "Please. ")), renumber(world))
    shown = await world.rested(naming["id"], lambda one: plain(one).startswith("Please"))
    assert plain(shown) == "Please. See paragraph 4."
    assert linked(shown) == {"4": world.ids.paragraphs[2]}
    edited = [one for one in await world.record() if one["kind"] == "ParagraphEdited"]
    assert {one["by"]["role"] for one in edited} == {"secretariat"}


async def test_references_follow_a_change_of_series(world: World) -> None:  # N11
    naming = await add(world, text="See paragraph 2.", after=world.ids.paragraphs[2])
    await world.sec.put(f"{world.paragraph(1)}/kind", {"kind": "preambular"})
    shown = await world.ann.get(f"/api/paragraphs/{naming['id']}")
    assert plain(shown) == "See paragraph PP1."
    assert shown["digest"] == naming["digest"]


async def test_references_to_what_is_gone_are_listed(world: World) -> None:  # N11
    naming = await add(world, text="See paragraph 2.", after=world.ids.paragraphs[2])
    await world.chair.post(f"{world.paragraph(1)}/retire", {"reason": "said elsewhere"})
    await renumber(world)
    shown = await world.ann.get(f"/api/paragraphs/{naming['id']}")
    assert plain(shown) == "See paragraph 2."
    path = f"{world.document}/references"
    broken = (await world.ann.get(path, params={"broken": True}))["references"]
    assert [(one["paragraph_id"], one["target_id"]) for one in broken] == [
        (naming["id"], world.ids.paragraphs[1])
    ]
    assert (await world.ann.get(path, params={"broken": False}))["references"] == []


async def test_a_split_takes_its_references_along(world: World) -> None:  # N9
    ids = world.ids.paragraphs
    naming = await add(world, text="See paragraph 2. And paragraph 3.", after=ids[2])
    body = {"at": 16, "digest": naming["digest"]}
    one, two = await world.sec.post(f"/api/paragraphs/{naming['id']}/split", body)
    assert (linked(one), linked(two)) == ({"2": ids[1]}, {"3": ids[2]})
    body = {"next_id": two["id"], "digests": [one["digest"], two["digest"]]}
    joined = await world.sec.post(f"/api/paragraphs/{one['id']}/merge", body)
    assert linked(joined) == {"2": ids[1], "3": ids[2]}


async def test_a_breakouts_references_come_back(world: World) -> None:  # N12
    """Not rewritten in the copy while the plenary renumbers; refreshed when endorsed."""
    ids = world.ids.paragraphs
    naming = await add(
        world,
        text="See paragraph 4.",
        category_id=world.ids.categories["B"],
        after=ids[5],
    )
    breakout = await world.breakout(categories=[world.ids.categories["B"]])
    twins = {one["label"]: one for one in await world.copies(breakout)}
    twin = twins["7"]
    assert linked(twin) == {"4": twins["4"]["id"]}
    await world.write("bob", twin["id"], inserts(16, " And paragraph 5."))
    await world.rested(twin["id"], lambda one: "5" in linked(one))
    await add(world, after=ids[0])
    await renumber(world)
    still = await world.bob.get(f"/api/paragraphs/{twin['id']}")
    assert (still["label"], plain(still)) == ("8", "See paragraph 4. And paragraph 5.")
    path = f"/api/breakouts/{breakout['id']}"
    report = await world.bob.post(f"{path}/report", {})
    item = next(one for one in report["items"] if one["label"] == "8")
    await world.chair.post(f"{path}/endorse", {"items": [endorsing(item)]})
    back = await world.ann.get(f"/api/paragraphs/{naming['id']}")
    assert plain(back) == "See paragraph 5. And paragraph 6."
    assert linked(back) == {"5": ids[3], "6": ids[4]}


async def test_no_reference_is_put_on_by_typing(world: World) -> None:  # N10
    naming = await add(world, text="See paragraph 2.", after=world.ids.paragraphs[2])
    ref = next(iter(naming["references"]))
    _, page = await world.page("sec", world.ids.paragraphs[0])
    await page.edit(marks(0, 5, f"ref--{ref}"))
    await page.until(lambda: page.unsaved > 0)
    shown = await world.ann.get(world.paragraph(0))
    assert shown["references"] == {}


async def test_linking_is_no_version_of_the_words(world: World) -> None:  # N9
    """The line of time shows who typed, and nobody who linked."""
    first = world.ids.paragraphs[0]
    await world.write("sec", first, inserts(0, "See paragraph 2. "))
    shown = await world.rested(first, linked)
    line = await world.chair.get(f"/api/paragraphs/{first}/timeline")
    versions = [one["version"] for one in line["moments"] if one["version"]]
    assert [one["decided"] for one in versions][1:] == [False]
    assert versions[-1]["digest"] == shown["digest"]
