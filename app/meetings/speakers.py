"""What is on the floor and who has it."""

from collections.abc import Sequence

from app.groups import Delegation, allow
from app.kit.errors import BadInput, NotFound
from app.kit.ids import new_id
from app.meetings import store
from app.meetings.agenda import item_in, take_up
from app.meetings.bodies import OnSitting
from app.meetings.tables import AgendaItem, Floor, Speaker
from app.rules import floor as rules
from app.rules.facts import (
    FlagLowered,
    FloorAsked,
    FloorSet,
    InterventionBegan,
    InterventionEnded,
    SpeakersListSet,
    SpeakersOrdered,
)
from app.rules.floor import Speaking
from app.text import Paragraph, document_in


async def set_floor(
    on: OnSitting, item_id: str | None, paragraph_id: str | None, question: str = ""
) -> Floor:
    """Say what the sitting has before it: an item, a paragraph, both, or nothing. (M11, M12)"""
    act, sitting = on.act, on.sitting
    allow(rules.may_set_floor(act.actor, sitting.values()))
    item = await item_in(on, item_id) if item_id else None
    paragraph = await _before_all(on, paragraph_id) if paragraph_id else None
    if item is not None:
        take_up(on, item)
    floor = await act.write.get(Floor, sitting.id) or Floor(sitting_id=sitting.id, since=act.now)
    floor.item_id = item.id if item else None
    floor.paragraph_id = paragraph.id if paragraph else None
    floor.document_id = paragraph.document_id if paragraph else _document_of(item)
    floor.question, floor.since = question.strip(), act.now
    act.write.add(floor)
    await act.write.flush()
    await on.record(
        FloorSet(
            sitting_id=sitting.id,
            document_id=floor.document_id,
            paragraph_id=floor.paragraph_id,
            item=item.values().line if item else None,
            label=paragraph.label if paragraph else None,
            question=floor.question,
        )
    )
    return floor


async def _before_all(on: OnSitting, paragraph_id: str) -> Paragraph:
    """Return a paragraph that everyone who follows the sitting may read. (B5)"""
    paragraph = await on.act.write.get(Paragraph, paragraph_id)
    if paragraph is None or paragraph.retired_at is not None:
        raise NotFound("paragraph")
    document = await document_in(on.act, paragraph.document_id)
    if document.audience not in (None, on.body.audience):
        raise BadInput(
            "meetings.not_before_all",
            "This working copy is closed to others. Take up what it brings once it is reported.",
        )
    return paragraph


def _document_of(item: AgendaItem | None) -> str | None:
    return item.about_id if item is not None and item.about_kind == "document" else None


async def ask(on: OnSitting, kind: Speaking, delegation_id: str | None, *, remote: bool) -> Speaker:
    """Ask for the floor, for one's own delegation or, from the podium, for any. (M13, M16)"""
    act, sitting = on.act, on.sitting
    allow(rules.may_ask(act.actor, sitting.values(), delegation_id, observers_speak=True))
    whose = delegation_id or act.actor.delegation_id
    delegation = await act.write.get(Delegation, whose) if whose else None
    if delegation is None or delegation.group_id != act.group.id:
        raise NotFound("delegation")
    known = await store.speakers_of(act.write, sitting.id)
    allow(rules.ask(kind, sitting.values(), delegation.id, [one.values() for one in known]))
    speaker = Speaker(
        id=new_id(),
        sitting_id=sitting.id,
        delegation_id=delegation.id,
        kind=kind,
        remote=remote,
        place=max((one.place for one in known), default=0) + 1,
        asked_at=act.now,
    )
    act.write.add(speaker)
    await act.write.flush()
    await on.record(
        FloorAsked(
            sitting_id=sitting.id,
            speaker_id=speaker.id,
            delegation_id=delegation.id,
            speaking=kind,
            remote=remote,
        )
    )
    return speaker


async def speaker_in(on: OnSitting, speaker_id: str) -> Speaker:
    """Return a request for the floor in the sitting, or `NotFound`."""
    speaker = await on.act.write.get(Speaker, speaker_id)
    if speaker is None or speaker.sitting_id != on.sitting.id:
        raise NotFound("speaker")
    return speaker


async def lower(on: OnSitting, speaker_id: str) -> None:
    """Take a waiting delegation off the list. (M13)"""
    speaker = await speaker_in(on, speaker_id)
    allow(rules.may_lower(on.act.actor, on.sitting.values(), speaker.values()))
    speaker.state = "lowered"
    on.act.write.add(speaker)
    await on.record(
        FlagLowered(
            sitting_id=on.sitting.id,
            speaker_id=speaker.id,
            delegation_id=speaker.delegation_id,
        )
    )


