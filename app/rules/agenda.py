"""A sitting's agenda: drawn up, adopted, amended, and what became of each item.

docs/rules/meetings.md numbers the rules; here are M6 to M10.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from app.rules.actors import Actor
from app.rules.facts.meetings import AgendaAdopted, AgendaAmended, AgendaDrawnUp, AgendaLine
from app.rules.meetings import SittingValues, may_sit
from app.rules.verdict import No

Outcome = Literal[
    "before the sitting", "under discussion", "concluded", "to be continued", "not discussed"
]
"""What became of an item so far; *not discussed* and *to be continued* are of a closed sitting."""

LEFT: frozenset[Outcome] = frozenset(("to be continued", "not discussed"))
"""How an item ends that time did not allow to conclude."""


@dataclass(frozen=True, slots=True)
class ItemValues:
    """What the rules need to know of an agenda item."""

    id: str
    title: str
    outcome: Outcome = "before the sitting"
    carried_from: str | None = None
    """The item of an earlier sitting that it continues."""

    @property
    def line(self) -> AgendaLine:
        """The item as facts name it."""
        return AgendaLine(id=self.id, title=self.title)


def may_preside(actor: Actor, breakout_id: str | None) -> No | None:
    """M7: the chair, or a vice-chair presiding; in a breakout its convenor as well."""
    if actor.presides or actor.breakout_role(breakout_id) == "convenor":
        return None
    return No("meetings.chair_presides", "This is for whoever is in the chair to decide.")


def may_draw_up(actor: Actor, sitting: SittingValues) -> No | None:
    """M6, M8: the podium draws up an agenda; once it is adopted, whoever presides amends it."""
    refusal = may_sit(actor, sitting.breakout_id)
    if refusal is not None:
        return refusal
    if sitting.closed_at is not None:
        return No.now("meetings.sitting_closed", "This sitting has been closed already.")
    if sitting.adopted_at is not None:
        return may_preside(actor, sitting.breakout_id)
    return None


def draw_up(
    actor: Actor,
    sitting: SittingValues,
    shown: int,
    before: Sequence[ItemValues],
    after: Sequence[ItemValues],
) -> AgendaDrawnUp | AgendaAmended | No:
    """Give a sitting its agenda, as a whole. (M6, M8)

    `shown` is the revision the person was shown; `after` has new items under ids of their own.
    """
    refusal = may_draw_up(actor, sitting)
    if refusal is not None:
        return refusal
    if shown != sitting.agenda_revision:
        return No.now(
            "meetings.agenda_moved",
            "The agenda has been changed since it was shown to you. Look at it again.",
        )
    if any(not one.title.strip() for one in after):
        return No.now("meetings.title_needed", "Say of each item what it is about.")
    kept = {one.id for one in after}
    gone = [
        one.title
        for one in before
        if one.id not in kept and (one.outcome != "before the sitting" or one.carried_from)
    ]
    if gone:
        listed = "; ".join(gone)
        return No.now(
            "meetings.item_stays",
            f"Taken up already, or carried over from an earlier sitting: {listed}. "
            "Leave it on the agenda, or conclude it.",
        )
    lines = tuple(one.line for one in after)
    if sitting.adopted_at is not None:
        return AgendaAmended(
            sitting_id=sitting.id,
            breakout_id=sitting.breakout_id,
            number=sitting.number,
            before=tuple(one.line for one in before),
            items=lines,
        )
    return AgendaDrawnUp(
        sitting_id=sitting.id,
        breakout_id=sitting.breakout_id,
        number=sitting.number,
        items=lines,
    )


def may_adopt(actor: Actor, sitting: SittingValues) -> No | None:
    """M7: an agenda is adopted once, in the sitting, by whoever presides."""
    refusal = may_preside(actor, sitting.breakout_id)
    if refusal is not None:
        return refusal
    if not sitting.is_open:
        return No.now("meetings.no_sitting", "An agenda is adopted while the sitting is open.")
    if sitting.adopted_at is not None:
        return No.now("meetings.agenda_adopted", "The agenda has been adopted already.")
    return None


def adopt(
    actor: Actor, sitting: SittingValues, shown: int, items: Sequence[ItemValues]
) -> AgendaAdopted | No:
    """Adopt the agenda as it was shown. (M7)"""
    refusal = may_adopt(actor, sitting)
    if refusal is not None:
        return refusal
    if shown != sitting.agenda_revision:
        return No.now(
            "meetings.agenda_moved",
            "The agenda has been changed since it was shown to you. Look at it again.",
        )
    if not items:
        return No.now("meetings.agenda_empty", "There is no agenda yet: add its items first.")
    return AgendaAdopted(
        sitting_id=sitting.id,
        breakout_id=sitting.breakout_id,
        number=sitting.number,
        items=tuple(one.line for one in items),
    )


def may_conclude(actor: Actor, sitting: SittingValues, item: ItemValues) -> No | None:
    """M9: the podium concludes what is before an open sitting."""
    refusal = may_sit(actor, sitting.breakout_id)
    if refusal is not None:
        return refusal
    if not sitting.is_open:
        return No.now("meetings.no_sitting", "Items are concluded while the sitting is open.")
    if item.outcome == "concluded":
        return No.now("meetings.item_concluded", "This item has been concluded already.")
    return None


def at_the_end(items: Iterable[ItemValues]) -> dict[str, Outcome]:
    """M9: say what became of each item when the sitting rises.

    What was never taken up was *not discussed*; what was and is not concluded is *to be continued*.
    """
    ends: dict[Outcome, Outcome] = {
        "before the sitting": "not discussed",
        "under discussion": "to be continued",
    }
    return {one.id: ends.get(one.outcome, one.outcome) for one in items}


def carried_over(
    last: Sequence[ItemValues], already: Iterable[ItemValues]
) -> tuple[ItemValues, ...]:
    """M10: return what the last sitting left that is not on the next one's agenda yet, in order."""
    there = {one.carried_from for one in already}
    return tuple(one for one in last if one.outcome in LEFT and one.id not in there)
