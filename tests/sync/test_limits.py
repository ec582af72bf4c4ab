"""What a socket, a person and an address may ask, and what they are told beyond it. Promise Y24."""

import re
from contextlib import AsyncExitStack, suppress
from dataclasses import fields
from pathlib import Path

import pytest
from pycrdt import Text
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from app.house import build_house
from app.kit import metrics
from app.kit.settings import Settings
from app.sync import Hub, Limits
from app.sync.limits import CLOSINGS, Doorkeeper, Pace, label, neighbourhood
from tests.sync.conftest import ORIGIN, SCHEMA, Place, compose, fresh_database, place_at, serving
from tests.sync.gates import OpenGate
from tests.sync.pages import leave, token

ROOT = Path(__file__).parents[2]


def counted(name: str, reason: str) -> float:
    found = metrics.REGISTRY.get_sample_value(f"chapeau_sync_{name}_total", {"reason": reason})
    return found or 0.0


# ── The table


def test_every_way_a_socket_is_closed_is_in_the_operators_table() -> None:
    page = (ROOT / "docs" / "operate.md").read_text(encoding="utf-8")
    section = page[page.index("## Limits at the door") :]
    section = section[: section.index("\n## ", 3)]
    said = set(re.findall(r'(\d{4}) "([a-z ]+)"', section))
    assert said == {(str(code), reason) for reason, code in CLOSINGS.items()}


def test_no_socket_is_closed_for_a_reason_that_is_not_in_the_table() -> None:
    """A label is counted as «other» for words that are not known when the code is written."""
    literals = set()
    for path in (ROOT / "app" / "sync").glob("*.py"):
        literals |= set(re.findall(r'end\((?:\w+), "([^"]+)"\)', path.read_text(encoding="utf-8")))
    assert literals - {"closed"} <= set(CLOSINGS)
    assert len(literals) > 8
    assert {label(reason) for reason in ("malformed", "whatever you like")} == {
        "malformed",
        "other",
    }


def test_an_operator_can_turn_what_an_operator_would() -> None:
    settings = Settings(
        database_url="sqlite+aiosqlite:///none.db",
        max_frame_bytes=5000,
        max_change_bytes=4000,
        max_text_bytes=6000,
        texts_per_socket=7,
        messages_per_second=8,
        sockets_per_person=9,
        sockets_per_address=10,
    )
    limits = build_house(settings).hub.limits
    turned = {one.name for one in fields(Limits) if getattr(limits, one.name) != one.default}
    assert turned == {
        "frame_bytes",
        "update_bytes",
        "document_bytes",
        "documents",
        "messages_per_second",
        "sockets_per_person",
        "sockets_per_address",
    }


# ── Sockets


async def test_of_a_persons_sockets_the_longest_silent_gives_way(tmp_path: Path) -> None:  # Y24
    before = counted("closed", "too_many_windows")
    limits = Limits(sockets_per_person=2)
    async with place_at(tmp_path / "sync.db", OpenGate(), limits) as place:
        await place.document("p1")
        first, second = [await place.connect("ann") for _ in range(2)]
        pages = [await browser.open("p1", await place.ticket("ann")) for browser in (second, first)]
        bob = await place.page("bob", "p1")
        third = await place.connect("ann")
        last = await third.open("p1", await place.ticket("ann"))
        assert await second.closed() == 4429
        for page in (pages[1], last, bob):
            await page.type("x")
            await page.until(lambda page=page: page.saved == 1)  # type: ignore[misc]
        assert counted("closed", "too_many_windows") == before + 1


