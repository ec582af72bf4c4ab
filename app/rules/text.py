"""Who may write what, and what may be done with a paragraph.

docs/rules/text.md numbers the rules T1 to T12.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from app.rules import words as w
from app.rules.actors import Actor
from app.rules.facts.silence import until
from app.rules.kinds import NEGOTIABLE, SETTLED, Kind, Level, Status
from app.rules.verdict import No
from app.rules.words import Words

Mode = Literal["direct", "propose"]
"""How a person writes in a paragraph: changing the base text, or proposing amendments. (T4)"""

BreakoutState = Literal["at work", "reported", "endorsed", "returned"]


@dataclass(frozen=True, slots=True)
class ParagraphState:
    """What the rules need to know of a paragraph."""

    id: str
    document_id: str
    label: str
    kind: Kind
    status: Status
    status_digest: str | None
    retired: bool = False
    endorsed: bool = False
    """In a working copy: whether the plenary has taken its words as its own already."""
    breakout_id: str | None = None
    """The breakout whose working copy this paragraph belongs to; None in the plenary's text."""
    breakout_state: BreakoutState | None = None
    silent_until: datetime | None = None
    """Under the silence procedure: when it ends. (S4)"""

    @property
    def level(self) -> Level:
        """Whether this is the plenary's paragraph or one of a breakout's working copy."""
        return "breakout" if self.breakout_id else "plenary"

    @property
    def frozen(self) -> bool:
        """Whether its words stand still because they are agreed or under silence. (C3, S4)"""
        return self.status in SETTLED or self.silent_until is not None


OBSERVER = No("text.observers_read", "Observers read along; they do not write in the text.")
ENDORSED = No.now(
    "text.endorsed", "The plenary has endorsed this paragraph; it goes on in the plenary's text."
)
RETIRED = No.now("text.retired", "This paragraph has been retired; the record keeps it.")


def _frozen(paragraph: ParagraphState) -> No:
    who = "the convenor" if paragraph.level == "breakout" else "the chair"
    return No.now(
        "text.frozen",
        f"This paragraph is {paragraph.status}, so its words stand still. "
        f"Only {who} can reopen it, with a reason.",
    )


def silent(until_when: datetime) -> No:
    """Refuse to touch text under silence, and say how it is broken. (S4, S5)"""
    return No.now(
        "text.silent",
        f"This paragraph is under silence until {until(until_when)}, so its words stand still. "
        "A delegation that cannot agree to them breaks silence, with a reason.",
    )


def _settled(paragraph: ParagraphState) -> No | None:
    """Why nobody changes this paragraph, whoever asks: gone, under silence or agreed.

    (C3, B7, S4)
    """
    if paragraph.retired:
        return RETIRED
    if paragraph.endorsed:
        return ENDORSED
    if paragraph.silent_until is not None:
        return silent(paragraph.silent_until)
    return _frozen(paragraph) if paragraph.frozen else None


def stands_still(paragraph: ParagraphState) -> No | None:
    """Why nobody changes this paragraph now, whoever asks, if it stands still. (C3, B7)"""
    return _settled(paragraph)


def may_shape(actor: Actor, breakout_id: str | None, state: BreakoutState | None) -> No | None:
    """Who may add, move, split, merge and retire paragraphs and edit directly: T9.

    In plenary the podium; in a working copy the breakout's convenor, while it is at work.
    """
    if breakout_id is None:
        if actor.serves:
            return None
        return No(
            "text.podium_shapes",
            "Only the chair and the secretariat change the order and division of the text.",
        )
    if actor.breakout_role(breakout_id) != "convenor":
        return No(
            "text.convenor_shapes",
            "Only the breakout's convenor changes the order and division of its working copy.",
        )
    return None if state in ("at work", "returned") else _not_at_work()


def _not_at_work() -> No:
    return No.now(
        "text.breakout_reported",
        "The breakout has reported; its working copy stands still unless the plenary returns it.",
    )


def writes(actor: Actor, paragraph: ParagraphState) -> Mode | No:
    """How this person writes in this paragraph, or why not. (T4)"""
    settled = _settled(paragraph)
    if settled is not None:
        return settled
    if paragraph.breakout_id is not None:
        return _writes_in_breakout(actor, paragraph)
    if actor.serves:
        return "direct"
    if actor.speaks:
        return "propose"
    return OBSERVER


