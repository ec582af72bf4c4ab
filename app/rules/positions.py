"""What delegations think of a proposal, who may say so, and who is shown it.

docs/rules/consensus.md numbers the rules C8 to C11.
"""

from dataclasses import dataclass
from typing import get_args

from app.rules.actors import Actor
from app.rules.facts import (
    PositionChanged,
    PositionsShownSet,
    PositionTaken,
    PositionWithdrawn,
)
from app.rules.facts.positions import PositionsShown, Stance
from app.rules.kinds import NEGOTIABLE
from app.rules.text import ENDORSED, RETIRED, ParagraphState
from app.rules.verdict import No

STANCES: tuple[Stance, ...] = get_args(Stance)
"""From the friendliest to the gravest."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a position is about: a paragraph, or an option of one."""

    paragraph: ParagraphState
    """The paragraph itself, or the one the option stands beside."""
    digest: str
    """Of the words as they are now."""
    option_id: str | None = None
    option: str | None = None

    @property
    def id(self) -> str:
        """The identity positions are kept under."""
        return self.option_id or self.paragraph.id


@dataclass(frozen=True, slots=True)
class Position:
    """What a delegation said, and about which words."""

    delegation_id: str
    stance: Stance
    digest: str
    reason: str | None = None
    would_lift: str | None = None


def may_take(actor: Actor, paragraph: ParagraphState) -> No | None:
    """C8: delegations that speak say what they think of negotiable text, in a breakout its own."""
    if paragraph.retired:
        return RETIRED
    if paragraph.endorsed:
        return ENDORSED
    if paragraph.kind not in NEGOTIABLE:
        return No.now(
            "positions.not_negotiable", f"A {paragraph.kind} is no proposal to take a position on."
        )
    if not actor.speaks:
        return No(
            "positions.delegations_speak",
            "Only delegations that take part in the negotiation take positions.",
        )
    if paragraph.breakout_id is not None and actor.breakout_role(paragraph.breakout_id) is None:
        return No(
            "positions.members_speak",
            "Only members of the breakout take positions on its working copy.",
        )
    if paragraph.status == "agreed":
        return No.now(
            "positions.agreed",
            "These words are agreed. Ask for the text to be reopened, or have an explanation of "
            "position attached.",
        )
    return None


def take(
    actor: Actor,
    subject: Subject,
    stance: Stance,
    reason: str,
    would_lift: str,
    before: Position | None,
) -> PositionTaken | No:
    """Say what one's delegation thinks of the words shown, or think otherwise. (C8, C9)

    That the words are those shown is for the caller to have settled. (C2)
    """
    refusal = (
        may_take(actor, subject.paragraph)
        or _silent(subject.paragraph, stance)
        or _reasoned(stance, reason)
    )
    if refusal is not None:
        return refusal
    said = {
        "document_id": subject.paragraph.document_id,
        "paragraph_id": subject.paragraph.id,
        "breakout_id": subject.paragraph.breakout_id,
        "label": subject.paragraph.label,
        "delegation_id": actor.delegation_id,
        "option_id": subject.option_id,
        "option": subject.option,
        "digest": subject.digest,
        "stance": stance,
        "reason": reason.strip() or None,
        "would_lift": (would_lift.strip() or None) if stance in _LIFTED else None,
    }
    if before is None:
        return PositionTaken.model_validate(said)
    return PositionChanged.model_validate({**said, "stance_before": before.stance})


_LIFTED: tuple[Stance, ...] = ("reservation", "object")


def _silent(paragraph: ParagraphState, stance: Stance) -> No | None:
    """C9: under silence an objection is made by breaking it, so that none is overlooked. (S5)"""
    if paragraph.silent_until is None or stance != "object":
        return None
    return No.now(
        "positions.under_silence",
        "This paragraph is under silence: to object to it, break the silence with your reason.",
    )


def _reasoned(stance: Stance, reason: str) -> No | None:
    """C9: who objects says why, so that the room knows what it is asked to change."""
    if stance != "object" or reason.strip():
        return None
    return No.now(
        "positions.reason_needed",
        "Say why you object; you may also give the words that would lift your objection.",
    )


def withdraw(
    actor: Actor, subject: Subject, before: Position | None, reason: str
) -> PositionWithdrawn | No:
    """Take one's delegation's position back, whenever one wants to. (C8)"""
    if not actor.speaks or before is None or before.delegation_id != actor.delegation_id:
        return No.now("positions.none", "Your delegation has taken no position here.")
    return PositionWithdrawn(
        document_id=subject.paragraph.document_id,
        paragraph_id=subject.paragraph.id,
        breakout_id=subject.paragraph.breakout_id,
        label=subject.paragraph.label,
        delegation_id=actor.delegation_id,
        option_id=subject.option_id,
        option=subject.option,
        digest=before.digest,
        stance_before=before.stance,
        reason=reason.strip() or None,
    )


def may_set_shown(actor: Actor) -> No | None:
    """C10: the chair decides what the room sees of positions."""
    if actor.presides:
        return None
    return No("positions.chair_shows", "Only the chair decides what the room sees of positions.")


def set_shown(actor: Actor, shown: PositionsShown) -> PositionsShownSet | No:
    """Decide what the room sees of positions. (C10)"""
    return may_set_shown(actor) or PositionsShownSet(shown=shown)


def shown_to(
    actor: Actor, setting: PositionsShown, attribution_shown: bool, breakout_id: str | None
) -> PositionsShown:
    """What this reader sees of others' positions; each sees its own. (C10)

    The podium sees all, and in a working copy its convenor. Where attribution is hidden, the room
    sees counts at most.
    """
    if actor.serves or actor.breakout_role(breakout_id) == "convenor":
        return "names"
    if setting == "names" and not attribution_shown:
        return "counts"
    return setting


def graver(one: Position, other: Position) -> Position:
    """Of two positions that come together, as when paragraphs are merged, keep the graver. (C11)"""
    return max(one, other, key=lambda position: STANCES.index(position.stance))
