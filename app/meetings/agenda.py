"""A sitting's agenda: set, adopted, concluded item by item, carried over."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel.ext.asyncio.session import AsyncSession

from app.groups import allow, allowed
from app.kit.errors import NotFound
from app.kit.ids import new_id
from app.meetings import store
from app.meetings.bodies import OnSitting
from app.meetings.tables import AgendaItem, Sitting
from app.rules import agenda as rules
from app.rules.agenda import ItemValues, Outcome
from app.rules.facts import AgendaCarriedOver, AgendaLine, ItemConcluded
from app.text import Category, Document, Paragraph


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of an agenda as it is to be: an item that is there (`id`), or a new one."""

    title: str
    id: str | None = None
    about_kind: str | None = None
    about_id: str | None = None


async def set_agenda(on: OnSitting, shown: int, entries: Sequence[Entry]) -> None:
    """Give the sitting its agenda, as a whole. (M6, M8)"""
    act, sitting = on.act, on.sitting
    before = {one.id: one for one in await store.agenda_of(act.write, sitting.id)}
    after: list[AgendaItem] = []
    for place, entry in enumerate(entries):
        item = (
            before.get(entry.id)
            if entry.id
            else AgendaItem(id=new_id(), sitting_id=sitting.id, place=place, title="")
        )
        if item is None:
            raise NotFound("agenda item")
        await _known(act.write, act.group.id, entry)
        item.place, item.title = place, entry.title.strip()
        item.about_kind, item.about_id = entry.about_kind, entry.about_id
        after.append(item)
    was = [ItemValues(one.id, one.title, one.outcome, one.carried_from) for one in before.values()]
    fact = allowed(
        rules.draw_up(act.actor, sitting.values(), shown, was, [one.values() for one in after])
    )
    for item_id in set(before) - {one.id for one in after}:
        await act.write.delete(before[item_id])
    act.write.add_all(after)
    _moved(on)
    await act.write.flush()
    await on.record(fact)


async def _known(session: AsyncSession, group_id: str, entry: Entry) -> None:
    """Raise `NotFound` for an item about something that is not the group's."""
    if entry.about_kind is None:
        return
    about = await about_document(session, entry.about_kind, entry.about_id or "")
    if about is None or about.group_id != group_id:
        raise NotFound(entry.about_kind)


async def about_document(session: AsyncSession, kind: str, about_id: str) -> Document | None:
    """Return the document that what an item is about belongs to."""
    match kind:
        case "document":
            return await session.get(Document, about_id)
        case "category":
            category = await session.get(Category, about_id)
            return await session.get(Document, category.document_id) if category else None
        case "paragraph":
            paragraph = await session.get(Paragraph, about_id)
            return await session.get(Document, paragraph.document_id) if paragraph else None
        case "breakout":
            return await store.working_copy_of(session, about_id)
        case _:
            return None


def _moved(on: OnSitting) -> None:
    on.sitting.agenda_revision += 1
    on.act.write.add(on.sitting)


async def adopt_agenda(on: OnSitting, shown: int) -> None:
    """Adopt the agenda as it was shown. (M7)"""
    act, sitting = on.act, on.sitting
    items = [one.values() for one in await store.agenda_of(act.write, sitting.id)]
    fact = allowed(rules.adopt(act.actor, sitting.values(), shown, items))
    sitting.adopted_at = act.now
    _moved(on)
    await on.record(fact)


async def conclude_item(on: OnSitting, item_id: str) -> None:
    """Say that the sitting is done with an item. (M9)"""
    act = on.act
    item = await item_in(on, item_id)
    allow(rules.may_conclude(act.actor, on.sitting.values(), item.values()))
    item.outcome, item.concluded_at = "concluded", act.now
    item.taken_up_at = item.taken_up_at or act.now
    act.write.add(item)
    _moved(on)
    await on.record(ItemConcluded(sitting_id=on.sitting.id, item=item.values().line))


async def item_in(on: OnSitting, item_id: str) -> AgendaItem:
    """Return an item of the sitting's agenda, or `NotFound`."""
    item = await on.act.write.get(AgendaItem, item_id)
    if item is None or item.sitting_id != on.sitting.id:
        raise NotFound("agenda item")
    return item


def take_up(on: OnSitting, item: AgendaItem) -> None:
    """Note that the sitting has come to an item. (M9)"""
    if item.outcome != "under discussion":
        item.outcome, item.concluded_at = "under discussion", None
        item.taken_up_at = item.taken_up_at or on.act.now
        on.act.write.add(item)
        _moved(on)


async def end(on: OnSitting) -> list[tuple[AgendaLine, Outcome]]:
    """Say of each item what became of it as the sitting rises. (M9)"""
    items = await store.agenda_of(on.act.write, on.sitting.id)
    ends = rules.at_the_end([one.values() for one in items])
    for item in items:
        item.outcome = ends[item.id]
        on.act.write.add(item)
    return [(one.values().line, one.outcome) for one in items if one.outcome in rules.LEFT]


async def carry_over(on: OnSitting, sittings: Sequence[Sitting]) -> None:
    """Put what the body's last sitting left at the head of this one's agenda. (M10)"""
    act = on.act
    closed = [one for one in sittings if one.closed_at is not None and one.id != on.sitting.id]
    if not closed:
        return
    last = await store.agenda_of(act.write, closed[-1].id)
    here = await store.agenda_of(act.write, on.sitting.id)
    left = rules.carried_over([one.values() for one in last], [one.values() for one in here])
    if not left:
        return
    by_id = {one.id: one for one in last}
    carried = [
        AgendaItem(
            id=new_id(),
            sitting_id=on.sitting.id,
            place=place,
            title=one.title,
            about_kind=by_id[one.id].about_kind,
            about_id=by_id[one.id].about_id,
            carried_from=one.id,
        )
        for place, one in enumerate(left)
    ]
    for item in here:
        item.place += len(carried)
    act.write.add_all([*here, *carried])
    _moved(on)
    await act.write.flush()
    await on.record(
        AgendaCarriedOver(
            sitting_id=on.sitting.id,
            number=on.sitting.number,
            items=tuple(one.values().line for one in carried),
        )
    )
