"""Every query on meetings."""

from collections.abc import Sequence

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.meetings.tables import AgendaItem, Meeting, Sitting, Speaker
from app.text import Document


async def meetings_of(session: AsyncSession, group_id: str) -> Sequence[Meeting]:
    """Return a group's meetings in their order."""
    query = select(Meeting).where(Meeting.group_id == group_id).order_by(col(Meeting.number))
    return (await session.exec(query)).all()


async def sittings_of(
    session: AsyncSession, group_id: str, breakout_id: str | None = None
) -> Sequence[Sitting]:
    """Return the sittings of a body in their order: of the plenary, or of a breakout."""
    query = (
        select(Sitting)
        .where(Sitting.group_id == group_id, Sitting.breakout_id == breakout_id)
        .order_by(col(Sitting.number))
    )
    return (await session.exec(query)).all()


async def open_sitting_of(
    session: AsyncSession, group_id: str, breakout_id: str | None
) -> Sitting | None:
    """Return the body's sitting that is open now, if one is."""
    query = select(Sitting).where(
        Sitting.group_id == group_id,
        Sitting.breakout_id == breakout_id,
        col(Sitting.opened_at).is_not(None),
        col(Sitting.closed_at).is_(None),
    )
    return (await session.exec(query)).first()


async def agenda_of(session: AsyncSession, sitting_id: str) -> Sequence[AgendaItem]:
    """Return a sitting's agenda items in their order."""
    query = (
        select(AgendaItem)
        .where(AgendaItem.sitting_id == sitting_id)
        .order_by(col(AgendaItem.place), col(AgendaItem.id))
    )
    return (await session.exec(query)).all()


async def speakers_of(session: AsyncSession, sitting_id: str) -> Sequence[Speaker]:
    """Return everyone who asked for the floor in a sitting, as they asked."""
    query = (
        select(Speaker)
        .where(Speaker.sitting_id == sitting_id)
        .order_by(col(Speaker.asked_at), col(Speaker.id))
    )
    return (await session.exec(query)).all()


async def working_copy_of(session: AsyncSession, breakout_id: str) -> Document | None:
    """Return a breakout's own document."""
    query = select(Document).where(col(Document.breakout_id) == breakout_id)
    return (await session.exec(query)).first()
