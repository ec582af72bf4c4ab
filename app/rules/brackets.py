"""Brackets as they stand in the words: where each opens and closes, how deep, what is beside it.

A bracket is a mark over a range of words, so it has two ends whatever is typed, and whatever other
brackets cross it. Placeholders and the secretariat's notes are marked in the same way. Who may
bracket, join and lift is in `bracket_rights`. docs/rules/brackets.md numbers K1 to K12.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, product
from typing import Literal, NamedTuple

from app.rules import words as w
from app.rules.words import Run, StructureOp, Words

SIGNS: Mapping[StructureOp, tuple[str, str]] = {
    "br": ("[", "]"),
    "ph": ("[", "]"),
    "nt": ("{", "}"),
}
"""What is written where a bracket, a placeholder or a note opens and closes."""


class Edge(NamedTuple):
    """The place between two letters where something opens or closes."""

    side: Literal["open", "close"]
    op: StructureOp
    id: str
    depth: int
    """How many brackets stand around what is inside, this one too; 1 is the outermost."""

    @property
    def key(self) -> str:
        """The mark it is the edge of."""
        return f"{self.op}--{self.id}"

    @property
    def sign(self) -> str:
        """What is written there."""
        return SIGNS[self.op][self.side == "close"]


Piece = Run | Edge


class Extent(NamedTuple):
    """From the first to the last letter something stands on, in characters."""

    start: int
    stop: int


@dataclass(frozen=True, slots=True)
class _Span:
    """A range over the paragraphs laid end to end, with a place between one and the next."""

    op: StructureOp
    id: str
    start: int
    stop: int
    rank: int

    @property
    def opens(self) -> tuple[int, int, int, str]:
        """Sorts what opens at one place: the outermost first."""
        return self.start, -self.stop, self.rank, self.id

    @property
    def closes(self) -> tuple[int, int, int, tuple[int, ...]]:
        """Sorts what closes at one place: the innermost first."""
        return self.stop, -self.start, -self.rank, tuple(-ord(letter) for letter in self.id)

    def crosses(self, other: "_Span") -> bool:
        """Whether either begins inside the other and ends outside."""
        return (
            self.start < other.start < self.stop < other.stop
            or other.start < self.start < other.stop < self.stop
        )


def extents(words: Words, op: StructureOp | None = None) -> dict[str, Extent]:
    """Return where each mark of structure stands in a paragraph, by key, in order of appearance."""
    found: dict[str, Extent] = {}
    at = 0
    for run in words:
        stop = at + len(run.text)
        for key in run.marks:
            mark = w.structure_mark(key)
            if mark is not None and op in (None, mark.op):
                found[key] = Extent(found[key].start if key in found else at, stop)
        at = stop
    return found


def render(words: Words, order: Sequence[str] = ()) -> list[Piece]:
    """Return a paragraph's runs with the edges of all that opens and closes in it. (K2)"""
    return render_all([words], order)[0]


def render_all(paragraphs: Sequence[Words], order: Sequence[str] = ()) -> list[list[Piece]]:
    """Return each paragraph's runs with the edges of what opens and closes between them. (K2)

    The paragraphs are given in the document's order. Something that runs over several opens in the
    first and closes in the last it stands in. `order` names brackets over the very same words,
    outermost first. Written out, `[` and `]` balance and so do `{` and `}`, each inside the other.
    """
    spans = _widened(_spans(paragraphs, order))
    opening: dict[int, list[_Span]] = {}
    closing: dict[int, list[_Span]] = {}
    for span in sorted(spans, key=lambda one: one.opens):
        opening.setdefault(span.start, []).append(span)
    for span in sorted(spans, key=lambda one: one.closes):
        closing.setdefault(span.stop, []).append(span)
    places = sorted({*opening, *closing})
    depths: dict[tuple[str, str], int] = {}
    pieces: list[list[Piece]] = []
    at = inside = 0
    for words in paragraphs:
        row: list[Piece] = []
        stop = at + len(w.plain(words))
        for place, run in _cut(
            words, at, places[bisect_right(places, at) : bisect_left(places, stop)]
        ):
            for span in closing.pop(place, ()):
                inside -= span.op == "br"
                row.append(Edge("close", span.op, span.id, depths[span.op, span.id]))
            for span in opening.pop(place, ()):
                inside += span.op == "br"
                depths[span.op, span.id] = inside
                row.append(Edge("open", span.op, span.id, inside))
            if run is not None:
                row.append(run)
        pieces.append(row)
        at = stop + 1
    return pieces


