"""The words of a paragraph as a draft's view prints them: stretches with who changed them, when."""

from datetime import datetime
from typing import NamedTuple

from app.exports.model import ConsolidatedDraft, DraftParagraph
from app.rules import words


class Stamp(NamedTuple):
    """One tracked change's author and time."""

    author: str
    at: datetime | None
    named: bool
    """Whether the author is a delegation's name, and not a neutral word. (X5)"""


class Stretch(NamedTuple):
    """Text under the same marks; the stamps go from the outermost change to the innermost."""

    text: str
    strong: bool
    em: bool
    inserted: tuple[Stamp, ...]
    deleted: tuple[Stamp, ...]


NEUTRAL = "Proposal"


class Changes:
    """Knows, for one draft, how each paragraph's words print and who stands for each change."""

    def __init__(self, draft: ConsolidatedDraft) -> None:
        self._tracked = draft.view == "tracked"
        self._stamps: dict[tuple[str, str], Stamp] = {}
        for paragraph in draft.paragraphs:
            notes = {a.id: a for a in paragraph.amendments}
            for amendment in paragraph.pending:
                note = notes.get(amendment)
                author = note.author if note else None
                # Where there is no name, the same proposal has the same number all through.
                self._stamps[paragraph.id, amendment] = Stamp(
                    author or f"{NEUTRAL} {len(self._stamps) + 1}",
                    note.at if note else None,
                    bool(author),
                )

    def stretches(self, paragraph: DraftParagraph) -> list[Stretch]:
        """Return the words to print: the base text, or with every change where tracked. (X4)"""
        runs = paragraph.runs if self._tracked else words.base(paragraph.runs)
        return [
            Stretch(
                run.text,
                "strong" in run.marks,
                "em" in run.marks,
                self._under(paragraph, run, "ins"),
                self._under(paragraph, run, "del"),
            )
            for run in runs
        ]

    def _under(self, paragraph: DraftParagraph, run: words.Run, op: str) -> tuple[Stamp, ...]:
        found = {
            mark.amendment
            for key in run.marks
            if (mark := words.amendment_mark(key)) is not None and mark.op == op
        }
        stamps = ((name, self._stamps[paragraph.id, name]) for name in found)
        # The earlier change is the outer one: what is typed inside a proposal comes after it.
        return tuple(
            stamp
            for _, stamp in sorted(
                stamps, key=lambda s: (s[1].at.timestamp() if s[1].at else 0.0, s[0])
            )
        )
