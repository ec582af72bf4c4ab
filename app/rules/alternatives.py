"""Options over one place of the text, and what may be decided between them.

docs/rules/alternatives.md numbers the rules A1 to A11.
"""

from collections.abc import Collection, Mapping, Sequence

from app.rules import text
from app.rules.actors import Actor
from app.rules.facts import (
    AlternativesEnded,
    AlternativesLeft,
    AlternativesReopened,
    OptionChosen,
    OptionsMerged,
    OptionWithdrawn,
)
from app.rules.options import DECIDED, MOST_OPTIONS, OPEN, SetState
from app.rules.text import ParagraphState
from app.rules.verdict import No

AWAY = No.now(
    "alternatives.away",
    "These alternatives are with a breakout: it decides between them and reports. "
    "Ask for the work to be returned, or wait for the report.",
)


def may_add_option(
    actor: Actor, of: SetState | None, beside: Sequence[ParagraphState], *, no_text: bool
) -> No | None:
    """Whether an option may be put beside these paragraphs, or into this set. (A2, A3)

    Who may put in a paragraph (T11) may put in an option, "No text" too.
    """
    first = beside[0]
    refusal = text.may_add(actor, first.breakout_id, first.breakout_state)
    if refusal is None and of is not None:
        refusal = _takes_more(of, no_text=no_text)
    return refusal or next((no for one in beside if (no := _stands_still(one))), None)


def _takes_more(of: SetState, *, no_text: bool) -> No | None:
    if of.away:
        return AWAY
    if of.state in DECIDED:
        return No.now(
            "alternatives.decided",
            "These alternatives have been decided. Only the chair opens them again, with a reason.",
        )
    if no_text and any(one.no_text for one in of.options):
        return No.now("alternatives.no_text_there", "“No text” is one of the options already.")
    if len(of.options) >= MOST_OPTIONS:
        return No.now(
            "alternatives.too_many",
            f"There are {MOST_OPTIONS} options already. Merge some before another is put in.",
        )
    return None


def _stands_still(paragraph: ParagraphState) -> No | None:
    """A3: agreed text has no alternatives; nor has what was retired or endorsed."""
    if paragraph.frozen and paragraph.silent_until is None:
        return No.now(
            "alternatives.agreed",
            f"Paragraph {paragraph.label} is {paragraph.status}: no alternative is put beside it "
            "unless it is reopened.",
        )
    return text.stands_still(paragraph)


def one_place(order: Sequence[str], beside: Sequence[str], elsewhere: Collection[str]) -> No | None:
    """A1: options stand over paragraphs that follow each other, none in another set.

    `order` holds the paragraphs in force of one category.
    """
    places = [order.index(one) for one in beside if one in order]
    in_a_row = places == list(range(min(places, default=0), max(places, default=-1) + 1))
    if not beside or len(places) != len(beside) or not in_a_row:
        return No.now(
            "alternatives.one_place",
            "Alternatives stand over paragraphs that follow each other in one category. "
            "Choose them again.",
        )
    if any(one in elsewhere for one in beside):
        return No.now(
            "alternatives.in_a_set",
            "One of these paragraphs is an option of another set of alternatives already.",
        )
    return None


def may_withdraw_option(actor: Actor, of: SetState, option_id: str) -> No | None:
    """A4: who put an option in takes it back, as long as nobody else has worked on it."""
    option = of.option(option_id)
    if option is None or of.state != "standing":
        return NOT_STANDING
    if option.proposers != (actor.seat,):
        return No(
            "alternatives.not_yours",
            "Only the delegation that put an option in takes it back. The chair may choose "
            "another, or retire its paragraphs.",
        )
    refusal = text.may_add(actor, of.breakout_id, of.breakout_state)
    if refusal is not None:
        return refusal
    if of.away:
        return AWAY
    if option.touched:
        return No.now(
            "alternatives.touched",
            "Others have worked on this option, so it is no longer yours alone. Ask the chair.",
        )
    return next((no for one in option.paragraphs if (no := text.stands_still(one))), None)


def withdraw_option(actor: Actor, of: SetState, option_id: str) -> OptionWithdrawn | No:
    """Take one's own option back while it is untouched. (A4)"""
    refusal = may_withdraw_option(actor, of, option_id)
    if refusal is not None:
        return refusal
    return OptionWithdrawn(
        document_id=of.document_id,
        paragraph_id=_first(of),
        breakout_id=of.breakout_id,
        set_id=of.id,
        place=of.place,
        option_id=option_id,
        option=_label(of, option_id),
        delegation_id=actor.delegation_id if actor.speaks else None,
    )


NOT_STANDING = No.now(
    "alternatives.not_standing", "This option does not stand any more. Look at the text again."
)


def may_decide(actor: Actor, of: SetState) -> No | None:
    """A5: the chair decides between alternatives, in a working copy its convenor."""
    refusal = _presides(actor, of)
    if refusal is not None:
        return refusal
    if of.state in DECIDED:
        return No.now(
            "alternatives.decided_before",
            "These alternatives have been decided. Open them again, with a reason, to decide anew.",
        )
    if len(of.options) < 2:
        return No.now("alternatives.one_left", "There is nothing to choose between here any more.")
    return next((no for one in of.paragraphs if (no := text.may_restructure(actor, one))), None)


def _presides(actor: Actor, of: SetState) -> No | None:
    if of.breakout_id is not None:
        refusal = text.may_shape(actor, of.breakout_id, of.breakout_state)
        return refusal or (text.ENDORSED if of.endorsed else None)
    if not actor.presides:
        return No(
            "alternatives.chair_decides",
            "Only the chair decides between alternatives, and opens a decision again.",
        )
    return AWAY if of.away else None


