"""Numbers that are given once and kept, on three levels and in two series: N1 to N7."""

from collections.abc import Sequence
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.kinds import KINDS, Kind
from app.rules.numbering import (
    LATIN,
    Number,
    Step,
    label,
    labelled,
    letters,
    level_given,
    may_stand,
    parse,
    place,
    place_alternative,
    roman,
    series,
)


@pytest.mark.parametrize(
    ("kind", "number", "expected"),
    [
        ("operative", Number(2), "2"),
        ("operative", Number(2, 1), "2 bis"),
        ("recommendation", Number(2, 2), "2 ter"),
        ("statement", Number(2, 3), "2 quater"),
        ("operative", Number(2, 9), "2 decies"),
        ("operative", Number(2, 14), "2 quindecies"),
        ("operative", Number(2, 15), "2 (16)"),
        ("operative", Number(2, 0, 1), "2 alt"),
        ("operative", Number(2, 0, 2), "2 alt 2"),
        ("operative", Number(2, 1, 1), "2 bis alt"),
        ("operative", Number(2, 0, 0, (Step(1),)), "2 (a)"),
        ("operative", Number(2, 0, 0, (Step(27), Step(4))), "2 (aa) (iv)"),
        ("operative", Number(2, 1, 0, (Step(1, 2, 2),)), "2 bis (a) ter alt 2"),
        ("operative", Number(2, 0, 1, (Step(2),)), "2 alt (b)"),
        ("preambular", Number(3), "PP3"),
        ("preambular", Number(3, 1), "PP3 bis"),
        ("preambular", Number(0), "PP0"),
        ("heading", Number(3), ""),
        ("chapeau", Number(3), ""),
        ("note", None, ""),
        ("operative", None, ""),
    ],
)
def test_n2_labels(kind: Kind, number: Number | None, expected: str) -> None:  # N2, T10
    assert label(kind, number) == expected


@pytest.mark.parametrize("kind", KINDS)
def test_n1_the_preamble_has_a_series_of_its_own(kind: Kind) -> None:  # N1
    unnumbered = kind in ("heading", "chapeau", "note")
    assert series(kind) == (None if unnumbered else "PP" if kind == "preambular" else "")


def test_n2_letters_and_romans() -> None:  # N2
    assert [letters(one) for one in (0, 1, 26, 27, 28, 53)] == ["0", "a", "z", "aa", "bb", "aaa"]
    assert [roman(one) for one in (0, 1, 4, 9, 14, 40, 99)] == [
        "0",
        "i",
        "iv",
        "ix",
        "xiv",
        "xl",
        "xcix",
    ]


STEPS = st.builds(Step, st.integers(0, 60), st.integers(0, 20), st.integers(0, 3))
NUMBERS = st.builds(
    Number,
    st.integers(0, 500),
    st.integers(0, 20),
    st.integers(0, 3),
    st.lists(STEPS, max_size=2).map(tuple),
)


@given(st.sampled_from(["", "PP"]), NUMBERS)
def test_n2_a_label_can_be_read_back(prefix: str, number: Number) -> None:  # N2
    name = labelled(prefix, number)
    assert parse(name) == (prefix, number)
    assert parse(f" {name.upper()} ") == (prefix, number)


@pytest.mark.parametrize(
    "text", ["", "bis", "2 (ab)", "2 sexties", "12 Parties", "2 (a) (b)", "PP"]
)
def test_n2_what_is_no_label(text: str) -> None:  # N2
    assert parse(text) is None


def numbers(*texts: str) -> list[Number]:
    """Read labels back."""
    found = [parse(text) for text in texts]
    return [one[1] for one in found if one is not None]


@pytest.mark.parametrize(
    ("before", "after", "retired", "level", "expected"),
    [
        ([], [], [], 0, "1"),
        (["1", "2"], [], [], 0, "3"),
        (["1", "2"], ["3"], [], 0, "2 bis"),
        (["1", "2", "2 bis"], ["3"], [], 0, "2 ter"),
        (["1", "2"], ["2 bis", "3"], [], 0, "2 ter"),
        (["1", "2"], ["3"], ["2 bis"], 0, "2 ter"),
        (["1", "2"], [], ["3"], 0, "4"),
        (["1", "2", "2 alt"], ["3"], [], 0, "2 bis"),
        ([], ["1"], [], 0, "0"),
        ([], ["0", "1"], [], 0, "0 bis"),
        (["3"], ["1", "2"], [], 0, "3 bis"),
        (["1", "3", "2"], [], [], 0, "4"),
        (["1", "2"], ["3"], [], 1, "2 (a)"),
        (["1", "2", "2 (a)"], ["3"], [], 1, "2 (b)"),
        (["1", "2"], ["2 (a)", "3"], [], 1, "2 (0)"),
        (["1", "2", "2 (a)"], ["2 (b)", "3"], [], 1, "2 (a) bis"),
        (["1", "2", "2 (a)"], ["2 (b)", "3"], ["2 (a) bis"], 1, "2 (a) ter"),
        (["1", "2", "2 (a)"], [], ["2 (b)"], 1, "2 (c)"),
        (["1", "2", "2 (a)"], ["3"], [], 2, "2 (a) (i)"),
        (["1", "2", "2 (a)", "2 (a) (i)"], ["2 (b)"], [], 2, "2 (a) (ii)"),
        (["1", "2", "2 (a)", "2 (a) (i)"], ["2 (b)"], [], 1, "2 (a) bis"),
        (["1", "2", "2 (a)"], ["3"], [], 0, "2 bis"),
        (["1", "2", "2 (a)"], [], [], 0, "3"),
        (["2", "2 alt"], ["3"], [], 1, "2 alt (a)"),
        (["2"], ["3"], [], 2, "2 (a)"),
        ([], [], [], 2, "1"),
    ],
)
def test_n3_a_newcomer_takes_the_next_place_or_adverb(
    before: list[str], after: list[str], retired: list[str], level: int, expected: str
) -> None:  # N3, T10
    found = place(numbers(*before), numbers(*after), numbers(*retired), level)
    assert label("operative", found) == expected


