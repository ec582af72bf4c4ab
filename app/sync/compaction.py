"""Folds old journal entries into compressed blocks, so that loading and storing stay small. (Y18)

Nothing is lost by it: `history` unfolds them. One transaction takes entries out of the journal,
puts the block in their place and moves the snapshot that loading begins with; ended at any point,
everything is as before or as after.
"""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import Any

import structlog
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from app.kit import metrics
from app.kit.db import Database
from app.kit.failpoints import failpoint, waiting_failpoint
from app.sync import crdt
from app.sync.history import Past, fold, past
from app.sync.tables import JournalEntry, SyncBlock, SyncDocument, SyncSnapshot

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Keep:
    """How much of a journal stays unfolded; numbers of entries.

    The newest `kept` always stay (one at least, by which a past is known). A document that rests
    is folded once `enough` more have gathered, and at most `together` in one transaction.
    """

    kept: int = 100
    enough: int = 400
    together: int = 1000


@dataclass(frozen=True, slots=True)
class _Step:
    """One fold, worked out before its transaction begins."""

    document: str
    base: int
    last: int
    state: bytes
    block: bytes


async def compact(database: Database, root: str, name: str, keep: Keep) -> int:
    """Fold a document's oldest entries, at most `keep.together`; return how many were folded.

    Entries that the higher room has not been told of stay. Returns 0 when there is nothing to
    fold, or another process has folded meanwhile.
    """
    step = await _prepare(database, root, name, keep)
    if step is None:
        return 0
    async with database.writing(beside=True) as write:
        folded = await _put(await write.connection(), step)
        await waiting_failpoint("compaction before commit")
    failpoint("compaction after commit")
    return folded


async def _prepare(database: Database, root: str, name: str, keep: Keep) -> _Step | None:
    async with database.reading() as session:
        connection = await session.connection()
        row = (await connection.execute(_standing([name]))).first()
        if row is None:
            return None
        base = row.base
        last = min(row.noted, row.head - max(keep.kept, 1), base + keep.together)
        if last <= base:
            return None
        snapshot = select(col(SyncSnapshot.state)).where(col(SyncSnapshot.document) == name)
        state = (await connection.execute(snapshot)).scalar()
        entries = past(await connection.execute(_entries(name, base, last)))
    # In a thread: nobody's keystrokes wait for it.
    return await asyncio.to_thread(_fold, name, root, base, state, entries)


def _fold(name: str, root: str, base: int, state: bytes | None, entries: Sequence[Past]) -> _Step:
    begin = [state] if state is not None else []
    document = crdt.build(root, [*begin, *(entry.payload for entry in entries)])
    return _Step(name, base, entries[-1].seq, crdt.update(document), fold(entries))


async def _put(connection: AsyncConnection, step: _Step) -> int:
    name = step.document
    own = select(col(SyncDocument.name)).where(col(SyncDocument.name) == name)
    # Two processes may fold the same document: the second finds it folded.
    await connection.execute(own.with_for_update(key_share=True))
    row = (await connection.execute(_standing([name]))).first()
    if row is None or row.base != step.base:
        return 0
    count = step.last - step.base
    folded = delete(JournalEntry).where(
        col(JournalEntry.document) == name,
        col(JournalEntry.seq) > step.base,
        col(JournalEntry.seq) <= step.last,
    )
    gone = (await connection.execute(folded)).rowcount
    if gone != count:
        raise LookupError(f"{gone} entries of {name} were there to fold, and not {count}")
    block = {"document": name, "first": step.base + 1, "last": step.last, "payload": step.block}
    await connection.execute(insert(SyncBlock).values(block))
    values = {"seq": step.last, "state": step.state}
    if step.base:
        own_snapshot = col(SyncSnapshot.document) == name
        await connection.execute(update(SyncSnapshot).where(own_snapshot).values(values))
    else:
        await connection.execute(insert(SyncSnapshot).values(document=name, **values))
    return count


def _standing(names: Sequence[str]) -> Any:
    """Ask how long documents' journals are, and up to where (`base`) they are folded."""
    return (
        select(
            col(SyncDocument.name),
            col(SyncDocument.head),
            col(SyncDocument.noted),
            func.coalesce(col(SyncSnapshot.seq), 0).label("base"),
        )
        .outerjoin(SyncSnapshot, col(SyncSnapshot.document) == col(SyncDocument.name))
        .where(col(SyncDocument.name).in_(names))
    )


def _entries(name: str, base: int, last: int) -> Any:
    columns = (
        col(JournalEntry.seq),
        col(JournalEntry.op),
        col(JournalEntry.actor),
        col(JournalEntry.client),
        col(JournalEntry.at),
        col(JournalEntry.payload),
    )
    return (
        select(*columns)
        .where(col(JournalEntry.document) == name)
        .where(col(JournalEntry.seq) > base, col(JournalEntry.seq) <= last)
        .order_by(col(JournalEntry.seq))
    )


class Compactor:
    """Folds documents that have come to rest, one after another, while nothing presses."""

    def __init__(
        self,
        database: Database,
        root: str,
        spawn: Callable[[Coroutine[Any, Any, Any]], None],
        keep: Keep,
    ) -> None:
        self._database = database
        self._root = root
        self._spawn = spawn
        self._keep = keep
        self._resting: set[str] = set()
        self._working = False

    def consider(self, name: str) -> None:
        """Hear that a document has come to rest; fold it soon if enough has gathered."""
        self._resting.add(name)
        if not self._working:
            self._working = True
            self._spawn(self._work())

    async def _work(self) -> None:
        try:
            while self._resting:
                count = min(len(self._resting), MOST_AT_ONCE)
                names = [self._resting.pop() for _ in range(count)]
                for name in await self._due(names):
                    with metrics.timed(metrics.compaction):
                        folded = await compact(self._database, self._root, name, self._keep)
                    metrics.compaction_folded.inc(folded)
        except Exception:
            # Nothing depends on it: the next rest tries again.
            metrics.compaction_failed.inc()
            log.exception("sync.compaction_failed")
        finally:
            self._working = False

    async def _due(self, names: Sequence[str]) -> list[str]:
        most = self._keep.kept + self._keep.enough
        async with self._database.reading() as session:
            rows = await (await session.connection()).execute(_standing(names))
            return [row.name for row in rows if row.head - row.base > most]


MOST_AT_ONCE = 200


async def compact_all(database: Database, root: str, keep: Keep) -> dict[str, int]:
    """Fold every document as far as `keep` allows; return how many entries of each were folded."""
    async with database.reading() as session:
        names = list((await (await session.connection()).execute(_ALL)).scalars())
    folded: dict[str, int] = {}
    for name in names:
        while step := await compact(database, root, name, keep):
            folded[name] = folded.get(name, 0) + step
    return folded


_ALL = select(col(SyncDocument.name)).order_by(col(SyncDocument.name))
