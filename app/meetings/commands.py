"""Opening and closing sittings."""

from app.groups import Act, allow
from app.kit.errors import NotFound
from app.kit.ids import new_id
from app.meetings import store
from app.meetings.tables import Sitting
from app.rules import meetings as rules
from app.rules.facts import SittingClosed, SittingOpened
from app.rules.verdict import No


async def open_sitting(act: Act, title: str) -> Sitting:
    """Open the group's next sitting. (M1, M2)"""
    known = await store.sittings_of(act.write, act.group.id)
    number = rules.next_number(act.actor, [one.values() for one in known])
    if isinstance(number, No):
        allow(number)
        raise AssertionError
    sitting = Sitting(
        id=new_id(),
        group_id=act.group.id,
        number=number,
        title=title.strip(),
        opened_at=act.now,
        opened_by=act.actor.person_id,
    )
    act.write.add(sitting)
    await act.record(SittingOpened(sitting_id=sitting.id, number=number, title=sitting.title))
    return sitting


async def close_sitting(act: Act, sitting_id: str) -> Sitting:
    """Close the sitting; what it achieved is counted from then on. (M1, M4)"""
    sitting = await act.write.get(Sitting, sitting_id)
    if sitting is None or sitting.group_id != act.group.id:
        raise NotFound("sitting")
    allow(rules.may_close(act.actor, sitting.values()))
    sitting.closed_at, sitting.closed_by = act.now, act.actor.person_id
    act.write.add(sitting)
    await act.record(
        SittingClosed(sitting_id=sitting.id, number=sitting.number, title=sitting.title)
    )
    return sitting
