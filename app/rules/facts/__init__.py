"""The facts of the record: what happened, in the past tense, as values.

A fact says what it is about with identities and with the words a reader needs (labels, reasons);
who did it and when is added by the record. `says` phrases it after the doer's name and never
names a delegation itself: it asks `name`, which knows whether names are shown. (P5)
"""

from app.rules.facts.amendments import (
    AmendmentAccepted,
    AmendmentDecided,
    AmendmentFell,
    AmendmentProposed,
    AmendmentRejected,
    AmendmentWithdrawn,
)
from app.rules.facts.breakouts import (
    BreakoutEndorsed,
    BreakoutMembersSet,
    BreakoutOpened,
    BreakoutReported,
    BreakoutSeat,
    ParagraphEndorsed,
    WorkReturned,
)
from app.rules.facts.consensus import AgreementReopened, StatusDeclared, StatusFell
from app.rules.facts.fact import Fact, NameOf
from app.rules.facts.groups import (
    AttributionSet,
    DelegationSeated,
    GroupFounded,
    InvitationRenewed,
    PersonInvited,
    RoleRevoked,
)
from app.rules.facts.text import (
    CategoryAdded,
    CategoryRenamed,
    DocumentOpened,
    KindChanged,
    ParagraphAdded,
    ParagraphEdited,
    ParagraphMoved,
    ParagraphRetired,
    ParagraphsMerged,
    ParagraphSplit,
)

__all__ = [
    "FACTS",
    "AgreementReopened",
    "AmendmentAccepted",
    "AmendmentDecided",
    "AmendmentFell",
    "AmendmentProposed",
    "AmendmentRejected",
    "AmendmentWithdrawn",
    "AttributionSet",
    "BreakoutEndorsed",
    "BreakoutMembersSet",
    "BreakoutOpened",
    "BreakoutReported",
    "BreakoutSeat",
    "CategoryAdded",
    "CategoryRenamed",
    "DelegationSeated",
    "DocumentOpened",
    "Fact",
    "GroupFounded",
    "InvitationRenewed",
    "KindChanged",
    "NameOf",
    "ParagraphAdded",
    "ParagraphEdited",
    "ParagraphEndorsed",
    "ParagraphMoved",
    "ParagraphRetired",
    "ParagraphSplit",
    "ParagraphsMerged",
    "PersonInvited",
    "RoleRevoked",
    "StatusDeclared",
    "StatusFell",
    "WorkReturned",
]


def _kinds(of: type[Fact]) -> dict[str, type[Fact]]:
    found: dict[str, type[Fact]] = {}
    for kind in of.__subclasses__():
        found |= {kind.__name__: kind} | _kinds(kind)
    return found


FACTS: dict[str, type[Fact]] = _kinds(Fact)
"""Every kind of fact by its name, to read the record back."""
