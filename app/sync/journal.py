"""The durable log of every document's updates, written by one task in shared commits.

Nobody is told anything of an update before the transaction that holds it has committed. (Y1)
"""

import asyncio
import hashlib
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any, Protocol

import structlog
from sqlalchemy import insert, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from app.kit.clock import Clock
from app.kit.db import Database
from app.kit.failpoints import failpoint, waiting_failpoint
from app.sync.tables import JournalEntry, SyncDocument

MOST_TOGETHER = 256
"""Batches in one commit: enough to share an fsync, few enough to keep the writer's turn short."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Entry:
    """One update to be stored: who wrote it, under which client id."""

    actor: str
    client: int
    payload: bytes


@dataclass(slots=True, eq=False)
class Batch:
    """One room's updates, good only while the document stands as it was weighed.

    `version` is the document's version they were weighed against, `current` is asked inside the
    transaction whether anything else has made the answer old, and `committed` is called with the
    new head right after the commit, before the next transaction may begin.
    """

    document: str
    version: int
    entries: Sequence[Entry]
    current: Callable[[], bool]
    committed: Callable[[int], None]
    outcome: asyncio.Future[bool] = field(init=False)

    def __post_init__(self) -> None:
        self.outcome = asyncio.get_running_loop().create_future()

    def settle(self, stored: bool) -> None:
        """Tell the room whether its batch was stored, or was stale."""
        if not self.outcome.done():
            self.outcome.set_result(stored)


class Journal(Protocol):
    """Where a room's updates are stored."""

    async def store(self, batch: Batch) -> bool:
        """Store a batch and return True, or return False when it was weighed too long ago.

        Raises SQLAlchemyError when the database could not store it.
        """
        ...

    async def close(self) -> None:
        """Store what is waiting, then stop."""
        ...


class SharedCommits:
    """The journal in the database: one task, one transaction for whatever has gathered."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._waiting: deque[Batch] = deque()
        self._task: asyncio.Task[None] | None = None

    async def store(self, batch: Batch) -> bool:
        """Store a batch in the next commit; see Journal.store."""
        self._waiting.append(batch)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._drain(), name="sync journal")
        return await batch.outcome

    async def close(self) -> None:
        """Store what is waiting, then stop."""
        if self._task is not None:
            await self._task

    async def _drain(self) -> None:
        while self._waiting:
            count = min(len(self._waiting), MOST_TOGETHER)
            batches = [self._waiting.popleft() for _ in range(count)]
            try:
                await self._commit(batches)
            except Exception as error:
                log.exception("sync.journal_failed", batches=len(batches))
                await self._commit_each(batches, error)

    async def _commit_each(self, batches: list[Batch], error: Exception) -> None:
        """Try batches one by one, so that one that cannot be stored holds up nobody else."""
        for batch in batches if len(batches) > 1 else ():
            try:
                await self._commit([batch])
            except Exception as own_error:
                log.exception("sync.batch_failed", document=batch.document)
                batch.outcome.set_exception(own_error)
        for batch in batches:
            if not batch.outcome.done():
                batch.outcome.set_exception(error)

    async def _commit(self, batches: list[Batch]) -> None:
        now = self._clock()
        stored: list[tuple[Batch, int]] = []
        rows: list[dict[str, Any]] = []
        await waiting_failpoint("journal before begin")
        async with self._database.writing() as write:
            connection = await write.connection()
            heads = await _advance(connection, [batch for batch in batches if batch.current()])
            for batch in batches:
                head = heads.pop(batch, None)
                if head is not None:
                    stored.append((batch, head))
                    rows += rows_of(batch.document, batch.entries, head, now)
            if rows:
                await connection.execute(insert(JournalEntry), rows)
            write.after_commit(partial(_tell, stored))
            await waiting_failpoint("journal before commit")
        for batch in batches:
            batch.settle(False)


def _tell(stored: list[tuple[Batch, int]]) -> None:
    failpoint("journal after commit")
    for batch, head in stored:
        batch.committed(head)
        batch.settle(True)


async def _advance(connection: AsyncConnection, batches: list[Batch]) -> dict[Batch, int]:
    """Take the next sequence numbers of documents that have not moved since the weighing. (Y5)

    One statement for all batches of one length: a trip to the database costs more than a row.
    """
    heads: dict[Batch, int] = {}
    same_length: dict[int, dict[str, Batch]] = {}
    for batch in batches:
        same_length.setdefault(len(batch.entries), {}).setdefault(batch.document, batch)
    place = tuple_(col(SyncDocument.name), col(SyncDocument.version))
    for length, waiting in same_length.items():
        statement = (
            update(SyncDocument)
            .where(place.in_([(batch.document, batch.version) for batch in waiting.values()]))
            .values(head=col(SyncDocument.head) + length, version=col(SyncDocument.version) + 1)
            .returning(col(SyncDocument.name), col(SyncDocument.head))
        )
        for name, head in (await connection.execute(statement)).all():
            heads[waiting[name]] = head
    return heads


def rows_of(
    document: str, entries: Sequence[Entry], head: int, now: datetime
) -> list[dict[str, Any]]:
    """Return journal rows for entries of which the last one gets the sequence number `head`."""
    first = head - len(entries) + 1
    return [
        {
            "document": document,
            "seq": first + place,
            "op": operation(document, entry),
            "actor": entry.actor,
            "client": entry.client,
            "payload": entry.payload,
            "at": now,
        }
        for place, entry in enumerate(entries)
    ]


def operation(document: str, entry: Entry) -> bytes:
    """Name an update by its content, so that storing it twice is impossible. (Y6)"""
    digest = hashlib.sha256(document.encode())
    digest.update(b"\0%d\0" % entry.client)
    digest.update(entry.payload)
    return digest.digest()


@dataclass(frozen=True, slots=True)
class Stored:
    """What the database holds of a document, from one snapshot."""

    head: int
    version: int
    server_client: int
    payloads: tuple[bytes, ...]


async def read_stored(connection: AsyncConnection, name: str, after: int = 0) -> Stored | None:
    """Read a document's row and its entries behind `after`; None when there is no such document.

    Every way of loading a document goes through here, so that there is one history.
    """
    columns = (
        col(SyncDocument.head),
        col(SyncDocument.version),
        col(SyncDocument.server_client),
    )
    found = (
        await connection.execute(select(*columns).where(col(SyncDocument.name) == name))
    ).first()
    if found is None:
        return None
    entries = (
        select(col(JournalEntry.payload))
        .where(col(JournalEntry.document) == name, col(JournalEntry.seq) > after)
        .order_by(col(JournalEntry.seq))
    )
    payloads = (await connection.execute(entries)).scalars().all()
    return Stored(found.head, found.version, found.server_client, tuple(payloads))
