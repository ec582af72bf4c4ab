"""What clients see of a breakout: its members, its progress, its report as a redline."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from pydantic import BaseModel
from sqlmodel.ext.asyncio.session import AsyncSession

from app.breakouts import store
from app.breakouts.tables import Breakout, BreakoutItem
from app.groups import (
    Names,
    WorkingGroup,
    ability,
    breakout_seats,
    delegations_of,
    members_of,
    names_for,
)
from app.kit.http import Ability
from app.rules import breakouts as rules
from app.rules import words as w
from app.rules.actors import Actor, BreakoutRole
from app.rules.breakouts import DONE, ItemState, ItemValues
from app.rules.kinds import Kind, Status
from app.rules.redline import redline
from app.rules.text import BreakoutState
from app.sync import Hub
from app.text import (
    PODIUM_SEATS,
    Category,
    Document,
    Paragraph,
    Piece,
    RunOut,
    categories_of,
    changes_since_fork,
    paragraphs_of,
    pen,
    preview,
    runs_out,
    words_at_fork,
)

May = dict[str, Ability]
Change = Literal["added", "changed", "unchanged", "retired"]


class BreakoutCard(BaseModel):
    """A breakout at a glance."""

    id: str
    name: str
    state: BreakoutState
    document_id: str
    working_document_id: str
    paragraphs: int
    decided: int


class BreakoutMemberOut(BaseModel):
    """Someone who sits in a breakout."""

    membership_id: str
    name: str
    role: BreakoutRole
    delegation_id: str | None


class RedlinePiece(BaseModel):
    """Words that stayed, came or went, and by whom as far as the reader may know."""

    op: Literal["equal", "insert", "delete"]
    text: str
    by: str | None = None


class BothChanges(BaseModel):
    """The words when the breakout took its copy, and the breakout's own words now."""

    forked: list[RunOut]
    copied: list[RunOut]


class BreakoutItemOut(BaseModel):
    """One paragraph of a breakout's work beside the plenary's words for it."""

    id: str
    paragraph_id: str | None
    copy_id: str
    label: str
    category_id: str
    state: ItemState
    comment: str | None
    moved: bool
    status: Status
    status_note: str | None
    kind: Kind
    kind_before: str | None
    change: Change
    before: list[RunOut]
    """The plenary's words now."""
    after: list[RunOut]
    """What the plenary's words would be if this were endorsed."""
    both: BothChanges | None
    """What each side did, where the plenary's words have moved meanwhile."""
    redline: list[RedlinePiece]
    copy_digest: str
    plenary_digest: str | None
    retired_reason: str | None
    may: May


class BreakoutOut(BreakoutCard):
    """A breakout whole."""

    group_id: str
    task: str
    closed: bool
    categories: list[str]
    members: list[BreakoutMemberOut]
    report_intro: str | None
    reported_at: datetime | None
    items: list[BreakoutItemOut]
    may: May


@dataclass(frozen=True, slots=True)
class _Sight:
    session: AsyncSession
    hub: Hub
    group: WorkingGroup
    actor: Actor
    names: Names
    breakout: Breakout
    categories: dict[str, Category]
    seats: Sequence[str]


async def breakout_cards(session: AsyncSession, actor: Actor, group_id: str) -> list[BreakoutCard]:
    """Show the breakouts of a group that the actor may read."""
    return [
        await _card(session, one)
        for one in await store.breakouts_of(session, group_id)
        if rules.may_read(actor, one.id, one.closed, one.state)
    ]


async def _card(session: AsyncSession, breakout: Breakout) -> BreakoutCard:
    twins = await paragraphs_of(session, breakout.working_document_id)
    return BreakoutCard(
        id=breakout.id,
        name=breakout.name,
        state=breakout.state,
        document_id=breakout.document_id,
        working_document_id=breakout.working_document_id,
        paragraphs=len(twins),
        decided=sum(twin.status not in ("not discussed", "under discussion") for twin in twins),
    )


async def breakout_out(
    session: AsyncSession, hub: Hub, group: WorkingGroup, actor: Actor, breakout: Breakout
) -> BreakoutOut:
    """Show a breakout whole, with its report as a redline against the plenary's words."""
    delegations = await delegations_of(session, group.id)
    categories = await categories_of(session, breakout.working_document_id)
    sight = _Sight(
        session,
        hub,
        group,
        actor,
        names_for(group, actor, delegations),
        breakout,
        {one.id: one for one in categories},
        (*PODIUM_SEATS, *(one.id for one in delegations)),
    )
    values = breakout.values()
    card = await _card(session, breakout)
    everyone = {m.id: (m, p) for m, p in await members_of(session, group.id)}
    seated = await breakout_seats(session, breakout.id)
    return BreakoutOut(
        **card.model_dump(),
        group_id=group.id,
        task=breakout.task,
        closed=breakout.closed,
        categories=[f"{one.label} {one.title}".strip() for one in categories],
        members=[
            BreakoutMemberOut(
                membership_id=seat.membership_id,
                name=everyone[seat.membership_id][1].name,
                role=seat.role,
                delegation_id=everyone[seat.membership_id][0].delegation_id,
            )
            for seat in sorted(seated, key=lambda one: one.role)
        ],
        report_intro=breakout.report_intro,
        reported_at=breakout.reported_at,
        items=await _items(sight),
        may={
            "report": ability(rules.may_report(actor, values)),
            "endorse_all": ability(rules.may_endorse(actor, values)),
            "return": ability(rules.may_endorse(actor, values)),
            "set_members": ability(rules.may_open(actor)),
            "set_closed": ability(rules.may_open(actor)),
        },
    )


