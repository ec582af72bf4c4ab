"""Rights that change while somebody writes. Promises Y5, Y7, Y8."""

import asyncio

from app.sync import Admission, Denied
from tests.sync.conftest import Place
from tests.sync.gates import LOCKED

FROZEN = Admission("readonly", refusal=LOCKED)


async def test_a_session_is_told_that_it_may_not_write_any_more_and_again(place: Place) -> None:
    """Y8: frozen, then reopened; what is typed meanwhile is refused with the reason."""
    await place.document("p1", "Text")
    ann = await place.page("ann", "p1")
    place.gate.answers[(None, "p1")] = FROZEN
    place.hub.reconsider("p1")
    await ann.until(lambda: ann.scope == "readonly")
    assert ann.told[-1]["reason"] == "test.frozen"
    await ann.type(" typed too late")
    await ann.until(lambda: ann.refusals == ["test.frozen"])
    place.gate.answers.clear()
    place.hub.reconsider("p1")
    await ann.until(lambda: ann.scope == "read-write")
    await ann.ask()
    await ann.until(lambda: ann.saved == 1)
    assert len(await place.stored("p1")) == 2


async def test_only_those_concerned_are_told(place: Place) -> None:  # Y8
    await place.document("p1")
    await place.document("p2")
    ann, bob = await place.page("ann", "p1"), await place.page("bob", "p1")
    elsewhere = await place.page("ann", "p2")
    place.gate.answers[("ann", None)] = FROZEN
    place.hub.reconsider("p1", "ann")
    await ann.until(lambda: ann.scope == "readonly")
    await bob.type("x")
    await bob.until(lambda: bob.saved == 1)
    assert (bob.scope, elsewhere.scope) == ("read-write", "read-write")
    place.hub.reconsider(visitor="ann")
    await elsewhere.until(lambda: elsewhere.scope == "readonly")


async def test_a_session_is_put_out_of_a_document(place: Place) -> None:  # Y8
    await place.document("p1")
    ann, bob = await place.page("ann", "p1"), await place.page("bob", "p1")
    place.gate.answers[("ann", "p1")] = Denied("test.closed", "Closed to you.")
    place.hub.reconsider("p1", "ann")
    await ann.until(lambda: ann.denied == "test.closed")
    await bob.type("secret")
    await bob.until(lambda: bob.saved == 1)
    assert ann.words == ""


async def test_somebody_signed_out_loses_every_socket(place: Place) -> None:  # Y8
    await place.document("p1")
    first, second = await place.connect("ann"), await place.connect("ann")
    bob = await place.page("bob", "p1")
    place.hub.gone("ann")
    assert [await first.closed(), await second.closed()] == [4401, 4401]
    await bob.type("x")
    await bob.until(lambda: bob.saved == 1)


async def test_what_was_weighed_under_old_rights_is_weighed_again(place: Place) -> None:
    """Y5: the right goes between the weighing and the commit."""
    await place.document("p1")
    ann = await place.page("ann", "p1")
    place.gate.hold = asyncio.Event()
    await ann.type("just in time?")
    await place.gate.holding.wait()
    place.gate.answers[("ann", "p1")] = FROZEN
    place.hub.reconsider("p1")
    place.gate.hold.set()
    await ann.until(lambda: ann.refusals == ["test.frozen"])
    assert await place.stored("p1") == []


async def test_an_answer_that_grew_old_while_it_was_given_is_not_used(place: Place) -> None:
    """Y8: rights change while the gate is answering for somebody who is opening a document."""
    await place.document("p1")
    place.gate.hold_answer = asyncio.Event()
    browser = await place.connect("ann")
    opening = asyncio.create_task(browser.open("p1", await place.ticket("ann")))
    await place.gate.holding.wait()
    place.gate.answers[("ann", "p1")] = FROZEN
    place.hub.reconsider("p1")
    place.gate.hold_answer.set()
    assert (await opening).scope == "readonly"


async def test_what_is_sent_while_rights_are_asked_anew_is_decided_by_the_answer(
    place: Place,
) -> None:
    """Y8: and the page hears what it may do now before it hears of the refusal."""
    await place.document("p1")
    ann = await place.page("ann", "p1")
    place.gate.hold_answer = asyncio.Event()
    place.gate.answers[("ann", "p1")] = FROZEN
    place.hub.reconsider("p1")
    await place.gate.holding.wait()
    saved, ann.synced = ann.saved, False
    await ann.type("too late")
    await ann.ask()
    await ann.until(lambda: ann.synced)  # the server has what was sent before
    place.gate.hold_answer.set()
    await ann.until(lambda: ann.refusals or ann.saved > saved)
    # Once for the change, and perhaps once for the answer to what the page has.
    assert (set(ann.refusals), ann.scope) == ({"test.frozen"}, "readonly")
    assert (place.gate.weighed, await place.stored("p1")) == ([], [])


async def test_a_failing_gate_ends_the_session_and_loses_nothing(place: Place) -> None:
    """Y7: neither taken nor refused; the page comes back and sends it again."""
    await place.document("p1")
    browser = await place.connect("ann")
    client = await place.ticket("ann")
    page = await browser.open("p1", client)
    place.gate.broken = True
    await page.type("words")
    assert await browser.closed() == 1011
    place.gate.broken = False
    again = await place.connect("ann")
    await again.come_back(page)
    assert len(await place.stored("p1")) == 1
