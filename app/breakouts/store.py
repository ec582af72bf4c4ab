"""Every query on breakouts."""

from collections.abc import Sequence

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.breakouts.tables import Breakout, BreakoutItem
from app.text import Paragraph


async def breakouts_of(session: AsyncSession, group_id: str) -> Sequence[Breakout]:
    """Return a group's breakouts, oldest first."""
    query = select(Breakout).where(Breakout.group_id == group_id).order_by(col(Breakout.created_at))
    return (await session.exec(query)).all()


async def items_of(session: AsyncSession, breakout_id: str) -> dict[str, BreakoutItem]:
    """Return a breakout's items by the paragraph of the working copy."""
    query = (
        select(BreakoutItem)
        .where(BreakoutItem.breakout_id == breakout_id)
        .order_by(BreakoutItem.copy_id)
    )
    return {item.copy_id: item for item in (await session.exec(query)).all()}


async def paragraphs_named(session: AsyncSession, ids: Sequence[str]) -> Sequence[Paragraph]:
    """Return paragraphs by their ids, in a few statements."""
    found: list[Paragraph] = []
    for start in range(0, len(ids), MOST_IDS):
        query = select(Paragraph).where(col(Paragraph.id).in_(ids[start : start + MOST_IDS]))
        found += (await session.exec(query)).all()
    return found


MOST_IDS = 500
