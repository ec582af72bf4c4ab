"""What clients see of the silence procedure."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from pydantic import BaseModel
from sqlmodel.ext.asyncio.session import AsyncSession

from app.consensus import silence_store as store
from app.consensus.silence_tables import (
    Explanation,
    SilencedParagraph,
    SilenceProcedure,
    silence_of,
)
from app.groups import Names, ability, delegations_of, names_for
from app.kit.http import Ability
from app.rules import silence as rules
from app.rules.silence import Fate
from app.rules.verdict import No
from app.text import Document, Paragraph, Reader, paragraph_labels


class SilencedOut(BaseModel):
    """A paragraph of a procedure and what became of it; who broke silence as far as is shown."""

    paragraph_id: str
    label: str
    digest: str
    fate: Fate
    broken_at: datetime | None
    broken_by: str | None
    delegation_id: str | None
    reason: str | None


class ExplanationOut(BaseModel):
    """An explanation of position; `label` is whose, as far as the reader may know. (P5)"""

    id: str
    at: datetime
    label: str
    delegation_id: str | None
    mine: bool
    paragraph_id: str | None
    text: str


class SilenceOut(BaseModel):
    """A silence procedure, with its outcome as of now."""

    id: str
    document_id: str
    note: str | None
    opened_at: datetime
    opened_by: str
    closes_at: datetime
    state: str
    """open, concluded or cancelled"""
    cancelled_at: datetime | None
    cancelled_reason: str | None
    items: list[SilencedOut]
    explanations: list[ExplanationOut]
    may: dict[str, Ability]


class SilencesOut(BaseModel):
    """The procedures over a document, newest first, as of `now` by the server's clock."""

    now: datetime
    silences: list[SilenceOut]
    may: dict[str, Ability]


class SilenceableOut(BaseModel):
    """A paragraph that can be put under silence, at these words."""

    paragraph_id: str
    label: str
    digest: str


class NotSilenceableOut(BaseModel):
    """A paragraph that cannot be put under silence, and why."""

    paragraph_id: str
    label: str
    reason: str
    sentence: str


class SilencePreviewOut(BaseModel):
    """What of a scope can be put under silence, and what not."""

    can: list[SilenceableOut]
    cannot: list[NotSilenceableOut]


class UnderSilence(BaseModel):
    """What is under silence in a document until a moment, at a glance."""

    silence_id: str
    document_id: str
    title: str
    paragraphs: int
    closes_at: datetime


def preview_out(found: Sequence[tuple[Paragraph, No | None]]) -> SilencePreviewOut:
    """Show which paragraphs of a scope can be put under silence, and why not the others."""
    return SilencePreviewOut(
        can=[
            SilenceableOut(paragraph_id=one.id, label=one.label, digest=one.digest)
            for one, why in found
            if why is None
        ],
        cannot=[
            NotSilenceableOut(
                paragraph_id=one.id, label=one.label, reason=why.reason, sentence=why.sentence
            )
            for one, why in found
            if why is not None
        ],
    )


async def silences_out(session: AsyncSession, reader: Reader, now: datetime) -> SilencesOut:
    """Show every procedure over a document, newest first."""
    rows = await store.silences_of(session, [reader.document.id])
    opens = ability(rules.may_open(reader.actor, reader.document.breakout_id))
    return SilencesOut(
        now=now,
        silences=await _shown(session, reader, rows, now),
        may={"open": opens},
    )


async def silence_out(
    session: AsyncSession, reader: Reader, row: SilenceProcedure, now: datetime
) -> SilenceOut:
    """Show one procedure."""
    return (await _shown(session, reader, [row], now))[0]