async def test_sockets_from_an_address_are_bounded_and_make_room_again(tmp_path: Path) -> None:
    """Y24: whoever comes later is told, and may come once somebody has gone."""
    before = counted("closed", "too_many_from_this_address")
    async with place_at(tmp_path / "sync.db", OpenGate(), Limits(sockets_per_address=2)) as place:
        await place.document("p1")
        browsers = [await place.connect(who) for who in ("ann", "bob", "cem")]
        assert await browsers[2].closed() == 4429
        assert counted("closed", "too_many_from_this_address") == before + 1
        # Somebody nameless, too, takes up room only for as long as it is told so.
        await browsers[0].socket.close()
        nobody = await place.connect("")
        assert await nobody.closed() in (4401, 4429)
        page = None
        while page is None:
            again = await place.connect("dan")
            try:
                page = await again.open("p1", await place.ticket("dan"))
            except ConnectionClosed:
                assert await again.closed() == 4429
        assert page.synced


@pytest.mark.parametrize(
    ("trusted", "said", "welcome"),
    [
        ("127.0.0.1", ["198.51.100.1", "198.51.100.2"], [True, True]),
        ("127.0.0.1", ["198.51.100.1", "198.51.100.1"], [True, False]),
        ("127.0.0.1", ["198.51.100.7, 198.51.100.1", "198.51.100.8, 198.51.100.1"], [True, False]),
        ("192.0.2.0/24", ["198.51.100.1", "198.51.100.2"], [True, False]),
    ],
    ids=["two people", "one", "one who makes something up", "no proxy of ours"],
)
async def test_only_a_trusted_proxy_says_where_somebody_comes_from(
    tmp_path: Path, trusted: str, said: list[str], welcome: list[bool]
) -> None:
    """Y24: of what a proxy passes on only the entry it has written itself counts."""
    let_in = []
    async with fresh_database(tmp_path / "sync.db") as database, AsyncExitStack() as held:
        hub = Hub(database, SCHEMA, limits=Limits(sockets_per_address=1))
        await hub.start(OpenGate())
        port = await held.enter_async_context(serving(compose(hub), forwarded_allow_ips=trusted))
        for chain in said:
            headers = {"Cookie": "person=ann", "Origin": ORIGIN, "X-Forwarded-For": chain}
            url = f"ws://127.0.0.1:{port}/api/sync"
            socket = await held.enter_async_context(connect(url, additional_headers=headers))
            with suppress(ConnectionClosed):
                await socket.send(token("none", "1"))
                await socket.recv()
            assert socket.close_code in (None, 4429)
            let_in.append(socket.close_code is None)
        await hub.stop()
    assert let_in == welcome


@pytest.mark.parametrize(
    ("host", "counts_as"),
    [
        (None, None),
        ("", None),
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("testclient", "testclient"),
    ],
)
def test_what_an_address_counts_as(host: str | None, counts_as: str | None) -> None:
    """Whoever has an IPv6 network has all of its addresses."""
    assert neighbourhood(host) == counts_as


def test_the_doorkeeper_forgets_whoever_has_gone() -> None:
    door = Doorkeeper(Limits(sockets_per_address=1))
    with door.standing("192.0.2.7") as first, door.standing("192.0.2.8") as other:
        with door.standing("192.0.2.7") as second:
            assert (first, second, other) == (True, False, True)
        with door.standing("192.0.2.7") as third:
            assert not third
    with door.standing("192.0.2.7") as again:
        assert again
    with door.standing(None) as own, door.standing(None) as more:
        assert own
        assert more


# ── Speed


def test_messages_and_bytes_each_have_their_pace() -> None:
    limits = Limits(
        messages_per_second=10, messages_at_once=2, bytes_per_second=100, bytes_at_once=50
    )
    many = Pace(limits, 0)
    assert [many.take(1, 0) for _ in range(4)] == [0, 0, pytest.approx(0.1), pytest.approx(0.2)]
    assert many.take(1, 10) == 0
    large = Pace(limits, 0)
    assert [large.take(40, 0) for _ in range(2)] == [0, pytest.approx(0.3)]
    assert large.take(1, 10) == 0


