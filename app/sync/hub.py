"""The sync engine of one process: what sessions and other rooms may ask of it."""

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Mapping
from typing import Any, TypeVar

import structlog
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.kit.bulletin import Bulletin
from app.kit.clock import Clock, system_clock
from app.kit.db import Database, Write
from app.sync import draft, protocol
from app.sync.across import Across
from app.sync.census import Census, census
from app.sync.clients import Clients
from app.sync.compaction import Compactor, Keep
from app.sync.crdt import Document
from app.sync.gate import Admission, Denied, Gate, Visitor
from app.sync.journal import Journal, SharedCommits
from app.sync.limits import (
    CLOSED,
    SHUTTING_DOWN,
    SILENT,
    TOO_MANY,
    TOO_MANY_WINDOWS,
    TRY_AGAIN,
    Doorkeeper,
    Limits,
)
from app.sync.line import Socket
from app.sync.member import OTHER_TEXT, Member
from app.sync.presence import PREFIX, PresenceRoom
from app.sync.rights import Rights
from app.sync.room import Rest, Room
from app.sync.rooms import Rooms
from app.sync.session import Present, Reading, Session
from app.sync.states import Bundles, states_of
from app.sync.tables import SyncDocument
from app.sync.ticker import Ticker
from app.sync.validate import Schema
from app.sync.writers import Writers, family

T = TypeVar("T")

log = structlog.get_logger(__name__)