async def _shown(
    session: AsyncSession, reader: Reader, rows: Sequence[SilenceProcedure], now: datetime
) -> list[SilenceOut]:
    ids = [row.id for row in rows]
    names = names_for(reader.group, reader.actor, await delegations_of(session, reader.group.id))
    labels = await paragraph_labels(session, reader.document.id) if rows else {}
    items = await store.items_of(session, ids)
    explanations = await store.explanations_of(session, ids)
    return [
        SilenceOut(
            id=row.id,
            document_id=row.document_id,
            note=row.note,
            opened_at=row.opened_at,
            opened_by=row.opened_by_name,
            closes_at=row.closes_at,
            state=_state(row, now),
            cancelled_at=row.cancelled_at,
            cancelled_reason=row.cancelled_reason,
            items=_items(row, items[row.id], names, labels, now),
            explanations=[_explanation(reader, names, one) for one in explanations[row.id]],
            may={
                "cancel": ability(
                    rules.may_cancel(reader.actor, silence_of(row, items[row.id]), now)
                ),
                "explain": ability(rules.may_explain(reader.actor)),
            },
        )
        for row in rows
    ]


def _state(row: SilenceProcedure, now: datetime) -> str:
    if row.cancelled_at is not None:
        return "cancelled"
    return "concluded" if now >= row.closes_at else "open"


def _items(
    row: SilenceProcedure,
    items: list[SilencedParagraph],
    names: Names,
    labels: dict[str, str],
    now: datetime,
) -> list[SilencedOut]:
    fates = rules.outcome(silence_of(row, items), now)
    shown: list[SilencedOut] = []
    for item in items:
        delegation = names.delegation(item.broken_by)
        shown.append(
            SilencedOut(
                paragraph_id=item.paragraph_id,
                label=labels.get(item.paragraph_id, item.label),
                digest=item.digest,
                fate=fates[item.paragraph_id],
                broken_at=item.broken_at,
                broken_by=names.label(item.broken_by) if item.broken_by else None,
                delegation_id=delegation.id if delegation else None,
                reason=item.reason,
            )
        )
    return shown


def _explanation(reader: Reader, names: Names, one: Explanation) -> ExplanationOut:
    delegation = names.delegation(one.delegation_id)
    return ExplanationOut(
        id=one.id,
        at=one.at,
        label=names.label(one.delegation_id or ""),
        delegation_id=delegation.id if delegation else None,
        mine=one.delegation_id is not None and one.delegation_id == reader.actor.delegation_id,
        paragraph_id=one.paragraph_id,
        text=one.text,
    )


async def under_silence(
    session: AsyncSession, documents: Sequence[Document], now: datetime
) -> list[UnderSilence]:
    """Return what is under silence in these documents, the first to close first."""
    titles = {one.id: one.title for one in documents}
    rows = [row for row in await store.silences_of(session, list(titles)) if row.closes_at > now]
    items = await store.items_of(session, [row.id for row in rows])
    found = [
        UnderSilence(
            silence_id=row.id,
            document_id=row.document_id,
            title=titles[row.document_id],
            paragraphs=count,
            closes_at=row.closes_at,
        )
        for row in rows
        for count in [
            sum(f == "silent" for f in rules.outcome(silence_of(row, items[row.id]), now).values())
        ]
        if count
    ]
    return sorted(found, key=lambda one: one.closes_at)


class SilenceRead(NamedTuple):
    """A procedure as other rooms read it: rows, and what became of each paragraph."""

    row: SilenceProcedure
    state: str
    items: list[tuple[SilencedParagraph, Fate]]
    explanations: list[Explanation]


async def silences_read(
    session: AsyncSession, document: Document, now: datetime
) -> list[SilenceRead]:
    """Return the procedures over a document, newest first; whose is whose is not hidden here."""
    rows = await store.silences_of(session, [document.id])
    items = await store.items_of(session, [row.id for row in rows])
    explanations = await store.explanations_of(session, [row.id for row in rows])
    found: list[SilenceRead] = []
    for row in rows:
        fates = rules.outcome(silence_of(row, items[row.id]), now)
        kept = [(item, fates[item.paragraph_id]) for item in items[row.id]]
        found.append(SilenceRead(row, _state(row, now), kept, explanations[row.id]))
    return found
