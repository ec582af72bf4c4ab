"""Brackets over a whole document: how many, and which have no partner. (I9)"""

from collections.abc import Iterable
from typing import Literal, NamedTuple

from app.imports.draft import ImportedBlock

_PAIRS = {"[": "]", "{": "}"}
_CLOSERS = {closing: opening for opening, closing in _PAIRS.items()}
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
    spanning: int
    """How many pairs open in one paragraph and close in another; this is legal."""


def tally(blocks: Iterable[ImportedBlock]) -> Tally:
    """Count the brackets in document order and name those without a partner.

    Square brackets and braces are matched apart, each from its own stack; a pair may run over
    paragraphs and headings.
    """
    counts = dict.fromkeys("[]{}", 0)
    stacks: dict[str, list[Bracket]] = {opening: [] for opening in _PAIRS}
    unopened: list[Bracket] = []
    spanning = 0
    for index, block in enumerate(blocks):
        for at, character in enumerate(block.visible):
            if character not in counts:
                continue
            counts[character] += 1
            if character in _PAIRS:
                stacks[character].append(_bracket(block, index, at, "unclosed"))
            elif stacks[_CLOSERS[character]]:
                spanning += stacks[_CLOSERS[character]].pop().block != index
            else:
                unopened.append(_bracket(block, index, at, "unopened"))
    left = [bracket for stack in stacks.values() for bracket in stack]
    unmatched = sorted([*unopened, *left], key=lambda bracket: (bracket.block, bracket.at))
    return Tally(counts, tuple(unmatched), spanning)


def _bracket(
    block: ImportedBlock, index: int, at: int, wrong: Literal["unclosed", "unopened"]
) -> Bracket:
    text = block.visible
    start, end = max(0, at - _AROUND), at + _AROUND + 1
    context = ("…" if start else "") + text[start:end] + ("…" if end < len(text) else "")
    return Bracket(text[at], wrong, index, at, _line(block, at), context)


def _line(block: ImportedBlock, at: int) -> int:
    """Return the line of the file on which a visible character stands."""
    passed = len("".join(block.visible[: at + 1].split()))
    for piece in block.source:
        passed -= piece.characters
        if passed <= 0 and piece.characters:
            return piece.line
    return block.last_line