class Hub:
    """The sync engine of one process.

    Its parts: `rooms` (open documents), `clients` (client ids), `rights` (the gate's answers), and
    the sessions. Without `start` it can create, read and change documents in transactions (a
    command line needs no more); with it, sessions may come in.
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
        keep: Keep | None = None,
        bulletin: Bulletin | None = None,
    ) -> None:
        self.database = database
        self.schema = schema
        self.clock = clock
        self.limits = limits or Limits()
        self.door = Doorkeeper(self.limits)
        self.bulletin = bulletin or Bulletin()
        self.journal: Journal = journal or SharedCommits(database, clock, self.bulletin)
        self.ticker = Ticker()
        self.rooms = Rooms(self, rest or Rest(), self.bulletin)
        self.bundles = Bundles(self.rooms, database)
        self.clients = Clients(database, clock, self.bulletin)
        self.writers = Writers(database)
        self.sessions: set[Session] = set()
        self.compactor = Compactor(database, schema.root, self.spawn, keep or Keep())
        self.rights = Rights(self.rooms, self.sessions, self.spawn)
        self.parting = False
        self._untold: set[str] = set()
        self._tasks: set[asyncio.Task[Any]] = set()
        self.bulletin.when("reconsider", self.rights.reconsider)
        self.bulletin.when("gone", self.rights.gone)
        self.bulletin.when_blind(self.send_away)
        self.bulletin.when_lost(self.send_away)
        self.rooms.voice = Across(self, self.bulletin)

    # ── Life

    async def start(self, gate: Gate) -> None:
        """Let sessions in. `gate` decides; it hears of everything it was not told before."""
        self.rights.gate = gate
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
                await self.rested(name)
            except Exception:
                log.exception("sync.quiet_failed", document=name)

    async def rested(self, name: str) -> None:
        """Tell the gate that a document has come to rest, and fold its journal if it is long."""
        try:
            await self.gate.quiet(name)
        except BaseException:
            self._untold.add(name)
            raise
        self.compactor.consider(name)

    def part(self) -> None:
        """Send every page away to come back, here or elsewhere, and let nobody in. (Y28)"""
        self.parting = True
        for session in tuple(self.sessions):
            session.end(SHUTTING_DOWN, "the server restarts")
            session.leave_all()

    def send_away(self) -> None:
        """Send every page away to another node: this one cannot know what is decided. (Y21)"""
        self.rights.reconsider(None, None)
        for session in tuple(self.sessions):
            session.end(TRY_AGAIN, "this server has lost its database")
        for room in self.rooms:
            room.catch_up_soon()

    async def assure(self) -> None:
        """Make sure that what other nodes have decided is known here. Raises Ailing. (Y21)"""
        await self.bulletin.assure()

    async def stop(self) -> None:
        """Send every page away, and finish what has been received."""
        self.part()
        for room in self.rooms:
            await room.finish()
            self.discard(room)
        await self.journal.close()
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def spawn(self, work: Coroutine[Any, Any, Any]) -> None:
        """Run something beside, held so that it is not collected half-way."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _beat(self) -> None:
        """Ping every session, and end those that have fallen silent."""
        while True:
            await asyncio.sleep(self.limits.ping_seconds)
            untold, self._untold = self._untold, set()
            if untold:  # the database failed them, or a busy moment
                self.spawn(self._tell_of(untold))
            now = asyncio.get_running_loop().time()
            for session in tuple(self.sessions):
                silence = now - session.heard_at
                if silence > self.limits.dead_seconds:
                    session.end(SILENT, "nothing heard")
                session.deliver(protocol.PING)

    def census(self) -> Census:
        """Count what is open at this moment."""
        return census(self)

    # ── Sessions

    async def issue(self, visitor: Visitor) -> int:
        """Issue a Yjs client id that belongs to this visitor for ever. (Y4)"""
        return await self.clients.issue(visitor)

    def connect(self, socket: Socket, visitor: Visitor) -> Session:
        """Begin a session; `disconnect` it when its socket is closed."""
        self._make_way(visitor)
        session = Session(self, socket, visitor, self.limits)
        self.sessions.add(session)
        if self.parting:
            session.end(SHUTTING_DOWN, "the server restarts")
        elif not self.bulletin.sound:
            session.end(TRY_AGAIN, "this server has lost its database")
        self._be_patient(session)
        return session

    def _be_patient(self, session: Session) -> None:
        loop = asyncio.get_running_loop()
        session.patience = loop.call_later(self.limits.silent_seconds, self._end_if_silent, session)

    def _make_way(self, visitor: Visitor) -> None:
        """End what a person has too many of, the longest unheard first: likely a ghost. (Y24)"""
        own = [one for one in self.sessions if one.visitor.id == visitor.id and one.open]
        for _ in range(len(own) + 1 - self.limits.sockets_per_person):
            oldest = min(own, key=lambda one: one.heard_at)
            own.remove(oldest)
            oldest.end(TOO_MANY, TOO_MANY_WINDOWS)

    def _end_if_silent(self, session: Session) -> None:
        if session.asks:  # it waits for an answer; a busy moment of ours is not its silence
            self._be_patient(session)
        elif not session.greeted:
            session.end(SILENT, "no text was opened")

    def disconnect(self, session: Session) -> None:
        """End a session whose socket is closed."""
        session.end(CLOSED, "closed")
        if session.patience is not None:
            session.patience.cancel()
        session.leave_all()
        self.sessions.discard(session)
        self.clients.release(session)

    async def open(self, session: Session, name: str, token: str) -> Reading | Present | Denied:
        """Ask whether a session may open a document, and load it."""
        client = int(token) if token.isascii() and token.isdigit() and len(token) < 17 else 0
        if await self.owner_of(client) != session.visitor.id:
            return NOT_YOURS
        claimed_at = await self.clients.claim(client, session)
        while True:
            answer = await self.admit(session.visitor, name)
            if isinstance(answer, Denied):
                return answer
            if not name.startswith(PREFIX) and await self.writers.elsewhere(name, client):
                return OTHER_TEXT_HERE
            turn = self.rights.turn
            room = await self.rooms.enter(name)
            if room is None:
                return NO_DOCUMENT
            if isinstance(room, Room) and room.read_at < claimed_at:
                await room.catch_up()  # what this id has sent to another node is stored by now
            if session.ended.is_set():
                # It must not take the id from the connection that came after it.
                self.idle(room)
                return NOT_YOURS
            self.clients.hold(client, session)
            if isinstance(room, Room) and room.awaits(client):
                # What this id has sent through an earlier opening must be in the first answer:
                # a page that began anew would write other units under the same clocks.
                await room.decided()
                continue
            # Nothing is awaited from here to the moment the session sits in the room.
            if turn == self.rights.turn and self.rooms.holds(room):
                break
        member = Member(session, session.visitor, name, client, answer)
        if isinstance(room, PresenceRoom):
            return Present(room, member)
        return Reading(room, member)

    # ── Rights

    @property
    def gate(self) -> Gate:
        """The gate given to `start`."""
        return self.rights.gate

    async def owner_of(self, client: int) -> str | None:
        """Return whom a client id was issued to."""
        return await self.clients.owner_of(client)

    async def writes_here(self, document: str, client: int) -> bool:
        """Let a client id write in this of all texts that share its history. (Y26)"""
        if self.writers.knows(document, client):
            return True
        if not await self.writers.claim(document, client):
            return False
        self.spawn(self._put_out_elsewhere(document, client))
        return True

    async def _put_out_elsewhere(self, document: str, client: int) -> None:
        """Let a page take another id in the kindred texts it has open, before it types there."""
        session = self.clients.holder(client)
        if session is None:
            return
        async with self.database.reading() as reading:
            kindred = await family(reading, document) - {document}
        for name in kindred:
            for member in session.members(name):
                if member.client == client:
                    member.renew(OTHER_TEXT_HERE)
                    session.put_out(member)

    async def admit(self, visitor: Visitor, document: str) -> Admission | Denied:
        """Ask the gate for an answer that is not already old. (Y8)"""
        return await self.rights.admit(visitor, document)

    def reconsider(self, document: str | None = None, visitor: str | None = None) -> None:
        """Ask the gate again about open sessions, right after a commit; see `Rights`. (Y8)"""
        self.rights.reconsider(document, visitor)

    def gone(self, visitor: str) -> None:
        """End every socket of a person, right after the commit that signed it out. (Y8)"""
        self.rights.gone(visitor)

    def reconsider_after(
        self, write: Write, document: str | None = None, visitor: str | None = None
    ) -> None:
        """Ask the gate again on every node, once this transaction has committed. (Y8, Y20)

        The one door through which a command tells that rights have changed: about the sessions of
        a document, of a person, or all of them.
        """
        self.bulletin.post(write, "reconsider", document, visitor)

    def gone_after(self, write: Write, visitor: str) -> None:
        """End a person's sockets on every node, once this has committed. (Y8, Y20)"""
        self.bulletin.post(write, "gone", visitor)

    # ── Rooms

    async def room(self, name: str) -> Room | None:
        """Return an open document, loading it if need be; None if there is none."""
        return await self.rooms.room(name)

    def idle(self, room: Room | PresenceRoom) -> None:
        """Hear that a room may have nothing left to do."""
        self.rooms.idle(room)

    def discard(self, room: Room) -> None:
        """Forget a room now."""
        self.rooms.discard(room)

    # ── Documents, for other rooms' transactions

    async def open_new(self, write: Write, name: str) -> None:
        """Create an empty document."""
        await draft.open_new(self.rooms, write, name)

    async def fork(self, write: Write, source: str, name: str, actor: str) -> None:
        """Create a document with the history of another; the two can be merged. Raises NoDocument.

        Who has written in either with a client id does not write under it in the other. (Y26)
        """
        state = await self.state(write, source)
        await draft.fork(self.rooms, write, source, state, name, actor)

    async def open_many(
        self, write: Write, edits: Mapping[str, Callable[[Document], object]], actor: str
    ) -> None:
        """Create many documents at once, each with what its edit writes into it."""
        await draft.open_many(self.rooms, write, edits, actor)

    async def read(self, write: Write, name: str) -> Document:
        """Return a detached copy of a document, holding back every change until the commit.

        What pages sent before and is not stored yet is weighed anew after it. (Y5)
        """
        return (await draft.fence(self.rooms, write, name)).document

    async def hold(self, write: Write, names: Iterable[str]) -> None:
        """Hold back every change of many documents, read in a few statements for what follows."""
        await draft.fence_many(self.rooms, write, names)

    async def change(self, write: Write, name: str, actor: str, edit: Callable[[Document], T]) -> T:
        """Change a document on the server; pages hear of it once the transaction has committed."""
        return await draft.change(self.rooms, write, name, actor, edit)

    async def merge(self, write: Write, name: str, update: bytes, actor: str) -> None:
        """Merge a fork's state back. Raises Malformed if it is not one."""
        await draft.merge(self.rooms, write, name, update, actor)

    async def note(self, write: Write, name: str) -> tuple[str, ...]:
        """Return who changed a document by hand since the last note, and fence it.

        For `Gate.quiet`: what was not noted when the server ended is told of at the next start.
        """
        return await draft.take_note(self.rooms, write, name)

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
        return await states_of(self.rooms, session, names)


NOT_YOURS = Denied("sync.not_your_client", "This page's ticket is not yours. Reload the page.")
OTHER_TEXT_HERE = Denied(OTHER_TEXT.reason, OTHER_TEXT.sentence)
NO_DOCUMENT = Denied("sync.no_document", "There is no such text, or it is not open to you.")
