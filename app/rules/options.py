"""Sets of alternatives and their options as values, for the rules to judge. (A1, A2)"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from app.rules.text import BreakoutState, ParagraphState

SetStanding = Literal["standing", "chosen", "merged", "left standing", "over"]
"""`over` is a set with nothing left to choose between; nobody decided it."""

Fate = Literal["standing", "chosen", "not chosen", "merged", "withdrawn"]

DECIDED: frozenset[SetStanding] = frozenset(("chosen", "merged", "left standing"))
"""What the chair has decided, and only the chair opens again. (A9)"""

OPEN: frozenset[SetStanding] = frozenset(("standing", "left standing"))
"""The sets of which more than one option stands in the text."""

MOST_OPTIONS = 20


@dataclass(frozen=True, slots=True)
class OptionState:
    """What the rules need to know of an option that stands."""

    id: str
    label: str
    no_text: bool = False
    proposers: tuple[str, ...] = ()
    paragraphs: tuple[ParagraphState, ...] = ()
    """Its paragraphs in force, in order; none for "No text"."""
    touched: bool = False
    """Whether others have amended it or its words have changed since it was put in."""


@dataclass(frozen=True, slots=True)
class SetState:
    """What the rules need to know of a set; `options` are those that stand, in order."""

    id: str
    document_id: str
    place: str
    state: SetStanding = "standing"
    options: tuple[OptionState, ...] = ()
    breakout_id: str | None = None
    breakout_state: BreakoutState | None = None
    away: bool = False
    """Whether the plenary has given its paragraphs to a breakout."""
    endorsed: bool = False
    """In a working copy: whether the plenary has taken over part of it already."""
    settled_above: bool = False
    """In a working copy: whether the plenary had decided it before it gave it away."""

    @property
    def paragraphs(self) -> tuple[ParagraphState, ...]:
        """Every paragraph of every option that stands, in order."""
        return tuple(one for option in self.options for one in option.paragraphs)

    def option(self, option_id: str) -> OptionState | None:
        """Return one of the options that stand."""
        return next((one for one in self.options if one.id == option_id), None)


def option_label(position: int, *, no_text: bool) -> str:
    """Name an option: `Option 2`, counted as they came, or `No text`. (A2)"""
    return "No text" if no_text else f"Option {position}"


def place_named(labels: Sequence[str]) -> str:
    """Name the place of a set by the numbers of its first option: `2`, or `2 to 3`."""
    known = [one for one in labels if one]
    return " to ".join(dict.fromkeys((known[0], known[-1]))) if known else ""