def all_shown(of: SetState, shown: Mapping[str, str]) -> No | None:
    """A5: nothing is decided between options of which one was not looked at."""
    if {one.id for one in of.paragraphs} == set(shown):
        return None
    return No.now(
        "alternatives.not_shown",
        "The options have changed since they were shown to you. Look at them again.",
    )


def choose(
    actor: Actor, of: SetState, option_id: str, shown: Mapping[str, str], note: str | None
) -> OptionChosen | No:
    """Choose one option; the others leave the text and stay on the record. (A6)"""
    refusal = may_decide(actor, of) or all_shown(of, shown)
    if refusal is not None:
        return refusal
    chosen = of.option(option_id)
    if chosen is None:
        return NOT_STANDING
    return OptionChosen(
        document_id=of.document_id,
        paragraph_id=chosen.paragraphs[0].id if chosen.paragraphs else _first(of),
        breakout_id=of.breakout_id,
        set_id=of.id,
        place=of.place,
        option_id=option_id,
        option=_label(of, option_id),
        others=tuple(one.label for one in of.options if one.id != option_id),
        digests=_digests(of, shown),
        note=(note or "").strip() or None,
    )


def merge(
    actor: Actor,
    of: SetState,
    pair: tuple[str, str],
    texts: Sequence[str],
    shown: Mapping[str, str],
    note: str | None,
) -> OptionsMerged | No:
    """Merge the second of a pair into the first, whose final words are given. (A7)

    The fact's digests are left to be filled in with those of the final words.
    """
    refusal = may_decide(actor, of) or all_shown(of, shown)
    if refusal is not None:
        return refusal
    into, taken_in = (of.option(one) for one in pair)
    if into is None or taken_in is None:
        return NOT_STANDING
    if into.id == taken_in.id or into.no_text or taken_in.no_text:
        return No.now(
            "alternatives.two_texts", "Two different options that have words can be merged."
        )
    if len(texts) != len(into.paragraphs) or not all(one.strip() for one in texts):
        return No.now(
            "alternatives.words_needed",
            f"Give the final words of every paragraph of {into.label}.",
        )
    return OptionsMerged(
        document_id=of.document_id,
        paragraph_id=into.paragraphs[0].id,
        breakout_id=of.breakout_id,
        set_id=of.id,
        place=of.place,
        option_id=into.id,
        option=into.label,
        taken_in=taken_in.id,
        taken_in_option=taken_in.label,
        digests=(),
        note=(note or "").strip() or None,
    )


def leave_standing(
    actor: Actor,
    of: SetState,
    recommended: str | None,
    shown: Mapping[str, str],
    reason: str,
) -> AlternativesLeft | No:
    """Leave all standing, with a recommendation of the majority or without. (A8)"""
    refusal = (
        may_decide(actor, of)
        or all_shown(of, shown)
        or text.reasoned(reason, "leaving all alternatives standing")
    )
    if refusal is not None:
        return refusal
    if recommended is not None and of.option(recommended) is None:
        return NOT_STANDING
    return AlternativesLeft(
        document_id=of.document_id,
        paragraph_id=_first(of),
        breakout_id=of.breakout_id,
        set_id=of.id,
        place=of.place,
        options=tuple(one.label for one in of.options),
        recommended=_label(of, recommended) if recommended else None,
        digests=_digests(of, shown),
        reason=reason.strip(),
    )


def may_reopen(actor: Actor, of: SetState) -> No | None:
    """A9: who decides between alternatives opens a decision again."""
    refusal = _presides(actor, of)
    if refusal is not None:
        return refusal
    if of.state not in DECIDED:
        return No.now("alternatives.undecided", "These alternatives have not been decided.")
    if of.settled_above:
        return No.now(
            "alternatives.settled_above",
            "The plenary decided between these alternatives before it gave you the text. "
            "Only the chair opens them again, in the plenary's text.",
        )
    return next((no for one in of.paragraphs if (no := text.may_restructure(actor, one))), None)


def reopen(actor: Actor, of: SetState, reason: str) -> AlternativesReopened | No:
    """Open a decision between alternatives again, with a reason. (A9)"""
    refusal = may_reopen(actor, of) or text.reasoned(reason, "opening a decision again")
    if refusal is not None:
        return refusal
    return AlternativesReopened(
        document_id=of.document_id,
        paragraph_id=_first(of),
        breakout_id=of.breakout_id,
        set_id=of.id,
        place=of.place,
        state_before=of.state,
        reason=reason.strip(),
    )


def ended(of: SetState) -> AlternativesEnded | None:
    """A10: a set of which one option is left, or none, is over."""
    if of.state not in OPEN or len(of.options) > 1:
        return None
    return AlternativesEnded(
        document_id=of.document_id,
        paragraph_id=_first(of),
        breakout_id=of.breakout_id,
        set_id=of.id,
        place=of.place,
        left=of.options[0].label if of.options else None,
    )


def stays_together(mine: str | None, theirs: str | None) -> No | None:
    """A10: a paragraph of an option stays with it; `mine` and `theirs` are open sets' options."""
    if mine == theirs:
        return None
    return No.now(
        "alternatives.together",
        "These paragraphs stand in different options of a set of alternatives. Merge the "
        "options, or choose between them, first.",
    )


def _first(of: SetState) -> str | None:
    return of.paragraphs[0].id if of.paragraphs else None


def _label(of: SetState, option_id: str) -> str:
    option = of.option(option_id)
    return option.label if option else ""


def _digests(of: SetState, shown: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(f"{one.label} {shown[one.id]}".strip() for one in of.paragraphs)
