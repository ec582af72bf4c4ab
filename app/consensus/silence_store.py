"""Every query on the silence procedure."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.consensus.silence_tables import Explanation, SilencedParagraph, SilenceProcedure
from app.text import Paragraph


async def running(session: AsyncSession) -> Sequence[SilenceProcedure]:
    """Return every procedure whose outcome is not in the rows yet, the first to close first."""
    query = (
        select(SilenceProcedure)
        .where(col(SilenceProcedure.concluded).is_(False))
        .order_by(col(SilenceProcedure.closes_at), col(SilenceProcedure.id))
    )
    return (await session.exec(query)).all()


async def silences_of(
    session: AsyncSession, document_ids: Sequence[str]
) -> Sequence[SilenceProcedure]:
    """Return the procedures over documents, newest first."""
    query = (
        select(SilenceProcedure)
        .where(col(SilenceProcedure.document_id).in_(document_ids))
        .order_by(col(SilenceProcedure.opened_at).desc(), col(SilenceProcedure.id).desc())
    )
    return (await session.exec(query)).all()


async def items_of(
    session: AsyncSession, silence_ids: Sequence[str]
) -> dict[str, list[SilencedParagraph]]:
    """Return the paragraphs of procedures, in order, by procedure."""
    query = (
        select(SilencedParagraph)
        .where(col(SilencedParagraph.silence_id).in_(silence_ids))
        .order_by(col(SilencedParagraph.place))
    )
    found: dict[str, list[SilencedParagraph]] = {one: [] for one in silence_ids}
    for item in (await session.exec(query)).all():
        found[item.silence_id].append(item)
    return found


async def explanations_of(
    session: AsyncSession, silence_ids: Sequence[str]
) -> dict[str, list[Explanation]]:
    """Return the explanations attached to procedures, oldest first, by procedure."""
    query = (
        select(Explanation)
        .where(col(Explanation.silence_id).in_(silence_ids))
        .order_by(col(Explanation.at), col(Explanation.id))
    )
    found: dict[str, list[Explanation]] = {one: [] for one in silence_ids}
    for one in (await session.exec(query)).all():
        found[one.silence_id].append(one)
    return found


async def silence_over(
    session: AsyncSession, paragraph_id: str, until: datetime | None
) -> tuple[SilenceProcedure, SilencedParagraph] | None:
    """Return the procedure a paragraph is under that ends at `until`, with its place in it."""
    query = (
        select(SilenceProcedure, SilencedParagraph)
        .join(SilencedParagraph, col(SilencedParagraph.silence_id) == col(SilenceProcedure.id))
        .where(
            SilencedParagraph.paragraph_id == paragraph_id,
            SilenceProcedure.closes_at == until,
            col(SilencedParagraph.broken_at).is_(None),
            col(SilenceProcedure.cancelled_at).is_(None),
            col(SilenceProcedure.concluded).is_(False),
        )
    )
    return (await session.exec(query)).first()


async def paragraphs_named(session: AsyncSession, ids: Sequence[str]) -> dict[str, Paragraph]:
    """Return paragraphs by their identities."""
    query = select(Paragraph).where(col(Paragraph.id).in_(ids))
    return {one.id: one for one in (await session.exec(query)).all()}
