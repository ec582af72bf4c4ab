"""Plain text: the words themselves, and nothing else unless asked for. (X8)"""

from typing import Literal

from app.exports.annexes import Annex, OptionLines, annexes, listed, option_lines
from app.exports.changes import Changes, Stretch
from app.exports.furniture import (
    colophon,
    heading,
    reading_note,
    status_sentence,
    subtitle,
)
from app.exports.model import ConsolidatedDraft, DraftParagraph

Numbers = Literal["given", "computed"]


def plain_text(
    draft: ConsolidatedDraft, numbers: Numbers = "computed", *, furniture: bool = False
) -> str:
    """Return headings, numbers and words, a blank line between, in document order.

    `numbers="given"` prints each number exactly as received (and none where none was), so that the
    characters of an imported text come back, white space apart. `furniture` adds the title, the
    state and the status lines. Tracked changes read `{+inserted+}` and `[-deleted-]`.
    """
    changes = Changes(draft)
    blocks = _title(draft) if furniture else []
    options = option_lines(draft) if furniture else OptionLines({}, {})
    for category in draft.categories:
        blocks.append(heading(category))
        for paragraph in category.paragraphs:
            blocks.extend(options.before.get(paragraph.id, ()))
            words = "".join(map(_marked, changes.stretches(paragraph)))
            blocks.append(" ".join(filter(None, (_number(paragraph, numbers), words))))
            if furniture and (line := status_sentence(paragraph)):
                blocks[-1] += f"\n    ({line})"
            blocks.extend(options.after.get(paragraph.id, ()))
    if furniture:
        blocks.extend(block for annex in annexes(draft) for block in _annex(annex))
        blocks.append(colophon(draft))
    return "\n\n".join(filter(None, blocks)) + "\n"


def as_given(draft: ConsolidatedDraft) -> bytes:
    """Return the draft with its numbers as given and nothing around it, as UTF-8 text. (X8)"""
    return plain_text(draft, "given").encode("utf-8")


def render(draft: ConsolidatedDraft) -> bytes:
    """Return the draft as UTF-8 text with its furniture."""
    return plain_text(draft, furniture=True).encode("utf-8")


def _annex(annex: Annex) -> list[str]:
    return [annex.title, annex.note, "\n".join(f"- {row}" for row in listed(annex))]


def _title(draft: ConsolidatedDraft) -> list[str]:
    mandate = f"Mandate: {draft.group.mandate}" if draft.group.mandate else ""
    counts = ", ".join(f"{number} {status}" for status, number in draft.counts.items())
    return [draft.group.name, draft.title, subtitle(draft), mandate, counts, reading_note(draft)]


def _number(paragraph: DraftParagraph, numbers: Numbers) -> str:
    if numbers == "given":
        return paragraph.number_given or ""
    return f"{paragraph.label}." if paragraph.label else ""


def _marked(stretch: Stretch) -> str:
    """Mark a stretch as wdiff does."""
    text = stretch.text
    if stretch.deleted:
        text = f"[-{text}-]"
    return f"{{+{text}+}}" if stretch.inserted else text