def _writes_in_breakout(actor: Actor, paragraph: ParagraphState) -> Mode | No:
    """B4: only members write in the working copy; its convenor directly."""
    role = actor.breakout_role(paragraph.breakout_id)
    if role is None:
        return No(
            "text.members_write",
            "Only members of the breakout write in its working copy; you may read along.",
        )
    if not (actor.serves or actor.speaks):
        return OBSERVER
    if paragraph.breakout_state not in ("at work", "returned"):
        return _not_at_work()
    return "direct" if role == "convenor" or actor.serves else "propose"


def may_decide(actor: Actor, paragraph: ParagraphState) -> No | None:
    """Who decides amendments: in plenary the podium, in a breakout its convenor. (T7)"""
    settled = _settled(paragraph)
    if settled is not None:
        return settled
    refusal = may_shape(actor, paragraph.breakout_id, paragraph.breakout_state)
    if refusal is None:
        return None
    if paragraph.breakout_id is None:
        return No("text.podium_decides", "Only the chair and the secretariat decide amendments.")
    return refusal


def in_part(pieces: int, taken: Collection[int]) -> No | None:
    """T13: some pieces of an amendment are taken, and not all of them."""
    if any(number not in range(pieces) for number in taken):
        return No.now(
            "text.no_such_piece", "The amendment has other pieces by now. Look at it again."
        )
    if 0 < len(set(taken)) < pieces:
        return None
    return No.now(
        "text.not_in_part",
        "Choose some of its pieces and not all: to take all accept the amendment, to take none "
        "reject it.",
    )


def subsumed(
    paragraph_id: str, amendment: str, holder: ParagraphState, by: str | None
) -> No | None:
    """T14: what holds an amendment's words is another amendment, or another paragraph in force."""
    if holder.retired:
        return RETIRED
    if holder.id == paragraph_id and by in (None, amendment):
        return No.now(
            "text.subsumed_by_itself",
            "Choose another amendment or another paragraph that holds what this one asks for.",
        )
    return None


def may_withdraw(actor: Actor, paragraph: ParagraphState, seat: str) -> No | None:
    """A delegation takes back its own amendment, wherever it may write. (T8)"""
    if actor.seat != seat:
        return No("text.not_yours", "Only the delegation that proposed an amendment withdraws it.")
    mode = writes(actor, paragraph)
    return mode if isinstance(mode, No) else None


def may_restructure(actor: Actor, paragraph: ParagraphState) -> No | None:
    """Who moves, splits, merges, retires a paragraph or changes its kind: T9, never if agreed."""
    settled = _settled(paragraph)
    if settled is not None:
        return settled
    return may_shape(actor, paragraph.breakout_id, paragraph.breakout_state)


def may_add(actor: Actor, breakout_id: str | None, state: BreakoutState | None) -> No | None:
    """Who puts a new paragraph into the text: T11.

    In plenary the podium and, as a proposal, every delegation that takes part; in a working copy
    the breakout's members.
    """
    if breakout_id is None:
        return None if actor.serves or actor.speaks else OBSERVER
    if actor.breakout_role(breakout_id) is None:
        return No("text.members_write", "Only members of the breakout add to its working copy.")
    if not (actor.serves or actor.speaks):
        return OBSERVER
    return None if state in ("at work", "returned") else _not_at_work()


def may_add_kind(actor: Actor, kind: Kind) -> No | None:
    """Delegations add proposals and other negotiable text, not headings and notes. (T11)"""
    if actor.serves or kind in NEGOTIABLE:
        return None
    return No("text.podium_furnishes", "Only the chair and the secretariat add headings and notes.")


def reasoned(reason: str, what: str) -> No | None:
    """Acts that take something away are given a reason, for the record. (T12)"""
    if reason.strip():
        return None
    return No.now("text.reason_needed", f"Say why: {what} is put on the record with its reason.")


def same_words(shown: str, words: Words) -> No | None:
    """What is decided is what was shown: the digest the page sent is the words' own. (C2)"""
    if w.digest(words) == shown:
        return None
    return No.now(
        "consensus.words_differ",
        "The words have changed since they were shown to you. Look at them again and decide anew.",
    )
