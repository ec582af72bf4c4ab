"""Facts about what delegations think of a proposal, and about who is shown it."""

from typing import Literal

from app.rules.facts.fact import Fact, NameOf, because, named

Stance = Literal["support", "can live with", "reservation", "object"]
PositionsShown = Literal["names", "counts", "nothing"]

STANCE_VERBS: dict[Stance, str] = {
    "support": "supports",
    "can live with": "can live with",
    "reservation": "has a reservation on",
    "object": "objects to",
}
"""How each stance is said of a delegation, before what it is about."""


class PositionFact(Fact):
    """Common to what a delegation says of its position; the words are named by their digest."""

    label: str
    delegation_id: str | None
    option_id: str | None = None
    option: str | None = None
    """The option's label, when the position is on an alternative."""
    digest: str

    @property
    def subject(self) -> str:
        """What the position is about, for a sentence."""
        return f"{self.option} of {named(self.label)}" if self.option else named(self.label)


class PositionTaken(PositionFact):
    """A delegation said for the first time what it thinks of a proposal."""

    stance: Stance
    reason: str | None = None
    would_lift: str | None = None
    """The words that would lift an objection."""

    def says(self, name: NameOf) -> str:
        verb = STANCE_VERBS[self.stance]
        return f"said that {name(self.delegation_id)} {verb} {self.subject}{because(self.reason)}"


class PositionChanged(PositionTaken):
    """A delegation thinks otherwise than it said before, or says it about newer words."""

    stance_before: Stance

    def says(self, name: NameOf) -> str:
        verb = STANCE_VERBS[self.stance]
        who = name(self.delegation_id)
        return f"said that {who} now {verb} {self.subject}{because(self.reason)}"


class PositionWithdrawn(PositionFact):
    """A delegation took its position back and says nothing for now."""

    stance_before: Stance
    reason: str | None = None

    def says(self, name: NameOf) -> str:
        who = name(self.delegation_id)
        return f"withdrew the position of {who} on {self.subject}{because(self.reason)}"


class PositionsShownSet(Fact):
    """The chair decided what the room sees of positions."""

    shown: PositionsShown

    def says(self, name: NameOf) -> str:
        what = {
            "names": "positions are shown with names",
            "counts": "positions are shown as counts only",
            "nothing": "positions are shown to the podium only",
        }
        return f"decided that {what[self.shown]}"
