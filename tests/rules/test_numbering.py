"""Numbers that are computed once and kept: T10."""

from collections.abc import Sequence
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.kinds import KINDS, Kind
from app.rules.numbering import LATIN, Number, label, place, place_alternative, series


@pytest.mark.parametrize(
    ("kind", "number", "expected"),
    [
        ("operative", Number(2), "2"),
        ("operative", Number(2, 1), "2 bis"),
        ("recommendation", Number(2, 2), "2 ter"),
        ("statement", Number(2, 3), "2 quater"),
        ("operative", Number(2, 14), "2 quindecies"),
        ("operative", Number(2, 15), "2 (16)"),
        ("operative", Number(2, 0, 1), "2 alt"),
        ("operative", Number(2, 0, 2), "2 alt 2"),
        ("operative", Number(2, 1, 1), "2 bis alt"),
        ("preambular", Number(3), "PP3"),
        ("preambular", Number(3, 1), "PP3 bis"),
        ("preambular", Number(0), "PP0"),
        ("heading", Number(3), ""),
        ("chapeau", Number(3), ""),
        ("note", None, ""),
        ("operative", None, ""),
    ],
)
def test_t10_labels(kind: Kind, number: Number | None, expected: str) -> None:  # T10
    assert label(kind, number) == expected


@pytest.mark.parametrize("kind", KINDS)
def test_t10_the_preamble_has_a_series_of_its_own(kind: Kind) -> None:  # T10
    unnumbered = kind in ("heading", "chapeau", "note")
    assert series(kind) == (None if unnumbered else "PP" if kind == "preambular" else "")


def numbers(*texts: str) -> list[Number]:
    """Read `2`, `2 bis`, `2 alt` back; for the tests only."""
    found = []
    for text in texts:
        whole, *rest = text.split()
        suffix = 1 + LATIN.index(rest[0]) if rest and rest[0] in LATIN else 0
        found.append(Number(int(whole), suffix, int("alt" in rest)))
    return found


@pytest.mark.parametrize(
    ("before", "after", "retired", "expected"),
    [
        ([], [], [], "1"),
        (["1", "2"], [], [], "3"),
        (["1", "2"], ["3"], [], "2 bis"),
        (["1", "2", "2 bis"], ["3"], [], "2 ter"),
        (["1", "2"], ["2 bis", "3"], [], "2 ter"),
        (["1", "2"], ["3"], ["2 bis"], "2 ter"),
        (["1", "2"], [], ["3"], "4"),
        (["1", "2", "2 alt"], ["3"], [], "2 bis"),
        ([], ["1"], [], "0"),
        ([], ["0", "1"], [], "0 bis"),
        (["3"], ["1", "2"], [], "3 bis"),
        (["1", "3", "2"], [], [], "4"),
    ],
)
def test_t10_a_newcomer_takes_the_next_number_or_adverb(
    before: list[str], after: list[str], retired: list[str], expected: str
) -> None:  # T10
    found = place(numbers(*before), numbers(*after), numbers(*retired))
    assert label("operative", found) == expected


def test_t10_alternatives() -> None:  # T10
    first = place_alternative(Number(2), numbers("1", "2", "3"))
    assert label("operative", first) == "2 alt"
    second = place_alternative(Number(2), [*numbers("2", "3 alt", "2 bis alt"), first])
    assert label("operative", second) == "2 alt 2"
    assert label("operative", place_alternative(Number(2, 1), [first, second])) == "2 bis alt"


class Change(NamedTuple):
    """Something the podium does to the order of a series."""

    do: str
    where: int
    to: int


CHANGES = st.lists(
    st.builds(
        Change,
        st.sampled_from(["add", "add", "add", "alternative", "retire", "move"]),
        st.integers(0, 30),
        st.integers(0, 30),
    ),
    max_size=40,
)


@given(CHANGES)
def test_t10_no_label_is_given_twice_whatever_happens(changes: Sequence[Change]) -> None:  # T10
    standing: list[Number] = []
    retired: list[Number] = []
    given_out: list[Number] = []
    for do, where, to in changes:
        at = where % (len(standing) + 1)
        if do == "add":
            new = place(standing[:at], standing[at:], retired)
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
def test_t10_one_after_the_other_behind_a_paragraph_reads_in_order(
    times: int, length: int
) -> None:  # T10
    standing = [Number(whole) for whole in range(1, length + 1)]
    for count in range(times):
        at = 1 + count
        standing.insert(at, place(standing[:at], standing[at:], []))
    assert standing == sorted(standing)
