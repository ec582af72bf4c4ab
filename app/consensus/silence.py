"""Commands of the silence procedure: open, break, cancel, explain; and what the clock brings."""

from collections.abc import Sequence
from datetime import UTC, datetime

from app.consensus import silence_store as store
from app.consensus.silence_scope import Chosen, contests, scoped
from app.consensus.silence_tables import (
    Explanation,
    SilencedParagraph,
    SilenceProcedure,
    silence_of,
)
from app.groups import Act, allow, allowed
from app.kit.db import Write
from app.kit.errors import NotFound, Refused
from app.kit.ids import new_id
from app.record import News, append
from app.rules import silence as rules
from app.rules.consensus import Contested
from app.rules.facts import (
    Fact,
    SilenceBroken,
    SilenceCancelled,
    SilenceConcluded,
    SilenceOpened,
    SilenceReminded,
    SilentItem,
    StatusDeclared,
)
from app.rules.facts.fact import named
from app.rules.facts.silence import until
from app.sync import Hub
from app.text import Document, Paragraph, words_shown


async def open_silence(
    act: Act,
    document: Document,
    chosen: Sequence[Chosen],
    closes_at: datetime,
    note: str | None = None,
) -> SilenceProcedure:
    """Put exact words under silence until a date and time. (S1 to S4)

    Raises `Refused` when one of the paragraphs cannot be, or reads otherwise than it was shown.
    """
    allow(rules.may_open(act.actor, document.breakout_id))
    closes_at = closes_at.astimezone(UTC).replace(microsecond=0)
    allow(rules.opens_until(closes_at, act.now, len(chosen)))
    row = SilenceProcedure(
        id=new_id(),
        document_id=document.id,
        note=note,
        opened_at=act.now,
        opened_by=act.actor.person_id,
        opened_by_name=act.actor.person_name,
        opened_by_role=act.actor.role,
        closes_at=closes_at,
    )
    act.write.add(row)
    await act.write.flush()
    contested = await contests(act.write, document)
    items: list[SilentItem] = []
    for paragraph, digest in await scoped(act, document, chosen):
        await _can_be_silent(act, document, paragraph, digest, contested(paragraph))
        items.append(_freeze(act, row, len(items), paragraph, digest))
    await act.write.flush()
    await act.record(
        SilenceOpened(
            document_id=document.id,
            silence_id=row.id,
            items=tuple(items),
            closes_at=closes_at,
            note=note,
        )
    )
    return row


async def _can_be_silent(
    act: Act, document: Document, paragraph: Paragraph, digest: str, contested: Contested
) -> None:
    """Settle and lock the words, and raise `Refused` when they cannot be put under silence."""
    about = {"paragraph_id": paragraph.id, "label": paragraph.label}
    try:
        words = await words_shown(act, document, paragraph, digest)  # S3
    except Refused as refused:
        refused.details |= about
        raise
    away = paragraph.with_breakout is not None
    refusal = rules.obstacle(paragraph.state(document), words, away, contested)
    if refusal is not None:
        who = named(paragraph.label)
        raise Refused(
            refusal.reason,
            f"{who[0].upper()}{who[1:]} cannot be put under silence. {refusal.sentence}",
            details=about,
        )


def _freeze(
    act: Act, row: SilenceProcedure, place: int, paragraph: Paragraph, digest: str
) -> SilentItem:
    """Bind one paragraph's exact words to the procedure; from now on they stand still."""
    entry = SilencedParagraph(
        silence_id=row.id,
        paragraph_id=paragraph.id,
        place=place,
        label=paragraph.label,
        digest=digest,
    )
    act.write.add(entry)
    _lift(act.write, act.hub, paragraph, until_when=row.closes_at)
    return entry.item


def _lift(
    write: Write, hub: Hub, paragraph: Paragraph, *, until_when: datetime | None = None
) -> None:
    """Put a paragraph under silence or take it from under it; its pages are told at once."""
    paragraph.silent_until = until_when
    write.add(paragraph)
    hub.reconsider_after(write, document=paragraph.sync_name)


async def break_silence(act: Act, document: Document, paragraph: Paragraph, reason: str) -> None:
    """Break the silence over a paragraph: it is under discussion and open again. (S5)

    The clock is asked under the writer's lock: what is carried out before the deadline counts.
    """
    state = paragraph.state(document)
    allow(rules.may_break(act.actor, state))
    allow(rules.in_time(state, act.hub.clock()))
    allow(rules.reasoned(reason, "breaking silence"))
    found = await store.silence_over(act.write, paragraph.id, paragraph.silent_until)
    if found is None:
        raise NotFound("silence procedure")
    procedure, item = found
    item.broken_at, item.broken_by = act.now, act.actor.delegation_id
    item.reason = reason.strip()
    act.write.add(item)
    before = paragraph.status
    paragraph.status, paragraph.status_at = "under discussion", act.now
    paragraph.status_digest = paragraph.status_note = paragraph.status_by = None
    paragraph.status_by_name = paragraph.status_by_role = None
    _lift(act.write, act.hub, paragraph)
    await act.record(
        SilenceBroken(
            document_id=document.id,
            paragraph_id=paragraph.id,
            silence_id=procedure.id,
            label=paragraph.label,
            digest=item.digest,
            status_before=before,
            delegation_id=act.actor.delegation_id,
            reason=item.reason,
        )
    )


