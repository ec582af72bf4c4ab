"""Judges updates in order against a throwaway copy of the document, before they are stored."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from time import perf_counter
from typing import Protocol

import structlog

from app.kit import metrics
from app.sync import crdt
from app.sync.gate import Admission, Denied, Gate, Refusal, Runs, Visitor
from app.sync.held import Trial
from app.sync.journal import Entry
from app.sync.limits import MALFORMED, Limits, broken_off
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
from app.sync.validate import Schema, Summary, read_update
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
    parts: Sequence["Pending"] = ()
    """What was merged into it, if anything: each is answered for itself."""

    @property
    def each(self) -> "Sequence[Pending]":
        """The updates as they came in."""
        return self.parts or (self,)

    def acknowledge(self) -> None:
        """Tell its sender that it is saved."""
        now = perf_counter()
        for one in self.each:
            one.member.acknowledge()
            metrics.sync_acknowledged.observe(now - one.since)


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

    schema: Schema

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


async def weigh(
    judge: Judge, document: str, trial: Trial, batch: list[Pending], *, anew: bool
) -> Weighed:
    """Judge a batch in order. Refused updates are told of, malformed ones end their session.

    What one session has sent is judged as one change, as if its page had sent it so, and one by
    one only if the whole cannot be taken: updates of different sessions do not build on each other,
    for none has been sent to anybody. `anew` asks the gate first whether each visitor may still be
    here. (Y5) So is asked whose rights are being reconsidered: a page hears what it may do now
    before it hears that it may not do this. (Y8)
    """
    weighed = Weighed()
    for group in _by_member(batch):
        member = group[0].member
        if (anew or member.outdated) and not await _renewed(judge, document, member):
            continue
        whole = _merged(group, judge.schema)
        if whole is None or not await _take_whole(judge, document, trial, whole, weighed):
            await _take_each(judge, document, trial, group, weighed)
    return weighed


def _by_member(batch: list[Pending]) -> list[list[Pending]]:
    groups: dict[Member, list[Pending]] = {}
    for pending in batch:
        for one in pending.each:
            groups.setdefault(one.member, []).append(one)
    return [group for member, group in groups.items() if not member.barred]


def _merged(group: list[Pending], schema: Schema) -> Pending | None:
    """Return what one session has sent as one update; None where there is none, or need be none."""
    if len(group) == 1:
        return None
    merged = crdt.merged([pending.payload for pending in group])
    if len(merged) > 1:
        return None
    try:
        summary = read_update(merged[0], schema)
    except Malformed:
        return None
    return Pending(group[0].member, merged[0], summary, group[0].since, tuple(group))


async def _renewed(judge: Judge, document: str, member: Member) -> bool:
    try:
        member.renew(await judge.admit(member.visitor, document))
    except Exception as error:
        log.exception("sync.gate_failed", document=document, visitor=member.visitor.id)
        member.outlet.end(*broken_off(error))
        return False
    return True


async def _take_whole(
    judge: Judge, document: str, trial: Trial, whole: Pending, weighed: Weighed
) -> bool:
    """Take a merged update if there is nothing against it; otherwise each part is judged anew."""
    try:
        verdict = await _verdict(judge, document, trial, whole)
    except Exception:
        log.info("sync.not_whole", document=document, exc_info=True)
        return False
    if isinstance(verdict, Refusal):
        return False
    _sort_out(weighed, trial, whole, verdict)
    return True


async def _take_each(
    judge: Judge, document: str, trial: Trial, group: list[Pending], weighed: Weighed
) -> None:
    for pending in group:
        member = pending.member
        if member.barred:
            return
        try:
            verdict = await _verdict(judge, document, trial, pending)
        except Malformed as error:
            log.warning(
                "sync.malformed", document=document, visitor=member.visitor.id, why=str(error)
            )
            member.outlet.end(MALFORMED, "malformed")
            continue
        except Exception as error:
            # Neither taken nor refused: the page comes back and sends it again.
            log.exception("sync.gate_failed", document=document, visitor=member.visitor.id)
            member.outlet.end(*broken_off(error))
            continue
        _sort_out(weighed, trial, pending, verdict)


def _sort_out(
    weighed: Weighed, trial: Trial, pending: Pending, verdict: "Refusal | Runs | None"
) -> None:
    if isinstance(verdict, Refusal):
        REFUSED.inc()
        pending.member.refuse(verdict)
        return
    entry = None
    if verdict is not None:
        payload = trial.keep(pending.payload, pending.summary, verdict)
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
    words = trial.attempt(pending.payload, summary)
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
    if not pending.summary.structs or trial.size + size <= limits.document_bytes:
        return None
    return TOO_LONG if trial.weight + size > limits.document_bytes else None


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
