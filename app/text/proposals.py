"""Where each proposal is: every amendment of a document with its fate, and who decided it when."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from pydantic import BaseModel
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.groups import Names, delegations_of, names_for
from app.people import Person
from app.text import store
from app.text.access import Reader, open_to
from app.text.tables import Amendment, Category, Document, Paragraph

FATES = ("pending", "accepted", "accepted in part", "rejected", "subsumed", "withdrawn", "fallen")
"""Every state an amendment is listed in; what has moved is listed where its words went."""


class ElsewhereOut(BaseModel):
    """The same amendment in a breakout's working copy."""

    document_id: str
    paragraph_id: str
    breakout_id: str
    breakout: str
    state: str


class ProposalOut(BaseModel):
    """An amendment, where it stands and what has become of it."""

    id: str
    document_id: str
    paragraph_id: str
    label: str
    place: str
    """The category it stands in."""
    retired: bool
    """Whether the paragraph has left the text."""
    delegation_id: str | None
    whose: str
    mine: bool
    state: str
    at: datetime
    inserted: str
    deleted: str
    decided_at: datetime | None
    decided_by: str | None
    note: str | None
    outcome: dict[str, str | None]
    elsewhere: list[ElsewhereOut]


class ProposalsOut(BaseModel):
    """The amendments of a document in its order, then by age."""

    document_id: str
    title: str
    group_id: str
    attribution_shown: bool
    breakout_id: str | None
    proposals: list[ProposalOut]


Row = tuple[Amendment, Paragraph, Category, Document]


async def proposals_out(
    session: AsyncSession, reader: Reader, state: str | None, delegation: str | None
) -> ProposalsOut:
    """Show the amendments of a document, those of its working copies told beside them. (T15)"""
    names = names_for(reader.group, reader.actor, await delegations_of(session, reader.group.id))
    documents = [reader.document, *await _copies(session, reader)]
    rows = [
        row
        for row in await store.amendment_rows(session, [one.id for one in documents])
        if row[0].state in FATES
    ]
    people = await _people(session, {row[0].decided_by for row in rows})
    known = {one.id: one for one in documents}
    whole = [(*row, known[row[1].document_id]) for row in rows]
    own, beside = _told_beside(reader.document.id, whole)
    shown = [_proposal_out(reader, names, people, row, beside) for row in own]
    return ProposalsOut(
        document_id=reader.document.id,
        title=reader.document.title,
        group_id=reader.group.id,
        attribution_shown=reader.group.attribution_shown,
        breakout_id=reader.document.breakout_id,
        proposals=[
            one
            for one in shown
            if state in (None, one.state) and delegation in (None, one.delegation_id)
        ],
    )


async def _copies(session: AsyncSession, reader: Reader) -> list[Document]:
    documents = await store.documents_of(session, reader.group.id)
    return [
        one
        for one in documents
        if one.plenary_document_id == reader.document.id and open_to(reader.actor, one)
    ]


async def _people(session: AsyncSession, ids: set[str | None]) -> Mapping[str, str]:
    query = select(Person).where(col(Person.id).in_([one for one in ids if one is not None]))
    return {one.id: one.name for one in (await session.exec(query)).all()}


def _told_beside(
    document_id: str, rows: Sequence[Row]
) -> tuple[list[Row], Mapping[tuple[str, str], list[ElsewhereOut]]]:
    """Keep the document's own rows and what only a working copy has; the rest is told beside.

    A fork shares the amendments it was made with, under the same ids.
    """
    own = {(row[1].id, row[0].id) for row in rows if row[3].id == document_id}
    beside: dict[tuple[str, str], list[ElsewhereOut]] = {}
    kept: list[Row] = []
    for row in rows:
        amendment, paragraph, _, document = row
        twin = (paragraph.forked_from or "", amendment.id)
        if document.id == document_id or twin not in own or document.breakout_id is None:
            kept.append(row)
            continue
        told = ElsewhereOut(
            document_id=document.id,
            paragraph_id=paragraph.id,
            breakout_id=document.breakout_id,
            breakout=document.breakout_name or "",
            state=amendment.state,
        )
        beside.setdefault(twin, []).append(told)
    return kept, beside


def _proposal_out(
    reader: Reader,
    names: Names,
    people: Mapping[str, str],
    row: Row,
    beside: Mapping[tuple[str, str], list[ElsewhereOut]],
) -> ProposalOut:
    amendment, paragraph, category, document = row
    delegation = names.delegation(amendment.seat)
    mine = amendment.seat == reader.actor.seat
    # Who withdrew an amendment is of the delegation that proposed it.
    hidden = amendment.state == "withdrawn" and not names.sees(amendment.seat)
    return ProposalOut(
        id=amendment.id,
        document_id=document.id,
        paragraph_id=paragraph.id,
        label=paragraph.label,
        place=f"{category.label} {category.title}".strip(),
        retired=paragraph.retired_at is not None,
        delegation_id=delegation.id if delegation else None,
        whose=names.label(amendment.seat),
        mine=mine,
        state=amendment.state,
        at=amendment.opened_at,
        inserted=amendment.inserted,
        deleted=amendment.deleted,
        decided_at=amendment.decided_at,
        decided_by=None if hidden else people.get(amendment.decided_by or ""),
        note=amendment.note,
        outcome=amendment.outcome,
        elsewhere=beside.get((paragraph.id, amendment.id), []),
    )