def test_n3_alternatives() -> None:  # N3
    first = place_alternative(Number(2), numbers("1", "2", "3"))
    assert label("operative", first) == "2 alt"
    second = place_alternative(Number(2), [*numbers("2", "3 alt", "2 bis alt"), first])
    assert label("operative", second) == "2 alt 2"
    assert label("operative", place_alternative(Number(2, 1), [first, second])) == "2 bis alt"
    below = numbers("2 (a)")[0]
    beside = place_alternative(below, numbers("2 alt", "2 (b) alt", "2 (a) (i) alt"))
    assert label("operative", beside) == "2 (a) alt"
    assert label("operative", place_alternative(below, [beside])) == "2 (a) alt 2"


@pytest.mark.parametrize(
    ("level", "above", "may"),
    [
        (0, None, True),
        (1, None, False),
        (1, "2", True),
        (2, "2", False),
        (2, "2 (a)", True),
        (2, "2 (a) (i)", True),
        (1, "2 (a) (i)", True),
    ],
)
def test_n2_a_sub_paragraph_stands_under_something(
    level: int, above: str | None, may: bool
) -> None:  # N2
    refusal = may_stand(level, numbers(above)[0] if above else None)
    assert (refusal is None) is may
    if refusal is not None:
        assert refusal.reason == "numbering.nothing_above"
        missing = "lettered" if above else "numbered"
        assert f"no {missing} paragraph above" in refusal.sentence


@pytest.mark.parametrize(
    ("given", "above", "level"),
    [
        ("1.", "3", 0),
        (None, "3", 0),
        ("(a)", "3", 1),
        ("(a)", None, 0),
        ("b)", "3 (a)", 1),
        ("(i)", "3 (a)", 2),
        ("(i)", "3 (h)", 1),
        ("(ii)", "3 (a) (i)", 2),
        ("(v)", "3", 1),
        ("(c)", "3 (b) (ii)", 1),
        ("Option 1", "3", 0),
    ],
)
def test_n2_levels_a_file_plainly_says(
    given: str | None, above: str | None, level: int
) -> None:  # N2
    assert level_given(given, numbers(above)[0] if above else None) == level


class Change(NamedTuple):
    """Something the podium does to the order of a series."""

    do: str
    where: int
    to: int


CHANGES = st.lists(
    st.builds(
        Change,
        st.sampled_from(["add", "add", "add", "under", "deep", "alternative", "retire", "move"]),
        st.integers(0, 30),
        st.integers(0, 30),
    ),
    max_size=40,
)
LEVELS = {"add": 0, "under": 1, "deep": 2}


@given(CHANGES)
def test_n5_no_label_is_given_twice_whatever_happens(changes: Sequence[Change]) -> None:  # N5
    standing: list[Number] = []
    retired: list[Number] = []
    given_out: list[Number] = []
    for do, where, to in changes:
        at = where % (len(standing) + 1)
        if do in LEVELS:
            new = place(standing[:at], standing[at:], retired, LEVELS[do])
        elif not standing:
            continue
        elif do == "alternative":
            new = place_alternative(standing[at - 1], [*standing, *retired])
        elif do == "retire":
            retired.append(standing.pop(at - 1))
            continue
        else:
            moved = standing.pop(at - 1)
            standing.insert(to % (len(standing) + 1), moved)
            continue
        standing.insert(at, new)
        given_out.append(new)
    labels = [label("operative", number) for number in given_out]
    assert len(set(labels)) == len(labels)


@given(st.integers(1, 20), st.integers(2, 9))
def test_n3_one_after_the_other_behind_a_paragraph_reads_in_order(
    times: int, length: int
) -> None:  # N3
    standing = [Number(whole) for whole in range(1, length + 1)]
    for count in range(times):
        at = 1 + count
        standing.insert(at, place(standing[:at], standing[at:], []))
    assert standing == sorted(standing)


def test_n3_the_adverbs_are_those_of_the_field() -> None:  # N3
    assert LATIN[:9] == (
        "bis",
        "ter",
        "quater",
        "quinquies",
        "sexies",
        "septies",
        "octies",
        "novies",
        "decies",
    )
