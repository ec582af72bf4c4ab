"""Putting scraps of a file together into blocks, so that no character of it is left over."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Literal, NamedTuple

from app.imports import kinds, markers
from app.imports.draft import ImportedBlock, Piece
from app.imports.headings import Heading
from app.rules.kinds import Kind
from app.rules.words import Run, Words, canonical, plain

_SPACES = re.compile(r"[^\S\xa0\u202f\u3000]+")


class Scrap(NamedTuple):
    """A stretch of a file's line: words with their marks, or syntax that is kept unshown."""

    line: int
    text: str
    marks: tuple[str, ...] = ()
    markup: bool = False


@dataclass
class Proto:
    """A block in the making."""

    kind: Literal["heading", "paragraph"]
    runs: Words
    source: list[Piece]
    level: int = 0
    label: str | None = None
    number: str | None = None
    marker: str = ""
    marker_kind: str | None = None
    guess: Kind | None = None
    alternative_of: int | None = None

    @property
    def text(self) -> str:
        """The characters of the words."""
        return plain(self.runs)


@dataclass
class Assembly:
    """The blocks of a file in the order a reader meets them."""

    protos: list[Proto] = field(default_factory=list)
    _waiting: list[Piece] = field(default_factory=list)
    _number: str | None = None

    def heading(self, scraps: Iterable[Scrap], heading: Heading, level: int) -> None:
        """Add a heading whose first `heading.marker` characters are its label."""
        proto = self._proto("heading", scraps)
        if proto is None:
            return
        proto.level, proto.guess = level, "heading"
        proto.label = heading.label or None
        _cut(proto, heading.marker)

    def paragraph(
        self,
        scraps: Iterable[Scrap],
        *,
        level: int | None = None,
        guess: Kind | None = None,
        numbered: bool = True,
        listed: bool = False,
        marker: markers.Marker | None = None,
    ) -> None:
        """Add a paragraph, its number apart from its words: `marker`, or what it starts with.

        `listed` says that the format makes its first number a list's.
        """
        proto = self._proto("paragraph", scraps)
        if proto is None:
            return
        proto.guess = guess
        if marker is None and numbered:
            marker = markers.read_marker(proto.text, listed=listed)
        if marker is not None:
            proto.number, proto.marker_kind = marker.given, marker.kind
            _cut(proto, marker.end)
        inner = marker or markers.read_marker(proto.text.lstrip("[ "))
        proto.level = markers.depth(inner, self._number) if level is None else level
        self._number = proto.number or self._number

    def numbered(self, number: str, *, level: int) -> None:
        """Give the last paragraph a number that is not among the file's characters (Word's)."""
        last = self.protos[-1]
        last.level = level
        if last.number is None:
            last.number = number
            last.marker_kind = "letter" if number.startswith("(") else "number"

    def markup(self, line: int, text: str) -> None:
        """Keep a line that is syntax only; it goes with the block that follows."""
        if text.strip():
            self._waiting.append(Piece(line, markup="".join(text.split())))

    def blocks(self) -> tuple[ImportedBlock, ...]:
        """Return the finished blocks, their kinds guessed and their options tied together."""
        if self._waiting and self.protos:
            self.protos[-1].source.extend(self._waiting)
        elif self._waiting:
            waiting, self._waiting = self._waiting, []
            scraps = [Scrap(piece.line, piece.markup + " ") for piece in waiting]
            self.paragraph(scraps, guess="note", numbered=False)
        _tie_options(self.protos)
        guesses = kinds.guess_all(self.protos)
        return tuple(_finish(p, k) for p, k in zip(self.protos, guesses, strict=True))

    def _proto(
        self, kind: Literal["heading", "paragraph"], scraps: Iterable[Scrap]
    ) -> Proto | None:
        scraps = [s for s in scraps if s.text]
        runs = _tidy(Run(s.text, s.marks) for s in scraps if not s.markup)
        self._waiting.extend(_pieces(scraps))
        if not runs:
            return None
        pieces, self._waiting = self._waiting, []
        proto = Proto(kind, runs, pieces)
        self.protos.append(proto)
        return proto


def _pieces(scraps: Sequence[Scrap]) -> list[Piece]:
    pieces: list[Piece] = []
    for scrap in scraps:
        count = len("".join(scrap.text.split()))
        if not count:
            continue
        if scrap.markup:
            pieces.append(Piece(scrap.line, markup="".join(scrap.text.split())))
        elif pieces and pieces[-1].line == scrap.line and not pieces[-1].markup:
            pieces[-1] = Piece(scrap.line, pieces[-1].characters + count)
        else:
            pieces.append(Piece(scrap.line, count))
    return pieces


def _tidy(runs: Iterable[Run]) -> Words:
    """Return the words with single spaces and none at the ends."""
    tidied: list[Run] = []
    space = True
    # Neighbours are joined once and not one by one, which would be quadratic in a long paragraph.
    for marks, same in groupby(runs, key=lambda run: run.marks):
        single = _SPACES.sub(" ", "".join(run.text for run in same))
        if space:
            single = single.lstrip()
        if single:
            space = single[-1].isspace()
            tidied.append(Run(single, marks))
    while tidied and not tidied[-1].text.strip():
        tidied.pop()
    if tidied:
        tidied[-1] = Run(tidied[-1].text.rstrip(), tidied[-1].marks)
    return canonical(tidied)


def _cut(proto: Proto, end: int) -> None:
    """Take the first characters of the words as the block's marker."""
    proto.marker = proto.text[:end].strip()
    left = end
    rest: list[Run] = []
    for text, marks in proto.runs:
        taken = min(left, len(text))
        rest.append(Run(text[taken:], marks))
        left -= taken
    proto.runs = _tidy(rest)


def _tie_options(protos: Sequence[Proto]) -> None:
    """Point each option after the first, and each `2 alt`, at the one it stands beside. (I5)"""
    series: dict[str, int] = {}
    numbers: dict[str, int] = {}
    for index, proto in enumerate(protos):
        if proto.kind == "heading":
            series.clear()
            numbers.clear()
            continue
        number = proto.number or ""
        beside = markers.without_alt(number)
        if beside is not None and beside in numbers:
            proto.alternative_of = numbers[beside]
        elif number:
            numbers[number] = index
        option = markers.option_of(number) or markers.option_of(_bracketed_number(proto.text))
        if option is None or proto.alternative_of is not None:
            continue
        kind, place = option
        if place in markers.FIRST_OPTIONS:
            series[kind] = index
        else:
            proto.alternative_of = series.get(kind)


def _bracketed_number(text: str) -> str:
    """Return the number behind an opening bracket, or a text that is nothing but a number."""
    inner = text.lstrip("[ ")
    marker = markers.read_marker(inner)
    return marker.given if marker is not None else inner


def _finish(proto: Proto, guess: Kind) -> ImportedBlock:
    lines = [piece.line for piece in proto.source]
    return ImportedBlock(
        kind=proto.kind,
        level=proto.level,
        label=proto.label,
        number_given=proto.number,
        marker=proto.marker,
        paragraph_kind=guess,
        alternative_of=proto.alternative_of,
        runs=proto.runs,
        first_line=min(lines),
        last_line=max(lines),
        source=tuple(proto.source),
    )
