"""The notation of the demonstration's words."""

import pytest

from app.demo.notation import (
    NotationError,
    Piece,
    Proposed,
    amended_text,
    authors,
    base,
    base_text,
    decide,
    parse,
)


def test_brackets_nest_and_are_numbered_as_they_open() -> None:
    """Their signs are no characters of the text."""
    assert parse("[States] should [act [now]]") == (
        Piece("States", ("br--00000001",)),
        Piece(" should "),
        Piece("act ", ("br--00000002",)),
        Piece("now", ("br--00000002", "br--00000003")),
    )
    assert parse("*a* {+VAL: [b]+}")[2] == Piece(
        "b", ("br--00000001",), (Proposed("ins", "VAL", 1),)
    )


def test_styles() -> None:
    """Emphasis and strong, nested in each other."""
    assert parse("*Recalling* the **whole *text***") == (
        Piece("Recalling", ("em",)),
        Piece(" the "),
        Piece("whole ", ("strong",)),
        Piece("text", ("em", "strong")),
    )


def test_a_substitution_is_one_amendment() -> None:
    """A deletion and an insertion of one delegation that touch share a number."""
    pieces = parse("They {-VAL: shall-}{+VAL: should+} act{+VAL:  now+}{+KES: , soon+}.")
    assert pieces == (
        Piece("They "),
        Piece("shall", (), (Proposed("del", "VAL", 1),)),
        Piece("should", (), (Proposed("ins", "VAL", 1),)),
        Piece(" act"),
        Piece(" now", (), (Proposed("ins", "VAL", 2),)),
        Piece(", soon", (), (Proposed("ins", "KES", 3),)),
        Piece("."),
    )
    assert authors(pieces) == ("VAL", "KES")
    assert base_text(pieces) == "They shall act."
    assert amended_text(pieces) == "They should act now, soon."


def test_marks_nest() -> None:
    """One delegation may propose inside what another proposes."""
    pieces = parse("{+VAL: in {-KES: good -}{+KES: due +}time+}")
    assert base_text(pieces) == ""
    assert amended_text(pieces) == "in due time"
    assert pieces[1] == Piece("good ", (), (Proposed("ins", "VAL", 1), Proposed("del", "KES", 2)))
    assert decide(pieces, accept=["VAL"]) == (
        Piece("in "),
        Piece("good ", (), (Proposed("del", "KES", 2),)),
        Piece("due ", (), (Proposed("ins", "KES", 2),)),
        Piece("time"),
    )


def test_decisions() -> None:
    """Accepting removes what was to go, rejecting what was to come."""
    pieces = parse("a {-VAL: b-}{+VAL: c+} {-KES: d-}{+KES: e+}")
    left = decide(pieces, accept=["VAL"], reject=["KES"])
    assert base_text(left) == amended_text(left) == "a c d"
    assert base(pieces) == (Piece("a "), Piece("b"), Piece(" "), Piece("d"))


@pytest.mark.parametrize(
    "source", ["{+VAL: a", "a+}", "{+VAL: a-}", "*a", "{+VAL: a{-KES: b+}-}", "[a", "a]"]
)
def test_bad_notation_is_refused(source: str) -> None:
    """What is not closed, or closed wrongly, is an error and not text."""
    with pytest.raises(NotationError):
        parse(source)
