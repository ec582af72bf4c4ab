"""What clients see of meetings, sittings, the floor and the chair's desk."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime

from pydantic import BaseModel
from sqlmodel.ext.asyncio.session import AsyncSession

from app.groups import WorkingGroup, ability
from app.kit.http import Ability
from app.meetings import store
from app.meetings.tables import AgendaItem, Floor, Meeting, Sitting, Speaker
from app.rules import agenda as agenda_rules
from app.rules import floor as floor_rules
from app.rules import meetings as rules
from app.rules.actors import Actor
from app.rules.agenda import Outcome
from app.rules.floor import SpeakerState, Speaking
from app.text import Paragraph, Reader, amendments_in, paragraphs_of


class MeetingOut(BaseModel):
    """A meeting of the working group: some days with sittings in them."""

    id: str
    number: int
    title: str
    begins_on: date
    ends_on: date
    place: str
    remote_access: str
    may: dict[str, Ability]


class MeetingsOut(BaseModel):
    """A group's meetings in their order."""

    meetings: list[MeetingOut]
    may: dict[str, Ability]


class SittingOut(BaseModel):
    """A sitting of the working group or of a breakout; one not opened yet is planned."""

    id: str
    number: int
    title: str
    breakout_id: str | None
    meeting_id: str | None
    planned_for: datetime | None
    opened_at: datetime | None
    closed_at: datetime | None
    may: dict[str, Ability]


class SittingsOut(BaseModel):
    """A body's sittings in their order; one of them at most is open."""

    sittings: list[SittingOut]
    may: dict[str, Ability]


class AgendaItemOut(BaseModel):
    """An agenda item, what it is about, and what has become of it."""

    id: str
    title: str
    about_kind: str | None
    about_id: str | None
    outcome: Outcome
    taken_up_at: datetime | None
    carried_over: bool
    may: dict[str, Ability]


class SpeakerOut(BaseModel):
    """A delegation that asked for the floor, has it, or has spoken."""

    id: str
    delegation_id: str
    kind: Speaking
    remote: bool
    state: SpeakerState
    asked_at: datetime
    began_at: datetime | None
    ended_at: datetime | None
    seconds: int
    """How long it has spoken, as of `now`."""
    paragraph_id: str | None
    may: dict[str, Ability]


class FloorOut(BaseModel):
    """What a sitting has before it, and who has the floor."""

    sitting_id: str
    item_id: str | None
    item: str | None
    document_id: str | None
    paragraph_id: str | None
    label: str | None
    question: str
    since: datetime | None
    speaking: SpeakerOut | None
    next: SpeakerOut | None


class SittingRoomOut(BaseModel):
    """A sitting as those in it see it, as of `now` by the server's clock."""

    now: datetime
    sitting: SittingOut
    agenda_revision: int
    adopted_at: datetime | None
    agenda: list[AgendaItemOut]
    floor: FloorOut
    waiting: list[SpeakerOut]
    """In turn."""
    spoken: list[SpeakerOut]
    seconds_by_delegation: dict[str, int]
    list_closed: bool
    seconds_each: int | None
    may: dict[str, Ability]


class AmendedOut(BaseModel):
    """A paragraph with pending amendments, and how many."""

    paragraph_id: str
    label: str
    amendments: int


class DeskOut(BaseModel):
    """What the chair steers by, beside what has routes of its own."""

    document_id: str
    group_id: str
    title: str
    breakout_id: str | None
    amended: list[AmendedOut]


def meeting_out(actor: Actor, meeting: Meeting) -> MeetingOut:
    """Show a meeting."""
    return MeetingOut(
        id=meeting.id,
        number=meeting.number,
        title=meeting.title,
        begins_on=meeting.begins_on,
        ends_on=meeting.ends_on,
        place=meeting.place,
        remote_access=meeting.remote_access,
        may={"change": ability(rules.may_announce(actor))},
    )


async def meetings_out(session: AsyncSession, group: WorkingGroup, actor: Actor) -> MeetingsOut:
    """Show a group's meetings."""
    known = await store.meetings_of(session, group.id)
    return MeetingsOut(
        meetings=[meeting_out(actor, one) for one in known],
        may={"announce": ability(rules.may_announce(actor))},
    )


def sitting_out(actor: Actor, sitting: Sitting) -> SittingOut:
    """Show a sitting."""
    return SittingOut(
        id=sitting.id,
        number=sitting.number,
        title=sitting.title,
        breakout_id=sitting.breakout_id,
        meeting_id=sitting.meeting_id,
        planned_for=sitting.planned_for,
        opened_at=sitting.opened_at,
        closed_at=sitting.closed_at,
        may={"close": ability(rules.may_close(actor, sitting.values()))},
    )


async def sittings_out(
    session: AsyncSession, group_id: str, actor: Actor, breakout_id: str | None
) -> SittingsOut:
    """Show a body's sittings."""
    known = await store.sittings_of(session, group_id, breakout_id)
    values = [one.values() for one in known]
    shown = [sitting_out(actor, one) for one in known]
    for one, sitting in zip(shown, values, strict=True):
        one.may["open"] = ability(rules.may_open_planned(actor, values, sitting))
    return SittingsOut(
        sittings=shown,
        may={
            "open": ability(rules.may_open(actor, values, breakout_id)),
            "plan": ability(rules.may_sit(actor, breakout_id)),
        },
    )


