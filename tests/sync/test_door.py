"""Who is let in, what is refused and what ends a session. Promises Y2, Y4, Y7, Y11."""

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from websockets.exceptions import ConnectionClosed, InvalidStatus

from app.sync import Admission, Denied, Limits, protocol, wire
from tests.sync.conftest import Browser, Place, place_at
from tests.sync.gates import LOCKED, OpenGate
from tests.sync.pages import Page, leave, new_doc, token

READ_ONLY = Admission("readonly", refusal=LOCKED)


async def test_a_reader_is_told_why_and_cannot_write(place: Place) -> None:  # Y7
    await place.document("p1", "Agreed.")
    place.gate.answers[("bob", "p1")] = READ_ONLY
    bob = await place.page("bob", "p1")
    assert (bob.scope, bob.words) == ("readonly", "Agreed.")
    assert bob.told[0] == {
        "type": "readonly",
        "document": "p1",
        "reason": "test.frozen",
        "sentence": "The paragraph is frozen.",
    }
    await bob.type(" Not.")
    await bob.until(lambda: bob.refusals == ["test.frozen"] and bob.unsaved == 1)
    assert len(await place.stored("p1")) == 1


async def test_a_reader_cannot_write_in_answer_to_step_1(place: Place) -> None:  # Y7
    await place.document("p1", "Agreed.")
    place.gate.answers[("bob", "p1")] = READ_ONLY
    browser = await place.connect("bob")
    client = await place.ticket("bob")
    page = Page("p1", client, browser.send)
    browser.pages["p1"] = page
    page.edited(lambda text: text.insert(0, "Smuggled"))
    await page.open()
    await page.until(lambda: page.refusals == ["test.frozen"])
    assert len(await place.stored("p1")) == 1


async def test_a_denied_document_says_why_and_the_socket_lives(place: Place) -> None:
    await place.document("p1")
    await place.document("p2")
    place.gate.answers[(None, "p1")] = Denied("test.closed", "Closed to you.")
    browser = await place.connect("ann")
    client = await place.ticket("ann")
    assert (await browser.open("p1", client)).denied == "test.closed"
    assert (await browser.open("none", client)).denied == "sync.no_document"
    page = await browser.open("p2", client)
    await browser.pages["p1"].type("into the void")
    await page.type("still here")
    await page.until(lambda: page.saved == 1)
    assert await place.stored("p1") == []


async def test_a_ticket_is_good_for_its_owner_only(place: Place) -> None:  # Y4
    await place.document("p1")
    client = await place.ticket("ann")
    browser = await place.connect("bob")
    assert (await browser.open("p1", client)).denied == "sync.not_your_client"
    page = Page("p1", 0, browser.send)
    browser.pages["p1"] = page
    for value in ("", "0", "-1", "12x", "9" * 40, "١٢"):
        page.denied = None
        await browser.send(token("p1", value))
        await page.until(lambda: page.denied == "sync.not_your_client")


async def test_another_persons_client_id_is_refused_and_ones_own_is_not(place: Place) -> None:
    """Y4: a tab's offline edits may come in later, under an id of the same person."""
    await place.document("p1")
    bobs, earlier = await place.ticket("bob"), await place.ticket("ann")
    ann = await place.page("ann", "p1")
    forged = new_doc(bobs)
    forged.get("p", type=type(ann.text)).insert(0, "Bob agrees. ")
    await ann.send_update(forged.get_update())
    await ann.until(lambda: ann.refusals == ["sync.foreign_client"])
    mine = new_doc(earlier)
    mine.get("p", type=type(ann.text)).insert(0, "Ann agrees. ")
    await ann.send_update(mine.get_update())
    await ann.until(lambda: ann.saved == 1)
    bob = await place.page("bob", "p1")
    assert bob.words == "Ann agrees. "


async def test_a_newer_connection_takes_over_a_client_id(place: Place) -> None:  # Y4
    await place.document("p1")
    client = await place.ticket("ann")
    older = await place.connect("ann")
    await older.open("p1", client)
    newer = await place.connect("ann")
    page = await newer.open("p1", client)
    assert await older.closed() == 4409
    await page.type("x")
    await page.until(lambda: page.saved == 1)


async def test_what_builds_on_a_refusal_is_refused_until_opened_anew(place: Place) -> None:  # Y7
    await place.document("p1")
    place.gate.forbidden = {"never"}
    browser = await place.connect("ann")
    client = await place.ticket("ann")
    page = await browser.open("p1", client)
    await page.type("never ")
    await page.type("mind")
    await page.until(lambda: page.unsaved == 2)
    assert page.refusals == ["test.forbidden", "sync.depends_on_refused"]
    assert page.told[0]["sentence"] == "That word may not be written."
    await browser.send(leave("p1"))
    again = await browser.open("p1", client)
    await again.type("always")
    await again.until(lambda: again.saved == 1)
    bob = await place.page("bob", "p1")
    assert bob.words == again.words == "always"


async def test_a_change_without_its_base_is_refused(place: Place) -> None:  # Y4
    await place.document("p1")
    ann = await place.page("ann", "p1")
    ann.edited(lambda text: text.insert(0, "lost "))
    await ann.type("found")
    await ann.until(lambda: ann.refusals == ["sync.gap"])


