"""What clients see of numbering: maps from old to new, labels that were, and references."""

from collections.abc import Sequence
from datetime import datetime

from pydantic import BaseModel
from sqlmodel.ext.asyncio.session import AsyncSession

from app.rules import references as rules
from app.rules import words as w
from app.rules.facts import Relabelled
from app.rules.numbering import Numbering, labelled, parse
from app.rules.renumbering import map_digest
from app.text import numbering_store, store
from app.text.numbering_tables import Reference, Renumbering
from app.text.tables import Document, Paragraph


class RelabelledOut(BaseModel):
    """What a paragraph was called, and what it is or would be called."""

    paragraph_id: str
    before: str
    after: str
    words: str = ""
    """Its first words, to know it by."""


class RenumberingPreview(BaseModel):
    """The map that renumbering would give now; its digest says which map was shown. (N6)"""

    numbering: Numbering
    changes: list[RelabelledOut]
    digest: str
    references: int
    """How many references in the text would say other numbers."""


class RenumberingOut(BaseModel):
    """A renumbering as it was, with its map."""

    id: str
    at: datetime
    by: str
    reason: str
    numbering: Numbering
    changes: list[RelabelledOut]


class RenumberingsOut(BaseModel):
    """Every renumbering of a document, oldest first."""

    renumberings: list[RenumberingOut]


class LabelOut(BaseModel):
    """A paragraph that bears a label or has borne it, from when to when."""

    paragraph_id: str
    label: str
    since: datetime
    until: datetime | None
    label_now: str
    retired: bool
    words: str


class LabelsOut(BaseModel):
    """The paragraphs that are or were called something, newest first."""

    labels: list[LabelOut]


class ReferenceOut(BaseModel):
    """A place in a paragraph's words that names another."""

    id: str
    paragraph_id: str
    label: str
    text: str
    """The characters, as they stand."""
    target_id: str
    target_label: str
    broken: bool
    """Whether what it names has left the text."""


class ReferencesOut(BaseModel):
    """References of a document, in text order."""

    references: list[ReferenceOut]


def excerpt(paragraph: Paragraph, length: int = 90) -> str:
    """Return a paragraph's first words, as they read with every amendment accepted."""
    text = " ".join(w.plain(w.amended(paragraph.runs)).split())
    return text if len(text) <= length else text[:length].rsplit(" ", 1)[0] + " …"


async def preview_out(
    session: AsyncSession, document: Document, changes: Sequence[Relabelled]
) -> RenumberingPreview:
    """Show what renumbering would do."""
    rows = {one.id: one for one in await store.paragraphs_of(session, document.id)}
    moved = {one.paragraph_id for one in changes if one.before != one.after}
    links = await numbering_store.references_of(session, document.id)
    return RenumberingPreview(
        numbering=document.numbering,
        changes=[_relabelled(one, excerpt(rows[one.paragraph_id])) for one in changes],
        digest=map_digest(changes),
        references=sum(one.target_id in moved for one in links),
    )


def _relabelled(one: Relabelled, words: str = "") -> RelabelledOut:
    return RelabelledOut(
        paragraph_id=one.paragraph_id, before=one.before, after=one.after, words=words
    )


def renumbering_out(row: Renumbering) -> RenumberingOut:
    """Show a renumbering."""
    return RenumberingOut.model_validate(row, from_attributes=True)


async def renumberings_out(session: AsyncSession, document: Document) -> RenumberingsOut:
    """Show every renumbering of a document."""
    rows = await numbering_store.renumberings_of(session, document.id)
    return RenumberingsOut(renumberings=[renumbering_out(row) for row in rows])


async def labels_out(session: AsyncSession, document: Document, was: str) -> LabelsOut:
    """Answer which paragraphs are or were called this, newest first. (N5)"""
    read = parse(was)
    wanted = labelled(*read) if read else was.strip()
    paragraphs = {
        one.id: one for one in await store.paragraphs_of(session, document.id, retired=True)
    }
    rows = await numbering_store.labels_of(session, document.id)
    return LabelsOut(
        labels=[
            LabelOut(
                paragraph_id=row.paragraph_id,
                label=row.label,
                since=row.since,
                until=row.until,
                label_now=paragraphs[row.paragraph_id].label,
                retired=paragraphs[row.paragraph_id].retired_at is not None,
                words=excerpt(paragraphs[row.paragraph_id]),
            )
            for row in reversed(rows)
            if row.label == wanted and row.paragraph_id in paragraphs
        ]
    )


async def references_out(
    session: AsyncSession, document: Document, *, broken: bool | None
) -> ReferencesOut:
    """Show a document's references in text order, all or only those to what has left it. (N11)"""
    rows: dict[str, list[Reference]] = {}
    for row in await numbering_store.references_of(session, document.id):
        rows.setdefault(row.paragraph_id, []).append(row)
    found: list[ReferenceOut] = []
    for paragraph in await store.paragraphs_of(session, document.id):
        text = w.plain(paragraph.runs)
        known = {row.id: row for row in rows.get(paragraph.id, ())}
        for span in rules.stretches(paragraph.runs):
            if span.id not in known:
                continue
            row = known[span.id]
            target = await session.get_one(Paragraph, row.target_id)
            gone = target.retired_at is not None
            if broken is None or gone is broken:
                found.append(
                    ReferenceOut(
                        id=row.id,
                        paragraph_id=paragraph.id,
                        label=paragraph.label,
                        text=text[span.start : span.end],
                        target_id=target.id,
                        target_label=target.label,
                        broken=gone,
                    )
                )
    return ReferencesOut(references=found)


async def links_of(session: AsyncSession, document_id: str) -> dict[str, dict[str, str]]:
    """Return for each paragraph which marks in its words name which paragraphs."""
    found: dict[str, dict[str, str]] = {}
    for row in await numbering_store.references_of(session, document_id):
        found.setdefault(row.paragraph_id, {})[row.id] = row.target_id
    return found


async def former_labels(session: AsyncSession, document_id: str) -> dict[str, str]:
    """Return what the last renumbering found paragraphs called, where it changed that."""
    row = await numbering_store.last_renumbering(session, document_id)
    if row is None:
        return {}
    return {
        one["paragraph_id"]: one["before"]
        for one in row.changes
        if one["before"] and one["before"] != one["after"]
    }
