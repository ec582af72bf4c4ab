"""The silence procedure: words agreed unless somebody speaks in time.

docs/rules/silence.md numbers the rules S1 to S9. What a procedure came to is a function of its
facts and the time alone; no job has to run at the deadline for it to be so.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Literal

from app.rules.actors import Actor
from app.rules.consensus import CLEAR, Contested, standing
from app.rules.facts import (
    ExplanationGiven,
    Fact,
    SilenceBroken,
    SilenceCancelled,
    SilenceOpened,
    SilentItem,
)
from app.rules.kinds import NEGOTIABLE, SETTLED
from app.rules.text import ENDORSED, OBSERVER, RETIRED, ParagraphState, silent
from app.rules.verdict import No
from app.rules.words import Words

Fate = Literal["silent", "broken", "agreed", "cancelled"]
"""What has become of a paragraph that was put under silence."""

REMINDERS = (timedelta(hours=24), timedelta(hours=1))
"""How long before the deadline everyone is reminded. (S8)"""


@dataclass(frozen=True, slots=True)
class Silence:
    """A procedure, as its facts tell of it."""

    id: str
    document_id: str
    opened_at: datetime
    closes_at: datetime
    items: tuple[SilentItem, ...]
    broken: Mapping[str, datetime] = field(default_factory=dict)
    """When silence was broken, by paragraph."""
    cancelled_at: datetime | None = None


def outcome(silence: Silence, now: datetime) -> dict[str, Fate]:
    """Say what has become of each paragraph at `now`: a function of facts and clock. (S5 to S7)

    Silence is broken, or the procedure cancelled, before the deadline or not at all.
    """
    cancelled = silence.cancelled_at is not None and silence.cancelled_at < silence.closes_at
    end = silence.cancelled_at if silence.cancelled_at and cancelled else silence.closes_at
    fates: dict[str, Fate] = {}
    for item in silence.items:
        at = silence.broken.get(item.paragraph_id)
        if at is not None and at < end:
            fates[item.paragraph_id] = "broken"
        elif cancelled:
            fates[item.paragraph_id] = "cancelled"
        else:
            fates[item.paragraph_id] = "silent" if now < silence.closes_at else "agreed"
    return fates


def told(facts: Iterable[tuple[datetime, Fact]]) -> dict[str, Silence]:
    """Read the procedures out of the facts of a record, by id, in their order. (S6)"""
    found: dict[str, Silence] = {}
    for at, fact in facts:
        match fact:
            case SilenceOpened():
                found[fact.silence_id] = Silence(
                    fact.silence_id, fact.document_id or "", at, fact.closes_at, fact.items
                )
            case SilenceBroken() if fact.paragraph_id is not None:
                before = found[fact.silence_id]
                broken = {fact.paragraph_id: at, **before.broken}
                found[fact.silence_id] = replace(before, broken=broken)
            case SilenceCancelled():
                found[fact.silence_id] = replace(found[fact.silence_id], cancelled_at=at)
            case _:
                pass
    return found


def is_over(silence: Silence, now: datetime) -> bool:
    """Whether nothing can be broken any more: past its deadline, or cancelled. (S5, S7)"""
    return silence.cancelled_at is not None or now >= silence.closes_at


def due_reminder(
    opened_at: datetime, closes_at: datetime, now: datetime, sent: Sequence[int]
) -> int | None:
    """Say which reminder is due, in hours before the deadline, or None. (S8)

    A moment that was slept through is made up only by the next reminder, and one that lay before
    the opening is none.
    """
    if now >= closes_at:
        return None
    due = None
    for ahead in REMINDERS:
        hours = int(ahead / timedelta(hours=1))
        if opened_at < closes_at - ahead <= now:
            due = None if hours in sent else hours
    return due


def next_moment(opened_at: datetime, closes_at: datetime, sent: Sequence[int]) -> datetime:
    """Return when something is to be done about a procedure next: remind, or conclude. (S6, S8)"""
    for ahead in REMINDERS:
        hours = int(ahead / timedelta(hours=1))
        later = [one for one in sent if one <= hours]
        if opened_at < closes_at - ahead and not later:
            return closes_at - ahead
    return closes_at


def may_open(actor: Actor, breakout_id: str | None) -> No | None:
    """The chair puts the plenary's text under silence; a working copy is not agreed so. (S1)"""
    if breakout_id is not None:
        return No.now(
            "silence.plenary_only",
            "Only the plenary's text is put under silence; a breakout reports its work instead.",
        )
    if actor.presides:
        return None
    return No("silence.chair_opens", "Only the chair puts text under silence.")


