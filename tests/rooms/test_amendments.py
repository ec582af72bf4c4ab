"""Amendments are proposed in one's own name, and decided on the server. Rules T5 to T8."""

import pytest

from tests.rooms.sockets import deletes, inserts, marks, saved, words_in
from tests.rooms.world import World, names, plain, words_of

WORDS = "First words of the text."


@pytest.mark.parametrize(
    ("verb", "fact", "words"),
    [
        ("accept", "AmendmentAccepted", "First new words of the."),
        ("reject", "AmendmentRejected", WORDS),
        ("withdraw", "AmendmentWithdrawn", WORDS),
    ],
)
async def test_how_an_amendment_ends(world: World, verb: str, fact: str, words: str) -> None:
    paragraph = world.ids.paragraphs[0]
    await world.amend("ann", paragraph, delete=(18, 23))
    amendment = await world.insert("ann", paragraph, 6, "new ")
    shown = await world.rested(paragraph, lambda one: "new" in plain(one))
    listed = shown["amendments"][0]
    assert (listed["inserted"], listed["deleted"]) == ("new ", " text")
    assert (listed["label"], listed["delegation_id"]) == ("AR", world.ids.delegations["AR"])
    _, page = await world.page("cara", paragraph)
    who, body = ("ann", None) if verb == "withdraw" else ("sec", {"digest": shown["digest"]})
    path = f"{world.paragraph(0)}/amendments/{amendment}/{verb}"
    after = await world.who(who).post(path, body)
    assert (plain(after), names(after)) == (words, [])
    await page.until(lambda: words_in(page) == words_of(after))
    told = (await world.record(kind=fact))[-1]
    assert (told["data"]["inserted"], told["data"]["deleted"]) == ("new ", " text")
    assert await world.who(who).refused("POST", path, body) == (409, "text.amendment_closed")


async def test_nested_amendments_fall_with_what_holds_them(world: World) -> None:  # T8
    paragraph = world.ids.paragraphs[0]
    outer = await world.insert("ann", paragraph, 6, "outer ", "aaaaaaaa")
    shown, page = await world.page("bob", paragraph)
    inner = f"{shown['pen']}-bbbbbbbb"
    await saved(page, inserts(8, "INNER", f"ins--{outer}-1", f"ins--{inner}-1"))
    now = await world.rested(paragraph, lambda one: inner in names(one))
    assert set(names(now)) == {outer, inner}
    path = f"{world.paragraph(0)}/amendments/{outer}/reject"
    after = await world.chair.post(path, {"digest": now["digest"]})
    assert (plain(after), names(after)) == (WORDS, [])
    fell = (await world.record(kind="AmendmentFell"))[0]
    assert fell["data"]["amendment"] == inner
    assert fell["data"]["inserted"] == "INNER"


async def test_accepting_the_outer_leaves_the_inner_pending(world: World) -> None:
    paragraph = world.ids.paragraphs[0]
    outer = await world.insert("ann", paragraph, 6, "outer ", "aaaaaaaa")
    shown, page = await world.page("bob", paragraph)
    inner = f"{shown['pen']}-bbbbbbbb"
    await saved(page, marks(6, 9, f"del--{inner}-1"))
    now = await world.rested(paragraph, lambda one: inner in names(one))
    path = f"{world.paragraph(0)}/amendments"
    after = await world.chair.post(f"{path}/{outer}/accept", {"digest": now["digest"]})
    assert (plain(after), names(after)) == ("First outer words of the text.", [inner])
    after = await world.chair.post(f"{path}/{inner}/accept", {"digest": after["digest"]})
    assert plain(after) == "First er words of the text."


