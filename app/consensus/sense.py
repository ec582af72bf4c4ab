"""The sense of the room: for each proposal who has spoken for it, who objects, what it lacks.

Read in a few queries, however long the text is.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from sqlmodel.ext.asyncio.session import AsyncSession

from app.consensus import store
from app.consensus.positions import option_digest
from app.consensus.sense_out import (
    CandidateOut,
    ConfirmationOut,
    ConsensusOut,
    LevelOut,
    May,
    ObstacleOut,
    PackageOut,
    PackagePartOut,
    ParagraphSense,
    PositionOut,
    SubjectSense,
)
from app.consensus.setting import speaking
from app.consensus.tables import Confirmation, Package, PackagePart, Position
from app.groups import Names, ability, delegations_of, names_for
from app.rules import agreement, consensus
from app.rules import positions as rules
from app.rules.consensus import Contested
from app.rules.facts.positions import PositionsShown
from app.rules.text import ParagraphState
from app.text import Document, Option, Paragraph, Reader, open_to, paragraphs_of

RowT = TypeVar("RowT")


@dataclass
class _Room:
    """Everything the sense of the room is read from, gathered in a few queries."""

    reader: Reader
    names: Names
    speaking: set[str]
    paragraphs: Sequence[Paragraph]
    positions: Mapping[str, list[Position]]
    confirmations: Mapping[str, list[Confirmation]]
    packages: Sequence[tuple[Package, list[PackagePart]]]
    open_options: set[str]
    others: Mapping[str, list[tuple[Paragraph, Document]]]
    packaged: dict[str, str] = field(default_factory=dict)

    @property
    def document(self) -> Document:
        return self.reader.document

    @property
    def shown(self) -> PositionsShown:
        return self.names.positions(self.document.breakout_id)


async def sense_of(session: AsyncSession, reader: Reader) -> ConsensusOut:
    """Show the sense of the room over a document."""
    room = await _gather(session, reader, None)
    options = await store.options_in(session, reader.document.id)
    paragraphs = {one.id: _paragraph_sense(room, one) for one in room.paragraphs}
    rows = {one.id: one for one in room.paragraphs}
    return ConsensusOut(
        document_id=reader.document.id,
        shown=room.shown,
        delegations=len(room.speaking),
        paragraphs=paragraphs,
        options={one.id: _option_sense(room, one) for one in options},
        candidates=[one for one, sense in paragraphs.items() if sense.candidate.ok],
        packages=[_package_out(room, package, parts, rows) for package, parts in room.packages],
    )


async def paragraph_sense(
    session: AsyncSession, reader: Reader, paragraph: Paragraph
) -> ParagraphSense:
    """Show the sense of the room about one paragraph."""
    return _paragraph_sense(await _gather(session, reader, paragraph), paragraph)


async def _gather(session: AsyncSession, reader: Reader, only: Paragraph | None) -> _Room:
    document = reader.document
    if only is None:
        positions = await store.positions_in(session, document.id)
        confirmations = await store.confirmations_in(session, document.id)
        paragraphs = await paragraphs_of(session, document.id)
    else:
        subjects = [only.id, *([only.option_id] if only.option_id else [])]
        positions = await store.positions_on(session, subjects)
        confirmations = await store.confirmations_of(session, only.id)
        paragraphs = [only]
    packages = await store.packages_in(session, document.id)
    parts = await store.parts_of(session, [one.id for one in packages])
    room = _Room(
        reader=reader,
        names=names_for(reader.group, reader.actor, await delegations_of(session, reader.group.id)),
        speaking=await speaking(session, document),
        paragraphs=paragraphs,
        positions=_by(positions, lambda one: one.subject_id),
        confirmations=_by(confirmations, lambda one: one.paragraph_id),
        packages=[(one, parts[one.id]) for one in packages],
        open_options=await store.open_options(session, document.id),
        others=_levels_by(document, await store.other_levels(session, document, only), paragraphs),
    )
    for package, found in room.packages:
        if package.state == "standing":
            room.packaged |= {part.paragraph_id: package.id for part in found}
    return room


def _by(rows: Sequence[RowT], key: Callable[[RowT], str]) -> dict[str, list[RowT]]:
    found: dict[str, list[RowT]] = {}
    for row in rows:
        found.setdefault(key(row), []).append(row)
    return found


def _levels_by(
    document: Document,
    others: Sequence[tuple[Paragraph, Document]],
    paragraphs: Sequence[Paragraph],
) -> dict[str, list[tuple[Paragraph, Document]]]:
    """Return what stands at the other level, by this document's paragraphs."""
    if document.plenary_document_id is None:
        return _by(others, lambda one: one[0].forked_from or "")
    above = {one.id: (one, where) for one, where in others}
    return {
        one.id: [above[one.forked_from]]
        for one in paragraphs
        if one.forked_from is not None and one.forked_from in above
    }