async def give_floor(on: OnSitting, speaker_id: str | None = None) -> Speaker:
    """Give the floor to a delegation, by default to the next; who has it ends. (M14, M15)"""
    act, sitting = on.act, on.sitting
    known = {one.id: one for one in await store.speakers_of(act.write, sitting.id)}
    if speaker_id is None:
        waiting = rules.in_order(one.values() for one in known.values())
        allow(rules.may_set_floor(act.actor, sitting.values()))
        if not waiting:
            raise BadInput("meetings.nobody_waits", "Nobody is waiting for the floor.")
        speaker_id = waiting[0].id
    speaker = known.get(speaker_id)
    if speaker is None:
        raise NotFound("speaker")
    allow(rules.may_give(act.actor, sitting.values(), speaker.values()))
    current = next((one for one in known.values() if one.state == "speaking"), None)
    if current is not None:
        breaks_in = rules.interrupts(current.values(), speaker.values())
        await _end(on, current, goes_on=breaks_in)
    floor = await act.write.get(Floor, sitting.id)
    speaker.state, speaker.began_at = "speaking", act.now
    if floor is not None:
        speaker.item_id, speaker.document_id = floor.item_id, floor.document_id
        speaker.paragraph_id = floor.paragraph_id
    act.write.add(speaker)
    await act.write.flush()
    await on.record(
        InterventionBegan(
            sitting_id=sitting.id,
            document_id=speaker.document_id,
            paragraph_id=speaker.paragraph_id,
            speaker_id=speaker.id,
            delegation_id=speaker.delegation_id,
            speaking=speaker.kind,
            label=await _label(on, speaker),
        )
    )
    return speaker


async def end_intervention(on: OnSitting, speaker_id: str) -> None:
    """End what a delegation says: it yields the floor, or the podium takes it back. (M15)"""
    speaker = await speaker_in(on, speaker_id)
    allow(rules.may_end(on.act.actor, on.sitting.values(), speaker.values()))
    await _end(on, speaker, goes_on=False)


async def _end(on: OnSitting, speaker: Speaker, *, goes_on: bool) -> None:
    now = on.act.now
    seconds = rules.seconds_spoken(speaker.values(), now)
    if goes_on:
        # It is next when the point of order has been made.
        first = min(one.place for one in await store.speakers_of(on.act.write, on.sitting.id))
        speaker.state, speaker.seconds_before, speaker.began_at = "waiting", seconds, None
        speaker.place = first - 1
    else:
        speaker.state, speaker.ended_at = "spoke", now
    on.act.write.add(speaker)
    await on.record(
        InterventionEnded(
            sitting_id=on.sitting.id,
            document_id=speaker.document_id,
            paragraph_id=speaker.paragraph_id,
            speaker_id=speaker.id,
            delegation_id=speaker.delegation_id,
            speaking=speaker.kind,
            seconds=seconds,
            interrupted=goes_on,
            label=await _label(on, speaker),
        )
    )


async def _label(on: OnSitting, speaker: Speaker) -> str | None:
    if speaker.paragraph_id is None:
        return None
    return (await on.act.write.get_one(Paragraph, speaker.paragraph_id)).label


async def let_go(on: OnSitting) -> None:
    """End what is being said as the sitting rises; who waited has not spoken. (M15)"""
    for speaker in await store.speakers_of(on.act.write, on.sitting.id):
        if speaker.state == "speaking":
            await _end(on, speaker, goes_on=False)


async def order_speakers(on: OnSitting, wanted: Sequence[str]) -> None:
    """Put those who wait in another order. (M14)"""
    act, sitting = on.act, on.sitting
    known = {one.id: one for one in await store.speakers_of(act.write, sitting.id)}
    values = [one.values() for one in known.values()]
    allow(rules.reorder(act.actor, sitting.values(), values, wanted))
    places = sorted(one.place for one in known.values() if one.state == "waiting")
    for place, speaker_id in zip(places, wanted, strict=True):
        known[speaker_id].place = place
        act.write.add(known[speaker_id])
    await on.record(
        SpeakersOrdered(
            sitting_id=sitting.id,
            delegations=tuple(known[one].delegation_id for one in wanted),
        )
    )


async def set_list(on: OnSitting, *, closed: bool, seconds_each: int | None) -> None:
    """Close or open the list of speakers, and set the time for each. (M15, M16)"""
    act, sitting = on.act, on.sitting
    allow(rules.may_set_list(act.actor, sitting.values(), seconds_each))
    sitting.list_closed_at = (sitting.list_closed_at or act.now) if closed else None
    sitting.seconds_each = seconds_each
    act.write.add(sitting)
    await on.record(
        SpeakersListSet(sitting_id=sitting.id, closed=closed, seconds_each=seconds_each)
    )
