"""Who brackets, joins, lifts, takes off and chooses, and what the record says of it.

docs/rules/brackets.md numbers the rules K1 to K12; how brackets stand in the words is in
`brackets`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from app.rules.actors import Actor
from app.rules.brackets import excerpt
from app.rules.facts import (
    BracketJoined,
    BracketLifted,
    BracketPlaced,
    BracketRemoved,
    RivalChosen,
    RivalsJoined,
)
from app.rules.text import BreakoutState, ParagraphState, may_restructure, may_shape, writes
from app.rules.verdict import No

GONE = No.now("text.bracket_gone", "These brackets are no longer in the text. Look at it again.")


@dataclass(frozen=True, slots=True)
class BracketValues:
    """What the rules need to know of a bracket that stands in a text."""

    key: str
    text: str
    places: tuple[ParagraphState, ...]
    """The paragraphs it stands in, in the document's order."""
    holders: tuple[str, ...] = ()
    """The seats that hold it; none holds an imported one until it is joined."""
    rivals: str | None = None

    @property
    def first(self) -> ParagraphState:
        """The paragraph it begins in."""
        return self.places[0]


@dataclass(frozen=True, slots=True)
class Hold:
    """What a seat says of a bracket it holds or will hold."""

    seat: str
    delegation_id: str | None
    """The same seat, if it is a delegation's."""
    reason: str
    accepts: str | None = None


def may_bracket(actor: Actor, paragraph: ParagraphState) -> No | None:
    """K3: whoever writes in the text may hold a bracket there: nobody where it stands still."""
    mode = writes(actor, paragraph)
    return mode if isinstance(mode, No) else None


def may_name(
    actor: Actor, seat: str, breakout_id: str | None, state: BreakoutState | None
) -> No | None:
    """K4: each speaks for itself; the podium, or the convenor, types in what another has said."""
    if seat == actor.seat or may_shape(actor, breakout_id, state) is None:
        return None
    return No("text.not_your_bracket", "You can hold and lift brackets for your own delegation.")


def _all_writable(actor: Actor, places: Sequence[ParagraphState]) -> No | None:
    return next((no for one in places if (no := may_bracket(actor, one)) is not None), None)


def _reasoned(reason: str) -> No | None:
    if reason.strip():
        return None
    return No.now("text.reason_needed", "Say why these words are in brackets.")


def place(actor: Actor, bracket: BracketValues, hold: Hold) -> BracketPlaced | No:
    """Put words in brackets for a seat, with its reason. (K3, K4)"""
    first = bracket.first
    refusal = (
        _all_writable(actor, bracket.places)
        or may_name(actor, hold.seat, first.breakout_id, first.breakout_state)
        or _reasoned(hold.reason)
    )
    if refusal is not None:
        return refusal
    return BracketPlaced(
        document_id=first.document_id,
        paragraph_id=first.id,
        breakout_id=first.breakout_id,
        label=first.label,
        bracket=bracket.key,
        text=excerpt(bracket.text),
        places=len(bracket.places),
        delegation_id=hold.delegation_id,
        reason=hold.reason.strip(),
        accepts=hold.accepts,
    )


def may_join(actor: Actor, bracket: BracketValues) -> No | None:
    """K5: whoever may bracket these words may join those who hold them bracketed."""
    return _all_writable(actor, bracket.places)


def join(actor: Actor, bracket: BracketValues, hold: Hold) -> BracketJoined | No:
    """Join the holders of a bracket, or give one's reason anew. (K5)"""
    first = bracket.first
    refusal = (
        may_join(actor, bracket)
        or may_name(actor, hold.seat, first.breakout_id, first.breakout_state)
        or _reasoned(hold.reason)
    )
    if refusal is not None:
        return refusal
    return BracketJoined(
        document_id=first.document_id,
        paragraph_id=first.id,
        breakout_id=first.breakout_id,
        label=first.label,
        bracket=bracket.key,
        text=excerpt(bracket.text),
        places=len(bracket.places),
        delegation_id=hold.delegation_id,
        reason=hold.reason.strip(),
        accepts=hold.accepts,
        again=hold.seat in bracket.holders,
    )


def may_lift(actor: Actor, bracket: BracketValues, seat: str | None = None) -> No | None:
    """K5: each lifts for itself, where it may write."""
    named = seat or actor.seat
    first = bracket.first
    refusal = may_name(actor, named, first.breakout_id, first.breakout_state)
    if refusal is not None:
        return refusal
    if named not in bracket.holders:
        return No.now(
            "text.not_holding",
            "These brackets are not yours to lift: only those who hold them lift them, each for "
            "itself, or the chair takes them off.",
        )
    return _all_writable(actor, bracket.places)


