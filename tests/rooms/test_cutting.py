"""Splitting and merging paragraphs, while words are being typed and amended. Rules T6, T9."""

import pytest
from pycrdt import Doc, Text

from app.rules import words as w
from app.sync.validate import read_state
from tests.rooms.server import Json
from tests.rooms.sockets import deletes, inserts, marks, saved, words_in
from tests.rooms.world import World, names, plain, words_of

ARABIC = "الفقرة الأولى 🌍 👩‍👩‍👧 end"


async def _split(world: World, place: int, at: int, who: str = "chair") -> list[Json]:
    path = world.paragraph(place)
    digest = (await world.chair.get(path))["digest"]
    parts = await world.who(who).post(f"{path}/split", {"at": at, "digest": digest})
    assert isinstance(parts, list)
    return parts


def _clients(doc: "Doc[Text]") -> set[int]:
    """The clients with words in a document, as its state vector lists them."""
    return set(read_state(doc.get_state()))


async def test_split_and_merge_give_the_words_back(world: World) -> None:
    first, second = await _split(world, 1, 6)
    assert [plain(first), plain(second)] == ["Second", " words of it."]
    assert (first["label"], second["label"]) == ("2", "2 bis")
    assert await world.labels() == ["1", "2", "2 bis", "3", "4", "5", "6"]
    body = {"next_id": second["id"], "digests": [first["digest"], second["digest"]]}
    merged = await world.chair.post(f"{world.paragraph(1)}/merge", body)
    assert plain(merged) == "Second words of it."
    assert await world.labels() == ["1", "2", "3", "4", "5", "6"]
    taken = await world.ann.get(f"/api/paragraphs/{second['id']}")
    assert taken["retired_reason"] == "merged into paragraph 2"
    assert await world.kinds(paragraph=first["id"]) == [
        "ParagraphAdded",
        "ParagraphSplit",
        "ParagraphsMerged",
    ]


async def test_splitting_counts_as_javascript_does(world: World) -> None:
    """UTF-16 units; never inside a character; marks stay on their words."""
    size = len("First words of the text.")
    await world.write("sec", world.ids.paragraphs[0], deletes(0, size))
    await world.write("sec", world.ids.paragraphs[0], inserts(0, ARABIC, "strong"))
    globe = ARABIC.index("🌍")
    path = world.paragraph(0)
    shown = await world.chair.get(path)
    inside = {"at": globe + 1, "digest": shown["digest"]}
    assert await world.chair.refused("POST", f"{path}/split", inside) == (422, "text.outside")
    first, second = await _split(world, 0, globe + 2)
    assert plain(first) == ARABIC[: globe + 1]
    assert plain(second) == ARABIC[globe + 1 :]
    assert [run["marks"] for run in (*first["words"], *second["words"])] == [["strong"]] * 2


@pytest.mark.parametrize(("at", "reason"), [(0, "text.empty_part"), (999, "text.outside")])
async def test_both_parts_need_words(world: World, at: int, reason: str) -> None:
    path = world.paragraph(0)
    digest = (await world.chair.get(path))["digest"]
    refused = await world.chair.refused("POST", f"{path}/split", {"at": at, "digest": digest})
    assert refused == (422, reason)


async def test_a_split_leaves_amendments_in_both_parts(world: World) -> None:
    paragraph = world.ids.paragraphs[1]
    both = await world.amend("ann", paragraph, "aaaaaaaa", delete=(3, 9))
    left = await world.insert("cara", paragraph, 1, "LEFT", "bbbbbbbb")
    right = await world.insert("dan", paragraph, 4 + len("Second words"), "RIGHT", "cccccccc")
    first, second = await _split(world, 1, 4 + 6)
    assert set(names(first)) == {both, left}
    assert set(names(second)) == {both, right}
    by_id = {one["id"]: one for one in first["amendments"]}
    assert by_id[both]["deleted"] == "ond"
    assert {one["deleted"] for one in second["amendments"] if one["id"] == both} == {" wo"}
    path = f"/api/paragraphs/{second['id']}"
    body = {"digest": second["digest"]}
    after = await world.chair.post(f"{path}/amendments/{both}/accept", body)
    assert plain(after) == "rdsRIGHT of it."
    assert both in names(await world.chair.get(world.paragraph(1)))
    assert both.startswith((await world.ann.get(path))["pen"])


