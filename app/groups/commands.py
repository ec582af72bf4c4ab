"""Founding a group, seating delegations, inviting people, taking roles away."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlmodel import col

from app.groups import store
from app.groups.access import actor_in
from app.groups.act import Act, allow, allowed
from app.groups.tables import BreakoutSeatRow, Delegation, Membership, WorkingGroup
from app.kit.db import Write
from app.kit.errors import NotFound, Refused
from app.kit.ids import new_id, new_secret
from app.people import Person, SignInSecret, end_sessions, issue_link, register_person
from app.record import News, append
from app.rules import people as rules
from app.rules.actors import DelegationKind, Role
from app.rules.breakouts import may_convene
from app.rules.facts import (
    BreakoutSeat,
    DelegationSeated,
    GroupFounded,
    InvitationRenewed,
    PersonInvited,
)
from app.rules.facts.positions import PositionsShown
from app.rules.positions import set_shown

PALETTE = 12


async def found_group(
    write: Write,
    news: News,
    now: datetime,
    *,
    name: str,
    short: str,
    mandate: str,
    parent_body: str = "",
) -> WorkingGroup:
    """Found a working group. Its first member is invited by `seat_first`."""
    group = WorkingGroup(
        id=new_id(),
        name=name.strip(),
        short=short.strip(),
        mandate=mandate.strip(),
        parent_body=parent_body.strip(),
        pen_secret=new_secret(),
        created_at=now,
    )
    write.add(group)
    await write.flush()
    await append(write, news, group.id, None, GroupFounded(title=group.name), now)
    return group


async def seat_first(
    write: Write, news: News, group: WorkingGroup, name: str, role: Role, now: datetime
) -> Membership:
    """Give a new group its first chair or secretary, who then invites the others."""
    person = await register_person(write, name, now)
    membership = Membership(
        id=new_id(), group_id=group.id, person_id=person.id, role=role, invited_at=now
    )
    write.add(membership)
    await write.flush()
    fact = PersonInvited(
        membership_id=membership.id, person=person.name, role=role, delegation_id=None
    )
    await append(write, news, group.id, None, fact, now)
    return membership


async def seat_delegation(
    act: Act, name: str, short: str, kind: DelegationKind, *, observer: bool
) -> Delegation:
    """Give a delegation its place in the group. (P1)"""
    allow(rules.may_invite(act.actor))
    others = await store.delegations_of(act.write, act.group.id)
    if any(one.short.casefold() == short.strip().casefold() for one in others):
        raise Refused(
            "groups.short_taken",
            f"Another delegation is already called {short.strip()}. Choose another short name.",
        )
    delegation = Delegation(
        id=new_id(),
        group_id=act.group.id,
        name=name.strip(),
        short=short.strip(),
        kind=kind,
        observer=observer,
        colour=len(others) % PALETTE,
    )
    act.write.add(delegation)
    await act.write.flush()
    await act.record(
        DelegationSeated(
            delegation_id=delegation.id,
            title=delegation.name,
            delegation_kind=kind,
            observer=observer,
        )
    )
    return delegation


async def invite(
    act: Act, name: str, role: Role, delegation_id: str | None, lasting: timedelta
) -> tuple[Membership, Person, SignInSecret]:
    """Give a person a role and a personal sign-in link. (P1, P2)"""
    allow(rules.invite(act.actor, role, delegation_id))
    if delegation_id is not None:
        delegation = await act.write.get(Delegation, delegation_id)
        if delegation is None or delegation.group_id != act.group.id:
            raise NotFound("delegation")
    person = await register_person(act.write, name, act.now)
    membership = Membership(
        id=new_id(),
        group_id=act.group.id,
        person_id=person.id,
        role=role,
        delegation_id=delegation_id if role in ("delegate", "observer") else None,
        invited_at=act.now,
    )
    act.write.add(membership)
    secret = await issue_link(act.write, person.id, act.now, lasting)
    await act.record(
        PersonInvited(
            membership_id=membership.id,
            person=person.name,
            role=role,
            delegation_id=membership.delegation_id,
        )
    )
    return membership, person, secret


async def member(act: Act, membership_id: str) -> tuple[Membership, Person]:
    """Return a member of the act's group, or `NotFound`."""
    membership = await act.write.get(Membership, membership_id)
    if membership is None or membership.group_id != act.group.id:
        raise NotFound("member")
    return membership, await act.write.get_one(Person, membership.person_id)


async def renew_link(act: Act, membership_id: str, lasting: timedelta) -> SignInSecret:
    """Give a member a new sign-in link; the earlier ones end. (P1)"""
    allow(rules.may_invite(act.actor))
    membership, person = await member(act, membership_id)
    _still_holds(membership)
    await act.record(InvitationRenewed(membership_id=membership.id, person=person.name))
    return await issue_link(act.write, person.id, act.now, lasting)


async def revoke_role(act: Act, membership_id: str, reason: str) -> tuple[Membership, Person]:
    """Take a member's role away, at once and everywhere, with a reason. (P3)"""
    membership, person = await member(act, membership_id)
    _still_holds(membership)
    fact = allowed(
        rules.revoke(act.actor, membership.id, person.id, person.name, membership.role, reason)
    )
    membership.revoked_at = act.now
    act.write.add(membership)
    others = [
        one
        for one, _ in await store.memberships_of(act.write, person.id)
        if one.id != membership.id
    ]
    if not others:
        await end_sessions(act.write, person.id, act.now)
    await act.record(fact)
    act.hub.reconsider_after(act.write, visitor=person.id)
    return membership, person


def _still_holds(membership: Membership) -> None:
    if membership.revoked_at is not None:
        raise Refused("groups.already_revoked", "This role has already been taken away.")


async def set_attribution(act: Act, *, shown: bool) -> None:
    """Show the room who proposed what, or hide it. (P4)"""
    fact = allowed(rules.set_attribution(act.actor, shown))
    act.group.attribution_shown = shown
    act.write.add(act.group)
    await act.record(fact)
    act.hub.reconsider_after(act.write)  # what others are shown of those present changes


async def set_positions_shown(act: Act, shown: PositionsShown) -> None:
    """Decide what the room sees of positions: names, counts only, or nothing. (C10)"""
    fact = allowed(set_shown(act.actor, shown))
    act.group.positions_shown = shown
    act.write.add(act.group)
    await act.record(fact)


async def seat_breakout(act: Act, breakout_id: str, seats: Sequence[BreakoutSeat]) -> None:
    """Set who sits in a breakout, in place of who sat there before."""
    for seat in seats:
        membership, person = await member(act, seat.membership_id)
        _still_holds(membership)
        if seat.role == "convenor":
            who = await actor_in(act.write, act.group.id, person.id)
            allow(may_convene(observer=who is None or not (who.serves or who.speaks)))
    await act.write.exec(
        delete(BreakoutSeatRow).where(col(BreakoutSeatRow.breakout_id) == breakout_id)
    )
    act.write.add_all(
        BreakoutSeatRow(breakout_id=breakout_id, membership_id=seat.membership_id, role=seat.role)
        for seat in seats
    )
    await act.write.flush()
    act.hub.reconsider_after(act.write)
