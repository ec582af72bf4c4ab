"""Plain text into blocks: joins wrapped lines, finds numbers, headings and page furniture."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from app.imports.assembly import Assembly, Scrap
from app.imports.headings import (
    Heading,
    Levels,
    Series,
    capitals,
    is_contents_line,
    lettered_heading,
    named_heading,
    section_name,
    title_like,
    unfinished,
)
from app.imports.markers import Marker, read_marker
from app.imports.pages import Line, Role, read_lines, starts_footnote

_ENDED = re.compile(r"(?:[.;:!?,…。；：！？，、؟؛،]|[\]}])[\])}”\"’*]*(?:\s?\d{1,2})?$")
_BULLET = re.compile(r"[•·▪○●■►‣⁃§–—*-]\s")
_BRACE_LINE = re.compile(r"\{[^{}]*\}(?:\s?\d{1,2})?")
_PP = re.compile(r"Pp\s?\d{1,3}\w{0,9}")
_OPTION_ALONE = re.compile(r"\[*(?:Option|OPTION|Alternative)\s\S{1,8}\s?:?")
SOURCE_LINE = re.compile(r"#?\s*SOURCE:\s*https?://")
"""A first line by which someone noted where the file was taken from."""
_CJK = re.compile(r"[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]")
_FOOTNOTE_MARK = re.compile(r"(\d{1,3}|[*†‡]{1,3})\s")
_LONG_LINE = 160
_NEAR = 25
_TAIL = 40


@dataclass
class Group:
    """Lines that make one paragraph or heading."""

    lines: list[Line]
    role: Role = "body"
    after_blank: bool = True
    heading: Heading | None = field(default=None)

    @property
    def text(self) -> str:
        """The lines' words, joined."""
        return " ".join(" ".join(line.text.split()) for line in self.lines)


def read_plain(text: str) -> Assembly:
    """Read the characters of a plain text into blocks. (I1–I6, I8)"""
    lines = read_lines(text)
    groups = [*_body(lines), *_furniture(lines)]
    groups.sort(key=lambda group: group.lines[0].number)
    _mark_headings([group for group in groups if group.role == "body"])
    assembly, levels = Assembly(), Levels()
    for group in groups:
        scraps = _scraps(group.lines)
        if group.heading is not None:
            assembly.heading(scraps, group.heading, levels.level(group.heading.style))
        elif group.role != "body":
            mark = _FOOTNOTE_MARK.match(group.text) if group.role == "footnote" else None
            marker = Marker(mark.end(), mark.group(1), "note") if mark else None
            assembly.paragraph(scraps, level=0, guess="note", numbered=False, marker=marker)
        elif SOURCE_LINE.match(group.text) or is_contents_line(group.text):
            assembly.paragraph(scraps, level=0, guess="note", numbered=False)
        else:
            assembly.paragraph(scraps)
    return assembly


def _scraps(lines: Sequence[Line]) -> list[Scrap]:
    scraps: list[Scrap] = []
    for line in lines:
        text = line.text.strip()
        if scraps and needs_space(scraps[-1].text, text):
            scraps.append(Scrap(line.number, " "))
        scraps.append(Scrap(line.number, text))
    return scraps


def needs_space(before: str, after: str) -> bool:
    """Say whether a space stands for a line's end: not in Chinese, nor after a hyphen. (I2)"""
    if _CJK.match(before[-1:]) and _CJK.match(after[:1]):
        return False
    hyphened = len(before) > 1 and before[-1] in "-–‑" and before[-2].isalnum()
    return not (hyphened and (after[:1].islower() or after[:1].isdigit()))


def _furniture(lines: Sequence[Line]) -> list[Group]:
    groups: list[Group] = []
    for line in lines:
        if line.role == "body" or line.blank:
            continue
        last = groups[-1] if groups else None
        if (
            last is None
            or last.role != line.role
            or (line.role == "footnote" and starts_footnote(line))
        ) or _body_between(lines, last.lines[-1], line):
            groups.append(Group([line], line.role))
        else:
            last.lines.append(line)
    return groups


def _body_between(lines: Sequence[Line], first: Line, last: Line) -> bool:
    between = lines[first.number : last.number - 1]
    return any(line.role == "body" and not line.blank for line in between)


def _body(lines: Sequence[Line]) -> list[Group]:
    body = [line for line in lines if line.role == "body" and not line.blank]
    if not body:
        return []
    margins = _margins(body)
    series = Series()
    groups = [Group([body[0]])]
    _read_heading(groups[-1], series)
    sequence = _Sequence()
    for place in range(1, len(body)):
        before, line = body[place - 1], body[place]
        blank = line.number > before.number + 1
        group = groups[-1]
        new = Group([line], after_blank=blank)
        _read_heading(new, series)
        if _joins_heading(group, line, blank=blank):
            group.lines.append(line)
        elif (
            group.heading
            or new.heading
            or _starts(group, line, margins[place - 1], sequence, blank=blank)
        ):
            groups.append(new)
            sequence.note(new.text)
        else:
            group.lines.append(line)
    return groups