async def test_a_split_keeps_who_wrote_what(world: World) -> None:
    paragraph = world.ids.paragraphs[1]
    shown, page = await world.page("sec", paragraph)
    await saved(page, inserts(2, "typed by hand "))
    await world.rested(paragraph, lambda one: one["digest"] != shown["digest"])
    first, second = await _split(world, 1, 20)
    socket = await world.ann.socket()
    left, right = await socket.page(first["sync"]), await socket.page(second["sync"])
    assert page.client in _clients(left.doc)
    assert page.client in _clients(right.doc)
    assert words_in(left) == words_of(first)
    assert words_in(right) == words_of(second)


async def test_a_merge_signs_amendments_with_the_paragraphs_own_pens(world: World) -> None:
    """Pens differ from paragraph to paragraph; the merged words carry the first one's."""
    one, two = world.ids.paragraphs[:2]
    kept = await world.insert("ann", one, 0, "ONE ", "aaaaaaaa")
    moved = await world.insert("ann", two, 0, "TWO ", "bbbbbbbb")
    assert kept[:8] != moved[:8]
    first, second = [await world.chair.get(world.paragraph(place)) for place in (0, 1)]
    body = {"next_id": two, "digests": [first["digest"], second["digest"]]}
    merged = await world.chair.post(f"{world.paragraph(0)}/merge", body)
    assert plain(merged) == "ONE First words of the text. TWO Second words of it."
    assert {name[:8] for name in names(merged)} == {kept[:8]}
    mine = await world.ann.get(world.paragraph(0))
    assert all(one["mine"] and one["label"] == "AR" for one in mine["amendments"])
    renamed = next(name for name in names(merged) if name != kept)
    withdrawn = await world.ann.post(f"{world.paragraph(0)}/amendments/{renamed}/withdraw")
    assert plain(withdrawn) == "ONE First words of the text. Second words of it."
    home = await world.chair.get("/api/me")
    counts = [one for one in home["groups"][0]["waiting"] if one["kind"] == "amendments_to_decide"]
    assert [one["count"] for one in counts] == [1]


async def test_amendments_come_back_with_the_words(world: World) -> None:
    """Split and merged again: an amendment is pending once, in full, and can be decided."""
    paragraph = world.ids.paragraphs[1]
    both = await world.amend("ann", paragraph, "aaaaaaaa", delete=(3, 9))
    right = await world.insert("dan", paragraph, 12, "RIGHT", "cccccccc")
    first, second = await _split(world, 1, 6)
    body = {"next_id": second["id"], "digests": [first["digest"], second["digest"]]}
    merged = await world.chair.post(f"{world.paragraph(1)}/merge", body)
    found = {one["id"]: (one["inserted"], one["deleted"]) for one in merged["amendments"]}
    assert found == {both: ("", "ond wo"), right: ("RIGHT", "")}
    path = f"{world.paragraph(1)}/amendments"
    after = await world.chair.post(f"{path}/{both}/accept", {"digest": merged["digest"]})
    after = await world.chair.post(f"{path}/{right}/accept", {"digest": after["digest"]})
    assert plain(after) == "SecrdsRIGHT of it."
    assert names(after) == []


async def test_only_the_next_is_merged(world: World) -> None:
    one, three = [await world.chair.get(world.paragraph(place)) for place in (0, 2)]
    body = {"next_id": three["id"], "digests": [one["digest"], three["digest"]]}
    refused = await world.chair.refused("POST", f"{world.paragraph(0)}/merge", body)
    assert refused == (409, "text.not_next")


@pytest.mark.parametrize("verb", ["split", "merge", "status", "accept", "reject"])
async def test_stale_words_are_refused_and_shown(world: World, verb: str) -> None:  # C2
    """What is decided is what was shown; the answer holds the words as they are."""
    paragraph = world.ids.paragraphs[0]
    amendment = await world.insert("ann", paragraph, 0, "NEW ")
    stale = await world.chair.get(world.paragraph(0))
    other = await world.chair.get(world.paragraph(1))
    _, page = await world.page("sec", paragraph)
    await saved(page, inserts(len("NEW First"), " of all"))
    calls = {
        "split": ("POST", "split", {"at": 3, "digest": stale["digest"]}),
        "merge": (
            "POST",
            "merge",
            {"next_id": other["id"], "digests": [stale["digest"], other["digest"]]},
        ),
        "status": ("PUT", "status", {"status": "divergent", "digest": stale["digest"]}),
        "accept": ("POST", f"amendments/{amendment}/accept", {"digest": stale["digest"]}),
        "reject": ("POST", f"amendments/{amendment}/reject", {"digest": stale["digest"]}),
    }
    method, tail, body = calls[verb]
    reply = await world.chair.call(method, f"{world.paragraph(0)}/{tail}", body)
    assert reply.status_code == 409
    answer = reply.json()
    assert answer["reason"] == "consensus.words_differ"
    assert answer["details"]["shown"] == stale["digest"]
    assert plain(answer["details"]) == "NEW First of all words of the text."
    now = await world.rested(paragraph, lambda one: one["digest"] != stale["digest"])
    assert answer["details"]["digest"] == now["digest"] == w.digest(words_of(now))