def test_only_who_goes_on_for_long_is_sent_away() -> None:
    limits = Limits(messages_per_second=10, messages_at_once=1, paced_seconds=5)
    pace = Pace(limits, 0)
    for tenth in range(1, 40):
        pace.take(1, tenth / 20)
        assert not pace.exhausted(tenth / 20)
    pace.take(1, 100)
    assert not pace.exhausted(100)
    for tenth in range(200):
        pace.take(1, 100 + tenth / 20)
    assert pace.exhausted(110)


async def test_a_socket_that_never_stops_sending_is_closed(tmp_path: Path) -> None:  # Y24
    before = counted("closed", "too_much_at_once")
    limits = Limits(messages_per_second=200, messages_at_once=5, paced_seconds=0.1)
    async with place_at(tmp_path / "sync.db", OpenGate(), limits) as place:
        await place.document("p1")
        bob = await place.page("bob", "p1")
        ann = await place.connect("ann")
        await ann.open("p1", await place.ticket("ann"))
        try:
            while True:
                await ann.send(b"\x0a")
        except ConnectionClosed:
            assert await ann.closed() == 4429
        assert counted("closed", "too_much_at_once") == before + 1
        await bob.type("undisturbed")
        await bob.until(lambda: bob.saved == 1)


# ── Sizes


async def test_a_change_that_is_too_large_is_refused_and_the_session_goes_on(
    tmp_path: Path,
) -> None:
    """Y24: a page must not come back with it for ever."""
    before = counted("refused", "sync.change_too_large")
    async with place_at(tmp_path / "sync.db", OpenGate(), Limits(update_bytes=1000)) as place:
        await place.document("p1")
        browser = await place.connect("ann")
        client = await place.ticket("ann")
        ann = await browser.open("p1", client)
        await ann.type("x" * 2000)
        await ann.until(lambda: ann.refusals == ["sync.change_too_large"])
        await browser.send(leave("p1"))
        again = await browser.open("p1", client)
        await again.type("small")
        await again.until(lambda: again.saved == 1)
        assert counted("refused", "sync.change_too_large") == before + 1


async def test_a_text_that_is_too_long_can_only_be_made_shorter(tmp_path: Path) -> None:  # Y24
    async with place_at(tmp_path / "sync.db", OpenGate(), Limits(document_bytes=3000)) as place:
        await place.document("p1")
        browser = await place.connect("ann")
        client = await place.ticket("ann")
        ann = await browser.open("p1", client)
        for _ in range(2):
            saved = ann.saved
            await ann.type("x" * 1400)
            await ann.until(lambda saved=saved: ann.saved > saved)  # type: ignore[misc]
        await ann.type("y" * 1400)
        await ann.until(lambda: ann.refusals == ["sync.text_too_long"])
        await browser.send(leave("p1"))
        again = await browser.open("p1", client)
        assert again.words == "x" * 2800

        def shorten(text: Text) -> None:
            del text[0:2000]

        await again.edit(shorten)
        await again.until(lambda: again.saved == 1)
        await again.type("z" * 1000)
        await again.until(lambda: again.saved == 2)


async def test_what_is_closed_or_refused_at_the_door_is_counted(place: Place) -> None:  # Y24
    await place.document("p1")
    was = {name: counted("closed", name) for name in ("malformed", "message_too_big")}
    refused = counted("refused", "sync.not_your_client")
    bad, big = await place.connect("ann"), await place.connect("ann")
    await bad.open("p1", 5)
    await bad.send(b"\xff")
    assert await bad.closed() == 4400
    await big.send(bytes(300_000))
    assert await big.closed() == 1009
    # The transport itself closes what is larger than anybody should even hold; that is heard of
    # once the socket has gone.
    cem = await place.page("cem", "p1")
    assert cem.synced
    assert counted("closed", "malformed") == was["malformed"] + 1
    assert counted("closed", "message_too_big") == was["message_too_big"] + 1
    assert counted("refused", "sync.not_your_client") == refused + 1
