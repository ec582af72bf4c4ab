"""Numbers, letters and options at the head of a paragraph or heading, as negotiators write them."""

import re
from typing import NamedTuple

LATIN = (
    "bis|ter|quater|quat|quinquies|quinqiues|quinques|sexies|septies|octies|novies|nonies|decies"
)

_NUMBER = rf"\d{{1,3}}(?:\.\d{{1,3}})*(?:\s?(?:{LATIN})\b)?(?:\s?[Aa]lt\b(?:\s?\d{{1,2}})?)?"
_ROMAN = "[ivxlIVXL]{1,6}"

MARKERS = re.compile(
    rf"""(?:
      (?P<pp>P[Pp]\s?\d{{1,3}}(?:\s?(?:{LATIN})\b)?)(?=\s|$)
    | (?P<option>(?:Option|OPTION|Alternative)\s(?:\d{{1,2}}(?:\s?(?:{LATIN}|[Aa]lt))?
        |{_ROMAN}|[A-Z]
        |\([a-z0-9]{{1,3}}\)(?:\([ivx]{{1,4}}\))?)(?:\s?(?:[:.–—]|(?=\()))
      )
    | (?P<number>{_NUMBER}(?:\s?[.):](?![\d)])|(?=\s)))
    | (?P<letter>\((?:[a-z]{{1,2}}|{_ROMAN}|\d{{1,2}})(?:\s(?:{LATIN}))?\)
        |(?:[a-z]|[ivx]{{1,4}})\)(?=\s))
    )""",
    re.VERBOSE,
)
"""One marker at the start of a text; see `read_marker` for which of them are believed."""

_SUFFIX = re.compile(rf"(?:{LATIN}|[Aa]lt)\b")
_ALT = re.compile(r"\s?[Aa]lt(?:\s?\d+)?$")
_OPTION = re.compile(r"(?:^|\s)\[*(?:Option|OPTION|Alternative)\s(\S{1,8}?)\s?:?$")


class Marker(NamedTuple):
    """A number at the head of a text: how far it reaches, and what it says."""

    end: int
    """Where the marker ends, in characters of the text."""
    given: str
    kind: str
    """`pp`, `option`, `number` or `letter`."""


def _one(text: str, at: int, *, listed: bool) -> Marker | None:
    match = MARKERS.match(text, at)
    if match is None or match.lastgroup is None:
        return None
    raw = match.group().rstrip()
    rest = text[match.end() :]
    kind = match.lastgroup
    if kind == "number" and not listed:
        closed = raw[-1] in ".):"
        dotted = "." in raw.rstrip(".") or _SUFFIX.search(raw) is not None
        if not closed and not dotted:
            return None
        # "3.5 per cent" and "2. of the Agreement" are words; a paragraph starts with a capital,
        # with a bracket, or in a script that has no capitals.
        if (rest.lstrip()[:1].islower() and raw[-1] != ")") or (
            rest.lstrip()[:1].isdigit() and not closed
        ):
            return None
    given = " ".join(raw.rstrip(".:–—").split())
    if kind == "number":
        given = given.rstrip(") ")
    return Marker(match.end(), given, kind)


def read_marker(text: str, *, listed: bool = False) -> Marker | None:
    """Return the number a text starts with, several in a row as one (`1. Option 2:`), or None.

    A text that is nothing but its number has none: then the number is its words. `listed` says
    that the format itself makes the first number a list's. (I3)
    """
    end = 0
    given: list[str] = []
    kinds: list[str] = []
    while len(kinds) < 3:
        start = end + len(text[end:]) - len(text[end:].lstrip())
        marker = _one(text, start, listed=listed and not kinds)
        if marker is None or not text[marker.end :].strip():
            break
        if kinds and (marker.kind in {"pp", "number"}):
            break
        end = marker.end
        given.append(marker.given)
        kinds.append(marker.kind)
    return Marker(end, " ".join(given), kinds[0]) if kinds else None


def without_alt(number: str) -> str | None:
    """Return the number that `2 alt` stands beside, or None when it is no alternative."""
    found = _ALT.search(number)
    return number[: found.start()] if found and found.start() else None


def option_of(text: str) -> tuple[str, str] | None:
    """Return an option's series and its place in it: `Option 2` is (`Option 1`'s series, `2`)."""
    found = _OPTION.search(text)
    if found is None:
        return None
    place = found.group(1)
    if place.isdigit() or place[:1].isdigit():
        return "arabic", place
    if place.startswith("("):
        return "letter", place
    return "roman", place


FIRST_OPTIONS = frozenset({"1", "I", "i", "A", "(a)", "(i)", "(1)"})
"""The places that open a series of options."""

_SMALL_ROMAN = re.compile(r"\((?:i{2,3}|iv|vi{0,3}|ix|xi{0,3}|xiv|xvi{0,3})\)")


def depth(marker: Marker | None, before: str | None) -> int:
    """Return how deep a paragraph stands by its number: 0 for `12`, 1 for `(b)`, 2 for `(ii)`.

    `before` is the number of the paragraph before: `(i)` after `(h)` is a letter.
    """
    if marker is None or marker.kind != "letter":
        return 0
    given = marker.given
    if (given, (before or "")[-3:]) in {("(i)", "(h)"), ("(v)", "(u)"), ("(x)", "(w)")}:
        return 1
    return 2 if given in {"(i)", "(v)", "(x)"} or _SMALL_ROMAN.fullmatch(given) else 1
