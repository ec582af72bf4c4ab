"""Markdown: CommonMark in which every character of the words is only itself. (X6)

Changes are `<ins>` and `<del>` with the time and, where it is shown, the author: CommonMark has
no mark of its own for them and lets inline HTML through.
"""

import re

from app.exports.annexes import Annex, OptionLines, annexes, listed, option_lines
from app.exports.changes import Changes, Stretch
from app.exports.characters import visible
from app.exports.furniture import colophon, heading, reading_note, status_sentence, subtitle
from app.exports.model import ConsolidatedDraft, DraftCategory, DraftParagraph
from app.exports.webpage import attributes

# Besides CommonMark's own, `~ | $ ^ @ :` mean something in its common dialects.
_SPECIAL = re.compile(r"[\\`*_\[\]{}<>&~|$^#!]|(?<=\w)@(?=\w)|:(?=//)|(?i:(?<=www))\.")
_BLOCK_START = re.compile(r"\d{1,9}(?=[.)])|(?=[-+=:])")


def render(draft: ConsolidatedDraft) -> bytes:
    """Return the draft as UTF-8 CommonMark."""
    changes, options = Changes(draft), option_lines(draft)
    blocks = [
        f"# {escaped(_one_line(draft.title))}",
        f"**{escaped(draft.group.name)}**",
        escaped(subtitle(draft)),
        escaped(f"Mandate: {draft.group.mandate}") if draft.group.mandate else "",
        "\n".join(f"- {number} {status}" for status, number in draft.counts.items()),
        escaped(reading_note(draft)),
        *(
            block
            for category in draft.categories
            for block in _category(category, changes, options)
        ),
        *(block for annex in annexes(draft) for block in _annex(annex)),
        "---",
        escaped(colophon(draft)),
    ]
    return ("\n\n".join(filter(None, blocks)) + "\n").encode("utf-8")


def _annex(annex: Annex) -> list[str]:
    rows = "\n".join(f"- {escaped(_one_line(row))}" for row in listed(annex))
    return [f"## {escaped(annex.title)}", escaped(_one_line(annex.note)), rows]


def _category(category: DraftCategory, changes: Changes, options: OptionLines) -> list[str]:
    rank = min(category.level + 1, 6)
    blocks = [f"{'#' * rank} {escaped(_one_line(heading(category)))}"]
    for paragraph in category.paragraphs:
        blocks.extend(map(_option, options.before.get(paragraph.id, ())))
        blocks.extend(_paragraph(paragraph, changes, rank))
        blocks.extend(map(_option, options.after.get(paragraph.id, ())))
    return blocks


def _option(line: str) -> str:
    return f"**{escaped(_one_line(line))}**"


def _paragraph(paragraph: DraftParagraph, changes: Changes, rank: int) -> list[str]:
    words = markdown_words(changes.stretches(paragraph))
    label = f"**{escaped(paragraph.label)}** " if paragraph.label else ""
    if paragraph.kind == "heading" and "\n" not in words:
        label = f"{'#' * min(rank + 1, 6)} {label}"
    status = status_sentence(paragraph)
    blocks = [label + words]
    if status:
        blocks.append(f"*{escaped(_one_line(status))}*")
    return blocks


def markdown_words(stretches: list[Stretch]) -> str:
    """Return the words as one block of inline Markdown, each character only itself."""
    parts: list[str] = []
    start, last = True, len(stretches) - 1
    for at, stretch in enumerate(stretches):
        text = escaped(stretch.text, start=start, end=at == last)
        start = stretch.text.endswith("\n")
        # Tags and not asterisks: asterisks beside spaces, letters or each other mean other things.
        if stretch.em:
            text = f"<em>{text}</em>"
        if stretch.strong:
            text = f"<strong>{text}</strong>"
        for stamp in reversed(stretch.deleted):
            text = f"<del{attributes(stamp)}>{text}</del>"
        for stamp in reversed(stretch.inserted):
            text = f"<ins{attributes(stamp)}>{text}</ins>"
        parts.append(text)
    return "".join(parts)


def escaped(text: str, *, start: bool = True, end: bool = True) -> str:
    """Return text that CommonMark reads as exactly these characters.

    `start` and `end` tell whether the text begins and ends its block. Line feeds become hard
    breaks; spaces that Markdown would drop are written as character references.
    """
    lines = visible(text).split("\n")
    done = [
        _line(line, start=start or at > 0, end=end or at < len(lines) - 1)
        for at, line in enumerate(lines)
    ]
    whole = "\\\n".join(done)
    # A backslash at a block's end is no line break, so the last line feeds are references.
    while whole.endswith("\\\n") and end:
        whole = whole[:-2] + "&#10;"
    return whole


def _line(line: str, *, start: bool, end: bool) -> str:
    body = line.strip()
    before, _, after = line.partition(body) if body else (line, "", "")
    inner = _SPECIAL.sub(r"\\\g<0>", body)
    if body and start and (match := _BLOCK_START.match(body)):
        cut = match.end()
        inner = f"{body[:cut]}\\{body[cut]}" + _SPECIAL.sub(r"\\\g<0>", body[cut + 1 :])
    if not body:
        return _references(line) if start or end else line
    return (
        (_references(before) if start else before) + inner + (_references(after) if end else after)
    )


def _references(spaces: str) -> str:
    return "".join(f"&#{ord(character)};" for character in spaces)


def _one_line(text: str) -> str:
    return " ".join(text.split())
