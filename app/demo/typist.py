"""Types one delegation's amendments into a paragraph, as its page would.

Nothing here decides what is allowed: the update goes through the same door as a page's, and is
weighed there.
"""

from collections.abc import Callable, Sequence

from pycrdt import Text

from app.demo.notation import Piece, authors

GroupOf = Callable[[int], str]
"""Gives the client's name (8 characters) of an amendment, by its number in the notation."""


def type_amendments(
    text: Text, pieces: Sequence[Piece], by: str, pen: str, group_of: GroupOf
) -> None:
    """Propose in `text` what `pieces` say the delegation `by` proposes, under its `pen`.

    The text must hold the pieces' words with the amendments of those who come before `by` in
    `authors(pieces)`, and of no others.
    """
    order = authors(pieces)
    before = set(order[: order.index(by)])
    at = 0  # pycrdt counts in bytes of UTF-8
    for piece in pieces:
        inserters = {mark.by for mark in piece.proposed if mark.op == "ins"}
        if not inserters <= before | {by}:
            continue
        end = at + len(piece.text.encode())
        keys = {
            f"{mark.op}--{pen}-{group_of(mark.number)}-1": True
            for mark in piece.proposed
            if mark.by == by
        }
        if by in inserters:
            around = _structure_around(text, at)
            if inserters & before:
                around |= _marks_at(text, at)
            styles = {style: True for style in piece.styles if not style.startswith("br--")}
            text.insert(at, piece.text, {**around, **styles, **keys})
        elif keys:
            text.format(at, end, keys)
        at = end


def _structure_around(text: Text, at: int) -> dict[str, bool]:
    """The brackets that the words on both sides of byte `at` stand in: new words do, too."""
    before: set[str] = set()
    position = 0
    for content, attributes in text.diff():
        marks = {key for key in attributes or {} if key.startswith("br--")}
        if position == at:
            return dict.fromkeys(before & marks, True)
        position += len(str(content).encode())
        if position > at:
            return dict.fromkeys(marks, True)
        before = marks
    return {}


def _marks_at(text: Text, at: int) -> dict[str, bool]:
    """The marks of the words that end at byte `at`: what is typed inside an insertion keeps them.

    At the very beginning there are none to keep.
    """
    position = 0
    for content, attributes in text.diff():
        position += len(str(content).encode())
        if position >= at > 0:
            return {key: True for key in attributes or {} if key.startswith("ins--")}
    return {}
