"""What a draft says around its words, the same in every format: dates, counts, status lines."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from app.exports.model import ConsolidatedDraft, DraftCategory, DraftParagraph
from app.rules.kinds import Status

# Spelled out, because a month's name from the system depends on where the server stands.
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)

INK: dict[Status, str] = {
    "not discussed": "5F6368",
    "under discussion": "1F5FA8",
    "agreed ad referendum": "2B7A4B",
    "agreed pending delegations": "2B6F77",
    "agreed as a package": "3D6B2F",
    "agreed": "17633A",
    "divergent": "B03A1E",
    "deferred": "7A5A00",
    "withdrawn": "5F6368",
}
"""Each status's colour on paper, at least 4.5 : 1 against white (WCAG 2.2, 1.4.3)."""


class StatusLine(NamedTuple):
    """The small line under a paragraph: its status, then what else there is to know."""

    status: Status
    level: str
    """`in breakout` when the plenary has not taken the status over; otherwise empty."""
    rest: tuple[str, ...]


def day(date: datetime) -> str:
    """Return the date in words, in its own zone: `20 November 2026`."""
    return f"{date.day} {_MONTHS[date.month - 1]} {date.year}"


def moment(at: datetime) -> str:
    """Return a date and time in UTC: `20 November 2026, 14:05 UTC`."""
    utc = at.astimezone(UTC)
    return f"{day(utc)}, {utc:%H:%M} UTC"


def enumerated(names: Sequence[str]) -> str:
    """Return names in a row: `A`, `A and B`, `A, B and C`."""
    *first, last = names or ("",)
    return f"{', '.join(first)} and {last}" if first else last


def sentence_case(words: str) -> str:
    """Return the words with a capital at the start, the rest as they are."""
    return words[:1].upper() + words[1:]


def heading(category: DraftCategory) -> str:
    """Return the category's label and title as one line."""
    return f"{category.label} {category.title}".strip()


def subtitle(draft: ConsolidatedDraft) -> str:
    """Return the line under the title: state, date, view."""
    shown = "pending amendments tracked" if draft.view == "tracked" else "clean"
    return f"{sentence_case(draft.state)} · {day(draft.date)} · {shown}"


def reading_note(draft: ConsolidatedDraft) -> str:
    """Say how to read this view, and how many amendments it leaves unprinted."""
    pending = sum(len(p.pending) for p in draft.paragraphs)
    amendments = _count(pending, "amendment")
    if not pending:
        return "No amendment is pending."
    verb = "is" if pending == 1 else "are"
    if draft.view == "clean":
        return (
            f"This draft shows the text without its pending amendments: {amendments} {verb} "
            "pending, as noted under each paragraph, and can be read in the tracked version."
        )
    by = (
        "under the name of the delegation that proposed it"
        if draft.attribution_shown
        else "by number and without a name, as the chair has decided"
    )
    return (
        f"{sentence_case(amendments)} {verb} pending, marked as insertions and deletions, "
        f"each {by}. None of them is agreed."
    )


def colophon(draft: ConsolidatedDraft) -> str:
    """Say at which entry of the record the draft was read."""
    chain = f", chain {draft.record.hash}" if draft.record.hash else ""
    return f"Read at entry {draft.record.seq} of the record{chain}."


def status_line(paragraph: DraftParagraph) -> StatusLine | None:
    """Return what stands under a paragraph; None under headings and notes, which have no status."""
    if not paragraph.negotiable:
        return None
    rest = []
    if paragraph.kind in ("statement", "recommendation"):
        rest.append(sentence_case(paragraph.kind))
    if paragraph.alternative_to is not None:
        to = paragraph.alternative_label
        rest.append(f"Alternative to {to}" if to else "Alternative to the paragraph above")
    if paragraph.proposers:
        rest.append(f"Proposed by {', '.join(paragraph.proposers)}")
    if paragraph.pending:
        rest.append(f"{_count(len(paragraph.pending), 'amendment')} pending")
    if paragraph.awaiting:
        rest.append(f"Awaiting {enumerated(paragraph.awaited) or _delegations(paragraph.awaiting)}")
    if paragraph.package:
        rest.append(f"Agreed together with {enumerated(paragraph.package)}, or not at all")
    if paragraph.silent_until is not None:
        rest.append(f"Under silence until {moment(paragraph.silent_until)}")
    if paragraph.with_breakout:
        rest.append(f"With breakout group “{paragraph.with_breakout}”")
    if paragraph.number_given and not _same_number(paragraph):
        rest.append(f"Received as {paragraph.number_given}")
    if paragraph.status_note:
        rest.append(f"Note: {paragraph.status_note}")
    level = "in breakout" if paragraph.level == "breakout" else ""
    return StatusLine(paragraph.status, level, tuple(rest))


def status_sentence(paragraph: DraftParagraph) -> str | None:
    """Return the status line as plain text, or None where there is none."""
    line = status_line(paragraph)
    if line is None:
        return None
    first = sentence_case(f"{line.status} {line.level}".strip())
    return " · ".join((first, *line.rest))


def _same_number(paragraph: DraftParagraph) -> bool:
    """Compare the computed number and the one received, punctuation around it aside."""
    return (paragraph.number_given or "").strip(" .()[]\t") == paragraph.label


def _delegations(number: int) -> str:
    return _count(number, "delegation")


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
