"""The routes of meetings and sittings, of the burn-down over them, and of the chair's desk."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter
from pydantic import AwareDatetime, BaseModel, StringConstraints

from app.groups import ActIn, access_group, allow
from app.kit.http import Now, Reading
from app.meetings import burndown, commands, store, views
from app.meetings.bodies import Body, body_open_to
from app.people import SignedIn
from app.rules import meetings as rules
from app.text import access_document

router = APIRouter(prefix="/api", tags=["meetings"])

Title = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)]


class MeetingIn(BaseModel):
    """A meeting to announce."""

    title: Title
    begins_on: date
    ends_on: date
    place: Title = ""
    remote_access: Words = ""

    @property
    def announcement(self) -> commands.Announcement:
        """What is announced."""
        return commands.Announcement(**self.model_dump())


class SittingIn(BaseModel):
    """A sitting to open now or, with a time, to plan."""

    title: Title = ""
    breakout_id: str | None = None
    meeting_id: str | None = None
    planned_for: AwareDatetime | None = None


@router.get("/groups/{group_id}/meetings")
async def read_meetings(session: Reading, person: SignedIn, group_id: str) -> views.MeetingsOut:
    """Read when and where a group meets."""
    group, actor = await access_group(session, person, group_id)
    return await views.meetings_out(session, group, actor)


@router.post("/groups/{group_id}/meetings", status_code=201)
async def announce_meeting(act: ActIn, body: MeetingIn) -> views.MeetingOut:
    """Announce the next meeting."""
    meeting = await commands.announce_meeting(act, body.announcement)
    return views.meeting_out(act.actor, meeting)


@router.put("/groups/{group_id}/meetings/{meeting_id}")
async def change_meeting(act: ActIn, meeting_id: str, body: MeetingIn) -> views.MeetingOut:
    """Change what was announced of a meeting."""
    meeting = await commands.meeting_in(act, meeting_id)
    await commands.announce_meeting(act, body.announcement, meeting)
    return views.meeting_out(act.actor, meeting)


@router.get("/groups/{group_id}/sittings")
async def read_sittings(
    session: Reading, person: SignedIn, group_id: str, breakout_id: str | None = None
) -> views.SittingsOut:
    """Read the sittings of the plenary, or of a breakout, in their order."""
    group, actor = await access_group(session, person, group_id)
    await body_open_to(session, actor, breakout_id)
    return await views.sittings_out(session, group.id, actor, breakout_id)


@router.post("/groups/{group_id}/sittings", status_code=201)
async def open_sitting(act: ActIn, body: SittingIn) -> views.SittingOut:
    """Open the next sitting, or plan it."""
    sits = await body_open_to(act.write, act.actor, body.breakout_id)
    meeting = await commands.meeting_in(act, body.meeting_id) if body.meeting_id else None
    if body.planned_for is None:
        sitting = await commands.open_sitting(act, body.title, sits, meeting)
    else:
        on = await commands.plan_sitting(act, sits, body.title, meeting, body.planned_for)
        sitting = on.sitting
    return views.sitting_out(act.actor, sitting)


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


@router.get("/documents/{document_id}/floor")
async def read_floor(
    session: Reading, person: SignedIn, now: Now, document_id: str
) -> views.FloorOut | None:
    """Read what the body that works on a document has on its floor; null between sittings."""
    reader = await access_document(session, person, document_id)
    body = Body(reader.document.breakout_id)
    sitting = await store.open_sitting_of(session, reader.group.id, body.breakout_id)
    if sitting is None:
        return None
    return await views.floor_out(session, sitting, reader.actor, now)
