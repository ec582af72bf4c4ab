"""Page furniture of a text taken from a PDF: running heads, page numbers, footnotes. (I8)"""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Literal, NamedTuple

Role = Literal["body", "furniture", "footnote"]

_PAGE_NUMBER = re.compile(
    r"(?:Page\s*|p\.\s*|-\s*|–\s*)?\d{1,4}(?:\s*(?:of|/|de|sur|из)\s*\d{1,4})?(?:\s*[-–])?",
    re.IGNORECASE,
)
_FOOTNOTE = re.compile(r"\s{0,4}(?:\d{1,3}|[*†‡]{1,3})(?:\s|$)")
_BARE_MARK = re.compile(r"\s{0,4}(?:\d{1,3}|[*†‡]{1,3})\s*")
_HEAD_LINES = 5
_NOTE_LINES = 25


class Line(NamedTuple):
    """One line of a text file."""

    number: int
    text: str
    """Without its line end; white space otherwise as given."""
    role: Role = "body"
    page: int = 0

    @property
    def blank(self) -> bool:
        """Whether the line has no character but white space."""
        return not self.text.strip()

    @property
    def indent(self) -> int:
        """How many columns stand before its first character."""
        return len(self.text) - len(self.text.lstrip())


def read_lines(text: str) -> list[Line]:
    """Return the lines of a text, with the role each plays on its page.

    Only a text with form feeds has pages. A line is furniture when it is a page number at the
    foot or head of a page, or one of the first or last few lines that come back on most pages.
    """
    lines: list[Line] = []
    page = 0
    for number, raw in enumerate(re.split(r"\r\n|\n|\r", text), start=1):
        page += raw.count("\f")
        lines.append(Line(number, raw.replace("\f", " " if raw.strip("\f ") else ""), page=page))
    return _with_roles(lines) if page else lines


def _with_roles(lines: Sequence[Line]) -> list[Line]:
    pages: dict[int, list[Line]] = {}
    for line in lines:
        if not line.blank:
            pages.setdefault(line.page, []).append(line)
    running = _running(list(pages.values()))
    roles: dict[int, Role] = {}
    for content in pages.values():
        furniture = {line.number for line in _edges(content, running)}
        roles.update(dict.fromkeys(furniture, "furniture"))
        rest = [line for line in content if line.number not in furniture]
        if len(rest) < len(content):
            roles.update(dict.fromkeys(_footnotes(rest), "footnote"))
    return [line._replace(role=roles.get(line.number, "body")) for line in lines]


def _mask(line: Line) -> str:
    return re.sub(r"\d+", "#", " ".join(line.text.split()))


def _running(pages: Sequence[Sequence[Line]]) -> frozenset[str]:
    """Return the lines, numbers masked, that come back at the head or foot of most pages."""
    seen: Counter[str] = Counter()
    for content in pages:
        edge = [*content[:_HEAD_LINES], *content[-2:]]
        seen.update({_mask(line) for line in edge if len(_mask(line)) > 3})
    needed = max(3, len(pages) // 2)
    return frozenset(text for text, count in seen.items() if count >= needed)


def _edges(content: Sequence[Line], running: frozenset[str]) -> list[Line]:
    """Return the lines of one page that are furniture, from both ends inwards."""
    found: list[Line] = []
    for run in (content[:_HEAD_LINES], content[: -_HEAD_LINES - 1 : -1]):
        outermost = True
        for line in run:
            number = _PAGE_NUMBER.fullmatch(line.text.strip()) is not None
            if _mask(line) in running or (outermost and number):
                found.append(line)
            else:
                outermost = False
    return found


def _footnotes(content: Sequence[Line]) -> list[int]:
    """Return the numbers of the lines at a page's foot that are footnotes.

    They begin after a blank line with a bare number, or after two with a mark and its words, and
    they go on to the foot.
    """
    for place in range(max(1, len(content) - _NOTE_LINES), len(content)):
        gap = content[place].number - content[place - 1].number
        text = content[place].text
        if (gap > 1 and _BARE_MARK.fullmatch(text)) or (gap > 2 and _FOOTNOTE.match(text)):
            return [line.number for line in content[place:]]
    return []


def starts_footnote(line: Line) -> bool:
    """Say whether a footnote line begins another note."""
    return _FOOTNOTE.match(line.text) is not None
