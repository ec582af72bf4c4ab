"""What a declaration rests on, and how it is set: shared by all that declare."""

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.consensus import store
from app.groups import Act, BreakoutSeatRow, Delegation, Membership
from app.rules.consensus import Contested
from app.rules.kinds import Status
from app.text import Document, Paragraph


async def contested(session: AsyncSession, paragraph: Paragraph) -> Contested:
    """Return what stands against agreeing to a paragraph, beside its words. (C12)"""
    subjects = [paragraph.id, *([paragraph.option_id] if paragraph.option_id else [])]
    positions = await store.positions_on(session, subjects)
    confirmations = await store.confirmations_of(session, paragraph.id)
    return Contested(
        objections=len({one.delegation_id for one in positions if one.stance == "object"}),
        options_open=await store.is_open(session, paragraph.option_id),
        awaited=sum(one.state == "awaited" for one in confirmations),
    )


async def speaking(session: AsyncSession, document: Document) -> set[str]:
    """Return the delegations that take positions on a text: in a working copy its members'. (C8)"""
    query = select(Delegation.id).where(
        Delegation.group_id == document.group_id, col(Delegation.observer).is_(False)
    )
    if document.breakout_id is not None:
        query = (
            query.join(Membership, col(Membership.delegation_id) == col(Delegation.id))
            .join(BreakoutSeatRow, col(BreakoutSeatRow.membership_id) == col(Membership.id))
            .where(
                BreakoutSeatRow.breakout_id == document.breakout_id,
                Membership.role == "delegate",
                col(Membership.revoked_at).is_(None),
            )
        )
    return set((await session.exec(query)).all())


async def set_status(
    act: Act, paragraph: Paragraph, status: Status, digest: str | None, note: str | None
) -> None:
    """Write down a status that has been found good, with who declares it; the fact is another's."""
    await store.forget_confirmations(act.write, paragraph.id)
    paragraph.status = status
    paragraph.status_digest = digest
    paragraph.status_note = note
    paragraph.status_at = act.now
    paragraph.status_by = act.actor.person_id
    paragraph.status_by_name = act.actor.person_name
    paragraph.status_by_role = act.actor.role
    await write_status(act, paragraph)


async def write_status(act: Act, paragraph: Paragraph) -> None:
    """Keep a paragraph's status, and let its pages know what may be written there now."""
    act.write.add(paragraph)
    await act.write.flush()
    act.hub.reconsider_after(act.write, document=paragraph.sync_name)
