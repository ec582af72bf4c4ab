"""Many hands at once: whatever is typed and bracketed in whatever order, brackets balance. K1, K2.

Pages are replicas that type at any time, send at another, and hear of the rest at a third; between
them stands the guard, and brackets are put on and taken off where the text is.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st
from pycrdt import Doc, Text

from app.rules.brackets import extents, render, trimmed, written
from app.rules.guard import weigh
from app.rules.words import Edit, Words, plain, structure_mark
from app.text.brackets import unmarking
from app.text.edits import apply, mark, text_of, words_of
from tests.rules.phrases import CHAIR, OROLAND

YDoc = Doc[Text]
START = "We shall act at once."


def replica(client: int, state: bytes | None = None) -> YDoc:
    doc: YDoc = Doc(client_id=client)
    text_of(doc)
    if state is not None:
        doc.apply_update(state)
    return doc


@dataclass
class Room:
    """The text where it is kept, and two pages on it: one types directly, one proposes."""

    text: YDoc = field(default_factory=lambda: replica(50))
    pages: list[YDoc] = field(default_factory=list)
    known: int = 50
    placed: int = 0
    refused: int = 0

    def __post_init__(self) -> None:
        text_of(self.text).insert(0, START)
        self.pages = [self._anew(), self._anew()]

    def _anew(self) -> YDoc:
        self.known = 150 - self.known  # now before the text's own client id, now behind it
        self.placed += 1
        return replica(self.known + self.placed, self.text.get_update())

    def type(self, page: int, at: int, length: int, letters: str) -> None:
        """Type as a page does: the letters stand in what both neighbours stand in."""
        doc = self.pages[page]
        flat = [(letter, run.marks) for run in words_of(doc) for letter in run.text]
        at = min(at, len(flat))
        plain_text = "".join(letter for letter, _ in flat)
        start = len(plain_text[:at].encode())
        if page == 0 and length:
            del text_of(doc)[start : len(plain_text[: at + length].encode())]
            flat[at : at + length] = []
        left, right = flat[at - 1 : at], flat[at : at + 1]
        both = set(left[0][1]) & set(right[0][1]) if at and right else set[str]()
        marks = {key: True for key in both if structure_mark(key)}
        if page == 1:
            marks[f"ins--{OROLAND}-aaaaaaaa-1"] = True
        if letters:
            text_of(doc).insert(start, letters, marks)

    def send(self, page: int) -> None:
        """Weigh what a page has typed; what is refused is put out of its text."""
        tried = replica(1, self.text.get_update())
        before = words_of(tried)
        tried.apply_update(self.pages[page].get_update())
        hand = ("direct", CHAIR) if page == 0 else ("propose", OROLAND)
        if weigh(hand[0], hand[1], before, words_of(tried)) is None:  # type: ignore[arg-type]
            self.text.apply_update(self.pages[page].get_update())
        else:
            self.refused += 1
            self.pages[page] = self._anew()

    def hear(self, page: int) -> None:
        """Let a page hear of what is in the text."""
        self.pages[page].apply_update(self.text.get_update())

    def place(self, start: int, length: int) -> None:
        """Put words in brackets."""
        inner = trimmed(plain(words_of(self.text)), start, start + length)
        if inner is not None:
            self.placed += 1
            mark(self.text, *inner, f"br--{self.placed:08}")

    def lift(self, place: int) -> None:
        """Take one of the brackets off."""
        standing = list(extents(words_of(self.text), "br"))
        if standing:
            key = standing[place % len(standing)]
            edits: list[Edit] = unmarking(words_of(self.text), key)
            apply(self.text, edits)


PLACES = st.integers(0, 24)
PAGES = st.integers(0, 1)
ACTS: st.SearchStrategy[Callable[[Room], None]] = st.one_of(
    st.builds(
        lambda page, at, length, letters: lambda room: room.type(page, at, length, letters),
        PAGES,
        PLACES,
        st.integers(0, 6),
        st.text("ab é", max_size=3),
    ),
    st.builds(lambda page: lambda room: room.send(page), PAGES),
    st.builds(lambda page: lambda room: room.hear(page), PAGES),
    st.builds(
        lambda start, length: lambda room: room.place(start, length), PLACES, st.integers(1, 12)
    ),
    st.builds(lambda place: lambda room: room.lift(place), PLACES),
)


def _whole(words: Words) -> None:
    text = written(render(words))
    depth = 0
    for sign in text:
        depth += (sign == "[") - (sign == "]")
        assert depth >= 0
    assert depth == 0
    standing = extents(words, "br")
    assert text.count("[") == len(standing)
    for key, (start, stop) in standing.items():
        flat = [key in run.marks for run in words for _ in run.text]
        assert all(flat[start:stop]), "a bracket has a hole"


@settings(max_examples=200)
@given(st.lists(ACTS, max_size=24))
def test_whatever_many_do_at_once_brackets_balance(acts: list[Callable[[Room], None]]) -> None:
    room = Room()
    for act in acts:
        act(room)
        _whole(words_of(room.text))
    for page in (0, 1, 0, 1):
        room.send(page)
        room.hear(page)
    assert [words_of(one) for one in room.pages] == [words_of(room.text)] * 2
    _whole(words_of(room.text))


def test_who_types_beside_a_bracket_being_placed_is_inside_or_out() -> None:
    """Where two are at work at one place at once, either order is one that both can see."""
    for at in (2, 3, 8, 9):
        room = Room()
        room.type(1, at, 0, "x")
        room.place(3, 5)
        room.send(1)
        _whole(words_of(room.text))
