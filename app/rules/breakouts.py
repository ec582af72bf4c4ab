"""Breakouts, their reports, and the plenary's endorsement.

docs/rules/breakouts.md numbers the breakout's rules B1 to B7 and the endorsement's E1 to E7.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from app.rules.actors import Actor
from app.rules.facts import BreakoutReported, BreakoutSeat, ParagraphEndorsed, WorkReturned
from app.rules.text import BreakoutState
from app.rules.verdict import No

ItemState = Literal["at work", "reported", "endorsed", "endorsed as amended", "returned"]
DONE: frozenset[ItemState] = frozenset(("endorsed", "endorsed as amended"))


@dataclass(frozen=True, slots=True)
class BreakoutValues:
    """What the rules need to know of a breakout."""

    id: str
    title: str
    state: BreakoutState
    closed: bool
    document_id: str


@dataclass(frozen=True, slots=True)
class ItemValues:
    """One paragraph of a breakout's work, as it is when the plenary looks at it."""

    id: str
    label: str
    state: ItemState
    paragraph_id: str | None
    """The plenary's paragraph; None when the breakout added it."""
    copy_id: str
    copy_digest: str
    plenary_digest: str | None
    plenary_frozen: bool
    retired: bool
    """Whether the breakout retired its copy."""
    plenary_retired: bool = False
    """Whether the plenary has retired its own paragraph meanwhile."""


def may_open(actor: Actor) -> No | None:
    """B1: the plenary's podium opens a breakout."""
    if actor.serves:
        return None
    return No("breakouts.podium_opens", "Only the chair and the secretariat open a breakout.")


def open_breakout(
    actor: Actor,
    task: str,
    given: Sequence[str],
    busy: Sequence[str],
    frozen: Sequence[str],
    seats: Sequence[BreakoutSeat],
) -> No | None:
    """B1 to B3: whether a breakout may be opened over the paragraphs given (labels in `busy`)."""
    refusal = may_open(actor) or seat_members(actor, seats)
    if refusal is not None:
        return refusal
    if not task.strip():
        return No.now("breakouts.task_needed", "Say what the breakout is asked to do.")
    if not given:
        return No.now("breakouts.mandate_empty", "Give the breakout at least one paragraph.")
    if busy:
        listed = ", ".join(busy)
        return No.now(
            "breakouts.with_another",
            f"Already with another breakout: {listed}. Endorse or return that work first.",
        )
    if frozen:
        listed = ", ".join(frozen)
        return No.now(
            "breakouts.agreed_text", f"Already agreed: {listed}. Reopen it or leave it out."
        )
    return None


def seat_members(actor: Actor, seats: Sequence[BreakoutSeat]) -> No | None:
    """B2: the podium seats the members, exactly one of whom convenes."""
    if not actor.serves:
        return No("breakouts.podium_seats", "Only the chair and the secretariat seat a breakout.")
    if sum(seat.role == "convenor" for seat in seats) != 1:
        return No.now(
            "breakouts.one_convenor", "A breakout has one convenor: choose who convenes it."
        )
    if len({seat.membership_id for seat in seats}) != len(seats):
        return No.now("breakouts.seated_twice", "Nobody sits in a breakout twice.")
    return None


def may_convene(*, observer: bool) -> No | None:
    """B2: an observer may be seated to listen, and does not convene."""
    if not observer:
        return None
    return No.now(
        "breakouts.observer_convenes",
        "Observers read along; choose a convenor who takes part in the negotiation.",
    )


def may_read(
    actor: Actor, breakout_id: str, closed: bool, state: BreakoutState | None = None
) -> bool:
    """B5: members and the podium always read; others unless the breakout is closed.

    What has been reported is before the plenary, and so before everyone in it.
    """
    before_plenary = state in ("reported", "endorsed")
    member = actor.serves or actor.breakout_role(breakout_id) is not None
    return member or before_plenary or not closed


def may_report(actor: Actor, breakout: BreakoutValues) -> No | None:
    """B6: the convenor brings the work to the plenary, once until it is returned."""
    if actor.breakout_role(breakout.id) != "convenor":
        return No("breakouts.convenor_reports", "Only the convenor reports the breakout's work.")
    if breakout.state not in ("at work", "returned"):
        return No.now("breakouts.already_reported", "This breakout has already reported.")
    return None