async def test_a_decided_amendment_takes_no_more_words(world: World) -> None:
    """What is typed under it is refused with the reason, and stays on its author's page."""
    paragraph = world.ids.paragraphs[0]
    amendment = await world.insert("ann", paragraph, 0, "New ")
    shown, page = await world.page("ann", paragraph)
    path = f"{world.paragraph(0)}/amendments/{amendment}/accept"
    await world.chair.post(path, {"digest": shown["digest"]})
    await page.edit(inserts(0, "Late ", f"ins--{amendment}-2"))
    await page.until(lambda: page.refusals)
    assert page.refusals == ["text.amendment_closed"]
    assert page.words == f"Late New {WORDS}"
    assert plain(await world.ann.get(world.paragraph(0))) == f"New {WORDS}"


@pytest.mark.parametrize(
    ("hand", "reason"),
    [
        (inserts(0, "bare"), "text.base_changed"),
        (deletes(0, 3), "text.base_changed"),
        (marks(0, 3, "strong"), "text.base_changed"),
        (inserts(0, "foreign", "ins--aaaaaaaa-bbbbbbbb-1"), "text.foreign_amendment"),
        (marks(0, 3, "del--aaaaaaaa-bbbbbbbb-1"), "text.foreign_amendment"),
    ],
)
async def test_what_a_delegate_may_not_type(world: World, hand: object, reason: str) -> None:
    _, page = await world.page("ann", world.ids.paragraphs[0])
    await page.edit(hand)  # type: ignore[arg-type]  # a parameter
    await page.until(lambda: page.refusals)
    assert page.refusals == [reason]
    assert plain(await world.ann.get(world.paragraph(0))) == WORDS


async def test_nobody_erases_anothers_insertion(world: World) -> None:
    paragraph = world.ids.paragraphs[0]
    await world.insert("ann", paragraph, 0, "New ")
    for who in ("bob", "chair"):
        _, page = await world.page(who, paragraph)
        await page.edit(deletes(0, 4))
        await page.until(lambda page=page: page.refusals)  # type: ignore[misc]
        assert page.refusals[0] in ("text.insertion_erased", "text.base_changed")


async def test_an_author_erases_their_own_and_the_amendment_falls(world: World) -> None:
    paragraph = world.ids.paragraphs[0]
    await world.insert("ann", paragraph, 0, "New ")
    _, page = await world.page("ann", paragraph)
    await saved(page, deletes(0, 4))
    await world.rested(paragraph, lambda one: names(one) == [])
    assert (await world.kinds(paragraph=paragraph))[-1] == "AmendmentFell"


async def test_withdrawing_is_for_whose_it_is(world: World) -> None:  # T8
    amendment = await world.insert("ann", world.ids.paragraphs[0], 0, "New ")
    path = f"{world.paragraph(0)}/amendments/{amendment}/withdraw"
    for who in ("bob", "chair", "eve"):
        assert await world.who(who).refused("POST", path) == (403, "text.not_yours")
    await world.ann.post(path)


async def test_an_amendment_that_is_none(world: World) -> None:
    digest = (await world.chair.get(world.paragraph(0)))["digest"]
    path = f"{world.paragraph(0)}/amendments/aaaaaaaa-bbbbbbbb"
    for verb in ("accept", "reject"):
        refused = await world.chair.refused("POST", f"{path}/{verb}", {"digest": digest})
        assert refused == (404, "not_found")
    assert await world.ann.refused("POST", f"{path}/withdraw") == (404, "not_found")


async def test_the_history_tells_it_newest_first(world: World) -> None:
    amendment = await world.insert("ann", world.ids.paragraphs[0], 0, "New ")
    shown = await world.chair.get(world.paragraph(0))
    path = f"{world.paragraph(0)}/amendments/{amendment}/accept"
    await world.chair.post(path, {"digest": shown["digest"], "note": "as said"})
    facts = (await world.eve.get(f"{world.paragraph(0)}/history"))["facts"]
    kinds = [one["kind"] for one in facts]
    expected = ["AmendmentAccepted", "AmendmentProposed", "ParagraphEdited", "ParagraphAdded"]
    assert kinds == expected
    assert facts[0]["sentence"] == "accepted the amendment of AR to paragraph 1: “as said”"
    assert facts[1]["by"] == {
        "person": "Ann",
        "delegation_id": world.ids.delegations["AR"],
        "role": "delegate",
    }
