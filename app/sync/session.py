"""One browser's socket: many documents on it, each in one of a few states."""

import asyncio
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

import structlog

from app.sync import protocol
from app.sync.crdt import Broken
from app.sync.gate import Denied, Visitor
from app.sync.member import Member
from app.sync.presence import PresenceRoom
from app.sync.protocol import AwarenessIn, Change, Leave, Message, Nothing, QueryAwareness, Step1
from app.sync.room import Room
from app.sync.weigh import INTERNAL_ERROR, MALFORMED
from app.sync.wire import Malformed

if TYPE_CHECKING:
    from app.sync.hub import Hub

TOO_BIG, RESET, REPLACED, SILENT = 1009, 4205, 4409, 4408
GONE, SHUTTING_DOWN = 4401, 1012

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Limits:
    """What one socket may make the server hold or do."""

    frame_bytes: int = 64 * 1024
    documents: int = 600
    buffered_bytes: int = 16 * 1024 * 1024
    waiting_bytes: int = 256 * 1024
    messages_per_second: float = 200
    messages_at_once: int = 4000
    silent_seconds: float = 10
    ping_seconds: float = 5
    dead_seconds: float = 60


class Socket(Protocol):
    """What a session needs of a transport."""

    async def send(self, frame: bytes) -> None:
        """Send one frame; wait while the peer does not read."""
        ...

    async def close(self, code: int, reason: str) -> None:
        """Close with a code."""
        ...


@dataclass(slots=True)
class Admitting:
    """A document the gate is being asked about; what follows meanwhile waits here."""

    waiting: list[Message] = field(default_factory=list)
    size: int = 0


@dataclass(frozen=True, slots=True)
class Reading:
    """A document with words that is open."""

    room: Room
    member: Member


@dataclass(frozen=True, slots=True)
class Present:
    """A presence document that is open."""

    room: PresenceRoom
    member: Member


Seat = Admitting | Reading | Present