def obstacle(
    paragraph: ParagraphState, words: Words, with_breakout: bool, contested: Contested = CLEAR
) -> No | None:
    """Say why a paragraph cannot be put under silence, or None. (S2, C12)"""
    if paragraph.retired:
        return RETIRED
    if paragraph.endorsed:
        return ENDORSED
    if paragraph.kind not in NEGOTIABLE:
        return No.now("silence.not_negotiable", f"A {paragraph.kind} is not agreed.")
    if paragraph.silent_until is not None:
        return silent(paragraph.silent_until)
    if paragraph.status in SETTLED and paragraph.status != "agreed ad referendum":
        return No.now("silence.agreed_already", f"It is {paragraph.status} already.")
    if with_breakout:
        return No.now("silence.with_breakout", "It is with a breakout; wait for the report.")
    return next(iter(standing(words, contested)), None)


def opens_until(closes_at: datetime, now: datetime, chosen: int) -> No | None:
    """A procedure is over at least one paragraph and ends in the future. (S1)"""
    if not chosen:
        return No.now("silence.nothing_chosen", "Choose at least one paragraph.")
    if closes_at <= now:
        return No.now("silence.in_the_past", "Choose a date and time that is still to come.")
    return None


def may_break(actor: Actor, paragraph: ParagraphState) -> No | None:
    """Any delegation that takes part breaks the silence over a paragraph. (S5)"""
    if paragraph.silent_until is None:
        return No.now("silence.not_silent", "This paragraph is not under silence.")
    if actor.speaks:
        return None
    if actor.serves:
        return No(
            "silence.delegations_break",
            "Delegations break silence; the chair may cancel the procedure instead.",
        )
    return OBSERVER


def in_time(paragraph: ParagraphState, now: datetime) -> No | None:
    """Silence is broken until the second it closes, and not at it. (S5)"""
    if paragraph.silent_until is None or now < paragraph.silent_until:
        return None
    return No.now(
        "silence.over", "The silence has ended. The chair can reopen agreed text, with a reason."
    )


def reasoned(reason: str, what: str) -> No | None:
    """Breaking and cancelling are given a reason, for the record. (S5, S7)"""
    if reason.strip():
        return None
    return No.now("silence.reason_needed", f"Say why: {what} is put on the record with its reason.")


def may_cancel(actor: Actor, silence: Silence, now: datetime) -> No | None:
    """The chair takes text from under silence before the deadline. (S7)"""
    if is_over(silence, now):
        return No.now("silence.over_already", "This silence procedure is over.")
    if actor.presides:
        return None
    return No("silence.chair_cancels", "Only the chair cancels a silence procedure.")


def may_explain(actor: Actor) -> No | None:
    """Delegations that take part explain their position, during the procedure or after. (S9)"""
    if actor.speaks:
        return None
    return No("silence.delegations_explain", "Delegations explain their positions.")


def explain(
    actor: Actor, silence: Silence, explanation_id: str, text: str, item: SilentItem | None
) -> ExplanationGiven | No:
    """Attach a delegation's explanation to the outcome, as a whole or for one paragraph. (S9)"""
    refusal = may_explain(actor)
    if refusal is not None:
        return refusal
    if not text.strip():
        return No.now("silence.text_needed", "Write the explanation first.")
    return ExplanationGiven(
        document_id=silence.document_id,
        paragraph_id=item.paragraph_id if item else None,
        silence_id=silence.id,
        explanation_id=explanation_id,
        label=item.label if item else None,
        delegation_id=actor.delegation_id,
        text=text.strip(),
    )
