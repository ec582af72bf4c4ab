"""Numbers on screen and paper: 1, 2, 2 bis, 2 ter, 2 alt; PP1 for the preamble. (T10)

A paragraph is given its place in the series once, when it comes in, and keeps it until the chair
renumbers, so that a label once spoken of never slides to other words.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from app.rules.kinds import Kind

LATIN = (
    "bis",
    "ter",
    "quater",
    "quinquies",
    "sexies",
    "septies",
    "octies",
    "novies",
    "decies",
    "undecies",
    "duodecies",
    "terdecies",
    "quaterdecies",
    "quindecies",
)
"""The multiplicative adverbs the UN numbers insertions with (Editorial Manual, paragraph
numbering)."""


class Number(NamedTuple):
    """A place in a series: `2` is (2, 0, 0), `2 ter` is (2, 2, 0), `2 bis alt` is (2, 1, 1)."""

    whole: int
    suffix: int = 0
    alt: int = 0


def series(kind: Kind) -> str | None:
    """Return the series a kind is numbered in, or None: headings, chapeaux and notes are not."""
    if kind in ("heading", "chapeau", "note"):
        return None
    return "PP" if kind == "preambular" else ""


def label(kind: Kind, number: Number | None) -> str:
    """Return the number as shown: `PP3`, `2 bis`, `2 alt 2`, or "" for an unnumbered kind."""
    prefix = series(kind)
    if prefix is None or number is None:
        return ""
    text = f"{prefix}{number.whole}"
    if number.suffix:
        text += f" {_latin(number.suffix)}"
    if number.alt:
        text += " alt" if number.alt == 1 else f" alt {number.alt}"
    return text


def _latin(suffix: int) -> str:
    return LATIN[suffix - 1] if suffix <= len(LATIN) else f"({suffix + 1})"


def place(before: Sequence[Number], after: Sequence[Number], retired: Iterable[Number]) -> Number:
    """Number a paragraph put between those `before` and `after` it in its series.

    Behind the last one it takes the next whole number; elsewhere the next free adverb of the one
    it follows. Numbers once used, also by retired paragraphs, are not used again.
    """
    taken = [*before, *after, *retired]
    if not after:
        return Number(max((number.whole for number in taken), default=0) + 1)
    whole = before[-1].whole if before else 0
    used = [number.suffix for number in taken if number.whole == whole]
    return Number(whole, max(used) + 1) if used else Number(whole)


def place_alternative(to: Number, taken: Iterable[Number]) -> Number:
    """Number an alternative to a paragraph: `2 alt`, then `2 alt 2`."""
    used = [number.alt for number in taken if number[:2] == to[:2]]
    return Number(to.whole, to.suffix, max(used, default=0) + 1)