async def _items(sight: _Sight) -> list[BreakoutItemOut]:
    items = await store.items_of(sight.session, sight.breakout.id)
    twins = await paragraphs_of(sight.session, sight.breakout.working_document_id, retired=True)
    shown = []
    for twin in twins:
        item = items.get(twin.id)
        if item is None and twin.retired_at is None:
            item = BreakoutItem(copy_id=twin.id, breakout_id=sight.breakout.id, added=True)
        if item is not None:
            shown.append(await _item_out(sight, item, twin))
    return shown


async def _item_out(sight: _Sight, item: BreakoutItem, twin: Paragraph) -> BreakoutItemOut:
    done = item.state in DONE
    paragraph = await sight.session.get(Paragraph, twin.forked_from) if twin.forked_from else None
    if item.added and not done:
        paragraph = None
    before: w.Words = paragraph.runs if paragraph and not item.added else ()
    moved = paragraph is not None and not done and paragraph.digest != twin.fork_digest
    after = await preview(sight.hub, sight.session, paragraph if moved else None, twin)
    values = ItemValues(
        id=twin.id,
        label=twin.label,
        state=item.state,
        paragraph_id=twin.forked_from,
        copy_id=twin.id,
        copy_digest=twin.digest,
        plenary_digest=paragraph.digest if paragraph else None,
        plenary_frozen=await _frozen(sight, paragraph),
        retired=twin.retired_at is not None,
        plenary_retired=paragraph is not None and paragraph.retired_at is not None,
    )
    endorse = ability(rules.may_endorse_item(sight.actor, sight.breakout.values(), values))
    pieces = await _redline(sight, item, twin, before=before, after=after, moved=moved)
    category = sight.categories[twin.category_id]
    return BreakoutItemOut(
        id=twin.id,
        paragraph_id=twin.forked_from,
        copy_id=twin.id,
        label=twin.label,
        category_id=category.forked_from or category.id,
        state=item.state,
        comment=item.comment,
        moved=moved,
        status=twin.status,
        status_note=twin.status_note,
        kind=twin.kind,
        kind_before=None if item.added else item.kind_before,
        change=_change(item, twin, pieces),
        before=runs_out(before),
        after=runs_out(after),
        both=await _both(sight, twin) if moved else None,
        redline=pieces,
        copy_digest=twin.digest,
        plenary_digest=values.plenary_digest,
        retired_reason=twin.retired_reason,
        may={"endorse": endorse, "endorse_as_amended": endorse, "return": endorse},
    )


async def _both(sight: _Sight, twin: Paragraph) -> BothChanges:
    forked = await words_at_fork(sight.session, twin.sync_name)
    return BothChanges(forked=runs_out(forked), copied=runs_out(twin.runs))


async def _frozen(sight: _Sight, paragraph: Paragraph | None) -> bool:
    if paragraph is None:
        return False
    document = await sight.session.get_one(Document, paragraph.document_id)
    return paragraph.state(document).frozen


def _change(item: BreakoutItem, twin: Paragraph, pieces: Sequence[RedlinePiece]) -> Change:
    if twin.retired_at is not None:
        return "retired"
    if item.added:
        return "added"
    return "changed" if any(piece.op != "equal" for piece in pieces) else "unchanged"


async def _redline(
    sight: _Sight,
    item: BreakoutItem,
    twin: Paragraph,
    *,
    before: w.Words,
    after: w.Words,
    moved: bool,
) -> list[RedlinePiece]:
    """Show what the breakout did to the words, and who did it.

    Where the plenary's words have moved meanwhile, what endorsing would do to them is shown
    instead: that is what the plenary decides about.
    """
    if moved:
        old, new = w.plain(w.amended(before)), w.plain(w.amended(after))
        return [RedlinePiece(op=one.op, text=one.text) for one in redline(old, new)]
    pens = {pen(sight.group.pen_secret, twin.lineage, seat): seat for seat in sight.seats}
    people = await _seats_of_people(sight)
    cut_off = item.added and twin.lineage != twin.id
    pieces = (
        [Piece("insert", w.plain(w.amended(twin.runs)))]
        if cut_off
        else await changes_since_fork(
            sight.session,
            twin.sync_name,
            lambda one: pens.get(one) or people.get(one),
            added=item.added,
        )
    )
    return [
        RedlinePiece(
            op=one.op,
            text=one.text,
            by=(sight.names.label(one.seat) or None) if one.seat else None,
        )
        for one in pieces
    ]


async def _seats_of_people(sight: _Sight) -> dict[str, str]:
    """Return the seat each member of the group writes from, by person."""
    return {
        person.id: membership.delegation_id or membership.role
        for membership, person in await members_of(sight.session, sight.group.id)
    }
