"""Every query on people."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.people.tables import BrowserSession, Person, SignInLink


async def link_by_hash(session: AsyncSession, token_hash: str) -> SignInLink | None:
    """Return the link a token opens, whatever its state."""
    return (
        await session.exec(select(SignInLink).where(SignInLink.token_hash == token_hash))
    ).one_or_none()


async def open_links(session: AsyncSession, person_id: str) -> Sequence[SignInLink]:
    """Return the person's links that are neither used nor revoked."""
    query = select(SignInLink).where(
        SignInLink.person_id == person_id,
        col(SignInLink.used_at).is_(None),
        col(SignInLink.revoked_at).is_(None),
    )
    return (await session.exec(query)).all()


async def live_session(
    session: AsyncSession, token_hash: str, now: datetime
) -> tuple[BrowserSession, Person] | None:
    """Return the session a cookie stands for and its person, if it holds at `now`."""
    query = (
        select(BrowserSession, Person)
        .join(Person, col(Person.id) == col(BrowserSession.person_id))
        .where(
            BrowserSession.token_hash == token_hash,
            col(BrowserSession.revoked_at).is_(None),
            BrowserSession.expires_at > now,
        )
    )
    return (await session.exec(query)).one_or_none()


async def live_sessions_of(
    session: AsyncSession, people: Collection[str], now: datetime
) -> dict[str, str]:
    """Return the sessions of these people that hold at `now`: their token's hash → person."""
    query = select(BrowserSession.token_hash, BrowserSession.person_id).where(
        col(BrowserSession.person_id).in_(people),
        col(BrowserSession.revoked_at).is_(None),
        BrowserSession.expires_at > now,
    )
    return dict((await session.exec(query)).all())


async def sessions_of(session: AsyncSession, person_id: str) -> Sequence[BrowserSession]:
    """Return the person's sessions that have not been revoked."""
    query = select(BrowserSession).where(
        BrowserSession.person_id == person_id, col(BrowserSession.revoked_at).is_(None)
    )
    return (await session.exec(query)).all()
