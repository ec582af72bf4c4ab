"""Reads a document into the consolidated draft that every format is written from."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from app.consensus import Agreements, agreements_in
from app.exports.account_rows import Seats, accounts_of
from app.exports.model import (
    ConsolidatedDraft,
    DraftAmendment,
    DraftCategory,
    DraftGroup,
    DraftParagraph,
    RecordPoint,
    View,
)
from app.groups import WorkingGroup, delegations_of
from app.record import head_hash, head_seq
from app.rules.kinds import Level
from app.text import (
    Amendment,
    Document,
    Paragraph,
    alternatives_to,
    amendments_in,
    categories_of,
    documents_of,
    option_sets_of,
    paragraphs_of,
    references_of,
)


async def read_draft(
    session: AsyncSession, group: WorkingGroup, document: Document, view: View, now: datetime
) -> ConsolidatedDraft:
    """Return the draft as the session's snapshot has it.

    Names are in it only where the chair shows attribution, whoever asks: a file goes out of the
    room. (P5, X5)
    """
    names = (
        {one.id: one.name for one in await delegations_of(session, group.id)}
        if group.attribution_shown
        else {}
    )
    rows: dict[str, list[Amendment]] = {}
    for row in await amendments_in(session, document.id):
        if row.state == "pending":
            rows.setdefault(row.paragraph_id, []).append(row)
    everyone = await paragraphs_of(session, document.id)
    labels = {one.id: one.label for one in everyone}
    stems = alternatives_to(await option_sets_of(session, document.id))
    breakouts = await _breakout_names(session, document)
    seats = Seats(names, shown=group.attribution_shown)
    agreements = await agreements_in(session, document.id)
    named: dict[str, dict[str, str]] = {}
    for reference in await references_of(session, document.id):
        if reference.target_id in labels:  # what is not in the draft cannot be pointed at
            named.setdefault(reference.paragraph_id, {})[reference.id] = reference.target_id
    by_category: dict[str, list[DraftParagraph]] = {}
    for one in everyone:
        rendered = _paragraph(
            one,
            rows.get(one.id, []),
            names,
            labels,
            breakouts,
            stem=stems.get(one.id),
            shown=group.attribution_shown,
            level="plenary" if document.breakout_id is None else "breakout",
        )
        rendered = rendered.model_copy(update=_agreed(one, agreements, labels, seats))
        rendered = rendered.model_copy(update={"references": named.get(one.id, {})})
        by_category.setdefault(one.category_id, []).append(rendered)
    return ConsolidatedDraft(
        document_id=document.id,
        title=document.title,
        date=now,
        state=document.state,
        group=DraftGroup(name=group.name, mandate=group.mandate),
        view=view,
        attribution_shown=group.attribution_shown,
        record=RecordPoint(
            seq=await head_seq(session, group.id),
            # A hash over what one of few has done would tell who did it.
            hash=await head_hash(session, group.id) if _nothing_hidden(group) else "",
        ),
        categories=tuple(
            DraftCategory(
                id=one.id,
                label=one.label,
                title=one.title,
                level=one.level,
                paragraphs=tuple(by_category.get(one.id, ())),
            )
            for one in await categories_of(session, document.id)
        ),
        accounts=await accounts_of(session, group, document, everyone, seats, now),
    )


def _agreed(
    paragraph: Paragraph, agreements: Agreements, labels: Mapping[str, str], seats: Seats
) -> dict[str, Any]:
    """Return what an agreement waits for, what it stands or falls with, and until when."""
    awaited = [
        one.delegation_id
        for one in agreements.pending.get(paragraph.id, ())
        if one.state == "awaited"
    ]
    package: tuple[str, ...] = ()
    for _, parts in agreements.packages:
        others = [part.paragraph_id for part in parts]
        if paragraph.id in others:
            package = tuple(labels[one] for one in others if one in labels and one != paragraph.id)
    return {
        "awaiting": len(awaited),
        "awaited": seats.named(awaited),
        "package": package,
        "silent_until": paragraph.silent_until,
    }


async def _breakout_names(session: AsyncSession, document: Document) -> Mapping[str, str]:
    return {
        one.breakout_id: one.breakout_name or ""
        for one in await documents_of(session, document.group_id)
        if one.breakout_id
    }


def _paragraph(
    paragraph: Paragraph,
    rows: list[Amendment],
    names: Mapping[str, str],
    labels: Mapping[str, str],
    breakouts: Mapping[str, str],
    *,
    stem: str | None,
    shown: bool,
    level: Level,
) -> DraftParagraph:
    return DraftParagraph(
        id=paragraph.id,
        label=paragraph.label,
        number_given=paragraph.number_given,
        kind=paragraph.kind,
        status=paragraph.status,
        status_note=paragraph.status_note,
        level=level,
        alternative_to=stem,
        alternative_label=labels.get(stem or ""),
        proposers=tuple(names[one] for one in paragraph.proposers if one in names),
        runs=paragraph.runs,
        amendments=tuple(
            DraftAmendment(
                id=row.id,
                author=_author(row, names) if shown else None,
                at=row.opened_at,
            )
            for row in rows
        ),
        with_breakout=breakouts.get(paragraph.with_breakout or ""),
    )


def _author(row: Amendment, names: Mapping[str, str]) -> str:
    """Return whose amendment it is; the podium's are signed by its role."""
    return names.get(row.seat, row.seat.capitalize())


def _nothing_hidden(group: WorkingGroup) -> bool:
    return group.attribution_shown and group.positions_shown == "names"