def _item_out(actor: Actor, sitting: Sitting, item: AgendaItem) -> AgendaItemOut:
    values = sitting.values()
    return AgendaItemOut(
        id=item.id,
        title=item.title,
        about_kind=item.about_kind,
        about_id=item.about_id,
        outcome=item.outcome,
        taken_up_at=item.taken_up_at,
        carried_over=item.carried_from is not None,
        may={
            "conclude": ability(agenda_rules.may_conclude(actor, values, item.values())),
            "take_up": ability(floor_rules.may_set_floor(actor, values)),
        },
    )


def _speaker_out(actor: Actor, sitting: Sitting, speaker: Speaker, now: datetime) -> SpeakerOut:
    on, one = sitting.values(), speaker.values()
    return SpeakerOut(
        id=speaker.id,
        delegation_id=speaker.delegation_id,
        kind=speaker.kind,
        remote=speaker.remote,
        state=speaker.state,
        asked_at=speaker.asked_at,
        began_at=speaker.began_at,
        ended_at=speaker.ended_at,
        seconds=floor_rules.seconds_spoken(one, now),
        paragraph_id=speaker.paragraph_id,
        may={
            "lower": ability(floor_rules.may_lower(actor, on, one)),
            "give": ability(floor_rules.may_give(actor, on, one)),
            "end": ability(floor_rules.may_end(actor, on, one)),
        },
    )


async def sitting_room_out(
    session: AsyncSession, sitting: Sitting, actor: Actor, now: datetime
) -> SittingRoomOut:
    """Show a sitting with its agenda, its floor and its speakers."""
    values = sitting.values()
    agenda = await store.agenda_of(session, sitting.id)
    speakers = await store.speakers_of(session, sitting.id)
    waiting = _waiting(speakers)
    spoken = sorted(
        (one for one in speakers if one.state == "spoke"), key=lambda one: one.began_at or now
    )
    return SittingRoomOut(
        now=now,
        sitting=sitting_out(actor, sitting),
        agenda_revision=sitting.agenda_revision,
        adopted_at=sitting.adopted_at,
        agenda=[_item_out(actor, sitting, one) for one in agenda],
        floor=await _floor_out(session, sitting, speakers, actor, now),
        waiting=[_speaker_out(actor, sitting, one, now) for one in waiting],
        spoken=[_speaker_out(actor, sitting, one, now) for one in spoken],
        seconds_by_delegation=floor_rules.time_by_delegation(
            [one.values() for one in speakers], now
        ),
        list_closed=values.list_closed,
        seconds_each=sitting.seconds_each,
        may={
            "draw_up": ability(agenda_rules.may_draw_up(actor, values)),
            "adopt": ability(agenda_rules.may_adopt(actor, values)),
            "set_floor": ability(floor_rules.may_set_floor(actor, values)),
            "ask": ability(
                floor_rules.may_ask(actor, values, actor.delegation_id, observers_speak=True)
            ),
        },
    )


def _waiting(speakers: Sequence[Speaker]) -> list[Speaker]:
    by_id = {one.id: one for one in speakers}
    return [by_id[one.id] for one in floor_rules.in_order(one.values() for one in speakers)]


async def floor_out(
    session: AsyncSession, sitting: Sitting, actor: Actor, now: datetime
) -> FloorOut:
    """Show what a sitting has before it, who has the floor, and who is next."""
    speakers = await store.speakers_of(session, sitting.id)
    return await _floor_out(session, sitting, speakers, actor, now)


async def _floor_out(
    session: AsyncSession,
    sitting: Sitting,
    speakers: Sequence[Speaker],
    actor: Actor,
    now: datetime,
) -> FloorOut:
    floor = await session.get(Floor, sitting.id)
    speaking = next((one for one in speakers if one.state == "speaking"), None)
    waiting = _waiting(speakers)
    item = await session.get(AgendaItem, floor.item_id) if floor and floor.item_id else None
    paragraph = (
        await session.get(Paragraph, floor.paragraph_id) if floor and floor.paragraph_id else None
    )
    return FloorOut(
        sitting_id=sitting.id,
        item_id=item.id if item else None,
        item=item.title if item else None,
        document_id=floor.document_id if floor else None,
        paragraph_id=paragraph.id if paragraph else None,
        label=paragraph.label if paragraph else None,
        question=floor.question if floor else "",
        since=floor.since if floor else None,
        speaking=_speaker_out(actor, sitting, speaking, now) if speaking else None,
        next=_speaker_out(actor, sitting, waiting[0], now) if waiting else None,
    )


async def desk_out(session: AsyncSession, reader: Reader) -> DeskOut:
    """Show the desk of a document."""
    document = reader.document
    pending = Counter(
        row.paragraph_id
        for row in await amendments_in(session, document.id)
        if row.state == "pending"
    )
    return DeskOut(
        document_id=document.id,
        group_id=document.group_id,
        title=document.title,
        breakout_id=document.breakout_id,
        amended=[
            AmendedOut(paragraph_id=one.id, label=one.label, amendments=pending[one.id])
            for one in await paragraphs_of(session, document.id)
            if one.id in pending
        ],
    )
