"""Typed signs into structure: brackets, placeholders and notes over the words between them. (I13)

The signs leave the words, and what is written for the marks (`app.rules.brackets`) is what stood
in the file, sign for sign and in the same order. A sign of which this cannot be said stays a
character.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Literal, NamedTuple

from app.imports.brackets import Bracket, Pair, Place, Why, described, tally
from app.imports.draft import Format, ImportedBlock
from app.imports.placeholders import is_placeholder
from app.kit.ids import mark_id
from app.rules.words import Run, Words, canonical

Op = Literal["br", "ph", "nt"]

_SYNTAX = re.compile(
    r"\[\^[^\[\]\s]{1,40}\]|\{:[^{}]*\}|\[[^\[\]]*\]\((?:https?:|mailto:|/|#)[^()\s]*\)"
)
"""Markdown's own: the mark of a footnote, attributes, a link with its address."""
_DEFINITION = re.compile(r"\s*\[[^\[\]]+\]:\s")
"""A line of Markdown that says where a link or a footnote leads."""


class Found(NamedTuple):
    """One piece of structure, and where its signs stood."""

    op: Op
    id: str
    pair: Pair

    @property
    def key(self) -> str:
        """The key of its mark."""
        return f"{self.op}--{self.id}"


class Structure(NamedTuple):
    """What became of the signs of a document."""

    words: tuple[Words, ...]
    """The words of each block, marked, without the signs the marks stand for."""
    found: tuple[Found, ...]
    """The structure, in the order it opens."""
    kept: tuple[Bracket, ...]
    """Every sign that stays a character, in document order, and why."""


def take_structure(blocks: Sequence[ImportedBlock], form: Format) -> Structure:
    """Return the words of a file's blocks with its brackets, placeholders and notes as marks.

    A pair becomes structure where both signs stand among the words of paragraphs, something stands
    between them, and writing it again gives the file's own characters. (I1, I13)
    """
    counted = tally(blocks)
    refused: dict[Pair, Why] = {}
    for pair in counted.pairs:
        if (why := _refusal(blocks, pair, form)) is not None:
            refused[pair] = why
    squares = [pair for pair in counted.pairs if pair.sign == "[" and pair not in refused]
    for note in counted.pairs:
        if note.sign == "{" and note not in refused and any(_cross(note, one) for one in squares):
            refused[note] = "crossed"
    taken = [pair for pair in counted.pairs if pair not in refused]
    while fallen := _fallen(blocks, taken):
        refused |= fallen
        taken = [pair for pair in taken if pair not in fallen]
    found = _named(blocks, taken)
    kept = [described(blocks[place.block], place) for place in counted.unmatched]
    for pair, why in refused.items():
        kept += [described(blocks[p.block], p, why) for p in (pair.opening, pair.closing)]
    return Structure(
        tuple(_marked(blocks, found)),
        tuple(found),
        tuple(sorted(kept, key=lambda one: (one.block, one.at))),
    )


def _words_at(block: ImportedBlock) -> int:
    """Return where the words begin among a block's visible characters."""
    return len(block.visible) - len(block.text)


def _refusal(blocks: Sequence[ImportedBlock], pair: Pair, form: Format) -> Why | None:
    """Return why a pair cannot be structure, seen by itself."""
    for place in (pair.opening, pair.closing):
        block = blocks[place.block]
        if block.kind == "heading":
            return "heading"
        if place.at < _words_at(block):
            return "number"
    if form == "markdown" and _is_syntax(blocks[pair.opening.block].visible, pair):
        return "syntax"
    return None


def _is_syntax(text: str, pair: Pair) -> bool:
    if pair.opening.block != pair.closing.block:
        return False
    start, end = pair.opening.at, pair.closing.at
    if not text[:start].strip() and _DEFINITION.match(text):
        return True
    match = _SYNTAX.match(text, start)
    return match is not None and match.end() > end


class _Sign(NamedTuple):
    """A sign about to leave the words."""

    place: Place
    pair: Pair
    opens: bool


def _cross(note: Pair, square: Pair) -> bool:
    """Say whether either begins inside the other and ends outside."""
    return (
        note.opening < square.opening < note.closing < square.closing
        or square.opening < note.opening < square.closing < note.closing
    )