def _paragraph_sense(room: _Room, paragraph: Paragraph) -> ParagraphSense:
    state = paragraph.state(room.document)
    positions = room.positions.get(paragraph.id, [])
    asked = room.confirmations.get(paragraph.id, [])
    contested = _contested(room, paragraph, positions, asked)
    away = paragraph.with_breakout is not None
    found = consensus.obstacles(state, paragraph.runs, contested, with_breakout=away)
    awaited = [one.delegation_id for one in asked if one.state == "awaited"]
    subject = _subject(room, state, paragraph.digest, positions)
    if awaited:
        subject.may["confirm"] = ability(agreement.may_confirm(room.reader.actor, state, awaited))
    return ParagraphSense(
        **subject.__dict__,
        candidate=CandidateOut(
            ok=not found,
            obstacles=[ObstacleOut(key=one.reason, sentence=one.sentence) for one in found],
        ),
        levels=_levels(room, paragraph),
        confirmations=[_confirmation_out(room, one) for one in asked],
        package_id=room.packaged.get(paragraph.id),
    )


def _contested(
    room: _Room,
    paragraph: Paragraph,
    positions: Sequence[Position],
    asked: Sequence[Confirmation],
) -> Contested:
    on_option = room.positions.get(paragraph.option_id, []) if paragraph.option_id else []
    objecting = [one for one in (*positions, *on_option) if one.stance == "object"]
    return Contested(
        objections=len({one.delegation_id for one in objecting}),
        options_open=paragraph.option_id in room.open_options,
        awaited=sum(one.state == "awaited" for one in asked),
    )


def _option_sense(room: _Room, option: Option) -> SubjectSense:
    own = [one for one in room.paragraphs if one.option_id == option.id]
    beside = own or [one for one in room.paragraphs if one.option_id in room.open_options]
    positions = room.positions.get(option.id, [])
    if not beside:
        return SubjectSense(counts=None, silent=None, positions=[], mine=None, may={})
    state = beside[0].state(room.document)
    return _subject(room, state, option_digest(own), positions)


def _subject(
    room: _Room, state: ParagraphState, digest: str, positions: Sequence[Position]
) -> SubjectSense:
    """Show positions as this reader is shown them. (C10)"""
    shown = room.shown
    mine = next((one for one in positions if room.names.owns(one.delegation_id)), None)
    told = positions if shown == "names" else [one for one in positions if one is mine]
    spoken = {one.delegation_id for one in positions} & room.speaking
    may: May = {}
    if room.reader.actor.speaks:
        may["take"] = ability(rules.may_take(room.reader.actor, state))
    own = _position_out(room, mine, digest) if mine else None
    return SubjectSense(
        counts=None if shown == "nothing" else dict(Counter(one.stance for one in positions)),
        silent=None if shown == "nothing" else len(room.speaking) - len(spoken),
        positions=[_position_out(room, one, digest) for one in told],
        mine=own,
        may=may,
    )


def _position_out(room: _Room, row: Position, digest: str) -> PositionOut:
    delegation = room.names.delegation(row.delegation_id)
    return PositionOut(
        delegation_id=delegation.id if delegation else None,
        label=delegation.short if delegation else "",
        stance=row.stance,
        reason=row.reason,
        would_lift=row.would_lift,
        at=row.at,
        earlier=row.digest != digest,
        mine=room.names.owns(row.delegation_id),
    )


