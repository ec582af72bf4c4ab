"""One browser's socket: many documents on it, each in one of a few states."""

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import structlog

from app.kit import metrics
from app.sync import protocol
from app.sync.crdt import Broken
from app.sync.gate import Denied, Visitor
from app.sync.limits import (
    CLOSED,
    INTERNAL_ERROR,
    MALFORMED,
    RESET,
    TOO_BIG,
    TOO_MANY,
    TOO_MUCH,
    Limits,
    Pace,
    broken_off,
    label,
)
from app.sync.line import Line, Socket
from app.sync.member import Member
from app.sync.presence import PresenceRoom
from app.sync.protocol import (
    AwarenessIn,
    Change,
    Leave,
    Message,
    Nothing,
    QueryAwareness,
    Said,
    Step1,
)
from app.sync.room import Room
from app.sync.wire import Malformed

if TYPE_CHECKING:
    from app.sync.hub import Hub

log = structlog.get_logger(__name__)


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
    """One visitor's socket. Neither receiving nor sending waits for anybody."""

    def __init__(self, hub: "Hub", socket: Socket, visitor: Visitor, limits: Limits) -> None:
        self.visitor = visitor
        self.ended = asyncio.Event()
        self.heard_at = asyncio.get_running_loop().time()
        self._hub = hub
        self._limits = limits
        self._line = Line(socket, hub.ticker)
        self._traffic = hub.ticker.traffic
        self._seats: dict[str, Seat] = {}
        self._closing: tuple[int, str] | None = None
        self._pace = Pace(limits, self.heard_at)
        self.greeted = False
        self.patience: asyncio.TimerHandle | None = None

    @property
    def open(self) -> bool:
        """Whether it has not been ended."""
        return self._closing is None

    @property
    def asks(self) -> bool:
        """Whether it has asked for a document and awaits the answer."""
        return any(isinstance(seat, Admitting) for seat in self._seats.values())

    # ── Sending

    @property
    def buffered(self) -> int:
        """How many bytes wait to be sent."""
        return self._line.waiting

    def deliver(self, frame: bytes) -> None:
        """Queue a frame. A reader too slow to keep up is dropped, and syncs anew. (Y10)"""
        if self._closing is not None:
            return
        if self._line.waiting > self._limits.buffered_bytes:
            # What waits already counts, not what comes: a large text must always find room once.
            log.warning("sync.slow_reader", visitor=self.visitor.id, bytes=self._line.waiting)
            self.end(RESET, "too slow")
            return
        self._line.put(frame)

    def resume(self) -> None:
        """Hear that the peer has taken what it was sent, and send what waits."""
        self._line.flush()

    def end(self, code: int, reason: str) -> None:
        """Close the socket with a code; what is queued is dropped."""
        if self._closing is None:
            self._closing = (code, reason)
            if code != CLOSED:
                metrics.sync_closed.labels(label(reason)).inc()
            self.ended.set()
            self._line.close(code, reason)

    # ── Receiving

    async def receive(self, frame: bytes) -> None:
        """Take in one frame, and wait as long as nothing more should be read."""
        wait = self.take(frame)
        if wait:
            await asyncio.sleep(wait)

    def take(self, frame: bytes) -> float:
        """Take in one frame; a malformed one ends this session and nobody else's. (Y2)

        Returns for how many seconds to read no more: the sender's own socket fills up meanwhile,
        nobody else's.
        """
        self.heard_at = asyncio.get_running_loop().time()
        self._traffic.frames_in += 1
        self._traffic.bytes_in += len(frame)
        wait = self._paced(len(frame))
        if self._closing is not None:
            return 0
        if len(frame) > self._limits.frame_bytes:
            log.warning("sync.too_big", visitor=self.visitor.id, bytes=len(frame))
            self.end(TOO_BIG, "message too big")
            return 0
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
        return wait

    def _paced(self, size: int) -> float:
        late = self._pace.take(size, self.heard_at)
        if late and self._pace.exhausted(self.heard_at):
            log.warning("sync.too_much", visitor=self.visitor.id)
            self.end(TOO_MANY, TOO_MUCH)
        elif late:
            metrics.sync_paced.inc()
        return late

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
            case Said():
                seat.room.comparison.hear(seat.member, message.body)
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
        except Exception as error:
            log.exception("sync.not_opened", document=name, visitor=self.visitor.id)
            self.end(*broken_off(error))
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
        metrics.sync_refused.labels(denied.reason).inc()
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
