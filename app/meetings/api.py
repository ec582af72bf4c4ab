"""The routes of sittings, of the burn-down over them, and of the chair's desk."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, StringConstraints

from app.groups import ActIn, access_group, allow
from app.kit.http import Now, Reading
from app.meetings import burndown, commands, views
from app.people import SignedIn
from app.rules import meetings as rules
from app.text import access_document

router = APIRouter(prefix="/api", tags=["meetings"])

Title = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]


class SittingIn(BaseModel):
    """A sitting to open."""

    title: Title = ""


@router.get("/groups/{group_id}/sittings")
async def read_sittings(session: Reading, person: SignedIn, group_id: str) -> views.SittingsOut:
    """Read a group's sittings in their order."""
    group, actor = await access_group(session, person, group_id)
    return await views.sittings_out(session, group, actor)


@router.post("/groups/{group_id}/sittings", status_code=201)
async def open_sitting(act: ActIn, body: SittingIn) -> views.SittingOut:
    """Open the next sitting."""
    return views.sitting_out(act.actor, await commands.open_sitting(act, body.title))


@router.post("/groups/{group_id}/sittings/{sitting_id}/close")
async def close_sitting(act: ActIn, sitting_id: str) -> views.SittingOut:
    """Close the sitting."""
    return views.sitting_out(act.actor, await commands.close_sitting(act, sitting_id))


@router.get("/documents/{document_id}/burn-down")
async def read_burn_down(
    session: Reading, person: SignedIn, now: Now, document_id: str
) -> burndown.BurnDownOut:
    """Read what was still open at the end of each sitting, and is now."""
    reader = await access_document(session, person, document_id)
    return await burndown.burn_down(session, reader, now)


@router.get("/documents/{document_id}/desk")
async def read_desk(session: Reading, person: SignedIn, document_id: str) -> views.DeskOut:
    """Read what the chair steers by; for the podium, and the convenor of a working copy."""
    reader = await access_document(session, person, document_id)
    allow(rules.may_steer(reader.actor, reader.document.breakout_id))
    return await views.desk_out(session, reader)
