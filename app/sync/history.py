"""The one door to what was journalled: documents as they are stored, and every entry of their past.

Old entries are folded into compressed blocks, and a snapshot stands for them when a document is
loaded (see compaction). Whoever reads here sees each entry as it was written. (Y18)
"""

import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Executable, select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from app.sync.tables import JournalEntry, SyncBlock, SyncDocument, SyncSnapshot
from app.sync.wire import Malformed, Reader, chunk, number, string

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
MOST_NAMES = 500
"""Documents asked about in one statement: every database takes so many parameters."""


@dataclass(frozen=True, slots=True)
class Stored:
    """What the database holds of a document, from one snapshot.

    `payloads` begin with the whole document up to its entry `base` if `base` is behind what was
    asked for, and go on with one entry each, up to `head`.
    """

    head: int
    version: int
    server_client: int
    payloads: tuple[bytes, ...]
    base: int | None = None

    @property
    def entries(self) -> int:
        """How many entries had to be read one by one."""
        return len(self.payloads) - (self.base is not None)

    def lacking(self, head: int) -> tuple[bytes, ...]:
        """Return what a memory that has followed up to `head` lacks, of what was read."""
        missing = max(self.head - head, 0)
        if missing > self.entries:
            return self.payloads
        return self.payloads[len(self.payloads) - missing :]


@dataclass(frozen=True, slots=True)
class Past:
    """One entry as it was journalled: who wrote what, when, under which client id."""

    seq: int
    op: bytes
    actor: str
    client: int
    at: datetime
    payload: bytes


async def read_stored(connection: AsyncConnection, name: str, after: int = 0) -> Stored | None:
    """Read a document's row and what came behind `after`; None when there is no such document.

    Every way of loading a document goes through here, so that there is one history.
    """
    return (await read_many(connection, [name], after)).get(name)


async def read_many(
    connection: AsyncConnection, names: Sequence[str], after: int = 0
) -> dict[str, Stored]:
    """Read several documents in a handful of statements; those that do not exist are left out."""
    found: dict[str, Stored] = {}
    for start in range(0, len(names), MOST_NAMES):
        part = names[start : start + MOST_NAMES]
        rows = (await connection.execute(_rows_of(part, after))).all()
        entries: dict[str, list[bytes]] = {row.name: [] for row in rows}
        for document, payload in await connection.execute(_entries_of(part, after)):
            entries[document].append(payload)
        for row in rows:
            begin = () if row.state is None else (row.state,)
            found[row.name] = Stored(
                head=row.head,
                version=row.version,
                server_client=row.server_client,
                payloads=(*begin, *entries[row.name]),
                base=None if row.state is None else row.seq,
            )
    return found


def _rows_of(names: Sequence[str], after: int) -> Executable:
    snapshot = (col(SyncSnapshot.document) == col(SyncDocument.name)) & (
        col(SyncSnapshot.seq) > after
    )
    return (
        select(
            col(SyncDocument.name),
            col(SyncDocument.head),
            col(SyncDocument.version),
            col(SyncDocument.server_client),
            col(SyncSnapshot.seq),
            col(SyncSnapshot.state),
        )
        .outerjoin(SyncSnapshot, snapshot)
        .where(_named(col(SyncDocument.name), names))
    )


def _entries_of(names: Sequence[str], after: int) -> Executable:
    return (
        select(col(JournalEntry.document), col(JournalEntry.payload))
        .where(_named(col(JournalEntry.document), names), col(JournalEntry.seq) > after)
        .order_by(col(JournalEntry.document), col(JournalEntry.seq))
    )


def _named(column: Any, names: Sequence[str]) -> Any:
    """One name is compared, for that is what most statements ask: it is prepared once."""
    return column == names[0] if len(names) == 1 else column.in_(names)


# ── The past


async def history(session: AsyncSession, name: str, *, to: int | None = None) -> list[Past]:
    """Return every entry of a document, oldest first; up to the entry `to`, if one is named."""
    connection = await session.connection()
    late = await _unfolded(connection, name, to)
    if late and late[0].seq == 1:  # nothing has been folded
        return late
    blocks = select(col(SyncBlock.first), col(SyncBlock.payload)).where(
        col(SyncBlock.document) == name
    )
    if to is not None:
        blocks = blocks.where(col(SyncBlock.first) <= to)
    early: list[Past] = []
    for first, payload in await connection.execute(blocks.order_by(col(SyncBlock.first))):
        early += unfold(first, payload)
    # Between two statements of a decision nothing is folded; of a reader there is one snapshot.
    return [entry for entry in (*early, *late) if to is None or entry.seq <= to]


async def latest(session: AsyncSession, name: str) -> tuple[int, bytes] | None:
    """Return the number and the operation of a document's last entry: its past in a word.

    The last entry is never folded.
    """
    query = (
        select(col(JournalEntry.seq), col(JournalEntry.op))
        .where(col(JournalEntry.document) == name)
        .order_by(col(JournalEntry.seq).desc())
        .limit(1)
    )
    row = (await (await session.connection()).execute(query)).first()
    return None if row is None else (row.seq, row.op)


async def _unfolded(connection: AsyncConnection, name: str, to: int | None) -> list[Past]:
    columns = (
        col(JournalEntry.seq),
        col(JournalEntry.op),
        col(JournalEntry.actor),
        col(JournalEntry.client),
        col(JournalEntry.at),
        col(JournalEntry.payload),
    )
    query = select(*columns).where(col(JournalEntry.document) == name)
    if to is not None:
        query = query.where(col(JournalEntry.seq) <= to)
    return past(await connection.execute(query.order_by(col(JournalEntry.seq))))


def past(rows: Iterable[Any]) -> list[Past]:
    """Return journal rows (seq, op, actor, client, at, payload) as entries, their times in UTC."""
    return [
        Past(seq, op, actor, client, at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC), p)
        for seq, op, actor, client, at, p in rows
    ]


# ── Blocks


def fold(entries: Sequence[Past]) -> bytes:
    """Return entries in a row as one compressed block."""
    parts: list[bytes] = [number(len(entries))]
    for entry in entries:
        parts += (
            chunk(entry.op),
            string(entry.actor),
            number(entry.client),
            number((entry.at - EPOCH) // MICROSECOND),
            chunk(entry.payload),
        )
    return zlib.compress(b"".join(parts), 6)


def unfold(first: int, block: bytes) -> Iterator[Past]:
    """Yield the entries of a block, of which the first has the number `first`.

    Raises Malformed, zlib.error when it is not what `fold` made.
    """
    reader = Reader(zlib.decompress(block))
    for seq in range(first, first + reader.number()):
        op, actor, client = reader.chunk(), reader.string(), reader.number()
        at = EPOCH + reader.number() * MICROSECOND
        yield Past(seq, op, actor, client, at, reader.chunk())
    if reader.left:
        raise Malformed("a block says more than its entries")
