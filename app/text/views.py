"""What clients see of a text: words, numbers, statuses, amendments, and what they may do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pydantic import BaseModel
from sqlmodel.ext.asyncio.session import AsyncSession

from app.groups import Names, WorkingGroup, ability, delegations_of, names_for
from app.kit.http import Ability
from app.record import head_seq
from app.rules import alternatives, consensus, silence
from app.rules import people as people_rules
from app.rules import text as rules
from app.rules.actors import Actor
from app.rules.kinds import NEGOTIABLE, STATUSES, Kind, Level, Status
from app.rules.numbering import Numbering
from app.rules.options import SetState
from app.rules.renumbering import may_renumber, may_set_numbering
from app.rules.verdict import No
from app.rules.words import Words
from app.text import store
from app.text.access import Reader
from app.text.alternatives_views import OptionRef, OptionSetOut, refs_of, set_out
from app.text.numbering_views import former_labels, links_of
from app.text.options import SetRows, alternatives_to, option_sets_of, state_of
from app.text.pens import pen
from app.text.tables import Amendment, Category, Document, Paragraph

May = dict[str, Ability]


class RunOut(BaseModel):
    """A stretch of text under the same marks."""

    text: str
    marks: list[str]


class AmendmentOut(BaseModel):
    """A pending amendment; `label` is whose, as far as the reader may know. (P5)"""

    id: str
    pen: str
    delegation_id: str | None
    label: str
    at: datetime
    inserted: str
    deleted: str
    mine: bool
    may: May


class BreakoutRef(BaseModel):
    """The breakout a paragraph is with."""

    id: str
    name: str


class ParagraphOut(BaseModel):
    """A paragraph; `sync` is its Yjs document's name on the wire."""

    id: str
    document_id: str
    category_id: str
    kind: Kind
    label: str
    formerly: str | None
    """What it was called before the last renumbering, if something else. (N6)"""
    level: int
    number_given: str | None
    alternative_to: str | None
    option: OptionRef | None
    words: list[RunOut]
    references: dict[str, str]
    """Which paragraph each reference in the words names, by the mark's identity. (N8)"""
    digest: str
    sync: str
    pen: str
    mode: rules.Mode | str
    read_only_reason: str | None
    status: Status
    status_note: str | None
    status_level: Level
    status_at: datetime | None
    frozen: bool
    silent_until: datetime | None
    with_breakout: BreakoutRef | None
    proposers: list[str]
    origin: str | None
    retired_reason: str | None
    amendments: list[AmendmentOut]
    may: May


class CategoryOut(BaseModel):
    """A heading of the document's framework."""

    id: str
    label: str
    title: str
    level: int


class SeatOut(BaseModel):
    """Whose pen a mark names."""

    label: str
    delegation_id: str | None
    mine: bool


class DocumentOut(BaseModel):
    """A document whole, as of `seq` in the group's record."""

    id: str
    group_id: str
    title: str
    state: str
    breakout_id: str | None
    plenary_document_id: str | None
    attribution_shown: bool
    numbering: Numbering
    categories: list[CategoryOut]
    paragraphs: list[ParagraphOut]
    option_sets: list[OptionSetOut]
    seats: dict[str, SeatOut]
    seq: int
    may: May


class DocumentCard(BaseModel):
    """A document at a glance."""

    id: str
    title: str
    state: str
    paragraphs: int
    statuses: dict[Status, int]
    breakout_id: str | None


@dataclass(frozen=True, slots=True)
class Sight:
    """What one reader sees a document with."""

    group: WorkingGroup
    actor: Actor
    document: Document
    names: Names
    breakouts: Mapping[str, str]
    """Names of the breakouts this reader may read, by id."""
    sets: Sequence[SetRows] = ()
    options: Mapping[str, OptionRef] = field(default_factory=dict)
    """The option of an open set each paragraph belongs to. (A1)"""
    stems: Mapping[str, str] = field(default_factory=dict)
    around: Mapping[str, SetState] = field(default_factory=dict)
    """The set around each option, as the rules see it."""
    links: Mapping[str, dict[str, str]] = field(default_factory=dict)
    """What the references in each paragraph name."""
    formerly: Mapping[str, str] = field(default_factory=dict)
    """What the last renumbering found each paragraph called."""


