"""All open documents and sessions of this process, and what other rooms may ask of them."""

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Mapping
from typing import Any, TypeVar

import structlog
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.kit.clock import Clock, system_clock
from app.kit.db import Database, Write
from app.sync import crdt, draft, protocol
from app.sync.crdt import Document
from app.sync.draft import NOTES, Draft, NoDocument
from app.sync.gate import Admission, Denied, Gate, Visitor
from app.sync.journal import Journal, SharedCommits, read_stored
from app.sync.member import Member
from app.sync.presence import PREFIX, PresenceRoom
from app.sync.room import Rest, Room
from app.sync.session import (
    GONE,
    REPLACED,
    SHUTTING_DOWN,
    SILENT,
    Limits,
    Present,
    Reading,
    Session,
    Socket,
)
from app.sync.tables import SyncClient, SyncDocument
from app.sync.validate import Schema

T = TypeVar("T")

log = structlog.get_logger(__name__)


class Hub:
    """The sync engine of one process.

    Without `start` it can create, read and change documents in transactions (a command line needs
    no more); with it, sessions may come in.
    """

    def __init__(
        self,
        database: Database,
        schema: Schema,
        *,
        limits: Limits | None = None,
        rest: Rest | None = None,
        clock: Clock = system_clock,
        journal: Journal | None = None,
    ) -> None:
        self.database = database
        self.schema = schema
        self.clock = clock
        self.limits = limits or Limits()
        self.journal: Journal = journal or SharedCommits(database, clock)
        self._rest = rest or Rest()
        self._gate: Gate | None = None
        self._rooms: dict[str, Room] = {}
        self._loading: dict[str, asyncio.Task[Room | None]] = {}
        self._overtaken: set[str] = set()
        self._presence: dict[str, PresenceRoom] = {}
        self._sessions: set[Session] = set()
        self._holders: dict[int, Session] = {}
        self._owners: dict[int, str] = {}
        self._tasks: set[asyncio.Task[Any]] = set()
        self._turn = 0

    # ── Life

    async def start(self, gate: Gate) -> None:
        """Let sessions in. `gate` decides; it hears of everything it was not told before."""
        self._gate = gate
        self.spawn(self._beat())
        async with self.database.reading() as session:
            behind = select(SyncDocument.name).where(col(SyncDocument.head) > SyncDocument.noted)
            names = (await session.exec(behind)).all()
        if names:
            self.spawn(self._tell_of(names))

    async def _tell_of(self, names: Iterable[str]) -> None:
        """Tell the gate of what was journalled shortly before the server ended. (Y13)"""
        for name in names:
            try:
                await self.gate.quiet(name)
            except Exception:
                log.exception("sync.quiet_failed", document=name)

    async def stop(self) -> None:
        """Send every page away to come back, and finish what has been received."""
        for session in tuple(self._sessions):
            session.end(SHUTTING_DOWN, "the server restarts")
            session.leave_all()
        for room in tuple(self._rooms.values()):
            await room.finish()
            self.discard(room)
        await self.journal.close()
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    @property
    def gate(self) -> Gate:
        """The gate given to `start`."""
        if self._gate is None:
            raise RuntimeError("the hub has not been started")
        return self._gate

    def spawn(self, work: Coroutine[Any, Any, Any]) -> None:
        """Run something beside, held so that it is not collected half-way."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _beat(self) -> None:
        """Ping every session, and end those that have fallen silent."""
        while True:
            await asyncio.sleep(self.limits.ping_seconds)
            now = asyncio.get_running_loop().time()
            for session in tuple(self._sessions):
                silence = now - session.heard_at
                if silence > self.limits.dead_seconds:
                    session.end(SILENT, "nothing heard")
                session.deliver(protocol.PING)

    # ── Sessions

    async def issue(self, visitor: Visitor) -> int:
        """Issue a Yjs client id that belongs to this visitor for ever. (Y4)"""
        async with self.database.writing() as write:
            connection = await write.connection()
            return await draft.new_client_id(connection, visitor.id, self.clock)

    def connect(self, socket: Socket, visitor: Visitor) -> Session:
        """Begin a session; `disconnect` it when its socket is closed."""
        session = Session(self, socket, visitor, self.limits)
        self._sessions.add(session)
        loop = asyncio.get_running_loop()
        loop.call_later(self.limits.silent_seconds, self._end_if_silent, session)
        return session

    def _end_if_silent(self, session: Session) -> None:
        if not session.greeted:
            session.end(SILENT, "no text was opened")

    def disconnect(self, session: Session) -> None:
        """End a session whose socket is closed."""
        session.end(1000, "closed")
        session.leave_all()
        self._sessions.discard(session)
        for client in [c for c, holder in self._holders.items() if holder is session]:
            del self._holders[client]

    async def open(self, session: Session, name: str, token: str) -> Reading | Present | Denied:
        """Ask whether a session may open a document, and load it."""
        client = int(token) if token.isascii() and token.isdigit() and len(token) < 17 else 0
        if await self.owner_of(client) != session.visitor.id:
            return NOT_YOURS
        while True:
            answer = await self.admit(session.visitor, name)
            if isinstance(answer, Denied):
                return answer
            turn = self._turn
            room = await self._room_for(name)
            if room is None:
                return NO_DOCUMENT
            if session.ended.is_set():
                # It must not take the id from the connection that came after it.
                self.idle(room)
                return NOT_YOURS
            self._hold(client, session)
            if isinstance(room, Room) and room.awaits(client):
                # What this id has sent through an earlier opening must be in the first answer:
                # a page that began anew would write other units under the same clocks.
                await room.decided()
                continue
            # Nothing is awaited from here to the moment the session sits in the room.
            if turn == self._turn and self._holds(room):
                break
        member = Member(session, session.visitor, name, client, answer)
        if isinstance(room, PresenceRoom):
            return Present(room, member)
        return Reading(room, member)

    async def _room_for(self, name: str) -> Room | PresenceRoom | None:
        if name.startswith(PREFIX):
            return self._presence.setdefault(name, PresenceRoom(name))
        return await self.room(name)

    def _holds(self, room: Room | PresenceRoom) -> bool:
        return room in (self._rooms.get(room.name), self._presence.get(room.name))

    def _hold(self, client: int, session: Session) -> None:
        """Give a client id to this session; an older one of the same page is a ghost. (Y4)"""
        older = self._holders.get(client)
        if older is not None and older is not session:
            older.end(REPLACED, "opened again")
        self._holders[client] = session

    async def owner_of(self, client: int) -> str | None:
        """Return whom a client id was issued to."""
        owner = self._owners.get(client)
        if owner is None:
            async with self.database.reading() as session:
                row = await session.get(SyncClient, client)
            if row is None:
                return None
            if len(self._owners) > 100_000:
                self._owners.clear()
            owner = self._owners[client] = row.owner
        return owner

    async def admit(self, visitor: Visitor, document: str) -> Admission | Denied:
        """Ask the gate; ask again if rights may have changed while it was answering. (Y8)"""
        while True:
            turn = self._turn
            answer = await self.gate.admit(visitor, document)
            if turn == self._turn:
                return answer

    # ── Rights that change

    def reconsider(self, document: str | None = None, visitor: str | None = None) -> None:
        """Ask the gate again about open sessions: of a document, of a person, or all. (Y8)

        To be called right after the commit that changed the rights. What was weighed before and
        is not stored yet is weighed again.
        """
        self._turn += 1
        for name, room in self._rooms.items():
            if document in (None, name):
                room.generation += 1
        for session in tuple(self._sessions):
            if visitor in (None, session.visitor.id):
                for member in session.members(document):
                    self.spawn(self._renew(session, member))

    async def _renew(self, session: Session, member: Member) -> None:
        try:
            answer = await self.admit(member.visitor, member.document)
        except Exception:
            log.exception("sync.gate_failed", document=member.document)
            session.end(1011, "try again")
            return
        member.renew(answer)
        if isinstance(answer, Denied):
            session.put_out(member)
        else:
            session.show_anew(member)

    def gone(self, visitor: str) -> None:
        """End every socket of a person, right after the commit that signed it out. (Y8)"""
        self._turn += 1
        for room in self._rooms.values():
            room.generation += 1
        for session in tuple(self._sessions):
            if session.visitor.id == visitor:
                session.end(GONE, "signed out")

    # ── Rooms

    async def room(self, name: str) -> Room | None:
        """Return an open document, loading it once however many ask; None if there is none."""
        room = self._rooms.get(name)
        if room is not None:
            return room
        loading = self._loading.get(name)
        if loading is None:
            loading = asyncio.create_task(self._load(name), name=f"sync load {name}")
            self._loading[name] = loading
            loading.add_done_callback(lambda _: self._loading.pop(name, None))
        return await asyncio.shield(loading)

    async def _load(self, name: str) -> Room | None:
        while True:
            self._overtaken.discard(name)
            async with self.database.reading() as session:
                stored = await read_stored(await session.connection(), name)
            if stored is None:
                return None
            if name not in self._overtaken:
                break
        self._overtaken.discard(name)
        room = Room(self, name, stored, self._rest)
        self._rooms[name] = room
        return room

    def idle(self, room: Room | PresenceRoom) -> None:
        """Hear that a room may have nothing left to do."""
        if room.members:
            return
        if isinstance(room, PresenceRoom):
            self._presence.pop(room.name, None)
        elif self._holds(room):
            self.spawn(self._unload(room))

    async def _unload(self, room: Room) -> None:
        """Forget a room once everything in it is decided and told."""
        await room.finish()
        if not room.busy:
            self.discard(room)

    def discard(self, room: Room) -> None:
        """Forget a room now."""
        if self._rooms.get(room.name) is room:
            del self._rooms[room.name]

    # ── Documents, for other rooms' transactions

    async def open_new(self, write: Write, name: str, state: bytes | None, actor: str) -> None:
        """Create a document, empty or as a fork: with the history in `state` (see `state`)."""
        await draft.open_new(self, write, name, state, actor)

    async def open_many(
        self, write: Write, edits: Mapping[str, Callable[[Document], object]], actor: str
    ) -> None:
        """Create many documents at once, each with what its edit writes into it."""
        await draft.open_many(self, write, edits, actor)

    async def read(self, write: Write, name: str) -> Document:
        """Return a detached copy of a document, holding back every change until the commit.

        What pages sent before and is not stored yet is weighed anew after it. (Y5)
        """
        return (await draft.fence(self, write, name)).document

    async def change(self, write: Write, name: str, actor: str, edit: Callable[[Document], T]) -> T:
        """Change a document on the server; pages hear of it once the transaction has committed."""
        return await draft.change(self, write, name, actor, edit)

    async def merge(self, write: Write, name: str, update: bytes, actor: str) -> None:
        """Merge a fork's state back. Raises Malformed if it is not one."""
        await draft.merge(self, write, name, update, actor)

    async def note(self, write: Write, name: str) -> tuple[str, ...]:
        """Return who changed a document by hand since the last note, and fence it.

        For `Gate.quiet`: what was not noted when the server ended is told of at the next start.
        """
        return await draft.take_note(self, write, name)

    async def unnoted(self, session: AsyncSession, name: str) -> bool:
        """Whether a document was changed since the last note."""
        behind = select(SyncDocument.name).where(
            SyncDocument.name == name, col(SyncDocument.head) > SyncDocument.noted
        )
        return (await session.exec(behind)).first() is not None

    async def state(self, session: AsyncSession, name: str) -> bytes:
        """Return a document as one update, deleted text collected. Raises NoDocument."""
        return (await self.states(session, [name]))[name]

    async def states(self, session: AsyncSession, names: Iterable[str]) -> dict[str, bytes]:
        """Return several documents as the session's snapshot has them. Raises NoDocument."""
        return {name: await self._state(session, name) for name in names}

    async def _state(self, session: AsyncSession, name: str) -> bytes:
        drafted: Draft | None = session.info.get(NOTES, {}).get(name)
        if drafted is not None:
            return crdt.update(drafted.document)
        version = select(SyncDocument.version).where(col(SyncDocument.name) == name)
        found = (await session.exec(version)).first()
        remembered = None if found is None else self.remembered(name, found)
        if remembered is not None:
            return remembered
        stored = await read_stored(await session.connection(), name)
        if stored is None:
            raise NoDocument(name)
        return crdt.update(crdt.build(self.schema.root, stored.payloads))

    def remembered(self, name: str, version: int) -> bytes | None:
        """Return an open document's whole state, if memory holds exactly that version of it."""
        room = self._rooms.get(name)
        return room.state() if room is not None and room.version == version else None

    def drafted(self, change: Draft) -> None:
        """Hear, right after the commit, that a document was fenced or changed."""
        room = self._rooms.get(change.name)
        if room is None:
            if change.name in self._loading:
                self._overtaken.add(change.name)
        elif room.version == change.version_before:
            room.advance(change.payloads, change.version, change.head)
        else:
            room.catch_up_soon()


NOT_YOURS = Denied("sync.not_your_client", "This page's ticket is not yours. Reload the page.")
NO_DOCUMENT = Denied("sync.no_document", "There is no such text, or it is not open to you.")
