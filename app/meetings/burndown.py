"""The burn-down: what was still open at the end of each sitting, worked out from the record.

Nothing is counted twice: what a paragraph was at a moment follows from what it is now and from
the facts since, each of which says what it changed from.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from pydantic import BaseModel
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.meetings import store
from app.record import Entry, entries_about
from app.rules import meetings as rules
from app.rules.facts import FACTS
from app.rules.kinds import KINDS, STATUSES, Kind, Status
from app.text import Document, Paragraph, Reader, brackets_of, paragraphs_of

CHANGES = frozenset(
    name
    for name, fact in FACTS.items()
    if {"status_before", "kind_before"}.intersection(fact.model_fields)
)
"""The facts that say what a paragraph's status or kind was before."""
ADDITIONS = frozenset(("ParagraphAdded", "ParagraphSplit", "ParagraphEndorsed"))
"""The facts that may have brought a paragraph into a text."""


class PointOut(BaseModel):
    """What was open at a moment: the start of the first sitting, the end of each, or now."""

    when: str
    """start, end or now"""
    sitting: int | None
    title: str
    at: datetime
    brackets: int
    paragraphs: int
    """The paragraphs not yet agreed."""


class BurnDownOut(BaseModel):
    """What was still open over the sittings, oldest first."""

    points: list[PointOut]


async def burn_down(session: AsyncSession, reader: Reader, now: datetime) -> BurnDownOut:
    """Count the standing brackets and the paragraphs not yet agreed over the sittings. (M4)"""
    document = reader.document
    moments: list[tuple[str, int | None, str, datetime]] = []
    for sitting in await store.sittings_of(session, reader.group.id):
        ended = sitting.closed_at
        if sitting.opened_at is None:
            continue
        if ended is not None and ended < document.created_at:
            continue
        if not moments:
            begun = max(sitting.opened_at, document.created_at)
            moments.append(("start", sitting.number, sitting.title, begun))
        if ended is not None:
            moments.append(("end", sitting.number, sitting.title, ended))
    moments.append(("now", None, "", now))
    courses = await _courses(session, reader)
    spans = [
        (one.placed_at, one.ended_at)
        for one in await brackets_of(session, document.id, ended=True)
        if one.op == "br"
    ]
    return BurnDownOut(
        points=[
            PointOut(
                when=when,
                sitting=number,
                title=title,
                at=at,
                brackets=rules.count_standing(spans, at),
                paragraphs=rules.count_open(courses, at),
            )
            for when, number, title, at in moments
        ]
    )


async def _courses(session: AsyncSession, reader: Reader) -> list[rules.Course]:
    document = reader.document
    entries = await entries_about(session, reader.group.id, document.id, CHANGES | ADDITIONS)
    by_paragraph: dict[str, list[Entry]] = {}
    for entry in entries:
        if entry.paragraph_id is not None:
            by_paragraph.setdefault(entry.paragraph_id, []).append(entry)
    added = await _additions(session, document, entries)
    return [
        rules.Course(
            kind=one.kind,
            status=one.status,
            added_at=added.get(one.id),
            retired_at=one.retired_at,
            statuses=_statuses(by_paragraph.get(one.id, ())),
            kinds=_kinds(by_paragraph.get(one.id, ())),
        )
        for one in await paragraphs_of(session, document.id, retired=True)
    ]


def _statuses(entries: Sequence[Entry]) -> list[tuple[datetime, Status]]:
    return [
        (entry.at, found)
        for entry in entries
        for found in STATUSES
        if found == entry.data.get("status_before")
    ]


def _kinds(entries: Sequence[Entry]) -> list[tuple[datetime, Kind]]:
    return [
        (entry.at, found)
        for entry in entries
        for found in KINDS
        if found == entry.data.get("kind_before")
    ]


async def _additions(
    session: AsyncSession, document: Document, entries: Sequence[Entry]
) -> Mapping[str, datetime]:
    """Return when paragraphs came into the text that were not there from the beginning."""
    brought = set(
        (
            await session.exec(
                select(Paragraph.forked_from)
                .join(Document, col(Document.id) == col(Paragraph.document_id))
                .where(
                    Document.plenary_document_id == document.id,
                    col(Paragraph.fork_digest).is_(None),
                )
            )
        ).all()
    )
    added: dict[str, datetime] = {}
    for entry in entries:
        match entry.kind:
            case "ParagraphAdded":
                new = entry.paragraph_id
            case "ParagraphSplit":
                new = str(entry.data.get("into"))
            case "ParagraphEndorsed" if entry.paragraph_id in brought:
                new = entry.paragraph_id
            case _:
                continue
        if new is not None:
            added.setdefault(new, entry.at)
    return added
