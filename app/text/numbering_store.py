"""Every query on labels, renumberings and references."""

from collections.abc import Iterable, Sequence

from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.text.numbering_tables import ParagraphLabel, Reference, Renumbering

MOST = 400
"""Ids asked about in one statement: every database takes so many parameters."""


async def generation_of(session: AsyncSession, document_id: str) -> int:
    """Return how often a document has been renumbered."""
    query = select(func.max(Renumbering.generation)).where(Renumbering.document_id == document_id)
    return (await session.exec(query)).one() or 0


async def renumberings_of(session: AsyncSession, document_id: str) -> Sequence[Renumbering]:
    """Return a document's renumberings, oldest first."""
    query = (
        select(Renumbering)
        .where(Renumbering.document_id == document_id)
        .order_by(col(Renumbering.generation))
    )
    return (await session.exec(query)).all()


async def last_renumbering(session: AsyncSession, document_id: str) -> Renumbering | None:
    """Return a document's latest renumbering, if there was one."""
    query = (
        select(Renumbering)
        .where(Renumbering.document_id == document_id)
        .order_by(col(Renumbering.generation).desc())
        .limit(1)
    )
    return (await session.exec(query)).first()


async def labels_of(session: AsyncSession, document_id: str) -> Sequence[ParagraphLabel]:
    """Return every label ever given in a document, oldest first."""
    query = (
        select(ParagraphLabel)
        .where(ParagraphLabel.document_id == document_id)
        .order_by(col(ParagraphLabel.generation), col(ParagraphLabel.id))
    )
    return (await session.exec(query)).all()


async def labels_given(
    session: AsyncSession, document_id: str, generation: int
) -> Sequence[ParagraphLabel]:
    """Return the labels given since the last renumbering, those of gone paragraphs too."""
    query = select(ParagraphLabel).where(
        ParagraphLabel.document_id == document_id, ParagraphLabel.generation == generation
    )
    return (await session.exec(query)).all()


async def labels_borne(
    session: AsyncSession, paragraph_ids: Iterable[str], *, now: bool = False
) -> Sequence[ParagraphLabel]:
    """Return the labels these paragraphs have borne, or only those they bear."""
    found: list[ParagraphLabel] = []
    ids = list(paragraph_ids)
    for start in range(0, len(ids), MOST):
        query = select(ParagraphLabel).where(
            col(ParagraphLabel.paragraph_id).in_(ids[start : start + MOST])
        )
        if now:
            query = query.where(col(ParagraphLabel.until).is_(None))
        found += (await session.exec(query)).all()
    return found


async def references_of(session: AsyncSession, document_id: str) -> Sequence[Reference]:
    """Return every reference in a document."""
    query = select(Reference).where(Reference.document_id == document_id).order_by(Reference.id)
    return (await session.exec(query)).all()


async def references_in(session: AsyncSession, paragraph_id: str) -> Sequence[Reference]:
    """Return the references that stand in a paragraph."""
    query = select(Reference).where(Reference.paragraph_id == paragraph_id).order_by(Reference.id)
    return (await session.exec(query)).all()


async def references_to(
    session: AsyncSession, document_id: str, targets: Sequence[str]
) -> Sequence[Reference]:
    """Return the references of a document to certain paragraphs."""
    query = (
        select(Reference)
        .where(Reference.document_id == document_id, col(Reference.target_id).in_(targets))
        .order_by(Reference.id)
    )
    return (await session.exec(query)).all()


async def references_named(
    session: AsyncSession, document_id: str, ids: Sequence[str]
) -> dict[str, Reference]:
    """Return references of a document by their marks' identities."""
    query = select(Reference).where(
        Reference.document_id == document_id, col(Reference.id).in_(ids)
    )
    return {one.id: one for one in (await session.exec(query)).all()}
