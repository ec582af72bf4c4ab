"""Numbers on screen and paper: 1, 2, 2 bis, 2 bis (a) ter alt 2; PP1 for the preamble.

docs/rules/numbering.md numbers the rules N1 to N12. A paragraph is given its place in the series
once, when it comes in, and keeps it until the chair renumbers, so that a label once spoken of
never slides to other words.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from app.rules.kinds import Kind
from app.rules.verdict import No

Numbering = Literal["through", "by category"]
"""Whether a document counts through, or begins anew in each category. (N4)"""

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

DEEPEST = 2
"""The deepest level: 0 is arabic (2), 1 lettered (a), 2 roman (i). (N2)"""

_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"))
_ROMAN_LOW = ((40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


class Step(NamedTuple):
    """A place on a deeper level: `(a)` is (1, 0, 0), `(a) ter alt` is (1, 2, 1)."""

    place: int
    suffix: int = 0
    alt: int = 0


class Number(NamedTuple):
    """A place in a series: `2` is (2,), `2 ter` (2, 2), `2 bis alt` (2, 1, 1).

    `under` holds the steps below it: `2 (a) (ii)` is (2, 0, 0, ((1, 0, 0), (2, 0, 0))).
    """

    whole: int
    suffix: int = 0
    alt: int = 0
    under: tuple[Step, ...] = ()

    @property
    def level(self) -> int:
        """How deep it stands: 0 arabic, 1 lettered, 2 roman."""
        return len(self.under)

    @property
    def last(self) -> Step:
        """Its place on its own level."""
        return self.under[-1] if self.under else Step(self.whole, self.suffix, self.alt)

    def with_last(self, step: Step) -> "Number":
        """Return its neighbour at another place of its own level."""
        if self.under:
            return self._replace(under=(*self.under[:-1], step))
        return Number(*step)

    def up_to(self, level: int) -> "Number":
        """Return what it stands under, down to a level: `2 (a) (i)` up to 0 is `2`."""
        return self._replace(under=self.under[:level])


def series(kind: Kind) -> str | None:
    """Return the series a kind is numbered in, or None: headings, chapeaux and notes are not. (N1)

    The preamble has a series of its own.
    """
    if kind in ("heading", "chapeau", "note"):
        return None
    return "PP" if kind == "preambular" else ""


def label(kind: Kind, number: Number | None) -> str:
    """Return the number as shown: `PP3`, `2 bis (a)`, `2 alt 2`, or "" for an unnumbered kind."""
    prefix = series(kind)
    if prefix is None or number is None:
        return ""
    return labelled(prefix, number)


def labelled(prefix: str, number: Number) -> str:
    """Return a number of a series as shown. (N2)"""
    head = f"{prefix}{number.whole}{_behind(number.suffix, number.alt)}"
    signs = (letters, roman)
    return head + "".join(
        f" ({sign(step.place)}){_behind(step.suffix, step.alt)}"
        for sign, step in zip(signs, number.under, strict=False)
    )


def _behind(suffix: int, alt: int) -> str:
    text = f" {_latin(suffix)}" if suffix else ""
    if alt:
        text += " alt" if alt == 1 else f" alt {alt}"
    return text


def _latin(suffix: int) -> str:
    return LATIN[suffix - 1] if suffix <= len(LATIN) else f"({suffix + 1})"


def letters(place: int) -> str:
    """Return a lettered place: a … z, then aa, bb; 0 stands before a."""
    if place < 1:
        return str(place)
    return chr(ord("a") + (place - 1) % 26) * ((place - 1) // 26 + 1)


def roman(place: int) -> str:
    """Return a roman place in small letters: i, ii, iii, iv; 0 stands before i."""
    if place < 1:
        return str(place)
    text = ""
    for value, sign in (*_ROMAN, *_ROMAN_LOW):
        times, place = divmod(place, value)
        text += sign * times
    return text


_ADVERB = rf"(?:{'|'.join(sorted(LATIN, key=len, reverse=True))})\b|\(\d{{2,4}}\)"
_BEHIND = rf"(?:[ \u00a0]?({_ADVERB}))?(?:[ \u00a0]?(alt)\b(?:[ \u00a0](\d{{1,3}})\b)?)?"
LABEL = (
    rf"(?:(PP)[ \u00a0]?)?(\d{{1,6}}){_BEHIND}"
    rf"(?:[ \u00a0]?\(([a-z]{{1,4}}|0)\){_BEHIND})?"
    rf"(?:[ \u00a0]?\(([ivxlcdm]{{1,9}}|0)\){_BEHIND})?"
)
"""The pattern of a label as it is spelled in running text, to be matched whatever the case."""

_LABEL = re.compile(LABEL, re.IGNORECASE)


def parse(text: str) -> tuple[str, Number] | None:
    """Read a label back into its series and number; None if it is none. (N2)

    Spelling is taken lightly: `2(a)`, `pp 2` and `2  BIS` are read, too.
    """
    match = _LABEL.fullmatch(" ".join(text.split()))
    if match is None:
        return None
    prefix, whole, *rest = match.groups()
    (adverb, alt, which), rest = rest[:3], rest[3:]
    steps: list[Step] = []
    for read in (_place_of_letters, _place_of_roman):
        sign, (below, other, nth), rest = rest[0], rest[1:4], rest[4:]
        if sign is not None:
            place = read(sign.lower())
            if place is None:
                return None
            steps.append(Step(place, _suffix_of(below), _alt_of(other, nth)))
    number = Number(int(whole), _suffix_of(adverb), _alt_of(alt, which), tuple(steps))
    return ("PP" if prefix else ""), number


def _suffix_of(adverb: str | None) -> int:
    if adverb is None:
        return 0
    return int(adverb[1:-1]) - 1 if adverb[0] == "(" else LATIN.index(adverb.lower()) + 1


def _alt_of(alt: str | None, which: str | None) -> int:
    return 0 if alt is None else int(which or 1)


def _place_of_letters(sign: str) -> int | None:
    if sign == "0":
        return 0
    if len(set(sign)) > 1:
        return None
    return (len(sign) - 1) * 26 + ord(sign[0]) - ord("a") + 1


def _place_of_roman(sign: str) -> int | None:
    return next((place for place in range(4000) if roman(place) == sign), None)


def place(
    before: Sequence[Number],
    after: Sequence[Number],
    retired: Iterable[Number],
    level: int = 0,
) -> Number:
    """Number a paragraph put between those `before` and `after` it in its series. (N3)

    Behind the last one of its level it takes the next place there; elsewhere the next free adverb
    of the one it follows. Numbers once used, also by retired paragraphs, are not used again. On a
    level that nothing above it reaches it stands as deep as it can.
    """
    taken = [*before, *after, *retired]
    depth = min(level, before[-1].level + 1) if before else 0
    stem = before[-1].up_to(depth - 1) if depth else None
    steps = _steps(taken, stem, depth)
    if not _steps(after, stem, depth):
        return _at(stem, Step(max((step.place for step in steps), default=0) + 1))
    ahead = _steps(before, stem, depth)
    spot = ahead[-1].place if ahead else 0
    used = [step.suffix for step in steps if step.place == spot]
    return _at(stem, Step(spot, max(used) + 1) if used else Step(spot))


def _steps(numbers: Iterable[Number], stem: Number | None, depth: int) -> list[Step]:
    """Return the places under `stem` that are taken: also that of a parent whose children stand."""
    found = [number.up_to(depth) for number in numbers if number.level >= depth]
    return [one.last for one in found if stem is None or one.up_to(depth - 1) == stem]


def _at(stem: Number | None, step: Step) -> Number:
    return Number(*step) if stem is None else stem._replace(under=(*stem.under, step))


def place_alternative(to: Number, taken: Iterable[Number]) -> Number:
    """Number an alternative to a paragraph: `2 alt`, then `2 alt 2`. (N3)"""
    stem = to.up_to(to.level - 1) if to.level else None
    used = [step.alt for step in _steps(taken, stem, to.level) if step[:2] == to.last[:2]]
    return to.with_last(to.last._replace(alt=max(used, default=0) + 1))


_GIVEN = re.compile(r"\(?([a-z]{1,4})\)", re.IGNORECASE)


def level_given(given: str | None, above: Number | None) -> int:
    """Return the level that the number a file gave a paragraph plainly says: (a) is 1, (i) 2. (N2)

    What could be either is a letter where it follows one, and roman where it continues a count.
    """
    match = _GIVEN.fullmatch((given or "").strip())
    if match is None or above is None:
        return 0
    sign = match[1].lower()
    if above.level and letters(above.under[0].place + 1) != sign:
        count = above.under[1].place if above.level == DEEPEST else 0
        if roman(count + 1) == sign:
            return 2
    return 1


def may_stand(level: int, above: Number | None) -> No | None:
    """A sub-paragraph stands under something: (a) under a number, (i) under a letter. (N2)"""
    reached = -1 if above is None else above.level
    if level <= reached + 1:
        return None
    what = "lettered" if level > 1 and reached == 0 else "numbered"
    return No.now(
        "numbering.nothing_above",
        f"There is no {what} paragraph above for this to stand under. Choose a higher level.",
    )
