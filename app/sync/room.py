"""One open document: what is in memory of it, who is in it, and the way of a change through it."""

import asyncio
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Protocol

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from app.kit import metrics
from app.kit.db import Database
from app.kit.failpoints import failpoint, waiting_failpoint
from app.sync import crdt, protocol
from app.sync.crdt import Broken
from app.sync.digest import Comparison
from app.sync.gate import Runs
from app.sync.held import Held, Trial
from app.sync.history import Stored, read_stored
from app.sync.journal import Batch, Journal
from app.sync.limits import INTERNAL_ERROR, Limits, unstored
from app.sync.member import Member
from app.sync.quiet import Quiet
from app.sync.ticker import Ticker
from app.sync.validate import Schema, read_update
from app.sync.weigh import Judge, Pending, Taken, weigh
from app.sync.wire import Malformed

STORED = metrics.sync_updates.labels("stored")
KNOWN = metrics.sync_updates.labels("known")

AGAIN_SECONDS = 1.0
"""How long the journal waits for a batch that is weighed anew while everybody's turn is held."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Rest:
    """How long a document rests before it counts as quiet, and how long it may go on; seconds."""

    after: float = 0.4
    most: float = 2.0


class Surroundings(Judge, Protocol):
    """What a room asks of the hub that holds it."""

    database: Database
    journal: Journal
    schema: Schema
    ticker: Ticker
    limits: Limits

    async def rested(self, name: str) -> None:
        """Hear that a changed document has come to rest for a moment, or is being unloaded."""
        ...

    def idle(self, room: "Room") -> None:
        """Hear that nobody is left in a room, or that it has nothing left to do."""
        ...

    def discard(self, room: "Room") -> None:
        """Forget a room whose memory cannot be trusted."""
        ...


class Room:
    """One open document. Its memory equals the journal whenever no transaction is open.

    `version` and `head` are those of the document's row at the state in memory; `generation` moves
    when somebody's rights may have changed, and makes what was weighed before weigh again.
    """

    def __init__(self, around: Surroundings, name: str, stored: Stored, rest: Rest) -> None:
        self.name = name
        self.version = stored.version
        self.head = stored.head
        self.generation = 0
        self.read_at = 0.0
        self.members: set[Member] = set()
        self._around = around
        self._held = Held(around.schema, stored.payloads)
        self._inbox: deque[Pending] = deque()
        self._deciding: list[Pending] = []
        self._batch_decided = asyncio.Event()
        self._outbox: list[tuple[bytes, Member | None]] = []
        self._worker: asyncio.Task[None] | None = None
        self._evening: asyncio.Task[None] | None = None
        self._behind = False
        self.quiet = Quiet(rest.after, rest.most, self._rested)
        self.comparison = Comparison(name, around.limits.digest_seconds, self.words, self.tell_all)

    @property
    def busy(self) -> bool:
        """Whether anything is under way here, so that the room may not be unloaded."""
        return bool(
            self.members or self._inbox or self._outbox or self._working() or self.quiet.pending
        )

    @property
    def loaded(self) -> bool:
        """Whether the document itself is in memory, and not only its state. (Y15)"""
        return self._held.loaded

    def state(self) -> bytes:
        """Return the whole document as one update, deleted text collected; kept between writes."""
        return self._held.state()

    def words(self) -> Runs:
        """Return the words in memory."""
        return self._held.words()

    def join(self, member: Member) -> None:
        """Let a session in."""
        self.members.add(member)

    def leave(self, member: Member) -> None:
        """Let a session go; what it has sent already is still decided."""
        self.members.discard(member)

    def answer(self, member: Member, state: bytes) -> None:
        """Send a page what it lacks, and ask for what it has. Raises Malformed, Broken."""
        member.deliver(protocol.step_2(self.name, self._held.since(state)))
        member.deliver(protocol.step_1(self.name, self._held.vector()))

    def receive(self, member: Member, payload: bytes) -> None:
        """Take in a page's update, to be judged in order. Raises Malformed. (Y2)"""
        summary = read_update(payload, self._around.schema)
        if not self._held.known.brings_news(summary):
            # Memory equals the journal: what it knows is durable. (Y6)
            KNOWN.inc()
            member.acknowledge()
            return
        self._inbox.append(Pending(member, payload, summary))
        self.work()

    def awaits(self, client: int) -> bool:
        """Whether anything a client id has sent is not decided yet."""
        return any(p.member.client == client for p in (*self._deciding, *self._inbox))

    async def decided(self) -> None:
        """Wait until the next batch has been decided."""
        await self._batch_decided.wait()

    def work(self) -> None:
        """See to it that the inbox is being emptied."""
        if not self._working():
            self._worker = asyncio.create_task(self._empty_inbox(), name=f"sync room {self.name}")

    def _working(self) -> bool:
        return self._worker is not None and not self._worker.done()

    async def finish(self) -> None:
        """Wait until everything received is decided and the higher room has heard of it."""
        while self._worker is not None and not self._worker.done():
            await asyncio.wait([self._worker])
        await self.quiet.flush()

    async def _rested(self) -> None:
        """Tell the higher room, and let go of the document: nobody is writing. (Y13, Y15)"""
        await self._around.rested(self.name)
        if not self._working():
            self._held.release()

    async def _empty_inbox(self) -> None:
        while self._inbox:
            batch = self._deciding = list(self._inbox)
            self._inbox.clear()
            try:
                await self._decide(batch)
            except Exception as error:
                # Nothing is lost: the pages come back and send again what was not acknowledged.
                log.exception("sync.not_stored", document=self.name, updates=len(batch))
                for pending in batch:
                    pending.member.outlet.end(*unstored(error))
            self._deciding = []
            self._batch_decided.set()
            self._batch_decided = asyncio.Event()
        asyncio.get_running_loop().call_soon(self._around.idle, self)

    async def _decide(self, batch: list[Pending]) -> None:
        """Weigh and store a batch, as often as the document moves underneath. (Y5)"""
        anew = False
        while batch:
            version, generation = self.version, self.generation
            trial = self._held.trial()
            weighed = await weigh(self._around, self.name, trial, batch, anew=anew)
            if not any(taken.entry for taken in weighed.taken):
                for taken in weighed.taken:
                    taken.pending.acknowledge()
                KNOWN.inc(len(weighed.taken))
                return
            stored = await self._around.journal.store(
                self._batch(version, generation, trial, weighed.taken)
            )
            if stored:
                return
            batch = [taken.pending for taken in weighed.taken]
            anew = True
            await self.catch_up()

    def _batch(self, version: int, generation: int, trial: Trial, taken: Sequence[Taken]) -> Batch:
        return Batch(
            self.name,
            version,
            [one.entry for one in taken if one.entry],
            current=partial(self._unmoved, generation),
            committed=partial(self._committed, trial, taken),
            again=partial(self._again, taken),
        )

    async def _again(self, late: Sequence[Taken], connection: AsyncConnection) -> Batch | None:
        """Weigh anew inside the journal's transaction, which has locked the document. (Y5, Y19)"""
        stored = await read_stored(connection, self.name, self.head)
        if stored is not None and stored.version > self.version:
            self.advance(stored.lacking(self.head), stored.version, stored.head)
        version, generation, trial = self.version, self.generation, self._held.trial()
        batch = [one.pending for one in late]
        async with asyncio.timeout(AGAIN_SECONDS):
            weighed = await weigh(self._around, self.name, trial, batch, anew=True)
        if any(one.entry for one in weighed.taken):
            return self._batch(version, generation, trial, weighed.taken)
        for one in weighed.taken:
            one.pending.acknowledge()
        return None

    def _unmoved(self, generation: int) -> bool:
        return self.generation == generation

    def _committed(self, trial: Trial, batch: Sequence[Taken], head: int) -> None:
        """Take over, acknowledge and send what has just been committed. (Y1)"""
        if self.head < head:  # otherwise a catching up has read it before the commit returned
            self.version += 1
            self.head = head
            stored = [(one.entry.payload, one.pending.member) for one in batch if one.entry]
            self._held.adopt(trial, [payload for payload, _ in stored])
            self._changed(stored)
        for taken in batch:
            taken.pending.acknowledge()
        STORED.inc(sum(len(taken.pending.each) for taken in batch if taken.entry))
        self.quiet.touch()

    def advance(self, payloads: Sequence[bytes], version: int, head: int) -> None:
        """Apply and send what the server itself, or another process, has committed."""
        self.version = version
        self.head = head
        try:
            for payload in payloads:
                self._held.apply(payload)
        except (Broken, Malformed):
            self._lose()
            return
        self._changed([(payload, None) for payload in payloads])

    def _lose(self) -> None:
        """Give the room up: its memory can no longer follow the journal."""
        log.exception("sync.room_lost", document=self.name)
        self._around.discard(self)
        for member in tuple(self.members):
            member.outlet.end(INTERNAL_ERROR, "try again")

    def _changed(self, news: Sequence[tuple[bytes, Member | None]]) -> None:
        if news:
            self._outbox += news
            self._around.ticker.gather(self)
            self.comparison.touch()

    def publish(self) -> None:
        """Send everybody what has gathered since the last tick, as one shared frame. (Y14)"""
        failpoint("room after acknowledgement")
        outbox, self._outbox = self._outbox, []
        authors = {author for _, author in outbox}
        only = authors.pop() if len(authors) == 1 else None
        for payload in crdt.merged([payload for payload, _ in outbox]):
            frame = protocol.update(self.name, payload)
            for member in tuple(self.members):
                if member is not only:
                    member.deliver(frame)

    def tell_all(self, frame: bytes) -> None:
        """Send everybody a frame, behind every update so far. (Y25)"""
        self.publish()
        for member in tuple(self.members):
            member.deliver(frame)

    async def catch_up(self) -> None:
        """Read from the journal what memory lacks."""
        async with self._around.database.reading() as session:
            await self.catch_up_by(await session.connection())

    async def catch_up_by(self, connection: AsyncConnection) -> None:
        """Read from the journal what memory lacks, in a snapshot that is new."""
        began_at = asyncio.get_running_loop().time()
        stored = await read_stored(connection, self.name, self.head)
        await waiting_failpoint("room catching up")
        if stored is None:
            self._around.discard(self)
            return
        self.read_at = began_at
        if stored.version <= self.version:
            return
        # Other commits of this process may have come in while the rows were read.
        self.advance(stored.lacking(self.head), stored.version, stored.head)

    def catch_up_soon(self) -> None:
        """Start catching up from where nothing may be awaited; once for all who ask meanwhile."""
        self._behind = True
        if self._evening is None or self._evening.done():
            self._evening = asyncio.create_task(self._even(), name=f"sync catch up {self.name}")

    async def _even(self) -> None:
        while self._behind:
            self._behind = False
            try:
                await self.catch_up()
            except Exception:
                # Whatever is stored is compared with the journal first, and a look finds the rest.
                log.exception("sync.not_caught_up", document=self.name)
                return

    def bar(self, client: int) -> None:
        """Take nothing more of what a client id has sent here: its page is elsewhere. (Y22)"""
        for pending in (*self._deciding, *self._inbox):
            if pending.member.client == client:
                pending.member.barred = True
                self.generation += 1