def runs_out(words: Words) -> list[RunOut]:
    """Show words."""
    return [RunOut(text=run.text, marks=list(run.marks)) for run in words]


async def sight_of(session: AsyncSession, reader: Reader) -> Sight:
    """Gather what a reader sees a document with."""
    documents = await store.documents_of(session, reader.group.id)
    breakouts = {
        one.breakout_id: one.breakout_name or "" for one in documents if one.breakout_id is not None
    }
    names = names_for(reader.group, reader.actor, await delegations_of(session, reader.group.id))
    sets = await option_sets_of(session, reader.document.id)
    return Sight(
        reader.group,
        reader.actor,
        reader.document,
        names,
        breakouts,
        sets,
        refs_of(sets),
        alternatives_to(sets),
        {option.id: state_of(found, reader.document) for found in sets for option in found.options},
        await links_of(session, reader.document.id),
        await former_labels(session, reader.document.id),
    )


def paragraph_out(
    sight: Sight, paragraph: Paragraph, amendments: Sequence[Amendment]
) -> ParagraphOut:
    """Show a paragraph with its pending amendments."""
    state = paragraph.state(sight.document)
    mode = rules.writes(sight.actor, state)
    refused = mode if isinstance(mode, No) else None
    away = paragraph.with_breakout
    words: list[dict[str, Any]] = paragraph.words
    return ParagraphOut(
        id=paragraph.id,
        document_id=paragraph.document_id,
        category_id=paragraph.category_id,
        kind=paragraph.kind,
        label=paragraph.label,
        formerly=sight.formerly.get(paragraph.id),
        level=paragraph.level,
        number_given=paragraph.number_given,
        alternative_to=sight.stems.get(paragraph.id),
        option=sight.options.get(paragraph.id),
        words=[RunOut.model_validate(run) for run in words],
        references=sight.links.get(paragraph.id, {}),
        digest=paragraph.digest,
        sync=paragraph.sync_name,
        pen=pen(sight.group.pen_secret, paragraph.lineage, sight.actor.seat),
        mode="read" if refused else str(mode),
        read_only_reason=refused.sentence if refused else None,
        status=paragraph.status,
        status_note=paragraph.status_note,
        status_level=state.level,
        status_at=paragraph.status_at,
        frozen=state.frozen,
        silent_until=state.silent_until,
        with_breakout=(BreakoutRef(id=away, name=sight.breakouts.get(away, "")) if away else None),
        proposers=[one for one in paragraph.proposers if sight.names.sees(one)],
        origin=paragraph.origin,
        retired_reason=paragraph.retired_reason,
        amendments=[
            _amendment_out(sight, state, row) for row in amendments if row.state == "pending"
        ],
        may=_may(sight.actor, state, bool(amendments))
        | {"add_alternative": ability(_may_add_beside(sight, paragraph, state))},
    )


async def paragraph_shown(
    session: AsyncSession, reader: Reader, paragraph: Paragraph
) -> ParagraphOut:
    """Show one paragraph by itself."""
    rows = await store.amendments_to(session, paragraph.id)
    return paragraph_out(await sight_of(session, reader), paragraph, rows)


def _may(actor: Actor, state: rules.ParagraphState, any_amendments: bool) -> May:
    restructure = ability(rules.may_restructure(actor, state))
    add = ability(rules.may_add(actor, state.breakout_id, state.breakout_state))
    may = {
        "set_status": ability(consensus.may_declare(actor, state)),
        "reopen": ability(consensus.may_reopen(actor, state)),
        "break_silence": ability(silence.may_break(actor, state)),
        "silence": ability(
            silence.may_open(actor, state.breakout_id) or consensus.may_declare(actor, state)
        ),
        "split": restructure,
        "merge": restructure,
        "move": restructure,
        "retire": restructure,
        "set_kind": restructure,
        "set_level": restructure,
        "add_after": add,
    }
    if any_amendments:
        may["decide_amendment"] = ability(rules.may_decide(actor, state))
    return may