def report(actor: Actor, breakout: BreakoutValues, intro: str, items: int) -> BreakoutReported | No:
    """Report the breakout's work to the plenary; its working copy then stands still. (B6, B7)"""
    refusal = may_report(actor, breakout)
    if refusal is not None:
        return refusal
    return BreakoutReported(
        document_id=breakout.document_id,
        breakout_id=breakout.id,
        title=breakout.title,
        intro=intro.strip(),
        items=items,
    )


def may_endorse(actor: Actor, breakout: BreakoutValues) -> No | None:
    """E1: endorsement is the plenary's act, taken by the chair on what has been reported."""
    if not actor.presides:
        return No(
            "breakouts.chair_endorses", "Endorsement is the plenary's act; the chair takes it."
        )
    if breakout.state != "reported":
        return No.now("breakouts.not_reported", "This breakout has not reported.")
    return None


def may_endorse_item(actor: Actor, breakout: BreakoutValues, item: ItemValues) -> No | None:
    """E1 and E2 for one paragraph of the report."""
    refusal = may_endorse(actor, breakout)
    if refusal is not None:
        return refusal
    if item.state != "reported":
        return No.now("breakouts.item_settled", f"Paragraph {item.label} is already {item.state}.")
    if item.plenary_frozen:
        return No.now(
            "breakouts.plenary_agreed",
            f"The plenary has agreed paragraph {item.label} meanwhile. Reopen it or return this.",
        )
    if item.plenary_retired and not item.retired:
        return No.now(
            "breakouts.plenary_retired",
            f"The plenary has retired paragraph {item.label} meanwhile. Return this, with the "
            "reason.",
        )
    return None


def endorse_item(
    actor: Actor,
    breakout: BreakoutValues,
    item: ItemValues,
    shown_copy: str,
    shown_plenary: str | None,
    *,
    digest: str,
    as_amended: bool,
) -> ParagraphEndorsed | No:
    """Endorse one paragraph, if its words and the plenary's are those that were shown. (E3 to E5)

    `digest` is that of the words the endorsement gives the plenary's paragraph.
    """
    refusal = may_endorse_item(actor, breakout, item)
    if refusal is not None:
        return refusal
    if shown_copy != item.copy_digest:
        return No.now(
            "breakouts.copy_differs", f"The breakout's words for {item.label} have changed."
        )
    if shown_plenary != item.plenary_digest:  # E4
        return No.now(
            "breakouts.plenary_moved",
            f"The plenary's words for {item.label} have changed since they were shown to you. "
            "Look at the paragraph again.",
        )
    if as_amended and item.retired:  # E5
        return No.now(
            "breakouts.retired_amended",
            f"The breakout proposes to retire {item.label}. Endorse that, or return it.",
        )
    return ParagraphEndorsed(
        document_id=breakout.document_id,
        paragraph_id=item.paragraph_id,
        breakout_id=breakout.id,
        label=item.label,
        title=breakout.title,
        copy_id=item.copy_id,
        copy_digest=item.copy_digest,
        digest=digest,
        as_amended=as_amended,
        retired=item.retired,
    )


def return_work(
    actor: Actor, breakout: BreakoutValues, items: Sequence[ItemValues], comment: str
) -> WorkReturned | No:
    """E7: send paragraphs back to the breakout, with a comment; what was endorsed stays so."""
    refusal = may_endorse(actor, breakout)
    if refusal is not None:
        return refusal
    if not comment.strip():
        return No.now(
            "breakouts.comment_needed", "Say what the breakout is asked to look at again."
        )
    settled = [item.label for item in items if item.state != "reported"]
    if settled or not items:
        return No.now("breakouts.item_settled", "Only what is before the plenary is returned.")
    return WorkReturned(
        document_id=breakout.document_id,
        breakout_id=breakout.id,
        title=breakout.title,
        items=tuple(item.id for item in items),
        comment=comment.strip(),
    )


def state_after(items: Sequence[ItemState]) -> BreakoutState:
    """E6: a breakout's state follows from its paragraphs'."""
    if all(state in DONE for state in items):
        return "endorsed"
    if any(state == "reported" for state in items):
        return "reported"
    return "returned"
