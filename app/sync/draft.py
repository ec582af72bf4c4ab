"""The server's own edits, made in another room's transaction and sent only if it commits. (Y12)"""

import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

from sqlalchemy import Executable, Row, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from app.kit.clock import Clock
from app.kit.db import Write
from app.sync import crdt
from app.sync.crdt import Document
from app.sync.history import read_many
from app.sync.journal import Entry, rows_of
from app.sync.known import Known
from app.sync.tables import JournalEntry, SyncClient, SyncDocument
from app.sync.validate import Schema, read_update
from app.sync.wire import Malformed
from app.sync.writers import family_of

T = TypeVar("T")
NOTES = "sync.drafts"
MOST_IDS = 500
"""Ids asked about in one statement: every database takes so many parameters."""


class NoDocument(LookupError):
    """There is no document of that name."""


@dataclass(slots=True)
class Draft:
    """A document inside a transaction: `version`, `head` and `noted` as it will leave them.

    `version_before` is what the row said before this transaction touched it.
    """

    name: str
    document: Document
    known: Known
    server_client: int
    version_before: int
    version: int
    head: int
    noted: int
    payloads: list[bytes] = field(default_factory=list)


class Memory(Protocol):
    """What drafts ask of the hub: documents that are open already, and to be told of commits."""

    schema: Schema
    clock: Clock

    def remembered(self, name: str, version: int) -> bytes | None:
        """Return an open document's whole state, if memory holds exactly that version of it."""
        ...

    def fencing(self, write: Write, change: Draft) -> None:
        """Take note, inside the transaction, that it fences or changes a document."""
        ...


async def new_client_id(connection: AsyncConnection, owner: str, clock: Clock) -> int:
    """Issue a Yjs client id that nobody has had: random, 32 bits, never zero. (Y4)"""
    return (await new_client_ids(connection, [owner], clock))[0]


async def new_client_ids(
    connection: AsyncConnection, owners: Sequence[str], clock: Clock
) -> list[int]:
    """Issue each owner a Yjs client id that nobody has had. (Y4)"""
    clients: dict[int, str] = {}
    while len(clients) < len(owners):
        clients[secrets.randbelow(2**32 - 1) + 1] = owners[len(clients)]
    for part in batched(clients, MOST_IDS):
        taken = select(col(SyncClient.client_id)).where(col(SyncClient.client_id).in_(part))
        if (await connection.execute(taken)).first() is not None:
            return await new_client_ids(connection, owners, clock)
    now = clock()
    rows = [
        {"client_id": client, "owner": owner, "created_at": now}
        for client, owner in clients.items()
    ]
    if rows:
        await connection.execute(insert(SyncClient), rows)
    return list(clients)


def batched(things: Iterable[T], size: int) -> Iterator[list[T]]:
    """Cut ids or names into lists a statement can hold."""
    rest = list(things)
    for start in range(0, len(rest), size):
        yield rest[start : start + size]


async def open_new(memory: Memory, write: Write, name: str, family: str | None = None) -> None:
    """Create an empty document; `family` is whose history it will begin with."""
    connection = await write.connection()
    client = await new_client_id(connection, f"document {name}", memory.clock)
    row = SyncDocument(
        name=name,
        head=0,
        version=0,
        noted=0,
        server_client=client,
        family=family,
        created_at=memory.clock(),
    )
    await connection.execute(insert(SyncDocument).values(row.model_dump()))


async def fork(
    memory: Memory, write: Write, source: str, state: bytes, name: str, actor: str
) -> None:
    """Create a document with the history of another, in whose family it is from now on. (Y26)"""
    await open_new(memory, write, name, await family_of(write, source))
    await merge(memory, write, name, state, actor)


async def open_many(
    memory: Memory, write: Write, edits: Mapping[str, Callable[[Document], object]], actor: str
) -> None:
    """Create documents, each with what its edit writes into it, in a handful of statements."""
    connection = await write.connection()
    owners = [f"document {name}" for name in edits]
    clients = await new_client_ids(connection, owners, memory.clock)
    documents: list[dict[str, Any]] = []
    entries: list[dict[str, Any]] = []
    now = memory.clock()
    for (name, edit), client in zip(edits.items(), clients, strict=True):
        document = crdt.build(memory.schema.root, (), client)
        edit(document)
        payload = crdt.update(document)
        head = 1 if read_update(payload, memory.schema).structs else 0
        documents.append(
            {
                "name": name,
                "head": head,
                "version": head,
                "noted": head,
                "server_client": client,
                "created_at": now,
            }
        )
        if head:
            entries += rows_of(name, [Entry(actor, client, payload)], head, now)
    for table, rows in ((SyncDocument, documents), (JournalEntry, entries)):
        if rows:
            await connection.execute(insert(table), rows)


