"""The guard at the sync door under any sequence of edits, honest or not. (T5, T2)"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from app.rules.guard import weigh
from app.rules.text import Mode
from app.rules.verdict import No
from app.rules.words import Run, Words, amendment_mark, base, canonical, plain, structure_mark
from tests.rules.phrases import CHAIR, FIRST, OROLAND, SECOND, VALDRIA, gone, ins

Letter = tuple[str, frozenset[str]]
Letters = tuple[Letter, ...]


class Edit(NamedTuple):
    """Something a person does to the text, at places counted from its beginning."""

    start: int
    length: int
    text: str
    group: str
    burst: str


PLACES = st.integers(0, 40)
TYPED = st.text("ab 各🕊é", max_size=4)
EDITS = st.builds(
    Edit,
    PLACES,
    st.integers(0, 9),
    TYPED,
    st.sampled_from([FIRST, SECOND]),
    st.sampled_from("xyz"),
)
HANDS: tuple[tuple[Mode, str], ...] = (
    ("direct", CHAIR),
    ("propose", OROLAND),
    ("propose", VALDRIA),
)
HISTORIES = st.lists(st.tuples(st.sampled_from(HANDS), EDITS), max_size=12)


def words(letters: Letters) -> Words:
    return canonical(Run(text, tuple(marks)) for text, marks in letters)


def letters_of(found: Words) -> Letters:
    return tuple((letter, frozenset(run.marks)) for run in found for letter in run.text)


def _inserting(marks: frozenset[str], pen: str, *, own: bool) -> frozenset[str]:
    return frozenset(
        key
        for key in marks
        if (mark := amendment_mark(key)) and mark.op == "ins" and (mark.pen == pen) is own
    )


def _inside(
    before: frozenset[str], after: frozenset[str], pen: str, *, own: bool
) -> frozenset[str]:
    """Return the insertions a place is inside of, however many bursts they were typed in."""
    right = {key.rpartition("-")[0] for key in _inserting(after, pen, own=own)}
    left = _inserting(before, pen, own=own)
    return frozenset(key for key in left if key.rpartition("-")[0] in right)


def edited(letters: Letters, mode: Mode, pen: str, edit: Edit) -> Letters:
    """Do as the page does: strike out what is not one's own, then write behind it."""
    start = min(edit.start, len(letters))
    stop = min(start + edit.length, len(letters))
    kept: list[Letter] = []
    for text, marks in letters[start:stop]:
        foreign = _inserting(marks, pen, own=False)
        if foreign or (mode == "propose" and not _inserting(marks, pen, own=True)):
            kept.append((text, marks | {gone(pen, edit.group, edit.burst)}))
    left = (*letters[:start], *kept)
    before = left[-1][1] if left else frozenset[str]()
    after = letters[stop][1] if stop < len(letters) else frozenset[str]()
    outer = _inside(before, after, pen, own=False)
    struck = frozenset(key for key in before & after if key.startswith("del--"))
    if mode == "propose":
        marks = outer | {ins(pen, edit.group, edit.burst)}
    elif outer:
        marks = outer | struck | {ins(pen, edit.group, edit.burst)}
    else:
        marks = struck | _inside(before, after, pen, own=True)
    marks |= frozenset(key for key in before & after if structure_mark(key))
    return (*left, *((text, marks) for text in edit.text), *letters[stop:])


BRACKET, INNER, NOTE = "br--aaaaaaaa", "br--bbbbbbbb", "nt--cccccccc"
START: Letters = letters_of(
    (
        Run("We "),
        Run("shall ", (BRACKET,)),
        Run("act", (BRACKET, INNER, "strong")),
        Run(" at all", (INNER,)),
        Run("."),
        Run("a 各", (NOTE,)),
    )
)


def play(history: Sequence[tuple[tuple[Mode, str], Edit]]) -> Letters:
    letters = START
    for (mode, pen), edit in history:
        letters = edited(letters, mode, pen, edit)
    return letters


RETYPED = ("text.deletion_changed", "text.structure_moved", "text.structure_typed")


def _retyped(verdict: No | None, *edits: Edit) -> bool:
    """Whether it was refused, as may be where one's own words were typed over with the same."""
    if verdict is None:
        return False
    assert verdict.reason in RETYPED[1:]
    assert any(edit.text and edit.length for edit in edits)
    return True


