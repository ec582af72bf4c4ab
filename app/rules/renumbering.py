"""The chair's renumbering: every label anew, in the order in which the text now stands. (N6)"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from app.rules.actors import Actor
from app.rules.facts.numbering import DocumentRenumbered, Relabelled
from app.rules.kinds import Kind
from app.rules.numbering import (
    Number,
    Numbering,
    Step,
    label,
    place,
    place_alternative,
    series,
)
from app.rules.verdict import No


class Item(NamedTuple):
    """A paragraph in force, as renumbering sees it."""

    id: str
    kind: Kind
    level: int
    number: Number | None
    category: str


@dataclass(slots=True)
class Count:
    """How far a series has been counted: 1, 2, 3; (a), (b) under each. (N6)"""

    path: Number | None = None
    """The last number given; None where nothing stands that one could stand under."""
    whole: int = 0
    given: list[Number] = field(default_factory=list)
    anew: dict[Number, Number] = field(default_factory=dict)
    """What the numbers that were have become, for alternatives to follow."""

    def next(self, level: int) -> Number:
        """Return the next number on a level, or as deep as what stands above allows. (N2)"""
        depth = min(level, self.path.level + 1) if self.path else 0
        if depth == 0 or self.path is None:
            self.whole += 1
            number = Number(self.whole)
        else:
            stem = self.path.up_to(depth - 1)
            last = self.path.under[depth - 1].place if self.path.level >= depth else 0
            number = stem._replace(under=(*stem.under, Step(last + 1)))
        self.path = number
        return number


def renumber(items: Iterable[Item], numbering: Numbering) -> dict[str, Number]:
    """Number paragraphs in the order in which they stand: 1, 2, 3; (a), (b) under each. (N6)

    An alternative stays one, beside what it is an alternative to; one whose counterpart is gone
    is counted like any other.
    """
    counts: dict[tuple[str, str], Count] = {}
    found: dict[str, Number] = {}
    for item in items:
        prefix = series(item.kind)
        if prefix is None:
            continue
        key = (prefix, item.category if numbering == "by category" else "")
        found[item.id] = _next(counts.setdefault(key, Count()), item)
    return found


def _next(count: Count, item: Item) -> Number:
    """Give the item the next number of its series and level."""
    stem = _stem(item.number)
    beside = count.anew.get(stem) if stem is not None else None
    if beside is not None:
        number = count.path = place_alternative(beside, count.given)
    else:
        number = count.next(item.level)
    count.given.append(number)
    if item.number is not None:
        count.anew.setdefault(item.number, number)
    return number


def _stem(number: Number | None) -> Number | None:
    """Return the number an alternative stands beside; None for what is no alternative."""
    if number is None or not number.last.alt:
        return None
    return number.with_last(number.last._replace(alt=0))


def relabelled(items: Sequence[Item], numbers: dict[str, Number]) -> list[Relabelled]:
    """Return the map from old labels to new, of every numbered paragraph, in text order. (N6)"""
    return [
        Relabelled(
            paragraph_id=item.id,
            before=label(item.kind, item.number),
            after=label(item.kind, numbers[item.id]),
        )
        for item in items
        if item.id in numbers
    ]


def map_digest(changes: Sequence[Relabelled]) -> str:
    """Return the SHA-256 of a map, by which the chair says which one was shown. (N6)"""
    form = [[one.paragraph_id, one.before, one.after] for one in changes]
    encoded = json.dumps(form, ensure_ascii=False, separators=(",", ":")).encode()
    return f"sha256:{hashlib.sha256(encoded).hexdigest()}"


def may_renumber(actor: Actor, breakout_id: str | None) -> No | None:
    """N6: the chair renumbers, and only the plenary's text; working copies follow it."""
    if not actor.presides:
        return No("numbering.chair_renumbers", "Only the chair renumbers the text.")
    if breakout_id is not None:
        return No.now(
            "numbering.plenary_renumbers",
            "A working copy keeps the numbers of the plenary's text. Renumber there.",
        )
    return None


def may_set_numbering(actor: Actor, breakout_id: str | None) -> No | None:
    """N4: the podium says how a text is numbered; a working copy is numbered as its plenary's."""
    if not actor.serves:
        return No(
            "numbering.podium_sets", "Only the chair and the secretariat say how it is numbered."
        )
    if breakout_id is not None:
        return No.now(
            "numbering.plenary_sets",
            "A working copy is numbered like the plenary's text. Change it there.",
        )
    return None


def renumbering(
    actor: Actor,
    document: tuple[str, str | None],
    changes: Sequence[Relabelled],
    shown: str,
    reason: str,
) -> DocumentRenumbered | No:
    """N6: renumber as the map shows that the chair was shown, with a reason.

    `document` is the document's id and, of a working copy, its breakout's.
    """
    document_id, breakout_id = document
    refusal = may_renumber(actor, breakout_id)
    if refusal is not None:
        return refusal
    if not reason.strip():
        return No.now(
            "numbering.reason_needed", "Say why: renumbering is put on the record with its reason."
        )
    if map_digest(changes) != shown:
        return No.now(
            "numbering.map_differs",
            "The text has changed since the new numbers were shown to you. Look at them again.",
        )
    if all(one.before == one.after for one in changes):
        return No.now("numbering.nothing_to_do", "Every number is already the one it would get.")
    return DocumentRenumbered(
        document_id=document_id,
        breakout_id=breakout_id,
        reason=reason.strip(),
        changes=tuple(changes),
    )


def follow(items: Sequence[Item], given: dict[str, Number]) -> dict[str, Number]:
    """Number a working copy after its plenary was renumbered. (N7)

    `given` holds the plenary's new numbers of the forked paragraphs. What the breakout has added
    is placed between them anew, as if it came in now.
    """
    found = dict(given)
    became: dict[tuple[str, Number], Number] = {}
    for item in items:
        prefix = series(item.kind)
        if prefix is None or item.number is None:
            continue
        if item.id in given:
            became.setdefault((prefix, item.number), given[item.id])
    for index, item in enumerate(items):
        prefix = series(item.kind)
        if prefix is None or item.id in given:
            continue
        taken = _numbers(items, found, prefix)
        stem = _stem(item.number)
        beside = became.get((prefix, stem)) if stem is not None else None
        if beside is not None:
            found[item.id] = place_alternative(beside, taken)
        else:
            before, after = (
                _numbers(items[:index], found, prefix),
                _numbers(items[index:], found, prefix),
            )
            found[item.id] = place(before, after, taken, item.level)
        if item.number is not None:
            became.setdefault((prefix, item.number), found[item.id])
    return found


def _numbers(items: Iterable[Item], found: dict[str, Number], prefix: str) -> list[Number]:
    return [found[one.id] for one in items if one.id in found and series(one.kind) == prefix]
