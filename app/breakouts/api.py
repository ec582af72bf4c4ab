"""The routes of breakouts, their reports and the plenary's endorsement."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, Field, StringConstraints

from app.breakouts import commands, endorsement, views
from app.breakouts.tables import Breakout
from app.groups import Act, ActIn, access_group, act_in
from app.kit.errors import NotFound
from app.kit.http import Now, Reading, Writing
from app.people import SignedIn
from app.rules.breakouts import may_read
from app.rules.facts import BreakoutSeat
from app.text import document_in

router = APIRouter(prefix="/api", tags=["breakouts"])

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=20_000)]


class BreakoutIn(BaseModel):
    """A breakout to open over categories and single paragraphs of a document."""

    document_id: str
    name: Name
    task: Words
    category_ids: list[str] = Field(default_factory=list, max_length=200)
    paragraph_ids: list[str] = Field(default_factory=list, max_length=2000)
    convenor: str
    members: list[str] = Field(default_factory=list, max_length=500)
    closed: bool = False


class MembersIn(BaseModel):
    """Who sits in a breakout, and whether others may read it."""

    members: list[BreakoutSeat] = Field(max_length=500)
    closed: bool


class ReportIn(BaseModel):
    """The report's opening words."""

    intro: Words = ""


class EndorseItemIn(BaseModel):
    """A paragraph to endorse, as it was shown; `text` when it is endorsed as amended."""

    id: str
    copy_digest: str
    plenary_digest: str | None = None
    text: Words | None = None


class EndorseIn(BaseModel):
    """The paragraphs the plenary endorses."""

    items: list[EndorseItemIn] = Field(min_length=1, max_length=2000)
    note: Words | None = None


class ReturnIn(BaseModel):
    """The paragraphs (none named: all that are left) that go back, and why."""

    items: list[str] = Field(default_factory=list, max_length=2000)
    comment: Words


@dataclass(frozen=True, slots=True)
class OnBreakout:
    """Someone's act on a breakout they may read."""

    act: Act
    breakout: Breakout

    async def shown(self) -> views.BreakoutOut:
        """Return the breakout as this person sees it, inside the act's transaction."""
        act = self.act
        return await views.breakout_out(act.write, act.hub, act.group, act.actor, self.breakout)


async def _on_breakout(
    request: Request, write: Writing, person: SignedIn, now: Now, breakout_id: str
) -> OnBreakout:
    found = await write.get(Breakout, breakout_id)
    if found is None:
        raise NotFound("breakout")
    try:
        act = await act_in(request, write, person, now, found.group_id)
    except NotFound:
        raise NotFound("breakout") from None
    return OnBreakout(act, await commands.access_breakout(act, breakout_id))


OnBreakoutIn = Annotated[OnBreakout, Depends(_on_breakout, scope="function")]


@router.post("/groups/{group_id}/breakouts", status_code=201)
async def open_breakout(act: ActIn, body: BreakoutIn) -> views.BreakoutOut:
    """Open a breakout: its paragraphs are forked into a working copy."""
    document = await document_in(act, body.document_id)
    seats = [BreakoutSeat(membership_id=body.convenor, role="convenor")] + [
        BreakoutSeat(membership_id=one, role="member")
        for one in dict.fromkeys(body.members)
        if one != body.convenor
    ]
    breakout = await commands.open_breakout(
        act,
        document,
        name=body.name,
        task=body.task,
        category_ids=body.category_ids,
        paragraph_ids=body.paragraph_ids,
        seats=seats,
        closed=body.closed,
    )
    return await OnBreakout(act, breakout).shown()


@router.get("/breakouts/{breakout_id}")
async def read_breakout(
    request: Request, session: Reading, person: SignedIn, breakout_id: str
) -> views.BreakoutOut:
    """Read a breakout, with its work as a redline."""
    breakout = await session.get(Breakout, breakout_id)
    if breakout is None:
        raise NotFound("breakout")
    try:
        group, actor = await access_group(session, person, breakout.group_id)
    except NotFound:
        raise NotFound("breakout") from None
    if not may_read(actor, breakout.id, breakout.closed, breakout.state):
        raise NotFound("breakout")
    return await views.breakout_out(session, request.app.state.hub, group, actor, breakout)


@router.put("/breakouts/{breakout_id}/members")
async def set_members(on: OnBreakoutIn, body: MembersIn) -> views.BreakoutOut:
    """Set who sits in the breakout, and whether others may read it."""
    await commands.set_members(on.act, on.breakout, body.members, closed=body.closed)
    return await on.shown()


@router.post("/breakouts/{breakout_id}/report")
async def report(on: OnBreakoutIn, body: ReportIn) -> views.BreakoutOut:
    """Bring the breakout's work to the plenary."""
    await commands.report(on.act, on.breakout, body.intro)
    return await on.shown()


@router.post("/breakouts/{breakout_id}/endorse")
async def endorse(on: OnBreakoutIn, body: EndorseIn) -> views.BreakoutOut:
    """Endorse paragraphs of the report: all named, or none if one is refused."""
    wanted = [
        endorsement.Endorse(one.id, one.copy_digest, one.plenary_digest, one.text)
        for one in body.items
    ]
    await endorsement.endorse(on.act, on.breakout, wanted, body.note)
    return await on.shown()


@router.post("/breakouts/{breakout_id}/return")
async def return_work(on: OnBreakoutIn, body: ReturnIn) -> views.BreakoutOut:
    """Send paragraphs back to the breakout, with a comment."""
    await endorsement.return_work(on.act, on.breakout, body.items, body.comment)
    return await on.shown()