async def other_lives(place: Place, other: Page) -> None:
    """Show that a page in the same room has noticed nothing."""
    saved = other.saved
    await other.type(".")
    await other.until(lambda: other.saved == saved + 1)


BAD_FRAMES = {
    "empty": (b"", 4400),
    "no type": (wire.string("p1"), 4400),
    "server's own type": (wire.string("p1") + bytes((6,)) + wire.string("x"), 4400),
    "unknown type": (wire.string("p1") + bytes((99,)), 4400),
    "unknown sync": (wire.string("p1") + bytes((0, 7, 0)), 4400),
    "length past the end": (wire.string("p1") + bytes((0, 2, 120, 1)), 4400),
    "broken update": (protocol.update("p1", b"\x01\x02\x03\xff"), 4400),
    "broken state": (protocol.step_1("p1", b"\x09\x01"), 4400),
    "too big": (protocol.update("p1", bytes(64 * 1024)), 1009),
}


@pytest.mark.parametrize("case", BAD_FRAMES)
async def test_a_bad_frame_ends_its_own_session_only(place: Place, case: str) -> None:  # Y2
    frame, code = BAD_FRAMES[case]
    await place.document("p1")
    bob = await place.page("bob", "p1")
    browser = await place.connect("ann")
    await browser.open("p1", await place.ticket("ann"))
    await browser.send(frame)
    assert await browser.closed() == code
    await other_lives(place, bob)


async def test_a_text_frame_ends_the_session(place: Place) -> None:  # Y2
    browser = await place.connect("ann")
    await browser.socket.send("words")
    assert await browser.closed() == 1003


async def test_generated_frames_harm_nobody_else(tmp_path: Path) -> None:
    """Y2: a few hundred generated frames, each on a session of its own if need be."""
    async with place_at(tmp_path / "sync.db", OpenGate()) as place:
        await place.document("p1", "Recalling 😀")
        bob = await place.page("bob", "p1")
        frames: list[bytes] = []

        @given(
            head=st.sampled_from([b"\x02p1\x00\x00", b"\x02p1\x00\x01", b"\x02p1\x00\x02", b""]),
            tail=st.binary(max_size=40),
        )
        @settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
        def gather(head: bytes, tail: bytes) -> None:
            frames.append(head + (wire.chunk(tail) if head else tail))

        gather()
        browser: Browser | None = None
        client = await place.ticket("ann")
        for frame in frames:
            if browser is None or (browser.task and browser.task.done()):
                browser = await place.connect("ann")
                await browser.open("p1", client)
            with suppress(ConnectionClosed):
                await browser.send(frame)
            await other_lives(place, bob)
        cem = await place.page("cem", "p1")
        assert cem.words == bob.words


async def test_only_the_own_origin_is_accepted(place: Place) -> None:  # Y11
    for origin in ("http://elsewhere.test", "http://chapeau.test.elsewhere.test", "null"):
        with pytest.raises(InvalidStatus):
            await place.connect("ann", origin=origin)


async def test_nobody_without_a_name_gets_in(place: Place) -> None:  # Y11
    browser = await place.connect("")
    assert await browser.closed() == 4401


async def test_a_socket_that_opens_nothing_is_closed(tmp_path: Path) -> None:  # Y11
    limits = Limits(silent_seconds=0.05)
    async with place_at(tmp_path / "sync.db", OpenGate(), limits) as place:
        browser = await place.connect("ann")
        assert await browser.closed() == 4408


async def test_documents_per_socket_are_bounded(tmp_path: Path) -> None:  # Y11
    async with place_at(tmp_path / "sync.db", OpenGate(), Limits(documents=2)) as place:
        for name in ("a", "b", "c"):
            await place.document(name)
        browser = await place.connect("ann")
        client = await place.ticket("ann")
        opened = [await browser.open(name, client) for name in ("a", "b", "c")]
        assert [page.denied for page in opened] == [None, None, "sync.too_many"]


async def test_messages_are_paced_and_none_is_lost(tmp_path: Path) -> None:  # Y11
    limits = Limits(messages_per_second=500, messages_at_once=10)
    async with place_at(tmp_path / "sync.db", OpenGate(), limits) as place:
        await place.document("p1")
        ann = await place.page("ann", "p1")
        for _ in range(60):
            await ann.type("x")
        await ann.until(lambda: ann.saved == 60)


async def test_the_server_pings_and_hears_the_answer(tmp_path: Path) -> None:  # Y11
    limits = Limits(ping_seconds=0.02, dead_seconds=0.3)
    async with place_at(tmp_path / "sync.db", OpenGate(), limits) as place:
        await place.document("p1")
        browser = await place.connect("ann")
        page = await browser.open("p1", await place.ticket("ann"))
        for _ in range(20):
            browser.pinged.clear()
            await browser.pinged.wait()
        await page.type("alive")
        await page.until(lambda: page.saved == 1)
        mute = await place.connect("bob")
        mute.send_pong = False
        await mute.open("p1", await place.ticket("bob"))
        assert await mute.closed() == 4408
