"""What stands around and behind a draft's words: options above, annexes at the end. (X11, X12)

They are values that every format prints in its own way; here is what they say.
"""

from collections.abc import Iterator
from typing import NamedTuple

from app.exports.accounts import DraftOption, DraftOptionSet, DraftPosition, DraftSense
from app.exports.furniture import moment, sentence_case
from app.exports.model import ConsolidatedDraft
from app.rules.positions import STANCES


class Annex(NamedTuple):
    """A table at the end of a draft."""

    title: str
    note: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class OptionLines(NamedTuple):
    """The lines that name options, by the paragraph they stand before or behind. (X12)"""

    before: dict[str, tuple[str, ...]]
    after: dict[str, tuple[str, ...]]


def option_lines(draft: ConsolidatedDraft) -> OptionLines:
    """Return the lines above the first paragraph of each option; "No text" comes after the last."""
    place = {one.id: at for at, one in enumerate(draft.paragraphs)}
    before: dict[str, tuple[str, ...]] = {}
    after: dict[str, tuple[str, ...]] = {}
    for found in _open(draft):
        written = [one for option in found.options for one in option.paragraphs if one in place]
        if not written:
            continue
        said = _decision(found)
        for option in found.options:
            here = [one for one in option.paragraphs if one in place]
            line = _option_line(found, option)
            if here:
                first = min(here, key=place.__getitem__)
                before[first] = (*before.get(first, ()), *([said] if said else []), line)
                said = ""
            elif option.no_text:
                last = max(written, key=place.__getitem__)
                after[last] = (*after.get(last, ()), line)
    return OptionLines(before, after)


def _open(draft: ConsolidatedDraft) -> list[DraftOptionSet]:
    return [found for found in draft.accounts.options if not found.decided]


def _decision(found: DraftOptionSet) -> str:
    if not found.left_standing:
        return ""
    why = f": {found.reason}" if found.reason else "."
    return f"The alternatives for {found.place} were left standing{why}"


def _option_line(found: DraftOptionSet, option: DraftOption) -> str:
    parts = [f"{option.label} for {found.place}"]
    if option.recommended:
        parts.append("recommended by the majority")
    elif found.left_standing and any(one.recommended for one in found.options):
        parts.append("alternative")
    if option.no_text and option.proposers:
        parts.append(f"proposed by {', '.join(option.proposers)}")
    return " · ".join(parts)


def annexes(draft: ConsolidatedDraft) -> list[Annex]:
    """Return the tables at the end of the draft; those with nothing to say are left out. (X11)"""
    made = (
        *_alternatives(draft),
        *_brackets(draft),
        *_positions(draft),
        *_silences(draft),
        *_explanations(draft),
        *_renumberings(draft),
    )
    return [one for one in made if one.rows]


def _alternatives(draft: ConsolidatedDraft) -> Iterator[Annex]:
    """Say what became of the options that were decided about; those not taken are in no text."""
    rows = tuple(
        (found.place, option.label, sentence_case(option.fate), found.reason or "")
        for found in draft.accounts.options
        if found.decided
        for option in found.options
    )
    yield Annex(
        "Alternatives that were decided",
        "What was not taken is on the record, with its words.",
        ("Paragraph", "Option", "What became of it", "Reason"),
        rows,
    )


def _brackets(draft: ConsolidatedDraft) -> Iterator[Annex]:
    """Say who holds which bracket; where attribution is hidden, nothing. (X5)"""
    brackets = draft.accounts.brackets
    rows = [
        (
            _ends(bracket.labels),
            bracket.text,
            holder.name,
            moment(holder.since),
            holder.reason,
            holder.accepts or "",
        )
        for bracket in brackets
        for holder in bracket.holders
    ]
    stand = "1 stands" if len(brackets) == 1 else f"{len(brackets)} stand"
    yield Annex(
        "Brackets and who holds them",
        f"{stand} in the text; {draft.accounts.held} held by a delegation or the podium.",
        ("Paragraph", "Words", "Held by", "Since", "Reason", "Would accept instead"),
        tuple(rows),
    )


def _ends(labels: tuple[str, ...]) -> str:
    shown = [label for label in labels if label]
    return f"{shown[0]} to {shown[-1]}" if len(shown) > 1 else "".join(shown)


def _positions(draft: ConsolidatedDraft) -> Iterator[Annex]:
    """Say what delegations think, with names or counted, as the chair shows it. (C10)"""
    senses = draft.accounts.positions
    if draft.accounts.positions_shown == "names":
        yield Annex(
            "Positions",
            "As taken by delegations on the words they were shown.",
            ("Paragraph", "Delegation", "Position", "Reason", "Words that would lift it"),
            tuple(_said(sense.label, one) for sense in senses for one in sense.said),
        )
    elif draft.accounts.positions_shown == "counts":
        yield Annex(
            "Positions",
            "Counted, without names.",
            ("Paragraph", *(sentence_case(stance) for stance in STANCES)),
            tuple(_counted(sense) for sense in senses),
        )


def _said(label: str, one: DraftPosition) -> tuple[str, ...]:
    return (label, one.name, sentence_case(one.stance), one.reason or "", one.would_lift or "")


def _counted(sense: DraftSense) -> tuple[str, ...]:
    return (sense.label, *(str(sense.counts.get(stance, 0)) for stance in STANCES))


def _silences(draft: ConsolidatedDraft) -> Iterator[Annex]:
    for silence in draft.accounts.silences:
        ended = "closes" if silence.state == "open" else "closed"
        rows = tuple(
            (one.label, sentence_case(one.fate), one.broken_by or "", one.reason or "")
            for one in silence.items
        )
        note = f"It {ended} on {moment(silence.closes_at)}."
        if silence.state == "cancelled":
            note = "It was cancelled."
        yield Annex(
            "Silence procedure", note, ("Paragraph", "Outcome", "Broken by", "Reason"), rows
        )


def _explanations(draft: ConsolidatedDraft) -> Iterator[Annex]:
    rows = tuple(
        (one.name or "A delegation", one.label or "The whole", moment(one.at), one.text)
        for silence in draft.accounts.silences
        for one in silence.explanations
    )
    yield Annex(
        "Explanations of position",
        "Attached to the outcome in the words of those who gave them.",
        ("Given by", "On", "When", "Explanation"),
        rows,
    )


def _renumberings(draft: ConsolidatedDraft) -> Iterator[Annex]:
    for one in draft.accounts.renumberings:
        why = f" {one.reason}" if one.reason else ""
        yield Annex(
            "Earlier and present numbers",
            f"Renumbered on {moment(one.at)}.{why}",
            ("Earlier", "Now"),
            tuple((change.before, change.after) for change in one.changes),
        )


def listed(annex: Annex) -> list[str]:
    """Return a table's rows as lines, for formats without tables."""
    if len(annex.columns) == 2:
        return [" → ".join(row) for row in annex.rows]
    return [
        "; ".join(f"{name}: {cell}" for name, cell in zip(annex.columns, row, strict=True) if cell)
        for row in annex.rows
    ]


def open_sets(draft: ConsolidatedDraft) -> dict[str, int]:
    """Return which set of alternatives each paragraph belongs to, by its place among the sets."""
    return {
        one: at
        for at, found in enumerate(_open(draft))
        for option in found.options
        for one in option.paragraphs
    }
