"""The routes of one sitting: its opening and rising, its agenda, its floor, its speakers."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, Field, StringConstraints

from app.groups import act_in
from app.kit.http import Now, Reading, Writing
from app.meetings import agenda, commands, speakers, views
from app.meetings.bodies import OnSitting, access_sitting, sitting_in
from app.people import SignedIn
from app.rules.floor import Speaking

router = APIRouter(prefix="/api/sittings/{sitting_id}", tags=["sittings"])

Title = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)]
Question = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)]


class AgendaEntryIn(BaseModel):
    """One line of the agenda: `id` for one that is there already."""

    title: Title
    id: str | None = None
    about_kind: str | None = Field(default=None, pattern="^(document|category|paragraph|breakout)$")
    about_id: str | None = None


class AgendaIn(BaseModel):
    """The whole agenda, and the revision of it that was shown."""

    revision: int
    items: list[AgendaEntryIn] = Field(max_length=200)


class AgendaShownIn(BaseModel):
    """The revision of the agenda that was shown."""

    revision: int


class FloorIn(BaseModel):
    """What to put on the floor; nothing clears it."""

    item_id: str | None = None
    paragraph_id: str | None = None
    question: Question = ""


class FloorAskedIn(BaseModel):
    """A request for the floor; `delegation_id` where the podium notes it for another."""

    kind: Speaking = "statement"
    delegation_id: str | None = None
    remote: bool = False


class SpeakersOrderIn(BaseModel):
    """Those who wait, in the order wanted."""

    speakers: list[str] = Field(max_length=1000)


class SpeakersListIn(BaseModel):
    """Whether the list is closed, and the seconds for each intervention."""

    closed: bool = False
    seconds_each: int | None = None


async def _on_sitting(
    request: Request, write: Writing, person: SignedIn, now: Now, sitting_id: str
) -> OnSitting:
    sitting, _ = await access_sitting(write, person, sitting_id)
    act = await act_in(request, write, person, now, sitting.group_id)
    return await sitting_in(act, sitting.id)


OnSittingIn = Annotated[OnSitting, Depends(_on_sitting, scope="function")]
"""The act of whoever is asking on the sitting the path names, or 404."""


async def _room(on: OnSitting) -> views.SittingRoomOut:
    await on.act.write.flush()
    return await views.sitting_room_out(on.act.write, on.sitting, on.act.actor, on.act.now)


@router.get("")
async def read_sitting(
    session: Reading, person: SignedIn, now: Now, sitting_id: str
) -> views.SittingRoomOut:
    """Read a sitting: agenda, floor, speakers."""
    sitting, actor = await access_sitting(session, person, sitting_id)
    return await views.sitting_room_out(session, sitting, actor, now)


@router.post("/open")
async def open_planned_sitting(on: OnSittingIn) -> views.SittingOut:
    """Open a sitting that was planned."""
    return views.sitting_out(on.act.actor, await commands.open_planned(on))


@router.post("/close")
async def close_sitting(on: OnSittingIn) -> views.SittingOut:
    """Close the sitting; what time did not allow is said, and carried over."""
    return views.sitting_out(on.act.actor, await commands.close_sitting(on))


@router.put("/agenda")
async def set_agenda(on: OnSittingIn, body: AgendaIn) -> views.SittingRoomOut:
    """Give the sitting its agenda."""
    entries = [agenda.Entry(**one.model_dump()) for one in body.items]
    await agenda.set_agenda(on, body.revision, entries)
    return await _room(on)


@router.post("/agenda/adopt")
async def adopt_agenda(on: OnSittingIn, body: AgendaShownIn) -> views.SittingRoomOut:
    """Adopt the agenda."""
    await agenda.adopt_agenda(on, body.revision)
    return await _room(on)


@router.post("/agenda/{item_id}/conclude")
async def conclude_item(on: OnSittingIn, item_id: str) -> views.SittingRoomOut:
    """Say that the sitting is done with an item."""
    await agenda.conclude_item(on, item_id)
    return await _room(on)


@router.put("/floor")
async def set_floor(on: OnSittingIn, body: FloorIn) -> views.SittingRoomOut:
    """Say what is on the floor."""
    await speakers.set_floor(on, body.item_id, body.paragraph_id, body.question)
    return await _room(on)


@router.post("/speakers", status_code=201)
async def ask_for_floor(on: OnSittingIn, body: FloorAskedIn) -> views.SittingRoomOut:
    """Ask for the floor."""
    await speakers.ask(on, body.kind, body.delegation_id, remote=body.remote)
    return await _room(on)


@router.put("/speakers/order")
async def order_speakers(on: OnSittingIn, body: SpeakersOrderIn) -> views.SittingRoomOut:
    """Put those who wait in another order."""
    await speakers.order_speakers(on, body.speakers)
    return await _room(on)


@router.put("/speakers/list")
async def set_speakers_list(on: OnSittingIn, body: SpeakersListIn) -> views.SittingRoomOut:
    """Close or open the list, and set the time for each."""
    await speakers.set_list(on, closed=body.closed, seconds_each=body.seconds_each)
    return await _room(on)


@router.post("/speakers/next")
async def give_floor_to_next(on: OnSittingIn) -> views.SittingRoomOut:
    """Give the floor to the next speaker."""
    await speakers.give_floor(on)
    return await _room(on)


@router.post("/speakers/{speaker_id}/give")
async def give_floor(on: OnSittingIn, speaker_id: str) -> views.SittingRoomOut:
    """Give the floor to a delegation out of turn."""
    await speakers.give_floor(on, speaker_id)
    return await _room(on)


@router.post("/speakers/{speaker_id}/end")
async def end_intervention(on: OnSittingIn, speaker_id: str) -> views.SittingRoomOut:
    """End what a delegation says."""
    await speakers.end_intervention(on, speaker_id)
    return await _room(on)


@router.post("/speakers/{speaker_id}/lower")
async def lower_flag(on: OnSittingIn, speaker_id: str) -> views.SittingRoomOut:
    """Take a waiting delegation off the list."""
    await speakers.lower(on, speaker_id)
    return await _room(on)