def _margins(body: Sequence[Line]) -> list[int]:
    """Return, for each line, how long a full line is around there."""
    lengths = [len(line.text.rstrip()) for line in body]
    margins: list[int] = []
    for place in range(len(body)):
        near = sorted(lengths[max(0, place - _NEAR) : place + _NEAR])
        margins.append(near[int(len(near) * 0.85)])
    return margins


def _ended(text: str) -> bool:
    """Say whether a line ends a sentence, a clause or a bracket."""
    return _ENDED.search(text[-_TAIL:]) is not None


class _Sequence:
    """The last plain number seen, to believe the next one at the head of a line."""

    def __init__(self) -> None:
        self._last = 0

    def note(self, text: str) -> None:
        found = re.match(r"(\d{1,3})", text)
        if found and read_marker(text):
            self._last = int(found.group(1))

    def continues(self, text: str) -> bool:
        found = re.match(r"(\d{1,3})", text)
        return found is not None and int(found.group(1)) in {self._last, self._last + 1}


def _read_heading(group: Group, series: Series) -> None:
    text = group.text
    line = group.lines[0]
    named = named_heading(text)
    if named is not None and (group.after_blank or line.indent >= 10 or text == named.label):
        group.heading = named
    elif SOURCE_LINE.match(text) is None:
        group.heading = lettered_heading(text, series)


def _joins_heading(group: Group, line: Line, *, blank: bool) -> bool:
    """Say whether a line is the rest of a long heading set in capitals."""
    if group.heading is None or blank or len(group.lines) > 2 or len(group.text) > 200:
        return False
    if len(group.text) < 50 and not unfinished(group.text):
        return False
    text = line.text.strip()
    return capitals(group.text) and capitals(text) and read_marker(text) is None


def _starts(group: Group, line: Line, margin: int, sequence: _Sequence, *, blank: bool) -> bool:
    """Say whether a line begins a new paragraph rather than going on with the last. (I2)"""
    text, before = line.text.strip(), group.lines[-1]
    last = before.text.strip()
    if len(group.lines) == 1 and _PP.fullmatch(last):
        return False
    if _begins_by_itself(text, last) or _is_marked(group, line, sequence, blank=blank):
        return True
    ended = _ended(last)
    if capitals(text) != capitals(last) and min(len(text), len(last)) < 0.7 * margin:
        return ended if capitals(text) else True
    if before.page != line.page:
        return ended and not text[0].islower()
    if blank or max(len(before.text), len(line.text)) > _LONG_LINE:
        return True
    if ended and line.indent + 3 <= _column(before) and line.indent <= group.lines[0].indent + 1:
        return True
    room = margin - len(before.text.rstrip()) - 1 - len(text.split()[0])
    if room > 0.5 * margin:
        return not text[0].islower()
    return ended and room > 0.1 * margin and not text[0].islower()


def _column(line: Line) -> int:
    """Return the column where a line's words begin, after its number."""
    marked = re.match(r"\s*\S+\s{2,}", line.text) if read_marker(line.text.strip()) else None
    return marked.end() if marked else line.indent


def _begins_by_itself(text: str, last: str) -> bool:
    """Say whether what two lines are parts them, wherever they stand."""
    return (
        any(
            pattern.fullmatch(side)
            for pattern in (_BRACE_LINE, _PP, _OPTION_ALONE)
            for side in (text, last)
        )
        or is_contents_line(text)
        or is_contents_line(last)
        or SOURCE_LINE.match(last) is not None
    )


def _is_marked(group: Group, line: Line, sequence: _Sequence, *, blank: bool) -> bool:
    text, before = line.text.strip(), group.lines[-1]
    ended = _ended(before.text.strip())
    if _BULLET.match(text):
        return ended or blank or _BULLET.match(group.lines[0].text.strip()) is not None
    marker = read_marker(text.lstrip("["))
    if marker is None:
        return False
    if marker.kind in {"option", "pp"}:
        return True
    wide = re.match(r"\S+\s{2,}", text) is not None
    if ended or blank or wide or line.indent + 2 <= before.indent:
        return True
    return marker.kind == "number" and sequence.continues(text)


def _mark_headings(groups: Sequence[Group]) -> None:
    """Make headings of short lines that stand alone above a text and are set like titles. (I4)"""
    for place, group in enumerate(groups[:-1]):
        after = groups[place + 1]
        text, mark = group.text, read_marker(after.text.lstrip("[ "))
        if group.heading or len(group.lines) > 2 or after.heading:
            continue
        if section_name(text):
            group.heading = Heading("", 0, f"title {'capitals' if capitals(text) else 'small'}")
            continue
        if len(after.text) < 80 and not (mark and capitals(text)):
            continue
        above = groups[place - 1] if place else group
        alone = group.after_blank or above.heading or _ended(above.text)
        if not alone or ": " in text or (not place and SOURCE_LINE.match(text)):
            continue
        marker = read_marker(text)
        if marker is not None and marker.kind == "number" and mark is None:
            if title_like(text[marker.end :].strip()):
                dots = marker.given.count(".")
                group.heading = Heading(marker.given, marker.end, f"number {dots}")
        elif marker is None and title_like(text):
            group.heading = Heading("", 0, f"title {'capitals' if capitals(text) else 'small'}")
