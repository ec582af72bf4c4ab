"""Every query on working groups."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select as core_select
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.groups.tables import BreakoutSeatRow, Delegation, Membership, WorkingGroup
from app.people import Person
from app.rules.actors import Actor, BreakoutRole


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


async def actors_of(session: AsyncSession, group_id: str) -> dict[str, Actor]:
    """Return everyone who holds a role in a group now, by person: what `actor_in` says, at once."""
    connection = await session.connection()
    of_group = (col(Membership.group_id) == group_id, col(Membership.revoked_at).is_(None))
    seats: dict[str, list[tuple[str, BreakoutRole]]] = {}
    seated = (
        core_select(
            col(BreakoutSeatRow.membership_id),
            col(BreakoutSeatRow.breakout_id),
            col(BreakoutSeatRow.role),
        )
        .join(Membership, col(Membership.id) == col(BreakoutSeatRow.membership_id))
        .where(*of_group)
    )
    for membership_id, breakout_id, role in await connection.execute(seated):
        seats.setdefault(membership_id, []).append((breakout_id, role))
    members: Any = (
        core_select(
            col(Membership.id),
            col(Membership.role),
            col(Person.id).label("person_id"),
            col(Person.name),
            col(Delegation.id).label("delegation_id"),
            col(Delegation.short),
            col(Delegation.observer),
        )
        .join(Person, col(Person.id) == col(Membership.person_id))
        .join(Delegation, col(Delegation.id) == col(Membership.delegation_id), isouter=True)
        .where(*of_group)
        .order_by(col(Membership.invited_at))
    )
    return {
        row.person_id: Actor(
            person_id=row.person_id,
            person_name=row.name,
            role=row.role,
            delegation_id=row.delegation_id,
            delegation_short=row.short,
            observer=bool(row.observer),
            breakouts=tuple(seats.get(row.id, ())),
        )
        for row in await connection.execute(members)  # of two roles, the later invited one
    }


async def delegations_of(session: AsyncSession, group_id: str) -> Sequence[Delegation]:
    """Return a group's delegations by name."""
    query = select(Delegation).where(Delegation.group_id == group_id).order_by(Delegation.name)
    return (await session.exec(query)).all()


async def seats_of(session: AsyncSession, membership_id: str) -> Sequence[BreakoutSeatRow]:
    """Return the places a member holds in breakouts."""
    query = (
        select(BreakoutSeatRow)
        .where(BreakoutSeatRow.membership_id == membership_id)
        .order_by(BreakoutSeatRow.breakout_id)
    )
    return (await session.exec(query)).all()


async def breakout_seats(session: AsyncSession, breakout_id: str) -> Sequence[BreakoutSeatRow]:
    """Return the places of one breakout."""
    query = (
        select(BreakoutSeatRow)
        .where(BreakoutSeatRow.breakout_id == breakout_id)
        .order_by(BreakoutSeatRow.membership_id)
    )
    return (await session.exec(query)).all()