def _spans(paragraphs: Sequence[Words], order: Sequence[str]) -> list[_Span]:
    ranks = {one: place for place, one in enumerate(order)}
    ends: dict[str, Extent] = {}
    at = 0
    for words in paragraphs:
        for key, extent in extents(words).items():
            start = ends[key].start if key in ends else at + extent.start
            ends[key] = Extent(start, at + extent.stop)
        at += len(w.plain(words)) + 1
    spans = []
    for key, extent in ends.items():
        mark = w.structure_mark(key)
        if mark is not None and mark.op in SIGNS:
            rank = ranks.get(mark.id, len(ranks))
            spans.append(_Span(mark.op, mark.id, extent.start, extent.stop, rank))
    return spans


def _widened(spans: list[_Span]) -> list[_Span]:
    """Let a bracket that crosses a note's edge take in the whole note, or `[` and `{` would cross.

    Brackets may cross one another: the signs of both are the same.
    """
    notes = [one for one in spans if one.op == "nt"]
    others = [one for one in spans if one.op != "nt"]
    restless = bool(notes)
    while restless:
        restless = False
        for place, note in product(range(len(others)), notes):
            span = others[place]
            if span.crosses(note):
                start, stop = min(span.start, note.start), max(span.stop, note.stop)
                others[place] = _Span(span.op, span.id, start, stop, span.rank)
                restless = True
    return [*others, *notes]


def _cut(words: Words, at: int, places: Sequence[int]) -> Iterator[tuple[int, Run | None]]:
    """Yield the runs, cut at the places inside them, each with where it stands; then the end."""
    left = 0
    for run in words:
        stop = at + len(run.text)
        right = bisect_left(places, stop, left)
        inner = [place for place in places[left:right] if place > at]
        for start, end in pairwise([at, *inner, stop]):
            yield start, Run(run.text[start - at : end - at], run.marks)
        at, left = stop, right
    yield at, None


def nesting(paragraphs: Sequence[Words], order: Sequence[str] = ()) -> dict[str, int]:
    """Return how deep each bracket stands, by its identity; 1 is the outermost. (K2)"""
    return {
        piece.id: piece.depth
        for row in render_all(paragraphs, order)
        for piece in row
        if isinstance(piece, Edge) and piece.side == "open" and piece.op == "br"
    }


def written(pieces: Iterable[Piece]) -> str:
    """Return pieces as they are written: the words with their brackets as signs."""
    return "".join(one.text if isinstance(one, Run) else one.sign for one in pieces)


def held_text(paragraphs: Iterable[Words], key: str) -> str:
    """Return the characters under a mark, one paragraph after the other."""
    parts = ("".join(run.text for run in words if key in run.marks) for words in paragraphs)
    return " ".join(part for part in parts if part)


SHOWN = 200
"""How many characters of a bracket's words are shown beside it; the text has the rest."""


def excerpt(text: str) -> str:
    """Return words as they are shown beside what is said of them."""
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 1].rstrip()}…"


def trimmed(plain: str, start: int, stop: int) -> Extent | None:
    """Return the range without the white space at its ends; None when it is all there is. (K3)"""
    part = plain[start:stop]
    if not part.strip():
        return None
    return Extent(start + len(part) - len(part.lstrip()), stop - len(part) + len(part.rstrip()))


def with_whole_references(words: Words, start: int, stop: int) -> Extent:
    """Return the range with the whole of each reference it would cut: one is one sign. (K3)"""
    for inner in extents(words, "ref").values():
        if inner.start < start < inner.stop:
            start = inner.start
        if inner.start < stop < inner.stop:
            stop = inner.stop
    return Extent(start, stop)


def side_by_side(words: Words, keys: Iterable[str]) -> list[str] | None:
    """Return marks in the order they stand in, if only white space is between them. (K8)"""
    found = extents(words)
    if any(key not in found for key in keys):
        return None
    row = sorted(keys, key=lambda key: found[key])
    plain = w.plain(words)
    for left, right in pairwise(row):
        between = found[left].stop, found[right].start
        if between[0] > between[1] or plain[between[0] : between[1]].strip():
            return None
    return row


def left_by_choice(words: Words, row: Sequence[str], chosen: str) -> tuple[Extent, Extent]:
    """Return what goes before and behind the chosen of rival words, spacing kept clean. (K8)"""
    found = extents(words)
    plain = w.plain(words)
    first, last = found[row[0]].start, found[row[-1]].stop
    start, stop = found[chosen]
    if first == 0 or plain[first - 1].isspace():
        start += len(plain[start:stop]) - len(plain[start:stop].lstrip())
    if last == len(plain) or plain[last].isspace():
        stop -= len(plain[start:stop]) - len(plain[start:stop].rstrip())
    return Extent(first, start), Extent(stop, last)
