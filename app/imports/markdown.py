"""Markdown into blocks, line by line, with its syntax kept beside the words. (I10)"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from app.imports.assembly import Assembly, Scrap
from app.imports.headings import Heading, Series, lettered_heading, named_heading
from app.imports.inline import read_inline
from app.imports.plain import SOURCE_LINE, needs_space

_HEADING = re.compile(r"\s{0,3}(#{1,6})(?=\s|$)")
_RULE = re.compile(r"\s{0,3}(?:(?:-\s*){3,}|(?:\*\s*){3,}|(?:_\s*){3,})$")
_SETEXT = re.compile(r"\s{0,3}(?:=+|-{2,})\s*$")
_ITEM = re.compile(r"(\s*)(?:([*+-])|(\d{1,3})[.)])(\s+)(?=\S)")
_QUOTE = re.compile(r"(\s{0,3}>[\s>]*)(.*)$")
_FENCE = re.compile(r"\s{0,3}(```|~~~)")
_NOTE = re.compile(r"\s{0,3}(?:\{:.*\}\s*$|\[[^\]]+\]:\s*\S|<!--)")
_KEY = re.compile(r"[\w-]+\s*:|\s+\S|#")
_FRONT_SPAN = 60


@dataclass
class _Paragraph:
    """A paragraph being gathered: its lines, each with the syntax before its words."""

    lines: list[tuple[int, str, str]] = field(default_factory=list)
    level: int = 0
    listed: bool = False


class _Reader:
    """Goes over the lines once and hands finished blocks to the assembly."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.assembly = Assembly()
        self.title: str | None = None
        self._lines = lines
        self._open = _Paragraph()
        self._items: list[int] = []
        self._series = Series()
        self._fence = ""

    def read(self) -> None:
        at = self._front_matter()
        while at < len(self._lines):
            self._line(at + 1, self._lines[at])
            at += 1
        self._flush()

    def _front_matter(self) -> int:
        """Read `---`, keys and values, `---` at the top as a note; return where the text begins."""
        at = 0
        while at < len(self._lines) and at < 5:
            line = self._lines[at]
            if SOURCE_LINE.match(line):
                self._note(at + 1, line)
            elif line.strip():
                break
            at += 1
        if at >= len(self._lines) or self._lines[at].rstrip() != "---":
            return at
        for end in range(at + 1, min(len(self._lines), at + _FRONT_SPAN)):
            line = self._lines[end]
            if line.rstrip() == "---":
                return self._take_front(at, end)
            if not _KEY.match(line):
                break
        return at

    def _take_front(self, start: int, end: int) -> int:
        self.assembly.markup(start + 1, "---")
        scraps: list[Scrap] = []
        for at in range(start + 1, end):
            line = self._lines[at]
            scraps += [Scrap(at + 1, line.strip()), Scrap(at + 1, " ")]
            key, _, value = line.partition(":")
            if key == "title":
                self.title = value.strip().strip("\"'") or None
        scraps.append(Scrap(end + 1, "---", (), markup=True))
        self.assembly.paragraph(scraps, level=0, guess="note", numbered=False)
        return end + 1

    def _note(self, number: int, line: str) -> None:
        self.assembly.paragraph([Scrap(number, line)], level=0, guess="note", numbered=False)

    def _line(self, number: int, line: str) -> None:
        if self._fenced(number, line):
            return
        if not line.strip():
            self._flush()
            return
        heading = _HEADING.match(line)
        if heading is not None:
            self._flush()
            self._heading(number, heading)
        elif self._open.lines and not self._items and _SETEXT.match(line):
            self._setext(number, line)
        elif _RULE.match(line):
            self._flush()
            self.assembly.markup(number, line)
        elif _NOTE.match(line):
            self._flush()
            self._note(number, line)
        else:
            self._words(number, line)

    def _fenced(self, number: int, line: str) -> bool:
        fence = _FENCE.match(line)
        if self._fence:
            if fence is not None and fence.group(1) == self._fence:
                self._fence = ""
                self.assembly.markup(number, line)
            elif line.strip():
                self.assembly.paragraph([Scrap(number, line)], level=0, numbered=False)
            return True
        if fence is None:
            return False
        self._flush()
        self._fence = fence.group(1)
        self.assembly.markup(number, line)
        return True

    def _heading(self, number: int, match: re.Match[str]) -> None:
        if re.search(r"https?://\S{20}", match.string):
            self._note(number, match.string)
            return
        rest = match.string[match.end() :].strip()
        text = rest.rstrip("#")
        if text and not text[-1].isspace():
            text = rest
        scraps = [Scrap(number, match.group(1), (), markup=True)]
        scraps += _inline([(number, "", text)])
        scraps.append(Scrap(number, rest[len(text) :], (), markup=True))
        self._items = []
        self._add_heading(scraps, len(match.group(1)))

    def _setext(self, number: int, line: str) -> None:
        scraps = _inline(self._open.lines)
        scraps.append(Scrap(number, line.strip(), (), markup=True))
        self._open = _Paragraph()
        self._add_heading(scraps, 1 if "=" in line else 2)

    def _add_heading(self, scraps: Sequence[Scrap], level: int) -> None:
        text = " ".join("".join(s.text for s in scraps if not s.markup).split())
        found = named_heading(text) or lettered_heading(text, self._series)
        self.assembly.heading(scraps, found or Heading("", 0, ""), level)

    def _words(self, number: int, line: str) -> None:
        quote = _QUOTE.match(line)
        prefix, words = (quote.group(1), quote.group(2)) if quote else ("", line)
        item = _ITEM.match(words)
        starts = item is not None and not (
            self._open.lines and item.group(3) not in {None, "1"} and not self._items
        )
        if item is not None and starts:
            self._flush()
            self._item(item)
            bullet = item.group(2) or ""
            words = words[item.end(2) if bullet else item.start(3) :]
            self._open.lines.append((number, prefix + bullet, words.removeprefix(bullet)))
            return
        if words.lstrip().startswith("|"):
            self._flush()
        if not self._open.lines:
            self._open.level = max(0, self._depth(words) - 1)
        self._open.lines.append((number, prefix, words))

    def _item(self, item: re.Match[str]) -> None:
        width = len(item.group(1).expandtabs(4))
        self._items = [content for content in self._items if content <= width + 1]
        self._open.level = len(self._items)
        self._open.listed = item.group(3) is not None
        self._items.append(width + 3 if item.group(3) else width + 2)

    def _depth(self, words: str) -> int:
        """Return how many open list items a line's indentation leaves it in."""
        width = len(words.expandtabs(4)) - len(words.expandtabs(4).lstrip())
        self._items = [content for content in self._items if content <= width]
        return len(self._items)

    def _flush(self) -> None:
        paragraph, self._open = self._open, _Paragraph()
        if not paragraph.lines:
            return
        self.assembly.paragraph(
            _inline(paragraph.lines),
            level=paragraph.level or None,
            listed=paragraph.listed,
        )


def _inline(lines: Sequence[tuple[int, str, str]]) -> list[Scrap]:
    """Return the scraps of a paragraph, its emphasis read over its lines' ends."""
    numbers = [number for number, _, _ in lines]
    scraps = [Scrap(numbers[0], lines[0][1], (), markup=True)]
    place = 0
    for part in read_inline("\n".join(words.strip() for _, _, words in lines)):
        for step, text in enumerate(part.text.split("\n")):
            if step:
                place += 1
                before, after = lines[place - 1][2].strip(), lines[place][2].strip()
                scraps.append(Scrap(numbers[place], lines[place][1], (), markup=True))
                if needs_space(before, after):
                    scraps.append(Scrap(numbers[place], " ", part.marks))
            scraps.append(Scrap(numbers[place], text, part.marks, markup=part.markup))
    return scraps


def read_markdown(text: str) -> tuple[Assembly, str | None]:
    """Read Markdown into blocks; return them with the title its front matter gives, if any."""
    reader = _Reader(re.split(r"\r\n|\n|\r", text))
    reader.read()
    return reader.assembly, reader.title
