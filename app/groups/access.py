"""The one way into a group: only these functions hand out an actor or a group."""

from sqlmodel.ext.asyncio.session import AsyncSession

from app.groups import store
from app.groups.tables import WorkingGroup
from app.kit.errors import NotFound
from app.people import Person, SignedInPerson
from app.rules.actors import Actor


async def actor_in(session: AsyncSession, group_id: str, person_id: str) -> Actor | None:
    """Return the person as an actor in the group, or None when they hold no role there."""
    found = await store.membership(session, group_id, person_id)
    if found is None:
        return None
    membership, delegation = found
    person = await session.get_one(Person, person_id)
    seats = await store.seats_of(session, membership.id)
    return Actor(
        person_id=person.id,
        person_name=person.name,
        role=membership.role,
        delegation_id=delegation.id if delegation else None,
        delegation_short=delegation.short if delegation else None,
        observer=delegation.observer if delegation else False,
        breakouts=tuple((seat.breakout_id, seat.role) for seat in seats),
    )


async def access_group(
    session: AsyncSession, person: SignedInPerson, group_id: str
) -> tuple[WorkingGroup, Actor]:
    """Return a group and who is asking, or `NotFound`: outsiders learn nothing of it. (P6)"""
    actor = await actor_in(session, group_id, person.id)
    group = await session.get(WorkingGroup, group_id)
    if actor is None or group is None:
        raise NotFound("working group")
    return group, actor
