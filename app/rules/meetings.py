"""When the group meets, and what the chair steers by.

docs/rules/meetings.md numbers the rules M1 to M5; its agenda and its floor have files of their own.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.rules.actors import Actor
from app.rules.kinds import NEGOTIABLE, SETTLED, Kind, Status
from app.rules.verdict import No


@dataclass(frozen=True, slots=True)
class SittingValues:
    """What the rules need to know of a sitting; one that is planned has not been opened yet."""

    id: str
    number: int
    opened_at: datetime | None
    closed_at: datetime | None
    breakout_id: str | None = None
    agenda_revision: int = 0
    adopted_at: datetime | None = None
    list_closed: bool = False

    @property
    def is_open(self) -> bool:
        """Whether the sitting has begun and has not risen."""
        return self.opened_at is not None and self.closed_at is None


def may_sit(actor: Actor, breakout_id: str | None = None) -> No | None:
    """M1: the podium plans, opens and closes sittings; of a breakout its convenor as well."""
    if actor.serves or actor.breakout_role(breakout_id) == "convenor":
        return None
    if breakout_id is not None:
        return No("meetings.convenor_sits", "A breakout's sittings are its convenor's to hold.")
    return No("meetings.podium_sits", "Only the chair and the secretariat open and close sittings.")


def next_number(
    actor: Actor, sittings: Sequence[SittingValues], breakout_id: str | None = None
) -> int | No:
    """Number the body's next sitting. (M1, M2)"""
    refusal = may_sit(actor, breakout_id)
    if refusal is not None:
        return refusal
    return max((one.number for one in sittings), default=0) + 1


def may_open(
    actor: Actor, sittings: Sequence[SittingValues], breakout_id: str | None = None
) -> No | None:
    """M1, M2: a body opens its next sitting when none of its own is open."""
    refusal = may_sit(actor, breakout_id)
    if refusal is not None:
        return refusal
    if any(one.is_open for one in sittings):
        return No.now("meetings.sitting_open", "A sitting is open already. Close it first.")
    return None


def may_open_planned(
    actor: Actor, sittings: Sequence[SittingValues], sitting: SittingValues
) -> No | None:
    """M2: what was planned is opened once, in the order of the numbers."""
    refusal = may_open(actor, sittings, sitting.breakout_id)
    if refusal is not None:
        return refusal
    if sitting.opened_at is not None:
        return No.now("meetings.sitting_closed", "This sitting has been closed already.")
    if any(one.opened_at is None and one.number < sitting.number for one in sittings):
        return No.now("meetings.sitting_before", "An earlier sitting is still planned. Open that.")
    return None


def may_close(actor: Actor, sitting: SittingValues) -> No | None:
    """An open sitting is closed once. (M1, M2)"""
    refusal = may_sit(actor, sitting.breakout_id)
    if refusal is not None:
        return refusal
    if sitting.closed_at is not None:
        return No.now("meetings.sitting_closed", "This sitting has been closed already.")
    if sitting.opened_at is None:
        return No.now("meetings.sitting_planned", "This sitting has not been opened yet.")
    return None


def may_announce(actor: Actor) -> No | None:
    """M5: the podium announces when and where the group meets."""
    if actor.serves:
        return None
    return No("meetings.podium_announces", "Only the chair and the secretariat announce meetings.")


def announce(actor: Actor, title: str, begins_on: date, ends_on: date) -> No | None:
    """M5: a meeting has a title and does not end before it begins."""
    refusal = may_announce(actor)
    if refusal is not None:
        return refusal
    if not title.strip():
        return No.now("meetings.title_needed", "Give the meeting a title.")
    if ends_on < begins_on:
        return No.now("meetings.ends_first", "A meeting does not end before it begins.")
    return None


def may_steer(actor: Actor, breakout_id: str | None) -> No | None:
    """The chair's desk is the podium's, in a working copy its convenor's as well. (M3)"""
    if actor.serves or actor.breakout_role(breakout_id) == "convenor":
        return None
    if breakout_id is None:
        return No(
            "meetings.podium_steers", "The desk is for the chair and the secretariat to steer by."
        )
    return No(
        "meetings.convenor_steers", "This desk is for the breakout's convenor and the podium."
    )


@dataclass(frozen=True, slots=True)
class Course:
    """A paragraph as it stands now, and what it was before each change."""

    kind: Kind
    status: Status
    added_at: datetime | None = None
    """None: it came with the document."""
    retired_at: datetime | None = None
    statuses: Sequence[tuple[datetime, Status]] = ()
    """When its status changed, and what it was before; oldest first."""
    kinds: Sequence[tuple[datetime, Kind]] = ()


def is_open(course: Course, at: datetime) -> bool:
    """Whether a paragraph was in the text at a moment, and not yet agreed. (M4)"""
    if course.added_at is not None and course.added_at > at:
        return False
    if course.retired_at is not None and course.retired_at <= at:
        return False
    kind = next((before for when, before in course.kinds if when > at), course.kind)
    status = next((before for when, before in course.statuses if when > at), course.status)
    return kind in NEGOTIABLE and status not in SETTLED


def count_open(courses: Iterable[Course], at: datetime) -> int:
    """Count the paragraphs that were not yet agreed at a moment. (M4)"""
    return sum(is_open(course, at) for course in courses)


def count_standing(spans: Iterable[tuple[datetime, datetime | None]], at: datetime) -> int:
    """Count the brackets that stood at a moment, by when each was placed and ended. (M4)"""
    return sum(placed <= at and (ended is None or ended > at) for placed, ended in spans)