@given(HISTORIES, st.lists(EDITS, min_size=1, max_size=5))
def test_t5_whatever_a_delegate_types_passes_and_leaves_the_base_text(
    history: Sequence[tuple[tuple[Mode, str], Edit]], typing: Sequence[Edit]
) -> None:
    letters = play(history)
    for edit in typing:
        after = edited(letters, "propose", OROLAND, edit)
        if not _retyped(weigh("propose", OROLAND, words(letters), words(after)), edit):
            assert base(words(after)) == base(words(letters))
        letters = after


@given(HISTORIES, st.lists(EDITS, min_size=1, max_size=5))
def test_t5_what_is_typed_offline_passes_at_once(
    history: Sequence[tuple[tuple[Mode, str], Edit]], typing: Sequence[Edit]
) -> None:
    before = after = play(history)
    for edit in typing:
        after = edited(after, "propose", OROLAND, edit)
    assert _retyped(weigh("propose", OROLAND, words(before), words(after)), *typing) in (
        True,
        False,
    )


@given(HISTORIES, EDITS)
def test_t5_a_direct_editor_passes(
    history: Sequence[tuple[tuple[Mode, str], Edit]], edit: Edit
) -> None:
    before = play(history)
    after = edited(before, "direct", CHAIR, edit)
    verdict = weigh("direct", CHAIR, words(before), words(after))
    if verdict is not None:  # the same words were typed over themselves, without the mark
        assert verdict.reason in RETYPED
        assert edit.text
        assert edit.length


Forgery = Callable[[Letters], Letters]


def _marking(start: int, length: int, key: str, *, on: bool) -> Forgery:
    def forge(letters: Letters) -> Letters:
        return tuple(
            (text, (marks | {key} if on else marks - {key}) if 0 <= i - start < length else marks)
            for i, (text, marks) in enumerate(letters)
        )

    return forge


def _replacing(start: int, length: int, text: str, marks: frozenset[str]) -> Forgery:
    def forge(letters: Letters) -> Letters:
        put = tuple((letter, marks) for letter in text)
        return (*letters[:start], *put, *letters[start + length :])

    return forge


EMPHASIS = ("strong", "em")
KEYS = [
    *EMPHASIS,
    *(
        mark(pen, group, "x")
        for mark in (ins, gone)
        for pen in (OROLAND, VALDRIA, CHAIR)
        for group in (FIRST, SECOND)
    ),
]
FORGERIES: st.SearchStrategy[Forgery] = st.one_of(
    st.builds(_marking, PLACES, st.integers(1, 9), st.sampled_from(KEYS), on=st.booleans()),
    st.builds(_replacing, PLACES, st.integers(0, 9), TYPED, st.frozensets(st.sampled_from(KEYS))),
)


def _without(found: Words, pen: str) -> Words:
    """Return the words as they are when one pen's amendments are all rejected."""
    return canonical(
        Run(run.text, tuple(key for key in run.marks if not key.startswith(f"del--{pen}-")))
        for run in found
        if not _inserting(frozenset(run.marks), pen, own=True)
    )


def _proposed_by_others(found: Words, pen: str) -> list[Letter]:
    return [
        (text, frozenset(key for key in marks if f"--{pen}-" not in key))
        for text, marks in letters_of(found)
        if _inserting(marks, pen, own=False)
    ]


@settings(max_examples=400)
@given(HISTORIES, st.lists(FORGERIES, min_size=1, max_size=3), st.sampled_from(HANDS))
def test_t5_what_passes_has_harmed_nobody(
    history: Sequence[tuple[tuple[Mode, str], Edit]],
    forgeries: Sequence[Forgery],
    hand: tuple[Mode, str],
) -> None:
    mode, pen = hand
    before = after = play(history)
    for forge in forgeries:
        after = forge(after)
    was, now = words(before), words(after)
    if weigh(mode, pen, was, now) is not None:
        return
    if mode == "propose":
        assert base(now) == base(was)
        assert _without(now, pen) == _without(was, pen)
    rest = iter(_proposed_by_others(now, pen))
    assert all(letter in rest for letter in _proposed_by_others(was, pen))
    signed = {key for _, marks in after for key in marks if f"--{pen}-" not in key}
    assert signed <= {key for _, marks in before for key in marks} | set(EMPHASIS)
    if plain(was) == plain(now):
        for (_, old), (_, new) in zip(letters_of(was), letters_of(now), strict=True):
            own = _inserting(old, pen, own=True) or _inserting(new, pen, own=True)
            assert own or all(f"--{pen}-" in key or key in EMPHASIS for key in old ^ new)