def _may_add_beside(sight: Sight, paragraph: Paragraph, state: rules.ParagraphState) -> No | None:
    """Whether the reader may put an alternative beside a paragraph. (A2, A3)"""
    around = sight.around.get(paragraph.option_id or "")
    found = None if around is None or around.state == "over" else around
    return alternatives.may_add_option(sight.actor, found, [state], no_text=False)


def _amendment_out(sight: Sight, state: rules.ParagraphState, row: Amendment) -> AmendmentOut:
    decide = ability(rules.may_decide(sight.actor, state))
    delegation = sight.names.delegation(row.seat)
    return AmendmentOut(
        id=row.id,
        pen=row.pen,
        delegation_id=delegation.id if delegation else None,
        label=sight.names.label(row.seat),
        at=row.opened_at,
        inserted=row.inserted,
        deleted=row.deleted,
        mine=row.seat == sight.actor.seat,
        may={
            "accept": decide,
            "accept_in_part": decide,
            "reject": decide,
            "subsume": decide,
            "withdraw": ability(rules.may_withdraw(sight.actor, state, row.seat)),
        },
    )


def seats_out(sight: Sight, amendments: Sequence[Amendment]) -> dict[str, SeatOut]:
    """Show whose pens the amendments of a document are signed with."""
    seats: dict[str, SeatOut] = {}
    for row in amendments:
        if row.pen not in seats:
            delegation = sight.names.delegation(row.seat)
            seats[row.pen] = SeatOut(
                label=sight.names.label(row.seat),
                delegation_id=delegation.id if delegation else None,
                mine=row.seat == sight.actor.seat,
            )
    return seats


def category_out(category: Category) -> CategoryOut:
    """Show a category."""
    return CategoryOut.model_validate(category, from_attributes=True)


async def document_out(session: AsyncSession, reader: Reader) -> DocumentOut:
    """Show a document whole."""
    sight = await sight_of(session, reader)
    document = reader.document
    amendments = await store.amendments_in(session, document.id)
    by_paragraph: dict[str, list[Amendment]] = {}
    for row in amendments:
        by_paragraph.setdefault(row.paragraph_id, []).append(row)
    actor = reader.actor
    shape = rules.may_shape(actor, document.breakout_id, document.breakout_state)
    in_force = await store.paragraphs_of(session, document.id)
    return DocumentOut(
        id=document.id,
        group_id=document.group_id,
        title=document.title,
        state=document.state,
        breakout_id=document.breakout_id,
        plenary_document_id=document.plenary_document_id,
        attribution_shown=reader.group.attribution_shown,
        numbering=document.numbering,
        categories=[category_out(one) for one in await store.categories_of(session, document.id)],
        paragraphs=[paragraph_out(sight, one, by_paragraph.get(one.id, [])) for one in in_force],
        option_sets=[
            set_out(actor, sight.names, found, document, amendments, in_force)
            for found in sight.sets
            if found.row.state != "over"
        ],
        seats=seats_out(sight, [row for row in amendments if row.state == "pending"]),
        seq=await head_seq(session, reader.group.id),
        may={
            "add_paragraph": ability(
                rules.may_add(actor, document.breakout_id, document.breakout_state)
            ),
            "add_category": ability(shape),
            "open_breakout": ability(people_rules.may_open_document(actor)),
            "renumber": ability(may_renumber(actor, document.breakout_id)),
            "set_numbering": ability(may_set_numbering(actor, document.breakout_id)),
            "export": Ability(ok=True),
        },
    )


async def document_cards(
    session: AsyncSession, documents: Sequence[Document]
) -> list[DocumentCard]:
    """Show documents at a glance, with how many paragraphs stand at each status."""
    counts: dict[str, dict[Status, int]] = {one.id: {} for one in documents}
    totals = dict.fromkeys(counts, 0)
    for document_id, kind, status, count in await store.status_counts(session, list(counts)):
        totals[document_id] += count
        if kind in NEGOTIABLE:
            tally = counts[document_id]
            found = next(one for one in STATUSES if one == status)
            tally[found] = tally.get(found, 0) + count
    return [
        DocumentCard(
            id=one.id,
            title=one.title,
            state=one.state,
            paragraphs=totals[one.id],
            statuses=counts[one.id],
            breakout_id=one.breakout_id,
        )
        for one in documents
    ]
