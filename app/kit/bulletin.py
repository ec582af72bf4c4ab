"""What a committed decision tells every node, in the order of the decisions. (Y20)

A decision posts notices: what has to be done in memory once it has committed, as making known that
somebody's rights have changed. The node that decided does it right after the commit; every other
node does the same when it reads the row that was written in the very transaction. Nothing that is
written beside a decision is stored before it has been done: a node that is behind catches up first.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import structlog
from sqlalchemy import JSON, BigInteger, Column, DateTime, delete, func, insert, literal, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col

from app.kit import metrics
from app.kit.ailing import AWAY, Ailing
from app.kit.bus import Neighbours
from app.kit.clock import Clock, system_clock
from app.kit.db import Database, Write

POLL_SECONDS = 1.0
"""How often a node looks although nobody has hinted that there is anything new."""
LOOK_SECONDS = 2.0
OLD_SECONDS = 3.0
"""A node that has not been able to look for so long does not answer from memory any more. (Y21)"""
KEPT = timedelta(hours=1)
"""How long notices are kept; a node that was away for longer begins anew."""
SWEEP_SECONDS = 300.0
MOST_AT_ONCE = 1_000
NOTICES = "bulletin.notices"

log = structlog.get_logger(__name__)

Notice = list[Any]
"""The kind of a notice, then what its act is called with; all of it JSON."""
TROUBLE = (Ailing, SQLAlchemyError, OSError)


class BulletinRow(SQLModel, table=True):
    """The notices of one decision. `seq` has no gaps and follows the commits."""

    __tablename__ = "bulletin"

    seq: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    node: str = Field(max_length=40)
    notices: list[Notice] = Field(sa_column=Column(JSON, nullable=False))


class Bulletin:
    """The board of a process that has no neighbours: what is posted is done after the commit."""

    def __init__(self, neighbours: Neighbours | None = None) -> None:
        self.neighbours = neighbours or Neighbours("")
        self._acts: dict[str, Callable[..., None]] = {}

    def when(self, kind: str, act: Callable[..., None]) -> None:
        """Do `act` for each notice of a kind, whichever node posted it.

        Acts are synchronous, must not raise, may be done twice, and need no order among
        themselves.
        """
        self._acts[kind] = act

    def post(self, write: Write, kind: str, *said: Any) -> None:
        """Have something done on every node: here right after the commit, there on reading it."""
        write.after_commit(partial(self._do, [kind, *said]))

    def tell(self, write: Write, kind: str, *said: Any) -> None:
        """Have something done on the other nodes only: this one does it in a way of its own."""

    def _do(self, notice: Notice) -> None:
        kind, *said = notice
        act = self._acts.get(kind)
        if act is not None:
            act(*said)

    @property
    def sound(self) -> bool:
        """Whether this node knows of every decision that is older than OLD_SECONDS."""
        return True

    async def assure(self) -> None:
        """Make sure that the node is `sound` before it answers from memory. Raises Ailing."""

    async def take_in(self, session: AsyncSession) -> None:
        """Do what other nodes have posted, as a transaction sees it."""

    def poll(self, look: Callable[[], Awaitable[None]]) -> None:
        """Call `look` at every look at the board, for what else may have gone unheard."""

    def when_blind(self, act: Callable[[], None]) -> None:
        """Call `act` when the board cannot be seen any more."""

    def when_lost(self, act: Callable[[], None]) -> None:
        """Call `act` when notices are gone that this node has not seen: it forgets everything."""

    async def start(self) -> None:
        """Begin to follow what other nodes post."""

    async def stop(self) -> None:
        """Stop following."""


class SharedBulletin(Bulletin):
    """The board of a node among others, in the database all of them share."""

    def __init__(
        self, database: Database, neighbours: Neighbours, clock: Clock = system_clock
    ) -> None:
        super().__init__(neighbours)
        self.position: int | None = None
        self._database = database
        self._clock = clock
        self._polls: list[Callable[[], Awaitable[None]]] = []
        self._blind: list[Callable[[], None]] = []
        self._lost: list[Callable[[], None]] = []
        self._rung = asyncio.Event()
        self._looking = asyncio.Lock()
        self._looked_at = float("-inf")
        self._saw = True
        self._following: asyncio.Task[None] | None = None
        neighbours.on("bulletin", self._hint)
        neighbours.when_back(self._rung.set)

    # ── Posting

    def post(self, write: Write, kind: str, *said: Any) -> None:
        """Have something done on every node; see Bulletin.post."""
        super().post(write, kind, *said)
        self.tell(write, kind, *said)

    def tell(self, write: Write, kind: str, *said: Any) -> None:
        """Have something done on the other nodes, by the row this transaction will write."""
        if write.beside:
            raise RuntimeError("only a decision has the board to itself")
        if NOTICES not in write.info:
            write.info[NOTICES] = {}
            write.before_commit(partial(self._pin, write))
        write.info[NOTICES][kind, *said] = [kind, *said]  # what is said twice is done once

    async def _pin(self, write: Write) -> None:
        """Write the row of a decision; it has the database to itself, so there are no gaps."""
        head = select(func.coalesce(func.max(col(BulletinRow.seq)), 0) + 1).scalar_subquery()
        row = insert(BulletinRow).values(
            seq=head,
            at=literal(self._clock(), DateTime(timezone=True)),
            node=self.neighbours.node,
            notices=list(write.info[NOTICES].values()),
        )
        connection = await write.connection()
        seq = (await connection.execute(row.returning(col(BulletinRow.seq)))).scalar_one()
        await self.neighbours.say_within(write, "bulletin", seq)
        write.after_commit(partial(self._pinned, seq))

    def _pinned(self, seq: int) -> None:
        """Count an own row as done, unless rows of others before it are not done yet."""
        if self.position is not None and self.position == seq - 1:
            self.position = seq

    # ── Following

    @property
    def sound(self) -> bool:
        """Whether the board was seen lately; True as long as nobody follows it."""
        if self.position is None:
            return True
        return asyncio.get_running_loop().time() - self._looked_at < OLD_SECONDS

    async def assure(self) -> None:
        """Look, if that was long ago: a process may have been stopped for a while. (Y21)"""
        if not self.sound:
            try:
                await self.look()
            except TROUBLE as error:
                raise Ailing(AWAY) from error

    async def take_in(self, session: AsyncSession) -> None:
        """Do what other nodes have posted, as a transaction sees it.

        Inside a transaction that decisions wait for, nothing can be posted before it ends: what
        is stored then has been weighed with every decision before it in mind.
        """
        if self.position is None:
            return
        connection = await session.connection()
        while True:
            rows = (
                await connection.execute(
                    select(col(BulletinRow.seq), col(BulletinRow.notices), col(BulletinRow.at))
                    .where(col(BulletinRow.seq) > self.position)
                    .order_by(col(BulletinRow.seq))
                    .limit(MOST_AT_ONCE)
                )
            ).all()
            self._carry_out([(seq, notices) for seq, notices, _ in rows])
            for row in rows:
                metrics.bus_lag.observe(max(0.0, (self._clock() - row.at).total_seconds()))
            if len(rows) < MOST_AT_ONCE:
                return

    def _carry_out(self, rows: Sequence[tuple[int, list[Notice]]]) -> None:
        """Do what rows say, and only then count them as done; nothing is awaited meanwhile."""
        for seq, notices in rows:
            if self.position is None or seq <= self.position:
                continue  # another look, or an own commit, was faster
            if seq > self.position + 1:
                log.warning("bulletin.lost", position=self.position, found=seq)
                for forget in self._lost:
                    forget()
            for notice in notices:
                self._do(notice)
            self.position = seq

    async def look(self) -> None:
        """Read the board and do what is new on it. Raises what the database raises."""
        asked_at = asyncio.get_running_loop().time()
        async with self._looking:
            if self._looked_at > asked_at:
                return  # somebody began to look after this was asked
            began_at = asyncio.get_running_loop().time()
            async with asyncio.timeout(LOOK_SECONDS), self._database.reading() as session:
                await self.take_in(session)
            self._looked_at = began_at

    def poll(self, look: Callable[[], Awaitable[None]]) -> None:
        """Call `look` about once a second while the board can be seen."""
        self._polls.append(look)

    def when_blind(self, act: Callable[[], None]) -> None:
        """Call `act` when the board cannot be seen any more. (Y21)"""
        self._blind.append(act)

    def when_lost(self, act: Callable[[], None]) -> None:
        """Call `act` when notices are gone that this node has not seen."""
        self._lost.append(act)

    async def start(self) -> None:
        """Begin at the end of the board: nothing is in memory yet that could be old."""
        async with self._database.reading() as session:
            head = select(func.max(col(BulletinRow.seq)))
            self.position = (await (await session.connection()).execute(head)).scalar_one() or 0
        self._looked_at = asyncio.get_running_loop().time()
        self._following = asyncio.create_task(self._follow(), name="bulletin")

    async def stop(self) -> None:
        """Stop following."""
        if self._following is not None:
            self._following.cancel()
            with suppress(asyncio.CancelledError):
                await self._following
            self._following = None

    def _hint(self, _node: str, _seq: object) -> None:
        self._rung.set()

    async def _follow(self) -> None:
        """Look when there is a hint, and every second in any case."""
        loop = asyncio.get_running_loop()
        polled_at, swept_at = float("-inf"), loop.time()
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(POLL_SECONDS):
                    await self._rung.wait()
            self._rung.clear()
            try:
                await self.look()
                self._see()
                if loop.time() - polled_at >= POLL_SECONDS:
                    polled_at = loop.time()
                    for poll in self._polls:
                        async with asyncio.timeout(LOOK_SECONDS):
                            await poll()
                if loop.time() - swept_at >= SWEEP_SECONDS:
                    swept_at = loop.time()
                    await self._sweep()
            except TROUBLE as error:
                self._miss(error)

    def _see(self) -> None:
        if not self._saw:
            self._saw = True
            log.warning("bulletin.seen_again")

    def _miss(self, error: BaseException) -> None:
        """Take note that the board could not be seen; tell, once, when that lasts."""
        if self._saw and not self.sound:
            self._saw = False
            log.error("bulletin.not_seen", why=str(error))
            for act in self._blind:
                act()

    async def _sweep(self) -> None:
        """Take down old rows, but never the last: it says how far the board has come."""
        async with self._database.writing(beside=True) as write:
            await (await write.connection()).execute(
                delete(BulletinRow).where(
                    col(BulletinRow.at) < self._clock() - KEPT,
                    col(BulletinRow.seq) < (self.position or 0),
                )
            )
