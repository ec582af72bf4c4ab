"""Brackets over a whole document: how many, and which have no partner. (I9)"""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from app.imports.draft import ImportedBlock

_CLOSERS = {"]": "[", "}": "{"}
MOST_NAMED = 1000
"""More than this many faults is no draft that a list of places would help with."""
_AROUND = 30


class Bracket(NamedTuple):
    """One bracket without a partner."""

    character: str
    wrong: Literal["unclosed", "unopened"]
    block: int
    """The block's place, from 0."""
    at: int
    """The bracket's place in the block's visible characters."""
    line: int
    context: str
    """About 60 characters around it."""


class Tally(NamedTuple):
    """The brackets of a document."""

    counts: dict[str, int]
    """How many of each of `[ ] { }`."""
    unmatched: tuple[Bracket, ...]
    """Those without a partner in document order, at most `MOST_NAMED`."""
    unnamed: int
    """How many more there are than were named."""
    spanning: int
    """How many pairs open in one paragraph and close in another; this is legal."""


def tally(blocks: Sequence[ImportedBlock]) -> Tally:
    """Count the brackets in document order and name those without a partner.

    Square brackets and braces are matched apart, each from its own stack; a pair may run over
    paragraphs and headings.
    """
    counts = dict.fromkeys("[]{}", 0)
    stacks: dict[str, list[tuple[int, int]]] = {opening: [] for opening in _CLOSERS.values()}
    unopened: list[tuple[int, int]] = []
    spanning = 0
    for index, block in enumerate(blocks):
        for at, character in enumerate(block.visible):
            if character not in counts:
                continue
            counts[character] += 1
            stack = stacks.get(_CLOSERS.get(character, ""))
            if stack is None:
                stacks[character].append((index, at))
            elif stack:
                spanning += stack.pop()[0] != index
            else:
                unopened.append((index, at))
    places = sorted([*unopened, *(place for stack in stacks.values() for place in stack)])
    named = tuple(_bracket(blocks[index], index, at) for index, at in places[:MOST_NAMED])
    return Tally(counts, named, len(places) - len(named), spanning)


def _bracket(block: ImportedBlock, index: int, at: int) -> Bracket:
    text = block.visible
    start, end = max(0, at - _AROUND), at + _AROUND + 1
    context = ("…" if start else "") + text[start:end] + ("…" if end < len(text) else "")
    wrong: Literal["unclosed", "unopened"] = "unopened" if text[at] in _CLOSERS else "unclosed"
    return Bracket(text[at], wrong, index, at, _line(block, at), context)


def _line(block: ImportedBlock, at: int) -> int:
    """Return the line of the file on which a visible character stands."""
    passed = len("".join(block.visible[: at + 1].split()))
    for piece in block.source:
        passed -= piece.characters
        if passed <= 0 and piece.characters:
            return piece.line
    return block.last_line