class Session:
    """One visitor's socket. Receiving waits for nobody; sending is done by a task of its own."""

    def __init__(self, hub: "Hub", socket: Socket, visitor: Visitor, limits: Limits) -> None:
        self.visitor = visitor
        self.ended = asyncio.Event()
        self.heard_at = asyncio.get_running_loop().time()
        self._hub = hub
        self._socket = socket
        self._limits = limits
        self._seats: dict[str, Seat] = {}
        self._outgoing: deque[bytes] = deque()
        self._outgoing_bytes = 0
        self._news = asyncio.Event()
        self._closing: tuple[int, str] | None = None
        self._tokens = float(limits.messages_at_once)
        self._tokens_at = self.heard_at
        self.greeted = False

    # ── Sending

    @property
    def buffered(self) -> int:
        """How many bytes wait to be sent."""
        return self._outgoing_bytes

    def deliver(self, frame: bytes) -> None:
        """Queue a frame. A reader too slow to keep up is dropped, and syncs anew. (Y10)"""
        if self._closing is not None:
            return
        if self._outgoing_bytes > self._limits.buffered_bytes:
            # What waits already counts, not what comes: a large text must always find room once.
            log.warning("sync.slow_reader", visitor=self.visitor.id, bytes=self._outgoing_bytes)
            self.end(RESET, "too slow")
            return
        self._outgoing.append(frame)
        self._outgoing_bytes += len(frame)
        self._news.set()

    def end(self, code: int, reason: str) -> None:
        """Close the socket with a code; what is queued is dropped."""
        if self._closing is None:
            self._closing = (code, reason)
            self._outgoing.clear()
            self.ended.set()
            self._news.set()

    async def send_all(self) -> None:
        """Send what is queued until the session ends, then close the socket."""
        while self._closing is None:
            await self._news.wait()
            self._news.clear()
            while self._outgoing:
                frame = self._outgoing.popleft()
                await self._socket.send(frame)
                self._outgoing_bytes -= len(frame)
        await self._socket.close(*self._closing)

    # ── Receiving

    async def receive(self, frame: bytes) -> None:
        """Take in one frame; a malformed one ends this session and nobody else's. (Y2)"""
        self.heard_at = asyncio.get_running_loop().time()
        await self._pace()
        if len(frame) > self._limits.frame_bytes:
            log.warning("sync.too_big", visitor=self.visitor.id, bytes=len(frame))
            self.end(TOO_BIG, "message too big")
            return
        name = ""
        try:
            name, message = protocol.parse(frame)
            self._take(name, message, len(frame))
        except Malformed as error:
            log.warning("sync.malformed", document=name, visitor=self.visitor.id, why=str(error))
            self.end(MALFORMED, "malformed")
        except Broken:
            log.exception("sync.broken", document=name, visitor=self.visitor.id)
            self.end(INTERNAL_ERROR, "try again")

    async def _pace(self) -> None:
        """Read no faster than the limit: the sender's own socket fills up, nobody else's."""
        loop, limits = asyncio.get_running_loop(), self._limits
        grown = (loop.time() - self._tokens_at) * limits.messages_per_second
        self._tokens_at = loop.time()
        self._tokens = min(self._tokens + grown, limits.messages_at_once) - 1
        if self._tokens < 0:
            await asyncio.sleep(-self._tokens / limits.messages_per_second)

    def _take(self, name: str, message: Message, size: int) -> None:
        if isinstance(message, Nothing):
            return
        if isinstance(message, protocol.Token):
            self._present_token(name, message.value)
            return
        seat = self._seats.get(name)
        match seat:
            case None:
                # Not admitted, or left: pages send a little longer before they notice.
                return
            case Admitting():
                seat.size += size
                if seat.size > self._limits.waiting_bytes:
                    raise Malformed("too much is sent before the document is open")
                seat.waiting.append(message)
            case Reading():
                self._read(name, seat, message)
            case Present():
                self._attend(name, seat, message)

    def _read(self, name: str, seat: Reading, message: Message) -> None:
        match message:
            case Step1():
                seat.room.answer(seat.member, message.state)
            case Change():
                seat.room.receive(seat.member, message.payload)
            case Leave():
                self.leave(name)
            case _:
                # Words have no presence of their own; a stock provider may send it all the same.
                return

    def _attend(self, name: str, seat: Present, message: Message) -> None:
        match message:
            case Step1():
                seat.room.answer(seat.member, message.state)
            case Change():
                seat.room.receive(seat.member, message.payload)
            case AwarenessIn() if seat.member.may_be_seen:
                seat.room.hear(seat.member, message.payload)
            case QueryAwareness():
                seat.room.show_all(seat.member)
            case Leave():
                self.leave(name)
            case _:
                return

    # ── Opening and leaving documents

    def _present_token(self, name: str, token: str) -> None:
        self.leave(name)
        if len(self._seats) >= self._limits.documents:
            self._turn_away(name, Denied("sync.too_many", "Too many texts are open at once."))
            return
        seat = Admitting()
        self._seats[name] = seat
        self._hub.spawn(self._admit(name, token, seat))

    async def _admit(self, name: str, token: str, seat: Admitting) -> None:
        """Ask whether the page may open a document, and let it in."""
        try:
            opened = await self._hub.open(self, name, token)
        except Exception:
            log.exception("sync.not_opened", document=name, visitor=self.visitor.id)
            self.end(INTERNAL_ERROR, "try again")
            return
        if self._seats.get(name) is not seat or self._closing is not None:
            if not isinstance(opened, Denied):
                self._hub.idle(opened.room)
            return
        if isinstance(opened, Denied):
            del self._seats[name]
            self._turn_away(name, opened)
            return
        self.greeted = True
        self._seats[name] = opened
        opened.room.join(opened.member)
        opened.member.greet()
        for message in seat.waiting:
            if self._seats.get(name) is opened:
                self._replay(name, message)

    def _replay(self, name: str, message: Message) -> None:
        try:
            self._take(name, message, 0)
        except (Malformed, Broken) as error:
            log.warning("sync.malformed", document=name, visitor=self.visitor.id, why=str(error))
            self.end(MALFORMED, "malformed")

    def _turn_away(self, name: str, denied: Denied) -> None:
        Member(self, self.visitor, name, 0, denied).greet()

    def leave(self, name: str) -> None:
        """Let go of one document."""
        seat = self._seats.pop(name, None)
        if isinstance(seat, Reading | Present):
            seat.member.left = True
            seat.room.leave(seat.member)
            self._hub.idle(seat.room)

    def leave_all(self) -> None:
        """Let go of every document, once the socket is closed."""
        for name in list(self._seats):
            self.leave(name)

    # ── Rights that change

    def members(self, document: str | None) -> list[Member]:
        """Return this session's memberships, of one document or of all."""
        return [
            seat.member
            for name, seat in self._seats.items()
            if isinstance(seat, Reading | Present) and document in (None, name)
        ]

    def show_anew(self, member: Member) -> None:
        """Let those present see what may be shown of a session now. (Y9)"""
        seat = self._seats.get(member.document)
        if isinstance(seat, Present) and seat.member is member:
            seat.room.show_anew(member)

    def put_out(self, member: Member) -> None:
        """Take a session out of a document that is no longer open to it."""
        seat = self._seats.get(member.document)
        if isinstance(seat, Reading | Present) and seat.member is member:
            self.leave(member.document)
