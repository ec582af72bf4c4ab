"""Opening a breakout, seating it, reporting its work."""

from collections.abc import Sequence

from app.breakouts import store
from app.breakouts.tables import Breakout, BreakoutItem
from app.groups import Act, allow, allowed, seat_breakout
from app.kit.errors import NotFound
from app.kit.ids import new_id
from app.rules import breakouts as rules
from app.rules.breakouts import DONE
from app.rules.facts import BreakoutMembersSet, BreakoutOpened, BreakoutSeat
from app.rules.text import BreakoutState
from app.sync import PRESENCE_PREFIX
from app.text import (
    Document,
    Paragraph,
    categories_of,
    fork_document,
    open_to,
    paragraphs_of,
    settle,
    settling,
    whole_sets,
)


async def access_breakout(act: Act, breakout_id: str) -> Breakout:
    """Return a breakout of the act's group that its actor may read, or `NotFound`. (B5)"""
    breakout = await act.write.get(Breakout, breakout_id)
    if (
        breakout is None
        or breakout.group_id != act.group.id
        or not rules.may_read(act.actor, breakout.id, breakout.closed, breakout.state)
    ):
        raise NotFound("breakout")
    return breakout


async def working_copy(act: Act, breakout: Breakout) -> Document:
    """Return the breakout's own document."""
    return await act.write.get_one(Document, breakout.working_document_id)


async def open_breakout(
    act: Act,
    document: Document,
    *,
    name: str,
    task: str,
    category_ids: Sequence[str],
    paragraph_ids: Sequence[str],
    seats: Sequence[BreakoutSeat],
    closed: bool,
) -> Breakout:
    """Give paragraphs to a breakout: fork them into its working copy and seat its members.

    (B1, B2, B3)
    """
    if not open_to(act.actor, document) or document.breakout_id is not None:
        raise NotFound("document")
    given = await _mandate(act, document, category_ids, paragraph_ids)
    allow(
        rules.open_breakout(
            act.actor,
            task,
            [one.id for one in given],
            [one.label or "an unnumbered paragraph" for one in given if one.with_breakout],
            [one.label for one in given if one.state(document).frozen],
            seats,
        )
    )
    breakout_id = new_id()
    await seat_breakout(act, breakout_id, seats)
    copy = await fork_document(act, document, given, breakout_id, name.strip(), closed=closed)
    breakout = Breakout(
        id=breakout_id,
        group_id=act.group.id,
        document_id=document.id,
        working_document_id=copy.id,
        name=name.strip(),
        task=task.strip(),
        closed=closed,
        created_at=act.now,
    )
    act.write.add(breakout)
    await act.write.flush()
    for twin in await paragraphs_of(act.write, copy.id):
        act.write.add(BreakoutItem(copy_id=twin.id, breakout_id=breakout.id, kind_before=twin.kind))
    await act.record(
        BreakoutOpened(
            document_id=document.id,
            breakout_id=breakout.id,
            title=breakout.name,
            task=breakout.task,
            working_document_id=copy.id,
            paragraphs=len(given),
            closed=closed,
        )
    )
    return breakout


async def _mandate(
    act: Act, document: Document, category_ids: Sequence[str], paragraph_ids: Sequence[str]
) -> list[Paragraph]:
    """Return the paragraphs named, singly or by category, in the document's order."""
    everyone = await paragraphs_of(act.write, document.id)
    categories = {one.id for one in await categories_of(act.write, document.id)}
    if not categories.issuperset(category_ids):
        raise NotFound("category")
    if not {one.id for one in everyone}.issuperset(paragraph_ids):
        raise NotFound("paragraph")
    named = {
        one.id for one in everyone if one.category_id in category_ids or one.id in paragraph_ids
    }
    given = await whole_sets(act.write, document.id, named)  # A11
    return [one for one in everyone if one.id in given]


async def set_members(
    act: Act, breakout: Breakout, seats: Sequence[BreakoutSeat], *, closed: bool
) -> None:
    """Set who sits in the breakout and whether others may read it. (B2, B5)"""
    allow(rules.seat_members(act.actor, seats))
    breakout.closed = closed
    copy = await working_copy(act, breakout)
    copy.closed = closed
    act.write.add_all([breakout, copy])
    await seat_breakout(act, breakout.id, seats)
    await act.record(
        BreakoutMembersSet(
            document_id=breakout.document_id,
            breakout_id=breakout.id,
            title=breakout.name,
            seats=tuple(seats),
            closed=closed,
        )
    )


async def report(act: Act, breakout: Breakout, intro: str) -> None:
    """Bring the breakout's work to the plenary; its working copy then stands still. (B6, B7)"""
    copy = await working_copy(act, breakout)
    items = await store.items_of(act.write, breakout.id)
    twins = [
        twin
        for twin in await paragraphs_of(act.write, copy.id, retired=True)
        if twin.id in items or twin.retired_at is None
    ]
    for twin in twins:
        if twin.retired_at is not None and twin.forked_from is None:
            await act.write.delete(items[twin.id])  # added, and given up again, by the breakout
    twins = [twin for twin in twins if twin.retired_at is None or twin.forked_from is not None]
    open_twins = [twin for twin in twins if not _is_done(items.get(twin.id))]
    fact = allowed(rules.report(act.actor, breakout.values(), intro, len(open_twins)))
    for twin in open_twins:
        await settle(settling(act, copy), twin)
        item = items.get(twin.id) or BreakoutItem(
            copy_id=twin.id, breakout_id=breakout.id, added=True
        )
        item.state = "reported"
        act.write.add(item)
    breakout.report_intro, breakout.reported_at = intro.strip(), act.now
    await set_state(act, breakout, copy, "reported")
    await act.record(fact)


def _is_done(item: BreakoutItem | None) -> bool:
    return item is not None and item.state in DONE


async def set_state(act: Act, breakout: Breakout, copy: Document, state: BreakoutState) -> None:
    """Give the breakout and its working copy their state; pages are told what they may do now."""
    breakout.state = state
    copy.breakout_state = state
    act.write.add_all([breakout, copy])
    await act.write.flush()
    names = [twin.sync_name for twin in await paragraphs_of(act.write, copy.id, retired=True)]
    names.append(f"{PRESENCE_PREFIX}{copy.id}")
    for name in names:
        act.hub.reconsider_after(act.write, document=name)