async def fence(memory: Memory, write: Write, name: str) -> Draft:
    """Take a document into the transaction.

    Its version moves, so that whatever was weighed before is weighed again. (Y5)
    """
    drafts: dict[str, Draft] = write.info.setdefault(NOTES, {})
    if name not in drafts:
        await fence_many(memory, write, [name])
    return drafts[name]


async def fence_many(memory: Memory, write: Write, names: Iterable[str]) -> None:
    """Take several documents into the transaction in a handful of statements."""
    drafts: dict[str, Draft] = write.info.setdefault(NOTES, {})
    connection = await write.connection()
    for part in batched(sorted({name for name in names if name not in drafts}), MOST_IDS):
        rows = {row.name: row for row in await connection.execute(_fencing(part))}
        lacking = [name for name in part if name not in rows]
        if lacking:
            raise NoDocument(lacking[0])
        states = {name: memory.remembered(name, row.version - 1) for name, row in rows.items()}
        unknown = [name for name, state in states.items() if state is None]
        stored = await read_many(connection, unknown) if unknown else {}
        for name, row in rows.items():
            state = states[name]
            payloads = stored[name].payloads if state is None else (state,)
            draft = _draft(memory, row, payloads)
            drafts[name] = draft
            memory.fencing(write, draft)


def _fencing(names: Sequence[str]) -> Executable:
    own = col(SyncDocument.name)
    return (
        update(SyncDocument)
        .where(own == names[0] if len(names) == 1 else own.in_(names))
        .values(version=col(SyncDocument.version) + 1)
        .returning(
            own,
            col(SyncDocument.head),
            col(SyncDocument.version),
            col(SyncDocument.noted),
            col(SyncDocument.server_client),
        )
    )


def _draft(memory: Memory, row: Row[Any], payloads: Sequence[bytes]) -> Draft:
    document = crdt.build(memory.schema.root, payloads, row.server_client)
    known = Known()
    known.take_in(read_update(crdt.update(document), memory.schema))
    return Draft(
        row.name,
        document,
        known,
        row.server_client,
        version_before=row.version - 1,
        version=row.version,
        head=row.head,
        noted=row.noted,
    )


async def change(
    memory: Memory, write: Write, name: str, actor: str, edit: Callable[[Document], T]
) -> T:
    """Let `edit` change a document under the document's own client id, and journal what it did."""
    draft = await fence(memory, write, name)
    before = crdt.state(draft.document)
    result = edit(draft.document)
    await _keep(memory, write, draft, actor, crdt.update(draft.document, before))
    return result


async def merge(memory: Memory, write: Write, name: str, payload: bytes, actor: str) -> None:
    """Merge the history of a fork into a document. Raises Malformed for what is not a state."""
    draft = await fence(memory, write, name)
    summary = read_update(payload, memory.schema)
    if draft.known.lacks_base(summary):
        raise Malformed("the update builds on something the document does not have")
    crdt.apply(draft.document, payload)
    await _keep(memory, write, draft, actor, payload)


async def _keep(memory: Memory, write: Write, draft: Draft, actor: str, payload: bytes) -> None:
    """Write a draft's change to the journal; nothing, when it changed nothing."""
    summary = read_update(payload, memory.schema)
    if not draft.known.brings_news(summary):
        return
    payload = draft.known.trimmed(payload, summary)
    draft.known.take_in(summary)
    draft.payloads.append(payload)
    if draft.noted == draft.head:
        # What the server does itself needs no telling: it counts as noted, if all before it was.
        draft.noted += 1
    draft.head += 1
    connection = await write.connection()
    entry = Entry(actor, draft.server_client, payload)
    rows = rows_of(draft.name, [entry], draft.head, memory.clock())
    await connection.execute(insert(JournalEntry), rows)
    await connection.execute(
        update(SyncDocument)
        .where(col(SyncDocument.name) == draft.name)
        .values(head=draft.head, noted=draft.noted)
    )


async def take_note(memory: Memory, write: Write, name: str) -> tuple[str, ...]:
    """Return who has changed a document by hand since the last note, in order, and note it."""
    draft = await fence(memory, write, name)
    if draft.noted == draft.head:
        return ()
    connection = await write.connection()
    entries = (
        select(col(JournalEntry.actor))
        .where(col(JournalEntry.document) == name, col(JournalEntry.seq) > draft.noted)
        .where(col(JournalEntry.client) != draft.server_client)
        .order_by(col(JournalEntry.seq))
    )
    actors = (await connection.execute(entries)).scalars().all()
    await connection.execute(
        update(SyncDocument).where(col(SyncDocument.name) == name).values(noted=draft.head)
    )
    draft.noted = draft.head
    return tuple(dict.fromkeys(actors))
