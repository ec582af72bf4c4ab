"""Brackets over a whole document: which are partners, and which have none. (I9)"""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from app.imports.draft import ImportedBlock

_CLOSERS = {"]": "[", "}": "{"}
MOST_NAMED = 1000
"""More than this many faults is no draft that a list of places would help with."""
_AROUND = 30

Why = Literal["unclosed", "unopened", "empty", "heading", "number", "syntax", "apart", "crossed"]
"""Why a sign stays a character. (I13)"""


class Place(NamedTuple):
    """Where a sign stands."""

    block: int
    """The block's place, from 0."""
    at: int
    """The sign's place in the block's visible characters."""


class Pair(NamedTuple):
    """A sign that opens and the one that closes it."""

    opening: Place
    closing: Place
    sign: str
    """The sign that opens: `[` or `{`."""


class Bracket(NamedTuple):
    """One sign that stays a character."""

    character: str
    why: Why
    block: int
    at: int
    line: int
    context: str
    """About 60 characters around it."""


class Tally(NamedTuple):
    """The brackets of a document."""

    counts: dict[str, int]
    """How many of each of `[ ] { }`."""
    pairs: tuple[Pair, ...]
    """The partners, in the order they open."""
    unmatched: tuple[Place, ...]
    """Those without a partner, in document order."""


def tally(blocks: Sequence[ImportedBlock]) -> Tally:
    """Count the brackets in document order and find their partners.

    Square brackets and braces are matched apart, each from its own stack; a pair may run over
    paragraphs and headings.
    """
    counts = dict.fromkeys("[]{}", 0)
    stacks: dict[str, list[Place]] = {opening: [] for opening in _CLOSERS.values()}
    unopened: list[Place] = []
    pairs: list[Pair] = []
    for index, block in enumerate(blocks):
        for at, character in enumerate(block.visible):
            if character not in counts:
                continue
            counts[character] += 1
            opening = _CLOSERS.get(character)
            if opening is None:
                stacks[character].append(Place(index, at))
            elif stacks[opening]:
                pairs.append(Pair(stacks[opening].pop(), Place(index, at), opening))
            else:
                unopened.append(Place(index, at))
    unmatched = sorted([*unopened, *(place for stack in stacks.values() for place in stack)])
    return Tally(counts, tuple(sorted(pairs)), tuple(unmatched))


def described(block: ImportedBlock, place: Place, why: Why | None = None) -> Bracket:
    """Return a sign with its line and what stands around it; without a reason: it has no partner.

    A sign that has no partner is never closed when it opens, and never opened when it closes.
    """
    text, at = block.visible, place.at
    start, end = max(0, at - _AROUND), at + _AROUND + 1
    context = ("…" if start else "") + text[start:end] + ("…" if end < len(text) else "")
    partnerless: Why = "unopened" if text[at] in _CLOSERS else "unclosed"
    return Bracket(text[at], why or partnerless, place.block, at, line_of(block, at), context)


def line_of(block: ImportedBlock, at: int) -> int:
    """Return the line of the file on which a visible character stands."""
    passed = len("".join(block.visible[: at + 1].split()))
    for piece in block.source:
        passed -= piece.characters
        if passed <= 0 and piece.characters:
            return piece.line
    return block.last_line