async def test_a_merge_wants_both_as_shown(world: World) -> None:
    one, two = [await world.chair.get(world.paragraph(place)) for place in (0, 1)]
    _, page = await world.page("sec", world.ids.paragraphs[1])
    await saved(page, inserts(0, "New "))
    body = {"next_id": two["id"], "digests": [one["digest"], two["digest"]]}
    refused = await world.chair.refused("POST", f"{world.paragraph(0)}/merge", body)
    assert refused == (409, "consensus.words_differ")


async def test_typing_goes_on_through_a_split(world: World) -> None:
    """What was typed and is under way when the paragraph is cut is kept, and all agree."""
    paragraph = world.ids.paragraphs[1]
    shown, ann = await world.page("ann", paragraph)
    _, sec = await world.page("sec", paragraph)
    pen = shown["pen"]
    update = ann.edited(inserts(19, "LATE", f"ins--{pen}-aaaaaaaa-1"))
    _, second = await _split(world, 1, 6)
    await ann.send_update(update)
    await ann.until(lambda: ann.saved + ann.unsaved >= 2 or ann.refusals)
    assert ann.refusals == []
    await sec.until(lambda: "LATE" in sec.words)
    await ann.until(lambda: ann.words == sec.words)
    now = await world.rested(paragraph, lambda one: "LATE" in plain(one))
    assert plain(now) == ann.words == "SecondLATE"
    assert plain(second) == " words of it."


async def test_typing_goes_on_through_a_move_and_a_change_of_kind(world: World) -> None:
    paragraph = world.ids.paragraphs[2]
    shown, ann = await world.page("ann", paragraph)
    mark = f"ins--{shown['pen']}-aaaaaaaa-1"
    await saved(ann, inserts(0, "One ", mark))
    body = {"category_id": world.ids.categories["B"], "after": None}
    await world.chair.post(f"{world.paragraph(2)}/move", body)
    await saved(ann, inserts(4, "two ", mark))
    await world.chair.put(f"{world.paragraph(2)}/kind", {"kind": "preambular"})
    await saved(ann, inserts(8, "three ", mark))
    now = await world.rested(paragraph, lambda one: "three" in plain(one))
    assert plain(now) == "One two three Third words there."


async def test_typing_stops_in_a_retired_paragraph(world: World) -> None:
    paragraph = world.ids.paragraphs[2]
    shown, ann = await world.page("ann", paragraph)
    mark = f"ins--{shown['pen']}-aaaaaaaa-1"
    await world.chair.post(f"{world.paragraph(2)}/retire", {"reason": "no"})
    await ann.until(lambda: ann.scope == "readonly")
    await ann.edit(inserts(0, "LOST?", mark))
    await ann.until(lambda: ann.refusals)
    assert ann.refusals == ["text.retired"]
    assert ann.words.startswith("LOST?")


async def test_marks_survive_a_split_inside_them(world: World) -> None:
    _, page = await world.page("sec", world.ids.paragraphs[0])
    await saved(page, marks(2, 12, "strong"))
    await saved(page, marks(8, 16, "em"))
    await world.rested(world.ids.paragraphs[0], lambda one: len(one["words"]) == 5)
    first, second = await _split(world, 0, 10)
    assert [(run["text"], run["marks"]) for run in first["words"]] == [
        ("Fi", []),
        ("rst wo", ["strong"]),
        ("rd", ["em", "strong"]),
    ]
    assert [(run["text"], run["marks"]) for run in second["words"]] == [
        ("s ", ["em", "strong"]),
        ("of t", ["em"]),
        ("he text.", []),
    ]


async def test_a_paragraph_taken_in_by_a_merge_takes_no_more_words(world: World) -> None:  # T4
    """Who has it open is told at once that it has been retired, and types in vain."""
    one, two = [await world.chair.get(world.paragraph(place)) for place in (0, 1)]
    _, page = await world.page("sec", two["id"])
    await saved(page, inserts(0, "New "))
    two = await world.rested(two["id"], lambda now: now["digest"] != two["digest"])
    body = {"next_id": two["id"], "digests": [one["digest"], two["digest"]]}
    await world.chair.post(f"{world.paragraph(0)}/merge", body)
    await page.until(lambda: page.scope == "readonly")
    assert page.told[-1]["reason"] == "text.retired"
    await page.edit(inserts(0, "Late "))
    await page.until(lambda: page.refusals)