async def cancel_silence(act: Act, row: SilenceProcedure, reason: str) -> None:
    """Take what is still silent from under the procedure, with a reason. (S7)"""
    items = (await store.items_of(act.write, [row.id]))[row.id]
    allow(rules.may_cancel(act.actor, silence_of(row, items), act.hub.clock()))
    allow(rules.reasoned(reason, "cancelling a silence procedure"))
    left = [one for one in items if one.broken_at is None]
    for item in left:
        _lift(act.write, act.hub, await act.write.get_one(Paragraph, item.paragraph_id))
    row.cancelled_at, row.cancelled_reason, row.concluded = act.now, reason.strip(), True
    act.write.add(row)
    await act.record(
        SilenceCancelled(
            document_id=row.document_id,
            silence_id=row.id,
            items=tuple(one.item for one in left),
            reason=row.cancelled_reason,
        )
    )


async def explain(act: Act, row: SilenceProcedure, text: str, paragraph_id: str | None) -> None:
    """Attach the delegation's explanation of its position to the outcome. (S9)"""
    items = (await store.items_of(act.write, [row.id]))[row.id]
    about = next((one.item for one in items if one.paragraph_id == paragraph_id), None)
    if paragraph_id is not None and about is None:
        raise NotFound("paragraph under this silence")
    fact = allowed(rules.explain(act.actor, silence_of(row, items), new_id(), text, about))
    act.write.add(
        Explanation(
            id=fact.explanation_id,
            silence_id=row.id,
            paragraph_id=paragraph_id,
            delegation_id=fact.delegation_id,
            person_id=act.actor.person_id,
            at=act.now,
            text=fact.text,
        )
    )
    await act.record(fact)


async def bring_up(write: Write, hub: Hub, news: News, now: datetime) -> datetime | None:
    """Bring the rows up to what facts and clock have made of every procedure. (S6, S8)

    Returns when something is to be done next, or None.
    """
    moments: list[datetime] = []
    for row in await store.running(write):
        at = _Told(write, hub, news, row, await write.get_one(Document, row.document_id), now)
        items = (await store.items_of(write, [row.id]))[row.id]
        if row.closes_at <= now:
            await _conclude(at, items)
            continue
        hours = rules.due_reminder(row.opened_at, row.closes_at, now, row.reminded)
        if hours is not None:
            await _remind(at, items, hours)
        moments.append(rules.next_moment(row.opened_at, row.closes_at, row.reminded))
    await write.flush()
    return min(moments, default=None)


class _Told:
    """A procedure about which the clock alone has something to tell."""

    def __init__(
        self,
        write: Write,
        hub: Hub,
        news: News,
        row: SilenceProcedure,
        document: Document,
        now: datetime,
    ) -> None:
        self.write, self.hub, self.news = write, hub, news
        self.row, self.document, self.now = row, document, now

    async def record(self, fact: Fact) -> None:
        """Put a fact on the record that nobody did."""
        await append(self.write, self.news, self.document.group_id, None, fact, self.now)


async def _conclude(at: _Told, items: Sequence[SilencedParagraph]) -> None:
    """S6: what is still silent at the deadline has been agreed since then."""
    row = at.row
    fates = rules.outcome(silence_of(row, list(items)), at.now)
    agreed = [one for one in items if fates[one.paragraph_id] == "agreed"]
    paragraphs = await store.paragraphs_named(at.write, [one.paragraph_id for one in agreed])
    for item in agreed:
        await _agree(at, item, paragraphs[item.paragraph_id])
    row.concluded = True
    at.write.add(row)
    await at.record(
        SilenceConcluded(
            document_id=row.document_id,
            silence_id=row.id,
            closes_at=row.closes_at,
            agreed=tuple(one.item for one in agreed),
            broken=tuple(one.item for one in items if fates[one.paragraph_id] == "broken"),
        )
    )


async def _agree(at: _Told, item: SilencedParagraph, paragraph: Paragraph) -> None:
    before, closes_at = paragraph.status, at.row.closes_at
    note = f"Silence was not broken by {until(closes_at)}"
    paragraph.status, paragraph.status_digest = "agreed", item.digest
    paragraph.status_note, paragraph.status_at = note, closes_at
    paragraph.status_by, paragraph.status_by_name = at.row.opened_by, at.row.opened_by_name
    paragraph.status_by_role = at.row.opened_by_role
    _lift(at.write, at.hub, paragraph)
    await at.record(
        StatusDeclared(
            document_id=paragraph.document_id,
            paragraph_id=paragraph.id,
            label=paragraph.label,
            status="agreed",
            status_before=before,
            level="plenary",
            digest=item.digest,
            note=note,
        )
    )


async def _remind(at: _Told, items: Sequence[SilencedParagraph], hours: int) -> None:
    """S8: say on the record, and so to every page, that the deadline comes near."""
    row = at.row
    row.reminded = [*row.reminded, hours]
    at.write.add(row)
    left = sum(one.broken_at is None for one in items)
    if left:
        await at.record(
            SilenceReminded(
                document_id=row.document_id,
                silence_id=row.id,
                closes_at=row.closes_at,
                hours=hours,
                silent=left,
            )
        )
