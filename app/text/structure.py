"""Keeps the rows of brackets, placeholders and notes in step with the marks in the words. (K7, K10)

The marks are moved by whoever changes words: typing, decisions, splits, merges, endorsements. Where
something stands follows from the words, and what has no words left has fallen.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from app.groups import Act
from app.kit.db import Write
from app.rules import words as w
from app.rules.words import StructureMark, Words
from app.text import bracket_store
from app.text.bracket_tables import Bracket
from app.text.tables import Document, Paragraph

KEPT = ("br", "ph", "nt")
"""The kinds of structure that have a row here."""

NO_WORDS = "no words of it are left"


def marks_in(words: Words) -> list[StructureMark]:
    """Return the brackets, placeholders and notes in the words, in order of first appearance."""
    marks = (w.structure_mark(key) for run in words for key in run.marks)
    return list(dict.fromkeys(one for one in marks if one is not None and one.op in KEPT))


async def bring_up(
    write: Write, paragraph: Paragraph, before: Words, words: Words, now: datetime, reason: str
) -> list[Bracket]:
    """Note where things stand now that a paragraph's words are others; return what has fallen.

    A mark nobody has told of, as can come with another text's words, gets a row without holders,
    so that there is always somebody who can take it off.
    """
    were = {mark.id: mark for mark in marks_in(before)}
    are = {mark.id: mark for mark in marks_in(words)}
    changed = were.keys() ^ are.keys()
    if not changed:
        return []
    known = await bracket_store.named(write, paragraph.document_id, changed)
    fallen: list[Bracket] = []
    for one in sorted(changed):
        row = known.get(one)
        if row is None:
            if one in are:
                write.add(_imported(paragraph.document_id, are[one], now, [paragraph.id]))
            continue
        row.places = [place for place in row.places if place != paragraph.id]
        if one in are:
            row.places = [*row.places, paragraph.id]
            _stands_again(row)
        elif not row.places and row.state == "standing":
            row.state, row.ended_at, row.ended_reason = "fallen", now, reason
            fallen.append(row)
        write.add(row)
    await write.flush()
    return fallen


def _stands_again(row: Bracket) -> None:
    """Let what has words again stand: a page that was away may bring back what had fallen."""
    if row.state != "standing":
        row.state = "standing"
        row.ended_at = row.ended_by = row.ended_reason = None


def _imported(document_id: str, mark: StructureMark, now: datetime, places: list[str]) -> Bracket:
    return Bracket(
        document_id=document_id,
        id=mark.id,
        op=mark.op,
        source="imported",
        placed_at=now,
        places=places,
    )


async def take_in_structure(
    act: Act, document: Document, paragraphs: Sequence[Paragraph]
) -> list[Bracket]:
    """Write the rows of what new paragraphs, in the document's order, bring with them. (K6)

    For imports: their words carry the marks already, and nobody holds the brackets.
    """
    places: dict[StructureMark, list[str]] = {}
    for paragraph in paragraphs:
        for mark in marks_in(paragraph.runs):
            places.setdefault(mark, []).append(paragraph.id)
    rows = [_imported(document.id, mark, act.now, found) for mark, found in places.items()]
    act.write.add_all(rows)
    await act.write.flush()
    return rows


async def ends_without(write: Write, rows: Iterable[Bracket]) -> None:
    """Let rival words of which only one is left be rivals no more. (K8)"""
    for document_id, group in {(one.document_id, one.rivals) for one in rows if one.rivals}:
        left = await bracket_store.rivals_of(write, document_id, group or "")
        if len(left) == 1:
            left[0].rivals = None
            write.add(left[0])
    await write.flush()
