"""The demonstration's delegates type what the notation says they propose."""

import pytest
from pycrdt import Doc, Text

from app.demo.notation import amended_text, authors, base, base_text, parse
from app.demo.scenario import read
from app.demo.typist import type_amendments
from app.rules import words as w

SCENARIO = read()
PROPOSED = [
    source
    for source in (
        *(p.tabled for p in SCENARIO.every_paragraph()),
        *(p.words for p in SCENARIO.every_paragraph()),
        *(c.tabled for b in SCENARIO.breakouts for c in b.change),
        "a {+VAL: in {-KES: good -}{+KES: due +}time+} b{-VAL:  c-}",
        "*{-VAL: Notes-}{+VAL: Recalls+}* the {-KES: old {-VAL: and good -}-}rule",
    )
    if source is not None and authors(parse(source))
]


def _group(number: int) -> str:
    return f"amend{number:03d}"


def _typed(source: str) -> w.Words:
    """The words after every author has typed, one after the other."""
    pieces = parse(source)
    doc = Doc[Text]()
    doc["p"] = text = Text()
    for piece in base(pieces):
        text.insert(len(text), piece.text, dict.fromkeys(piece.styles, True))
    for by in authors(pieces):
        type_amendments(text, pieces, by, f"{by.lower():x<8}", _group)
    return w.from_delta(text.diff())


@pytest.mark.parametrize("source", PROPOSED)
def test_what_is_typed_is_what_the_notation_says(source: str) -> None:
    """Base, amended text and the number of amendments are those of the notation."""
    pieces = parse(source)
    words = _typed(source)
    assert w.plain(w.base(words)) == base_text(pieces)
    assert w.plain(w.amended(words)) == amended_text(pieces)
    numbers = {(mark.by, mark.number) for piece in pieces for mark in piece.proposed}
    names = {f"{by.lower():x<8}-{_group(number)}" for by, number in numbers}
    assert set(w.amendments(words)) == names


def test_marks_of_nested_amendments() -> None:
    """What is typed inside another's insertion keeps the other's mark."""
    words = _typed("a {+VAL: in {-KES: good -}{+KES: due +}time+}")
    val, kes = "--valxxxxx-amend001-1", "--kesxxxxx-amend002-1"
    assert words == (
        w.Run("a "),
        w.Run("in ", (f"ins{val}",)),
        w.Run("good ", (f"del{kes}", f"ins{val}")),
        w.Run("due ", (f"ins{kes}", f"ins{val}")),
        w.Run("time", (f"ins{val}",)),
    )
