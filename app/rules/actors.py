"""Who asks: roles, delegations and seats, as values the rules can judge."""

from dataclasses import dataclass
from typing import Literal

Role = Literal["chair", "vice-chair", "secretariat", "delegate", "observer"]
BreakoutRole = Literal["convenor", "member"]
DelegationKind = Literal[
    "member State",
    "international organisation",
    "business",
    "civil society",
    "technical and academic community",
]


@dataclass(frozen=True, slots=True)
class Actor:
    """A person in a working group, as the rules see them."""

    person_id: str
    person_name: str
    role: Role
    delegation_id: str | None = None
    delegation_short: str | None = None
    observer: bool = False
    """Whether the delegation is an observer's."""
    breakouts: tuple[tuple[str, BreakoutRole], ...] = ()
    """The breakouts this person sits in, with the role there."""

    @property
    def presides(self) -> bool:
        """Whether this person may take the chair's decisions (chair, or vice-chair presiding)."""
        return self.role in ("chair", "vice-chair")

    @property
    def serves(self) -> bool:
        """Whether this person is of the podium: the chair, a vice-chair or the secretariat."""
        return self.role in ("chair", "vice-chair", "secretariat")

    @property
    def speaks(self) -> bool:
        """Whether this person speaks for a delegation that takes part in the negotiation."""
        return self.role == "delegate" and self.delegation_id is not None and not self.observer

    @property
    def seat(self) -> str:
        """Whose words this person's are: the delegation's, or else the role's own."""
        return self.delegation_id if self.speaks and self.delegation_id else self.role

    def breakout_role(self, breakout_id: str | None) -> BreakoutRole | None:
        """Return this person's role in a breakout, or None."""
        return dict(self.breakouts).get(breakout_id) if breakout_id else None
