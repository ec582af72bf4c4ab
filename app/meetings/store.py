"""Every query on meetings."""

from collections.abc import Sequence

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.meetings.tables import Sitting


async def sittings_of(session: AsyncSession, group_id: str) -> Sequence[Sitting]:
    """Return a group's sittings in their order."""
    query = select(Sitting).where(Sitting.group_id == group_id).order_by(col(Sitting.number))
    return (await session.exec(query)).all()
