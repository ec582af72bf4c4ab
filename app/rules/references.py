"""References inside the words: "see paragraph 12 bis", "paragraphs 3–3 quater", "PP4".

A reference is a mark over the characters of a label, and names the paragraph, not its number; so
after a renumbering the characters follow. docs/rules/numbering.md has the rules (N8 to N12).
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from app.rules import words as w
from app.rules.numbering import LABEL, labelled, parse
from app.rules.words import Run, Words

Form = Literal["full", "bare", "last"]
"""How much of a label a reference spells out: all of it; without its PP, where "preambular" says
so already; or the last step alone, as in "paragraphs 2 (a) and (b)"."""

_UNNAMED = re.sub(r"(?<!\\)\((?!\?)", "(?:", LABEL)
_END = r"(?![\w/]|\.\d)"
_ITEM = rf"(?<![\w.]){_UNNAMED}{_END}"
_STEP = r"\((?:[a-z]{1,4})\)"
_JOIN = r"(?:\s*(?:,|;)?\s*(?:and|or|to|through)\s+|\s*[,;]\s*|\s*[–—-]\s*)"
_LIST = re.compile(
    r"(?<![\w-])(?:(?P<series>preambular|operative)\s+)?"
    r"(?:paragraphs?|paras?\.?)[ \u00a0]+"
    rf"(?P<items>{_ITEM}(?:{_JOIN}(?:{_ITEM}|{_STEP}))*)",
    re.IGNORECASE,
)
_ALONE = re.compile(
    rf"(?<![\w-])(?:(?P<series>OP)[ \u00a0]?(?=\d)|(?=PP[ \u00a0]?\d))"
    rf"(?P<items>{_UNNAMED}){_END}"
)
_PART = re.compile(rf"{_UNNAMED}{_END}|{_STEP}", re.IGNORECASE)
_OTHER_TEXTS = (
    r"(?:articles?|resolutions?|decisions?|annex(?:es)?|appendix|agreement|convention|protocol|"
    r"agenda|declaration|report|section|chapter|document)"
)
_ELSEWHERE = re.compile(
    rf"\s*,?\s+(?:of\s+(?!this\b|the\s+(?:present|draft|rolling)\b)"
    rf"|(?:to|in|under)\s+(?:the\s+)?{_OTHER_TEXTS}\b)",
    re.IGNORECASE,
)
_ANOTHERS = re.compile(
    rf"{_OTHER_TEXTS}(?:\s+(?-i:[\w./()-]*\d[\w./()-]*|[IVXLC]+|[A-Z])\s*,?|\s*,)\s*$",
    re.IGNORECASE,
)
_PART_HERE = re.compile(
    r"\s*,?\s+(?:of|to|in|under)\s+this\s+(?:articles?|section|chapter|part|annex)\b", re.IGNORECASE
)
"""«of this Article»: of the same category, where numbers begin anew in each."""


class Found(NamedTuple):
    """A label that stands in a text as the name of a paragraph."""

    start: int
    end: int
    label: str
    """In the one spelling labels have: `PP2`, `2 bis (a)`."""
    form: Form
    near: bool = False
    """Whether it says that it means its own article or section."""


def find(text: str) -> list[Found]:
    """Return the places of a text that name paragraphs of it by their labels, in order. (N8)

    A range has two: its ends. Paragraphs of other texts ("paragraph 5 of resolution 70/1",
    "Article 4, paragraph 2") are not this one's.
    """
    found: dict[tuple[int, int], Found] = {}
    for match in (*_LIST.finditer(text), *_ALONE.finditer(text)):
        if _is_anothers(text, match):
            continue
        for one in _items(match):
            found.setdefault((one.start, one.end), one)
    return sorted(found.values())


def _is_anothers(text: str, match: re.Match[str]) -> bool:
    if _ANOTHERS.search(text, max(0, match.start() - 80), match.start()):
        return True
    return bool(_ELSEWHERE.match(text, match.end()))


def _items(match: re.Match[str]) -> Iterator[Found]:
    said = (match["series"] or "").lower()
    series = "PP" if said == "preambular" else ""
    offset = match.start("items")
    near = bool(_PART_HERE.match(match.string, match.end()))
    stem = ""
    for part in _PART.finditer(match["items"]):
        start, end = offset + part.start(), offset + part.end()
        read = parse(part[0])
        if read is not None:
            prefix, number = read
            name = labelled(prefix or series, number)
            stem = (
                labelled(prefix or series, number.up_to(number.level - 1)) if number.under else name
            )
            yield Found(start, end, name, "bare" if series and not prefix else "full", near)
        elif stem and (inside := parse(f"{stem} {part[0]}")) is not None:
            yield Found(start, end, labelled(*inside), "last", near)


def spelled(label: str, form: Form) -> str:
    """Return a label as a reference of this form spells it. (N11)"""
    if form == "bare":
        return label.removeprefix("PP")
    if form == "last" and "(" in label:
        read = parse(label)
        if read is not None and read[1].under:
            prefix, number = read
            above = labelled(prefix, number.up_to(number.level - 1))
            return label.removeprefix(above).strip()
    return label


def same(text: str, label: str) -> bool:
    """Whether characters spell a label, whatever its spacing and case."""
    return re.sub(r"\s+", "", text).casefold() == re.sub(r"\s+", "", label).casefold()


class Link(NamedTuple):
    """Characters to be marked as a reference to a paragraph."""

    start: int
    end: int
    target: str
    form: Form
    said: str
    """The characters, as they are."""


class Stretch(NamedTuple):
    """Characters that carry a reference's mark."""

    start: int
    end: int
    id: str


