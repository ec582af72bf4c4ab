"""Announcing meetings; planning, opening and closing sittings."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from app.groups import Act, allow
from app.kit.errors import NotFound
from app.kit.ids import new_id
from app.meetings import agenda, store
from app.meetings.bodies import Body, OnSitting
from app.meetings.speakers import let_go
from app.meetings.tables import Meeting, Sitting
from app.rules import meetings as rules
from app.rules.facts import MeetingAnnounced, SittingClosed, SittingOpened, SittingPlanned
from app.rules.verdict import No


@dataclass(frozen=True, slots=True)
class Announcement:
    """What is announced of a meeting."""

    title: str
    begins_on: date
    ends_on: date
    place: str = ""
    remote_access: str = ""


async def announce_meeting(
    act: Act, announced: Announcement, meeting: Meeting | None = None
) -> Meeting:
    """Announce the group's next meeting, or change what was announced of one. (M5)"""
    allow(rules.announce(act.actor, announced.title, announced.begins_on, announced.ends_on))
    if meeting is None:
        known = await store.meetings_of(act.write, act.group.id)
        number = max((one.number for one in known), default=0) + 1
        new = Meeting(
            id=new_id(),
            group_id=act.group.id,
            number=number,
            title="",
            begins_on=announced.begins_on,
            ends_on=announced.ends_on,
            announced_at=act.now,
        )
    else:
        new = meeting
    new.title = announced.title.strip()
    new.begins_on, new.ends_on = announced.begins_on, announced.ends_on
    new.place, new.remote_access = announced.place.strip(), announced.remote_access.strip()
    act.write.add(new)
    await act.write.flush()
    await act.record(
        MeetingAnnounced(
            meeting_id=new.id,
            number=new.number,
            title=new.title,
            begins_on=new.begins_on,
            ends_on=new.ends_on,
            place=new.place,
            changed=meeting is not None,
        )
    )
    return new


async def meeting_in(act: Act, meeting_id: str) -> Meeting:
    """Return a meeting of the act's group, or `NotFound`."""
    meeting = await act.write.get(Meeting, meeting_id)
    if meeting is None or meeting.group_id != act.group.id:
        raise NotFound("meeting")
    return meeting


async def plan_sitting(
    act: Act, body: Body, title: str, meeting: Meeting | None, planned_for: datetime | None
) -> OnSitting:
    """Plan the body's next sitting; what the last one left is on its agenda. (M1, M2, M10)"""
    known = await store.sittings_of(act.write, act.group.id, body.breakout_id)
    number = rules.next_number(act.actor, [one.values() for one in known], body.breakout_id)
    if isinstance(number, No):
        allow(number)
        raise AssertionError
    sitting = Sitting(
        id=new_id(),
        group_id=act.group.id,
        breakout_id=body.breakout_id,
        meeting_id=meeting.id if meeting else None,
        number=number,
        title=title.strip(),
        planned_for=planned_for.astimezone(UTC) if planned_for else None,
    )
    act.write.add(sitting)
    await act.write.flush()
    on = OnSitting(act, sitting, body)
    if planned_for is not None:
        await on.record(SittingPlanned(sitting_id=sitting.id, number=number, title=sitting.title))
    await agenda.carry_over(on, known)
    return on


async def open_sitting(
    act: Act, title: str, body: Body | None = None, meeting: Meeting | None = None
) -> Sitting:
    """Open the next sitting without having planned it. (M1, M2)"""
    body = body or Body()
    known = await store.sittings_of(act.write, act.group.id, body.breakout_id)
    allow(rules.may_open(act.actor, [one.values() for one in known], body.breakout_id))
    on = await plan_sitting(act, body, title, meeting, None)
    return await _open(on)


async def open_planned(on: OnSitting) -> Sitting:
    """Open a sitting that was planned. (M1, M2)"""
    act = on.act
    known = await store.sittings_of(act.write, act.group.id, on.body.breakout_id)
    allow(rules.may_open_planned(act.actor, [one.values() for one in known], on.sitting.values()))
    return await _open(on)


async def _open(on: OnSitting) -> Sitting:
    act, sitting = on.act, on.sitting
    sitting.opened_at, sitting.opened_by = act.now, act.actor.person_id
    act.write.add(sitting)
    await on.record(
        SittingOpened(sitting_id=sitting.id, number=sitting.number, title=sitting.title)
    )
    return sitting


async def close_sitting(on: OnSitting) -> Sitting:
    """Close the sitting: say of each item what became of it, and carry over what is left.

    (M1, M4, M9, M10)
    """
    act, sitting = on.act, on.sitting
    allow(rules.may_close(act.actor, sitting.values()))
    await let_go(on)
    left = await agenda.end(on)
    sitting.closed_at, sitting.closed_by = act.now, act.actor.person_id
    act.write.add(sitting)
    await act.write.flush()
    await on.record(
        SittingClosed(
            sitting_id=sitting.id,
            number=sitting.number,
            title=sitting.title,
            not_discussed=tuple(line for line, end in left if end == "not discussed"),
            continued=tuple(line for line, end in left if end == "to be continued"),
        )
    )
    known = await store.sittings_of(act.write, act.group.id, on.body.breakout_id)
    planned = next((one for one in known if one.opened_at is None), None)
    if planned is not None:
        await agenda.carry_over(OnSitting(act, planned, on.body), known)
    return sitting
