"""Who sits: the plenary or a breakout, and who may be there. (M1)"""

from dataclasses import dataclass

from sqlmodel.ext.asyncio.session import AsyncSession

from app.groups import Act, access_group
from app.kit.errors import NotFound
from app.meetings import store
from app.meetings.tables import Sitting
from app.people import SignedInPerson
from app.rules.actors import Actor
from app.rules.facts import Fact
from app.text import Document, open_to


@dataclass(frozen=True, slots=True)
class Body:
    """A body that sits: a breakout with its working copy, or the plenary (both None)."""

    breakout_id: str | None = None
    copy: Document | None = None

    @property
    def audience(self) -> str | None:
        """Whom facts about its sittings are for. (R3)"""
        return self.copy.audience if self.copy else None


async def body_open_to(session: AsyncSession, actor: Actor, breakout_id: str | None) -> Body:
    """Return a body whose sittings the actor may follow, or `NotFound`. (B5)"""
    if breakout_id is None:
        return Body()
    copy = await store.working_copy_of(session, breakout_id)
    if copy is None or not open_to(actor, copy):
        raise NotFound("breakout")
    return Body(breakout_id, copy)


async def access_sitting(
    session: AsyncSession, person: SignedInPerson, sitting_id: str
) -> tuple[Sitting, Actor]:
    """Return a sitting and who asks, if they may follow it, or `NotFound`."""
    sitting = await session.get(Sitting, sitting_id)
    if sitting is None:
        raise NotFound("sitting")
    try:
        _, actor = await access_group(session, person, sitting.group_id)
        await body_open_to(session, actor, sitting.breakout_id)
    except NotFound:
        raise NotFound("sitting") from None
    return sitting, actor


@dataclass(frozen=True, slots=True)
class OnSitting:
    """Someone's act on a sitting they may follow."""

    act: Act
    sitting: Sitting
    body: Body

    async def record(self, fact: Fact) -> None:
        """Put a fact about the sitting on the record, for those who may follow it."""
        told = fact.model_copy(update={"breakout_id": self.body.breakout_id})
        await self.act.record(told, audience=self.body.audience)


async def sitting_in(act: Act, sitting_id: str) -> OnSitting:
    """Return the act on a sitting of its group that its actor may follow, or `NotFound`."""
    sitting = await act.write.get(Sitting, sitting_id)
    if sitting is None or sitting.group_id != act.group.id:
        raise NotFound("sitting")
    return OnSitting(act, sitting, await body_open_to(act.write, act.actor, sitting.breakout_id))
