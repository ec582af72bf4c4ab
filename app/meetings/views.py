"""What clients see of sittings and of the chair's desk."""

from collections import Counter
from datetime import datetime

from pydantic import BaseModel
from sqlmodel.ext.asyncio.session import AsyncSession

from app.groups import WorkingGroup, ability
from app.kit.http import Ability
from app.meetings import store
from app.meetings.tables import Sitting
from app.rules import meetings as rules
from app.rules.actors import Actor
from app.text import Reader, amendments_in, paragraphs_of


class SittingOut(BaseModel):
    """A sitting of the working group."""

    id: str
    number: int
    title: str
    opened_at: datetime
    closed_at: datetime | None
    may: dict[str, Ability]


class SittingsOut(BaseModel):
    """A group's sittings in their order; at most the last of them is open."""

    sittings: list[SittingOut]
    may: dict[str, Ability]


class AmendedOut(BaseModel):
    """A paragraph with pending amendments, and how many."""

    paragraph_id: str
    label: str
    amendments: int


class DeskOut(BaseModel):
    """What the chair steers by, beside what has routes of its own."""

    document_id: str
    group_id: str
    title: str
    breakout_id: str | None
    amended: list[AmendedOut]


def sitting_out(actor: Actor, sitting: Sitting) -> SittingOut:
    """Show a sitting."""
    return SittingOut(
        id=sitting.id,
        number=sitting.number,
        title=sitting.title,
        opened_at=sitting.opened_at,
        closed_at=sitting.closed_at,
        may={"close": ability(rules.may_close(actor, sitting.values()))},
    )


async def sittings_out(session: AsyncSession, group: WorkingGroup, actor: Actor) -> SittingsOut:
    """Show a group's sittings."""
    known = await store.sittings_of(session, group.id)
    opens = rules.next_number(actor, [one.values() for one in known])
    return SittingsOut(
        sittings=[sitting_out(actor, one) for one in known], may={"open": ability(opens)}
    )


async def desk_out(session: AsyncSession, reader: Reader) -> DeskOut:
    """Show the desk of a document."""
    document = reader.document
    pending = Counter(
        row.paragraph_id
        for row in await amendments_in(session, document.id)
        if row.state == "pending"
    )
    return DeskOut(
        document_id=document.id,
        group_id=document.group_id,
        title=document.title,
        breakout_id=document.breakout_id,
        amended=[
            AmendedOut(paragraph_id=one.id, label=one.label, amendments=pending[one.id])
            for one in await paragraphs_of(session, document.id)
            if one.id in pending
        ],
    )
