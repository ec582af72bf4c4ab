"""Judges updates in order against a throwaway copy of the document, before they are stored."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from time import perf_counter
from typing import Protocol

import structlog

from app.kit import metrics
from app.sync import crdt
from app.sync.crdt import Broken
from app.sync.gate import Admission, Denied, Gate, Refusal, Runs, Visitor
from app.sync.journal import Entry
from app.sync.known import Known
from app.sync.limits import INTERNAL_ERROR, MALFORMED, Limits
from app.sync.member import (
    DEPENDS_ON_REFUSED,
    DIFFERS,
    FOREIGN_CLIENT,
    GAP,
    OTHER_TEXT,
    TOO_LARGE,
    TOO_LONG,
    Member,
)
from app.sync.validate import Summary
from app.sync.wire import Malformed

REFUSED = metrics.sync_updates.labels("refused")

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class Pending:
    """An update that has come in and is in no commit yet."""

    member: Member
    payload: bytes
    summary: Summary
    since: float = field(default_factory=perf_counter)

    def acknowledge(self) -> None:
        """Tell its sender that it is saved."""
        self.member.acknowledge()
        metrics.sync_acknowledged.observe(perf_counter() - self.since)


@dataclass(frozen=True, slots=True, eq=False)
class Taken:
    """An update that passed, and what of it is to be stored: None when it says nothing new."""

    pending: Pending
    entry: Entry | None


@dataclass(slots=True)
class Weighed:
    """What is left of a batch."""

    taken: list[Taken] = field(default_factory=list)


class Judge(Protocol):
    """What weighing asks of its surroundings."""

    @property
    def gate(self) -> Gate:
        """The gate of the higher room."""
        ...

    @property
    def limits(self) -> Limits:
        """How large a change and a text may be."""
        ...

    async def writes_here(self, document: str, client: int) -> bool:
        """Whether a client id writes in this of all texts that share its history. (Y26)"""
        ...

    async def owner_of(self, client: int) -> str | None:
        """Return whom a client id belongs to."""
        ...

    async def admit(self, visitor: Visitor, document: str) -> Admission | Denied:
        """Ask the gate for an answer that is not already old."""
        ...


class Trial:
    """A throwaway copy of a document that takes in the updates of one batch."""

    def __init__(self, root: str, state: bytes, known: Known) -> None:
        self._root = root
        self._payloads = [state]
        self._document = crdt.build(root, self._payloads)
        self.known = known.copy()
        self.words = crdt.runs(self._document, root)

    @property
    def size(self) -> int:
        """How many bytes the document weighs, or a little less than it will."""
        return sum(map(len, self._payloads))

    def attempt(self, pending: Pending) -> Runs:
        """Apply an update to the copy and return the words after it.

        Raises Malformed when the library cannot take it whole, though its structure was sound.
        """
        try:
            crdt.apply(self._document, pending.payload)
            words = crdt.runs(self._document, self._root)
            held = crdt.read_state_of(self._document)
        except Broken as error:
            self.undo()
            raise Malformed(str(error)) from error
        if any(held.get(c, 0) < end for c, (_, end) in pending.summary.structs.items()):
            self.undo()
            raise Malformed("the update cannot be applied whole")
        return words

    def keep(self, pending: Pending, words: Runs) -> bytes:
        """Count the update just attempted as taken; return what of it is to be stored."""
        payload = self.known.trimmed(pending.payload, pending.summary)
        self.known.take_in(pending.summary)
        self._payloads.append(pending.payload)
        self.words = words
        return payload

    def undo(self) -> None:
        """Forget the update just attempted."""
        self._document = crdt.build(self._root, self._payloads)


async def weigh(
    judge: Judge, document: str, trial: Trial, batch: list[Pending], *, anew: bool
) -> Weighed:
    """Judge a batch in order. Refused updates are told of, malformed ones end their session.

    `anew` asks the gate first whether each visitor may still be here. (Y5)
    """
    weighed = Weighed()
    asked: set[Member] = set()
    for pending in batch:
        member = pending.member
        if member.barred:
            continue
        try:
            if anew and member not in asked:
                asked.add(member)
                member.renew(await judge.admit(member.visitor, document))
            verdict = await _verdict(judge, document, trial, pending)
        except Malformed as error:
            log.warning(
                "sync.malformed", document=document, visitor=member.visitor.id, why=str(error)
            )
            member.outlet.end(MALFORMED, "malformed")
            continue
        except Exception:
            # Neither taken nor refused: the page comes back and sends it again.
            log.exception("sync.gate_failed", document=document, visitor=member.visitor.id)
            member.outlet.end(INTERNAL_ERROR, "try again")
            continue
        _sort_out(weighed, trial, pending, verdict)
    return weighed


def _sort_out(
    weighed: Weighed, trial: Trial, pending: Pending, verdict: "Refusal | Runs | None"
) -> None:
    if isinstance(verdict, Refusal):
        REFUSED.inc()
        pending.member.refuse(verdict)
        return
    entry = None
    if verdict is not None:
        payload = trial.keep(pending, verdict)
        entry = Entry(pending.member.visitor.id, pending.member.client, payload)
    weighed.taken.append(Taken(pending, entry))


async def _verdict(
    judge: Judge, document: str, trial: Trial, pending: Pending
) -> "Refusal | Runs | None":
    """Return why an update is refused, or the words after it, or None when it says nothing new."""
    member, summary, known = pending.member, pending.summary, trial.known
    if not known.brings_news(summary):
        return None
    if not member.may_write:
        return member.obstacle
    if member.differs:
        return DIFFERS
    oversize = _oversize(judge.limits, trial, pending)
    if oversize is not None:
        return oversize
    if known.lacks_base(summary):
        return DEPENDS_ON_REFUSED if member.refused else GAP
    if known.splits_pair(summary):
        raise Malformed("a surrogate pair is split")
    writers = known.writers(summary)
    if not await _own(judge.owner_of, member, writers):
        return FOREIGN_CLIENT
    words = trial.attempt(pending)
    news = replace(summary, marks=known.new_marks(summary))
    refusal = await judge.gate.weigh(member.visitor, document, trial.words, words, news)
    if refusal is None and not await _all_here(judge, document, writers):
        refusal = OTHER_TEXT
    if refusal is None:
        return words
    trial.undo()
    return refusal


def _oversize(limits: Limits, trial: Trial, pending: Pending) -> Refusal | None:
    """Say why a change is too much for one message or one text; taking away is never too much."""
    size = len(pending.payload)
    if size > limits.update_bytes:
        return TOO_LARGE
    if pending.summary.structs and trial.size + size > limits.document_bytes:
        return TOO_LONG
    return None


async def _all_here(judge: Judge, document: str, writers: list[int]) -> bool:
    """Whether every client that brings something new writes in this text and no kindred one."""
    for client in writers:
        if not await judge.writes_here(document, client):
            return False
    return True


async def _own(
    owner_of: Callable[[int], Awaitable[str | None]], member: Member, writers: list[int]
) -> bool:
    """Tell whether every client that brings something new belongs to the visitor. (Y4)"""
    for client in writers:
        if client != member.client and await owner_of(client) != member.visitor.id:
            return False
    return True
