"""When the group meets, and what the chair steers by.

docs/rules/meetings.md numbers the rules M1 to M4.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.rules.actors import Actor
from app.rules.kinds import NEGOTIABLE, SETTLED, Kind, Status
from app.rules.verdict import No


@dataclass(frozen=True, slots=True)
class SittingValues:
    """What the rules need to know of a sitting."""

    number: int
    opened_at: datetime
    closed_at: datetime | None


def may_sit(actor: Actor) -> No | None:
    """The podium opens and closes sittings. (M1)"""
    if actor.serves:
        return None
    return No("meetings.podium_sits", "Only the chair and the secretariat open and close sittings.")


def next_number(actor: Actor, sittings: Sequence[SittingValues]) -> int | No:
    """Number the next sitting; there is one at a time. (M1, M2)"""
    refusal = may_sit(actor)
    if refusal is not None:
        return refusal
    if any(one.closed_at is None for one in sittings):
        return No.now("meetings.sitting_open", "A sitting is open already. Close it first.")
    return max((one.number for one in sittings), default=0) + 1


def may_close(actor: Actor, sitting: SittingValues) -> No | None:
    """An open sitting is closed once. (M1, M2)"""
    refusal = may_sit(actor)
    if refusal is not None:
        return refusal
    if sitting.closed_at is not None:
        return No.now("meetings.sitting_closed", "This sitting has been closed already.")
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
