"""A small notation for words with pending amendments, used by the demonstration's data only.

``{+VAL: words+}`` is an insertion proposed by the delegation whose short name is VAL and
``{-KES: words-}`` a deletion; one space after the colon belongs to the notation, a second one to
the words. Marks nest, but do not overlap. ``*words*`` is emphasis, ``**words**`` strong, and
``[words]`` a bracket around them. Everything else is the text itself. Marks of one delegation that
touch each other are one amendment, so that ``{-VAL: shall-}{+VAL: should+}`` is a single
substitution.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Literal

Operation = Literal["ins", "del"]

_TOKEN = re.compile(
    r"\{(?P<op>[+-])(?P<by>[A-Z]{2,6}): ?|(?P<close>[+-])\}|(?P<style>\*\*|\*)|(?P<edge>[][])"
)
_OPERATIONS: dict[str, Operation] = {"+": "ins", "-": "del"}
_STYLES = {"*": "em", "**": "strong"}


class NotationError(ValueError):
    """The source does not follow the notation; the message quotes the place."""


@dataclass(frozen=True)
class Proposed:
    """One side of an amendment: what is done, by which delegation, in its which amendment."""

    op: Operation
    by: str
    number: int


@dataclass(frozen=True)
class Piece:
    """A run of text with its styles and the amendments it is part of.

    A style is ``em``, ``strong``, or ``br--`` and the number of a bracket in its source.
    """

    text: str
    styles: tuple[str, ...] = ()
    proposed: tuple[Proposed, ...] = ()

    @property
    def in_base(self) -> bool:
        """Whether the text remains when every amendment is rejected."""
        return all(mark.op == "del" for mark in self.proposed)

    @property
    def in_amended(self) -> bool:
        """Whether the text remains when every amendment is accepted."""
        return all(mark.op == "ins" for mark in self.proposed)


@dataclass
class _Reader:
    """State of one reading: what is open, and what the last closed amendment was."""

    pieces: list[Piece] = field(default_factory=list)
    styles: list[str] = field(default_factory=list)
    open: list[Proposed] = field(default_factory=list)
    touching: Proposed | None = None
    count: int = 0
    brackets: list[str] = field(default_factory=list)
    """Those open; `edges` counts them."""
    edges: int = 0

    def words(self, text: str) -> None:
        """Take text under whatever is open."""
        if text:
            styles = tuple(sorted([*self.styles, *self.brackets]))
            self.pieces.append(Piece(text, styles, tuple(self.open)))
            self.touching = None

    def begin(self, sign: str, by: str) -> None:
        """Open a mark; it continues the amendment it touches if that is the same delegation's."""
        if self.touching is not None and self.touching.by == by:
            number = self.touching.number
        else:
            self.count += 1
            number = self.count
        self.open.append(Proposed(_OPERATIONS[sign], by, number))
        self.touching = None

    def end(self, sign: str, place: str) -> None:
        """Close the innermost mark."""
        if not self.open or self.open[-1].op != _OPERATIONS[sign]:
            raise NotationError(f"{sign}}} closes nothing at {place!r}")
        self.touching = self.open.pop()

    def style(self, sign: str) -> None:
        """Switch a style on or off."""
        name = _STYLES[sign]
        if name in self.styles:
            self.styles.remove(name)
        else:
            self.styles.append(name)

    def edge(self, sign: str, place: str) -> None:
        """Open a bracket, or close the one opened last."""
        if sign == "[":
            self.edges += 1
            self.brackets.append(bracket(self.edges))
        elif self.brackets:
            self.brackets.pop()
        else:
            raise NotationError(f"] closes nothing at {place!r}")


def bracket(number: int) -> str:
    """Return the style of the bracket that is opened as the source's `number`th, from 1."""
    return f"br--{number:08d}"


def parse(source: str) -> tuple[Piece, ...]:
    """Read ``source`` into pieces.

    Raises NotationError where a mark, a style or a bracket is closed without having been opened,
    or is still open at the end.
    """
    reader = _Reader()
    at = 0
    for token in _TOKEN.finditer(source):
        reader.words(source[at : token.start()])
        at = token.end()
        if token["op"]:
            reader.begin(token["op"], token["by"])
        elif token["close"]:
            reader.end(token["close"], source[max(0, token.start() - 20) : at])
        elif token["edge"]:
            reader.edge(token["edge"], source[max(0, token.start() - 20) : at])
        else:
            reader.style(token["style"])
    reader.words(source[at:])
    if reader.open or reader.styles or reader.brackets:
        raise NotationError(f"still open at the end of {source[-40:]!r}")
    return tuple(reader.pieces)


def base_text(pieces: Sequence[Piece]) -> str:
    """The text with every amendment rejected."""
    return "".join(piece.text for piece in pieces if piece.in_base)


def amended_text(pieces: Sequence[Piece]) -> str:
    """The text with every amendment accepted."""
    return "".join(piece.text for piece in pieces if piece.in_amended)


def base(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """The pieces as they stood before anyone proposed anything: styles kept, no amendment."""
    return tuple(Piece(piece.text, piece.styles) for piece in pieces if piece.in_base)


def authors(pieces: Sequence[Piece]) -> tuple[str, ...]:
    """Short names of the delegations that propose something, in order of first appearance."""
    return tuple(dict.fromkeys(mark.by for piece in pieces for mark in piece.proposed))


def decide(
    pieces: Sequence[Piece], accept: Collection[str] = (), reject: Collection[str] = ()
) -> tuple[Piece, ...]:
    """The pieces after the amendments of the named delegations are accepted or rejected."""
    decided: list[Piece] = []
    for piece in pieces:
        gone = any(
            (mark.op == "del" and mark.by in accept) or (mark.op == "ins" and mark.by in reject)
            for mark in piece.proposed
        )
        if not gone:
            left = tuple(m for m in piece.proposed if m.by not in accept and m.by not in reject)
            decided.append(Piece(piece.text, piece.styles, left))
    return tuple(decided)
