"""What is on the floor, and who has it: the question before a sitting, and its speakers.

docs/rules/meetings.md numbers the rules; here are M11 to M16.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from app.rules.actors import Actor
from app.rules.meetings import SittingValues, may_sit
from app.rules.verdict import No

Speaking = Literal["statement", "point of order", "right of reply"]
SpeakerState = Literal["waiting", "speaking", "spoke", "lowered"]

LONGEST = 3600
"""Seconds: no limit on an intervention is set above an hour."""


@dataclass(frozen=True, slots=True)
class SpeakerValues:
    """What the rules need to know of a request for the floor."""

    id: str
    delegation_id: str | None
    kind: Speaking
    state: SpeakerState
    place: int
    began_at: datetime | None = None
    seconds_before: int = 0
    """What was spoken before a point of order broke in."""
    ended_at: datetime | None = None


def may_set_floor(actor: Actor, sitting: SittingValues) -> No | None:
    """M11: the podium says what is on the floor, in an open sitting."""
    refusal = may_sit(actor, sitting.breakout_id)
    if refusal is not None:
        return refusal
    if not sitting.is_open:
        return No.now("meetings.no_sitting", "Open the sitting before something is taken up in it.")
    return None


def may_ask(
    actor: Actor, sitting: SittingValues, delegation_id: str | None, *, observers_speak: bool
) -> No | None:
    """M13: a delegation asks for the floor for itself; the podium notes it for any.

    In a breakout its members do. Observers ask where the methods of work let them speak.
    """
    if not sitting.is_open:
        return No.now("meetings.no_sitting", "The floor is asked for while a sitting is open.")
    if may_sit(actor, sitting.breakout_id) is None:
        if delegation_id is None:
            return No.now("meetings.whose_floor", "Say which delegation asks for the floor.")
        return None
    own = actor.role in ("delegate", "observer") and actor.delegation_id is not None
    if not own or delegation_id not in (None, actor.delegation_id):
        return No("meetings.own_floor", "The floor is asked for by a delegation, for itself.")
    if sitting.breakout_id is not None and actor.breakout_role(sitting.breakout_id) is None:
        return No("meetings.members_speak", "In a breakout its members speak.")
    if not actor.speaks and not observers_speak:
        return No("meetings.observers_listen", "By its methods of work, observers do not speak.")
    return None


def ask(
    kind: Speaking, sitting: SittingValues, delegation_id: str, known: Iterable[SpeakerValues]
) -> No | None:
    """M13, M16: one request a delegation and kind; a closed list takes points of order only."""
    if any(
        one.delegation_id == delegation_id and one.kind == kind and one.state == "waiting"
        for one in known
    ):
        return No.now("meetings.asked_already", "This delegation is on the list already.")
    if sitting.list_closed and kind == "statement":
        return No.now(
            "meetings.list_closed",
            "The list of speakers is closed. A point of order or a reply may still be asked for.",
        )
    return None


def may_lower(actor: Actor, sitting: SittingValues, speaker: SpeakerValues) -> No | None:
    """M13: the delegation, or the podium, takes a waiting request off the list."""
    refusal = _own_or_podium(actor, sitting, speaker)
    if refusal is None and speaker.state != "waiting":
        return No.now("meetings.not_waiting", "This delegation is not waiting for the floor.")
    return refusal


def may_give(actor: Actor, sitting: SittingValues, speaker: SpeakerValues) -> No | None:
    """M15: the podium gives the floor to one who waits."""
    refusal = may_set_floor(actor, sitting)
    if refusal is None and speaker.state != "waiting":
        return No.now("meetings.not_waiting", "This delegation is not waiting for the floor.")
    return refusal


def may_end(actor: Actor, sitting: SittingValues, speaker: SpeakerValues) -> No | None:
    """M15: the speaker's delegation yields the floor, or the podium takes it back."""
    refusal = _own_or_podium(actor, sitting, speaker)
    if refusal is None and speaker.state != "speaking":
        return No.now("meetings.not_speaking", "This delegation does not have the floor.")
    return refusal


def _own_or_podium(actor: Actor, sitting: SittingValues, speaker: SpeakerValues) -> No | None:
    mine = actor.delegation_id is not None and actor.delegation_id == speaker.delegation_id
    return None if mine else may_sit(actor, sitting.breakout_id)


def in_order(speakers: Iterable[SpeakerValues]) -> list[SpeakerValues]:
    """M14: who waits, in turn: points of order first, then as asked or as the chair has put it."""
    waiting = [one for one in speakers if one.state == "waiting"]
    return sorted(waiting, key=lambda one: (one.kind != "point of order", one.place))


def reorder(
    actor: Actor, sitting: SittingValues, speakers: Sequence[SpeakerValues], wanted: Sequence[str]
) -> No | None:
    """M14: the podium puts those who wait in another order, all of them."""
    refusal = may_set_floor(actor, sitting)
    if refusal is not None:
        return refusal
    if sorted(wanted) != sorted(one.id for one in speakers if one.state == "waiting"):
        return No.now(
            "meetings.list_moved",
            "The list of speakers has changed since it was shown to you. Look at it again.",
        )
    return None


def may_set_list(actor: Actor, sitting: SittingValues, seconds_each: int | None) -> No | None:
    """M15, M16: the podium closes and opens the list, and sets the time for each intervention."""
    refusal = may_set_floor(actor, sitting)
    if refusal is None and seconds_each is not None and not 0 < seconds_each <= LONGEST:
        return No.now("meetings.limit", "Give each speaker between one second and an hour.")
    return refusal


def interrupts(current: SpeakerValues | None, given: SpeakerValues) -> bool:
    """M14: whether the one who speaks will go on after the one who is given the floor."""
    return (
        current is not None and given.kind == "point of order" and current.kind != "point of order"
    )


def seconds_spoken(speaker: SpeakerValues, now: datetime) -> int:
    """M15: return how long an intervention has lasted, in whole seconds."""
    if speaker.began_at is None:
        return speaker.seconds_before
    until = speaker.ended_at or now
    return speaker.seconds_before + max(0, int((until - speaker.began_at).total_seconds()))


def time_by_delegation(speakers: Iterable[SpeakerValues], now: datetime) -> dict[str, int]:
    """M15: add up how long each delegation has spoken."""
    total: dict[str, int] = {}
    for one in speakers:
        spoken = seconds_spoken(one, now)
        if one.delegation_id is not None and spoken:
            total[one.delegation_id] = total.get(one.delegation_id, 0) + spoken
    return total