def _fallen(blocks: Sequence[ImportedBlock], pairs: Sequence[Pair]) -> dict[Pair, Why]:
    """Return the pairs with nothing between them, or with a sign parted from its words."""
    signs = sorted(
        _Sign(place, pair, place is pair.opening) for pair in pairs for place in pair[:2]
    )
    fallen: dict[Pair, Why] = {}
    for cluster in _clusters(blocks, signs):
        for first, second in pairwise(cluster):
            if first.pair == second.pair:
                fallen[first.pair] = "empty"
        fallen |= _apart(blocks, cluster)
    return fallen


def _apart(blocks: Sequence[ImportedBlock], cluster: Sequence[_Sign]) -> dict[Pair, Why]:
    """Return the pairs whose sign a number or a heading would part from its words."""
    first, last = cluster[0].place, cluster[-1].place
    fallen: dict[Pair, Why] = {}
    at_end = last.at == len(blocks[last.block].visible) - 1
    if at_end and not _flows(blocks, last.block):
        fallen |= dict.fromkeys([sign.pair for sign in cluster if sign.opens], "apart")
    at_start = first.at == _words_at(blocks[first.block])
    if at_start and not _flows(blocks, first.block - 1):
        fallen |= dict.fromkeys([sign.pair for sign in cluster if not sign.opens], "apart")
    return fallen


def _flows(blocks: Sequence[ImportedBlock], index: int) -> bool:
    """Say whether the words of a block are followed by the next one's, and nothing between."""
    if not 0 <= index < len(blocks) - 1:
        return False
    one, other = blocks[index], blocks[index + 1]
    return one.kind == other.kind == "paragraph" and bool(one.text) and not _words_at(other)


def _clusters(blocks: Sequence[ImportedBlock], signs: Sequence[_Sign]) -> Iterable[list[_Sign]]:
    """Put together the signs with nothing between them but other signs and the ends of blocks."""
    cluster: list[_Sign] = []
    for sign in signs:
        if cluster and not _adjoin(blocks, cluster[-1].place, sign.place):
            yield cluster
            cluster = []
        cluster.append(sign)
    if cluster:
        yield cluster


def _adjoin(blocks: Sequence[ImportedBlock], one: Place, other: Place) -> bool:
    if one.block == other.block:
        return other.at == one.at + 1
    return (
        other.block == one.block + 1
        and one.at == len(blocks[one.block].visible) - 1
        and other.at == 0
        and _flows(blocks, one.block)
    )


def _named(blocks: Sequence[ImportedBlock], pairs: Sequence[Pair]) -> list[Found]:
    """Give each pair its kind and an identity; these rise in the order the pairs open."""
    ids: set[str] = set()
    while len(ids) < len(pairs):
        ids.add(mark_id())
    return [
        Found(_op(blocks, pair), name, pair)
        for pair, name in zip(sorted(pairs), sorted(ids), strict=True)
    ]


def _op(blocks: Sequence[ImportedBlock], pair: Pair) -> Op:
    if pair.sign == "{":
        return "nt"
    if pair.opening.block != pair.closing.block:
        return "br"
    between = blocks[pair.opening.block].visible[pair.opening.at + 1 : pair.closing.at]
    if any(sign in between for sign in "[]{}"):
        return "br"
    return "ph" if is_placeholder(between) else "br"


def _marked(blocks: Sequence[ImportedBlock], found: Sequence[Found]) -> Iterable[Words]:
    """Return each block's words without the signs, under the marks they stood for."""
    turns: dict[int, dict[int, tuple[str, bool]]] = {}
    for one in found:
        turns.setdefault(one.pair.opening.block, {})[one.pair.opening.at] = (one.key, True)
        turns.setdefault(one.pair.closing.block, {})[one.pair.closing.at] = (one.key, False)
    over: set[str] = set()
    for index, block in enumerate(blocks):
        here = turns.get(index, {})
        if block.kind == "heading" or (not here and not over):
            yield block.runs
            continue
        yield canonical(_cut(block, here, over))


def _cut(block: ImportedBlock, turns: dict[int, tuple[str, bool]], over: set[str]) -> Iterable[Run]:
    at = _words_at(block)
    places = sorted(turns)
    for text, marks in block.runs:
        end, start = at + len(text), at
        for place in [p for p in places if at <= p < end]:
            yield Run(text[start - at : place - at], (*marks, *over))
            key, opens = turns[place]
            (over.add if opens else over.discard)(key)
            start = place + 1
        yield Run(text[start - at :], (*marks, *over))
        at = end
