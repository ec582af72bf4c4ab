"""The routes of a group's people, delegations and settings."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import BaseModel, StringConstraints

from app.groups import commands, store
from app.groups.access import access_group
from app.groups.act import ActIn
from app.groups.views import (
    DelegationOut,
    InvitedOut,
    LinkOut,
    MemberOut,
    delegation_out,
    member_out,
)
from app.kit.http import Reading, SettingsOf
from app.people import SignedIn, SignInSecret
from app.rules.actors import DelegationKind, Role
from app.rules.facts.positions import PositionsShown

router = APIRouter(prefix="/api/groups/{group_id}", tags=["groups"])

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Short = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=16)]
Reason = Annotated[str, StringConstraints(max_length=2000)]


class InviteIn(BaseModel):
    """Whom to invite."""

    name: Line
    role: Role
    delegation_id: str | None = None


class RevokeIn(BaseModel):
    """Why a role is taken away."""

    reason: Reason


class DelegationIn(BaseModel):
    """A delegation to seat."""

    name: Line
    short: Short
    kind: DelegationKind
    observer: bool = False


class AttributionIn(BaseModel):
    """Whether the room sees who proposed what."""

    attribution_shown: bool


class PositionsShownIn(BaseModel):
    """What the room sees of the delegations' positions."""

    positions_shown: PositionsShown


def link_out(request: Request, secret: SignInSecret) -> LinkOut:
    """Make a link of a token; it stands in the fragment, so that no server logs it."""
    public: str = request.app.state.settings.public_url
    return LinkOut(url=f"{public}/enter#{secret.token}", expires_at=secret.expires_at)


@router.get("/people")
async def people(session: Reading, person: SignedIn, group_id: str) -> list[MemberOut]:
    """List everyone who has or had a role in the group."""
    group, actor = await access_group(session, person, group_id)
    found = await store.members_of(session, group.id)
    return [member_out(actor, membership, other) for membership, other in found]


@router.post("/people", status_code=201)
async def invite(request: Request, act: ActIn, body: InviteIn, settings: SettingsOf) -> InvitedOut:
    """Invite a person; the reply holds their link, which is shown this once."""
    lasting = timedelta(days=settings.link_days)
    membership, person, secret = await commands.invite(
        act, body.name, body.role, body.delegation_id, lasting
    )
    return InvitedOut(
        person=member_out(act.actor, membership, person), link=link_out(request, secret)
    )


@router.post("/people/{membership_id}/link", status_code=201)
async def renew_link(
    request: Request, act: ActIn, membership_id: str, settings: SettingsOf
) -> LinkOut:
    """Give a member a new link; the earlier ones end."""
    lasting = timedelta(days=settings.link_days)
    return link_out(request, await commands.renew_link(act, membership_id, lasting))


@router.post("/people/{membership_id}/revoke")
async def revoke(act: ActIn, membership_id: str, body: RevokeIn) -> MemberOut:
    """Take a member's role away."""
    membership, person = await commands.revoke_role(act, membership_id, body.reason)
    return member_out(act.actor, membership, person)


@router.post("/delegations", status_code=201)
async def seat_delegation(act: ActIn, body: DelegationIn) -> DelegationOut:
    """Seat a delegation."""
    delegation = await commands.seat_delegation(
        act, body.name, body.short, body.kind, observer=body.observer
    )
    return delegation_out(delegation)


@router.put("/positions-shown", status_code=204)
async def set_positions_shown(act: ActIn, body: PositionsShownIn) -> None:
    """Decide what the room sees of positions."""
    await commands.set_positions_shown(act, body.positions_shown)


@router.put("/attribution", status_code=204)
async def set_attribution(act: ActIn, body: AttributionIn) -> None:
    """Show or hide who proposed what."""
    await commands.set_attribution(act, shown=body.attribution_shown)
