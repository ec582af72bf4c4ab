"""Every query on the record."""

from collections.abc import Iterable, Sequence

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.record.tables import Entry, RecordHead


async def head_seq(session: AsyncSession, group_id: str) -> int:
    """Return the seq of the group's latest entry, 0 when there is none."""
    head = await session.get(RecordHead, group_id)
    return head.seq if head else 0


async def head_hash(session: AsyncSession, group_id: str) -> str:
    """Return the hash of the group's latest entry, "" when there is none."""
    head = await session.get(RecordHead, group_id)
    return head.hash if head else ""


async def read_after(
    session: AsyncSession, group_id: str, seq: int, limit: int = 500
) -> Sequence[Entry]:
    """Return up to `limit` entries after `seq`, oldest first."""
    query = (
        select(Entry)
        .where(Entry.group_id == group_id, Entry.seq > seq)
        .order_by(col(Entry.seq))
        .limit(limit)
    )
    return (await session.exec(query)).all()


async def entries_page(
    session: AsyncSession,
    group_id: str,
    *,
    before: int | None = None,
    after: int | None = None,
    kind: str | None = None,
    document: str | None = None,
    paragraph: str | None = None,
    limit: int = 50,
) -> Sequence[Entry]:
    """Return up to `limit` entries that match, newest first."""
    query = select(Entry).where(Entry.group_id == group_id)
    if before is not None:
        query = query.where(Entry.seq < before)
    if after is not None:
        query = query.where(Entry.seq > after)
    if kind is not None:
        query = query.where(Entry.kind == kind)
    if document is not None:
        query = query.where(Entry.document_id == document)
    if paragraph is not None:
        query = query.where(Entry.paragraph_id == paragraph)
    return (await session.exec(query.order_by(col(Entry.seq).desc()).limit(limit))).all()


async def entries_about(
    session: AsyncSession, group_id: str, document_id: str, kinds: Iterable[str]
) -> Sequence[Entry]:
    """Return every entry of these kinds about a document, oldest first."""
    query = (
        select(Entry)
        .where(
            Entry.group_id == group_id,
            Entry.document_id == document_id,
            col(Entry.kind).in_(kinds),
        )
        .order_by(col(Entry.seq))
    )
    return (await session.exec(query)).all()