def _confirmation_out(room: _Room, row: Confirmation) -> ConfirmationOut:
    delegation = room.names.delegation(row.delegation_id)
    return ConfirmationOut(
        delegation_id=delegation.id if delegation else None,
        label=delegation.short if delegation else "",
        confirmed=row.state == "confirmed",
        at=row.answered_at,
        mine=room.names.owns(row.delegation_id),
    )


def _levels(room: _Room, paragraph: Paragraph) -> list[LevelOut]:
    """Return the statuses at both levels, the plenary's first; what nobody declared is no status.

    A twin bears the status it was forked with until the breakout declares one.
    """
    found = [(paragraph, room.document)]
    for other, document in room.others.get(paragraph.id, []):
        since = document.created_at if document.breakout_id is not None else None
        declared = other.status_at is not None and (since is None or other.status_at > since)
        if declared and open_to(room.reader.actor, document):
            found.append((other, document))
    found.sort(key=lambda one: one[1].breakout_id is not None)
    return [
        _level_out(one, document, paragraph.digest)
        for one, document in found
        if one.status != "not discussed"
    ]


def _level_out(paragraph: Paragraph, document: Document, digest: str) -> LevelOut:
    return LevelOut(
        level="breakout" if document.breakout_id is not None else "plenary",
        body=document.breakout_name,
        paragraph_id=paragraph.id,
        document_id=document.id,
        status=paragraph.status,
        digest=paragraph.status_digest,
        same=paragraph.status_digest in (None, digest),
        at=paragraph.status_at,
        declarer=paragraph.status_by_name,
        role=paragraph.status_by_role,
    )


def _package_out(
    room: _Room, package: Package, parts: Sequence[PackagePart], rows: Mapping[str, Paragraph]
) -> PackageOut:
    shown = [
        _part_out(room, part, rows[part.paragraph_id])
        for part in parts
        if part.paragraph_id in rows
    ]
    may: May = {}
    if package.state == "standing" and shown:
        first = rows[shown[0].paragraph_id].state(room.document)
        may["complete"] = ability(consensus.may_declare(room.reader.actor, first))
    return PackageOut(
        id=package.id,
        state=package.state,
        parts=shown,
        opened_at=package.opened_at,
        closed_at=package.closed_at,
        reason=package.reason,
        may=may,
    )


def _part_out(room: _Room, part: PackagePart, paragraph: Paragraph) -> PackagePartOut:
    contested = _contested(
        room,
        paragraph,
        room.positions.get(paragraph.id, []),
        room.confirmations.get(paragraph.id, []),
    )
    value = agreement.Part(paragraph.state(room.document), part.digest, paragraph.runs, contested)
    why = agreement.why_part_fell(value) or next(
        iter(consensus.standing(value.words, contested)), None
    )
    return PackagePartOut(
        paragraph_id=paragraph.id,
        label=paragraph.label,
        digest=part.digest,
        now=paragraph.digest,
        status=paragraph.status,
        why=why.sentence if why else None,
    )


@dataclass(frozen=True, slots=True)
class Agreements:
    """What agreements of a document wait for, for those who print it."""

    pending: Mapping[str, Sequence[Confirmation]]
    """By paragraph: who was asked to confirm, and has or has not yet."""
    packages: Sequence[tuple[Package, Sequence[PackagePart]]]
    """The packages that stand."""


async def agreements_in(session: AsyncSession, document_id: str) -> Agreements:
    """Return what the agreements of a document wait for."""
    asked = await store.confirmations_in(session, document_id)
    standing = [
        one for one in await store.packages_in(session, document_id) if one.state == "standing"
    ]
    parts = await store.parts_of(session, [one.id for one in standing])
    return Agreements(
        pending=_by(asked, lambda one: one.paragraph_id),
        packages=[(one, parts[one.id]) for one in standing],
    )