def lift(
    actor: Actor, bracket: BracketValues, seat: str, delegation_id: str | None, reason: str | None
) -> BracketLifted | No:
    """Lift a bracket for one of its holders; with the last of them it is gone. (K5)"""
    refusal = may_lift(actor, bracket, seat)
    if refusal is not None:
        return refusal
    first = bracket.first
    return BracketLifted(
        document_id=first.document_id,
        paragraph_id=first.id,
        breakout_id=first.breakout_id,
        label=first.label,
        bracket=bracket.key,
        text=excerpt(bracket.text),
        places=len(bracket.places),
        delegation_id=delegation_id,
        gone=bracket.holders == (seat,),
        reason=(reason or "").strip() or None,
    )


def may_remove(actor: Actor, bracket: BracketValues) -> No | None:
    """K6: the chair takes a bracket off, in a working copy the convenor; never in agreed text."""
    for paragraph in bracket.places:
        refusal = may_restructure(actor, paragraph)
        if refusal is not None and paragraph.breakout_id is None and not refusal.passing:
            return CHAIR_ONLY
        if refusal is not None:
            return refusal
    if bracket.first.breakout_id is None and not actor.presides:
        return CHAIR_ONLY
    return None


CHAIR_ONLY = No(
    "text.chair_removes",
    "Only the chair takes brackets off for others, and chooses between rival words.",
)


def remove(actor: Actor, bracket: BracketValues, reason: str) -> BracketRemoved | No:
    """Take a bracket off, whoever holds it, with a reason on the record. (K6)"""
    refusal = may_remove(actor, bracket)
    if refusal is not None:
        return refusal
    if not reason.strip():
        return No.now("text.reason_needed", "Say why the brackets are taken off.")
    first = bracket.first
    return BracketRemoved(
        document_id=first.document_id,
        paragraph_id=first.id,
        breakout_id=first.breakout_id,
        label=first.label,
        bracket=bracket.key,
        text=excerpt(bracket.text),
        places=len(bracket.places),
        reason=reason.strip(),
    )


def may_join_rivals(actor: Actor, bracket: BracketValues) -> No | None:
    """K8: the podium, or the convenor, joins brackets beside each other as rival words."""
    if len(bracket.places) > 1:
        return No.now("text.rivals_long", "Rival words stand in one paragraph.")
    return may_restructure(actor, bracket.first)


def join_rivals(actor: Actor, group: str, row: Sequence[BracketValues] | None) -> RivalsJoined | No:
    """Join brackets that stand side by side as rival words; None: they do not. (K8)"""
    if row is None or len(row) < 2:
        return No.now(
            "text.rivals_apart",
            "Rival words stand beside each other in one paragraph, with nothing but space between.",
        )
    for one in row:
        refusal = may_join_rivals(actor, one)
        if refusal is not None:
            return refusal
    first = row[0].first
    return RivalsJoined(
        document_id=first.document_id,
        paragraph_id=first.id,
        breakout_id=first.breakout_id,
        label=first.label,
        rivals=group,
        brackets=tuple(one.key for one in row),
        texts=tuple(excerpt(one.text) for one in row),
    )


def may_choose(actor: Actor, bracket: BracketValues) -> No | None:
    """K8: the chair chooses between rival words, in a working copy the convenor."""
    if bracket.rivals is None:
        return No.now("text.no_rivals", "These words have no rivals to be chosen over.")
    return may_remove(actor, bracket)


def choose(
    actor: Actor,
    chosen: BracketValues,
    others: Sequence[BracketValues],
    digest: str,
    reason: str | None,
) -> RivalChosen | No:
    """Choose one of rival words: its bracket goes, the others go with their words. (K8)"""
    refusal = may_choose(actor, chosen)
    if refusal is not None:
        return refusal
    first = chosen.first
    return RivalChosen(
        document_id=first.document_id,
        paragraph_id=first.id,
        breakout_id=first.breakout_id,
        label=first.label,
        rivals=chosen.rivals or "",
        bracket=chosen.key,
        text=excerpt(chosen.text),
        others=tuple(one.key for one in others),
        taken_away=tuple(excerpt(one.text) for one in others),
        digest=digest,
        reason=(reason or "").strip() or None,
    )
