"""Who is here, and where. Promise Y9."""

import json
from typing import Any

import pytest

from app.sync import Admission, protocol
from tests.sync.conftest import Place
from tests.sync.pages import Page, state_of, states_in

NAME = "presence:d1"


async def show(page: Page, state: Any, clock: int = 1, client: int | None = None) -> None:
    own = page.client if client is None else client
    await page.send(protocol.awareness(NAME, state_of(own, clock, state)))


def seen(page: Page) -> dict[int, Any]:
    states: dict[int, Any] = {}
    for payload in page.awareness:
        states |= states_in(payload)
    return states


async def test_peers_see_a_cursor_under_the_servers_word_on_who_it_is(place: Place) -> None:  # Y9
    ann, bob = await place.page("ann", NAME), await place.page("bob", NAME)
    await show(ann, {"cursor": 3, "user": {"name": "The Chair"}})
    await bob.until(lambda: ann.client in seen(bob))
    assert seen(bob)[ann.client] == {"cursor": 3, "user": {"name": "Ann"}}
    cem = await place.page("cem", NAME)
    await cem.until(lambda: seen(cem) == seen(bob))
    assert ann.awareness == []


async def test_nobody_speaks_for_another_client(place: Place) -> None:  # Y9
    ann, bob, cem = [await place.page(name, NAME) for name in ("ann", "bob", "cem")]
    await show(ann, {"cursor": 1})
    await cem.until(lambda: ann.client in seen(cem))
    await show(bob, None, clock=9, client=ann.client)
    await show(bob, {"cursor": 9}, clock=10, client=ann.client)
    await show(bob, {"cursor": 2})
    await cem.until(lambda: bob.client in seen(cem))
    assert seen(cem)[ann.client]["cursor"] == 1


async def test_who_leaves_is_gone_and_who_returns_is_seen(place: Place) -> None:  # Y9
    bob = await place.page("bob", NAME)
    browser = await place.connect("ann")
    ann = await browser.open(NAME, await place.ticket("ann"))
    await show(ann, {"cursor": 1})
    await bob.until(lambda: seen(bob).get(ann.client))
    await browser.socket.close()
    await bob.until(lambda: seen(bob)[ann.client] is None)
    again = await place.connect("ann")
    await again.come_back(ann)
    await show(ann, {"cursor": 1})
    await bob.until(lambda: seen(bob)[ann.client])


async def test_a_page_taken_over_by_its_own_reconnection_stays_seen(place: Place) -> None:  # Y9
    bob = await place.page("bob", NAME)
    older, newer = await place.connect("ann"), await place.connect("ann")
    ann = await older.open(NAME, await place.ticket("ann"))
    await show(ann, {"cursor": 1})
    await bob.until(lambda: seen(bob).get(ann.client))
    again = await newer.open(NAME, ann.client)
    await show(again, {"cursor": 2})
    assert await older.closed() == 4409
    await bob.until(lambda: (seen(bob)[ann.client] or {}).get("cursor") == 2)


async def test_many_states_become_few_messages(place: Place) -> None:  # Y9
    ann, bob = await place.page("ann", NAME), await place.page("bob", NAME)
    for cursor in range(50):
        await show(ann, {"cursor": cursor}, clock=cursor)
    await bob.until(lambda: seen(bob).get(ann.client, {}).get("cursor") == 49)
    assert len(bob.awareness) < 10


@pytest.mark.parametrize(
    "body",
    ['{"a": "' + "x" * 1024 + '"}', "[1]", '"words"', "{", '{"a": NaN}', '{"a": 1e999}', "[" * 900],
    ids=["large", "list", "string", "broken", "nan", "infinite", "deep"],
)
async def test_a_bad_state_ends_its_own_session_only(place: Place, body: str) -> None:  # Y2
    bob = await place.page("bob", NAME)
    browser = await place.connect("ann")
    ann = await browser.open(NAME, await place.ticket("ann"))
    await show(ann, body)
    assert await browser.closed() == 4400
    await show(bob, {"cursor": 1})
    cem = await place.page("cem", NAME)
    await cem.until(lambda: bob.client in seen(cem))


async def test_half_characters_in_a_state_reach_peers_as_valid_json(place: Place) -> None:  # Y9
    ann, bob = await place.page("ann", NAME), await place.page("bob", NAME)
    await show(ann, '{"cursor": "\\ud83d"}')
    await bob.until(lambda: ann.client in seen(bob))
    assert json.dumps(seen(bob)[ann.client]["cursor"]) == '"\\ud83d"'


async def test_a_presence_document_has_no_words_and_a_text_no_presence(place: Place) -> None:
    await place.document("p1")
    browser = await place.connect("ann")
    client = await place.ticket("ann")
    text = await browser.open("p1", client)
    await browser.send(protocol.awareness("p1", state_of(client, 1, {"cursor": 1})))
    await text.type("x")
    await text.until(lambda: text.saved == 1)
    assert text.awareness == []
    page = await browser.open(NAME, client)
    await page.type("words")
    assert await browser.closed() == 4400


async def test_who_may_not_be_seen_is_not(place: Place) -> None:  # Y9
    place.gate.answers[("ann", NAME)] = Admission("readonly", presence=False)
    ann, bob = await place.page("ann", NAME), await place.page("bob", NAME)
    await show(ann, {"cursor": 1})
    await show(bob, {"cursor": 2})
    await ann.until(lambda: bob.client in seen(ann))
    assert seen(bob) == {}
