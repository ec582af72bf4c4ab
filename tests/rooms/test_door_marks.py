"""Whose marks may be typed: one's own amendments and emphasis, on every way in. Rules T5, K1."""

from collections.abc import Callable
from itertools import product

from pycrdt import Text

from app.rules.words import MARK
from app.sync import Schema, passages, protocol, wire
from tests.rooms.sockets import inserts, saved, words_in
from tests.rooms.world import World
from tests.sync.pages import Page

FOREIGN, TYPED = "text.foreign_amendment", "text.structure_typed"
KEYS = {
    "ins--zzzzzzzz-aaaaaaaa-1": FOREIGN,
    "del--zzzzzzzz-aaaaaaaa-1": FOREIGN,
    "br--aaaaaaaa": TYPED,
    "ph--aaaaaaaa": TYPED,
    "nt--aaaaaaaa": TYPED,
    "ref--aaaaaaaa": TYPED,
}
"""Marks nobody may type, and why not."""

SCHEMA = Schema("p", lambda key: MARK.fullmatch(key) is not None)

WRITERS = {"ann": "plenary", "sec": "plenary", "cara": "copy", "bob": "copy"}
"""Proposing and editing directly, at either level."""


def typed(page: Page, key: str, pen: str) -> bytes:
    """Words under the mark."""
    own = f"ins--{pen}-bbbbbbbb-1"
    return page.edited(lambda text: text.insert(0, "x", {own: True, key: True}))


def put_on(page: Page, key: str, pen: str) -> bytes:
    """The mark on words that are there."""
    del pen
    return page.edited(lambda text: text.format(0, 4, {key: True}))


def unended(page: Page, key: str, pen: str) -> bytes:
    """The mark begun behind the last word: no word shows it, until somebody types there."""
    del pen
    last = passages(page.doc, SCHEMA)[-1]
    left = wire.number(last.client) + wire.number(last.clock + len(last.text) - 1)
    struct = bytes((0x86,)) + left + wire.string(key) + wire.string("true")
    head = wire.number(1) + wire.number(1) + wire.number(page.client) + wire.number(0)
    return head + struct + wire.number(0)


HANDS: dict[str, Callable[[Page, str, str], bytes]] = {
    "typed": typed,
    "put on": put_on,
    "unended": unended,
}


async def as_update(page: Page, update: bytes) -> None:
    await page.send_update(update)


async def as_answer(page: Page, update: bytes) -> None:
    """In answer to the server's question what the page has."""
    await page.send(protocol.step_2(page.name, update))


async def test_no_mark_but_ones_own_is_taken(world: World) -> None:
    """T5, K1: whoever writes, wherever, and however it is sent."""
    breakout = await world.breakout([world.ids.paragraphs[3]])
    places = {"plenary": world.ids.paragraphs[3], "copy": (await world.copies(breakout))[0]["id"]}
    answers = {}
    for who, level in WRITERS.items():
        shown = await world.who(who).get(f"/api/paragraphs/{places[level]}")
        socket = await world.who(who).socket()
        for hand, send, key in product(HANDS, (as_update, as_answer), KEYS):
            page = await socket.page(shown["sync"])
            await send(page, HANDS[hand](page, key, shown["pen"]))
            await page.until(lambda page=page: page.refusals or page.saved > 1)  # type: ignore[misc]
            answers[who, hand, send, key] = page.refusals
    assert {case: said for case, said in answers.items() if said != [KEYS[case[-1]]]} == {}
    assert len(answers) == len(WRITERS) * len(HANDS) * 2 * len(KEYS)
    for paragraph in places.values():
        _, fresh = await world.page("chair", paragraph)
        assert {key for run in words_in(fresh) for key in run.marks} == set()


async def test_ones_own_marks_and_emphasis_are_taken(world: World) -> None:
    """The control: what may be typed is stored, by the same ways."""
    paragraph = world.ids.paragraphs[0]
    shown, page = await world.page("ann", paragraph)
    own = f"ins--{shown['pen']}-aaaaaaaa-1"
    await saved(page, inserts(0, "Mine ", own))
    _, direct = await world.page("sec", paragraph)
    await saved(direct, lambda text: bold(text, len("Mine "), 5))
    found = {key for run in words_in(direct) for key in run.marks}
    assert found == {own, "strong"}


def bold(text: Text, start: int, size: int) -> None:
    text.format(start, start + size, {"strong": True})