class Plan(NamedTuple):
    """What is to be done so that the marks say what the words say."""

    drop: tuple[Stretch, ...] = ()
    add: tuple[Link, ...] = ()


Resolve = Callable[[Found], str | None]
"""Gives the paragraph that is named, or None."""


def stretches(words: Words) -> list[Stretch]:
    """Return where references stand; one whose characters were torn apart stands more than once."""
    found: list[Stretch] = []
    position = 0
    for run in words:
        end = position + len(run.text)
        for key in run.marks:
            mark = w.structure_mark(key)
            if mark is None or mark.op != "ref":
                continue
            index = _ending(found, mark.id, position)
            if index is None:
                found.append(Stretch(position, end, mark.id))
            else:
                found[index] = Stretch(found[index].start, end, mark.id)
        position = end
    return found


def _ending(found: Sequence[Stretch], ref: str, position: int) -> int | None:
    return next((i for i, one in enumerate(found) if one.id == ref and one.end == position), None)


def plan(words: Words, known: Mapping[str, Iterable[str]], resolve: Resolve) -> Plan:
    """Compare marks with words. (N9)

    `known` holds, of each reference in the words, the spellings it may have: the labels its target
    has and had. A mark goes when its characters say something else, when it was torn apart, or
    when they have become part of a longer label.
    """
    text = w.plain(words)
    named = _named(words)
    standing = stretches(words)
    times: dict[str, int] = {}
    for one in standing:
        times[one.id] = times.get(one.id, 0) + 1
    drop: list[Stretch] = []
    keep: list[Stretch] = []
    for one in standing:
        said = text[one.start : one.end]
        good = times[one.id] == 1 and any(same(said, label) for label in known.get(one.id, ()))
        grown = any(_overlap(one, other) and one[:2] != other[:2] for other in named)
        good = good and not grown and not any(_overlap(one, other) for other in keep)
        (keep if good else drop).append(one)
    add = [
        Link(one.start, one.end, target, one.form, text[one.start : one.end])
        for one in named
        if not any(_overlap(one, other) for other in keep) and (target := resolve(one)) is not None
    ]
    return Plan(tuple(drop), tuple(add))


