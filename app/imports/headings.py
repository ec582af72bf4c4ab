"""Which lines are headings, and how deep they stand under one another."""

import re
from typing import NamedTuple

from app.imports.markers import LATIN

_NUMERAL = rf"(?:\d{{1,3}}|[IVXLC]{{1,6}}|[A-Z])(?:\s?(?:{LATIN}))?"
_WORDS = (
    "Article|ARTICLE|Section|SECTION|Chapter|CHAPTER|Part|PART|Annex|ANNEX|Appendix|APPENDIX|"
    "Title|TITLE|Artículo|ARTÍCULO|Chapitre|CHAPITRE|Annexe|ANNEXE|Статья|СТАТЬЯ|Глава|ГЛАВА|"
    "المادة|الفصل|الجزء"
)
_NAMED = re.compile(
    rf"(?P<label>\[?(?:{_WORDS})\s(?:{_NUMERAL}|\w{{1,12}})\]?)"
    r"(?:\s*[:.–—-])?(?=\s|$)\s*(?P<title>.*)$"
)
_CHINESE = re.compile(r"(?P<label>第[〇零一二三四五六七八九十百\d]+[条章节部分]+)\s*(?P<title>.*)$")
_LETTERED = re.compile(rf"(?P<label>[A-Z](?:\s?(?:{LATIN}))?)[.)]\s+(?P<title>\S.*)$")
_ROMAN = re.compile(rf"(?P<label>[IVXL]{{1,6}}(?:\s?(?:{LATIN}))?)[.)]\s+(?P<title>\S.*)$")
_WRAPPED = re.compile(r"\[[\[\s]*(?P<inner>.+)$")
_LEADERS = re.compile(r"\.{4,}|(?:\s\.){4,}|…{2,}")

_ROMANS = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII"]


class Heading(NamedTuple):
    """A line read as a heading."""

    label: str
    """`A`, `IV`, `Article 3 bis`; empty when it has none, or when brackets hold it."""
    marker: int
    """How many characters of the text the label takes, with its point."""
    style: str
    """Headings of one style stand on one level."""


def is_contents_line(text: str) -> bool:
    """Say whether a line is one of a table of contents, with its row of points."""
    return _LEADERS.search(text) is not None


def capitals(text: str) -> bool:
    """Say whether a text is set in capitals, by its letters outside brackets' small words."""
    letters = [c for c in text if c.isalpha()]
    return len(letters) >= 4 and sum(c.isupper() for c in letters) >= 0.9 * len(letters)


def named_heading(text: str) -> Heading | None:
    """Read `Article 2 bis (GENERAL)`, `Annex I`, `第三条`: a heading wherever it stands alone."""
    match = _CHINESE.match(text)
    if match is not None and len(text) <= 40:
        return Heading(match["label"], match.end("label"), "named 第")
    match = _NAMED.match(text)
    if match is None:
        return None
    title = match["title"]
    label = match["label"]
    if label.startswith("[") != label.endswith("]"):
        label = ""
    # "Article 3, paragraph 8, of the Agreement" and "Article 2 of the Convention" are words.
    if title and (title[0].islower() or title[-1] in ".;,"):
        return None
    if len(text) > 140 or is_contents_line(text):
        return None
    marker = match.start("title") if label and title else match.end("label") if label else 0
    return Heading(label, marker if label else 0, f"named {text.lstrip('[').split()[0].lower()}")


def lettered_heading(text: str, series: "Series") -> Heading | None:
    """Read `A. DRAFT AGREEMENT`, `IV. [WORKSTREAM 2]`, `[B. Mitigation]`."""
    inner = _WRAPPED.match(text)
    body = inner["inner"] if inner else text
    bracketed = inner is not None
    match = _LETTERED.match(body)
    roman = _ROMAN.match(body)
    if roman is not None and (match is None or series.is_roman(roman["label"])):
        found, form = roman, "roman"
    elif match is not None:
        found, form = match, "letter"
    else:
        return None
    title = found["title"].rstrip("] ")
    if len(text) > 160 or title[-1:] in {".", ";", ",", ":"} or title[:1].islower():
        return None
    if is_contents_line(text):
        return None
    marker = 0 if bracketed else found.start("title")
    label = "" if bracketed else found["label"]
    series.seen(form, found["label"])
    return Heading(label, marker, f"{form} {'capitals' if capitals(title) else 'small'}")


class Series:
    """Where the lettered and Roman headings have got to, to tell `I.` from `I.`."""

    def __init__(self) -> None:
        self._last = {"roman": "", "letter": ""}

    def is_roman(self, label: str) -> bool:
        """Say whether a label is a Roman numeral here rather than a letter."""
        if len(label) > 1:
            return True
        last = self._last["roman"]
        expected = _ROMANS[_ROMANS.index(last) + 1] if last in _ROMANS[:-1] else "I"
        letter = self._last["letter"]
        return label in {expected, "I"} and not (letter and ord(label) == ord(letter[0]) + 1)

    def seen(self, form: str, label: str) -> None:
        """Note a heading's label."""
        self._last[form] = label


class Levels:
    """How deep each heading stands: the first of a style goes below the heading before it. (I4)"""

    def __init__(self) -> None:
        self._open: list[str] = []

    def level(self, style: str) -> int:
        """Return the depth of the next heading, from 1."""
        if style in self._open:
            del self._open[self._open.index(style) + 1 :]
        else:
            self._open.append(style)
        return len(self._open)


_SMALL = frozenset(
    [
        "a",
        "an",
        "and",
        "as",
        "at",
        "by",
        "de",
        "del",
        "des",
        "di",
        "du",
        "e",
        "el",
        "en",
        "et",
        "for",
        "from",
        "in",
        "into",
        "la",
        "las",
        "le",
        "les",
        "los",
        "of",
        "on",
        "or",
        "our",
        "the",
        "their",
        "to",
        "und",
        "vs",
        "with",
        "y",
    ]
)


_SECTIONS = frozenset(
    [
        "abstract",
        "annex",
        "appendix",
        "background",
        "conclusion",
        "conclusions",
        "introduction",
        "preamble",
        "recommendations",
        "references",
        "summary",
        "préambule",
        "introducción",
        "conclusiones",
        "введение",
        "заключение",
        "序言",
        "引言",
        "结论",
        "مقدمة",
        "خاتمة",
    ]
) | {"executive summary"}


def section_name(text: str) -> bool:
    """Say whether a line is one of the few words that name a part of any document."""
    return text.casefold() in _SECTIONS and not text[0].islower()


def unfinished(text: str) -> bool:
    """Say whether a title ends with a word that cannot end it, such as `AND`."""
    return text.rsplit(maxsplit=1)[-1].lower() in _SMALL


def title_like(text: str) -> bool:
    """Say whether a short line alone is set like a title: capitals, or Each Word Begun with One."""
    if not 3 <= len(text) <= 90 or text[-1] in ".;,:!?…।。；，：、؟":
        return False
    if is_contents_line(text) or re.search(r"^\d+\s|\s\d+$|https?:|@|\d{4}-\d\d|\t", text):
        return False
    if text.count("[") != text.count("]") or text.startswith(("{", "(", "“", '"', "-", "–", "•")):
        return False
    if capitals(text):
        return True
    words = [w.strip("()[]“”‘’\"'") for w in text.split()]
    telling = [w for w in words if w and w.lower() not in _SMALL and w[0].isalpha()]
    if not telling or len(words) > 12:
        return False
    cased = [w for w in telling if w[0].isupper()]
    return telling[0][0].isupper() and len(cased) >= 0.75 * len(telling)
