"""How the journal of a paragraph and the facts about it become one line of time.

docs/rules/history.md numbers the rules H1 to H6.
"""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal

from app.rules import words as w
from app.rules.words import Words

BURST = timedelta(seconds=30)
"""How long a hand may pause and still be writing the same version."""

SLACK = timedelta(seconds=5)
"""How much later than its fact a decision's change of the words may have been journalled."""

PROGRAM = "chapeau"
"""The hand of the program itself: it links references, and changes no letter. (N9)"""

TYPING = frozenset(("ParagraphEdited", "AmendmentProposed", "ReferencesLinked"))
"""Facts that tell of typing that came to rest; they end no version, for typing goes on."""

Shape = Literal["base", "amended", "marked"]
"""Which of the words are compared: all amendments rejected, all accepted, or all letters shown."""


@dataclass(frozen=True, slots=True)
class Step:
    """One entry of a paragraph's journal: whose hand, when, and the words' digest after it."""

    seq: int
    hand: str
    at: datetime
    digest: str


@dataclass(frozen=True, slots=True)
class Version:
    """Words that a hand left standing: the last entry that made them, and when it began."""

    seq: int
    hand: str
    began: datetime
    at: datetime
    digest: str


@dataclass(frozen=True, slots=True)
class Happening:
    """What the line of time needs to know of a fact."""

    kind: str
    at: datetime
    digests: frozenset[str] = frozenset()
    """Words of this paragraph it names, if it names any."""


def versions(steps: Sequence[Step], happenings: Iterable[Happening]) -> list[Version]:
    """Condense bursts of one hand into versions. (H1)

    A version ends where another hand writes, where the hand rests, and where a decision fell:
    what a fact names is always a version of its own.
    """
    decisive = [one for one in happenings if one.kind not in TYPING]
    named = frozenset[str]().union(*(one.digests for one in decisive))
    times = sorted(one.at for one in decisive)
    found: list[Version] = []
    for step in steps:
        last = found[-1] if found else None
        if last is not None and _goes_on(last, step, named, times):
            found[-1] = Version(step.seq, last.hand, last.began, step.at, step.digest)
        elif last is not None and step.digest == last.digest:
            # The same words, though a reference in them may bear another number now.
            found[-1] = replace(last, seq=step.seq)
        elif last is not None and step.hand == PROGRAM:
            found[-1] = replace(last, seq=step.seq, digest=step.digest)
        else:
            found.append(Version(step.seq, step.hand, step.at, step.at, step.digest))
    return found


def _goes_on(last: Version, step: Step, named: AbstractSet[str], times: Sequence[datetime]) -> bool:
    return (
        step.hand == last.hand
        and step.at - last.at <= BURST
        and last.digest not in named
        and not any(last.at <= time < step.at for time in times)
    )


def placed(found: Sequence[Version], happenings: Sequence[Happening]) -> list[int]:
    """Return for each fact, in the order of the record, the version it stands behind. (H2)

    The place in `found`, or -1 for what happened before there were words. A fact that names words
    stands behind the version that has them; the clock alone would not tell, for a decision and
    its change of the words are stamped one after the other.
    """
    places: list[int] = []
    reached = -1
    for one in happenings:
        while reached + 1 < len(found) and found[reached + 1].at <= one.at:
            reached += 1
        if one.digests and not _stands(found, reached, one.digests):
            reached = _next_with(found, reached + 1, one)
        places.append(reached)
    return places


def _stands(found: Sequence[Version], place: int, digests: AbstractSet[str]) -> bool:
    return place >= 0 and found[place].digest in digests


def _next_with(found: Sequence[Version], start: int, one: Happening) -> int:
    """Return the first version from `start` on with the words the fact names, if it is near."""
    for place in range(start, len(found)):
        if found[place].began > one.at + SLACK:
            break
        if found[place].digest in one.digests:
            return place
    return start - 1


def digests_named(data: Mapping[str, Any], paragraph: str, *, own: bool) -> frozenset[str]:
    """Return the digests a fact gives the words of this paragraph. (H2)

    A fact about several paragraphs names each beside its digest; in the paragraph's `own` fact the
    digest stands by itself.
    """
    found = _beside(data, paragraph)
    if found is None and own:
        found = [data.get("digest"), *data.get("digests", ())]
    several = found if isinstance(found, list) else [found]
    return frozenset(one for one in several if isinstance(one, str) and one.startswith("sha256:"))


def _beside(value: Any, paragraph: str) -> Any:
    if isinstance(value, Mapping):
        if value.get("into") == paragraph:
            return value.get("into_digest")
        if value.get("copy_id") == paragraph:
            return value.get("copy_digest")
        if "digest" in value and paragraph in value.values():
            return value["digest"]
        named = value.get(paragraph)
        if isinstance(named, str):
            return named
        value = list(value.values())
    if isinstance(value, list | tuple):
        found = (_beside(one, paragraph) for one in value)
        return next((one for one in found if one is not None), None)
    return None


def standing_at(steps: Sequence[Step], at: datetime, digest: str | None) -> int:
    """Return how many steps had been made when the words were taken elsewhere. (H3)

    By the clock, and where the clock cannot tell two steps apart, by the words that were taken.
    """
    count = sum(step.at <= at for step in steps)
    if digest is None:
        return count
    same = [place for place in range(count) if steps[place].digest == digest]
    return same[-1] + 1 if same else count


def text_in(words: Words, shape: Shape) -> str:
    """Return the characters of the words in one of the three shapes that are compared. (H6)"""
    shown = {"base": w.base, "amended": w.amended}.get(shape)
    return w.plain(words if shown is None else shown(words))


@dataclass(frozen=True, slots=True)
class Written:
    """Letters under the same marks, by one hand at one time; no hand: they came with a file."""

    text: str
    marks: tuple[str, ...]
    seat: str | None
    at: datetime


def spans(letters: Iterable[Written]) -> list[Written]:
    """Join neighbours of one hand, one burst and equal marks, so that each span is one. (H4)"""
    found: list[Written] = []
    for one in letters:
        last = found[-1] if found else None
        if (
            last is not None
            and (last.marks, last.seat) == (one.marks, one.seat)
            and abs(one.at - last.at) <= BURST
        ):
            found[-1] = Written(last.text + one.text, last.marks, last.seat, max(last.at, one.at))
        else:
            found.append(one)
    return found
