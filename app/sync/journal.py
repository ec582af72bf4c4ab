"""The durable log of every document's updates, written by one task in shared commits.

Nobody is told anything of an update before the transaction that holds it has committed. (Y1)
"""

import asyncio
import hashlib
import sqlite3
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from time import perf_counter
from typing import Any, Protocol

import structlog
from sqlalchemy import ARRAY, BigInteger, String, bindparam, insert, text, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from app.kit import metrics
from app.kit.ailing import Ailing
from app.kit.bulletin import Bulletin
from app.kit.clock import Clock
from app.kit.db import Database
from app.kit.failpoints import failpoint, waiting_failpoint
from app.sync import journal_sqlite
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
    new head right after the commit, before the next transaction may begin. `again` weighs the
    updates anew inside the transaction, where nobody else can move the document any more, and
    returns the batch to store instead, or None if nothing is left to store.
    """

    document: str
    version: int
    entries: Sequence[Entry]
    current: Callable[[], bool]
    committed: Callable[[int], None]
    again: "Callable[[AsyncConnection], Awaitable[Batch | None]] | None" = None
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

    def __init__(self, database: Database, clock: Clock, bulletin: Bulletin | None = None) -> None:
        self._database = database
        self._bulletin = bulletin or Bulletin()
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
                metrics.journal_failed.inc()
                if isinstance(error, Ailing):  # where it failed says nothing more
                    log.warning("sync.journal_failed", batches=len(batches), why=error.reason)
                else:
                    log.exception("sync.journal_failed", batches=len(batches))
                await self._commit_each(batches, error)

    async def _commit_each(self, batches: list[Batch], error: Exception) -> None:
        """Try batches one by one, so that one that cannot be stored holds up nobody else."""
        alone = len(batches) == 1 or isinstance(error, Ailing)
        for batch in () if alone else batches:
            try:
                await self._commit([batch])
            except Exception as own_error:
                log.exception("sync.batch_failed", document=batch.document)
                batch.outcome.set_exception(own_error)
        for batch in batches:
            if not batch.outcome.done():
                batch.outcome.set_exception(error)

    async def _commit(self, batches: list[Batch]) -> None:
        begin = perf_counter()
        await waiting_failpoint("journal before begin")
        commit = self._commit_here if self._database.sqlite else self._commit_shared
        entries, stored = await commit(batches)
        if entries:
            metrics.journal_commit.observe(perf_counter() - begin)
            metrics.journal_batch.observe(entries)
        metrics.journal_stale.inc(len(batches) - stored)
        for batch in batches:
            batch.settle(False)

    async def _commit_here(self, batches: list[Batch]) -> tuple[int, int]:
        """Commit on SQLite; returns how many entries and batches were stored."""
        now = journal_sqlite.stored_at(self._clock())
        async with self._database.in_trips() as trip:
            fresh = [batch for batch in batches if batch.current()]
            stored, rows = await trip.begin(partial(_store_here, fresh, now))
            trip.after_commit(partial(_tell, stored))
            await waiting_failpoint("journal before commit")
        return rows, len(stored)

    async def _commit_shared(self, batches: list[Batch]) -> tuple[int, int]:
        """Commit on a database that other nodes write to as well."""
        now = self._clock()
        stored: list[tuple[Batch, int]] = []
        rows: list[dict[str, Any]] = []
        async with self._database.writing(beside=True) as write:
            connection = await write.connection()
            # Whatever was decided on other nodes has been done here before anything is compared.
            await self._bulletin.take_in(write)  # (Y20)
            fresh = [batch for batch in batches if batch.current()]
            heads = await _advance(connection, fresh)
            for batch in fresh:
                found = heads.get(batch)
                stored += [(batch, found)] if found else await _weighed_here(connection, batch)
            for batch, head in stored:
                rows += rows_of(batch.document, batch.entries, head, now)
            if rows:
                await connection.execute(insert(JournalEntry), rows)
                grown = {batch.document: head for batch, head in stored}
                await self._bulletin.neighbours.say_within(write, "journal", grown)  # (Y19)
            write.after_commit(partial(_tell, stored))
            await waiting_failpoint("journal before commit")
        return len(rows), len(stored)


async def _weighed_here(connection: AsyncConnection, late: Batch) -> list[tuple[Batch, int]]:
    """Weigh a batch that came too late anew, while its document is locked. (Y19)

    Otherwise a node that is a little slower than another would weigh the same words for ever.
    """
    if late.again is None:
        return []
    try:
        batch = await late.again(connection)
    except TimeoutError:
        return []  # the gate waits for something that waits for us: weigh outside, as before
    if batch is None:
        late.settle(True)
        return []
    batch.outcome = late.outcome
    return list((await _advance(connection, [batch])).items())


def _store_here(
    batches: list[Batch], now: Any, connection: sqlite3.Connection
) -> tuple[list[tuple[Batch, int]], int]:
    first: dict[str, Batch] = {}
    for batch in batches:
        first.setdefault(batch.document, batch)
    moves = [(len(one.entries), one.document, one.version) for one in first.values()]
    heads = journal_sqlite.advance(connection, moves)
    stored = [(first[name], head) for name, head in heads.items()]
    rows = [
        row for batch, head in stored for row in rows_of(batch.document, batch.entries, head, now)
    ]
    journal_sqlite.append(connection, rows)
    return stored, len(rows)


def _tell(stored: list[tuple[Batch, int]]) -> None:
    failpoint("journal after commit")
    for batch, head in stored:
        batch.committed(head)
        batch.settle(True)


async def _advance(connection: AsyncConnection, batches: list[Batch]) -> dict[Batch, int]:
    """Take the next sequence numbers of documents that have not moved since the weighing. (Y5)

    In as few statements as can be: a trip to the database costs more than a row.
    """
    first: dict[str, Batch] = {}
    for batch in batches:
        first.setdefault(batch.document, batch)
    if not first:
        return {}
    many = _advance_in_turn if connection.dialect.name == "postgresql" else _advance_each_length
    return {first[name]: head for name, head in await many(connection, list(first.values()))}


async def _advance_each_length(
    connection: AsyncConnection, batches: list[Batch]
) -> list[tuple[str, int]]:
    """On SQLite, where nobody else writes: one statement for all batches of one length."""
    moved: list[tuple[str, int]] = []
    same_length: dict[int, list[Batch]] = {}
    for batch in batches:
        same_length.setdefault(len(batch.entries), []).append(batch)
    place = tuple_(col(SyncDocument.name), col(SyncDocument.version))
    for length, waiting in same_length.items():
        statement = (
            update(SyncDocument)
            .where(place.in_([(batch.document, batch.version) for batch in waiting]))
            .values(head=col(SyncDocument.head) + length, version=col(SyncDocument.version) + 1)
            .returning(col(SyncDocument.name), col(SyncDocument.head))
        )
        moved += [(row.name, row.head) for row in await connection.execute(statement)]
    return moved


async def _advance_in_turn(
    connection: AsyncConnection, batches: list[Batch]
) -> list[tuple[str, int]]:
    """On PostgreSQL, where other nodes' journals run beside: one statement for all.

    Rows are locked in the order of their names, so that two nodes never wait for each other; those
    of documents that have moved, too. (Y17)
    """
    asked = {
        "names": [batch.document for batch in batches],
        "versions": [batch.version for batch in batches],
        "lengths": [len(batch.entries) for batch in batches],
    }
    return [(row.name, row.head) for row in await connection.execute(IN_TURN, asked)]


IN_TURN = text(
    """
    WITH asked AS (
      SELECT * FROM unnest(:names, :versions, :lengths) AS one (name, version, length)
    ), locked AS (
      SELECT d.name FROM sync_document d JOIN asked a ON d.name = a.name
      ORDER BY d.name FOR NO KEY UPDATE OF d
    )
    UPDATE sync_document d SET head = d.head + a.length, version = d.version + 1
    FROM locked l JOIN asked a ON a.name = l.name
    WHERE d.name = l.name AND d.version = a.version
    RETURNING d.name, d.head
    """
).bindparams(
    bindparam("names", type_=ARRAY(String)),
    bindparam("versions", type_=ARRAY(BigInteger)),
    bindparam("lengths", type_=ARRAY(BigInteger)),
)


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