def _overlap(one: Stretch | Found, other: Stretch | Found) -> bool:
    return one.start < other.end and other.start < one.end


def _named(words: Words) -> list[Found]:
    """Return the references that the words make, with and without the pending amendments.

    One that differs with them is not linked before they are decided; nor is one across notes.
    """
    letters = [(character, run.marks) for run in words for character in run.text]
    found: dict[Found, bool] = {}
    for leave_out in ("del", "ins"):
        places = [i for i, (_, marks) in enumerate(letters) if not _carries(marks, leave_out)]
        text = "".join(letters[i][0] for i in places)
        for one in find(text):
            start, end = places[one.start], places[one.end - 1] + 1
            whole = end - start == one.end - one.start
            found[one._replace(start=start, end=end)] = whole and _alike(letters[start:end])
    return [
        one
        for one in sorted(found)
        if found[one] and not any(one != other and _overlap(one, other) for other in found)
    ]


def _carries(marks: Sequence[str], op: str) -> bool:
    return any(key.startswith(f"{op}--") for key in marks)


def _alike(letters: Sequence[tuple[str, tuple[str, ...]]]) -> bool:
    """Whether a label's characters belong together: one author's, and none of them a note's."""
    kinds = {frozenset(key for key in marks if not key.startswith("ref--")) for _, marks in letters}
    return len(kinds) == 1 and not any(_carries(tuple(kind), "nt") for kind in kinds)


class Rewrite(NamedTuple):
    """Characters under a reference to be replaced; they keep their marks. (N11)"""

    start: int
    end: int
    text: str


def rewrites(words: Words, spellings: Mapping[str, str]) -> list[Rewrite]:
    """Return what to replace so that references say what they should. (N11)

    `spellings` holds what each reference is to say. A label under several marks keeps them all,
    a part of the new label under each; the digest, for which a reference is one sign, stands.
    """
    whole = {one.id: one for one in stretches(words)}
    found: list[Rewrite] = []
    for ref, wanted in spellings.items():
        stretch = whole.get(ref)
        if stretch is None:
            continue
        parts = _parts(words, stretch)
        said = "".join(text for _, text in parts)
        if same(said, wanted) or len(wanted) < len(parts):
            continue
        for index, (start, text) in enumerate(parts):
            last = index == len(parts) - 1
            share = wanted[index:] if last else wanted[index]
            found.append(Rewrite(start, start + len(text), share))
    return sorted(found)


def _parts(words: Words, stretch: Stretch) -> list[tuple[int, str]]:
    """Return the runs a stretch is made of, with their places."""
    parts: list[tuple[int, str]] = []
    position = 0
    for run in words:
        end = position + len(run.text)
        if position >= stretch.start and end <= stretch.end and run.text:
            parts.append((position, run.text))
        position = end
    return parts


def rewritten(words: Words, changes: Iterable[Rewrite]) -> Words:
    """Return the words after rewriting; each change is a whole run."""
    by_start = {change.start: change for change in changes}
    runs: list[Run] = []
    position = 0
    for run in words:
        change = by_start.get(position)
        runs.append(run if change is None else Run(change.text, run.marks))
        position += len(run.text)
    return w.canonical(runs)


def marked(words: Words, links: Mapping[str, Link]) -> Words:
    """Return the words with a reference's mark on the characters of each link, by its identity."""
    runs: list[Run] = []
    position = 0
    for run in words:
        for character in run.text:
            keys = [
                f"ref--{ref}" for ref, link in links.items() if link.start <= position < link.end
            ]
            runs.append(Run(character, (*run.marks, *keys)))
            position += 1
    return w.canonical(runs)


def given_name(given: str | None, stem: str | None) -> str | None:
    """Return the label that a number in an imported file makes, below the one before it. (N8)"""
    text = (given or "").strip().rstrip(".):")
    text += ")" if "(" in text else ""
    read = parse(text) or (parse(f"{stem} {text}") if stem and text.startswith("(") else None)
    return labelled(*read) if read else None
