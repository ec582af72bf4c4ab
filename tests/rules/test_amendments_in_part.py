"""Amendments accepted in part, or subsumed by others: T13, T14."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules import text as rules
from app.rules import words as w
from app.rules.words import Words
from tests.rules.cast import PLENARY, reason
from tests.rules.phrases import FIRST, OROLAND, VALDRIA, gone, ins, phrase
from tests.rules.test_words import AMENDMENTS, WORDS

MINE = f"{OROLAND}-{FIRST}"
SAID = phrase(
    "We ", ("shall", gone(OROLAND)), ("should", ins(OROLAND)), " act", (" soon", ins(OROLAND)), "."
)


def after(words: Words, taken: set[int]) -> str:
    edits = w.decide_in_part(words, MINE, taken)
    return w.plain(w.apply_edits(words, edits))


def test_t13_pieces_are_numbered_as_they_stand() -> None:  # T13
    assert w.stretches(SAID, MINE) == (("del", "shall"), ("ins", "should"), ("ins", " soon"))
    assert after(SAID, {0, 1}) == "We should act."
    assert after(SAID, {2}) == "We shall act soon."
    assert after(SAID, {0}) == "We  act."


def test_t13_another_hand_in_the_middle_does_not_cut_a_piece() -> None:  # T13
    words = phrase(
        ("new ", ins(OROLAND)),
        ("and ", ins(OROLAND), gone(VALDRIA)),
        ("old", ins(OROLAND, FIRST, "b")),
    )
    assert w.stretches(words, MINE) == (("ins", "new and old"),)


@given(WORDS, st.sampled_from(AMENDMENTS))
def test_t13_all_is_accepted_and_none_is_rejected(words: Words, amendment: str) -> None:  # T13
    every = range(len(w.stretches(words, amendment)))
    assert w.decide_in_part(words, amendment, every) == w.decide(words, amendment, accept=True)
    assert w.decide_in_part(words, amendment, ()) == w.decide(words, amendment, accept=False)


@given(WORDS, st.sampled_from(AMENDMENTS), st.sets(st.integers(0, 6)))
def test_t13_it_leaves_no_mark_and_touches_no_others(
    words: Words, amendment: str, taken: set[int]
) -> None:  # T13
    left = w.apply_edits(words, w.decide_in_part(words, amendment, taken))
    assert amendment not in w.amendments(left)
    others = [run for run in left if run.marks]
    assert all(amendment not in key for run in others for key in run.marks)


@pytest.mark.parametrize(
    ("pieces", "taken", "expected"),
    [
        (2, [0], None),
        (3, [2, 2], None),
        (2, [], "text.not_in_part"),
        (2, [0, 1], "text.not_in_part"),
        (2, [0, 2], "text.no_such_piece"),
        (2, [-1], "text.no_such_piece"),
    ],
)
def test_t13_some_and_not_all(pieces: int, taken: list[int], expected: str | None) -> None:  # T13
    assert reason(rules.in_part(pieces, taken)) == expected


def test_t14_by_another_amendment_or_another_paragraph() -> None:  # T14
    other = replace(PLENARY, id="p2")
    assert rules.subsumed("p1", "a", PLENARY, "b") is None
    assert rules.subsumed("p1", "a", other, None) is None
    assert rules.subsumed("p1", "a", other, "a") is None
    for by in (None, "a"):
        assert reason(rules.subsumed("p1", "a", PLENARY, by)) == "text.subsumed_by_itself"
    gone_ = replace(other, retired=True)
    assert reason(rules.subsumed("p1", "a", gone_, None)) == "text.retired"
