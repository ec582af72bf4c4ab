"""What waits for a person, and a group with all that is in it."""

from collections.abc import Sequence
from datetime import datetime

from pydantic import BaseModel
from sqlmodel.ext.asyncio.session import AsyncSession

from app.breakouts import Breakout, BreakoutCard, breakout_cards, breakouts_of
from app.consensus import UnderSilence, under_silence
from app.groups import (
    DelegationOut,
    Membership,
    MeOut,
    WorkingGroup,
    ability,
    actor_in,
    delegation_out,
    delegations_of,
    memberships_of,
)
from app.kit.http import Ability
from app.rules import breakouts as breakout_rules
from app.rules import people as people_rules
from app.rules.actors import Actor, Role
from app.rules.facts.positions import PositionsShown
from app.rules.positions import may_set_shown
from app.text import (
    Document,
    DocumentCard,
    amendments_waiting,
    document_cards,
    documents_of,
    open_to,
)


class Waiting(BaseModel):
    """Something that waits for this person: `kind` and `count` for the page's own words."""

    kind: str
    title: str
    count: int
    href: str


class DocumentRef(BaseModel):
    """A document to open."""

    id: str
    title: str
    state: str
    breakout_id: str | None


class GroupCard(BaseModel):
    """A working group, as one of its members sees it from home."""

    id: str
    name: str
    short: str
    role: Role
    delegation: DelegationOut | None
    documents: list[DocumentRef]
    waiting: list[Waiting]
    silences: list[UnderSilence]
    """What is under silence now, the first to close first."""


class SelfOut(BaseModel):
    """The person who is signed in."""

    id: str
    name: str


class HomeOut(BaseModel):
    """What a person sees first."""

    person: SelfOut
    groups: list[GroupCard]


class GroupOut(BaseModel):
    """A working group whole."""

    id: str
    name: str
    short: str
    mandate: str
    parent_body: str
    attribution_shown: bool
    positions_shown: PositionsShown
    me: MeOut
    delegations: list[DelegationOut]
    documents: list[DocumentCard]
    breakouts: list[BreakoutCard]
    may: dict[str, Ability]


async def home_out(session: AsyncSession, person_id: str, name: str, now: datetime) -> HomeOut:
    """Gather a person's groups and what waits for them there."""
    groups = [
        await _group_card(session, membership, group, person_id, now)
        for membership, group in await memberships_of(session, person_id)
    ]
    return HomeOut(person=SelfOut(id=person_id, name=name), groups=groups)


async def _group_card(
    session: AsyncSession,
    membership: Membership,
    group: WorkingGroup,
    person_id: str,
    now: datetime,
) -> GroupCard:
    actor = await actor_in(session, group.id, person_id)
    assert actor is not None
    documents = [one for one in await documents_of(session, group.id) if open_to(actor, one)]
    delegations = {one.id: one for one in await delegations_of(session, group.id)}
    delegation = delegations.get(membership.delegation_id or "")
    return GroupCard(
        id=group.id,
        name=group.name,
        short=group.short,
        role=membership.role,
        delegation=delegation_out(delegation) if delegation else None,
        documents=[DocumentRef.model_validate(one, from_attributes=True) for one in documents],
        waiting=await _waiting(session, group, actor, documents),
        silences=await under_silence(session, documents, now),
    )


async def _waiting(
    session: AsyncSession, group: WorkingGroup, actor: Actor, documents: Sequence[Document]
) -> list[Waiting]:
    """Say what this person, in this role, is waited for to do."""
    found: list[Waiting] = []
    for breakout in await breakouts_of(session, group.id):
        waits = _breakout_waits(actor, breakout)
        if waits is not None:
            found.append(waits)
    for document in documents:
        rows = await amendments_waiting(session, document.id)
        mine = sum(row.seat == actor.seat for row in rows)
        decides = _decides(actor, document)
        count = len(rows) if decides else mine
        if count:
            kind = "amendments_to_decide" if decides else "my_amendments"
            title = document.breakout_name or document.title
            href = f"/documents/{document.id}?filter={kind}"
            found.append(Waiting(kind=kind, title=title, count=count, href=href))
    return found


def _decides(actor: Actor, document: Document) -> bool:
    if document.breakout_id is None:
        return actor.serves
    at_work = document.breakout_state in ("at work", "returned")
    return at_work and actor.breakout_role(document.breakout_id) == "convenor"


def _breakout_waits(actor: Actor, breakout: Breakout) -> Waiting | None:
    role = actor.breakout_role(breakout.id)
    href = f"/breakouts/{breakout.id}"
    if breakout.state == "reported" and actor.presides:
        return Waiting(kind="report_to_endorse", title=breakout.name, count=1, href=href)
    if role is None or breakout.state not in ("at work", "returned"):
        return None
    kind = "breakout_returned" if breakout.state == "returned" else "breakout_at_work"
    return Waiting(
        kind=kind,
        title=breakout.name,
        count=1,
        href=f"/documents/{breakout.working_document_id}",
    )


async def group_out(
    session: AsyncSession, group: WorkingGroup, actor: Actor, membership_id: str
) -> GroupOut:
    """Show a group whole."""
    documents = [one for one in await documents_of(session, group.id) if open_to(actor, one)]
    opens = ability(people_rules.may_open_document(actor))
    return GroupOut(
        id=group.id,
        name=group.name,
        short=group.short,
        mandate=group.mandate,
        parent_body=group.parent_body,
        attribution_shown=group.attribution_shown,
        positions_shown=group.positions_shown,
        me=MeOut(
            membership_id=membership_id,
            person_id=actor.person_id,
            role=actor.role,
            delegation_id=actor.delegation_id,
        ),
        delegations=[delegation_out(one) for one in await delegations_of(session, group.id)],
        documents=await document_cards(session, documents),
        breakouts=await breakout_cards(session, actor, group.id),
        may={
            "invite": ability(people_rules.may_invite(actor)),
            "seat_delegation": ability(people_rules.may_invite(actor)),
            "set_attribution": ability(people_rules.may_set_attribution(actor)),
            "set_positions_shown": ability(may_set_shown(actor)),
            "open_document": opens,
            "import_document": opens,
            "open_breakout": ability(breakout_rules.may_open(actor)),
        },
    )
