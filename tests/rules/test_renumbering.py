"""The chair's renumbering, its map, and working copies that follow it: N4, N6, N7."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.actors import Actor, Role
from app.rules.facts import DocumentRenumbered
from app.rules.kinds import Kind
from app.rules.numbering import Number, label, parse
from app.rules.renumbering import (
    Item,
    follow,
    map_digest,
    may_renumber,
    may_set_numbering,
    relabelled,
    renumber,
    renumbering,
)
from app.rules.verdict import No


def items(*rows: str) -> list[Item]:
    """Write paragraphs as `label[ in category]`; `PP…` is preambular, `-` a heading."""
    found = []
    for index, row in enumerate(rows):
        name, _, category = row.partition(" in ")
        read = parse(name)
        kind: Kind = "heading" if read is None else "preambular" if read[0] else "operative"
        number = read[1] if read else None
        level = number.level if number else 0
        found.append(Item(f"p{index}", kind, level, number, category))
    return found


def after(rows: Sequence[Item], by_category: bool = False) -> list[str]:
    """Return the labels after renumbering."""
    numbers = renumber(rows, "by category" if by_category else "through")
    return [label(one.kind, numbers.get(one.id)) for one in rows]


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        (["1", "2", "2 bis", "2 ter", "3"], ["1", "2", "3", "4", "5"]),
        (["2", "1"], ["1", "2"]),
        (["PP1", "PP1 bis", "1", "1 bis"], ["PP1", "PP2", "1", "2"]),
        (["1", "-", "3"], ["1", "", "2"]),
        (["3", "3 (a)", "3 (a) bis", "3 (b)", "4"], ["1", "1 (a)", "1 (b)", "1 (c)", "2"]),
        (["2", "2 (a)", "2 (a) (i)", "2 (b)"], ["1", "1 (a)", "1 (a) (i)", "1 (b)"]),
        (["1", "3", "3 alt", "3 alt 3", "4"], ["1", "2", "2 alt", "2 alt 2", "3"]),
        (["3 alt", "4"], ["1", "2"]),
        (["2", "2 (a)", "2 (a) alt", "2 (b)"], ["1", "1 (a)", "1 (a) alt", "1 (b)"]),
        (["2", "2 alt", "2 alt (a)", "3"], ["1", "1 alt", "1 alt (a)", "2"]),
        (["2 (b)", "3"], ["1", "2"]),
        (["2", "2 (a) (ii)"], ["1", "1 (a)"]),
    ],
)
def test_n6_numbers_follow_the_order(before: list[str], expected: list[str]) -> None:  # N6
    assert after(items(*before)) == expected


def test_n4_by_category_each_begins_anew() -> None:  # N4
    rows = items("1 in A", "1 bis in A", "3 in B", "PP1 in B", "4 in B")
    assert after(rows, by_category=True) == ["1", "2", "1", "PP1", "2"]
    assert after(rows) == ["1", "2", "3", "PP1", "4"]


ROWS = st.lists(
    st.sampled_from(["1", "2", "2 bis", "2 (a)", "2 alt", "3 (b) (ii)", "PP1", "PP2 ter", "-"]),
    max_size=30,
)


@given(ROWS)
def test_n6_renumbering_gives_no_label_twice_and_twice_is_once(rows: list[str]) -> None:  # N6
    before = items(*rows)
    numbers = renumber(before, "through")
    labels = [label(one.kind, numbers[one.id]) for one in before if one.id in numbers]
    assert len(set(labels)) == len(labels)
    again = [one._replace(number=numbers.get(one.id)) for one in before]
    assert renumber(again, "through") == numbers


def actor(role: Role) -> Actor:
    return Actor("p", "Somebody", role)


CHANGES = relabelled(items("1", "1 bis"), renumber(items("1", "1 bis"), "through"))
SHOWN = map_digest(CHANGES)


def test_n6_the_map_is_the_fact() -> None:  # N6
    found = renumbering(actor("chair"), ("d", None), CHANGES, SHOWN, " second reading ")
    assert isinstance(found, DocumentRenumbered)
    assert [(one.before, one.after) for one in found.changes] == [("1", "1"), ("1 bis", "2")]
    assert found.reason == "second reading"
    assert "1 bis → 2" in found.says(lambda _: "")


@pytest.mark.parametrize(
    ("role", "breakout", "shown", "reason", "refused"),
    [
        ("secretariat", None, SHOWN, "r", "numbering.chair_renumbers"),
        ("delegate", None, SHOWN, "r", "numbering.chair_renumbers"),
        ("chair", "b", SHOWN, "r", "numbering.plenary_renumbers"),
        ("chair", None, SHOWN, " ", "numbering.reason_needed"),
        ("vice-chair", None, "sha256:other", "r", "numbering.map_differs"),
    ],
)
def test_n6_who_renumbers_and_when(
    role: Role, breakout: str | None, shown: str, reason: str, refused: str
) -> None:  # N6
    found = renumbering(actor(role), ("d", breakout), CHANGES, shown, reason)
    assert isinstance(found, No)
    assert found.reason == refused


def test_n6_nothing_is_renumbered_into_itself() -> None:  # N6
    same = relabelled(items("1", "2"), renumber(items("1", "2"), "through"))
    found = renumbering(actor("chair"), ("d", None), same, map_digest(same), "r")
    assert isinstance(found, No)
    assert found.reason == "numbering.nothing_to_do"
    assert may_renumber(actor("chair"), None) is None


def test_n4_the_podium_says_how_it_is_numbered() -> None:  # N4
    assert may_set_numbering(actor("secretariat"), None) is None
    assert may_set_numbering(actor("delegate"), None) is not None
    assert may_set_numbering(actor("chair"), "b") is not None


def test_n7_a_working_copy_takes_over_the_new_numbers() -> None:  # N7
    """2 bis has become 3; what the breakout added behind it comes behind it again."""
    rows = items("2 bis", "2 ter", "2 bis alt", "5")
    given_numbers = {"p0": parse("3"), "p3": parse("6")}
    numbers = follow(rows, {key: one[1] for key, one in given_numbers.items() if one})
    assert [label(one.kind, numbers[one.id]) for one in rows] == ["3", "3 bis", "3 alt", "6"]


def test_n7_what_a_breakout_added_finds_its_place() -> None:  # N7
    """Under a heading, on its own level, and beside what the breakout itself has added."""
    rows = items("-", "2", "2 bis", "2 bis alt", "2 alt", "-", "3")
    rows.insert(2, Item("new", "operative", 1, None, ""))
    numbers = follow(rows, {"p1": Number(7), "p6": Number(8)})
    assert [label(one.kind, numbers.get(one.id)) for one in rows] == [
        "",
        "7",
        "7 (a)",
        "7 bis",
        "7 bis alt",
        "7 alt",
        "",
        "8",
    ]


@given(ROWS, st.sets(st.integers(0, 29)))
def test_n7_no_label_stands_twice_in_the_copy(rows: list[str], added: set[int]) -> None:  # N7
    copy = items(*rows)
    forked = [one for index, one in enumerate(copy) if index not in added]
    numbers = follow(copy, renumber(forked, "through"))
    labels = [label(one.kind, numbers[one.id]) for one in copy if one.kind != "heading"]
    assert len(set(labels)) == len(labels)
