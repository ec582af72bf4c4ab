"""Every query on brackets, placeholders and notes, and on who holds the brackets."""

from collections.abc import Iterable, Sequence

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.text.bracket_tables import Bracket, BracketHolder
from app.text.tables import Category, Paragraph


async def brackets_of(
    session: AsyncSession, document_id: str, *, ended: bool = False
) -> Sequence[Bracket]:
    """Return what stands in a document, oldest first; what is gone only when asked for."""
    query = (
        select(Bracket)
        .where(Bracket.document_id == document_id)
        .order_by(col(Bracket.placed_at), col(Bracket.id))
    )
    if not ended:
        query = query.where(Bracket.state == "standing")
    return (await session.exec(query)).all()


async def named(session: AsyncSession, document_id: str, ids: Iterable[str]) -> dict[str, Bracket]:
    """Return those of these identities that the document knows, standing or gone."""
    query = select(Bracket).where(Bracket.document_id == document_id, col(Bracket.id).in_(ids))
    return {one.id: one for one in (await session.exec(query)).all()}


async def rivals_of(session: AsyncSession, document_id: str, group: str) -> Sequence[Bracket]:
    """Return the brackets of a group of rival words that still stand."""
    query = (
        select(Bracket)
        .where(Bracket.document_id == document_id)
        .where(Bracket.rivals == group, Bracket.state == "standing")
        .order_by(col(Bracket.placed_at), col(Bracket.id))
    )
    return (await session.exec(query)).all()


async def holders_of(
    session: AsyncSession, document_id: str, bracket_id: str | None = None
) -> Sequence[BracketHolder]:
    """Return who holds, or has held, a document's brackets or one of them; the first first."""
    query = (
        select(BracketHolder)
        .where(BracketHolder.document_id == document_id)
        .order_by(col(BracketHolder.since), col(BracketHolder.seat))
    )
    if bracket_id is not None:
        query = query.where(BracketHolder.bracket_id == bracket_id)
    return (await session.exec(query)).all()


async def paragraphs_named(session: AsyncSession, ids: Sequence[str]) -> Sequence[Paragraph]:
    """Return these paragraphs, those in force, in the order of their text."""
    query = (
        select(Paragraph)
        .join(Category, col(Category.id) == col(Paragraph.category_id))
        .where(col(Paragraph.id).in_(ids), col(Paragraph.retired_at).is_(None))
        .order_by(col(Category.position), col(Paragraph.position))
    )
    return (await session.exec(query)).all()
