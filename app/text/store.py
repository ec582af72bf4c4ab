"""Every query on the text."""

from collections.abc import Sequence

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.text.tables import Amendment, Category, Document, Paragraph

GAP = 1024
"""The space left between neighbours, so that most insertions move nobody."""


async def documents_of(session: AsyncSession, group_id: str) -> Sequence[Document]:
    """Return a group's documents and working copies, oldest first."""
    query = (
        select(Document)
        .where(Document.group_id == group_id)
        .order_by(col(Document.created_at), col(Document.id))
    )
    return (await session.exec(query)).all()


async def categories_of(session: AsyncSession, document_id: str) -> Sequence[Category]:
    """Return a document's categories in order."""
    query = (
        select(Category).where(Category.document_id == document_id).order_by(col(Category.position))
    )
    return (await session.exec(query)).all()


async def paragraphs_of(
    session: AsyncSession, document_id: str, *, retired: bool = False
) -> Sequence[Paragraph]:
    """Return a document's paragraphs in its order; the retired ones only when asked for."""
    query = (
        select(Paragraph)
        .join(Category, col(Category.id) == col(Paragraph.category_id))
        .where(Paragraph.document_id == document_id)
        .order_by(col(Category.position), col(Paragraph.position))
    )
    if not retired:
        query = query.where(col(Paragraph.retired_at).is_(None))
    return (await session.exec(query)).all()


async def paragraph_labels(session: AsyncSession, document_id: str) -> dict[str, str]:
    """Return the label of every paragraph in force, whatever category it stands in or names."""
    query = select(Paragraph).where(
        Paragraph.document_id == document_id, col(Paragraph.retired_at).is_(None)
    )
    return {one.id: one.label for one in (await session.exec(query)).all()}


async def category_paragraphs(session: AsyncSession, category_id: str) -> Sequence[Paragraph]:
    """Return a category's paragraphs in order, retired ones too."""
    query = (
        select(Paragraph)
        .where(Paragraph.category_id == category_id)
        .order_by(col(Paragraph.position))
    )
    return (await session.exec(query)).all()


async def status_counts(
    session: AsyncSession, document_ids: Sequence[str]
) -> Sequence[tuple[str, str, str, int]]:
    """Return (document, kind, status, count) for the paragraphs in force."""
    query = (
        select(Paragraph.document_id, Paragraph.kind, Paragraph.status, func.count())
        .where(col(Paragraph.document_id).in_(document_ids), col(Paragraph.retired_at).is_(None))
        .group_by(Paragraph.document_id, Paragraph.kind, Paragraph.status)
    )
    return (await session.exec(query)).all()


async def amendments_in(session: AsyncSession, document_id: str) -> Sequence[Amendment]:
    """Return every amendment to the paragraphs in force of a document, oldest first."""
    query = (
        select(Amendment)
        .join(Paragraph, col(Paragraph.id) == col(Amendment.paragraph_id))
        .where(Paragraph.document_id == document_id, col(Paragraph.retired_at).is_(None))
        .order_by(col(Amendment.opened_at), col(Amendment.id))
    )
    return (await session.exec(query)).all()


async def amendment_rows(
    session: AsyncSession, document_ids: Sequence[str]
) -> Sequence[tuple[Amendment, Paragraph, Category]]:
    """Return every amendment ever made in documents, in their order and then by age."""
    query = (
        select(Amendment, Paragraph, Category)
        .join(Paragraph, col(Paragraph.id) == col(Amendment.paragraph_id))
        .join(Category, col(Category.id) == col(Paragraph.category_id))
        .where(col(Paragraph.document_id).in_(document_ids))
        .order_by(
            col(Category.position),
            col(Paragraph.position),
            col(Amendment.opened_at),
            col(Amendment.id),
        )
    )
    return (await session.exec(query)).all()


async def amendments_waiting(session: AsyncSession, document_id: str) -> Sequence[Amendment]:
    """Return the pending amendments of a document that wait to be decided there.

    Those to paragraphs the plenary has endorsed wait in the plenary's text.
    """
    query = (
        select(Amendment)
        .join(Paragraph, col(Paragraph.id) == col(Amendment.paragraph_id))
        .where(
            Paragraph.document_id == document_id,
            Amendment.state == "pending",
            col(Paragraph.retired_at).is_(None),
            col(Paragraph.endorsed_at).is_(None),
        )
        .order_by(col(Amendment.opened_at), col(Amendment.id))
    )
    return (await session.exec(query)).all()


async def amendments_to(session: AsyncSession, paragraph_id: str) -> Sequence[Amendment]:
    """Return every amendment to a paragraph, oldest first."""
    query = (
        select(Amendment)
        .where(Amendment.paragraph_id == paragraph_id)
        .order_by(col(Amendment.opened_at), col(Amendment.id))
    )
    return (await session.exec(query)).all()


async def place_after(
    session: AsyncSession, category_id: str, after: str | None, moving: str | None = None
) -> int:
    """Return a free position behind paragraph `after` (None: first), making room if there is none.

    `moving` is left out of account: the paragraph that is itself being moved.
    """
    row = [p for p in await category_paragraphs(session, category_id) if p.id != moving]
    index = next((i for i, p in enumerate(row) if p.id == after), -1) + 1
    left = row[index - 1].position if index else 0
    right = row[index].position if index < len(row) else left + 2 * GAP
    if right - left > 1:
        return left + (right - left) // 2
    for number, paragraph in enumerate(row, start=1):
        paragraph.position = (number + (number > index)) * GAP
        session.add(paragraph)
    return (index + 1) * GAP
