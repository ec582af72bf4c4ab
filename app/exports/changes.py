"""The words of a paragraph as a draft's view prints them: stretches with who changed them, when."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from app.exports.model import ConsolidatedDraft, DraftParagraph
from app.rules import words
from app.rules.brackets import Edge, Piece, render_all, written


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
    target: str | None = None
    """The paragraph these words are a reference to."""


NEUTRAL = "Proposal"


def base_written(paragraphs: Sequence[DraftParagraph]) -> dict[str, str]:
    """Return each paragraph's base text as it is written, with its signs, by identity. (X10)

    Signs are placed over the whole text at once: a bracket may run over several paragraphs.
    """
    pages = render_all([words.base(one.runs) for one in paragraphs])
    return {one.id: written(page) for one, page in zip(paragraphs, pages, strict=True)}


def _target(paragraph: DraftParagraph, run: words.Run) -> str | None:
    named = (paragraph.references.get(one) for one in words.structure((run,), "ref"))
    return next((one for one in named if one is not None), None)


class _Ends(NamedTuple):
    """The first and the last run under a mark, and whether amendments decide about all of it."""

    first: words.Run
    last: words.Run
    proposed: bool
    """Reject, and nothing is left between the signs."""
    deleted: bool
    """Accept, and nothing is left between the signs."""


def _ends(pages: Sequence[words.Words]) -> dict[str, _Ends]:
    found: dict[str, _Ends] = {}
    for run in (run for page in pages for run in page):
        ops = {mark.op for key in run.marks if (mark := words.amendment_mark(key)) is not None}
        for key in run.marks:
            if words.structure_mark(key) is None:
                continue
            known = found.get(key)
            found[key] = _Ends(
                known.first if known else run,
                run,
                (known is None or known.proposed) and "ins" in ops,
                (known is None or known.deleted) and "del" in ops,
            )
    return found


class Changes:
    """Knows, for one draft, how each paragraph's words print and who stands for each change."""

    def __init__(self, draft: ConsolidatedDraft) -> None:
        tracked = draft.view == "tracked"
        pages = [one.runs if tracked else words.base(one.runs) for one in draft.paragraphs]
        self._ends = _ends(pages)
        ids = (one.id for one in draft.paragraphs)
        self._pieces = dict(zip(ids, render_all(pages), strict=True))
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
        """Return the words to print: the base text, or with every change where tracked. (X4)

        The signs of brackets and notes are among them, each inside a change only where all that
        stands between it and its partner is. (X10)
        """
        joined: list[Stretch] = []
        beside = False
        pieces = self._pieces[paragraph.id]
        for at, piece in enumerate(pieces):
            sign = isinstance(piece, Edge)
            run = self._sign(piece, pieces[:at], pieces[at:]) if isinstance(piece, Edge) else piece
            made = Stretch(
                run.text,
                "strong" in run.marks,
                "em" in run.marks,
                self._under(paragraph, run, "ins"),
                self._under(paragraph, run, "del"),
                _target(paragraph, run),
            )
            # A sign is set with the words beside it, or scripts that turn would turn it away.
            if joined and (sign or beside) and joined[-1][1:] == made[1:]:
                made = made._replace(text=joined.pop().text + made.text)
            joined.append(made)
            beside = sign
        return joined

    def _sign(self, edge: Edge, before: Sequence[Piece], after: Sequence[Piece]) -> words.Run:
        """Return a sign as a run: set like the words on both its sides, changed like its own."""
        sides = [
            next((set(one.marks) for one in side if isinstance(one, words.Run)), None)
            for side in (reversed(before), after)
        ]
        looks = set.intersection({"strong", "em"}, *[side for side in sides if side is not None])
        ends = self._ends[edge.key]
        own = ends.first if edge.side == "open" else ends.last
        changes = [
            key
            for key in own.marks
            if (mark := words.amendment_mark(key)) is not None
            and (ends.proposed if mark.op == "ins" else ends.deleted)
        ]
        return words.Run(edge.sign, tuple(sorted([*looks, *changes])))

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
