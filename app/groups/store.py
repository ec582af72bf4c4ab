"""Every query on working groups."""

from collections.abc import Sequence

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.groups.tables import BreakoutSeatRow, Delegation, Membership, WorkingGroup
from app.people import Person


async def group_ids(session: AsyncSession) -> Sequence[str]:
    """Return every group's id."""
    return (
        await session.exec(select(WorkingGroup.id).order_by(col(WorkingGroup.created_at)))
    ).all()


async def memberships_of(
    session: AsyncSession, person_id: str
) -> Sequence[tuple[Membership, WorkingGroup]]:
    """Return the roles a person holds now, with their groups."""
    query = (
        select(Membership, WorkingGroup)
        .join(WorkingGroup, col(WorkingGroup.id) == col(Membership.group_id))
        .where(Membership.person_id == person_id, col(Membership.revoked_at).is_(None))
        .order_by(WorkingGroup.name)
    )
    return (await session.exec(query)).all()


async def membership(
    session: AsyncSession, group_id: str, person_id: str
) -> tuple[Membership, Delegation | None] | None:
    """Return the role a person holds in a group now, with the delegation they sit in."""
    query = (
        select(Membership, Delegation)
        .join(Delegation, col(Delegation.id) == col(Membership.delegation_id), isouter=True)
        .where(
            Membership.group_id == group_id,
            Membership.person_id == person_id,
            col(Membership.revoked_at).is_(None),
        )
        .order_by(col(Membership.invited_at).desc())
    )
    return (await session.exec(query)).first()


async def members_of(session: AsyncSession, group_id: str) -> Sequence[tuple[Membership, Person]]:
    """Return everyone who has or had a role in a group, in the order they were invited."""
    query = (
        select(Membership, Person)
        .join(Person, col(Person.id) == col(Membership.person_id))
        .where(Membership.group_id == group_id)
        .order_by(col(Membership.invited_at), col(Membership.id))
    )
    return (await session.exec(query)).all()


async def delegations_of(session: AsyncSession, group_id: str) -> Sequence[Delegation]:
    """Return a group's delegations by name."""
    query = select(Delegation).where(Delegation.group_id == group_id).order_by(Delegation.name)
    return (await session.exec(query)).all()


async def seats_of(session: AsyncSession, membership_id: str) -> Sequence[BreakoutSeatRow]:
    """Return the places a member holds in breakouts."""
    query = select(BreakoutSeatRow).where(BreakoutSeatRow.membership_id == membership_id)
    return (await session.exec(query)).all()


async def breakout_seats(session: AsyncSession, breakout_id: str) -> Sequence[BreakoutSeatRow]:
    """Return the places of one breakout."""
    query = select(BreakoutSeatRow).where(BreakoutSeatRow.breakout_id == breakout_id)
    return (await session.exec(query)).all()
